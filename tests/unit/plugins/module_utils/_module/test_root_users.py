# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Root users of member accounts, through whole tasks: the least session for each stage, and an error that is one."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import (
    MANAGEMENT,
    SECRET,
    InMemoryIAM,
    client_error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

WITH, WITHOUT, SUSPENDED = "111111111111", "222222222222", "333333333333"
AUDIT, CREATE, DELETE = "IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials"


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An organization with three member accounts. One of the active ones has a root password."""
    iam = InMemoryIAM({"ana": {}, "ben": {}})
    iam.member_accounts = {WITH: "ACTIVE", WITHOUT: "ACTIVE", SUSPENDED: "SUSPENDED"}
    iam.root_users[WITH] = InMemoryIAM({"root": {}})
    return TaskRunner(monkeypatch, iam)


def has_password(tasks: TaskRunner, account: str) -> bool:
    return account in tasks.iam.root_users and tasks.iam.root_users[account].users["root"] is not None


@pytest.mark.parametrize(
    ("account", "state", "task", "action"),
    [
        (WITH, "absent", DELETE, "iam:DeleteLoginProfile"),
        (WITHOUT, "present", CREATE, "iam:CreateLoginProfile"),
    ],
)
def test_each_stage_asks_for_no_more_than_it_needs(
    tasks: TaskRunner, account: str, state: str, task: str, action: str
) -> None:
    """Fails when check mode holds more than audit, a stage holds another's permissions, or nothing is done."""
    before = has_password(tasks, account)
    foreseen = tasks.run(check_mode=True, root_account_id=account, state=state)
    assert tasks.iam.tasks == [(account, AUDIT)]
    assert has_password(tasks, account) is before
    tasks.iam.tasks.clear()
    result = tasks.run(root_account_id=account, state=state)
    assert tasks.iam.tasks == [(account, AUDIT), (account, task), (account, AUDIT)]
    assert has_password(tasks, account) is not before
    assert (
        [each["action"] for each in result["actions"]] == [each["action"] for each in foreseen["actions"]] == [action]
    )
    assert (result["root_account_id"], result["user_name"]) == (account, None)
    tasks.iam.tasks.clear()
    assert tasks.run(root_account_id=account, state=state)["changed"] is False
    assert tasks.iam.tasks == [(account, AUDIT)]
    assert SECRET not in repr((foreseen, result))


def test_recovery_is_allowed_without_a_password(tasks: TaskRunner) -> None:
    """Fails when CreateLoginProfile has a user name, a password or a flag, which AWS refuses in such a session."""
    tasks.run(root_account_id=WITHOUT)
    assert ("CreateLoginProfile", {}) in tasks.iam.calls
    assert ("GetLoginProfile", {}) in tasks.iam.calls


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"password": "Given-Passw0rd"}, "goes without password:"),
        ({"generate_password": True, "reveal_password": True}, "goes without generate_password, reveal_password:"),
        ({"password_reset_required": False}, "goes without password_reset_required:"),
        ({"update_password": "always"}, "goes without update_password:"),
        ({"password_version": "1"}, "goes without password_version:"),
        ({"root_account_id": "1234"}, "must have 12 digits"),
        ({"root_account_id": "\u0661" * 12}, "must have 12 digits"),
    ],
)
def test_what_no_root_user_has_is_refused_before_any_call(
    tasks: TaskRunner, options: dict[str, t.Any], words: str
) -> None:
    """Fails when an option is ignored, or AWS is asked first."""
    result = tasks.run(**{"root_account_id": WITH, **options})
    assert result["failed"]
    assert words in result["msg"]
    assert tasks.called() == []


