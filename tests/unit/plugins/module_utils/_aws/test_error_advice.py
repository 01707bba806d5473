# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Advice by operation, by whom the task is about, and by what AWS wrote, with the value that matters in it."""

from __future__ import annotations

import typing as t

import pytest
from botocore import exceptions
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._aws.error_advice import explain_denial
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import (
    CallKind,
    LoginProfileError,
)
from ansible_collections.identity.aws.plugins.module_utils._core.models import Failure, Principal
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    LoopbackAWS,
    error,
    loopback_aws,
)

ALICE, CALLER, ROOT = Principal("alice"), Principal(), Principal(root_account_id="111122223333")
KINDS = {"AssumeRoot": CallKind.ASSUME_ROOT, "TagUser": CallKind.WRITE}
DENIED = "User: arn:aws:iam::1:user/ops is not authorized to perform: iam:GetLoginProfile on resource: user alice"
POLICY = "arn:aws:iam::111122223333:policy/DenyWithoutMFA"
SCP = "arn:aws:organizations::999999999999:policy/o-abc/service_control_policy/p-123"


def advice(operation: str, code: str, principal: Principal | None, aws_message: str = "AWS's own words.") -> str:
    """Return the message of a failed call without what AWS wrote."""
    error = client_error(operation, code, message=aws_message)
    failure = LoginProfileError("Failed", error, KINDS.get(operation, CallKind.READ)).failure(principal)
    assert failure.code == code
    return failure.message.partition(" AWS said: ")[0]


@pytest.mark.parametrize(
    ("operation", "principal", "words"),
    [
        ("GetLoginProfile", CALLER, "give user_name in place of caller"),
        ("GetLoginProfile", ALICE, "correct the option that sets it"),
        ("ListUsers", None, "correct the option that sets it"),
        ("AssumeRoot", ROOT, "AWS does not accept root_account_id."),
        ("GetLoginProfile", ROOT, "in a root session"),
    ],
)
def test_a_request_that_aws_does_not_accept(operation: str, principal: Principal | None, words: str) -> None:
    """Fails when a task is told to give user_name that has it, or that is about a root user."""
    told = advice(operation, "ValidationError", principal)
    assert words in told
    assert ("user_name" in told) is (principal == CALLER)


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        ("GenerateCredentialReport", "no capacity to make the credential report"),
        ("TagUser", "the user has 50 tags"),
        ("CreateLoginProfile", "a limit of the account is reached"),
    ],
)
def test_a_limit_is_that_of_its_operation(operation: str, words: str) -> None:
    """Fails when a passing lack of capacity, or a user with too many tags, reads "ask AWS for more"."""
    told = advice(operation, "LimitExceeded", ALICE)
    assert words in told
    assert ("ask AWS for more" in told) is (operation == "CreateLoginProfile")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (f"with an explicit deny in an identity-based policy: {POLICY}", f"({POLICY}) denies it explicitly"),
        ("with an explicit deny in an identity-based policy", "credentials with MFA"),
        (f"with an explicit deny in a service control policy: {SCP}.", f"({SCP}) denies it explicitly"),
        ("with an explicit deny in a service control policy", "An administrator of the organization"),
        ("with an explicit deny in a resource control policy", "An administrator of the organization"),
        ("with an explicit deny in a permissions boundary", "Change the permissions boundary"),
        ("with an explicit deny in a session policy", "without this session policy"),
        ("with an explicit deny in a VPC endpoint policy", "A VPC endpoint policy denies it"),
        ("with an explicit deny in a policy that is new policy", "No Allow overrides it"),
        ("with an explicit deny", "A policy denies it explicitly"),
    ],
)
@pytest.mark.parametrize("operation", ["GetLoginProfile", "AssumeRoot"])
def test_an_explicit_deny_is_not_answered_with_an_allow(operation: str, reason: str, words: str) -> None:
    """Fails when the advice is to allow what no Allow can, or the policy that AWS names is not in it."""
    told = advice(operation, "AccessDenied", None, f"{DENIED} {reason}")
    assert words in told
    assert "No Allow" in told
    assert "Allow it" not in told
    assert f":{operation}." in told


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("identity-based policy", "Allow it in an identity-based policy of the caller"),
        ("permissions boundary", "Allow it in the permissions boundary too"),
        ("service control policy", "an Allow in the account is not enough"),
        ("session policy", "an Allow of the role is not enough"),
        ("VPC endpoint policy", "The policy of the VPC endpoint does not allow it"),
        ("policy of a new kind", "Allow it in the caller's IAM policy"),
    ],
)
def test_a_missing_allow_belongs_where_aws_misses_it(kind: str, words: str) -> None:
    """Fails when a permissions boundary or service control policy is answered with a policy of the caller."""
    assert words in advice(
        "GetUser", "AccessDenied", ALICE, f"{DENIED} because no {kind} allows the iam:GetUser action"
    )


