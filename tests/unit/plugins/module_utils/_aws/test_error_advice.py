# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Advice by operation, by whom the task is about, and by what AWS wrote, with the value that matters in it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._aws.error_advice import clock_advice, explain_denial
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import (
    CallKind,
    LoginProfileError,
)
from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import client_error

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


@pytest.mark.parametrize(
    ("words", "after_doubt"), [("this task changed nothing", False), ("may be this task's own", True)]
)
def test_a_login_profile_that_exists(words: str, after_doubt: bool) -> None:
    """Fails when a login profile that may be the task's own reads as somebody else's, or the other way round."""
    error = LoginProfileError("Failed", client_error("CreateLoginProfile", "EntityAlreadyExists"), CallKind.WRITE)
    error.follows_doubt = after_doubt
    assert words in error.failure(ALICE).message


seconds = st.integers(-(10**8), 10**8) | st.sampled_from([-301, -300, 0, 300, 301])


@given(st.sampled_from(["SignatureDoesNotMatch", "RequestExpired"]), seconds)
def test_the_clock_is_blamed_where_it_is_wrong_and_nothing_else(code: str, skew: int) -> None:
    """Fails when somebody replaces a good secret key for a wrong clock, or sets a right clock for a wrong key."""
    said = clock_advice(code, dt.timedelta(seconds=skew)) or ""
    assert ("Set the clock (NTP)" in said) is (abs(skew) > 300)
    assert ("secret key" in said) is (abs(skew) <= 300 and code == "SignatureDoesNotMatch")
    if abs(skew) > 300:
        assert f" is {abs(skew)} seconds {'behind' if skew > 0 else 'ahead of'} the clock of AWS" in said


@given(
    st.text()
    | st.sampled_from([DENIED, f"{DENIED} with an explicit deny in "]).flatmap(lambda a: st.text().map(a.__add__))
)
def test_what_aws_writes_never_decides(aws_message: str) -> None:
    """Fails when a message that nobody knows ends in a traceback, or changes more than words."""
    explained = explain_denial(aws_message)
    assert explained is None or explained.endswith(".")
    assert advice("GetUser", "AccessDenied", ALICE, aws_message)
