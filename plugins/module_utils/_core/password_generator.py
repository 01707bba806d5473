# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make a password that is uniform over all that are acceptable.

Pure: randomness is handed in.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .password_policy import CHARACTER_CLASSES, PasswordPolicy, violations

# Taken for one another in many typefaces.
LOOKALIKES = "0Oo1Il|"

Choose = t.Callable[[str], str]


@dataclass(frozen=True)
class PasswordSpec:
    """What a caller asks of a generated password: its least length, and whether to leave out what looks alike."""

    length: int
    without_lookalikes: bool = False

    def classes(self) -> list[str]:
        """Return the characters of each of the four classes that may be used."""
        left_out = LOOKALIKES if self.without_lookalikes else ""
        return ["".join(c for c in characters if c not in left_out) for characters in CHARACTER_CLASSES.values()]


def generate(password_spec: PasswordSpec, policy: PasswordPolicy, choose: Choose) -> str:
    """Return a password with all four classes that keeps ``policy``; the policy's minimum raises the length.

    ``choose`` returns one character of a string, each with the same chance, like ``secrets.choice``. Whole passwords
    are drawn until one is acceptable: no position and no class is favoured, so each acceptable one is equally likely.
    """
    classes = password_spec.classes()
    alphabet = "".join(classes)
    length = max(password_spec.length, policy.minimum_length)
    while True:
        password = "".join(choose(alphabet) for dummy in range(length))
        if not any(set(characters).isdisjoint(password) for characters in classes) and not violations(password, policy):
            return password
