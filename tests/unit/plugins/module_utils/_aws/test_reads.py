# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Successful replies that are not from AWS, such as a proxy's page: the outcome of the call is unknown."""

from __future__ import annotations

import types
import typing as t

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import (
    Reader,
    caller_arn,
    list_sign_in_sessions,
    member_accounts,
)
from ansible_collections.identity.aws.plugins.module_utils._aws.root_sessions import AUDIT, RootSessions
from ansible_collections.identity.aws.plugins.module_utils._aws.writes import Writer, revoke_sessions
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Action,
    Operation,
    Principal,
    RequestError,
    SignInSession,
    Version,
)
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import HAS_SESSIONS, NOON

ALICE = Principal("alice")
NOBODY: t.Any = None
PAGE = b"<html><body>Sign in to the network first.</body></html>"
Read = t.Callable[[t.Any], t.Any]


def of_iam(read: t.Callable[[Reader], t.Any]) -> Read:
    return lambda client: read(Reader(client, NOBODY))


def assume_root(sts: t.Any) -> t.Any:
    if not hasattr(sts, "assume_root"):
        pytest.skip("botocore has AssumeRoot since 1.35.61")
    connection: t.Any = types.SimpleNamespace(regional_sts=lambda: sts)
    return RootSessions(connection).client(Principal(root_account_id="111122223333"), AUDIT)


def organization_features(reader: Reader) -> t.Any:
    try:
        return reader.organization_features()
    except RequestError:
        pytest.skip("botocore has ListOrganizationsFeatures since 1.35.61")


READS: dict[tuple[str, str], Read] = {
    ("iam", "GetLoginProfile"): of_iam(lambda reader: reader.login_profile(ALICE)),
    ("iam", "GetUser"): of_iam(lambda reader: reader.user_tags("alice")),
    ("iam", "GetAccountPasswordPolicy"): of_iam(Reader.account_password_policy),
    ("iam", "ListAccountAliases"): of_iam(Reader.account_alias),
    ("iam", "ListUsers"): of_iam(lambda reader: reader.users(None)),
    ("iam", "GenerateCredentialReport"): of_iam(Reader.generated_credential_report),
    ("iam", "GetCredentialReport"): of_iam(Reader.credential_report),
    ("iam", "ListOrganizationsFeatures"): of_iam(organization_features),
    ("sts", "GetCallerIdentity"): caller_arn,
    ("sts", "AssumeRoot"): assume_root,
    ("organizations", "DescribeOrganization"): member_accounts,
    ("signin", "ListSessions"): lambda client: list_sign_in_sessions(client, None, "ACTIVE"),
}
SERVICES = ("iam", "sts", "organizations", *(["signin"] if HAS_SESSIONS else []))
SESSION = SignInSession("arn:aws:signin:us-east-1:1:session/1", "arn:aws:iam::1:user/alice", "ACTIVE", NOON, NOON)


@pytest.fixture(scope="module")
def replying() -> t.Callable[..., t.Any]:
    """Return clients that receive a fixed reply to their calls, and send nothing."""
    session = boto3.session.Session("a", "b", region_name="us-east-1")
    once = Config(retries={"total_max_attempts": 1, "mode": "standard"})
    clients = {service: session.client(t.cast("t.Any", service), config=once) for service in SERVICES}
    reply: dict[str, t.Any] = {}

    def receive(**_event: t.Any) -> AWSResponse:
        raw: t.Any = types.SimpleNamespace(stream=lambda: iter([reply["body"]]))
        return AWSResponse("https://aws", reply["status"], HTTPHeaders(), raw)

    for made in clients.values():
        made.meta.events.register("before-send", receive)

    def client(service: str, body: bytes, status: int = 200) -> t.Any:
        if service not in clients:
            pytest.skip("botocore has sign-in sessions since 1.44.6")
        reply.update(body=body, status=status)
        return clients[service]

    return client


def rejected(call: t.Callable[[], t.Any]) -> LoginProfileError:
    with pytest.raises(LoginProfileError) as error:
        call()
    assert "the reply could not be read" in error.value.failure(ALICE).message
    return error.value


@pytest.mark.parametrize(("service", "operation"), READS)
@pytest.mark.parametrize("is_page", [True, False])
def test_a_read(replying: t.Callable[..., t.Any], service: str, operation: str, is_page: bool) -> None:
    """Fails when such a reply causes a traceback, or is read as "absent", "nobody" or "no policy"."""
    empty = f"<{operation}Response><{operation}Result/></{operation}Response>".encode()
    client = replying(service, PAGE if is_page else b"{}" if service in {"organizations", "signin"} else empty)
    error = rejected(lambda: READS[service, operation](client))
    assert not error.failure(ALICE).in_doubt


@pytest.mark.parametrize("operation", ["GetLoginProfile", "GetUser", "GetAccountPasswordPolicy"])
def test_a_server_error_with_the_code_of_absence(replying: t.Callable[..., t.Any], operation: str) -> None:
    """Fails when a server error is read as "absent", because its code is that of a missing entity."""
    body = b"<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>No.</Message></Error></ErrorResponse>"
    assert READS["iam", operation](replying("iam", body, 404)) in (None, {})
    with pytest.raises(LoginProfileError):
        READS["iam", operation](replying("iam", body, 500))


@pytest.mark.parametrize("operation", t.get_args(Operation))
def test_a_write(replying: t.Callable[..., t.Any], operation: Operation) -> None:
    """Fails when such a reply counts as success, as botocore does for a call that returns nothing."""
    version = Version("password-version", "2") if operation in {"TagUser", "UntagUser"} else None
    password = Secret("Any-Passw0rd") if operation in {"CreateLoginProfile", "UpdateLoginProfile"} else None
    action = Action(operation, ALICE, "because", version=version)
    if operation == "BatchRevokeSessions":
        client = replying("signin", PAGE)
        error = rejected(lambda: revoke_sessions(client, [SESSION], SESSION.principal_arn, "because"))
    else:
        error = rejected(lambda: Writer(replying("iam", PAGE), NOBODY).carry_out(action, password))
    assert error.failure(ALICE).in_doubt
