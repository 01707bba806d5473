# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account password policy."""

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

STRICT = PasswordPolicy.from_mapping(
    {
        "MinimumPasswordLength": 14,
        "RequireSymbols": True,
        "RequireNumbers": True,
        "RequireUppercaseCharacters": True,
        "RequireLowercaseCharacters": True,
    }
)


def test_the_symbols_are_those_of_the_user_guide() -> None:
    """Fails when the list is not AWS's."""
    assert " ".join(SYMBOLS) == "! @ # $ % ^ & * ( ) _ + - = [ ] { } | '"


@pytest.mark.parametrize("password", ["Abcdefg1", "Abcdefg!", "abcdef1!", "ABCDEF1!", "Aa1!Aa1!"])
def test_three_of_four_classes_satisfy_the_default_policy(password: str) -> None:
    """Fails when the default policy asks for more than the User Guide says."""
    assert violations(password, DEFAULT_POLICY) == []


@pytest.mark.parametrize(
    ("password", "count"),
    [("Abcdef1", 1), ("abcdefg1", 1), ("abc", 2), ("ÀÉÎÕÜ1aé", 1), ("Abcdefg ", 1), ("Abcdefg.", 1), ("Abcdefg?", 1)],
)
def test_the_default_policy_is_kept(password: str, count: int) -> None:
    """Fails when length or classes are not asked for, or é counts as a letter, or a blank or a dot as a symbol."""
    assert len(violations(password, DEFAULT_POLICY)) == count


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("Correct-Horse-9", []),
        ("Short-1", ["14 characters"]),
        ("correct-horse-9", ["upper-case"]),
        ("CORRECT-HORSE-9", ["lower-case"]),
        ("Correct-Horse-X", ["a digit"]),
        ("CorrectHorse999", ["a symbol"]),
        ("\u00e9" * 20, ["upper-case", "lower-case", "a digit", "a symbol"]),
    ],
)
def test_a_custom_policy_lists_each_rule_that_is_broken(password: str, rules: list[str]) -> None:
    """Fails when a rule is not kept or not named, or another one is."""
    broken = violations(password, STRICT)
    assert len(broken) == len(rules)
    assert all(rule in sentence for rule, sentence in zip(rules, broken, strict=True))


def test_an_empty_custom_policy_asks_for_six_characters() -> None:
    """Fails when the API's own minimum is not taken for a policy that names none."""
    policy = PasswordPolicy.from_mapping({"ExpirePasswords": False})
    assert violations("aaaaaa", policy) == []
    assert violations("aaaaa", policy) == ["It must have at least 6 characters."]


@given(passwords, policies)
def test_a_sentence_never_holds_the_password(password: str, policy: PasswordPolicy) -> None:
    """Fails when a password is quoted: the sentences depend on the policy alone."""
    possible = set(violations("", policy))
    assert set(violations(password, policy)) <= possible


@given(policies)
def test_a_long_password_with_every_class_satisfies_every_policy(policy: PasswordPolicy) -> None:
    """Fails when a policy cannot be satisfied at all."""
    assert violations("aA1!" * 32, policy) == []
