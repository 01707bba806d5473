# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The replies recorded from AWS, by botocore's own client over HTTP.

Recorded from AWS:

- AssumeRoot, ListOrganizationsFeatures and calls in root sessions, September 2026: the public repository
radkawar/stackd, testdata/aws/iam/root_access.json and root_sessions.json.
- InvalidAction of the global STS endpoint: there, and issue 4461 of boto/boto3.
- IAM's messages about users, login profiles, password policies and credential reports: public reports and recordings,
which agree with the codes and statuses of the IAM API reference.
- Organizations: the messages that users report.

The account has alice without a login profile, and bob with one. Of the member accounts, the root user of MEMBER has no
password, and the one of OTHER has a password.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from botocore import xform_name
from client import Emulator

MANAGEMENT, MEMBER, OTHER, STRANGER = "123456789012", "111122223333", "444455556666", "999988887777"
AUDIT, CREATE, DELETE = "IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials"
GOOD = "Str0ng-password"
_ROOT = f"arn:aws:iam::{MEMBER}:root"
_MEMBERS = [{"id": MEMBER}, {"id": OTHER}]


class Recording(NamedTuple):
    """``caller`` is an access key, or an account and a task of a root session.

    The message is a part of AWS's; None if AWS has none, so that users would search for ours.
    """

    service: str
    action: str
    parameters: dict[str, Any]
    status: int
    code: str
    message: str | None = ""
    caller: str | tuple[str, str] = "test"
    organization: dict[str, Any] | None = None
    region: str = "us-east-1"

    def __str__(self) -> str:
        return f"{self.action}-{self.code}-{str(self.message)[:40]}"


def _iam(action: str, status: int, code: str, message: str | None, **parameters: Any) -> Recording:
    return Recording("iam", action, parameters, status, code, message)


def _no_such(action: str, what: str, **parameters: Any) -> Recording:
    return _iam(action, 404, "NoSuchEntity", f"{what} cannot be found.", **parameters)


def _invalid(action: str, message: str, **parameters: Any) -> Recording:
    return _iam(action, 400, "ValidationError", message, **parameters)


def _weak(message: str, password: str, action: str = "CreateLoginProfile", user: str = "alice") -> Recording:
    return _iam(action, 400, "PasswordPolicyViolation", message, UserName=user, Password=password)


def _assume(
    message: str, target: str = MEMBER, policy: str = AUDIT, code: str = "ValidationError", **more: Any
) -> Recording:
    about = {name: more.pop(name) for name in ("caller", "organization", "region") if name in more}
    arn = f"arn:aws:iam::aws:policy/root-task/{policy}"
    parameters = {"TargetPrincipal": target, "TaskPolicyArn": {"arn": arn}, **more}
    return Recording("sts", "AssumeRoot", parameters, 400 if code == "ValidationError" else 403, code, message, **about)


def _denied(message: str, target: str = MEMBER, **about: Any) -> Recording:
    organization = {"accounts": _MEMBERS, **about.pop("organization", {})}
    return _assume(message, target, code="AccessDenied", organization=organization, **about)


def _root(
    action: str, task: str, status: int, code: str, message: str, account: str = MEMBER, **given: Any
) -> Recording:
    return Recording("iam", action, given, status, code, message, (account, task))


_MAX = "MaxSigninSessionDuration"


def _features(name: str, message: str, caller: str = "test", **settings: Any) -> Recording:
    organization = {"accounts": _MEMBERS, **settings}
    return Recording("iam", "ListOrganizationsFeatures", {}, 400, f"{name}Exception", message, caller, organization)


