# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The result and the diff of one user, word for word: who, what changes, and why."""

from __future__ import annotations

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
RECORDED = CurrentState(PROFILE, version="1")
ALWAYS = "update_password is always, and no API can tell whether a password matches."
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
    (
        Request(ANA, password=PASSWORD, update_password="always"),
        THERE,
        f"keeps the login profile, with a new password: {ALWAYS}",
    ),
    (
        Request(ANA, password=PASSWORD, update_password="always", version=VERSION),
        RECORDED,
        "keeps the login profile, with a new password: password_version is recorded as '1' and shall be '2'.",
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


def test_the_diff_has_the_version_and_that_a_password_is_set() -> None:
    """Fails when --diff shows a change where there is none, hides one of the two, or shows a version as null."""
    shown = {"user_name": "ana", "create_date": PROFILE.create_date, "password_reset_required": False}
    for request, current, before, after in (
        (Request(ANA), THERE, shown, shown),
        (
            Request(ANA, state="absent", version=VERSION),
            CurrentState(PROFILE, version="1"),
            {**shown, "password_version": "1"},
            {},
        ),
        (
            Request(ANA, password=PASSWORD, update_password="always", version=VERSION),
            THERE,
            shown,
            {**shown, "password": "(set by this task, not shown)", "password_version": "2"},
        ),
    ):
        diff = describe_diff(done(request, current))
        assert (diff["before"], diff["after"]) == (before, after)


def test_a_login_profile_that_somebody_else_deleted() -> None:
    """Fails when the diff says that a login profile was lost, although the task deleted nothing."""
    outcome = Outcome(plan(Request(ANA, state="absent"), THERE), after=None)
    assert outcome.status == "unchanged"
    diff = describe_diff(outcome)
    assert diff["after_header"] == "IAM user 'ana' has no login profile any more, and not because of this task"
    assert diff["before"] == diff["after"]


def test_the_result_has_what_aws_has_and_what_was_done() -> None:
    """Fails when a result does not say whose login profile it was, why a write was made, or which version it has."""
    rotated = describe_outcome(done(Request(CALLER, password=PASSWORD, update_password="always"), THERE))
    assert rotated == {
        "changed": True,
        "user_name": "ana",
        "user_exists": True,
        "actions": [
            {
                "action": "iam:UpdateLoginProfile",
                "reason": ALWAYS,
            }
        ],
        "login_profile": describe(PROFILE),
    }
    versioned = describe_outcome(done(Request(ANA, version=VERSION), RECORDED))
    assert versioned["password_version"] == "1"
    assert describe_outcome(Outcome(Plan(CALLER, None)))["user_name"] is None
    root = describe_outcome(Outcome(Plan(ROOT, None)))
    assert (root["user_name"], root["root_account_id"], root["login_profile"]) == (None, "222222222222", {})


def test_a_failure_has_a_code_and_all_actions() -> None:
    """Fails when a playbook cannot tell one error from another, or an action is in no list."""
    actions = tuple(Action(operation, ANA, "Because.") for operation in ("CreateLoginProfile", "TagUser"))
    failure = Failure("No.", "LimitExceeded", "Cannot exceed quota.")
    failed = describe_outcome(Outcome(Plan(ANA, None, actions), None, (), actions[:1], actions[1:], failure))
    assert (failed["msg"], failed["error"]) == ("No.", {"code": "LimitExceeded", "message": "Cannot exceed quota."})
    assert [[action["action"] for action in failed[key]] for key in ("actions", "failed_actions", "not_attempted")] == [
        [],
        ["iam:CreateLoginProfile"],
        ["iam:TagUser"],
    ]
    assert "login_profile" not in failed
