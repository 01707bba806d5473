# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Generated passwords: delivered as requested, not damaged by Ansible, and never in plain text by mistake."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal, RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.password_generator import PasswordSpec
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import (
    STRICTEST_CLASSES,
    PasswordPolicy,
)
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret
from ansible_collections.identity.aws.plugins.module_utils._secrets import pgp
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import (
    GENERATED,
    EncryptFor,
    GeneratedSecret,
    PlainText,
    SecretStore,
)

BOB = Principal("bob")
SPEC = PasswordSpec(20)
URL = "https://example.signin.aws.amazon.com/console"


class KeyDouble:
    """A key whose messages are the reversed string, or successive letters of the alphabet."""

    readers: t.ClassVar = {"key_fingerprint": "FINGERPRINT", "recipients": ["READER", "TEAM"]}

    def __init__(self, *, counts: bool = False, works: bool = True) -> None:
        self._counts, self._works = counts, works
        self.encrypted: list[str] = []

    def encrypt(self, text: str) -> str:
        if not self._works:
            raise RequestError("pgp_key cannot encrypt.")
        self.encrypted.append(text)
        return f"message {'abcdefghijklmnopqrstuvwxyz'[len(self.encrypted) % 26]}" if self._counts else text[::-1]


def store(
    delivery: EncryptFor | PlainText,
    masked: t.Iterable[str] = (),
    stored: list[tuple[t.Any, ...]] | None = None,
) -> SecretStore:
    """Return a store of a task in whose result Ansible masks these strings."""
    masked, sink = list(masked), [] if stored is None else stored

    def would_mask(text: str) -> bool:
        return any(each in text for each in masked)

    return SecretStore(None, GeneratedSecret(SPEC, delivery, would_mask, lambda *given: sink.append(given)))


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> KeyDouble:
    made = KeyDouble()
    monkeypatch.setattr(pgp, "PgpKey", lambda _text: made)
    return made


def test_a_password_is_delivered_as_it_is_set(key: KeyDouble) -> None:
    """Fails when the delivered password is not the one that is set, or ignores the policy's length."""
    stored: list[tuple[t.Any, ...]] = []
    plain = store(PlainText(), stored=stored)
    assert plain.generate(BOB, PasswordPolicy(minimum_length=30), URL) == plain.delivery()
    assert plain.delivery() == {"password": plain.value(GENERATED).reveal()}
    assert len(plain.value(GENERATED).reveal()) == 30
    encrypted = store(EncryptFor("pgp_key", Secret("key")), stored=stored)
    encrypted.generate(BOB, STRICTEST_CLASSES, URL)
    password = encrypted.value(GENERATED).reveal()
    assert encrypted.delivery() == {"encrypted_password": password[::-1], **KeyDouble.readers}
    assert stored == [(BOB, plain.delivery(), URL), (BOB, encrypted.delivery(), URL)]


@pytest.mark.parametrize("is_checked", [True, False])
def test_without_its_key_a_password_is_not_delivered(monkeypatch: pytest.MonkeyPatch, is_checked: bool) -> None:
    """Fails when an omitted step, such as the check of the key, returns a password in plain text or sets it."""
    monkeypatch.setattr(pgp, "PgpKey", lambda _text: KeyDouble(works=False))
    secrets = store(EncryptFor("pgp_key", Secret("key")))
    with pytest.raises(RequestError, match="cannot encrypt"):
        secrets.check_delivery() if is_checked else secrets.generate(BOB, STRICTEST_CLASSES, URL)
    assert secrets.delivery() == {}
    with pytest.raises(AssertionError, match="there is no password"):
        secrets.value(GENERATED)


def test_without_a_delivery_there_is_no_password() -> None:
    """Fails when a password can be generated without a delivery."""
    SecretStore().check_delivery()
    with pytest.raises(AssertionError, match="its delivery is not defined"):
        SecretStore().generate(BOB, STRICTEST_CLASSES, URL)


def test_a_password_that_cannot_be_stored_is_not_set() -> None:
    """Fails when a password is set although its sink has failed."""

    def full(*_delivery: t.Any) -> t.NoReturn:
        raise RequestError("The disk is full.")

    secrets = SecretStore(None, GeneratedSecret(SPEC, PlainText(), lambda _text: False, full))
    with pytest.raises(RequestError, match="disk is full"):
        secrets.generate(BOB, STRICTEST_CLASSES, URL)
    with pytest.raises(AssertionError):
        secrets.value(GENERATED)


@pytest.mark.parametrize("masked", ["b", "c", "bc"])
def test_a_message_that_ansible_would_damage_is_made_again(monkeypatch: pytest.MonkeyPatch, masked: str) -> None:
    """Fails when a returned or stored message is partly masked by Ansible, or has another password."""
    key = KeyDouble(counts=True)
    monkeypatch.setattr(pgp, "PgpKey", lambda _text: key)
    forms = {f" {letter}" for letter in masked}
    secrets = store(EncryptFor("pgp_key", Secret("key")), forms)
    secrets.generate(BOB, STRICTEST_CLASSES, URL)
    assert not any(form in secrets.delivery()["encrypted_password"] for form in forms)
    assert key.encrypted[-1] == secrets.value(GENERATED).reveal()


@pytest.mark.parametrize("masked", ["message", "FINGER", "TEAM"])
def test_a_message_that_ansible_would_always_damage_is_rejected(monkeypatch: pytest.MonkeyPatch, masked: str) -> None:
    """Fails when the check accepts a key whose every message is masked, or tries forever."""
    monkeypatch.setattr(pgp, "PgpKey", lambda _text: KeyDouble(counts=True))
    shared = EncryptFor("pgp_key", Secret("key"))
    for secrets in (store(shared, {masked}), store(shared, {masked})):
        with pytest.raises(RequestError, match="Use a longer secret") as error:
            secrets.check_delivery()
        assert error.value.code == "password_not_returnable"


def test_a_password_in_plain_text_that_ansible_would_damage_is_made_again() -> None:
    """Fails when a returned password is partly masked by Ansible."""
    secrets = store(PlainText(), "aeiou")
    secrets.generate(BOB, STRICTEST_CLASSES, URL)
    assert not set("aeiou") & set(secrets.delivery()["password"])
