# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account's password policy as IAM enforces it on CreateLoginProfile and UpdateLoginProfile. Pure.

IAM User Guide, "Set an account password policy for IAM users", and shape PasswordPolicy of the botocore model.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass

from query import AwsError, Call, Reply

SYMBOLS = "!@#$%^&*()_+-=[]{}|'"
"""Shape PasswordPolicy, RequireSymbols, and IAM User Guide: the only characters that count as a symbol."""

_CLASSES = {
    string.ascii_uppercase: "uppercase letter",
    string.ascii_lowercase: "lowercase letter",
    string.digits: "number",
    SYMBOLS: "symbol",
}
_DEFAULTS = {
    **dict.fromkeys(("RequireSymbols", "RequireNumbers", "RequireUppercaseCharacters"), "false"),
    **dict.fromkeys(("RequireLowercaseCharacters", "AllowUsersToChangePassword", "HardExpiry"), "false"),
    "MinimumPasswordLength": "6",
    "MaxPasswordAge": "0",
    "PasswordReusePrevention": "0",
}
_REUSED = "Password does not conform to the account password policy."


@dataclass(frozen=True)
class PasswordPolicy:
    """A custom policy. The defaults are those of UpdateAccountPasswordPolicy: what is not given is not required."""

    minimum_length: int = 6
    classes: tuple[str, ...] = ()
    reuse_prevention: int = 0
    max_age: int = 0  # in days; 0, which moto tells, is no age


def with_defaults(call: Call) -> Call:
    """Return a call of UpdateAccountPasswordPolicy with every parameter, for ministack, which keeps what is omitted.

    IAM API Reference: "This operation does not support partial updates. [...] if you do not specify a parameter, that
    parameter's value reverts to its default value." The defaults are those of the same page; 0 stands for none.
    """
    return call.with_parameters({**_DEFAULTS, **call.parameters})


def from_reply(reply: Reply) -> PasswordPolicy | None:
    """Read a GetAccountPasswordPolicy reply. NoSuchEntity (404) means that no custom policy is set: None."""
    if reply.status != 200:
        return None
    flags = ("RequireUppercaseCharacters", "RequireLowercaseCharacters", "RequireNumbers", "RequireSymbols")
    required = [reply.text_of(flag) == "true" for flag in flags]
    return PasswordPolicy(
        minimum_length=int(reply.text_of("MinimumPasswordLength") or 6),
        classes=tuple(letters for letters, wanted in zip(_CLASSES, required, strict=True) if wanted),
        reuse_prevention=int(reply.text_of("PasswordReusePrevention") or 0),
        max_age=int(reply.text_of("MaxPasswordAge") or 0),
    )


def violation(password: str, policy: PasswordPolicy | None, previous: Sequence[str]) -> AwsError | None:
    """PasswordPolicyViolation, HTTP status 400, for a password that the policy in force refuses.

    ``previous`` holds the user's passwords, oldest first, the present one included: the User Guide's "number of
    previous passwords" that "IAM users are prevented from reusing". Messages on length and on classes follow public
    recordings.
    """
    message = _by_default(password) if policy is None else _by_custom(password, policy, previous)
    return AwsError(400, "PasswordPolicyViolation", message) if message else None


def _by_default(password: str) -> str | None:
    """User Guide, "Default password policy": 8 to 128 characters, at least three of the four kinds.

    Its third rule, not identical to the account's name or e-mail address, needs facts that the emulator has not.
    """
    missing = _missing(password, tuple(_CLASSES))
    if len(password) < 8:
        return _too_short(8)
    if len(missing) > 1:
        return f"Password should meet {len(missing) - 1} more of the following requirements: {', '.join(missing)}"
    return None


def _by_custom(password: str, policy: PasswordPolicy, previous: Sequence[str]) -> str | None:
    """User Guide, "Custom password policy options": each requirement that is switched on, and reuse."""
    if len(password) < policy.minimum_length:
        return _too_short(policy.minimum_length)
    if missing := _missing(password, policy.classes):
        return ", ".join(missing)
    is_reused = policy.reuse_prevention and password in previous[-policy.reuse_prevention :]
    return _REUSED if is_reused else None


def _too_short(length: int) -> str:
    return f"Password should have a minimum length of {length}"


def _missing(password: str, classes: Sequence[str]) -> list[str]:
    return [f"Password should have at least one {_CLASSES[each]}" for each in classes if not _has(password, each)]


def _has(password: str, letters: str) -> bool:
    return any(letter in letters for letter in password)
