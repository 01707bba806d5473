# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each promise is violated artificially in the result of a real run; the check must find it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from delivery_disk import EARLIER
from injections import NO_FAULT
from invariants import Baseline, bound, broken
from matrix import baseline_of
from sandbox import Cell, RunResult, Sandbox
from scenario import ALICE, BEFORE, BOB, BYSTANDER, CAROL, GIVEN, ProfileState, SecretState

Doctor = Callable[[RunResult], RunResult]


def with_result(run: RunResult, **result: Any) -> RunResult:
    """Change the task's result. None: remove the key."""
    changed = {**run.module_result.result, **result}
    kept = {name: value for name, value in changed.items() if value is not None}
    return replace(run, module_result=replace(run.module_result, result=kept))


def with_state(run: RunResult, user: str, value: ProfileState) -> RunResult:
    """Change the end state of the emulated AWS."""
    return replace(run, after={**run.after, user: value})


def printed(run: RunResult, text: str) -> RunResult:
    """Add output of the task."""
    return replace(run, module_result=replace(run.module_result, printed=run.module_result.printed + text))


def slept(run: RunResult, seconds: float) -> RunResult:
    """Add to the task's duration."""
    return replace(run, module_result=replace(run.module_result, slept=seconds))


def called(run: RunResult, action: str, **more: Any) -> RunResult:
    """Add a call."""
    call = {"action": action, "user_name": ALICE, "carried_out": False, "task_policy": None, **more}
    return replace(run, calls=[*run.calls, call])


def failed(run: RunResult, user: str) -> RunResult:
    """Make a user of a roster fail."""
    users = [{**row, "msg": "No."} if row["user_name"] == user else row for row in run.module_result.result["users"]]
    return with_result(run, failed=True, users=users)


def unwritten(run: RunResult, user: str) -> RunResult:
    """Remove AWS's executed writes of a user."""
    return replace(run, calls=[call for call in run.calls if call["user_name"] != user])


def delivered(run: RunResult, old: str, new: str) -> RunResult:
    """Change the content of the delivery file."""
    assert run.delivered is not None
    return replace(run, delivered=run.delivered.replace(old, new))


def sent_too_soon(run: RunResult) -> RunResult:
    """Empty the delivery file at the time a password was sent."""
    sent = tuple(each._replace(delivered=EARLIER) for each in run.module_result.sent)
    return replace(run, module_result=replace(run.module_result, sent=sent))


def with_full_tags(run: RunResult) -> RunResult:
    """Give the user 50 tags, although the task has written."""
    return replace(run, cell=replace(run.cell, injection=replace(NO_FAULT, tags=50)))


def audited(run: RunResult, **more: Any) -> RunResult:
    """Change the report on an audit's first user."""
    first, *others = run.module_result.result["users"]
    return with_result(run, users=[{**first, **more}, *others])


AUDIT = "audit with the credential report"


def without_a_reader(run: RunResult, *requests: str) -> RunResult:
    """Close the reader of the result before the first call, and append these requests."""
    return replace(run, module_result=replace(run.module_result, unread=requests))


