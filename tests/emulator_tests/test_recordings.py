# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The replies recorded from AWS, by botocore's own client over HTTP.

Recorded from AWS:
- AssumeRoot and calls in root sessions, September 2026: the public repository radkawar/stackd,
  testdata/aws/iam/root_access.json and root_sessions.json.
- InvalidAction of the global STS endpoint: there, and issue 4461 of boto/boto3.
- IAM's messages about users, login profiles, password policies and credential reports: public reports and recordings,
  which agree with the codes and statuses of the IAM API reference.
- Organizations: the messages that users report.

The account has alice, who has no login profile, and bob, who has one. Of the member accounts, the root user of MEMBER
has no password, and that of OTHER has one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from botocore import xform_name
from client import Emulator

MANAGEMENT, MEMBER, OTHER, STRANGER = "123456789012", "111122223333", "444455556666", "999988887777"
AUDIT, CREATE, DELETE = "IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials"
UNLOCK = "S3UnlockBucketPolicy"
GOOD = "Str0ng-password"
_ROOT = f"arn:aws:iam::{MEMBER}:root"


class Recording(NamedTuple):
    """``caller`` is an access key, or an account and a task of a root session. The message is a part of AWS's."""

    service: str
    action: str
    parameters: dict[str, Any]
    status: int
    code: str
    message: str = ""
    caller: str | tuple[str, str] = "test"
    organization: dict[str, Any] | None = None
    settings: dict[str, float] | None = None
    region: str = "us-east-1"

    def __str__(self) -> str:
        return f"{self.action}-{self.code}-{self.message[:40]}"


def _iam(action: str, status: int, code: str, message: str, **parameters: Any) -> Recording:
    return Recording("iam", action, parameters, status, code, message)


def _no_such(action: str, what: str, **parameters: Any) -> Recording:
    return _iam(action, 404, "NoSuchEntity", f"{what} cannot be found.", **parameters)


def _invalid(action: str, message: str, **parameters: Any) -> Recording:
    return _iam(action, 400, "ValidationError", message, **parameters)


def _weak(message: str, password: str, action: str = "CreateLoginProfile", user: str = "alice") -> Recording:
    return _iam(action, 400, "PasswordPolicyViolation", message, UserName=user, Password=password)


def _assume(
    code: str, message: str, target: str = MEMBER, policy: str = AUDIT, status: int = 403, **more: Any
) -> Recording:
    arn = policy if policy.startswith("arn:") else f"arn:aws:iam::aws:policy/root-task/{policy}"
    about = {name: more.pop(name) for name in ("caller", "organization", "settings", "region") if name in more}
    parameters = {"TargetPrincipal": target, "TaskPolicyArn": {"arn": arn}, **more}
    return Recording("sts", "AssumeRoot", parameters, status, code, message, **about)


def _root(
    action: str, task: str, status: int, code: str, message: str, account: str = MEMBER, **given: Any
) -> Recording:
    return Recording("iam", action, given, status, code, message, (account, task))


_LENGTH = "Member must have length"
_SYMBOL = "Password should have at least one symbol"
_ONE_MORE = "Password should meet 1 more of the following requirements: "
_BOB = "Login Profile for user bob already exists."
_CALLER = "Must specify userName when calling with non-User credentials"
_OFF = "Root credentials management feature is not enabled for your AWS Organization."
_SESSIONS_OFF = "Root sessions feature is not enabled for your AWS Organization."
_DENIED = "is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::{}:root"
_TARGET = "Request must contain a valid target principal"
_POLICY = "Request must contain valid AWS managed task policy ARN"
_MEMBERS = [{"id": MEMBER}, {"id": OTHER}]

