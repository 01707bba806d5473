# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter and the test compliant_password: thin wrappers of the rules. fuzz/test_plugins.py tries any value."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.identity.aws.plugins.filter.password_policy_violations import FilterModule
from ansible_collections.identity.aws.plugins.test.compliant_password import TestModule as CompliantPassword

violations = FilterModule().filters()["password_policy_violations"]
is_compliant = CompliantPassword().tests()["compliant_password"]

API = {"MinimumPasswordLength": 14, "RequireSymbols": True, "RequireNumbers": False, "MaxPasswordAge": 90}
TAKEN = {"min_pw_length": 14, "require_symbols": True, "require_numbers": False, "pw_max_age": 90, "pw_expire": False}
RETURNED = {"minimum_password_length": 14, "require_symbols": True, "require_numbers": False, "hard_expiry": None}
ALIASES = {"minimum_password_length": 14, "require_symbols": True, "allow_password_change": True, "prevent_reuse": 3}
NO_TEXT = "The password must be a string. Quote it where it is written."
IS_NULL = (
    "The policy was given, but is null, as iam_login_profile_info returns one that it could not read. "
    "Correct the variable, or give {} for the default policy."
)
HAS = (
    "Valid keys: AllowUsersToChangePassword, ExpirePasswords, HardExpiry, MaxPasswordAge, MinimumPasswordLength, "
    "PasswordReusePrevention, RequireLowercaseCharacters, RequireNumbers, RequireSymbols, RequireUppercaseCharacters, "
    "allow_password_change, allow_pw_change, allow_users_to_change_password, expire, expire_passwords, hard_expiry, "
    "max_password_age, min_pw_length, minimum_password_length, password_expire, password_max_age, "
    "password_reuse_prevent, password_reuse_prevention, prevent_reuse, pw_expire, pw_max_age, pw_reuse_prevent, "
    "require_lowercase, require_lowercase_characters, require_numbers, require_symbols, require_uppercase, "
    "require_uppercase_characters."
)


@pytest.mark.parametrize("policy", [API, TAKEN, RETURNED, ALIASES])
def test_one_policy_in_every_shape(policy: dict[str, t.Any]) -> None:
    """Fails when a format is not accepted, or is parsed differently."""
    assert violations("CorrectHorse", policy) == [
        "It must have at least 14 characters.",
        "It must have a symbol (one of !@#$%^&*()_+-=[]{}|').",
    ]
    assert not is_compliant("CorrectHorse", policy)
    assert is_compliant("Correct-Horse-Battery", policy)


def test_no_policy_means_the_default_policy_and_the_api_format() -> None:
    """Fails when an account without a policy has no rules, or a password passes that AWS or a form would reject."""
    policies: tuple[tuple[t.Any, ...], ...] = ((), ({},))
    for policy in policies:
        assert len(violations("abc", *policy)) == 2
        assert is_compliant("Abcd efg1", *policy)
    assert violations("Abcdefg1\n", {}) == ["It must not have a line feed at the end."]
    for password in ("Abcdefg1\n", "Abcdefg1\u0100", "Aa1!" * 33):
        assert not is_compliant(password, {})


@pytest.mark.parametrize("plugin", [violations, is_compliant])
@pytest.mark.parametrize(
    ("password", "policy", "sentence"),
    [
        (12345678, {}, NO_TEXT),
        (None, {}, NO_TEXT),
        ("Abcdefg1", ["x"], "The policy must be a dictionary."),
        ("Abcdefg1", None, IS_NULL),
        ("Abcdefg1", {"MinimumPaswordLength": 14, "x": 1}, f"A password policy has no MinimumPaswordLength, x. {HAS}"),
        ("Abcdefg1", {"min_pw_length": "14"}, "The minimum length of a password policy must be a whole number."),
        ("Abcdefg1", {"RequireSymbols": "yes"}, "RequireSymbols of a password policy must be true or false."),
    ],
)
def test_what_is_no_password_or_no_policy_is_an_error(
    plugin: t.Callable[..., t.Any], password: t.Any, policy: t.Any, sentence: str
) -> None:
    """Fails when a wrong type or a rule with a typo is silently accepted, or the password is in the sentence."""
    with pytest.raises(AnsibleFilterError) as error:
        plugin(password, policy)
    assert str(error.value).partition(": ")[2] == sentence
