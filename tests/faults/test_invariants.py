# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The judge: each promise, broken by hand in what really happened, is found broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from delivery_disk import EARLIER
from injections import NO_FAULT
from invariants import Expected, bound, broken
from result_rows import rows
from sandbox import Cell, RunResult, Sandbox
from scenarios import ALICE, BEFORE, BOB, BYSTANDER, CAROL, GIVEN, ProfileState

Doctor = Callable[[RunResult], RunResult]


def said(happened: RunResult, **result: Any) -> RunResult:
    """Let the task have said something else. None: that it said nothing of it."""
    changed = {**happened.ran.result, **result}
    kept = {name: value for name, value in changed.items() if value is not None}
    return replace(happened, ran=replace(happened.ran, result=kept))


def held(happened: RunResult, user: str, state: ProfileState) -> RunResult:
    """Let the emulated AWS hold something else at the end."""
    return replace(happened, after={**happened.after, user: state})


def printed(happened: RunResult, text: str) -> RunResult:
    """Let the task have printed something as well."""
    return replace(happened, ran=replace(happened.ran, printed=happened.ran.printed + text))


def slept(happened: RunResult, seconds: float) -> RunResult:
    """Let it have taken longer."""
    return replace(happened, ran=replace(happened.ran, slept=seconds))


def called(happened: RunResult, action: str, **more: Any) -> RunResult:
    """Let it have made one more call."""
    call = {"action": action, "user_name": ALICE, "carried_out": False, "task_policy": None, **more}
    return replace(happened, calls=[*happened.calls, call])


def failed(happened: RunResult, user: str) -> RunResult:
    """Let a user of a roster have failed."""
    users = [{**row, "msg": "No."} if row["user_name"] == user else row for row in happened.ran.result["users"]]
    return said(happened, failed=True, users=users)


def unwritten(happened: RunResult, user: str) -> RunResult:
    """Let AWS have carried out nothing for a user."""
    return replace(happened, calls=[call for call in happened.calls if call["user_name"] != user])


def delivered(happened: RunResult, old: str, new: str) -> RunResult:
    """Let the file have other words."""
    assert happened.delivered is not None
    return replace(happened, delivered=happened.delivered.replace(old, new))


def sent_too_soon(happened: RunResult) -> RunResult:
    """Let the file have had nothing when a password was sent."""
    sent = tuple(each._replace(delivered=EARLIER) for each in happened.ran.sent)
    return replace(happened, ran=replace(happened.ran, sent=sent))


def with_full_tags(happened: RunResult) -> RunResult:
    """Let the user have had 50 tags, and the task have written all the same."""
    return replace(happened, cell=replace(happened.cell, injection=replace(NO_FAULT, tags=50)))


def audited(happened: RunResult, **more: Any) -> RunResult:
    """Let an audit have said something else of its first user."""
    first, *others = happened.ran.result["users"]
    return said(happened, users=[{**first, **more}, *others])


AUDIT = "audit with the credential report"


def without_a_reader(happened: RunResult, *requests: str) -> RunResult:
    """Let the reader of the result have gone away before the first call, and these requests have come after."""
    return replace(happened, ran=replace(happened.ran, unread=requests))


STOP, FILE = "roster, stopping at the first failure", "roster, delivered into a file"
CASES: list[tuple[str, str, bool, Doctor]] = [
    ("(1)", "create, given password", False, lambda each: held(each, ALICE, ProfileState())),
    ("(1)", "update the flag", False, lambda each: held(each, ALICE, ProfileState(BEFORE, reset=False))),
    ("(1)", "delete", False, lambda each: held(each, ALICE, ProfileState(BEFORE))),
    ("(2)", "create, given password", False, lambda each: said(each, changed=False)),
    ("(2)", "create, given password", False, lambda each: said(each, changed=False, actions=[])),
    ("(2)", "delete", False, lambda each: replace(each, calls=[])),
    ("(2)", "roster", False, lambda each: said(each, summary={**each.ran.result["summary"], "done": []})),
    ("(2)", "roster", False, lambda each: said(each, users=each.ran.result["users"][1:])),
    ("(2)", "present already", False, lambda each: said(each, failed=True)),
    ("(3)", "create, given password", False, lambda each: held(each, ALICE, ProfileState("Another-Passw0rd"))),
    ("(3)", "create, generated password", False, lambda each: said(each, encrypted_password=None)),
    ("(4)", "delete", False, lambda each: held(each, BYSTANDER, ProfileState())),
    ("(4)", "update the flag", False, lambda each: called(each, "DeleteLoginProfile", carried_out=True)),
    ("(5)", "delete", False, lambda each: said(each, failed=True, msg="No.", login_profile=None)),
    ("(6)", "present already", False, lambda each: said(each, login_profile={})),
    ("(6)", "absent already", False, lambda each: said(each, user_exists=False)),
    ("(6)", "delete", True, lambda each: said(each, actions=[], changed=False, login_profile={})),
    ("(7)", "delete", False, lambda each: printed(each, "Traceback (most recent call last)")),
    ("(7)", "create, given password", False, lambda each: printed(each, GIVEN[ALICE])),
    ("(8)", "delete", False, lambda each: slept(each, 3600)),
    ("(9)", "delete", True, lambda each: called(each, "DeleteLoginProfile")),
    ("(9)", "delete", True, lambda each: said(each, actions=[], changed=False, login_profile={"user_name": ALICE})),
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
    ("(13)", "create, and record a version", False, with_full_tags),
    ("(14)", AUDIT, False, lambda each: audited(each, password_enabled=False)),
    ("(14)", AUDIT, False, lambda each: audited(each, password_enabled=None)),
    ("(14)", AUDIT, False, lambda each: said(each, users=each.ran.result["users"][1:])),
    ("(14)", AUDIT, False, lambda each: said(each, credential_report={"msg": "No.", "generated_time": None})),
    ("(16)", "absent already", False, lambda each: without_a_reader(each, "CreateLoginProfile")),
    ("(16)", "create, given password", False, without_a_reader),
    ("(16)", "delete", True, lambda each: without_a_reader(printed(each, "\nIt is Done for IAM user 'alice': it"))),
]


@pytest.mark.parametrize(("promise", "deed", "check", "doctor"), CASES)
def test_a_broken_promise_is_found(place: Sandbox, promise: str, deed: str, check: bool, doctor: Doctor) -> None:
    """Fails when the matrix would not see a promise broken, or sees one where none is."""
    real = place.run(Cell(deed, False, NO_FAULT))
    expected = Expected(len(real.calls), {row.user: row.done for row in rows(real)})
    happened = place.run(Cell(deed, True, NO_FAULT)) if check else real
    assert broken(happened, expected) == []
    assert promise in {what.split()[0] for what in broken(doctor(happened), expected)}


def test_the_bound_is_what_the_documentation_says(place: Sandbox) -> None:
    """Fails when the formula of the guide and the one that is asserted differ."""
    happened = place.run(Cell("delete", False, NO_FAULT))
    # Three calls and one write: eight calls at the very most, of 111 seconds of pauses, and twice wait_timeout.
    assert bound(happened, Expected(3, {ALICE: ["DeleteLoginProfile"]})) == (3 + 3 + 2) * 111 + 2 * 120