@pytest.mark.parametrize(
    ("code", "said", "words"),
    [
        ("AccessDenied", "User: ... is not authorized", "must be an active member of the organization"),
        ("AccessDenied", "Service not enabled for AWS Organizations.", "enable-aws-service-access"),
        (
            "AccessDenied",
            "Root credentials management feature is not enabled for your AWS Organization.",
            "aws iam enable-organizations-root-credentials-management",
        ),
        ("RegionDisabledException", "", "STS is not activated in the region"),
        ("InvalidAction", "Unknown Operation", "Only regional endpoints of STS do"),
        ("ExpiredTokenException", "", "the credentials have expired"),
    ],
)
@pytest.mark.parametrize("check_mode", [False, True])
def test_a_session_that_cannot_be_started_says_what_to_do(
    tasks: TaskRunner, code: str, said: str, words: str, check_mode: bool
) -> None:
    """Fails when the error is taken for "no root password", is said to be in doubt, or names no remedy."""
    tasks.iam.faults = [("AssumeRoot", client_error("AssumeRoot", code, message=said))]
    result = tasks.run(check_mode=check_mode, root_account_id=WITH, state="absent")
    assert (result["failed"], result["changed"]) == (True, False)
    assert words in result["msg"]
    assert f"the root user of account {WITH}" in result["msg"]
    assert "It is not known whether" not in result["msg"]
    assert "login_profile" not in result


def test_a_roster_has_root_users_beside_users(tasks: TaskRunner) -> None:
    """Fails when a default for users is held against a root user, or the purge counts or touches one."""
    tasks.iam.member_accounts["444444444444"] = "ACTIVE"
    tasks.iam.root_users["444444444444"] = InMemoryIAM({"root": {}})
    roster: dict[str, t.Any] = {
        "profiles": [
            {"user_name": "ana"},
            {"root_account_id": WITH, "state": "absent"},
            {"root_account_id": WITHOUT, "state": "absent"},
        ],
        "generate_password": True,
        "reveal_password": True,
        "password_reset_required": True,
        "purge": True,
    }
    foreseen = tasks.run_roster(check_mode=True, **roster)
    assert {task for _account, task in tasks.iam.tasks} == {AUDIT}
    result = tasks.run_roster(**roster)
    for each in (foreseen, result):
        assert each["summary"]["done"] == [f"{WITH}:root", "ben"]
        assert each["summary"]["unchanged"] == ["ana", f"{WITHOUT}:root"]
    assert not has_password(tasks, WITH)
    assert has_password(tasks, "444444444444")
    assert result["diff"] == foreseen["diff"]
    assert (
        result["diff"][0]["after_header"]
        == f"the root user of account {WITH} loses the login profile: state is absent."
    )


def test_a_roster_of_root_users_alone_purges_no_user(tasks: TaskRunner) -> None:
    """Fails when root users count as somebody who is to sign in."""
    result = tasks.run_roster(profiles=[{"root_account_id": WITHOUT}], purge=True)
    assert "and profiles names no user who keeps one" in result["msg"]
    assert not has_password(tasks, WITHOUT)


@pytest.mark.parametrize(
    ("profiles", "words"),
    [
        ([{"root_account_id": WITH}, {"root_account_id": WITH}], f"'{WITH}:root' is in profiles 2 times"),
        ([{"root_account_id": "1"}], "profiles[0] (1:root): root_account_id: The id of an account must have 12 digits"),
        (
            [{"root_account_id": WITH, "password": "x"}],
            f"profiles[0] ({WITH}:root): root_account_id goes without password",
        ),
    ],
)
def test_what_is_wrong_in_a_roster_is_said_of_the_entry(
    tasks: TaskRunner, profiles: list[dict[str, t.Any]], words: str
) -> None:
    """Fails when an entry that no root user can have passes, or the sentence does not say which."""
    assert words in tasks.run_roster(profiles=profiles)["msg"]
    assert tasks.called() == []


def test_an_account_that_cannot_be_read_hides_no_other(tasks: TaskRunner) -> None:
    """Fails when its error ends the task, or passes for "no root password"."""
    result = tasks.run_info(root_account_ids=[SUSPENDED, WITH, WITHOUT])
    assert result["failed"]
    assert [row["password_enabled"] for row in result["root_users"]] == [None, True, False]
    assert [row["root_account_id"] for row in result["root_users"]] == [SUSPENDED, WITH, WITHOUT]
    assert result["root_users"][0]["error"]["code"] == "AccessDenied"
    assert result["root_users"][0]["login_profile"] is None
    assert (
        f"1 of 3 users could not be read, so nobody knows whether they have a password: {SUSPENDED}:root."
        in (result["msg"])
    )
    assert (result["users"], {task for _account, task in tasks.iam.tasks}) == ([], {AUDIT})


