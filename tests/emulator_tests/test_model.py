# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The model in this process, with its own clock: what other tests rely on besides the recorded errors."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest
from model import credential_report
from model.aws import ACTIONS, AWS
from model.errors import AWSError
from model.request import Call
from model.state import Organization

PASSWORD, SECOND = "Passw0rd-1", "Second-Passw0rd"
ONE, TWO = "111122223333", "444455556666"
AUDIT, CREATE, DELETE = "IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials"
START = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone.utc)
SYMBOLS = "!@#$%^&*()_+-=[]{}|'"  # as AWS lists them
WEAK = "PasswordPolicyViolation"
LIMIT, RESET = "MaxSigninSessionDuration", "ResetMaxSigninSessionDuration"


class Model:
    """An AWS whose clock a test sets."""

    def __init__(self) -> None:
        self.now = START
        self.aws = AWS(lambda: self.now, Random(0))

    def call(self, service: str, action: str, region: str = "us-east-1", **parameters: Any) -> dict[str, Any]:
        key, token = parameters.pop("key", "test"), parameters.pop("token", None)
        return self.aws.call(Call(service, action, parameters, key, token, region))

    def iam(self, action: str, **parameters: Any) -> dict[str, Any]:
        return self.call("iam", action, **parameters)

    def code(self, action: str, **parameters: Any) -> str | None:
        """Return the code of a call's error."""
        try:
            self.iam(action, **parameters)
        except AWSError as error:
            return error.code
        return None

    def user(self, name: str, password: str | None = None, **parameters: Any) -> None:
        self.iam("CreateUser", UserName=name, **parameters)
        if password:
            self.iam("CreateLoginProfile", UserName=name, Password=password)

    def root(self, account: str, task: str) -> dict[str, Any]:
        """Start a root session, and return its key and token as parameters."""
        policy = {"arn": f"arn:aws:iam::aws:policy/root-task/{task}"}
        given = self.call("sts", "AssumeRoot", TargetPrincipal=account, TaskPolicyArn=policy)["Credentials"]
        return {"key": given["AccessKeyId"], "token": given["SessionToken"]}

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def rows(self) -> dict[str, dict[str, str]]:
        """Return the present credential report."""
        return {row["user"]: row for row in csv.DictReader(credential_report.written(self.aws.account()).splitlines())}


@pytest.fixture
def model() -> Model:
    """An account with the user alice, and an organization."""
    model = Model()
    model.user("alice")
    model.aws.organization = Organization.of([{"id": ONE}, {"id": TWO}])
    return model