_UNTRUSTED = "Trusted Access for IAM not enabled by organization of input account {}."
_LENGTH = "Member must have length"
_SYMBOL = "Password should have at least one symbol"
_ONE_MORE = "Password should meet 1 more of the following requirements: "
_BOB = "Login Profile for user bob already exists."
_CALLER = "Must specify userName when calling with non-User credentials"
_OFF = "Root credentials management feature is not enabled for your AWS Organization."
_DENIED = "is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::{}:root"
_TARGET = "Request must contain a valid target principal"
_POLICY = "Request must contain valid AWS managed task policy ARN"
_DISABLED = f"STS is not activated in this region for account:{MEMBER}."
_NOT_IN_USE = "Your account is not a member of an organization."
_NO_PROFILE = "Login Profile for User null cannot be found."
_NO_TASK = f"User: {_ROOT} is not authorized to perform: iam:CreateLoginProfile on resource: {_ROOT} "
_EU_OFF = {"accounts": _MEMBERS, "sts_disabled_in": ["eu-west-1"]}

ALL = [
    _iam("CreateUser", 409, "EntityAlreadyExists", "User with name ALICE already exists.", UserName="ALICE"),
    _iam("DeleteUser", 409, "DeleteConflict", "Cannot delete entity, must delete login profile first.", UserName="bob"),
    *(_no_such("GetUser", f"The user with name {name}", UserName=name) for name in ("eve", "ALICE")),
    _no_such("TagUser", "The user with name eve", UserName="eve", Tags=[]),
    _invalid("GetUser", _CALLER),
    _invalid("GetUser", f"{_LENGTH} less than or equal to 128", UserName="a" * 129),
    _invalid("CreateUser", f"{_LENGTH} less than or equal to 64", UserName="a" * 65),
    *(_invalid("CreateUser", "regular expression", UserName=name) for name in ("a b", "é", "a\n", "a/b", "a:b")),
    *(_invalid("ListUsers", "maxItems", MaxItems=number) for number in (0, 1001, "x")),
    *(_invalid("ListUsers", "pathPrefix", PathPrefix=prefix) for prefix in ("", "staff/", "/sta ff/", "/é/")),
    _invalid("ListUsers", "Invalid Marker.", Marker="!!!!"),
    # Login profiles
    _iam("CreateLoginProfile", 409, "EntityAlreadyExists", _BOB, UserName="bob", Password="weak"),
    _no_such("CreateLoginProfile", "The user with name eve", UserName="eve", Password="weak"),
    _no_such("GetLoginProfile", "The user with name eve", UserName="eve"),
    _no_such("UpdateLoginProfile", "The user with name eve", UserName="eve", Password="weak"),
    _no_such("DeleteLoginProfile", "The user with name eve", UserName="eve"),
    _no_such("GetLoginProfile", "Login Profile for User alice", UserName="alice"),
    _no_such("UpdateLoginProfile", "Login Profile for User alice", UserName="alice", Password="weak"),
    _no_such("DeleteLoginProfile", "Login Profile for User alice", UserName="alice"),
    _invalid("GetLoginProfile", _CALLER),
    _invalid("DeleteLoginProfile", _CALLER),
    _invalid("CreateLoginProfile", _CALLER, Password=GOOD),
    _invalid("UpdateLoginProfile", "Value null at 'userName' failed", Password=GOOD),
    _invalid("CreateLoginProfile", "Value null at 'password' failed", UserName="alice"),
    _invalid("CreateLoginProfile", "2 validation errors detected: ", UserName="a b", Password=""),
    _invalid("DeleteLoginProfile", f"Value '' at 'userName' failed to satisfy constraint: {_LENGTH}", UserName=""),
    *(
        _invalid("UpdateLoginProfile", "Value at 'password' failed", UserName="bob", Password=password)
        for password in ("", "x" * 129, "Grüße-\u0100", "nul\0", "escape\x1b", "\U0001f511" * 8)
    ),
    *(
        _invalid(
            "UpdateLoginProfile", f"Value '{seconds}' at 'maxSigninSessionDuration'", UserName="bob", **{_MAX: seconds}
        )
        for seconds in (3599, 7776001)
    ),
    _iam("UpdateLoginProfile", 400, "InvalidInput", "", UserName="bob", **{_MAX: 3600, f"Reset{_MAX}": True}),
    # Password policy and credential report
    _no_such("GetAccountPasswordPolicy", f"The Password Policy with domain name {MANAGEMENT}"),
    _weak("Password should have a minimum length of 8", "abc"),
    _weak("Password should have a minimum length of 8", "abc", "UpdateLoginProfile", "bob"),
    _weak(f"{_ONE_MORE}Password should have at least one uppercase letter, {_SYMBOL}", "abcdefg1"),
    *(_weak(_ONE_MORE, password) for password in ("abcdefgh1", "abcDEFGH", "aB" + "é" * 8, "abcDEFG;", "abcDEFG\\")),
    _iam("GetCredentialReport", 410, "ReportNotPresent", None),
    # AssumeRoot
    _assume("Value '1234' at 'targetPrincipal' failed", "1234"),
    _assume(f"{_LENGTH} less than or equal to 2048", "x" * 2049),
    _assume(_TARGET, f"arn:aws:iam::{MEMBER}:user/alice"),
    _assume(_TARGET, f"arn:aws-cn:iam::{MEMBER}:root"),
    _assume(_POLICY, policy="../ReadOnlyAccess"),
    _assume(_POLICY, policy=f"{AUDIT}s"),
    _assume("Value '901' at 'durationSeconds' failed", DurationSeconds=901, caller=STRANGER),  # for every caller
    _assume("greater than or equal to 0", DurationSeconds=-1),
    *(_denied(_DENIED.format(target), target) for target in (MANAGEMENT, STRANGER)),
    _denied(_DENIED.format(MEMBER), caller=STRANGER),
    _denied(f"User: arn:aws:sts::{OTHER}:assumed-role/", caller=OTHER),
    _denied("User: arn:aws:iam::123456789012:root is not", caller=f"ASIAROOT{MANAGEMENT}"),
    *(
        _denied("", organization={"accounts": [{"id": MEMBER, "status": status}]})
        for status in ("SUSPENDED", "PENDING_CLOSURE", "CLOSED", "PENDING_ACTIVATION")
    ),
    _denied(_OFF, organization={"features": []}),
    _denied("Service not enabled for AWS Organizations.", organization={"trusted_access": False}),
    # A caller without permission does not learn the features.
    _denied("not authorized", MANAGEMENT, organization={"features": []}),
    _assume(_DISABLED, code="RegionDisabledException", region="eu-west-1", organization=_EU_OFF),
    # The features of an organization
    _features("OrganizationNotFound", "", STRANGER, all_features=False),
    _features("OrganizationNotInAllFeaturesMode", "", MEMBER, all_features=False),
    _features("AccountNotManagementOrDelegatedAdministrator", f"Input account {MEMBER} is neither ", MEMBER),
    _features("ServiceAccessNotEnabled", _UNTRUSTED.format(MANAGEMENT), trusted_access=False),
    _features("ServiceAccessNotEnabled", _UNTRUSTED.format(MEMBER), MEMBER, trusted_access=False, delegated=[MEMBER]),
    # Root sessions
    _root("GetLoginProfile", AUDIT, 404, "NoSuchEntity", _NO_PROFILE),
    _root("DeleteLoginProfile", DELETE, 404, "NoSuchEntity", _NO_PROFILE),
    _root("CreateLoginProfile", CREATE, 409, "EntityAlreadyExists", f"for account {OTHER} already exists.", OTHER),
    _root("CreateLoginProfile", CREATE, 400, "ValidationError", "Password must be omitted", Password=GOOD),
    _root(
        "CreateLoginProfile", CREATE, 400, "ValidationError", f"{_MAX} must be omitted", MaxSigninSessionDuration=3600
    ),
    _root("CreateLoginProfile", CREATE, 403, "AccessDenied", "", UserName="root"),
    _root("CreateLoginProfile", AUDIT, 403, "AccessDenied", _NO_TASK),
    _root("GetLoginProfile", AUDIT, 403, "AccessDenied", f"arn:aws:iam::{MEMBER}:user/alice ", UserName="alice"),
    Recording("sts", "GetSessionToken", {}, 403, "AccessDenied", caller=(MEMBER, AUDIT)),
    Recording("s3", "ListBuckets", {}, 403, "AccessDenied", caller=(MEMBER, AUDIT)),
    Recording("organizations", "ListAccounts", {}, 400, "AccessDeniedException", caller=(MEMBER, AUDIT)),
    # Organizations
    *(
        Recording("organizations", action, {}, 400, "AWSOrganizationsNotInUseException", _NOT_IN_USE, STRANGER)
        for action in ("ListAccounts", "DescribeOrganization")
    ),
    Recording("organizations", "ListAccounts", {}, 400, "AccessDeniedException", "You don't have permissions", MEMBER),
    *(
        Recording("organizations", "ListAccounts", given, 400, "InvalidInputException")
        for given in ({"MaxResults": 0}, {"MaxResults": 21}, {"NextToken": "nonsense"})
    ),
]


