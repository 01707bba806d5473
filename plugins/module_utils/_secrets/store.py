# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The passwords of one principal, stored apart from the plan.

A given password is there from the start. A password to be generated is made just before the executor sets it. It is
delivered (encrypted, or in plain text if that was requested) before it is set, so that a password that was set can
always be read. Check mode generates none, but tries the public key. If there is nothing to set, the key is not read: a
key that has expired since is no reason to fail.
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
_ATTEMPTS = 100
_TRIAL = "a trial, before anything is written"
_MASKED = (
    "the generated password cannot be returned: Ansible masks a secret of this task wherever it occurs in the result, "
    "and the secret is so short that it occurs in every encrypted message or password. Use a longer secret."
)

# Stores the delivery of a principal's password outside the result. Raises RequestError if it cannot.
Sink = t.Callable[[Principal, t.Mapping[str, str]], None]
# Returns whether Ansible would mask a part of a string in the result.
WouldMask = t.Callable[[str], bool]


def no_sink(_principal: Principal, _delivery: t.Mapping[str, str]) -> None:
    """Store nothing: the password is only in the result."""


class EncryptFor:
    """Deliver passwords encrypted for a public key."""

    def __init__(self, key: Secret) -> None:
        """Take the text of the key. It is parsed when it is needed."""
        self._text = key
        self._checked: PgpKey | None = None

    def check(self, would_mask: WouldMask) -> None:
        """Parse the key and encrypt for it, unless that was done. Raises RequestError."""
        if self._checked is None:
            key = _parse(self._text)
            _unmasked(lambda: _encrypt(key, _TRIAL), would_mask)
            self._checked = key

    def deliver(self, password: str) -> dict[str, str]:
        """Return the part of a result that hands the password over. Raises RequestError."""
        return _encrypt(self._checked or _parse(self._text), password)


class PlainText:
    """Deliver passwords in plain text, since the task requested that."""

    def check(self, would_mask: WouldMask) -> None:
        """Accept: nothing can fail before there is a password."""

    def deliver(self, password: str) -> dict[str, str]:
        """Return the part of a result that hands the password over."""
        return {"password": password}


@dataclass(frozen=True)
class GeneratedSecret:
    """How a password is generated and delivered. There is no default delivery."""

    spec: PasswordSpec
    delivery: EncryptFor | PlainText
    would_mask: WouldMask
    sink: Sink = no_sink


@dataclass
class SecretStore:
    """The password that a reference of the plan stands for, and the delivery of a generated one."""

    given: Secret | None = None
    generated: GeneratedSecret | None = None
    _password: Secret | None = field(default=None, init=False)
    _delivery: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    def check_delivery(self) -> None:
        """Raise RequestError if a generated password could not be delivered, as far as that is known now."""
        if self.generated is not None:
            self.generated.delivery.check(self.generated.would_mask)

    def generate(self, principal: Principal, policy: PasswordPolicy) -> dict[str, str]:
        """Generate the password for an account with ``policy``, and return its delivery.

        Raises RequestError if it cannot be delivered. Then there is no password to set.
        """
        if self.generated is None:
            raise AssertionError("a password is to be generated, and its delivery is not defined")
        generated, password = self.generated, ""

        def deliver() -> dict[str, str]:
            nonlocal password
            password = generate(generated.spec, policy, secrets.choice)
            return generated.delivery.deliver(password)

        delivery = _unmasked(deliver, generated.would_mask)
        generated.sink(principal, delivery)
        self._delivery = delivery
        self._password = Secret(password)
        return delivery

    def value(self, ref: PasswordRef) -> Secret:
        """Return the password that a reference stands for."""
        password = self.given if ref == GIVEN else self._password
        if password is None:
            raise AssertionError(f"{ref.option} is in the plan, and there is no password for it")
        return password

    def delivery(self) -> dict[str, str]:
        """Return the part of a result that hands a generated password over; empty if there is none."""
        return dict(self._delivery)


def _parse(text: Secret) -> PgpKey:
    # Every line that a module imports is compiled in every task, and few tasks have a key.
    from .pgp import PgpKey

    return PgpKey(text.reveal())


def _encrypt(key: PgpKey, text: str) -> dict[str, str]:
    return {"encrypted_password": key.encrypt(text), "key_fingerprint": key.fingerprint}


def _unmasked(deliver: t.Callable[[], dict[str, str]], would_mask: WouldMask) -> dict[str, str]:
    """Return a delivery that Ansible does not mask a part of. Raises RequestError.

    A delivery that it would mask is made again: with another password, or another session key of the message.
    """
    for _attempt in range(_ATTEMPTS):
        delivery = deliver()
        if not any(map(would_mask, delivery.values())):
            return delivery
    raise RequestError(_MASKED, "password_not_returnable")
