# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real keys, made and used by GnuPG: what can be encrypted for is, and everything else is refused with a sentence."""

from __future__ import annotations

import base64
import os
import pathlib
import shutil
import subprocess
import tempfile
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils import pgp
from ansible_collections.identity.aws.plugins.module_utils.model import Refusal
from ansible_collections.identity.aws.plugins.module_utils.pgp import PgpKey

if not shutil.which("gpg"):
    pytest.fail("These tests need GnuPG. Install it (package gnupg).", pytrace=False)

KEYS: dict[str, list[tuple[str, ...]]] = {
    "rsa2048": [("rsa2048", "cert,sign"), ("rsa2048", "encr")],
    "rsa4096": [("rsa4096", "cert,sign"), ("rsa4096", "encr")],
    "curve25519": [("ed25519", "cert,sign"), ("cv25519", "encr")],
    "signing": [("ed25519", "cert,sign")],
    "expired": [("ed25519", "cert,sign"), ("cv25519", "encr")],
    "expiredsubkey": [("ed25519", "cert,sign"), ("cv25519", "encr")],
    "revoked": [("ed25519", "cert,sign"), ("cv25519", "encr")],
    "sha1": [("rsa2048", "cert,sign"), ("rsa2048", "encr")],
    "rsa1024": [("rsa1024", "cert,sign"), ("rsa1024", "encr")],
    "dsa1024": [("dsa1024", "cert,sign"), ("elg1024", "encr")],
}


class Gpg:
    """GnuPG with a home of its own, and the keys that it is asked for, by the name of their kind."""

    def __init__(self, home: pathlib.Path) -> None:
        self.environment = {**os.environ, "GNUPGHOME": str(home)}
        self._revocations = home / "openpgp-revocs.d"
        self._made: set[str] = set()

    def _addresses(self, names: t.Iterable[str]) -> list[str]:
        for name in names:
            if name not in self._made:
                self._make(name, KEYS[name])
                self._made.add(name)
        return [f"{name}@example.com" for name in names]

    def _make(self, name: str, parts: list[tuple[str, ...]]) -> None:
        old = ("--cert-digest-algo", "SHA1") if name == "sha1" else ()
        past = ("--faked-system-time", "20200101T000000!") if name.startswith("expired") else ()
        (algorithm, usage), *subkeys = parts
        address = f"{name}@example.com"
        self.run(*past, *old, "--quick-gen-key", address, algorithm, usage, "1d" if name == "expired" else "never")
        for subkey in subkeys:
            expiry = "1d" if name.startswith("expired") else "never"
            self.run(*past, *old, "--quick-add-key", self.fingerprint(name), *subkey, expiry)
        if name == "revoked":
            # GnuPG leaves a ready revocation beside each key, with a colon before its first line to prevent mistakes.
            revocation = (self._revocations / f"{self.fingerprint(name)}.rev").read_bytes()
            self.run("--import", stdin=revocation.replace(b":-----BEGIN", b"-----BEGIN"))

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        always = ["gpg", "--batch", "--quiet", "--yes", "--pinentry-mode", "loopback", "--passphrase", ""]
        finished = subprocess.run(
            [*always, *arguments], input=stdin, capture_output=True, env=self.environment, check=False
        )
        assert finished.returncode == 0, finished.stderr.decode()
        return finished.stdout

    def fingerprint(self, name: str) -> str:
        listing = self.run("--with-colons", "--list-keys", f"{name}@example.com").decode()
        return next(line.split(":")[9] for line in listing.splitlines() if line.startswith("fpr"))

    def export(self, *names: str) -> bytes:
        return self.run("--export", *self._addresses(names))

    def armored(self, *names: str) -> str:
        return self.run("--armor", "--export", *self._addresses(names)).decode()

    def private(self, name: str, *how: str) -> bytes:
        return self.run(*how, "--export-secret-keys", *self._addresses([name]))


# For each test, since ansible-test gives a process to each: what more of them share is made for all, and left behind.
@pytest.fixture
def gpg() -> t.Iterator[Gpg]:
    # Not pytest's folder: its path can be longer than the 108 bytes of a socket's name, and gpg-agent has one there.
    with tempfile.TemporaryDirectory(prefix="gpg-") as home:
        made = Gpg(pathlib.Path(home))
        yield made
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=made.environment, check=False)


@pytest.mark.parametrize("name", ["rsa2048", "rsa4096", "curve25519"])
def test_gnupg_gives_the_password_back(gpg: Gpg, name: str) -> None:
    """Fails when a kind of key, or a way to write it, does not work, or a byte is changed or added."""
    password = "Aa1!'{}|\u00e9\u00ff  "
    for text in (gpg.armored(name), base64.b64encode(gpg.export(name)).decode(), "\n" + gpg.armored(name) + "\n"):
        key = PgpKey(text)
        message = key.encrypt(password)
        assert message.startswith("-----BEGIN PGP MESSAGE-----")
        assert password not in message
        assert gpg.run("--decrypt", stdin=message.encode()).decode() == password
        assert key.fingerprint == gpg.fingerprint(name)


def test_base64_may_be_wrapped(gpg: Gpg) -> None:
    """Fails when the lines that base64 writes by itself are refused."""
    assert PgpKey(base64.encodebytes(gpg.export("curve25519")).decode()).fingerprint == gpg.fingerprint("curve25519")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("expired", "pgp_key expired on 2020-01-02."),
        ("expiredsubkey", "no part for encryption that has not expired"),
        ("signing", "no part for encryption"),
        ("revoked", "pgp_key is revoked."),
        ("sha1", "^pgp_key is too old or too weak to be used: .*gpg --armor --export"),
        ("rsa1024", "too old or too weak"),
        ("dsa1024", "too old or too weak"),
    ],
)
def test_a_key_that_cannot_encrypt_is_refused(gpg: Gpg, name: str, words: str) -> None:
    """Fails when such a key is taken, so that a password could be set that nobody can read."""
    with pytest.raises(Refusal, match=words):
        PgpKey(gpg.armored(name))


def test_a_private_key_is_refused(gpg: Gpg) -> None:
    """Fails when a private key is taken, armoured or not; the sentence must not repeat it."""
    private, armored = gpg.private("curve25519"), gpg.private("curve25519", "--armor").decode()
    for text in (armored, base64.b64encode(private).decode()):
        with pytest.raises(Refusal, match="is a private key") as refusal:
            PgpKey(text)
        assert text[60:90] not in str(refusal.value)


def test_two_keys_are_refused(gpg: Gpg) -> None:
    """Fails when one of two is taken: nobody would know which."""
    with pytest.raises(Refusal, match="holds 2 keys"):
        PgpKey(gpg.armored("rsa2048", "curve25519"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "garbage",
        "keybase:alice",
        "\u00e9",
        base64.b64encode(b"not a key").decode(),
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----",
    ],
)
def test_garbage_is_refused(text: str) -> None:
    """Fails when garbage raises anything but a sentence that says how to export a key."""
    with pytest.raises(Refusal, match="gpg --armor --export") as refusal:
        PgpKey(text)
    assert "Stack" not in str(refusal.value)


def test_a_cut_key_is_refused(gpg: Gpg) -> None:
    """Fails when half a key is taken."""
    whole = gpg.export("rsa2048")
    with pytest.raises(Refusal):
        PgpKey(base64.b64encode(whole[: len(whole) // 3]).decode())


def test_without_pysequoia_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a host without the library gets another error."""
    monkeypatch.setattr(pgp, "HAS_PYSEQUOIA", False)
    with pytest.raises(Refusal, match="pip install pysequoia"):
        PgpKey("whatever")