def test_all_active_members_of_the_organization(tasks: TaskRunner) -> None:
    """Fails when a page or an account is left out in silence, or one that no AssumeRoot reaches is tried."""
    result = tasks.run_info(root_of_organization=True)
    assert not result["failed"]
    assert [row["root_account_id"] for row in result["root_users"]] == [WITH, WITHOUT]
    (management, suspended) = result["left_out_accounts"]
    assert (management["account_id"], suspended["account_id"]) == (MANAGEMENT, SUSPENDED)
    assert (management["code"], suspended["code"]) == ("management_account", "account_not_active")
    assert "is the management account" in management["reason"]
    assert "its state is SUSPENDED" in suspended["reason"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"root_account_ids": ["12"]}, "root_account_ids[0]: The id of an account must have 12 digits"),
        ({"root_account_ids": [WITH], "user_names": ["ana"]}, "user_names and root_account_ids exclude one another"),
        ({"root_account_ids": [WITH], "root_of_organization": True}, "exclude one another"),
        ({"root_of_organization": True, "source": "report"}, "of which the credential report does not tell"),
        ({"root_of_organization": True, "credential_report": True}, "of which the credential report does not tell"),
    ],
)
def test_questions_that_do_not_fit_are_refused(tasks: TaskRunner, options: dict[str, t.Any], words: str) -> None:
    """Fails when an option is ignored."""
    assert words in tasks.run_info(**options)["msg"]
    assert tasks.called() == []


def test_what_no_account_can_do_without_is_said_once(tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a missing region is taken for a mistake of the collection, or tried for each account."""

    def no_region(**parameters: t.Any) -> t.NoReturn:
        raise RequestError("Give region.")

    monkeypatch.setattr(tasks.iam, "assume_root", no_region)
    result = tasks.run_info(root_account_ids=[WITH, WITHOUT], concurrency=1)
    assert result["failed"]
    first, second = (row["msg"] for row in result["root_users"])
    assert first == "Give region."
    assert second.startswith(f"The root user of account {WITHOUT} was not looked at. The task stopped")


@pytest.mark.parametrize(
    ("operation", "code", "words"),
    [
        ("ListAccounts", "AccessDeniedException", "the permission organizations:ListAccounts."),
        ("DescribeOrganization", "AWSOrganizationsNotInUseException", "the account is in no organization"),
        ("GetLoginProfile", "AccessDenied", "A service control policy of the account denies it to the root user"),
    ],
)
def test_a_permission_has_the_name_of_its_service(tasks: TaskRunner, operation: str, code: str, words: str) -> None:
    """Fails when somebody is told to allow a permission that there is not, or in a policy that is not in the way."""
    tasks.iam.faults = [(operation, client_error(operation, code))]
    assert words in tasks.run_info(root_of_organization=True)["msg"]


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch"])
def test_an_error_of_one_session_is_that_of_its_account(tasks: TaskRunner, code: str) -> None:
    """Fails when a session's error is taken for the caller's and hides the other accounts, or its token is told."""
    tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", code, message=f"x-token:{SECRET}"))]
    result = tasks.run_info(root_account_ids=[WITH, WITHOUT], concurrency=1)
    assert [row["password_enabled"] for row in result["root_users"]] == [None, False]
    assert "Give the credentials of an IAM user" not in result["msg"] or code == "SignatureDoesNotMatch"
    assert (SECRET in repr(result)) is (code != "SignatureDoesNotMatch")


def test_a_session_that_is_not_found_is_not_a_password_that_is_gone(tasks: TaskRunner) -> None:
    """Fails when NoSuchEntity of AssumeRoot is taken for a deletion."""
    original = tasks.iam.assume_root

    def refuse_to_delete(**parameters: t.Any) -> dict[str, t.Any]:
        if parameters["TaskPolicyArn"]["arn"].endswith(DELETE):
            raise client_error("AssumeRoot", "NoSuchEntity")
        return original(**parameters)

    tasks.iam.assume_root = refuse_to_delete  # type: ignore[method-assign]
    assert tasks.run(root_account_id=WITH, state="absent")["failed"]
    assert has_password(tasks, WITH)