@pytest.mark.parametrize("recording", ALL, ids=str)
def test_an_error_is_as_recorded(
    recording: Recording, emulator: Emulator, alice: Any, client: Any, root: Any, error_of: Any
) -> None:
    """Fails if the call succeeds, its error has another code, status or message, or anything was changed."""
    alice.create_user(UserName="bob")
    alice.create_login_profile(UserName="bob", Password=GOOD)
    emulator.organization(**(recording.organization or {"accounts": _MEMBERS}))
    emulator.root_password(OTHER)
    if isinstance(recording.caller, str):
        made = client(recording.service, key=recording.caller, region=recording.region)
    else:
        made = root(*recording.caller, service=recording.service)
    before = emulator.passwords(), set(emulator.root_passwords())
    code, status, message = error_of(getattr(made, xform_name(recording.action)), **recording.parameters)
    assert (code, status) == (recording.code, recording.status)
    assert message == "" if recording.message is None else recording.message in message
    password = recording.parameters.get("Password")
    assert not password or password not in message
    assert (emulator.passwords(), set(emulator.root_passwords())) == before


def test_the_global_endpoint_has_no_assume_root(emulator: Emulator, root: Any, error_of: Any) -> None:
    """Fails if the setting has no effect."""
    emulator.settings(sts_is_global=True)
    assert error_of(root, account=MEMBER, task=AUDIT) == ("InvalidAction", 400, "Unknown Operation")


