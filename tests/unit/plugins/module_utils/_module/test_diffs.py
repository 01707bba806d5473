# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Headers of diffs: who, what changes, why, and how many changes there are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    CurrentState,
    Failure,
    LoginProfile,
    Outcome,
    PasswordRef,
    Plan,
    Principal,
    Request,
    RequestError,
    Version,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import plan, predict
from ansible_collections.identity.aws.plugins.module_utils._core.purge import NOT_LISTED
from ansible_collections.identity.aws.plugins.module_utils._module.results import describe_diff
from ansible_collections.identity.aws.plugins.module_utils._module.roster_results import describe_diffs
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import observations, requests

ANA, CALLER, ROOT = Principal("ana"), Principal(), Principal(root_account_id="222222222222")
PASSWORD, VERSION = PasswordRef("password"), Version("version", "2")
PROFILE = LoginProfile("ana", "2026-11-22T09:30:00+00:00", False)
THERE, ABSENT = CurrentState(PROFILE), CurrentState(None, principal_exists=True)
NOT_RECORDED = "password_version is not recorded and shall be '2'."


def done(request: Request, current: CurrentState) -> Outcome:
    made = plan(request, current)
    return Outcome(made, predict(made), done=made.actions)


CHANGES = [
    (Request(ANA, password=PASSWORD), ABSENT, "gains a login profile: There is no login profile yet."),
    (
        Request(ANA, password=PASSWORD, version=VERSION),
        ABSENT,
        f"gains a login profile: There is no login profile yet. {NOT_RECORDED}",
    ),
    (Request(ANA, state="absent"), THERE, "loses the login profile: state is absent."),
    (Request(ANA, state="absent", absent_because=NOT_LISTED), THERE, f"loses the login profile: {NOT_LISTED}"),
    (
        Request(ANA, password_reset_required=True, update_password="always"),
        THERE,
        "keeps the login profile, changed: password_reset_required is false and shall be true.",
    ),
    # The same reason of two actions is there once.
    (
        Request(ANA, password=PASSWORD, update_password="always", version=VERSION),
        THERE,
        f"keeps the login profile, with a new password: {NOT_RECORDED}",
    ),
    (
        Request(ANA, update_password="always", version=VERSION),
        THERE,
        f"keeps the login profile, and the record of its version changes: {NOT_RECORDED}",
    ),
    (
        Request(ANA, state="absent", version=VERSION),
        CurrentState(None, version="1"),
        "has no login profile, and loses the record of a version: A deleted password has no version to record.",
    ),
    (Request(ANA), THERE, "keeps the login profile"),
    (Request(ANA, state="absent"), ABSENT, "has no login profile"),
]


@pytest.mark.parametrize(("request_", "current", "header"), CHANGES)
def test_the_headers_of_one_user(request_: Request, current: CurrentState, header: str) -> None:
    """Fails when a diff does not name the user, what changes, or why."""
    diff = describe_diff(done(request_, current))
    assert (diff["before_header"], diff["after_header"]) == ("IAM user 'ana'", f"IAM user 'ana' {header}")


def test_the_caller_has_a_name_where_it_is_known() -> None:
    """Fails when the diff of the caller's own login profile does not say whose it is."""
    lost = describe_diff(done(Request(CALLER, state="absent"), THERE))
    assert lost["before_header"] == "IAM user 'ana' (the caller)"
    assert lost["after_header"].startswith("IAM user 'ana' (the caller) loses the login profile")
    unknown = describe_diff(done(Request(CALLER, password=PASSWORD), CurrentState(None)))
    assert unknown["before_header"] == "the caller"
    nameless = describe_diff(done(Request(ROOT, state="absent"), CurrentState(LoginProfile(None, None, False))))
    assert nameless["before_header"] == "the root user of account 222222222222"


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
    changed = [outcome for outcome in outcomes if outcome.done]
    assert len(diffs) == (len(changed) + 1 if changed else 0)
    if not changed:
        return
    *changes, numbers = diffs
    assert [each["before_header"].rpartition(" (")[2] for each in changes] == [
        f"change {number} of {len(changed)})" for number in range(1, len(changed) + 1)
    ]
    counted = [int(part.split()[0]) for part in numbers["prepared"].partition(": ")[2].split(", ")]
    assert sum(counted) == len(outcomes)
    rejected = describe_diffs(
        [
            replace(outcome, after=outcome.plan.before, done=(), not_attempted=outcome.done)
            if outcome.done
            else outcome
            for outcome in outcomes
        ]
    )
    marked = [{**each, "before_header": f"{each['before_header'][:-1]}, not attempted)"} for each in changes]
    assert rejected[:-1] == marked
    assert f"{len(changed)} not attempted" in rejected[-1]["prepared"]


def test_the_line_with_the_numbers() -> None:
    """Fails when a reader cannot see at a glance how many users gain, lose or keep a login profile."""
    outcomes = [done(request, current) for request, current, _header in CHANGES]
    assert describe_diffs(outcomes)[-1] == {
        "prepared": "Login profiles: 2 gained, 2 lost, 4 changed, 2 unchanged.\n",
    }
    failed = Outcome(Plan(ANA, None), failure=Failure("No.", "LimitExceeded"))
    assert describe_diffs([*outcomes[:1], failed])[-1] == {
        "prepared": "Login profiles: 1 gained, 0 lost, 0 changed, 0 unchanged, 1 failed.\n",
    }
    assert describe_diffs([failed, outcomes[-1]]) == []


def test_a_login_profile_that_somebody_else_deleted() -> None:
    """Fails when the diff counts a login profile as lost, or says that it was, although the task deleted nothing."""
    made = plan(Request(ANA, state="absent"), THERE)
    outcome = Outcome(made, after=None)
    assert outcome.status == "unchanged"
    gained = done(Request(Principal("bob"), password=PASSWORD), ABSENT)
    *changes, numbers = describe_diffs([outcome, gained])
    assert len(changes) == 1
    assert numbers == {"prepared": "Login profiles: 1 gained, 0 lost, 0 changed, 1 unchanged.\n"}
    diff = describe_diff(outcome)
    assert diff["after_header"] == "IAM user 'ana' has no login profile any more, and not because of this task"
    assert diff["before"] == diff["after"]
