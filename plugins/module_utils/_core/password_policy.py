# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account password policy, and the rules that a password violates.

Pure. Sources: shape ``PasswordPolicy`` of the IAM service model (2010-05-08) for a custom policy, and "Set an account
password policy for IAM users" in the IAM User Guide for the default policy and the symbols. Two rules cannot be
checked: reuse of earlier passwords, and (default policy) the name and e-mail address of the account.
"""

from __future__ import annotations

import string
import types
import typing as t
from dataclasses import dataclass

from .models import RequestError
from .validation import untypeable_characters

# The fields of a password policy (shape ``PasswordPolicy`` of the IAM service model), and their names here.
POLICY_KEYS = {
    "minimum_password_length": "MinimumPasswordLength",
    "require_symbols": "RequireSymbols",
    "require_numbers": "RequireNumbers",
    "require_uppercase_characters": "RequireUppercaseCharacters",
    "require_lowercase_characters": "RequireLowercaseCharacters",
    "allow_users_to_change_password": "AllowUsersToChangePassword",
    "expire_passwords": "ExpirePasswords",
    "max_password_age": "MaxPasswordAge",
    "password_reuse_prevention": "PasswordReusePrevention",
    "hard_expiry": "HardExpiry",
}
SYMBOLS = "!@#$%^&*()_+-=[]{}|'"

# The name of a class in the rules -> its characters. Letters beyond basic Latin belong to no class.
CHARACTER_CLASSES = {
    "an upper-case letter (A to Z)": string.ascii_uppercase,
    "a lower-case letter (a to z)": string.ascii_lowercase,
    "a digit (0 to 9)": string.digits,
    f"a symbol (one of {SYMBOLS})": SYMBOLS,
}
UPPERCASE, LOWERCASE, DIGIT, SYMBOL = CHARACTER_CLASSES


# amazon.aws's iam_password_policy uses some of the API's names in snake_case, and returns others.
_FIELDS = {
    "minimum_length": ("MinimumPasswordLength", "minimum_password_length", "min_pw_length"),
    UPPERCASE: ("RequireUppercaseCharacters", "require_uppercase_characters", "require_uppercase"),
    LOWERCASE: ("RequireLowercaseCharacters", "require_lowercase_characters", "require_lowercase"),
    DIGIT: ("RequireNumbers", "require_numbers"),
    SYMBOL: ("RequireSymbols", "require_symbols"),
    "users_may_change": (
        *("AllowUsersToChangePassword", "allow_users_to_change_password"),
        *("allow_pw_change", "allow_password_change"),
    ),
}
# Fields of a policy that are not rules for a single password.
_OTHER_FIELDS = {
    *("PasswordReusePrevention", "password_reuse_prevention", "pw_reuse_prevent", "password_reuse_prevent"),
    *("prevent_reuse", "MaxPasswordAge", "max_password_age", "pw_max_age", "password_max_age"),
    *("ExpirePasswords", "expire_passwords", "pw_expire", "password_expire", "expire", "HardExpiry", "hard_expiry"),
}


@dataclass(frozen=True)
class PasswordPolicy:
    """The rules for a password: length, required classes, and the minimum number of the four classes.

    ``users_may_change``: IAM users may change their own passwords.
    """

    minimum_length: int
    required_classes: tuple[str, ...] = ()
    minimum_classes: int = 0
    users_may_change: bool = False

    @classmethod
    def from_mapping(cls, policy: t.Mapping[str, t.Any]) -> PasswordPolicy:
        """Parse a custom policy: shape ``PasswordPolicy``, or options or results of amazon.aws.iam_password_policy.

        An empty mapping is the default policy. Raises RequestError for values of another type. Unknown names are
        ignored, since AWS may add some.
        """
        if not policy:
            return DEFAULT_POLICY
        # 6 is the API's minimum for an account (minimumPasswordLengthType), and its default.
        minimum_length = _field(policy, "minimum_length", 6)
        if isinstance(minimum_length, bool) or not isinstance(minimum_length, int):
            raise RequestError("The minimum length of a password policy must be a whole number.")
        classes = [name for name in CHARACTER_CLASSES if _flag(policy, name)]
        return cls(minimum_length, tuple(classes), users_may_change=_flag(policy, "users_may_change"))


def _field(policy: t.Mapping[str, t.Any], field: str, default: t.Any) -> t.Any:
    values = [policy[name] for name in _FIELDS[field] if policy.get(name) is not None]
    return values[0] if values else default


def _flag(policy: t.Mapping[str, t.Any], field: str) -> bool:
    value = _field(policy, field, default=False)
    if not isinstance(value, bool):
        raise RequestError(f"{_FIELDS[field][0]} of a password policy must be true or false.")
    return value


# Applies to accounts without a policy (GetAccountPasswordPolicy returns NoSuchEntity). Only a custom policy can let
# users change their own passwords ("Permit IAM users to change their own passwords", IAM User Guide).
DEFAULT_POLICY = PasswordPolicy(minimum_length=8, minimum_classes=3)
# For a policy that cannot be read: all possible rules except the length, which would be 128 characters.
STRICTEST_CLASSES = PasswordPolicy(minimum_length=8, required_classes=tuple(CHARACTER_CLASSES))


# Why a policy is unknown.
UNREADABLE = "the credentials do not have the permission iam:GetAccountPasswordPolicy."
# The policy of an account without its own.
NO_POLICY: t.Mapping[str, t.Any] = types.MappingProxyType({})


def violations(password: str, policy: PasswordPolicy) -> list[str]:
    """Return the rules of ``policy`` that ``password`` violates, as sentences without the password."""
    present = {name for name, characters in CHARACTER_CLASSES.items() if not set(characters).isdisjoint(password)}
    broken = []
    if len(password) < policy.minimum_length:
        broken.append(f"It must have at least {policy.minimum_length} characters.")
    broken.extend(f"It must have {name}." for name in policy.required_classes if name not in present)
    if len(present) < policy.minimum_classes:
        classes = ", ".join(CHARACTER_CLASSES)
        broken.append(f"It must have at least {policy.minimum_classes} of: {classes}.")
    return broken


def describe_violations(password: t.Any, policy: t.Any) -> list[str]:
    """Return the same for values from a playbook, and characters that are hard to type on the sign-in page.

    An empty policy is the default policy. Raises RequestError for other types, and for unknown names.
    """
    if not isinstance(password, str):
        raise RequestError("The password must be a string. Quote it where it is written.")
    if policy is None:
        raise RequestError(
            "The policy was given, but is null, as iam_login_profile_info returns one that it could not read. Correct "
            "the variable, or give {} for the default policy."
        )
    if not isinstance(policy, t.Mapping):
        raise RequestError("The policy must be a dictionary.")
    known = {name for names in _FIELDS.values() for name in names} | _OTHER_FIELDS
    unknown = sorted(str(name) for name in policy if name not in known)
    if unknown:
        # Written by a person: a typo in a rule must not turn it off.
        raise RequestError(f"A password policy has no {', '.join(unknown)}. Valid keys: {', '.join(sorted(known))}.")
    broken = violations(password, PasswordPolicy.from_mapping(policy))
    return [*broken, *(f"It must not have {listed}." for listed in untypeable_characters(password))]
