# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tasks about one principal: their calls, and that check mode predicts exactly the real run."""

from __future__ import annotations

import copy
import typing as t

import pytest
from botocore.exceptions import ReadTimeoutError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._secrets import store
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import (
    SECRET,
    InMemoryIAM,
    client_error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import flags
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, fail

CANARY = "Canary-Passw0rd"
GIVEN = {"password": CANARY}
ABSENT: dict[str, t.Any] = {"state": "absent"}
WRITES = {"CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile", "TagUser", "UntagUser"}
WITH, WITHOUT = "111111111111", "222222222222"
MEMBER = WITHOUT
AUDIT, CREATE, DELETE = "IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials"


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where alice has a login profile, and bob none."""
    return TaskRunner(monkeypatch, InMemoryIAM({"alice": {"PasswordResetRequired": True}, "bob": None}))


@pytest.fixture
def organization(tasks: TaskRunner) -> TaskRunner:
    """Two member accounts. One has a root password."""
    tasks.iam.member_accounts = {WITH: "ACTIVE", WITHOUT: "ACTIVE"}
    tasks.iam.root_users[WITH] = InMemoryIAM({"root": {}})
    return tasks


@pytest.mark.parametrize(
    ("params", "calls"),
    [
        (
            # One more than without: the policy is read for the warning to users who could not comply.
            {"user_name": "bob", "password": CANARY, "password_reset_required": True},
            ["GetLoginProfile", "GetUser", "CreateLoginProfile", "GetLoginProfile", "GetAccountPasswordPolicy"],
        ),
        # The length of a generated password is that of the policy.
        (
            {"user_name": "bob", "generate_password": True, "reveal_password": True},
            ["GetLoginProfile", "GetUser", "GetAccountPasswordPolicy", "CreateLoginProfile", "GetLoginProfile"],
        ),
        ({"user_name": "alice"}, ["GetLoginProfile"]),
        ({"user_name": "alice", "password": CANARY}, ["GetLoginProfile"]),
        (
            {"user_name": "bob", "password": CANARY},
            ["GetLoginProfile", "GetUser", "CreateLoginProfile", "GetLoginProfile"],
        ),
        (
            {"user_name": "bob", "password": CANARY, "wait": False},
            ["GetLoginProfile", "GetUser", "CreateLoginProfile"],
        ),
        (
            {"user_name": "alice", "password": CANARY, "update_password": "always", "password_reset_required": False},
            ["GetLoginProfile", "UpdateLoginProfile"],
        ),
        (
            {"user_name": "alice", "password": CANARY, "update_password": "always"},
            ["GetLoginProfile", "UpdateLoginProfile", "GetLoginProfile"],
        ),
        (
            {"user_name": "alice", "password_reset_required": False, "update_password": "always"},
            ["GetLoginProfile", "UpdateLoginProfile"],
        ),
        ({"user_name": "alice", "state": "absent"}, ["GetLoginProfile", "DeleteLoginProfile", "GetLoginProfile"]),
        ({"user_name": "alice", "state": "absent", "wait": False}, ["GetLoginProfile", "DeleteLoginProfile"]),
        ({"user_name": "bob", "state": "absent"}, ["GetLoginProfile", "GetUser"]),
        ({"user_name": "nobody", "state": "absent"}, ["GetLoginProfile", "GetUser"]),
    ],
)
def test_a_real_run_makes_these_calls_and_no_more(
    tasks: TaskRunner, params: dict[str, t.Any], calls: list[str]
) -> None:
    """Fails when a call is made twice or a needless one at all."""
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
    }
)


@given(params_, st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_check_mode_predicts_the_real_run_and_writes_nothing(params: dict[str, t.Any], caller_has_one: bool) -> None:
    """Fails when the two runs differ in actions, diff or failure, or check mode writes, or a secret is in a result."""
    params = {name: value for name, value in params.items() if value is not None}
    with pytest.MonkeyPatch.context() as monkeypatch:
        iam = InMemoryIAM({"alice": {"PasswordResetRequired": True}, "bob": None})
        iam.users["caller"] = {} if caller_has_one else None
        iam.tags["alice"] = {"identity.aws/password-version": "2026-10", "team": "blue"}
        tasks = TaskRunner(monkeypatch, iam)
        before = copy.deepcopy((iam.users, iam.tags))
        predicted = tasks.run(check_mode=True, **params)
        assert (iam.users, iam.tags) == before
        assert "password" not in predicted
        assert not WRITES & set(tasks.called())
        if predicted.get("error", {}).get("code") == "PasswordPolicyViolation":
            refusal = client_error("CreateLoginProfile", "PasswordPolicyViolation")
            iam.faults += [("CreateLoginProfile", refusal), ("UpdateLoginProfile", refusal)]
        real = tasks.run(**params)
    if predicted["failed"]:
        for key in ("msg", "actions", "failed_actions", "not_attempted"):
            assert predicted[key] == real[key]
        assert (iam.users, iam.tags) == before
    else:
        assert not real["failed"]
        for key in ("actions", "diff", "changed", "warnings", "password_version"):
            assert predicted.get(key) == real.get(key)
    assert CANARY not in repr((predicted, real))
    assert real["changed"] is (before != (iam.users, iam.tags) or bool(real["actions"]))
    assert iam.tags["alice"]["team"] == "blue"


def test_nothing_to_set_generates_nothing(tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a password is generated or returned that is not set."""
    monkeypatch.setattr(store, "generate", None)
    options = {"generate_password": True, "reveal_password": True}
    for more in ({"user_name": "alice"}, {"user_name": "bob", "check_mode": True}, {"user_name": "bob", **ABSENT}):
        result = tasks.run(**options, **more)
        assert (result["failed"], "password" in result) == (False, False)


@pytest.mark.parametrize("after", [True, False])
def test_a_password_that_may_be_set_is_in_the_failure(tasks: TaskRunner, after: bool) -> None:
    """Fails when a password that was set is lost, or one that AWS rejected is returned."""
    error: Exception = ReadTimeoutError(endpoint_url="https://iam")
    if not after:
        error = client_error("CreateLoginProfile", "LimitExceeded")
    fail(tasks, "CreateLoginProfile", error, after=after)
    result = tasks.run(user_name="bob", generate_password=True, reveal_password=True)
    assert result["failed"]
    assert result.get("password") == (tasks.iam.users["bob"] or {}).get("Password")
    assert ("The generated password is in this result: password." in result["msg"]) is after


@pytest.mark.parametrize(
    "tags",
    [
        ["Identity.AWS/Password-Version", *(f"tag-{number}" for number in range(49))],
        ["aws:cloudformation:stack-name", *(f"tag-{number}" for number in range(49))],
    ],
)
def test_a_tag_that_takes_no_room_is_no_reason_to_fail(tasks: TaskRunner, tags: list[str]) -> None:
    """Fails when a tag in another spelling, or one that AWS has added, is counted, and the task is refused."""
    tasks.iam.tags["alice"] = dict.fromkeys(tags, "0")
    result = tasks.run(user_name="alice", password=CANARY, password_version="1", update_password="always")
    assert (result["failed"], len(result["actions"])) == (False, 2)


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("options", "exists"),
    [
        ({"user_name": "alice"}, True),
        ({"user_name": "alice", "update_password": "always", "password_reset_required": True}, True),
        ({"user_name": "alice", **ABSENT}, True),
        ({"user_name": "bob", **GIVEN}, True),
        ({"user_name": "bob", **GIVEN, "password_version": "1"}, True),
        ({"user_name": "bob", **ABSENT}, True),
        ({"user_name": "bob"}, True),
        ({"user_name": "ghost"}, False),
        ({"user_name": "ghost", **GIVEN}, False),
        ({"user_name": "ghost", **ABSENT}, False),
        ({"user_name": "ghost", **ABSENT, "password_version": "1"}, False),
        ({"user_name": "ghost", "password": ""}, None),
        (ABSENT, None),
        ({"root_account_id": MEMBER}, None),
        ({"root_account_id": MEMBER, **ABSENT}, None),
    ],
    ids=repr,
)
def test_whether_the_user_exists(
    tasks: TaskRunner, options: dict[str, t.Any], exists: bool | None, check_mode: bool
) -> None:
    """Fails when "does not exist" looks like "has no login profile", or check mode returns something else."""
    result = tasks.run(check_mode=check_mode, **options)
    assert result["user_exists"] is exists


