# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The exact result and diff of one user: who, what changes, and why."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Action,
    CurrentState,
    Failure,
    LoginProfile,
    Outcome,
    PasswordRef,
    Plan,
    Principal,
    Request,
    Version,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import plan, predict
from ansible_collections.identity.aws.plugins.module_utils._core.purge import NOT_LISTED
from ansible_collections.identity.aws.plugins.module_utils._module.results import (
    describe,
    describe_diff,
    describe_outcome,
)

ANA, CALLER, ROOT = Principal("ana"), Principal(), Principal(root_account_id="222222222222")
PASSWORD, VERSION = PasswordRef("password"), Version("version", "2")
PROFILE = LoginProfile("ana", "2026-11-22T09:30:00+00:00", False)
THERE, ABSENT = CurrentState(PROFILE), CurrentState(None, principal_exists=True)
LIMITED = CurrentState(replace(PROFILE, max_signin_session_duration=7200))
RECORDED, LEFT = CurrentState(PROFILE, version="1"), CurrentState(None, version="1")
BECAUSE = "update_password is always, and AWS has no API that verifies a password."
NOT_RECORDED = "password_version is not recorded and must be '2'."
CREATED = "gains a login profile: There is no login profile yet."
ROTATED = "keeps the login profile, with a new password"


def done(current: CurrentState, principal: Principal = ANA, **options: t.Any) -> Outcome:
    """Return the outcome of a request that AWS carried out."""
    made = plan(Request(principal, **options), current)
    return Outcome(made, predict(made), done=made.actions)


def rotated(current: CurrentState, principal: Principal = ANA, **options: t.Any) -> Outcome:
    return done(current, principal, password=PASSWORD, update_password="always", **options)


@pytest.mark.parametrize(
    ("outcome", "header"),
    [
        (done(ABSENT, password=PASSWORD), CREATED),
        (done(ABSENT, password=PASSWORD, version=VERSION), f"{CREATED} {NOT_RECORDED}"),
        (rotated(THERE), f"{ROTATED}: {BECAUSE}"),
        (rotated(RECORDED, version=VERSION), f"{ROTATED}: password_version is recorded as '1' and must be '2'."),
        # The reason of two actions is listed once.
        (rotated(THERE, version=VERSION), f"{ROTATED}: {NOT_RECORDED}"),
        (done(THERE, state="absent"), "loses the login profile: state is absent."),
        (done(THERE, state="absent", absent_because=NOT_LISTED), f"loses the login profile: {NOT_LISTED}"),
        (
            done(THERE, password_reset_required=True, update_password="always"),
            "keeps the login profile, changed: password_reset_required is false and must be true.",
        ),
        (
            done(THERE, update_password="always", version=VERSION),
            f"keeps the login profile, and the recorded password_version changes: {NOT_RECORDED}",
        ),
        (
            done(LEFT, state="absent", version=VERSION),
            (
                "has no login profile, and loses the recorded password_version: The password is deleted, so its "
                "version is removed."
            ),
        ),
        (
            done(LIMITED, max_signin_session_duration=3600),
            "keeps the login profile, changed: max_signin_session_duration is 7200 s and must be 3600 s.",
        ),
        (done(THERE), "keeps the login profile"),
        (done(ABSENT, state="absent"), "has no login profile"),
    ],
)
def test_the_headers_of_one_user(outcome: Outcome, header: str) -> None:
    """Fails when a diff does not name the user, what changes, or why."""
    diff = describe_diff(outcome)
    assert (diff["before_header"], diff["after_header"]) == ("IAM user 'ana'", f"IAM user 'ana' {header}")


def test_the_caller_has_a_name_where_it_is_known() -> None:
    """Fails when the diff of the caller's own login profile does not name the caller."""
    lost = describe_diff(done(THERE, CALLER, state="absent"))
    assert lost["before_header"] == "IAM user 'ana' (the caller)"
    assert lost["after_header"].startswith("IAM user 'ana' (the caller) loses the login profile")
    unknown = describe_diff(done(CurrentState(None), CALLER, password=PASSWORD))
    assert unknown["before_header"] == "the caller"
    nameless = describe_diff(done(CurrentState(LoginProfile(None, None, False)), ROOT, state="absent"))
    assert nameless["before_header"] == "the root user of account 222222222222"


def test_the_diff_has_the_version_and_that_a_password_is_set() -> None:
    """Fails when --diff shows a change without one, hides one of the two, or shows a version as null."""
    unset = {"max_signin_session_duration": None}
    shown = {"user_name": "ana", "create_date": PROFILE.create_date, "password_reset_required": False} | unset
    new = {"password": "(set by this task, not shown)", "password_version": "2"}
    for outcome, before, after in (
        (done(THERE), shown, shown),
        (done(RECORDED, state="absent", version=VERSION), {**shown, "password_version": "1"}, {}),
        (rotated(THERE, version=VERSION), shown, {**shown, **new}),
        (done(THERE, max_signin_session_duration=3600), shown, {**shown, "max_signin_session_duration": 3600}),
        (done(LIMITED, max_signin_session_duration=0), {**shown, "max_signin_session_duration": 7200}, shown),
    ):
        diff = describe_diff(outcome)
        assert (diff["before"], diff["after"]) == (before, after)


def test_a_login_profile_deleted_by_another_task() -> None:
    """Fails when the diff shows that the task deleted a login profile that another task deleted."""
    outcome = Outcome(plan(Request(ANA, state="absent"), THERE), after=None)
    assert outcome.status == "unchanged"
    diff = describe_diff(outcome)
    assert diff["after_header"] == "IAM user 'ana' has no login profile; this task did not delete it"
    assert diff["before"] == diff["after"]


def test_the_result_has_what_aws_has_and_what_was_done() -> None:
    """Fails when a result lacks the owner of the login profile, the reason of a write, or the version."""
    assert describe_outcome(rotated(THERE, CALLER)) == {
        "changed": True,
        "user_name": "ana",
        "user_exists": True,
        "valid_until": None,
        "actions": [{"action": "iam:UpdateLoginProfile", "reason": BECAUSE}],
        "revoked_sessions": 0,
        "login_profile": describe(PROFILE),
    }
    assert describe_outcome(done(RECORDED, version=VERSION))["password_version"] == "1"
    assert describe_outcome(Outcome(Plan(CALLER, None)))["user_name"] is None
    root = describe_outcome(Outcome(Plan(ROOT, None)))
    assert (root["user_name"], root["root_account_id"], root["login_profile"]) == (None, "222222222222", {})


def test_a_failure_has_a_code_and_all_actions() -> None:
    """Fails when a playbook cannot distinguish errors, or an action is in no list."""
    actions = tuple(Action(operation, ANA, "Because.") for operation in ("CreateLoginProfile", "TagUser"))
    failure = Failure("No.", "LimitExceeded", "Cannot exceed quota.")
    failed = describe_outcome(Outcome(Plan(ANA, None, actions), None, (), actions[:1], actions[1:], failure))
    assert (failed["msg"], failed["error"]) == ("No.", {"code": "LimitExceeded", "message": "Cannot exceed quota."})
    lists = [[action["action"] for action in failed[key]] for key in ("actions", "failed_actions", "not_attempted")]
    assert lists == [[], ["iam:CreateLoginProfile"], ["iam:TagUser"]]
    assert "login_profile" not in failed
