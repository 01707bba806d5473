# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account password policy. Policies from playbooks are tested with the filter and the test plugin."""

from __future__ import annotations

import pytest
from hypothesis import given

from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import (
    DEFAULT_POLICY,
    SYMBOLS,
    PasswordPolicy,
    violations,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import passwords, policies

UPPER, LOWER, DIGIT = "an upper-case letter (A to Z)", "a lower-case letter (a to z)", "a digit (0 to 9)"
# The list in the IAM User Guide.
SYMBOL = "a symbol (one of !@#$%^&*()_+-=[]{}|')"
SHORT, FEW = "at least 8 characters", f"at least 3 of: {UPPER}, {LOWER}, {DIGIT}, {SYMBOL}"
OPTIONS = ("RequireSymbols", "RequireNumbers", "RequireUppercaseCharacters", "RequireLowercaseCharacters")
STRICT = PasswordPolicy.from_mapping({"MinimumPasswordLength": 14, **dict.fromkeys(OPTIONS, True)})
SIX = PasswordPolicy.from_mapping({"ExpirePasswords": False})  # the API's own minimum


@pytest.mark.parametrize(
    ("policy", "password", "rules"),
    [
        *((DEFAULT_POLICY, good, []) for good in ("Abcdefg1", "Abcdefg!", "abcdef1!", "ABCDEF1!", "Aa1!Aa1!")),
        (DEFAULT_POLICY, "Abcdef1", [SHORT]),
        *((DEFAULT_POLICY, bad, [FEW]) for bad in ("abcdefg1", "ÀÉÎÕÜ1aé", "Abcdefg ", "Abcdefg.", "Abcdefg?")),
        (DEFAULT_POLICY, "abc", [SHORT, FEW]),
        (STRICT, "Correct-Horse-9", []),
        (STRICT, "Short-1", ["at least 14 characters"]),
        (STRICT, "correct-horse-9", [UPPER]),
        (STRICT, "CORRECT-HORSE-9", [LOWER]),
        (STRICT, "Correct-Horse-X", [DIGIT]),
        (STRICT, "CorrectHorse999", [SYMBOL]),
        (STRICT, "\u00e9" * 20, [UPPER, LOWER, DIGIT, SYMBOL]),
        (SIX, "aaaaaa", []),
        (SIX, "aaaaa", ["at least 6 characters"]),
    ],
)
def test_each_violated_rule_is_listed(policy: PasswordPolicy, password: str, rules: list[str]) -> None:
    """Fails when a rule is not applied or not named, another one is, or é is a letter, or a space or a dot a symbol."""
    assert violations(password, policy) == [f"It must have {rule}." for rule in rules]


@given(passwords, policies)
def test_a_violation_does_not_contain_the_password(password: str, policy: PasswordPolicy) -> None:
    """Fails when a password is quoted: the sentences depend on the policy alone. Or when a policy has no solution."""
    assert set(violations(password, policy)) <= set(violations("", policy))
    assert violations("aA1!" * 32, policy) == []


def test_each_symbol_is_one() -> None:
    """Fails when a symbol of the guide is not accepted as one."""
    policy = PasswordPolicy(minimum_length=1, required_classes=(SYMBOL,))
    assert [symbol for symbol in SYMBOLS if violations(symbol, policy)] == []