USERS = [
    _iam("CreateUser", 409, "EntityAlreadyExists", "User with name ALICE already exists.", UserName="ALICE"),
    _iam("DeleteUser", 409, "DeleteConflict", "Cannot delete entity, must delete login profile first.", UserName="bob"),
    _no_such("GetUser", "The user with name eve", UserName="eve"),
    _no_such("TagUser", "The user with name eve", UserName="eve", Tags=[]),
    _invalid("GetUser", _CALLER),
    _invalid("GetUser", f"{_LENGTH} less than or equal to 128", UserName="a" * 129),
    _invalid("CreateUser", f"{_LENGTH} less than or equal to 64", UserName="a" * 65),
    *(
        _invalid("CreateUser", "regular expression pattern", UserName=name)
        for name in ("a b", "é", "a\n", "a/b", "a:b")
    ),
    *(_invalid("ListUsers", "maxItems", MaxItems=number) for number in (0, 1001, "x")),
    *(
        _invalid("ListUsers", "pathPrefix", PathPrefix=prefix)
        for prefix in ("", "staff/", "/sta ff/", "/é/", "/" * 513)
    ),
    _invalid("ListUsers", "Invalid Marker.", Marker="!!!!"),
]
LOGIN_PROFILES = [
    _iam("CreateLoginProfile", 409, "EntityAlreadyExists", _BOB, UserName="bob", Password=GOOD),
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
    _invalid("GetLoginProfile", f"{_LENGTH} less than or equal to 64", UserName="a" * 65),
    _invalid("DeleteLoginProfile", f"Value '' at 'userName' failed to satisfy constraint: {_LENGTH}", UserName=""),
    *(
        _invalid("UpdateLoginProfile", "Value at 'password' failed", UserName="bob", Password=password)
        for password in ("", "x" * 129, "Grüße-\u0100", "nul\0", "escape\x1b", "\U0001f511" * 8)
    ),
]
PASSWORD_POLICY = [
    _no_such("GetAccountPasswordPolicy", f"The Password Policy with domain name {MANAGEMENT}"),
    _weak("Password should have a minimum length of 8", "abc"),
    _weak("Password should have a minimum length of 8", "abc", "UpdateLoginProfile", "bob"),
    _weak(f"{_ONE_MORE}Password should have at least one uppercase letter, {_SYMBOL}", "abcdefg1"),
    *(_weak(_ONE_MORE, password) for password in ("abcdefgh1", "abcDEFGH", "aB" + "é" * 8, "abcDEFG;", "abcDEFG\\")),
]
REPORTS = [Recording("iam", "GetCredentialReport", {}, 410, "ReportNotPresent")]
ASSUME_ROOT = [
    _assume("InvalidAction", "Unknown Operation", status=400, settings={"sts_is_global": True}),
    _assume("ValidationError", "Value '1234' at 'targetPrincipal' failed", "1234", status=400),
    _assume("ValidationError", f"{_LENGTH} less than or equal to 2048", "x" * 2049, status=400),
    _assume("ValidationError", _TARGET, f"arn:aws:iam::{MEMBER}:user/alice", status=400),
    _assume("ValidationError", _TARGET, f"arn:aws-cn:iam::{MEMBER}:root", status=400),
    _assume("ValidationError", _POLICY, policy="arn:aws:iam::aws:policy/ReadOnlyAccess", status=400),
    _assume("ValidationError", _POLICY, policy=f"{AUDIT}s", status=400),
    _assume("ValidationError", "Value '901' at 'durationSeconds' failed", DurationSeconds=901, status=400),
    _assume("ValidationError", "greater than or equal to 0", DurationSeconds=-1, status=400),
    _assume("ValidationError", "'901'", DurationSeconds=901, status=400, caller=STRANGER),  # whoever calls
    *(_assume("AccessDenied", _DENIED.format(target), target) for target in (MANAGEMENT, STRANGER)),
    _assume("AccessDenied", _DENIED.format(MEMBER), caller=STRANGER),
    _assume("AccessDenied", f"User: arn:aws:sts::{OTHER}:assumed-role/", caller=OTHER),
    _assume("AccessDenied", "User: arn:aws:iam::123456789012:root is not", caller=f"ASIAROOT{MANAGEMENT}"),
    *(
        _assume("AccessDenied", "", organization={"accounts": [{"id": MEMBER, "status": status}]})
        for status in ("SUSPENDED", "PENDING_CLOSURE", "CLOSED", "PENDING_ACTIVATION")
    ),
    _assume("AccessDenied", _OFF, organization={"accounts": _MEMBERS, "features": []}),
    _assume("AccessDenied", _OFF, organization={"accounts": _MEMBERS, "features": ["RootSessions"]}),
    _assume("AccessDenied", _SESSIONS_OFF, policy=UNLOCK, organization={"accounts": _MEMBERS, "features": []}),
    _assume(
        "AccessDenied",
        "Service not enabled for AWS Organizations.",
        organization={"accounts": _MEMBERS, "trusted_access": False},
    ),
    # A caller who may not ask learns nothing of the features.
    _assume("AccessDenied", "not authorized", MANAGEMENT, organization={"accounts": _MEMBERS, "features": []}),
    _assume(
        "RegionDisabledException",
        f"STS is not activated in this region for account:{MEMBER}.",
        region="eu-west-1",
        organization={"accounts": _MEMBERS, "sts_disabled_in": ["eu-west-1"]},
    ),
]
ROOT_SESSIONS = [
    _root("GetLoginProfile", AUDIT, 404, "NoSuchEntity", "Login Profile for User null cannot be found."),
    _root("DeleteLoginProfile", DELETE, 404, "NoSuchEntity", "Login Profile for User null cannot be found."),
    _root(
        "CreateLoginProfile",
        CREATE,
        409,
        "EntityAlreadyExists",
        f"Login Profile for account {OTHER} already exists.",
        account=OTHER,
    ),
    _root("CreateLoginProfile", CREATE, 400, "ValidationError", "Password must be omitted", Password=GOOD),
    _root("CreateLoginProfile", CREATE, 403, "AccessDenied", "", UserName="root"),
    _root(
        "CreateLoginProfile",
        AUDIT,
        403,
        "AccessDenied",
        f"User: {_ROOT} is not authorized to perform: iam:CreateLoginProfile on resource: {_ROOT} ",
    ),
    _root("GetLoginProfile", AUDIT, 403, "AccessDenied", f"arn:aws:iam::{MEMBER}:user/alice ", UserName="alice"),
    _root("DeleteAccessKey", DELETE, 404, "NoSuchEntity", "no such credential", AccessKeyId="AKIA0123456789ABCDEF"),
    Recording("sts", "GetSessionToken", {}, 403, "AccessDenied", caller=(MEMBER, AUDIT)),
    Recording("s3", "ListBuckets", {}, 403, "AccessDenied", caller=(MEMBER, AUDIT)),
    Recording("organizations", "ListAccounts", {}, 400, "AccessDeniedException", caller=(MEMBER, AUDIT)),
]
_NOT_IN_USE = "Your account is not a member of an organization."
ORGANIZATIONS = [
    Recording("organizations", action, {}, 400, "AWSOrganizationsNotInUseException", _NOT_IN_USE, STRANGER)
    for action in ("ListAccounts", "DescribeOrganization")
] + [
    Recording(
        "organizations", "ListAccounts", {}, 400, "AccessDeniedException", "You don't have permissions", caller=MEMBER
    ),
    *(
        Recording("organizations", "ListAccounts", given, 400, "InvalidInputException")
        for given in ({"MaxResults": 0}, {"MaxResults": 21}, {"NextToken": "nonsense"})
    ),
]
ALL = [*USERS, *LOGIN_PROFILES, *PASSWORD_POLICY, *REPORTS, *ASSUME_ROOT, *ROOT_SESSIONS, *ORGANIZATIONS]


