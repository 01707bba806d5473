# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The passwords of one principal, kept apart from the plan.

A given one is here from the start. One to be generated is made when the apply stage is about to set it, and it is
encrypted for its reader before it is set, so that nothing set is ever unreadable. Check mode sets none, but tries the
key. Where nothing is to be set, the key is not looked at: that it has expired since is no reason to fail.
"""

from __future__ import annotations

import secrets
import typing as t
from dataclasses import dataclass, field

from ansible_collections.identity.aws.plugins.module_utils._core.models import PasswordRef, Principal, RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.password_generator import PasswordSpec, generate
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import PasswordPolicy

    from .pgp import PgpKey

GIVEN = PasswordRef("password")
GENERATED = PasswordRef("generate_password")

# One letter is in nearly every message, and in one of five passwords of 20 characters.
_TRIES = 100
_TRIAL = "a trial, before anything is written"
_MASKED = (
    "the generated password cannot be returned: Ansible masks a secret of this task wherever it occurs in the result, "
    "and the secret is so short that it occurs in every encrypted message or password. Use a longer secret."
)

Sink = t.Callable[[Principal, t.Mapping[str, str]], None]
WouldMask = t.Callable[[str], bool]


def no_sink(_principal: Principal, _delivery: t.Mapping[str, str]) -> None:
    """Leave a generated password to the result."""


@dataclass(frozen=True)
class EncryptFor:
    """Return it encrypted for a public key, as text."""

    key: Secret


@dataclass(frozen=True)
class PlainText:
    """Return it in plain text, since that was asked for."""


@dataclass(frozen=True)
class Generation:
    """How a password is generated and returned. The delivery has no default.

    ``would_mask`` returns whether Ansible would mask a part of a string in the result. ``keep`` receives each delivery
    before the password is set, and raises RequestError where it cannot store it.
    """

    password_spec: PasswordSpec
    delivery: EncryptFor | PlainText
    would_mask: WouldMask
    keep: Sink = no_sink


@dataclass
class SecretStore:
    """What a reference of the plan leads to, and how a generated password is returned."""

    given: Secret | None = None
    generation: Generation | None = None
    _key: PgpKey | None = field(default=None, init=False, repr=False)
    _generated: Secret | None = field(default=None, init=False)
    _delivery: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    def try_key(self, tried: dict[Secret, PgpKey]) -> None:
        """Parse the key and encrypt for it, unless that was ``tried`` for another. Raises RequestError."""
        if self.generation is None or not isinstance(self.generation.delivery, EncryptFor):
            return
        text = self.generation.delivery.key
        if text not in tried:
            key = _parsed(text)
            _whole(lambda: _encrypted(key, _TRIAL), self.generation.would_mask)
            tried[text] = key
        self._key = tried[text]

    def make(self, principal: Principal, policy: PasswordPolicy) -> None:
        """Generate the password for an account with ``policy``. Raises RequestError if it cannot be returned whole."""
        if self.generation is None:
            raise AssertionError("a password is to be generated, and its delivery is not defined")
        generation = self.generation
        made: dict[str, str] = {}

        def delivered() -> dict[str, str]:
            made["password"] = generate(generation.password_spec, policy, secrets.choice)
            return self._delivered(generation.delivery, made["password"])

        delivery = _whole(delivered, generation.would_mask)
        generation.keep(principal, delivery)
        self._delivery = delivery
        self._generated = Secret(made["password"])

    def _delivered(self, delivery: EncryptFor | PlainText, password: str) -> dict[str, str]:
        if isinstance(delivery, PlainText):
            return {"password": password}
        self._key = self._key or _parsed(delivery.key)
        return _encrypted(self._key, password)

    def value(self, ref: PasswordRef) -> Secret:
        """Return the password that a reference stands for."""
        password = self.given if ref == GIVEN else self._generated
        if password is None:
            raise AssertionError(f"{ref.option} is in the plan, and there is no password for it")
        return password

    def delivery(self) -> dict[str, str]:
        """Return the part of a result that hands a generated password over."""
        return dict(self._delivery)


def _parsed(text: Secret) -> PgpKey:
    # Every line that a module imports is compiled on every task, and few tasks have a key.
    from .pgp import PgpKey

    return PgpKey(text.reveal())


def _encrypted(key: PgpKey, text: str) -> dict[str, str]:
    return {"encrypted_password": key.encrypt(text), "key_fingerprint": key.fingerprint}


def _whole(deliver: t.Callable[[], dict[str, str]], would_mask: WouldMask) -> dict[str, str]:
    """Return a delivery that Ansible does not mask a part of. Raises RequestError.

    A delivery that it would mask is made again: with another password, or another session key of the message.
    """
    for _try in range(_TRIES):
        delivery = deliver()
        if not any(map(would_mask, delivery.values())):
            return delivery
    raise RequestError(_MASKED, "password_not_returnable")
