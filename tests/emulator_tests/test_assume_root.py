# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""STS AssumeRoot: who gets a session of whose root user, for which task, from which endpoint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from client import Emulator

Clients = Callable[..., Any]
ErrorOf = Callable[..., tuple[str, int, str]]
MANAGEMENT, MEMBER, OTHER, STRANGER = "123456789012", "111122223333", "444455556666", "999988887777"
MEMBERS = [{"id": MEMBER, "name": "one"}, {"id": OTHER, "name": "two"}]
AUDIT = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"
UNLOCK = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"
CREDENTIALS_OFF = "Root credentials management feature is not enabled for your AWS Organization."
SESSIONS_OFF = "Root sessions feature is not enabled for your AWS Organization."


def asked(target: str = MEMBER, policy: str = AUDIT, **more: Any) -> dict[str, Any]:
    """Return the parameters of a call."""
    return {"TargetPrincipal": target, "TaskPolicyArn": {"arn": policy}, **more}


@pytest.fixture
def sts(emulator: Emulator, client: Clients) -> Any:
    """A client of STS, of the management account of an organization with two members."""
    emulator.organization(MEMBERS)
    return client("sts")


@pytest.mark.parametrize("target", [MEMBER, f"arn:aws:iam::{MEMBER}:root"])
@pytest.mark.parametrize(("more", "seconds"), [({}, 900), ({"DurationSeconds": 60}, 60)])
def test_the_session_is_the_root_users(
    sts: Any, client: Clients, target: str, more: dict[str, Any], seconds: int
) -> None:
    """Fails if an account or a root user's ARN is no target, a credential is missing, or the end is another one."""
    answer = sts.assume_root(**asked(target, **more))
    given = answer["Credentials"]
    assert set(given) == {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert "SourceIdentity" not in answer
    expected = datetime.now(timezone.utc) + timedelta(seconds=seconds)
    assert abs(given["Expiration"] - expected) < timedelta(seconds=10)
    identity = client("sts", key=given["AccessKeyId"], token=given["SessionToken"]).get_caller_identity()
    assert (identity["Arn"], identity["Account"]) == (f"arn:aws:iam::{MEMBER}:root", MEMBER)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"TaskPolicyArn": {"arn": AUDIT}}, "Value null at 'targetPrincipal' failed"),
        (asked("1234"), "Value '1234' at 'targetPrincipal' failed"),
        (asked("x" * 2049), "Member must have length less than or equal to 2048"),
        (asked(f"arn:aws:iam::{MEMBER}:user/alice"), "Request must contain a valid target principal"),
        (asked(f"arn:aws-cn:iam::{MEMBER}:root"), "Request must contain a valid target principal"),
        ({"TargetPrincipal": MEMBER, "TaskPolicyArn": {}}, "Value null at 'taskPolicyArn' failed"),
        (
            asked(policy="arn:aws:iam::aws:policy/ReadOnlyAccess"),
            "must contain valid AWS managed task policy ARN",
        ),
        (asked(policy=AUDIT + "s"), "must contain valid AWS managed task policy ARN"),
        (asked(DurationSeconds=901), "Value '901' at 'durationSeconds' failed"),
        (asked(DurationSeconds=-1), "Member must have value greater than or equal to 0"),
        (asked(DurationSeconds="x"), "Value 'x' at 'durationSeconds' failed"),
    ],
)
def test_a_malformed_request_is_refused(sts: Any, error_of: ErrorOf, parameters: dict[str, Any], message: str) -> None:
    """Fails if a parameter passes that the model or AWS's answers forbid, or is refused in other words."""
    code, status, said = error_of(sts.assume_root, **parameters)
    assert (code, status) == ("ValidationError", 400)
    assert message in said


