# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The passwords of one owner, kept apart from the plan.

A given one is here from the start. One to be generated is made when the apply stage is about to set it, and it is
encrypted for its reader before it is set, so that nothing set is ever unreadable. Check mode makes none, but tries the
key. Where nothing is to be set, the key is not looked at: that it has expired since is no reason to fail.
"""

from __future__ import annotations

import secrets
import typing as t
from dataclasses import dataclass, field

from .model import Owner, PasswordRef
from .password_generation import Recipe, generate

if t.TYPE_CHECKING:
    from .password_policy import PasswordPolicy
    from .pgp import PgpKey

GIVEN = PasswordRef("password")
GENERATED = PasswordRef("generate_password")


Keep = t.Callable[[Owner, t.Mapping[str, str]], None]


def keep_nowhere(_owner: Owner, _delivery: t.Mapping[str, str]) -> None:
    """Leave a generated password to the result."""


@dataclass
class Passwords:
    """What a reference of the plan leads to, and how a generated password is returned.

    With ``pgp_key``, a public key as text, it is returned encrypted, without one in plain text. ``keep`` is told each
    delivery before the password is set, and raises Refusal where it cannot keep it.
    """

    given: str | None = field(default=None, repr=False)
    recipe: Recipe | None = None
    pgp_key: str | None = field(default=None, repr=False)
    keep: Keep = keep_nowhere
    _key: PgpKey | None = field(default=None, init=False, repr=False)
    _generated: str | None = field(default=None, init=False, repr=False)
    _delivery: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    def try_key(self, tried: dict[str, PgpKey]) -> None:
        """Parse the key and encrypt for it once, unless that was ``tried`` for another. Raises Refusal."""
        if self.pgp_key is None:
            return
        # Every line that a module imports is compiled on every task, and few tasks have a key.
        from .pgp import PgpKey

        if self.pgp_key not in tried:
            tried[self.pgp_key] = PgpKey(self.pgp_key)
        self._key = tried[self.pgp_key]

    def make(self, owner: Owner, policy: PasswordPolicy) -> None:
        """Generate the password, for an account with ``policy``, once the key is tried. Raises Refusal."""
        if self.recipe is None:
            raise AssertionError("a password is to be generated, and there is no recipe")
        password = generate(self.recipe, policy, secrets.choice)
        if self._key is None:
            delivery = {"password": password}
        else:
            delivery = {"encrypted_password": self._key.encrypt(password), "key_fingerprint": self._key.fingerprint}
        self.keep(owner, delivery)
        self._delivery = delivery
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

    def seen_in(self, text: str) -> set[str]:
        """Return the generated password where it is not to be seen and is in a text, for Ansible to mask.

        Not in any case: Ansible looks for each secret in each string of a result, which takes long for thousands.
        """
        is_seen = self._key is not None and self._generated is not None and self._generated in text
        return {self._generated} if is_seen and self._generated is not None else set()
