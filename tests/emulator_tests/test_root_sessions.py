# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sessions that AssumeRoot begins: what each may call, its token, its end, and what the log tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from client import Emulator

Clients = Callable[..., Any]
ErrorOf = Callable[..., tuple[str, int, str]]
ONE, TWO = "111122223333", "444455556666"
AUDIT, CREATE, DELETE = "IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials"
EXPIRED = ("ExpiredToken", 403, "The security token included in the request is expired")
INVALID = ("InvalidClientTokenId", 403, "The security token included in the request is invalid.")
READS = {
    "get_login_profile",
    "get_user",
    "list_access_keys",
    "list_mfa_devices",
    "list_signing_certificates",
    "get_access_key_last_used",
}
DELETES = {"deactivate_mfa_device", "delete_access_key", "delete_login_profile", "delete_signing_certificate"}
OTHERS = {"list_users", "update_login_profile", "generate_credential_report", "create_user"}
PERMITTED = {
    AUDIT: READS | {"get_account_summary"},
    CREATE: {"get_login_profile", "create_login_profile"},
    DELETE: READS | DELETES,
    "S3UnlockBucketPolicy": set[str](),
    "SQSUnlockQueuePolicy": set[str](),
}
NEEDED = {
    "deactivate_mfa_device": {"SerialNumber": "123456789"},
    "delete_access_key": {"AccessKeyId": "AKIA0123456789ABCDEF"},
    "delete_signing_certificate": {"CertificateId": "A" * 24},
    "get_access_key_last_used": {"AccessKeyId": "AKIA0123456789ABCDEF"},
    "create_user": {"UserName": "bob"},
    "update_login_profile": {"UserName": "bob"},
}


@pytest.fixture(autouse=True)
def _organization(emulator: Emulator) -> None:
    emulator.organization([{"id": ONE}, {"id": TWO}])


def denied(session: Any, call: str) -> bool:
    """Make a call, and tell whether it was denied. Any other answer, an error too, is to a call that may be made."""
    try:
        getattr(session, call)(**NEEDED.get(call, {}))
    except session.exceptions.ClientError as error:
        refused: bool = error.response["Error"]["Code"] == "AccessDenied"
        return refused
    return False


@pytest.mark.parametrize("task", sorted(PERMITTED))
def test_a_session_may_do_its_task_only(root: Clients, task: str) -> None:
    """Fails if a policy permits a call more, or one less, than the IAM User Guide prints."""
    session = root(ONE, task)
    calls = sorted(READS | DELETES | OTHERS | {"create_login_profile", "get_account_summary"})
    assert {call for call in calls if not denied(session, call)} == PERMITTED[task]


def test_a_refusal_names_action_and_principal(root: Clients, error_of: ErrorOf) -> None:
    """Fails if the message lacks who, what or on what."""
    code, status, message = error_of(root(ONE, AUDIT).create_login_profile)
    assert (code, status) == ("AccessDenied", 403)
    who = f"arn:aws:iam::{ONE}:root"
    assert f"User: {who} is not authorized to perform: iam:CreateLoginProfile on resource: {who} " in message
    message = error_of(root(ONE, AUDIT).get_login_profile, UserName="alice")[2]
    assert f"iam:GetLoginProfile on resource: arn:aws:iam::{ONE}:user/alice " in message


@pytest.mark.parametrize(
    ("service", "call", "code"),
    [
        ("organizations", "list_accounts", "AccessDeniedException"),
        ("s3", "list_buckets", "AccessDenied"),
        ("sts", "get_session_token", "AccessDenied"),
    ],
)
def test_a_session_reaches_no_other_service(
    root: Clients, error_of: ErrorOf, service: str, call: str, code: str
) -> None:
    """Fails if a call that the task does not permit reaches the backend, or GetCallerIdentity is not free."""
    assert error_of(getattr(root(ONE, AUDIT, service=service), call))[0] == code
    assert root(ONE, AUDIT, service="sts").get_caller_identity()["Account"] == ONE


