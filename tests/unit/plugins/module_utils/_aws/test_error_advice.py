# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Advice by operation, principal and AWS's message, with the value that matters."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._aws.error_advice import clock_advice, explain_denial
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import CallKind, LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import client_error

ALICE, CALLER, ROOT = Principal("alice"), Principal(), Principal(root_account_id="111122223333")
KINDS = {"AssumeRoot": CallKind.ASSUME_ROOT, "TagUser": CallKind.WRITE}
DENIED = "User: arn:aws:iam::1:user/ops is not authorized to perform: iam:GetLoginProfile on resource: user alice"
POLICY = "arn:aws:iam::111122223333:policy/DenyWithoutMFA"
SCP = "arn:aws:organizations::999999999999:policy/o-abc/service_control_policy/p-123"
MORE, LIMIT = "request a higher quota from AWS", "LimitExceeded"


def advice(operation: str, code: str, principal: Principal | None, aws_message: str = "AWS's own words.") -> str:
    """Return the message of a failed call without AWS's text."""
    error = client_error(operation, code, message=aws_message)
    failure = LoginProfileError("Failed", error, KINDS.get(operation, CallKind.READ)).failure(principal)
    assert failure.code == code
    return failure.message.partition(" AWS returned: ")[0]


@pytest.mark.parametrize(
    ("operation", "code", "principal", "words", "others"),
    [
        ("GetLoginProfile", "ValidationError", CALLER, "give user_name instead of caller", ""),
        ("GetLoginProfile", "ValidationError", ALICE, "Correct the option that sets it", "user_name"),
        ("ListUsers", "ValidationError", None, "Correct the option that sets it", "user_name"),
        ("AssumeRoot", "ValidationError", ROOT, "AWS does not accept root_account_id.", "user_name"),
        ("GetLoginProfile", "ValidationError", ROOT, "in a root session", "user_name"),
        ("GenerateCredentialReport", LIMIT, ALICE, "no capacity to make the credential report", MORE),
        ("TagUser", LIMIT, ALICE, "the user has 50 tags", MORE),
        ("CreateLoginProfile", LIMIT, ALICE, f"quotas). Remove what is not needed, or {MORE}", ""),
    ],
)
def test_the_advice_fits_the_call(
    operation: str, code: str, principal: Principal | None, words: str, others: str
) -> None:
    """Fails when the advice is to give user_name although it is given, or to raise a quota for a temporary shortage."""
    returned = advice(operation, code, principal)
    assert words in returned
    assert not others or others not in returned


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (f"an identity-based policy: {POLICY}", f"({POLICY}) denies it explicitly"),
        ("an identity-based policy", "credentials with MFA"),
        (f"a service control policy: {SCP}.", f"({SCP}) denies it explicitly"),
        ("a service control policy", "An administrator of the organization"),
        ("a resource control policy", "An administrator of the organization"),
        ("a permissions boundary", "Change the permissions boundary"),
        ("a session policy", "without this session policy"),
        ("a VPC endpoint policy", "A VPC endpoint policy denies it"),
        ("a policy that is new policy", "No Allow overrides it"),
        ("", "A policy denies it explicitly"),
    ],
)
@pytest.mark.parametrize("operation", ["GetLoginProfile", "AssumeRoot"])
def test_the_advice_for_an_explicit_deny_is_not_an_allow(operation: str, reason: str, words: str) -> None:
    """Fails when the advice is to allow what no Allow can, or lacks the policy that AWS names."""
    where = f" in {reason}" if reason else ""
    returned = advice(operation, "AccessDenied", None, f"{DENIED} with an explicit deny{where}")
    assert words in returned
    assert "No Allow" in returned
    assert "Allow it" not in returned
    assert f":{operation}." in returned


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (" because no identity-based policy allows", "Allow it in an identity-based policy of the caller"),
        (" because no permissions boundary allows", "Allow it in the permissions boundary too"),
        (" because no service control policy allows", "an Allow in the account is not enough"),
        (" because no session policy allows", "an Allow of the role is not enough"),
        (" because no VPC endpoint policy allows", "The policy of the VPC endpoint does not allow it"),
        (" because no policy of a new kind allows", "Allow it in the caller's IAM policy"),
        ("", "Allow it in the caller's IAM policy"),
    ],
)
def test_a_missing_allow_belongs_where_aws_misses_it(reason: str, words: str) -> None:
    """Fails when the advice for a boundary or service control policy is a policy of the caller."""
    assert words in advice("GetUser", "AccessDenied", ALICE, f"{DENIED}{reason} the iam:GetUser action")


def test_a_denial_in_a_root_session_is_that_of_the_session() -> None:
    """Fails when a root session gets the advice for the caller."""
    assert "aws:AssumedRoot" in advice("GetLoginProfile", "AccessDenied", ROOT, f"{DENIED} with an explicit deny")


@pytest.mark.parametrize(
    ("words", "after_doubt"), [("This task changed nothing", False), ("This task may have created it", True)]
)
def test_a_login_profile_that_exists(words: str, after_doubt: bool) -> None:
    """Fails when a login profile that may be the task's own is reported as another's, or vice versa."""
    error = LoginProfileError("Failed", client_error("CreateLoginProfile", "EntityAlreadyExists"), CallKind.WRITE)
    error.follows_doubt = after_doubt
    assert words in error.failure(ALICE).message


seconds = st.integers(-(10**8), 10**8) | st.sampled_from([-301, -300, 0, 300, 301])


@given(st.sampled_from(["SignatureDoesNotMatch", "RequestExpired"]), seconds)
def test_the_clock_is_reported_only_if_it_is_wrong(code: str, skew: int) -> None:
    """Fails when the advice is to replace a valid key for a wrong clock, or to set a right clock for a wrong key."""
    said = clock_advice(code, dt.timedelta(seconds=skew)) or ""
    assert ("Set the clock (NTP)" in said) is (abs(skew) > 300)
    assert ("secret key" in said) is (abs(skew) <= 300 and code == "SignatureDoesNotMatch")
    if abs(skew) > 300:
        assert f" is {abs(skew)} seconds {'behind' if skew > 0 else 'ahead of'} the clock of AWS" in said


@given(st.sampled_from(["", DENIED, f"{DENIED} with an explicit deny in "]), st.text())
def test_the_message_of_aws_never_decides(beginning: str, end: str) -> None:
    """Fails when an unknown message ends in a traceback, or changes more than the wording."""
    explained = explain_denial(f"{beginning}{end}")
    assert explained is None or explained.endswith(".")
    assert advice("GetUser", "AccessDenied", ALICE, f"{beginning}{end}")
