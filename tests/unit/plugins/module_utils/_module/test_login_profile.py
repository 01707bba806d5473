# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tasks about one principal: their calls, and that check mode predicts the real run exactly."""

from __future__ import annotations

import copy
import typing as t

import pytest
from botocore.exceptions import ReadTimeoutError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._secrets import store
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import (
    AUDIT,
    CANARY,
    GIVEN,
    WITH,
    WITHOUT,
    WRITES,
    organization_account,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import (
    SECRET,
    InMemoryIAM,
    client_error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import flags
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, fail

Json = dict[str, t.Any]
ALICE: Json = {"user_name": "alice"}
BOB: Json = {"user_name": "bob"}
GHOST: Json = {"user_name": "ghost"}
ABSENT: Json = {"state": "absent"}
ALWAYS: Json = {"update_password": "always"}
GENERATE: Json = {"generate_password": True, "reveal_password": True}
LIMIT: Json = {"max_signin_session_duration": 3600}
READ, USER, POLICY, ALIAS = "GetLoginProfile", "GetUser", "GetAccountPasswordPolicy", "ListAccountAliases"
CREATE, UPDATE, DELETE = "CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile"


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where alice has a login profile, and bob none."""
    return TaskRunner(monkeypatch, organization_account({"alice": {"PasswordResetRequired": True}, "bob": None}))


@pytest.mark.parametrize(
    ("params", "calls"),
    [
        # One more than without: the policy is read for the warning about users who could not comply.
        ({**BOB, **GIVEN, "password_reset_required": True}, [READ, USER, CREATE, READ, POLICY]),
        # The policy sets the length of a generated password. The account is known from the user's ARN.
        ({**BOB, **GENERATE}, [READ, USER, ALIAS, POLICY, CREATE, READ]),
        ({**ALICE, **GENERATE, **ALWAYS}, [READ, "GetCallerIdentity", ALIAS, POLICY, UPDATE, READ]),
        ({**ALICE, **GENERATE}, [READ]),
        (ALICE, [READ]),
        ({**ALICE, **GIVEN}, [READ]),
        ({**BOB, **GIVEN}, [READ, USER, CREATE, READ]),
        ({**BOB, **GIVEN, "wait": False}, [READ, USER, CREATE]),
        ({**ALICE, **GIVEN, **ALWAYS, "password_reset_required": False}, [READ, UPDATE]),
        ({**ALICE, **GIVEN, **ALWAYS}, [READ, UPDATE, READ]),
        ({**ALICE, **ALWAYS, "password_reset_required": False}, [READ, UPDATE]),
        # The duration alone, and with other settings: it needs no separate call and no read afterwards.
        ({**ALICE, **GIVEN, **LIMIT}, [READ, UPDATE]),
        ({**ALICE, **ALWAYS, **LIMIT, "password_reset_required": True}, [READ, UPDATE]),
        ({**ALICE, **ALWAYS, **GIVEN, **LIMIT, "password_reset_required": False}, [READ, UPDATE]),
        ({**ALICE, **ALWAYS, **GIVEN, **LIMIT}, [READ, UPDATE, READ]),
        ({**BOB, **GIVEN, **LIMIT}, [READ, USER, CREATE, READ]),
        ({**ALICE, "max_signin_session_duration": 0}, [READ]),
        ({**ALICE, **ABSENT}, [READ, DELETE, READ]),
        ({**ALICE, **ABSENT, "wait": False}, [READ, DELETE]),
        ({**BOB, **ABSENT}, [READ, USER]),
        ({**GHOST, **ABSENT}, [READ, USER]),
    ],
)
def test_a_real_run_makes_these_calls_and_no_more(tasks: TaskRunner, params: Json, calls: list[str]) -> None:
    """Fails when a call is made twice or is needless."""
    assert tasks.run(**params)["failed"] is False
    assert tasks.called() == calls


params_ = st.fixed_dictionaries(
    {
        "user_name": st.sampled_from(["alice", "bob", "nobody", None]),
        "caller": st.booleans(),
        "state": st.sampled_from(["present", "absent"]),
        "password": st.sampled_from([None, CANARY, "short"]),
        "password_reset_required": flags,
        "update_password": st.sampled_from(["on_create", "always"]),
        "wait": st.booleans(),
        "generate_password": st.booleans(),
        "reveal_password": st.booleans(),
        "password_version": st.sampled_from([None, "2026-10", "2026-11"]),
        "max_signin_session_duration": st.sampled_from([None, 0, 3600, 7200]),
    }
)


@given(params_, st.booleans())
@example({**BOB, "password": "short", "password_version": "2026-11"}, False)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_check_mode_predicts_the_real_run_and_writes_nothing(params: Json, caller_has_one: bool) -> None:
    """Fails when the two runs differ in actions, diff or failure, check mode writes, or a result has a secret."""
    params = {name: value for name, value in params.items() if value is not None}
    with pytest.MonkeyPatch.context() as monkeypatch:
        iam = InMemoryIAM({"alice": {"PasswordResetRequired": True, "MaxSigninSessionDuration": 7200}, "bob": None})
        iam.users["caller"] = {} if caller_has_one else None
        iam.tags["alice"] = {"identity.aws/password-version": "2026-10", "team": "blue"}
        tasks = TaskRunner(monkeypatch, iam)
        before = copy.deepcopy((iam.users, iam.tags))
        predicted = tasks.run(check_mode=True, **params)
        assert (iam.users, iam.tags) == before
        assert "password" not in predicted
        assert not WRITES & set(tasks.called())
        if predicted.get("error", {}).get("code") == "PasswordPolicyViolation":
            rejection = client_error(CREATE, "PasswordPolicyViolation")
            iam.faults += [(CREATE, rejection), (UPDATE, rejection)]
        real = tasks.run(**params)
    if predicted["failed"]:
        for key in ("msg", "actions", "failed_actions", "not_attempted"):
            assert predicted[key] == real[key]
        assert (iam.users, iam.tags) == before
    else:
        assert not real["failed"]
        for key in ("actions", "diff", "changed", "warnings", "password_version", "sign_in_url"):
            assert predicted.get(key) == real.get(key)
    assert CANARY not in repr((predicted, real))
    assert real["changed"] is (before != (iam.users, iam.tags) or bool(real["actions"]))
    assert iam.tags["alice"]["team"] == "blue"


def test_the_duration_is_set_kept_and_cleared(tasks: TaskRunner) -> None:
    """Fails when another parameter is sent, the result differs from AWS's state, or a second run changes anything."""
    for seconds, sent in (
        (7776000, {"MaxSigninSessionDuration": 7776000}),
        (0, {"ResetMaxSigninSessionDuration": True}),
    ):
        result = tasks.run(**ALICE, max_signin_session_duration=seconds)
        assert tasks.iam.calls[-1] == (UPDATE, {"UserName": "alice", **sent})
        assert (result["changed"], tasks.iam.users["alice"].get("MaxSigninSessionDuration")) == (True, seconds or None)
        again = tasks.run(**ALICE, max_signin_session_duration=seconds)
        assert (again["changed"], again["login_profile"]) == (False, result["login_profile"])
        assert again["login_profile"]["max_signin_session_duration"] == (seconds or None)


def test_nothing_to_set_generates_nothing(tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a password is generated or returned that is not set."""
    monkeypatch.setattr(store, "generate", None)
    for more in (ALICE, {**ALICE, **LIMIT}, {**BOB, "check_mode": True}, {**BOB, **ABSENT}):
        result = tasks.run(**GENERATE, **more)
        assert (result["failed"], "password" in result) == (False, False)


@pytest.mark.parametrize("after", [True, False])
def test_a_password_that_may_be_set_is_in_the_failure(tasks: TaskRunner, after: bool) -> None:
    """Fails when a password that was set is lost, or one that AWS rejected is returned."""
    lost = ReadTimeoutError(endpoint_url="https://iam")
    fail(tasks, CREATE, lost if after else client_error(CREATE, "LimitExceeded"), after=after)
    result = tasks.run(**BOB, **GENERATE)
    assert result["failed"]
    assert result.get("password") == (tasks.iam.users["bob"] or {}).get("Password")
    assert ("sign_in_url" in result) is after
    assert ("The generated password is in this result: password." in result["msg"]) is after


@pytest.mark.parametrize("tag", ["Identity.AWS/Password-Version", "aws:cloudformation:stack-name"])
def test_a_tag_that_takes_no_room_is_no_reason_to_fail(tasks: TaskRunner, tag: str) -> None:
    """Fails when a tag in another spelling, or one of AWS's own, is counted, and the task is rejected."""
    tasks.iam.tags["alice"] = dict.fromkeys([tag, *(f"tag-{number}" for number in range(49))], "0")
    result = tasks.run(**ALICE, **GIVEN, **ALWAYS, password_version="1")
    assert (result["failed"], len(result["actions"])) == (False, 2)


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("options", "exists"),
    [
        (ALICE, True),
        ({**ALICE, **ALWAYS, "password_reset_required": True}, True),
        ({**ALICE, **ABSENT}, True),
        ({**BOB, **GIVEN}, True),
        ({**BOB, **GIVEN, "password_version": "1"}, True),
        ({**BOB, **ABSENT}, True),
        (BOB, True),
        (GHOST, False),
        ({**GHOST, **GIVEN}, False),
        ({**GHOST, **ABSENT}, False),
        ({**GHOST, **ABSENT, "password_version": "1"}, False),
        ({**GHOST, "password": ""}, None),
        (ABSENT, None),
        ({"root_account_id": WITHOUT}, None),
        ({"root_account_id": WITHOUT, **ABSENT}, None),
    ],
)
def test_whether_the_user_exists(tasks: TaskRunner, options: Json, exists: bool | None, check_mode: bool) -> None:
    """Fails when "does not exist" looks like "has no login profile", or check mode returns something else."""
    assert tasks.run(check_mode=check_mode, **options)["user_exists"] is exists


def test_without_the_permission_the_existence_is_unknown(tasks: TaskRunner) -> None:
    """Fails when a task without iam:GetUser fails if there is nothing to delete, or reports the user as missing."""
    fail(tasks, USER, client_error(USER, "AccessDenied"))
    result = tasks.run(**BOB, **ABSENT)
    assert (result["failed"], result["user_exists"], result["warnings"]) == (False, None, [])


@pytest.mark.parametrize(
    ("account", "state", "policy", "action"),
    [
        (WITH, "absent", "IAMDeleteRootUserCredentials", DELETE),
        (WITHOUT, "present", "IAMCreateRootUserPassword", CREATE),
    ],
)
def test_each_stage_has_minimal_permissions(
    tasks: TaskRunner, account: str, state: str, policy: str, action: str
) -> None:
    """Fails when check mode has more than audit permissions, a stage has another's, or nothing is done.

    Also fails when a call has a user name, a password or a flag, which AWS rejects in such a session.
    """

    def run(*, check_mode: bool = False) -> tuple[Json, list[tuple[str, str]]]:
        tasks.iam.tasks.clear()
        return tasks.run(check_mode=check_mode, root_account_id=account, state=state), [*tasks.iam.tasks]

    predicted, sessions = run(check_mode=True)
    assert sessions == [(account, AUDIT)]
    assert action not in tasks.called()
    result, sessions = run()
    assert sessions == [(account, AUDIT), (account, policy), (account, AUDIT)]
    assert {(READ, ()), (action, ())} <= {(name, tuple(given)) for name, given in tasks.iam.calls}
    assert [[each["action"] for each in one["actions"]] for one in (predicted, result)] == [[f"iam:{action}"]] * 2
    assert (result["root_account_id"], result["user_name"]) == (account, None)
    again, sessions = run()
    assert (again["changed"], sessions) == (False, [(account, AUDIT)])
    assert SECRET not in repr((predicted, result))


def test_a_missing_root_session_is_not_a_deleted_password(tasks: TaskRunner) -> None:
    """Fails when NoSuchEntity of AssumeRoot counts as a deletion."""
    original = tasks.iam.assume_root

    def reject_deletion(**parameters: t.Any) -> dict[str, t.Any]:
        if "Delete" in parameters["TaskPolicyArn"]["arn"]:
            raise client_error("AssumeRoot", "NoSuchEntity")
        return original(**parameters)

    tasks.iam.assume_root = reject_deletion  # type: ignore[method-assign]
    assert tasks.run(root_account_id=WITH, state="absent")["failed"]
    assert WITH in tasks.iam.root_users