@pytest.mark.parametrize("recording", ALL, ids=str)
def test_an_error_is_as_recorded(
    recording: Recording,
    emulator: Emulator,
    client: Callable[..., Any],
    root: Callable[..., Any],
    error_of: Callable[..., tuple[str, int, str]],
) -> None:
    """Fails if the call succeeds, its error has another code, status or message, or anything was changed."""
    iam = client()
    iam.create_user(UserName="alice")
    iam.create_user(UserName="bob")
    iam.create_login_profile(UserName="bob", Password=GOOD)
    emulator.organization(**(recording.organization or {"accounts": [{"id": MEMBER}, {"id": OTHER}]}))
    emulator.root_password(OTHER)
    caller = recording.caller
    if isinstance(caller, str):
        made = client(recording.service, key=caller, region=recording.region)
    else:
        made = root(*caller, service=recording.service)
    emulator.settings(**recording.settings or {})
    before = emulator.passwords(), set(emulator.root_passwords())
    code, status, message = error_of(getattr(made, xform_name(recording.action)), **recording.parameters)
    assert (code, status) == (recording.code, recording.status)
    assert recording.message in message
    password = recording.parameters.get("Password")
    assert not password or password not in message
    assert (emulator.passwords(), set(emulator.root_passwords())) == before


def test_no_recorded_message_is_no_message(
    client: Callable[..., Any], error_of: Callable[..., tuple[str, int, str]]
) -> None:
    """Fails if an error without a message has one, which users would compare with ours."""
    assert error_of(client().get_credential_report) == ("ReportNotPresent", 410, "")


@pytest.mark.parametrize(
    ("service", "call", "path", "members"),
    [
        ("iam", "get_login_profile", "LoginProfile", {"CreateDate", "PasswordResetRequired"}),
        ("iam", "get_user", "User", {"UserId", "Arn", "CreateDate"}),
        ("iam", "get_account_summary", "SummaryMap", {"AccountPasswordPresent"}),
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