def test_sessions_of_one_account_are_apart(root: Clients, error_of: ErrorOf) -> None:
    """Fails if a later session changes what an earlier one may do, or two accounts share a password."""
    create, delete, other = root(ONE, CREATE), root(ONE, DELETE), root(TWO, AUDIT)
    created = create.create_login_profile()["LoginProfile"]
    assert delete.get_login_profile()["LoginProfile"] == created
    assert error_of(create.delete_login_profile)[0] == "AccessDenied"
    assert error_of(delete.create_login_profile)[0] == "AccessDenied"
    assert error_of(other.get_login_profile)[0] == "NoSuchEntity"
    delete.delete_login_profile()


@pytest.mark.parametrize("service", ["iam", "sts"])
@pytest.mark.parametrize("token", [None, "another"])
def test_the_token_is_needed(client: Clients, error_of: ErrorOf, service: str, token: str | None) -> None:
    """Fails if a key passes without its token, or with another one."""
    policy = {"arn": f"arn:aws:iam::aws:policy/root-task/{AUDIT}"}
    given = client("sts").assume_root(TargetPrincipal=ONE, TaskPolicyArn=policy)["Credentials"]
    session = client(service, key=given["AccessKeyId"], token=token)
    assert error_of(session.get_user if service == "iam" else session.get_caller_identity) == INVALID


def test_a_session_expires(root: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if an old session may still call, or a new one may not."""
    old = root(ONE, AUDIT)
    old.get_user()
    emulator.expire_root_sessions()
    assert error_of(old.get_user) == EXPIRED
    root(ONE, AUDIT).get_user()


def test_a_session_of_no_seconds_has_expired(client: Clients, error_of: ErrorOf) -> None:
    """Fails if DurationSeconds is not what ends a session."""
    policy = {"arn": f"arn:aws:iam::aws:policy/root-task/{AUDIT}"}
    given = client("sts").assume_root(TargetPrincipal=ONE, TaskPolicyArn=policy, DurationSeconds=0)["Credentials"]
    assert error_of(client(key=given["AccessKeyId"], token=given["SessionToken"]).get_user) == EXPIRED


def test_a_session_outlives_the_feature(root: Clients, emulator: Emulator) -> None:
    """Fails if what is switched off ends a session that there is: AWS was recorded to let it go on."""
    session = root(ONE, AUDIT)
    emulator.organization([{"id": ONE}], features=[])
    session.get_user()


def test_a_key_given_by_the_caller_has_no_end(client: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the keys ASIAROOT... are bound to a task, a token, an end or an organization."""
    emulator.reset()
    session = client(key=f"ASIAROOT{ONE}")
    emulator.expire_root_sessions()
    session.create_login_profile()
    session.get_login_profile()
    session.delete_login_profile()
    assert session.get_account_summary()["SummaryMap"]["AccountPasswordPresent"] == 0
    assert error_of(session.list_users)[0] == "AccessDenied"


def test_the_log_tells_account_and_task(root: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the log does not tell where and under which policy a call was made, or tells a secret."""
    emulator.clear_calls()
    for account, task in ((ONE, AUDIT), (TWO, DELETE)):
        error_of(root(account, task).get_login_profile)
    calls = emulator.calls()
    assert [(call["action"], call["account"], call["task_policy"]) for call in calls] == [
        ("AssumeRoot", ONE, None),
        ("GetLoginProfile", ONE, AUDIT),
        ("AssumeRoot", TWO, None),
        ("GetLoginProfile", TWO, DELETE),
    ]
    assert calls[0]["parameters"]["TaskPolicyArn.arn"].endswith(AUDIT)
    assert len({call["access_key"] for call in calls}) == 3


def test_the_log_holds_no_secret(client: Clients, emulator: Emulator) -> None:
    """Fails if a session's token or secret is in the log."""
    policy = {"arn": f"arn:aws:iam::aws:policy/root-task/{AUDIT}"}
    given = client("sts").assume_root(TargetPrincipal=ONE, TaskPolicyArn=policy)["Credentials"]
    client(key=given["AccessKeyId"], token=given["SessionToken"]).get_user()
    log = json.dumps(emulator.calls())
    assert given["AccessKeyId"] in log
    assert given["SessionToken"] not in log
    assert given["SecretAccessKey"] not in log


def test_a_reset_ends_sessions_and_organization(root: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if a session is known after a reset: its key then is anybody's, who has no user's name."""
    session = root(ONE, AUDIT)
    emulator.reset()
    assert error_of(session.get_user)[0] == "ValidationError"
    assert error_of(root, account=ONE, task=AUDIT)[0] == "AccessDenied"