DURATION = "set the duration alone"
REVOKE, PURGE = "delete, and revoke sessions", "roster with purge, revoking sessions"
STORED, UNSTORED = "create, and store in a new secret", "delete, and delete the secret"
STOP, FILE = "roster, stopping at the first failure", "roster, delivered into a file"
CASES: list[tuple[str, str, bool, Doctor]] = [
    ("(1)", "create, given password", False, lambda each: with_state(each, ALICE, ProfileState())),
    ("(1)", "update the flag", False, lambda each: with_state(each, ALICE, ProfileState(BEFORE, reset=False))),
    ("(1)", DURATION, False, lambda each: with_state(each, ALICE, ProfileState(BEFORE, reset=True, session=7200))),
    ("(1)", "delete", False, lambda each: with_state(each, ALICE, ProfileState(BEFORE))),
    ("(2)", "create, given password", False, lambda each: with_result(each, changed=False)),
    ("(2)", "create, given password", False, lambda each: with_result(each, changed=False, actions=[])),
    ("(2)", "delete", False, lambda each: replace(each, calls=[])),
    (
        "(2)",
        "roster",
        False,
        lambda each: with_result(each, summary={**each.module_result.result["summary"], "done": []}),
    ),
    ("(2)", "roster", False, lambda each: with_result(each, users=each.module_result.result["users"][1:])),
    ("(1)", REVOKE, False, lambda each: with_state(each, ALICE, ProfileState(sessions=1))),
    ("(2)", REVOKE, False, lambda each: with_result(each, revoked_sessions=1)),
    ("(4)", REVOKE, False, lambda each: with_state(each, BYSTANDER, replace(each.before[BYSTANDER], sessions=0))),
    ("(4)", PURGE, False, lambda each: with_state(each, ALICE, replace(each.before[ALICE], sessions=0))),
    ("(17)", STORED, False, lambda each: with_state(each, ALICE, replace(each.after[ALICE], secret=SecretState()))),
    ("(17)", UNSTORED, False, lambda each: with_state(each, ALICE, each.before[ALICE])),
    ("(2)", "present already", False, lambda each: with_result(each, failed=True)),
    ("(3)", "create, given password", False, lambda each: with_state(each, ALICE, ProfileState("Another-Passw0rd"))),
    (
        "(3)",
        DURATION,
        False,
        lambda each: with_state(each, ALICE, ProfileState(GIVEN[ALICE], reset=True, session=3600)),
    ),
    ("(3)", "create, generated password", False, lambda each: with_result(each, encrypted_password=None)),
    ("(4)", "delete", False, lambda each: with_state(each, BYSTANDER, ProfileState())),
    ("(4)", "update the flag", False, lambda each: called(each, "DeleteLoginProfile", carried_out=True)),
    ("(5)", "delete", False, lambda each: with_result(each, failed=True, msg="No.", login_profile=None)),
    ("(6)", "present already", False, lambda each: with_result(each, login_profile={})),
    ("(6)", "absent already", False, lambda each: with_result(each, user_exists=False)),
    ("(6)", "delete", True, lambda each: with_result(each, actions=[], changed=False, login_profile={})),
    ("(7)", "delete", False, lambda each: printed(each, "Traceback (most recent call last)")),
    ("(7)", "create, given password", False, lambda each: printed(each, GIVEN[ALICE])),
    ("(8)", "delete", False, lambda each: slept(each, 3600)),
    ("(9)", "delete", True, lambda each: called(each, "DeleteLoginProfile")),
    (
        "(9)",
        "delete",
        True,
        lambda each: with_result(each, actions=[], changed=False, login_profile={"user_name": ALICE}),
    ),
    ("(10)", "create, not waiting", False, lambda each: called(each, "GetLoginProfile", status=200)),
    ("(10)", "update, not waiting", False, lambda each: called(each, "GetLoginProfile", status=404)),
    ("(10)", "delete, not waiting", False, lambda each: called(each, "GetLoginProfile", status=200)),
    ("(11)", STOP, False, lambda each: failed(each, BOB)),
    ("(11)", STOP, False, lambda each: unwritten(each, BOB)),
    ("(12)", FILE, False, lambda each: replace(each, delivered=EARLIER)),
    ("(12)", FILE, False, lambda each: delivered(each, EARLIER, "")),
    ("(12)", FILE, False, lambda each: delivered(each, BOB, CAROL)),
    ("(12)", FILE, False, lambda each: delivered(each, '"user_name": "bob"', '"user": "bob"')),
    ("(12)", FILE, False, lambda each: delivered(each, "PGP MESSAGE", GIVEN[CAROL])),
    ("(12)", FILE, False, sent_too_soon),
    ("(12)", FILE, True, lambda each: delivered(each, EARLIER, EARLIER * 2)),
    ("(18)", "create, generated password", False, lambda each: with_result(each, sign_in_url=None)),
    ("(18)", "audit with the sign-in sessions", False, lambda each: with_result(each, sign_in_url="https://other")),
    ("(12)", FILE, False, lambda each: delivered(each, '"sign_in_url"', '"url"')),
    ("(13)", "create, and record a version", False, with_full_tags),
    ("(14)", AUDIT, False, lambda each: audited(each, password_enabled=False)),
    ("(14)", AUDIT, False, lambda each: audited(each, password_enabled=None)),
    ("(14)", AUDIT, False, lambda each: with_result(each, users=each.module_result.result["users"][1:])),
    ("(14)", AUDIT, False, lambda each: with_result(each, credential_report={"msg": "No.", "generated_time": None})),
    ("(16)", "absent already", False, lambda each: without_a_reader(each, "CreateLoginProfile")),
    ("(16)", "create, given password", False, without_a_reader),
    ("(16)", "delete", True, lambda each: without_a_reader(printed(each, "\nIt is Done for IAM user 'alice': it"))),
]


@pytest.fixture(scope="module")
def faultless(sandbox: Sandbox) -> Callable[[str, bool], RunResult]:
    """Runs a scenario without a fault, in check mode or not, once for all tests."""
    return cache(lambda scenario, check: sandbox.run(Cell(scenario, check, NO_FAULT)))


@pytest.mark.parametrize(("promise", "scenario", "check", "doctor"), CASES)
def test_a_broken_promise_is_found(
    faultless: Callable[[str, bool], RunResult], promise: str, scenario: str, check: bool, doctor: Doctor
) -> None:
    """Fails when the matrix does not find a violated promise, or finds one in a correct run."""
    baseline, run = baseline_of(faultless(scenario, False)), faultless(scenario, check)
    assert broken(run, baseline) == []
    assert promise in {what.split()[0] for what in broken(doctor(run), baseline)}


def test_the_time_limit_is_documented(faultless: Callable[[str, bool], RunResult]) -> None:
    """Fails when the formula of the guide and the asserted one differ."""
    # Three calls and one write: at most eight calls, with 111 seconds of pauses, and twice wait_timeout.
    most = bound(faultless("delete", False), Baseline(3, {ALICE: ["DeleteLoginProfile"]}))
    assert most == (3 + 3 + 2) * 111 + 2 * 120
