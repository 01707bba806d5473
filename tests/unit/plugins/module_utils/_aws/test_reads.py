# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What says that all is well and is not AWS's reply, as a proxy's page: nobody knows what became of the call."""

from __future__ import annotations

import types
import typing as t

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader, caller_arn, member_accounts
from ansible_collections.identity.aws.plugins.module_utils._aws.root_sessions import AUDIT, RootSessions
from ansible_collections.identity.aws.plugins.module_utils._aws.writes import Writer
from ansible_collections.identity.aws.plugins.module_utils._core.models import Action, Operation, Principal, Version
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret

ALICE = Principal("alice")
PAGE = b"<html><body>Sign in to the network first.</body></html>"
READS: dict[str, t.Callable[[Reader], t.Any]] = {
    "GetLoginProfile": lambda reader: reader.login_profile(ALICE),
    "GetUser": lambda reader: reader.user_tags("alice"),
    "ListUsers": lambda reader: reader.users(None),
    "GenerateCredentialReport": lambda reader: reader.generated_credential_report(),
    "GetCredentialReport": lambda reader: reader.credential_report(),
    "GetAccountPasswordPolicy": lambda reader: reader.account_password_policy(),
}
CHANGES: tuple[Operation, ...] = ("CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile")
RECORDS: tuple[Operation, ...] = ("TagUser", "UntagUser")


def without_its_content(operation: str) -> bytes:
    return f"<{operation}Response><{operation}Result/></{operation}Response>".encode()


def client(service: str, body: bytes, status: int = 200) -> t.Any:
    """Return a client of botocore that is answered with this body, and sends nothing."""
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
    made = boto3.session.Session().client(service, region_name="us-east-1", **keys)  # type: ignore[call-overload]
    raw = types.SimpleNamespace(stream=lambda: iter([body]))
    made.meta.events.register("before-send", lambda **_event: AWSResponse("https://aws", status, HTTPHeaders(), raw))
    return made


def refused(call: t.Callable[[], t.Any]) -> LoginProfileError:
    with pytest.raises(LoginProfileError) as error:
        call()
    assert "the reply could not be read" in error.value.failure(ALICE).message
    return error.value


@pytest.mark.parametrize("operation", READS)
@pytest.mark.parametrize("is_page", [True, False])
def test_a_read(operation: str, is_page: bool) -> None:
    """Fails when such a reply is a traceback, or is read as "absent", "nobody" or "no policy"."""
    iam = client("iam", PAGE if is_page else without_its_content(operation))
    nothing: t.Any = None
    refused(lambda: READS[operation](Reader(iam, nothing)))


@pytest.mark.parametrize("operation", ["GetLoginProfile", "GetUser", "GetAccountPasswordPolicy"])
def test_a_server_error_with_the_code_of_absence(operation: str) -> None:
    """Fails when a server error is read as "absent", because its code is that of a missing entity."""
    nothing: t.Any = None
    body = b"<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>No.</Message></Error></ErrorResponse>"
    assert READS[operation](Reader(client("iam", body, 404), nothing)) in (None, {})
    iam = client("iam", body, 500)
    iam.meta.events.register_first("needs-retry.iam", lambda **_event: False)
    with pytest.raises(LoginProfileError):
        READS[operation](Reader(iam, nothing))


def test_what_is_asked_of_other_services() -> None:
    """Fails when a purge, or the list of an organization's accounts, ends in a traceback."""
    refused(lambda: caller_arn(client("sts", PAGE)))
    refused(lambda: caller_arn(client("sts", without_its_content("GetCallerIdentity"))))
    refused(lambda: member_accounts(client("organizations", PAGE)))
    refused(lambda: member_accounts(client("organizations", b"{}")))


def test_assume_root() -> None:
    """Fails when a session that nobody has started is taken for one."""
    if not hasattr(client("sts", PAGE), "assume_root"):
        pytest.skip("botocore has AssumeRoot since 1.35.61")
    connection: t.Any = types.SimpleNamespace(regional_sts=lambda: client("sts", PAGE))
    refused(lambda: RootSessions(connection).client(Principal(root_account_id="111122223333"), AUDIT))


@pytest.mark.parametrize("operation", [*CHANGES, *RECORDS])
def test_a_write(operation: Operation) -> None:
    """Fails when such a reply is taken for success: botocore does that for a call that returns nothing."""
    version = Version("password-version", "2") if operation in RECORDS else None
    action = Action(operation, ALICE, "because", version=version)
    nothing: t.Any = None
    password = Secret("Any-Passw0rd") if operation in CHANGES[:2] else None
    error = refused(lambda: Writer(client("iam", PAGE), nothing).carry_out(action, password))
    assert error.failure(ALICE).in_doubt
