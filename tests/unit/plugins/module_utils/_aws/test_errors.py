# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors through whole tasks: each is a sentence, and none is ever read as absence."""

from __future__ import annotations

import pytest
from botocore import exceptions
from botocore.parsers import ResponseParserError

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM, client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

CANARY = "Canary-Passw0rd"


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where alice has a login profile, and bob none."""
    return TaskRunner(monkeypatch, InMemoryIAM({"alice": {"PasswordResetRequired": True}, "bob": None}))


ERRORS: list[tuple[BaseException, str]] = [
    (client_error("GetLoginProfile", "AccessDenied"), "iam:GetLoginProfile"),
    (client_error("GetLoginProfile", "AccessDeniedException"), "iam:GetLoginProfile"),
    (client_error("GetLoginProfile", "ServiceFailure"), "IAM failed"),
    (client_error("GetLoginProfile", "Throttling"), "rate of requests"),
    (client_error("GetLoginProfile", "ValidationError"), "correct the option that sets it"),
    (client_error("GetLoginProfile", "ExpiredToken"), "expired"),
    (client_error("GetLoginProfile", "InvalidClientTokenId"), "access key"),
    (client_error("GetLoginProfile", "SomethingNew"), "SomethingNew"),
    (exceptions.NoCredentialsError(), "no AWS credentials"),
    (exceptions.PartialCredentialsError(provider="env", cred_var="x"), "not complete"),
    (exceptions.NoRegionError(), "AWS_REGION"),
    (exceptions.EndpointConnectionError(endpoint_url="http://127.0.0.1:1"), "cannot be reached"),
    (exceptions.ConnectTimeoutError(endpoint_url="http://127.0.0.1:1"), "cannot be reached"),
    (exceptions.ReadTimeoutError(endpoint_url="http://127.0.0.1:1"), "did not answer in time"),
    (exceptions.ProxyConnectionError(proxy_url="http://127.0.0.1:1"), "proxy"),
    (exceptions.SSLError(endpoint_url="http://127.0.0.1:1", error=OSError()), "aws_ca_bundle"),
    (exceptions.ConnectionClosedError(endpoint_url="http://127.0.0.1:1"), "connection (http://127.0.0.1:1) broke"),
    (exceptions.UnknownServiceError(service_name="x", known_service_names="y"), "botocore could not"),
    (ResponseParserError(f"invalid XML: <Password>{CANARY}"), "could not be read"),
]


@pytest.mark.parametrize(("error", "words"), ERRORS, ids=lambda value: getattr(value, "code", type(value).__name__))
@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_error_of_the_read_is_never_absent(
    tasks: TaskRunner, error: BaseException, words: str, check_mode: bool, state: str
) -> None:
    """Fails when an error passes for "no login profile", has no sentence of its own, or holds a traceback or secret."""
    tasks.iam.faults = [("GetLoginProfile", error)]
    result = tasks.run(check_mode=check_mode, user_name="alice", state=state, password=CANARY)
    assert (result["failed"], result["changed"], result["actions"]) == (True, False, [])
    assert "login_profile" not in result
    assert words in result["msg"]
    assert "It is not known whether" not in result["msg"]
    assert "Traceback" not in result["msg"]
    assert CANARY not in repr(result)
    assert tasks.called() == ["GetLoginProfile"]


def test_an_error_without_a_message_ends_with_its_code(tasks: TaskRunner) -> None:
    """Fails when a reply of AWS without <Message> ends the sentence in the middle, or in "None"."""
    error = client_error("GetLoginProfile", "ReportNotPresent")
    del error.response["Error"]["Message"]
    tasks.iam.faults = [("GetLoginProfile", error)]
    assert tasks.run(user_name="alice", state="absent")["msg"].endswith(" AWS said: ReportNotPresent.")


def test_check_mode_without_the_right_to_read_the_policy_warns(tasks: TaskRunner) -> None:
    """Fails when the password passes unchecked in silence, or check mode needs a right that a real run does not."""
    tasks.iam.faults = [("GetAccountPasswordPolicy", client_error("GetAccountPasswordPolicy", "AccessDenied"))]
    result = tasks.run(check_mode=True, user_name="bob", password="short")
    assert (result["failed"], result["changed"]) == (False, True)
    assert "iam:GetAccountPasswordPolicy" in result["warnings"][0]
    assert "not checked" in result["warnings"][0]


def test_a_policy_that_cannot_be_read_for_another_reason_is_an_error(tasks: TaskRunner) -> None:
    """Fails when a fault of the policy's read is taken for the missing permission."""
    tasks.iam.faults = [("GetAccountPasswordPolicy", client_error("GetAccountPasswordPolicy", "ServiceFailure"))]
    result = tasks.run(check_mode=True, user_name="bob", password=CANARY)
    assert (result["failed"], result["changed"], result["actions"]) == (True, False, [])
    assert result["not_attempted"][0]["action"] == "iam:CreateLoginProfile"


@pytest.mark.parametrize("policy_is_readable", [True, False])
def test_a_password_that_aws_refuses_lists_the_rules_it_can(tasks: TaskRunner, policy_is_readable: bool) -> None:
    """Fails when AWS's refusal comes without the rules, or without AWS's own words where there are none to list."""
    tasks.iam.faults = [("CreateLoginProfile", client_error("CreateLoginProfile", "PasswordPolicyViolation"))]
    if not policy_is_readable:
        tasks.iam.faults += [("GetAccountPasswordPolicy", client_error("GetAccountPasswordPolicy", "AccessDenied"))]
    result = tasks.run(user_name="bob", password="short")
    assert (result["failed"], result["changed"], result["error"]["code"]) == (True, False, "PasswordPolicyViolation")
    assert ("at least 8 characters" in result["msg"]) is policy_is_readable
    assert ("AWS's own words." in result["msg"]) is not policy_is_readable


def test_a_refused_name_makes_no_call_and_is_not_repeated(tasks: TaskRunner) -> None:
    """Fails when a call is made before the options are validated, or a password in the wrong place is shown."""
    result = tasks.run(user_name=f"{CANARY} ", password="x" * 129, wait_timeout=-1)
    assert result["failed"]
    assert tasks.called() == []
    assert CANARY not in repr(result)
    for rule in ("1 to 64", "longer than", "wait_timeout"):
        assert rule in result["msg"]
