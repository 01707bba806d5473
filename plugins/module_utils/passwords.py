# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The passwords of a task, kept apart from its plan.

A given one is here from the start. One to be generated is made when the apply stage is about to set it, and it is
encrypted for its reader before it is set, so that nothing set is ever unreadable. Check mode makes none.
"""

from __future__ import annotations

import secrets
import typing as t
from dataclasses import dataclass, field

from .model import PasswordRef
from .password_generation import Recipe, generate

if t.TYPE_CHECKING:
    from .password_policy import PasswordPolicy
    from .pgp import PgpKey

GIVEN = PasswordRef("password")
GENERATED = PasswordRef("generate_password")


@dataclass
class Passwords:
    """What a reference of the plan leads to, and how a generated password is returned.

    With ``pgp_key`` it is returned encrypted, without one in plain text. ``hide`` is told each that is not to be seen.
    """

    given: str | None = None
    recipe: Recipe | None = None
    pgp_key: PgpKey | None = None
    hide: t.Callable[[str], None] | None = None
    _generated: str | None = field(default=None, init=False, repr=False)
    _delivery: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    def make(self, policy: PasswordPolicy) -> None:
        """Generate the password, for an account with ``policy``. Raises Refusal where it cannot be encrypted."""
        if self.recipe is None:
            raise AssertionError("a password is to be generated, and there is no recipe")
        password = generate(self.recipe, policy, secrets.choice)
        if self.pgp_key is None:
            self._delivery = {"password": password}
        else:
            if self.hide is not None:
                self.hide(password)
            self._delivery = {
                "encrypted_password": self.pgp_key.encrypt(password),
                "key_fingerprint": self.pgp_key.fingerprint,
            }
        self._generated = password

    def value(self, ref: PasswordRef) -> str:
        """Return the password that a reference stands for."""
        password = self.given if ref == GIVEN else self._generated
        if password is None:
            raise AssertionError(f"{ref.option} is in the plan, and there is no password for it")
        return password

    def delivery(self) -> dict[str, str]:
        """Return the part of a result that hands a generated password over."""
        return dict(self._delivery)
