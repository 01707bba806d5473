# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The passwords of one principal, stored separately from the plan.

A given password is stored from the start. A password is generated just before the executor sets it. It is delivered
(encrypted, or in plain text if requested) before it is set, so that a password in use can always be read. Check mode
generates none, but tests the public keys. If there is nothing to set, no key is read: a key that has since expired is
not an error.
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

GIVEN = PasswordRef("password")
GENERATED = PasswordRef("generate_password")

# One letter is in nearly every message, and in one of five passwords of 20 characters.
_ATTEMPTS = 100
_TRIAL = "a trial, before anything is written"
_MASKED = (
    "the generated password cannot be returned: Ansible masks a secret of this task wherever it occurs in the result, "
    "and the secret is so short that it occurs in every encrypted message or password. Use a longer secret."
)

# The part of a result with a generated password.
Delivery: t.TypeAlias = "t.Mapping[str, str | list[str]]"
# Stores the delivery of a password, with the principal and the sign-in URL, outside the result. Raises RequestError if
# that fails.
Sink = t.Callable[[Principal, Delivery, "str | None"], None]
# Returns whether Ansible would mask a part of a string in the result.
WouldMask = t.Callable[[str], bool]


def no_sink(_principal: Principal, _delivery: Delivery, _sign_in_url: str | None) -> None:
    """Store nothing: the password is only in the result."""


class EncryptionKey(t.Protocol):
    """One or more public keys for passwords, which were valid when this was created."""

    @property
    def readers(self) -> Delivery:
        """The part of a delivery that identifies those who can decrypt it."""

    def encrypt(self, text: str) -> str:
        """Return ``text`` encrypted, ASCII-armoured. Raises RequestError."""


class EncryptFor:
    """Deliver passwords encrypted for public keys."""

    def __init__(self, option: t.Literal["pgp_key", "age_recipients"], *keys: Secret) -> None:
        """Store the option and its keys: ``pgp_key`` has one. They are parsed when needed."""
        self._option, self._keys = option, keys
        self._checked: EncryptionKey | None = None

    def check(self, would_mask: WouldMask) -> None:
        """Parse the keys and encrypt for them, unless already done. Raises RequestError."""
        if self._checked is None:
            key = self._parse()
            _unmasked(lambda: _encrypt(key, _TRIAL), would_mask)
            self._checked = key

    def deliver(self, password: str) -> Delivery:
        """Return the part of a result with the password. Raises RequestError."""
        return _encrypt(self._checked or self._parse(), password)

    def _parse(self) -> EncryptionKey:
        texts = [key.reveal() for key in self._keys]
        # Imported on demand: each task compiles its imports, and few tasks have a key.
        if self._option == "age_recipients":
            from .age import AgeRecipients

            return AgeRecipients(texts)
        from .pgp import PgpKey

        return PgpKey(*texts)


class PlainText:
    """Deliver passwords in plain text, as requested by the task."""

    def check(self, would_mask: WouldMask) -> None:
        """Accept: nothing can fail before there is a password."""

    def deliver(self, password: str) -> Delivery:
        """Return the part of a result with the password."""
        return {"password": password}


class Nowhere:
    """Do not return passwords: each is stored in AWS Secrets Manager before it is set."""

    def check(self, would_mask: WouldMask) -> None:
        """Accept: the secret is checked when the plan is made."""

    def deliver(self, _password: str) -> Delivery:
        """Return the part of a result with the password: nothing."""
        return {}


@dataclass(frozen=True)
class GeneratedSecret:
    """The specification of a generated password. There is no default delivery."""

    spec: PasswordSpec
    delivery: EncryptFor | PlainText | Nowhere
    would_mask: WouldMask
    sink: Sink = no_sink


@dataclass
class SecretStore:
    """The password of the plan's reference, and the delivery of a generated one."""

    given: Secret | None = None
    generated: GeneratedSecret | None = None
    _password: Secret | None = field(default=None, init=False)
    _delivery: Delivery = field(default_factory=dict, init=False, repr=False)

    def check_delivery(self) -> None:
        """Raise RequestError if a generated password could not be delivered, as far as known now."""
        if self.generated is not None:
            self.generated.delivery.check(self.generated.would_mask)

    def generate(self, principal: Principal, policy: PasswordPolicy, sign_in_url: str | None) -> Delivery:
        """Generate the password for an account with ``policy``, and return its delivery.

        Raises RequestError if it cannot be delivered. Then there is no password to set.
        """
        if self.generated is None:
            raise AssertionError("a password is to be generated, and its delivery is not defined")
        generated, password = self.generated, ""

        def deliver() -> Delivery:
            nonlocal password
            password = generate(generated.spec, policy, secrets.choice)
            return generated.delivery.deliver(password)

        delivery = _unmasked(deliver, generated.would_mask)
        if delivery:
            generated.sink(principal, delivery, sign_in_url)
        self._delivery = delivery
        self._password = Secret(password)
        return delivery

    def value(self, ref: PasswordRef) -> Secret:
        """Return the password of a reference."""
        password = self.given if ref == GIVEN else self._password
        if password is None:
            raise AssertionError(f"{ref.option} is in the plan, and there is no password for it")
        return password

    def delivery(self) -> Delivery:
        """Return the part of a result with a generated password; empty if there is none."""
        return dict(self._delivery)


def _encrypt(key: EncryptionKey, text: str) -> Delivery:
    return {"encrypted_password": key.encrypt(text), **key.readers}


def _unmasked(deliver: t.Callable[[], Delivery], would_mask: WouldMask) -> Delivery:
    """Return a delivery that Ansible does not mask. Raises RequestError.

    If Ansible would mask it, it is made again: with another password, or another session key of the message.
    """
    for _attempt in range(_ATTEMPTS):
        delivery = deliver()
        strings = [each for value in delivery.values() for each in ([value] if isinstance(value, str) else value)]
        if not any(map(would_mask, strings)):
            return delivery
    raise RequestError(_MASKED, "password_not_returnable")
