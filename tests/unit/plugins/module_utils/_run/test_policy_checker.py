# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account password policy: read once, and optional without the permission."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import CallKind, LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader
from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import STRICTEST_CLASSES
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret
from ansible_collections.identity.aws.plugins.module_utils._run.policy_checker import PolicyChecker
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM, client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

READ = "GetAccountPasswordPolicy"
ANA = Principal("ana")
WEAK, STRONG = Secret("weak"), Secret("Str0ng-Passw0rd")


def checker(code: str | None = None) -> tuple[PolicyChecker, InMemoryIAM]:
    iam = InMemoryIAM({})
    iam.faults = [] if code is None else [(READ, client_error(READ, code))]
    root_sessions: t.Any = None
    return PolicyChecker(Reader(iam, root_sessions)), iam  # type: ignore[arg-type, unused-ignore]


def test_the_policy_is_read_once() -> None:
    """Fails when each password costs a call."""
    policy_checker, iam = checker()
    assert policy_checker.violation(ANA, STRONG) is None
    failure = policy_checker.violation(ANA, WEAK)
    assert failure is not None
    assert (failure.code, failure.aws_message) == ("PasswordPolicyViolation", None)
    assert failure.message.startswith(
        "The password of IAM user 'ana' does not comply with the account password policy. It must have"
    )
    assert [operation for operation, _parameters in iam.calls] == [READ]


def test_the_rejection_by_aws_has_the_same_rules() -> None:
    """Fails when the message after a write differs from the one before it, or hides AWS's message."""
    policy_checker, _iam = checker()
    error = LoginProfileError("Failed", client_error("CreateLoginProfile", "PasswordPolicyViolation"))
    failure = policy_checker.explain_rejection(error, ANA, WEAK)
    predicted = policy_checker.violation(ANA, WEAK)
    assert predicted is not None
    assert (failure.message, failure.aws_message) == (predicted.message, "AWS's own words.")
    unknown = policy_checker.explain_rejection(error, ANA, STRONG)
    assert "It may have been used before" in unknown.message
    assert unknown.message.endswith("AWS returned: AWS's own words.")


@pytest.mark.parametrize("lost", [0, 1])
def test_after_a_lost_reply_a_rejection_has_an_unknown_outcome(lost: int) -> None:
    """Fails when the message hides that the password may be set: its reuse is a reason to reject the next request."""
    policy_checker, _iam = checker()
    rejected = client_error("UpdateLoginProfile", "PasswordPolicyViolation", lost=lost)
    failure = policy_checker.explain_rejection(LoginProfileError("Failed", rejected, CallKind.WRITE), ANA, STRONG)
    assert failure.in_doubt is (("The outcome is unknown") in failure.message) is bool(lost)


def test_without_the_permission_nothing_is_rejected() -> None:
    """Fails when a task fails for an optional permission, or generates a password with too few classes."""
    policy_checker, iam = checker("AccessDenied")
    assert not policy_checker.is_unreadable
    assert policy_checker.violation(ANA, WEAK) is None
    assert policy_checker.policy_for_generation() == STRICTEST_CLASSES
    assert policy_checker.lets_users_change_passwords() is None
    assert policy_checker.is_unreadable
    assert len(iam.calls) == 1


def test_another_error_is_raised_each_time() -> None:
    """Fails when an error counts as a policy without rules, or an interruption as a missing permission."""
    policy_checker, iam = checker("ServiceFailure")
    for _time in range(2):
        with pytest.raises(LoginProfileError):
            policy_checker.policy_for_generation()
    assert not policy_checker.is_unreadable
    assert len(iam.calls) == 1


@pytest.mark.parametrize(("allowed", "warns"), [(True, False), (False, True), (None, True)])
@pytest.mark.parametrize("check_mode", [False, True])
def test_a_reset_that_the_policy_does_not_allow_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, allowed: bool | None, warns: bool, check_mode: bool
) -> None:
    """Fails when a user is locked out without a warning, or there is a needless warning."""
    policy = None if allowed is None else {"AllowUsersToChangePassword": allowed}
    tasks = TaskRunner(monkeypatch, InMemoryIAM({"ana": {}}, policy))
    options = {"user_name": "ana", "password_reset_required": True, "update_password": "always"}
    warnings = tasks.run(check_mode=check_mode, **options)["warnings"]
    assert ["iam:ChangePassword" in warning for warning in warnings] == [True] * warns
