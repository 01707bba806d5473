# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tasks that read: the source of each column, and root users. Null means "unknown", never "none"."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import (
    AUDIT,
    DAY,
    SUSPENDED,
    WITH,
    WITHOUT,
    by_name,
    organization_account,
    reported,
    reported_account,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import (
    CREATED,
    MANAGEMENT,
    SECRET,
    InMemoryIAM,
    client_error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

BOTH = ["RootSessions", "RootCredentialsManagement"]


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    return TaskRunner(monkeypatch, reported_account())


@pytest.fixture
def organization(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    return TaskRunner(monkeypatch, organization_account({"ana": {}, "ben": {}}))


def test_the_report_joined_to_what_is_read_now(tasks: TaskRunner) -> None:
    """Fails when the report decides about passwords, or a user newer than the report has another's columns."""
    result = tasks.run_info(credential_report=True)
    rows = by_name(result)
    assert set(rows) == {"ana", "ben", "chloe"}
    assert (rows["ben"]["mfa_active"], rows["ben"]["password_last_used"]) == (True, DAY)
    assert (rows["chloe"]["password_enabled"], rows["chloe"]["password_last_changed"]) == (False, DAY)
    assert (rows["ana"]["password_enabled"], rows["ana"]["mfa_active"]) == (True, None)
    generated = {"generated_time": "2026-11-22T09:30:00+00:00", "msg": None, "error": None}
    assert result["credential_report"] == generated
    (root,) = result["root_users"]
    assert (root["user_name"], root["password_enabled"], root["login_profile"]) == ("<root_account>", None, None)


@pytest.mark.parametrize(("seconds", "is_the_same"), [(0, True), (1, True), (3600, False)])
@pytest.mark.parametrize("asked", [{}, {"user_names": ["ben"]}])
def test_the_report_is_about_the_user_that_was_created_then(
    tasks: TaskRunner, seconds: int, is_the_same: bool, asked: dict[str, t.Any]
) -> None:
    """Fails when a user has the MFA of a deleted namesake, or loses it by a rounded second."""
    tasks.iam.report = [reported("ben", mfa_active="true", user_creation_time=CREATED.isoformat())]
    tasks.iam.created = {"ben": CREATED + dt.timedelta(seconds=seconds)}
    ben = by_name(tasks.run_info(credential_report=True, **asked))["ben"]
    columns = ("mfa_active", "password_last_used", "password_last_changed")
    assert [ben[name] for name in columns] == ([True, DAY, DAY] if is_the_same else [None] * 3)
    assert ben["password_enabled"] is True


def test_a_malformed_row_affects_only_itself(tasks: TaskRunner) -> None:
    """Fails when a malformed row ends the task, is dropped silently, or hides the other rows."""
    tasks.iam.report = [reported("ana"), reported('b"en', mfa_active="x,y"), reported("chloe")]
    sentence = "Row 2 of the credential report is malformed"
    live = tasks.run_info(credential_report=True)
    assert [sentence in warning for warning in live["warnings"]] == [True]
    assert [row["mfa_active"] for row in live["users"]] == [False, None, False]
    alone = tasks.run_info(source="report")
    assert [row["password_enabled"] for row in alone["users"]] == [True, True, None]
    assert (alone["failed"], sentence in alone["msg"]) == (True, True)
    assert by_name(alone)['b"en']["root_account_id"] is None


def test_the_report_alone(tasks: TaskRunner) -> None:
    """Fails when another call is made, a value missing in the report is guessed, or a filter is ignored."""
    result = tasks.run_info(source="report")
    assert tasks.called() == ["GenerateCredentialReport", "GetCredentialReport"]
    assert set(by_name(result)) == {"ben", "chloe", "gone"}
    unknown = dict.fromkeys(("create_date", "password_reset_required", "max_signin_session_duration"))
    assert by_name(result)["ben"]["login_profile"] == {"user_name": "ben", **unknown}
    for names, rows, missing in ((["ben", "zoe"], {"ben"}, ["zoe"]), (["ana"], set(), ["ana"])):
        result = tasks.run_info(source="report", user_names=names)
        assert (set(by_name(result)), result["missing_users"], result["root_users"]) == (rows, missing, [])
    arn = "arn:aws:iam::111122223333:user/colleagues/dee"
    tasks.iam.report = [*(tasks.iam.report or []), reported("dee", arn=arn)]
    result = tasks.run_info(source="report", path_prefix="/colleagues/")
    assert {row["user_name"]: row["arn"] for row in result["users"]} == {"dee": arn}


def test_a_row_has_the_same_keys_whatever_it_was_read_from(tasks: TaskRunner) -> None:
    """Fails when the keys of a row depend on its source."""
    ways: list[dict[str, t.Any]] = [{}, {"credential_report": True}, {"source": "report"}, {"user_names": ["ana"]}]
    results = [tasks.run_info(**way) for way in ways]
    tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))]
    results.append(tasks.run_info())
    assert len({tuple(row) for result in results for row in [*result["users"], *result.get("root_users", [])]}) == 1


