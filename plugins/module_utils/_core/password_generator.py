# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Generate a password. All acceptable passwords are equally likely.

Pure: the source of randomness is a parameter.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .password_policy import CHARACTER_CLASSES, PasswordPolicy, violations

# Hard to distinguish in many typefaces.
LOOKALIKES = "0Oo1Il|"

Choose = t.Callable[[str], str]


@dataclass(frozen=True)
class PasswordSpec:
    """The minimum length of a generated password, and whether to omit similar characters."""

    length: int
    without_lookalikes: bool = False

    def classes(self) -> list[str]:
        """Return the allowed characters of each of the four classes."""
        left_out = LOOKALIKES if self.without_lookalikes else ""
        return ["".join(c for c in characters if c not in left_out) for characters in CHARACTER_CLASSES.values()]


def generate(password_spec: PasswordSpec, policy: PasswordPolicy, choose: Choose) -> str:
    """Return a password with all four classes that complies with ``policy``, whose minimum raises the length.

    ``choose`` returns a random character of a string, like ``secrets.choice``. Whole passwords are drawn until one is
    acceptable, so no position or class is favoured.
    """
    classes = password_spec.classes()
    alphabet = "".join(classes)
    length = max(password_spec.length, policy.minimum_length)
    while True:
        password = "".join(choose(alphabet) for dummy in range(length))
        if not any(set(characters).isdisjoint(password) for characters in classes) and not violations(password, policy):
            return password