def test_a_login_profile_s_life(model: Model) -> None:
    """Fails if the flag or the date is not the password's own, or an update changes omitted settings."""

    def seen() -> tuple[Any, ...]:
        profile = model.iam("GetLoginProfile", UserName="alice")["LoginProfile"]
        return profile["CreateDate"], profile["PasswordResetRequired"], model.aws.account().passwords()["alice"]

    model.wait(60)
    made = model.iam("CreateLoginProfile", UserName="alice", Password=PASSWORD, PasswordResetRequired=True)
    created = START + timedelta(seconds=60)
    assert made["LoginProfile"] == {"UserName": "alice", "CreateDate": created, "PasswordResetRequired": True}
    assert seen() == (created, True, PASSWORD)
    model.wait(60)
    model.iam("UpdateLoginProfile", UserName="alice", Password=SECOND)
    assert seen() == (created, True, SECOND)
    model.iam("UpdateLoginProfile", UserName="alice", PasswordResetRequired=False)
    assert seen() == (created, False, SECOND)
    model.iam("DeleteLoginProfile", UserName="alice")
    assert model.code("GetLoginProfile", UserName="alice") == "NoSuchEntity"
    model.iam("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    assert seen() == (created + timedelta(seconds=60), False, PASSWORD)


def test_the_session_duration_is_apart_from_the_password(model: Model) -> None:
    """Fails if an update changes omitted settings, or the duration outlives the login profile."""

    def update(**parameters: Any) -> tuple[Any, ...]:
        model.wait(60)
        model.iam("UpdateLoginProfile", UserName="alice", **parameters)
        profile = model.iam("GetLoginProfile", UserName="alice")["LoginProfile"]
        return model.rows()["alice"]["password_last_changed"], profile.get(LIMIT), profile["PasswordResetRequired"]

    given = {"UserName": "alice", "Password": PASSWORD}
    made = model.iam("CreateLoginProfile", **given, **{LIMIT: 3600}, PasswordResetRequired=True)["LoginProfile"]
    assert made[LIMIT] == 3600
    first = "2026-03-04T05:06:07Z"
    assert update(**{LIMIT: 7776000}) == (first, 7776000, True)
    assert update(**{LIMIT: 3601, RESET: False}) == (first, 3601, True)
    assert update(**{RESET: False}, PasswordResetRequired=False) == (first, 3601, False)
    assert update(Password=SECOND) == ("2026-03-04T05:10:07Z", 3601, False)
    assert model.code("UpdateLoginProfile", UserName="alice", **{LIMIT: 3600, RESET: True}) == "InvalidInput"
    assert update() == ("2026-03-04T05:10:07Z", 3601, False)
    for _again in range(2):
        assert update(**{RESET: True}) == ("2026-03-04T05:10:07Z", None, False)
    assert update(**{LIMIT: 3600})[1] == 3600
    model.iam("DeleteLoginProfile", UserName="alice")
    assert LIMIT not in model.iam("CreateLoginProfile", **given)["LoginProfile"]


def test_users_change_their_own_passwords(model: Model) -> None:
    """Fails if another user's password changes, or permission, old password or a valid new one is not required."""
    model.user("bob", SECOND)
    model.iam("CreateLoginProfile", UserName="alice", Password=PASSWORD, PasswordResetRequired=True)
    key = model.iam("CreateAccessKey", UserName="alice")["AccessKey"]["AccessKeyId"]
    allowed = {"AllowUsersToChangePassword": True, "MinimumPasswordLength": 10}

    def code(old: str = PASSWORD, new: str = SECOND, **more: Any) -> str | None:
        return model.code("ChangePassword", OldPassword=old, NewPassword=new, **{"key": key, **more})

    assert (code(key="test"), code()) == ("InvalidUserType", "AccessDenied")
    model.iam("UpdateAccountPasswordPolicy", **allowed)
    assert [code(SECOND), code(new="short")] == ["AccessDenied", WEAK]
    model.aws.settings.unmodifiable_after_create = 60
    assert code() == "EntityTemporarilyUnmodifiable"
    model.wait(60)
    assert code() is None
    assert model.aws.account().passwords() == {"alice": SECOND, "bob": SECOND}
    profile = model.iam("GetLoginProfile", UserName="alice")["LoginProfile"]
    assert (profile["CreateDate"], profile["PasswordResetRequired"]) == (START, False)
    model.iam("DeleteLoginProfile", UserName="alice")
    assert code(SECOND, PASSWORD) == "NoSuchEntity"


@pytest.mark.parametrize(
    ("policy", "rejected", "accepted"),
    [
        *((None, "abcDEFGH", f"abcDEFG{symbol}") for symbol in SYMBOLS),
        *((None, "aaaaaaa", each) for each in ("abcDEF12", "abcdef1!", "ABCDEF1|", "aB1" + "x" * 125)),
        ({}, "aaaaa", "aaaaaa"),
        ({"MinimumPasswordLength": 20}, "Passw0rd!", "a" * 20),
        ({"RequireSymbols": True}, "Passw0rd", "aaaaa!"),
        ({"RequireNumbers": True}, "Password!", "aaaaa1"),
        ({"RequireUppercaseCharacters": True}, "passw0rd!", "aaaaaA"),
        ({"RequireLowercaseCharacters": True}, "PASSW0RD!", "AAAAAa"),
    ],
)
def test_a_policy_enforces_enabled_requirements_only(
    model: Model, policy: dict[str, Any] | None, rejected: str, accepted: str
) -> None:
    """Fails if an enabled requirement is not enforced, or the default policy is mixed into a custom one."""
    if policy is not None:
        model.iam("UpdateAccountPasswordPolicy", **policy)
    assert model.code("CreateLoginProfile", UserName="alice", Password=rejected) == WEAK
    model.iam("CreateLoginProfile", UserName="alice", Password=accepted)
    if policy is not None:
        model.iam("DeleteAccountPasswordPolicy")
        assert model.code("UpdateLoginProfile", UserName="alice", Password="aaaaaaaaaa") == WEAK
    model.aws.settings.any_password = True
    model.iam("UpdateLoginProfile", UserName="alice", Password="a")


def test_an_update_of_the_policy_resets_what_it_omits(model: Model) -> None:
    """Fails if an omitted member keeps its value, or the policy does not show that passwords expire."""
    model.iam("UpdateAccountPasswordPolicy", MinimumPasswordLength=20, MaxPasswordAge=60, PasswordReusePrevention=24)
    assert model.iam("GetAccountPasswordPolicy")["PasswordPolicy"]["ExpirePasswords"] is True
    model.iam("UpdateAccountPasswordPolicy", AllowUsersToChangePassword=True)
    policy = model.iam("GetAccountPasswordPolicy")["PasswordPolicy"]
    assert (policy["MinimumPasswordLength"], policy["AllowUsersToChangePassword"]) == (6, True)
    assert not any(policy.get(name) for name in ("ExpirePasswords", "MaxPasswordAge", "PasswordReusePrevention"))


def test_changes_show_late_on_demand(model: Model) -> None:
    """Fails if a call ignores a delay setting, or the delay never ends."""
    model.aws.settings.create_visible_after = model.aws.settings.unmodifiable_after_create = 5
    model.iam("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    assert model.code("GetLoginProfile", UserName="alice") == "NoSuchEntity"
    for write in ("UpdateLoginProfile", "DeleteLoginProfile"):
        assert model.code(write, UserName="alice") == "EntityTemporarilyUnmodifiable"
    model.wait(5)
    before = model.iam("GetLoginProfile", UserName="alice")
    model.aws.settings.delete_visible_after = 5
    model.iam("DeleteLoginProfile", UserName="alice")
    assert model.iam("GetLoginProfile", UserName="alice") == before
    model.wait(5)
    assert model.code("GetLoginProfile", UserName="alice") == "NoSuchEntity"
    model.iam("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    model.aws.settings.delete_visible_after = 60
    model.wait(6)
    assert model.iam("GetLoginProfile", UserName="alice") != before


def test_users_come_in_pages(model: Model) -> None:
    """Fails if a page repeats or loses a user, has another size, or ignores the prefix."""
    for number in range(6):
        model.user(f"user-{number}", Path="/staff/a/" if number % 2 else "/other/")
    first = model.iam("ListUsers", MaxItems=2, PathPrefix="/staff/")
    assert [user["UserName"] for user in first["Users"]] == ["user-1", "user-3"]
    model.iam("DeleteUser", UserName="user-3")
    rest = model.iam("ListUsers", Marker=first["Marker"], PathPrefix="/staff/")
    assert ([user["UserName"] for user in rest["Users"]], rest["IsTruncated"]) == (["user-5"], False)
    for number in range(10, 110):
        model.user(f"user-{number}")
    assert len(model.iam("ListUsers")["Users"]) == 100
    for prefix in ("/staff/b", "/a/"):
        assert model.iam("ListUsers", PathPrefix=prefix)["Users"] == []


def test_tags_belong_to_the_user(model: Model) -> None:
    """Fails if a tag is lost, is in ListUsers, or more than 50 are accepted, in any case of their keys."""
    tags = [{"Key": f"tag-{number}", "Value": ""} for number in range(50)]
    model.iam("TagUser", UserName="alice", Tags=tags)
    assert model.code("TagUser", UserName="alice", Tags=[{"Key": "one-more", "Value": ""}]) == "LimitExceeded"
    model.iam("TagUser", UserName="alice", Tags=[{"Key": "tag-0", "Value": "new"}, {"Key": "TAG-1", "Value": ""}])
    model.iam("UntagUser", UserName="alice", TagKeys=["TAG-1", *(tag["Key"] for tag in tags[1:])])
    assert model.iam("GetUser", UserName="alice")["User"]["Tags"] == [{"Key": "tag-0", "Value": "new"}]
    assert "Tags" not in model.iam("ListUsers")["Users"][0]


def test_the_default_user_is_the_owner_of_the_key(model: Model) -> None:
    """Fails if a call without a name is about another user than the key's, or a deleted key works."""
    model.user("bob", Path="/staff/")
    key = model.iam("CreateAccessKey", UserName="bob")["AccessKey"]["AccessKeyId"]
    model.iam("CreateLoginProfile", key=key, Password=PASSWORD)
    assert model.aws.account().passwords() == {"bob": PASSWORD}
    for reply in (model.iam("GetUser", key=key)["User"], model.call("sts", "GetCallerIdentity", key=key)):
        assert reply["Arn"] == "arn:aws:iam::123456789012:user/staff/bob"
    model.iam("DeleteLoginProfile", key=key)
    assert model.code("DeleteUser", UserName="bob") == "DeleteConflict"
    model.iam("DeleteAccessKey", UserName="bob", AccessKeyId=key)
    assert model.code("GetUser", key=key) == "ValidationError"


def test_credentials_are_deleted_by_kind(model: Model) -> None:
    """Fails if a credential is deleted or listed as another kind, or a user with one is deleted."""
    model.user("bob")
    created = model.iam("CreateServiceSpecificCredential", UserName="bob", ServiceName="bedrock.amazonaws.com")
    key = created["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]
    assert model.code("DeleteSSHPublicKey", UserName="bob", SSHPublicKeyId=key) == "NoSuchEntity"
    assert model.iam("ListSSHPublicKeys", UserName="bob")["SSHPublicKeys"] == []
    assert model.code("DeleteUser", UserName="bob") == "DeleteConflict"
    model.iam("DeleteServiceSpecificCredential", UserName="bob", ServiceSpecificCredentialId=key)
    assert model.code("DeleteUser", UserName="bob") is None


def test_a_role_s_session_is_the_role_s(model: Model) -> None:
    """Fails if the session has another ARN or account, or its secrets are not reported for leak tests."""
    role = f"arn:aws:iam::{ONE}:role/path/ops"
    given = model.call("sts", "AssumeRole", RoleArn=role, RoleSessionName="mine")["Credentials"]
    identity = model.call("sts", "GetCallerIdentity", key=given["AccessKeyId"])
    assert (identity["Arn"], identity["Account"]) == (f"arn:aws:sts::{ONE}:assumed-role/ops/mine", ONE)
    assert model.aws.issued == [given["SecretAccessKey"], given["SessionToken"]]


@pytest.mark.parametrize(
    ("task", "permitted"),
    [
        (AUDIT, {"GetUser", "GetLoginProfile"}),
        (CREATE, {"GetLoginProfile", "CreateLoginProfile"}),
        (DELETE, {"GetUser", "GetLoginProfile", "DeleteLoginProfile"}),
    ],
)
def test_a_root_session_may_do_its_task_only(model: Model, task: str, permitted: set[str]) -> None:
    """Fails if a task policy permits more or fewer of the modelled calls than the IAM User Guide lists."""
    session = model.root(ONE, task)
    calls = {action for service, action in ACTIONS if service == "iam"}
    assert {call for call in calls if model.code(call, **session) != "AccessDenied"} == permitted


def test_root_passwords_are_apart_and_in_the_report(model: Model) -> None:
    """Fails if a step is not visible in the next one, or two accounts share a root password."""
    create, delete = model.root(ONE, CREATE), model.root(ONE, DELETE)
    created = model.iam("CreateLoginProfile", **create)["LoginProfile"]
    assert model.iam("GetLoginProfile", **delete)["LoginProfile"] == created
    assert model.code("GetLoginProfile", **model.root(TWO, AUDIT)) == "NoSuchEntity"
    assert model.rows()["<root_account>"]["password_enabled"] == "false"
    model.iam("DeleteLoginProfile", **delete)
    assert model.code("GetLoginProfile", **create) == "NoSuchEntity"
    model.iam("CreateLoginProfile", key="ASIAROOT123456789012")
    assert model.rows()["<root_account>"]["password_enabled"] == "true"


def test_a_root_session_ends_and_needs_its_token(model: Model) -> None:
    """Fails if a session is valid after its end, or without its token."""
    session = model.root(ONE, AUDIT)
    assert model.code("GetUser", key=session["key"], token="another") == "InvalidClientTokenId"
    model.wait(899)
    model.iam("GetUser", **session)
    model.wait(1)
    assert model.code("GetUser", **session) == "ExpiredToken"


def test_the_accounts_of_an_organization(model: Model) -> None:
    """Fails if an account is lost or has another state than at its setup."""
    ids = [f"{number:012}" for number in range(1, 45)]
    states = {ids[0]: "CLOSED", ids[1]: "SUSPENDED"}
    accounts = [{"id": each, "status": states.get(each, "ACTIVE")} for each in ids]
    model.aws.organization = Organization.of(accounts)
    page = model.call("organizations", "ListAccounts", MaxResults=15)
    found = page["Accounts"]
    assert len(found) == 15
    while "NextToken" in page:
        page = model.call("organizations", "ListAccounts", MaxResults=15, NextToken=page["NextToken"])
        assert page["Accounts"]
        found += page["Accounts"]
    assert [account["Id"] for account in found] == ["123456789012", *ids]
    assert {account["Id"]: account["State"] for account in found if account["State"] != "ACTIVE"} == states


def test_the_units_of_an_organization(model: Model) -> None:
    """Fails if a unit or account is in another unit, or a unit that does not exist has an empty list."""

    def call(action: str, **parameters: str) -> Any:
        return model.call("organizations", action, **parameters)

    units = [{"id": "ou-a", "name": "A"}, {"id": "ou-b", "name": "B", "parent": "ou-a"}]
    model.aws.organization = Organization.of([{"id": ONE, "unit": "ou-b", "tags": {"k": "v"}}], units=units)
    (root,) = call("ListRoots")["Roots"]
    (above,) = call("ListOrganizationalUnitsForParent", ParentId=root["Id"])["OrganizationalUnits"]
    (below,) = call("ListOrganizationalUnitsForParent", ParentId=above["Id"])["OrganizationalUnits"]
    assert (below["Name"], below["Path"]) == ("B", f"o-emulated00/{root['Id']}/ou-a/ou-b/")
    (member,) = call("ListAccountsForParent", ParentId="ou-b")["Accounts"]
    assert member["Paths"] == [f"{below['Path']}{ONE}/"]
    assert call("ListAccountsForParent", ParentId="ou-a")["Accounts"] == []
    assert call("ListTagsForResource", ResourceId=ONE)["Tags"] == [{"Key": "k", "Value": "v"}]
    for action, parameters, code in (
        ("ListAccountsForParent", {"ParentId": "ou-c"}, "ParentNotFoundException"),
        ("ListTagsForResource", {"ResourceId": TWO}, "TargetNotFoundException"),
    ):
        with pytest.raises(AWSError) as error:
            call(action, **parameters)
        assert error.value.code == code


def test_the_life_of_a_credential_report(model: Model) -> None:
    """Fails if a report is served too early or late, does not have the age of its start, or has a wrong state."""

    def users() -> list[str]:
        lines = model.iam("GetCredentialReport")["Content"].decode().splitlines()
        return [row["user"] for row in csv.DictReader(lines)]

    def generate() -> str:
        return str(model.iam("GenerateCredentialReport")["State"])

    model.aws.settings.report_takes, model.aws.settings.reports_without_capacity = 60, 1
    assert model.code("GenerateCredentialReport") == "LimitExceeded"
    described = "No report exists. Starting a new report generation task"
    assert model.iam("GenerateCredentialReport") == {"State": "STARTED", "Description": described}
    model.user("bob")
    assert (generate(), model.code("GetCredentialReport")) == ("INPROGRESS", "ReportInProgress")
    model.wait(60)
    assert (generate(), model.iam("GetCredentialReport")["GeneratedTime"]) == ("COMPLETE", model.now)
    assert users() == ["<root_account>", "alice"]
    model.wait(4 * 3600 - 1)
    assert generate() == "COMPLETE"
    model.wait(1)
    assert model.code("GetCredentialReport") == "ReportExpired"
    assert model.iam("GenerateCredentialReport") == {"State": "STARTED"}
    model.wait(60)
    assert users() == ["<root_account>", "alice", "bob"]


def test_the_columns_of_a_credential_report(model: Model) -> None:
    """Fails if a column is missing, a value or the order of rows differs, or a comma shifts columns."""
    model.user("Bob,jr", PASSWORD, Path='/x,"y/')
    model.iam("UpdateAccountPasswordPolicy", MaxPasswordAge=90)
    bob = model.aws.account().user("Bob,jr")
    bob.has_mfa = True
    assert model.rows()["Bob,jr"]["password_last_used"] == "no_information"
    bob.sign_in(START + timedelta(hours=1))
    model.wait(3600)
    model.iam("UpdateLoginProfile", UserName="Bob,jr", PasswordResetRequired=True)  # does not change the password
    made = "2026-03-04T05:06:07Z"
    columns = (
        "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
        "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
        "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
        "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
        "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
    )
    no_keys = "false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
    root = "<root_account>,arn:aws:iam::123456789012:root,2020-01-01T00:00:00Z,false,N/A,N/A,not_supported,false"
    password = f"true,2026-03-04T06:06:07Z,{made},2026-06-02T05:06:07Z,true"
    assert credential_report.written(model.aws.account()).split("\n") == [
        columns,
        f"{root},{no_keys}",
        f"alice,arn:aws:iam::123456789012:user/alice,{made},false,N/A,N/A,N/A,false,{no_keys}",
        f'"Bob,jr","arn:aws:iam::123456789012:user/x,""y/Bob,jr",{made},{password},{no_keys}',
    ]
    model.iam("UpdateLoginProfile", UserName="Bob,jr", Password=SECOND)
    assert model.rows()["Bob,jr"]["password_last_changed"] == "2026-03-04T06:06:07Z"
    model.iam("DeleteLoginProfile", UserName="Bob,jr")
    assert model.rows()["Bob,jr"]["password_last_used"] == "N/A"
    assert model.iam("GetUser", UserName="Bob,jr")["User"]["PasswordLastUsed"] == START + timedelta(hours=1)


def test_an_account_has_one_alias(model: Model) -> None:
    """Fails if a second alias does not replace the first, or another account has it."""
    for alias in ("first", "second"):
        model.iam("CreateAccountAlias", AccountAlias=alias)
    listed = [model.iam("ListAccountAliases", **caller)["AccountAliases"] for caller in ({}, {"key": TWO})]
    assert listed == [["second"], []]


def test_accounts_are_apart(model: Model) -> None:
    """Fails if one account has the users of another; an account number is a key of that account."""
    assert model.iam("ListUsers", key=ONE)["Users"] == []
    model.iam("CreateUser", key=ONE, UserName="alice")
    model.iam("DeleteUser", UserName="alice")
    assert model.call("sts", "GetCallerIdentity", key=ONE)["Account"] == ONE
    assert [user["Arn"] for user in model.iam("ListUsers", key=ONE)["Users"]] == [f"arn:aws:iam::{ONE}:user/alice"]