def test_a_malformed_request_is_so_whoever_asks(client: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if who asks is looked at first."""
    assert error_of(client("sts").assume_root, **asked(DurationSeconds=901))[0] == "ValidationError"


@pytest.mark.parametrize(
    ("region", "partition"), [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")]
)
def test_the_policy_is_of_the_endpoints_partition(
    sts: Any, client: Clients, error_of: ErrorOf, region: str, partition: str
) -> None:
    """Fails if policy or target of the partition are refused, a policy of another passes, or the ARN is of another."""
    regional = client("sts", region=region)
    policies = {
        name: f"arn:{name}:iam::aws:policy/root-task/IAMCreateRootUserPassword"
        for name in ("aws", "aws-cn", "aws-us-gov")
    }
    given = regional.assume_root(**asked(f"arn:{partition}:iam::{MEMBER}:root", policies.pop(partition)))["Credentials"]
    for policy in policies.values():
        assert error_of(regional.assume_root, **asked(policy=policy))[0] == "ValidationError"
    root = client("sts", key=given["AccessKeyId"], token=given["SessionToken"], region=region)
    assert root.get_caller_identity()["Arn"] == f"arn:{partition}:iam::{MEMBER}:root"


@pytest.mark.parametrize(("region", "code"), [("us-east-1", "InvalidAction"), ("eu-west-1", None)])
def test_the_global_endpoint_knows_no_such_call(
    sts: Any, client: Clients, emulator: Emulator, error_of: ErrorOf, region: str, code: str | None
) -> None:
    """Fails if the global endpoint serves it, a regional one does not, or the setting hits another call."""
    emulator.settings(sts_is_global=True)
    regional = client("sts", region=region)
    if code:
        assert error_of(regional.assume_root, **asked()) == (code, 400, "Unknown Operation")
    else:
        regional.assume_root(**asked())
    regional.get_caller_identity()


def test_sts_may_be_off_in_a_region(client: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the region is not looked at, or the error is not the one that the model declares."""
    emulator.organization(MEMBERS, sts_disabled_in=["eu-west-1"])
    code, status, message = error_of(client("sts", region="eu-west-1").assume_root, **asked())
    assert (code, status) == ("RegionDisabledException", 403)
    assert MEMBER in message
    client("sts", region="eu-west-2").assume_root(**asked())


@pytest.mark.parametrize("status", ["SUSPENDED", "PENDING_CLOSURE", "CLOSED", "PENDING_ACTIVATION"])
def test_an_account_that_is_not_active_is_no_target(
    sts: Any, emulator: Emulator, error_of: ErrorOf, status: str
) -> None:
    """Fails if the state of the account is not looked at."""
    emulator.organization([{"id": MEMBER, "status": status}])
    assert error_of(sts.assume_root, **asked())[:2] == ("AccessDenied", 403)


@pytest.mark.parametrize("target", [MANAGEMENT, STRANGER])
def test_only_members_are_targets(sts: Any, error_of: ErrorOf, target: str) -> None:
    """Fails if the management account's root user, or one of no member, can be had; or the words are others."""
    code, status, message = error_of(sts.assume_root, **asked(target))
    assert (code, status) == ("AccessDenied", 403)
    assert message.endswith(f" is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::{target}:root")


def test_there_must_be_an_organization(client: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if any account may be asked for where none was set up, or the call goes to the backend."""
    assert error_of(client("sts").assume_root, **asked())[:2] == ("AccessDenied", 403)


def test_a_caller_is_named_by_its_arn(sts: Any, iam: Any, client: Clients, error_of: ErrorOf) -> None:
    """Fails if the error names another principal than GetCallerIdentity."""
    iam.create_user(UserName="alice", Path="/staff/")
    key = iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    client("sts", key=key).assume_root(**asked())
    message = error_of(client("sts", key=key).assume_root, **asked(STRANGER))[2]
    assert message.startswith("User: arn:aws:iam::123456789012:user/staff/alice is not authorized")


@pytest.mark.parametrize("delegated", [True, False])
def test_a_member_must_be_the_delegated_administrator(
    client: Clients, emulator: Emulator, error_of: ErrorOf, delegated: bool
) -> None:
    """Fails if any member may ask, or the delegated administrator may not."""
    emulator.organization(MEMBERS, delegated_administrators=[OTHER] if delegated else [])
    sts = client("sts", key=OTHER)
    assert sts.get_caller_identity()["Account"] == OTHER
    if delegated:
        sts.assume_root(**asked())
        assert error_of(sts.assume_root, **asked(MANAGEMENT))[0] == "AccessDenied"
    else:
        code, status, message = error_of(sts.assume_root, **asked())
        assert (code, status) == ("AccessDenied", 403)
        assert f"User: arn:aws:sts::{OTHER}:assumed-role/" in message


def test_a_root_user_may_not_ask(sts: Any, client: Clients, error_of: ErrorOf) -> None:
    """Fails if the management account's own root user gets a session."""
    code, status, message = error_of(client("sts", key="ASIAROOT123456789012").assume_root, **asked())
    assert (code, status) == ("AccessDenied", 403)
    assert "User: arn:aws:iam::123456789012:root is not authorized to perform: sts:AssumeRoot" in message


@pytest.mark.parametrize(
    ("how", "policy", "message"),
    [
        ({"features": []}, AUDIT, CREDENTIALS_OFF),
        ({"features": []}, UNLOCK, SESSIONS_OFF),
        ({"features": ["RootSessions"]}, AUDIT, CREDENTIALS_OFF),
        ({"features": ["RootSessions"]}, UNLOCK, None),
        ({"features": ["RootCredentialsManagement"]}, AUDIT, None),
        ({"features": ["RootCredentialsManagement"]}, UNLOCK, SESSIONS_OFF),
        ({"trusted_access": False}, AUDIT, "Service not enabled for AWS Organizations."),
    ],
)
def test_the_feature_of_the_task_must_be_on(
    client: Clients, emulator: Emulator, error_of: ErrorOf, how: dict[str, Any], policy: str, message: str | None
) -> None:
    """Fails if a task passes whose feature is off, one that needs the other feature does not, or the words differ."""
    emulator.organization(MEMBERS, **how)
    if message:
        assert error_of(client("sts").assume_root, **asked(policy=policy)) == ("AccessDenied", 403, message)
    else:
        client("sts").assume_root(**asked(policy=policy))


def test_who_may_not_ask_hears_nothing_of_features(client: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the features are looked at before the target."""
    emulator.organization(MEMBERS, features=[], trusted_access=False)
    assert "is not authorized" in error_of(client("sts").assume_root, **asked(MANAGEMENT))[2]


def test_a_roles_source_identity_is_told(sts: Any, iam: Any, client: Clients) -> None:
    """Fails if the identity that the caller's own session was begun with is lost."""
    role = iam.create_role(RoleName="admin", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    given = sts.assume_role(RoleArn=role, RoleSessionName="session", SourceIdentity="alice")["Credentials"]
    admin = client("sts", key=given["AccessKeyId"], token=given["SessionToken"])
    assert admin.assume_root(**asked())["SourceIdentity"] == "alice"
