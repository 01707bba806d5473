# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The result of many users: a row for each, the numbers, and one cause."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    CurrentState,
    Failure,
    Outcome,
    Plan,
    Principal,
    Request,
    RequestError,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import plan, predict
from ansible_collections.identity.aws.plugins.module_utils._module.roster_results import (
    describe_cause,
    describe_diffs,
    describe_roster,
    describe_row,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import observations, requests


def done(request: Request, current: CurrentState) -> Outcome:
    made = plan(request, current)
    return Outcome(made, predict(made), done=made.actions)


def failed(number: int, failure: Failure) -> Outcome:
    return Outcome(Plan(Principal(f"u{number}"), None), failure=failure)


@given(st.lists(st.tuples(requests, observations), max_size=5))
def test_many_users_have_numbers(pairs: list[tuple[Request, CurrentState]]) -> None:
    """Fails when a change has no diff, the numbers do not add up, or a rejected task has another diff than its plan."""
    outcomes = []
    for request, current in pairs:
        try:
            outcomes.append(done(request, current))
        except RequestError as request_error:
            outcomes.append(Outcome(Plan(request.principal, before=None), failure=request_error.failure()))
    diffs = describe_diffs(outcomes)
    number = sum(bool(outcome.done) for outcome in outcomes)
    assert len(diffs) == (number + 1 if number else 0)
    if not number:
        return
    *changes, numbers = diffs
    for position, each in enumerate(changes, 1):
        assert each["before_header"].endswith(f" (change {position} of {number})")
        each["before_header"] = f"{each['before_header'][:-1]}, not attempted)"
    counted = [int(part.split()[0]) for part in numbers["prepared"].partition(": ")[2].split(", ")]
    assert sum(counted) == len(outcomes)
    rejected = describe_diffs([rejection(outcome) if outcome.done else outcome for outcome in outcomes])
    assert rejected[:-1] == changes
    assert f"{number} not attempted" in rejected[-1]["prepared"]


def rejection(outcome: Outcome) -> Outcome:
    return replace(outcome, after=outcome.plan.before, done=(), not_attempted=outcome.done)


def test_the_line_with_the_numbers() -> None:
    """Fails when the line lacks how many users gain, lose or keep a login profile."""
    gone = done(Request(Principal("ana"), "absent"), CurrentState(None, principal_exists=True))
    error = failed(1, Failure("No.", "LimitExceeded"))
    assert describe_diffs([gone, error]) == []
    created = done(Request(Principal(root_account_id="222222222222")), CurrentState(None))
    numbers = "Login profiles: 1 gained, 0 lost, 0 changed, 1 unchanged, 1 failed.\n"
    assert describe_diffs([created, gone, error])[-1] == {"prepared": numbers}


@pytest.mark.parametrize(
    ("failures", "cause", "error", "end"),
    [
        (5, None, {"code": "users_failed", "message": None}, ""),
        (
            6,
            Failure("Stopped.", "ExpiredToken", "Expired."),
            {"code": "ExpiredToken", "message": "Expired."},
            " And 1 more, each with its msg in users.",
        ),
        (1, Failure("Too many.", "purge_limit_exceeded"), {"code": "purge_limit_exceeded", "message": None}, ""),
    ],
)
def test_the_failure_of_a_roster(failures: int, cause: Failure | None, error: dict[str, t.Any], end: str) -> None:
    """Fails when the numbers are missing, the message hides more failures, or a purge is before its cause."""
    outcomes = [failed(number, Failure(f"No {number}.", "AccessDenied")) for number in range(failures)]
    result: dict[str, t.Any] = describe_roster([describe_row(outcome, {}) for outcome in outcomes])
    numbers = f"Users: 0 done, 0 unchanged, {failures} failed, 0 not attempted."
    failed_users = " ".join(f"No {number}." for number in range(min(failures, 5))) + end
    msg = f"Nothing was changed. {numbers} {failed_users}"
    if cause is not None:
        is_purge = cause.code == "purge_limit_exceeded"
        msg = f"{failed_users} Too many. Nothing was changed. {numbers}" if is_purge else f"Stopped. {msg}"
    assert describe_cause(result, outcomes, cause) == {"msg": msg, "error": error}