def test_a_delegated_administrator_reads_the_features_and_assumes_root(
    emulator: Emulator, client: Callable[..., Any]
) -> None:
    """Fails if another kind of account may do so, no enabled feature is an error, or the order is not AWS's."""
    for features in ([], ["RootCredentialsManagement"], ["RootSessions", "RootCredentialsManagement"]):
        emulator.organization(_MEMBERS, features=features[::-1], delegated=[OTHER])
        for key in (MANAGEMENT, OTHER):
            reply = client(key=key).list_organizations_features()
            assert (reply["OrganizationId"], reply["EnabledFeatures"]) == ("o-emulated00", features)
    policy = {"arn": f"arn:aws:iam::aws:policy/root-task/{AUDIT}"}
    assert client("sts", key=OTHER).assume_root(TargetPrincipal=MEMBER, TaskPolicyArn=policy)["Credentials"]
    assert len(client("organizations", key=OTHER).list_accounts()["Accounts"]) == 3


@pytest.mark.parametrize(
    ("service", "call", "path", "members"),
    [
        ("iam", "get_login_profile", "LoginProfile", {"CreateDate", "PasswordResetRequired"}),
        ("iam", "get_user", "User", {"UserId", "Arn", "CreateDate"}),
        ("sts", "get_caller_identity", "ResponseMetadata", {"HTTPStatusCode"}),
    ],
)
def test_a_root_session_s_replies_have_no_user_name(
    emulator: Emulator, root: Callable[..., Any], service: str, call: str, path: str, members: set[str]
) -> None:
    """Fails if a reply lacks a recorded member, or has a UserName: AWS's have none, though the model requires it."""
    emulator.organization([{"id": MEMBER}])
    emulator.root_password(MEMBER)
    reply = getattr(root(MEMBER, AUDIT, service=service), call)()
    assert members <= set(reply[path])
    assert "UserName" not in reply[path]
    assert service == "iam" or (reply["Arn"], reply["UserId"]) == (f"arn:aws:iam::{MEMBER}:root", MEMBER)
