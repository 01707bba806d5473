# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account's password policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import password_policy
import pytest
from client import Emulator
from password_policy import PasswordPolicy

ErrorOf = Callable[..., tuple[str, int, str]]
ONE_MORE = "Password should meet 1 more of the following requirements: "
SYMBOL = "Password should have at least one symbol"
VIOLATION = ("PasswordPolicyViolation", 400)


@pytest.mark.parametrize("password", ["abcDEF12", "abcdef1!", "ABCDEF1|", "aB!aB!aB", "aB1" + "x" * 125])
def test_the_default_policy_takes(password: str) -> None:
    """Fails if the default policy asks for more than 8 characters of three kinds."""
    assert password_policy.violation(password, None, ()) is None


@pytest.mark.parametrize("password", ["abcDE12", "abcdefgh1", "abcDEFGH", "aB" + "é" * 8, "abcDEFG;", "abcDEFG\\"])
def test_the_default_policy_refuses(password: str) -> None:
    """Fails if it asks for less, or counts letters outside ASCII or other symbols than AWS lists."""
    error = password_policy.violation(password, None, ())
    assert error is not None
    assert (error.code, error.status) == VIOLATION


@pytest.mark.parametrize(
    ("password", "policy", "message"),
    [
        ("abc", None, "Password should have a minimum length of 8"),
        ("abcdefg1", None, f"{ONE_MORE}Password should have at least one uppercase letter, {SYMBOL}"),
        ("abc", PasswordPolicy(minimum_length=14), "Password should have a minimum length of 14"),
        ("abcdefg", PasswordPolicy(classes=("0123456789",)), "Password should have at least one number"),
    ],
)
def test_the_messages_are_those_that_were_recorded(password: str, policy: PasswordPolicy | None, message: str) -> None:
    """Fails if AWS's words, which users compare with ours, are others."""
    error = password_policy.violation(password, policy, ())
    assert error is not None
    assert error.message == message


@pytest.mark.parametrize("symbol", "!@#$%^&*()_+-=[]{}|'")
def test_every_symbol_counts(symbol: str) -> None:
    """Fails if one of the symbols that AWS lists is missing."""
    assert password_policy.violation("abcDEFG" + symbol, None, ()) is None


def test_a_custom_policy_asks_for_what_is_on_only() -> None:
    """Fails if the default policy is mixed into a custom one."""
    assert password_policy.violation("aaaaaa", PasswordPolicy(), ()) is None
    assert password_policy.violation("aaaaa", PasswordPolicy(), ())
    assert password_policy.violation("aaaaaa", PasswordPolicy(classes=("0123456789",)), ())
    assert password_policy.violation("aaaaaa", PasswordPolicy(minimum_length=7), ())


def test_reuse_looks_back_so_far_and_no_farther() -> None:
    """Fails if the present password is not counted, or older ones than the policy says are."""
    policy = PasswordPolicy(reuse_prevention=2)
    previous = ["first-1", "second-2", "third-3"]
    assert password_policy.violation("third-3", policy, previous)
    assert password_policy.violation("second-2", policy, previous)
    assert password_policy.violation("first-1", policy, previous) is None


def test_create_and_update_keep_the_default_policy(alice: Any, error_of: ErrorOf) -> None:
    """Fails if the policy is not asked, or only one of the two calls keeps it."""
    assert error_of(alice.create_login_profile, UserName="alice", Password="password")[:2] == VIOLATION
    alice.create_login_profile(UserName="alice", Password="Passw0rd")
    assert error_of(alice.update_login_profile, UserName="alice", Password="password")[:2] == VIOLATION
    alice.update_login_profile(UserName="alice", PasswordResetRequired=True)  # no password, no violation


@pytest.mark.parametrize(
    ("requirement", "refused"),
    [
        ({"MinimumPasswordLength": 20}, "Passw0rd!"),
        ({"RequireSymbols": True}, "Passw0rd"),
        ({"RequireNumbers": True}, "Password!"),
        ({"RequireUppercaseCharacters": True}, "passw0rd!"),
        ({"RequireLowercaseCharacters": True}, "PASSW0RD!"),
    ],
)
def test_a_custom_policy_is_read_from_the_backend(
    alice: Any, error_of: ErrorOf, requirement: dict[str, Any], refused: str
) -> None:
    """Fails if one member of the policy is not read, or a stale policy is kept after it has gone."""
    alice.update_account_password_policy(**requirement)
    assert error_of(alice.create_login_profile, UserName="alice", Password=refused)[:2] == VIOLATION
    alice.create_login_profile(UserName="alice", Password="Long-enough-Passw0rd!")
    alice.delete_account_password_policy()
    alice.update_login_profile(UserName="alice", Password="Passw0rd")


def test_previous_passwords_are_remembered(alice: Any, error_of: ErrorOf) -> None:
    """Fails if PasswordReusePrevention is not enforced, or passwords before the policy do not count."""
    for number in (1, 2, 3):
        password = f"Passw0rd-{number}"
        if number == 1:
            alice.create_login_profile(UserName="alice", Password=password)
        else:
            alice.update_login_profile(UserName="alice", Password=password)
    alice.update_account_password_policy(PasswordReusePrevention=2)
    assert error_of(alice.update_login_profile, UserName="alice", Password="Passw0rd-3")[:2] == VIOLATION
    assert error_of(alice.update_login_profile, UserName="alice", Password="Passw0rd-2")[:2] == VIOLATION
    alice.update_login_profile(UserName="alice", Password="Passw0rd-1")


def test_other_errors_come_before_the_policy(alice: Any, error_of: ErrorOf) -> None:
    """Fails if a weak password hides that there is no user, no profile, or one already."""
    assert error_of(alice.create_login_profile, UserName="bob", Password="weak")[0] == "NoSuchEntity"
    assert error_of(alice.update_login_profile, UserName="alice", Password="weak")[0] == "NoSuchEntity"
    alice.create_login_profile(UserName="alice", Password="Passw0rd")
    assert error_of(alice.create_login_profile, UserName="alice", Password="weak")[0] == "EntityAlreadyExists"


def test_any_password_lets_one_character_pass(emulator: Emulator, alice: Any, error_of: ErrorOf) -> None:
    """Fails if the switch is not heeded, or lets pass what has not even the API's form."""
    emulator.settings(any_password=True)
    alice.create_login_profile(UserName="alice", Password="a")
    assert emulator.passwords() == {"alice": "a"}
    assert error_of(alice.update_login_profile, UserName="alice", Password="a" * 129)[:2] == ("ValidationError", 400)


def test_an_update_of_the_policy_resets_what_it_omits(iam: Any) -> None:
    """Fails on bare ministack, which keeps the present values, so that a task that weakens a policy looks harmless."""
    iam.update_account_password_policy(
        MinimumPasswordLength=20, RequireSymbols=True, MaxPasswordAge=60, PasswordReusePrevention=24, HardExpiry=True
    )
    iam.update_account_password_policy(AllowUsersToChangePassword=True)
    policy = iam.get_account_password_policy()["PasswordPolicy"]
    assert (policy["MinimumPasswordLength"], policy["AllowUsersToChangePassword"]) == (6, True)
    assert not any(policy.get(name) for name in ("RequireSymbols", "ExpirePasswords", "MaxPasswordAge", "HardExpiry"))
    assert not policy.get("PasswordReusePrevention")