def test_without_the_permission_nobody_knows(tasks: TaskRunner) -> None:
    """Fails when a task without iam:GetUser fails where there is nothing to delete, or takes the user for missing."""
    fail(tasks, "GetUser", client_error("GetUser", "AccessDenied"))
    result = tasks.run(user_name="bob", **ABSENT)
    assert (result["failed"], result["user_exists"], result["warnings"]) == (False, None, [])


def has_password(organization: TaskRunner, account: str) -> bool:
    return account in organization.iam.root_users and organization.iam.root_users[account].users["root"] is not None


@pytest.mark.parametrize(
    ("account", "state", "task", "action"),
    [
        (WITH, "absent", DELETE, "iam:DeleteLoginProfile"),
        (WITHOUT, "present", CREATE, "iam:CreateLoginProfile"),
    ],
)
def test_each_stage_asks_for_no_more_than_it_needs(
    organization: TaskRunner, account: str, state: str, task: str, action: str
) -> None:
    """Fails when check mode holds more than audit, a stage holds another's permissions, or nothing is done."""
    before = has_password(organization, account)
    predicted = organization.run(check_mode=True, root_account_id=account, state=state)
    assert organization.iam.tasks == [(account, AUDIT)]
    assert has_password(organization, account) is before
    organization.iam.tasks.clear()
    result = organization.run(root_account_id=account, state=state)
    assert organization.iam.tasks == [(account, AUDIT), (account, task), (account, AUDIT)]
    assert has_password(organization, account) is not before
    assert (
        [each["action"] for each in result["actions"]] == [each["action"] for each in predicted["actions"]] == [action]
    )
    assert (result["root_account_id"], result["user_name"]) == (account, None)
    organization.iam.tasks.clear()
    assert organization.run(root_account_id=account, state=state)["changed"] is False
    assert organization.iam.tasks == [(account, AUDIT)]
    assert SECRET not in repr((predicted, result))


def test_recovery_is_allowed_without_a_password(organization: TaskRunner) -> None:
    """Fails when CreateLoginProfile has a user name, a password or a flag, which AWS refuses in such a session."""
    organization.run(root_account_id=WITHOUT)
    assert ("CreateLoginProfile", {}) in organization.iam.calls
    assert ("GetLoginProfile", {}) in organization.iam.calls


def test_a_session_that_is_not_found_is_not_a_password_that_is_gone(organization: TaskRunner) -> None:
    """Fails when NoSuchEntity of AssumeRoot is taken for a deletion."""
    original = organization.iam.assume_root

    def refuse_to_delete(**parameters: t.Any) -> dict[str, t.Any]:
        if parameters["TaskPolicyArn"]["arn"].endswith(DELETE):
            raise client_error("AssumeRoot", "NoSuchEntity")
        return original(**parameters)

    organization.iam.assume_root = refuse_to_delete  # type: ignore[method-assign]
    assert organization.run(root_account_id=WITH, state="absent")["failed"]
    assert has_password(organization, WITH)