def test_a_message_without_a_reason_has_the_general_advice() -> None:
    """Fails when an older message of AWS gets no advice, or a root session that of the caller."""
    assert "Allow it in the caller's IAM policy" in advice("GetUser", "AccessDenied", ALICE, DENIED)
    assert "aws:AssumedRoot" in advice("GetLoginProfile", "AccessDenied", ROOT, f"{DENIED} with an explicit deny")


@given(
    st.text()
    | st.sampled_from([DENIED, f"{DENIED} with an explicit deny in "]).flatmap(lambda a: st.text().map(a.__add__))
)
def test_what_aws_writes_never_decides(aws_message: str) -> None:
    """Fails when a message that nobody knows ends in a traceback, or changes more than words."""
    explained = explain_denial(aws_message)
    assert explained is None or explained.endswith(".")
    told = LoginProfileError("Failed", exception=client_error("GetUser", "AccessDenied", message=aws_message))
    assert told.is_access_denied
    assert told.failure(ALICE).code == "AccessDenied"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[LoopbackAWS]:
    """A server on the loopback interface that answers with errors."""
    with loopback_aws(monkeypatch) as server:
        yield server


def test_credentials_that_a_region_does_not_accept(aws: LoopbackAWS) -> None:
    """Fails when an opt-in region is not named, or reads as an access key that does not exist."""
    aws.script = lambda call, _attempt: error("InvalidClientTokenId", 403, call)
    access = aws.access(region="eu-south-2")
    roots = aws.run("info_task", access, root_account_ids=["111122223333"])
    assert "in the region eu-south-2. The region may not be enabled" in roots["msg"]
    assert "AWS does not know the access key." in aws.run("task", access, user_name="alice")["msg"]


def test_the_profile_is_in_the_message(aws: LoopbackAWS, tmp_path: t.Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when somebody with ten profiles cannot tell which one is wrong, missing or expired."""
    file = tmp_path / "config"
    file.write_text("[profile prod]\naws_access_key_id = testing\naws_secret_access_key = testing\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    aws.script = lambda call, _attempt: error("ExpiredToken", 403, call)
    told = aws.run("task", aws.access(profile="prod"), user_name="alice")["msg"]
    assert told.startswith("Failed to get the login profile (IAM user 'alice', profile 'prod'): the credentials have")
    assert "(profile 'prod')" in aws.run("info_task", aws.access(profile="prod"))["msg"]
    missing = aws.run("task", aws.access(profile="prd"), user_name="alice")["msg"]
    assert "profile 'prd'): the profile is not in the AWS configuration files" in missing
    assert "profile" not in aws.run("task", user_name="alice")["msg"].partition(":")[0].partition("(")[2]


def test_the_endpoint_is_in_the_message(aws: LoopbackAWS) -> None:
    """Fails when the address that does not answer is not in the message."""
    aws.script = lambda _call, _attempt: None
    assert f"the connection ({aws.url}) broke" in aws.run("task", user_name="alice")["msg"]
    dead = aws.run("task", aws.access(endpoint_url="http://127.0.0.1:1"), user_name="alice")["msg"]
    assert "the AWS endpoint (http://127.0.0.1:1) cannot be reached" in dead


SECRET = "Canary-Passw0rd"
URL = f"http://user:{SECRET}@proxy.example:3128/path?token={SECRET}#{SECRET}"


@pytest.mark.parametrize(
    ("exception", "url"),
    [
        (exceptions.ProxyConnectionError(proxy_url=URL), "the proxy (http://proxy.example:3128) cannot"),
        (exceptions.EndpointConnectionError(endpoint_url=URL), "the AWS endpoint (http://proxy.example:3128) cannot"),
        (exceptions.ReadTimeoutError(endpoint_url=URL), "in time (http://proxy.example:3128)"),
        (exceptions.SSLError(endpoint_url=URL, error=OSError()), "the TLS connection (http://proxy.example:3128) was"),
        (exceptions.ConnectTimeoutError(endpoint_url="https://[::1]:443/"), "(https://[::1]:443)"),
        (exceptions.ConnectTimeoutError(endpoint_url=f"//{SECRET}:x"), "the AWS endpoint cannot be reached"),
        (exceptions.ConnectTimeoutError(endpoint_url=f"http://a:{SECRET}"), "the AWS endpoint cannot be reached"),
    ],
)
def test_a_url_has_no_credentials(exception: Exception, url: str) -> None:
    """Fails when a password in the URL of a proxy or endpoint gets into a message."""
    failure: Failure = LoginProfileError("Failed", exception=exception).failure(ALICE)
    assert url in failure.message
    assert SECRET not in failure.message