@pytest.mark.parametrize(("operation", "source"), [("ListUsers", "live"), ("GenerateCredentialReport", "report")])
def test_a_general_error_ends_the_task(tasks: TaskRunner, operation: str, source: str) -> None:
    """Fails when no user could be read and the task passes, or the missing permission is not named."""
    tasks.iam.faults = [(operation, client_error(operation, "AccessDenied"))]
    result = tasks.run_info(source=source)
    assert (result["failed"], f"iam:{operation}" in result["msg"]) == (True, True)
    assert [result[key] for key in ("users", "root_users", "missing_users")] == [None] * 3


def test_the_account_password_policy(tasks: TaskRunner) -> None:
    """Fails when no policy, a policy and an unread one are not distinguished, or it is read without a request."""
    assert "account_password_policy" not in tasks.run_info()
    assert "GetAccountPasswordPolicy" not in tasks.called()
    assert tasks.run_info(account_password_policy=True)["account_password_policy"] == {}
    tasks.iam.policy = {"MinimumPasswordLength": 12, "RequireSymbols": True, "ExpirePasswords": False}
    policy = tasks.run_info(account_password_policy=True)["account_password_policy"]
    assert (policy["minimum_password_length"], policy["require_symbols"], policy["hard_expiry"]) == (12, True, None)
    tasks.iam.faults = [("GetAccountPasswordPolicy", client_error("GetAccountPasswordPolicy", "AccessDenied"))]
    result = tasks.run_info(account_password_policy=True)
    assert (result["failed"], result["account_password_policy"], len(result["users"])) == (True, None, 3)
    assert "iam:GetAccountPasswordPolicy" in result["msg"]


def test_an_account_that_cannot_be_read_hides_no_other(organization: TaskRunner) -> None:
    """Fails when its error ends the task, or is read as "no root password"."""
    result = organization.run_info(root_account_ids=[SUSPENDED, WITH, WITHOUT])
    rows = [(row["root_account_id"], row["user_exists"], row["password_enabled"]) for row in result["root_users"]]
    assert rows == [(SUSPENDED, None, None), (WITH, None, True), (WITHOUT, None, False)]
    assert result["root_users"][0]["error"]["code"] == "AccessDenied"
    assert result["root_users"][0]["login_profile"] is None
    assert f"it is not known whether they have a password: {SUSPENDED}:root." in result["msg"]
    assert (result["failed"], result["users"]) == (True, [])
    assert {task for _account, task in organization.iam.tasks} == {AUDIT}


def test_all_active_members_of_the_organization(organization: TaskRunner) -> None:
    """Fails when a page or an account is silently omitted, or an unreachable account is tried."""
    organization.iam.organization_settings = {"features": BOTH}
    result = organization.run_info(root_of_organization=True)
    assert (result["failed"], result["warnings"], result["organization_features"]) == (False, [], BOTH)
    columns = ("root_account_id", "account_name", "account_email")
    rows = [(WITH, f"account-{WITH}", f"root+{WITH}@example.com")]
    rows += [(WITHOUT, f"account-{WITHOUT}", f"root+{WITHOUT}@example.com")]
    assert [tuple(row[name] for name in columns) for row in result["root_users"]] == rows
    (management, suspended) = result["left_out_accounts"]
    named = (MANAGEMENT, "Management", f"root+{MANAGEMENT}@example.com")
    assert (management["account_id"], *(management[name] for name in columns[1:])) == named
    assert suspended["account_id"] == SUSPENDED
    assert "is the management account" in management["reason"]
    assert "its state is SUSPENDED" in suspended["reason"]
    # Without the list of accounts there are no names, and no call for them.
    organization.called()
    result = organization.run_info(root_account_ids=[WITH])
    assert [result["root_users"][0][name] for name in columns] == [WITH, None, None]
    assert organization.called() == ["AssumeRoot", "GetLoginProfile"]
    assert "organization_features" not in result


