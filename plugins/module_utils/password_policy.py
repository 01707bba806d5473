# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account password policy, and which of its rules a password breaks.

Pure. Sources: shape ``PasswordPolicy`` of the IAM service model (2010-05-08) for a custom policy, and "Set an account
password policy for IAM users" in the IAM User Guide for the default policy and for what counts as a symbol. Two rules
cannot be judged from outside: reuse of earlier passwords, and (default policy) the account's name or e-mail address.
"""

from __future__ import annotations

import string
import typing as t
from dataclasses import dataclass

SYMBOLS = "!@#$%^&*()_+-=[]{}|'"

# What the rules call a class -> its characters. Letters beyond basic Latin belong to none.
CHARACTER_CLASSES = {
    "an upper-case letter (A to Z)": string.ascii_uppercase,
    "a lower-case letter (a to z)": string.ascii_lowercase,
    "a digit (0 to 9)": string.digits,
    f"a symbol (one of {SYMBOLS})": SYMBOLS,
}
UPPERCASE, LOWERCASE, DIGIT, SYMBOL = CHARACTER_CLASSES


@dataclass(frozen=True)
class PasswordPolicy:
    """What an account asks of a password: its length, classes it must have, and how many of the four at least."""

    minimum_length: int
    required_classes: tuple[str, ...] = ()
    minimum_classes: int = 0

    @classmethod
    def from_api(cls, policy: t.Mapping[str, t.Any]) -> PasswordPolicy:
        """Take the ``PasswordPolicy`` of a GetAccountPasswordPolicy reply."""
        required = {
            UPPERCASE: "RequireUppercaseCharacters",
            LOWERCASE: "RequireLowercaseCharacters",
            DIGIT: "RequireNumbers",
            SYMBOL: "RequireSymbols",
        }
        return cls(
            # 6 is the least that the API lets an account choose (minimumPasswordLengthType), and its default.
            minimum_length=policy.get("MinimumPasswordLength", 6),
            required_classes=tuple(name for name, field in required.items() if policy.get(field)),
        )


# Holds where an account has set none (GetAccountPasswordPolicy answers NoSuchEntity).
DEFAULT_POLICY = PasswordPolicy(minimum_length=8, minimum_classes=3)


def violations(password: str, policy: PasswordPolicy) -> list[str]:
    """List the rules of ``policy`` that ``password`` breaks, as sentences without the password; empty: none."""
    present = {name for name, characters in CHARACTER_CLASSES.items() if not set(characters).isdisjoint(password)}
    broken = []
    if len(password) < policy.minimum_length:
        broken.append(f"It must have at least {policy.minimum_length} characters.")
    broken.extend(f"It must have {name}." for name in policy.required_classes if name not in present)
    if len(present) < policy.minimum_classes:
        classes = ", ".join(CHARACTER_CLASSES)
        broken.append(f"It must have at least {policy.minimum_classes} of: {classes}.")
    return broken