@pytest.mark.parametrize("enabled", [[], [BOTH[0]], [BOTH[1]]])
def test_features_of_the_organization_that_are_not_enabled(organization: TaskRunner, enabled: list[str]) -> None:
    """Fails when no warning names a disabled feature and its command, or it names another command."""
    organization.iam.organization_settings = {"features": enabled}
    result = organization.run_info(root_of_organization=True)
    assert result["organization_features"] == enabled
    (warning,) = result["warnings"]
    commands = dict(zip(BOTH, ("root-sessions", "root-credentials-management"), strict=True))
    named = {feature for feature, command in commands.items() if f"enable-organizations-{command}" in warning}
    assert named == {feature for feature in BOTH if f"{feature}" in warning} == set(BOTH) - set(enabled)
    assert "enable-aws-service-access --service-principal iam.amazonaws.com" in warning


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("AccessDenied", "the permission iam:ListOrganizationsFeatures"),
        ("OrganizationNotInAllFeaturesModeException", "cannot be undone"),
        ("ServiceAccessNotEnabledException", "enable-aws-service-access --service-principal iam.amazonaws.com"),
        ("AccountNotManagementOrDelegatedAdministratorException", "nor a delegated administrator for IAM"),
        ("OrganizationNotFoundException", "the account is in no organization"),
        (None, "botocore has ListOrganizationsFeatures since 1.35.61"),
    ],
)
def test_unknown_features_of_the_organization(
    organization: TaskRunner, monkeypatch: pytest.MonkeyPatch, code: str | None, advice: str
) -> None:
    """Fails when an error is read as "none enabled", hides the root users, or the warning has no advice."""
    if code is None:
        monkeypatch.delattr(InMemoryIAM, "list_organizations_features")
    else:
        organization.iam.faults = [("ListOrganizationsFeatures", client_error("ListOrganizationsFeatures", code))]
    result = organization.run_info(root_of_organization=True)
    assert (result["failed"], result["organization_features"], len(result["root_users"])) == (False, None, 2)
    (warning,) = result["warnings"]
    assert advice in warning


def test_a_general_requirement_is_reported_once(organization: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a missing region is reported as a bug of the collection, or for each account."""

    def no_region(**parameters: t.Any) -> t.NoReturn:
        raise RequestError("Give region.")

    monkeypatch.setattr(organization.iam, "assume_root", no_region)
    result = organization.run_info(root_account_ids=[WITH, WITHOUT], concurrency=1)
    first, second = (row["msg"] for row in result["root_users"])
    assert (result["failed"], first) == (True, "Give region.")
    assert second.startswith(f"The root user of account {WITHOUT} was not read. The task stopped")


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch"])
def test_an_error_of_one_session_is_that_of_its_account(organization: TaskRunner, code: str) -> None:
    """Fails when a session's error counts as the caller's and hides other accounts, or its token is shown."""
    organization.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", code, message=f"x-token:{SECRET}"))]
    result = organization.run_info(root_account_ids=[WITH, WITHOUT], concurrency=1)
    assert [row["password_enabled"] for row in result["root_users"]] == [None, False]
    assert "Give the credentials of an IAM user" not in result["msg"] or code == "SignatureDoesNotMatch"
    assert (SECRET in repr(result)) is (code != "SignatureDoesNotMatch")


def test_whether_a_user_exists(organization: TaskRunner) -> None:
    """Fails when a row that was read live does not show that the user exists."""
    for result in (organization.run_info(), organization.run_info(user_names=["ana", "ben", "ghost"])):
        assert [row["user_exists"] for row in result["users"]] == [True, True]


def test_whether_the_duration_of_sessions_is_known(tasks: TaskRunner) -> None:
    """Fails when a null of the credential report, which has no such column, is read as "not set"."""
    key = "max_signin_session_duration_known"
    assert [tasks.run_info(source=source)[key] for source in ("live", "report")] == [True, False]
    tasks.iam.faults = [("ListUsers", client_error("ListUsers", "AccessDenied"))]
    assert key not in tasks.run_info()
