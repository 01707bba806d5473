# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""GnuPG decrypts what is encrypted here, and has the same opinion of keys of every state."""

from __future__ import annotations

import base64
import os
import pathlib
import shutil
import subprocess
import tempfile
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._secrets.pgp import PgpKey
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.openpgp_keys import (
    BAD,
    GOOD,
    built,
    in_base64,
    recipients,
)

pytestmark = pytest.mark.skipif(not shutil.which("gpg"), reason="GnuPG is missing. Install the package gnupg.")

MADE: dict[str, list[tuple[str, str]]] = {
    "rsa2048": [("rsa2048", "cert,sign"), ("rsa2048", "encr")],
    "curve25519": [("ed25519", "cert,sign"), ("cv25519", "encr")],
    "one for all": [("rsa2048", "cert,sign,encr")],
    "revoked": [("ed25519", "cert,sign"), ("cv25519", "encr")],
    "revoked subkey": [("ed25519", "cert,sign"), ("cv25519", "encr")],
    "dsa1024": [("dsa1024", "cert,sign"), ("elg1024", "encr")],
}


class Gpg:
    """GnuPG with a home of its own."""

    def __init__(self, home: pathlib.Path) -> None:
        self.environment = {**os.environ, "GNUPGHOME": str(home)}
        self._revocations = home / "openpgp-revocs.d"

    def make(self, name: str) -> tuple[str, bytes]:
        """Generate the key, and return its fingerprint and what GnuPG exports."""
        (algorithm, usage), *subkeys = MADE[name]
        self.run("--quick-gen-key", "erin@example.com", algorithm, usage, "never")
        listing = self.run("--with-colons", "--list-keys").decode()
        fingerprint = next(line.split(":")[9] for line in listing.splitlines() if line.startswith("fpr"))
        for subkey in subkeys:
            self.run("--quick-add-key", fingerprint, *subkey, "never")
        if name == "revoked":
            # GnuPG stores a revocation certificate for each key, with a colon before its first line.
            revocation = (self._revocations / f"{fingerprint}.rev").read_bytes()
            self.run("--import", stdin=revocation.replace(b":-----BEGIN", b"-----BEGIN"))
        if name == "revoked subkey":
            answers = b"key 1\nrevkey\ny\n0\n\ny\nsave\n"
            self.run("--no-tty", "--command-fd", "0", "--edit-key", fingerprint, stdin=answers)
        return fingerprint, self.run("--export")

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        done = self.attempt(*arguments, stdin=stdin)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def attempt(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        always = [
            "gpg",
            "--quiet",
            "--yes",
            "--trust-model",
            "always",
            "--pinentry-mode",
            "loopback",
            "--passphrase",
            "",
        ]
        # With --batch, --edit-key does not read its answers.
        batch = [] if "--command-fd" in arguments else ["--batch"]
        return subprocess.run(
            [*always, *batch, *arguments], input=stdin, capture_output=True, env=self.environment, check=False
        )


# For each test, since ansible-test runs each test in a process of its own, which does not end fixtures of the session.
@pytest.fixture
def gpg() -> t.Iterator[Gpg]:
    # Not pytest's folder: its path can be longer than the 108 bytes of a socket's name, and gpg-agent has one there.
    with tempfile.TemporaryDirectory(prefix="gpg-") as home:
        made = Gpg(pathlib.Path(home))
        yield made
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=made.environment, check=False)


@pytest.mark.parametrize("name", ["rsa2048", "curve25519", "one for all"])
def test_gnupg_decrypts_the_password(gpg: Gpg, name: str) -> None:
    """Fails when a kind of key, or a way to write it, does not work, or a byte is changed or added."""
    password = "Aa1!'{}|\u00e9\u00ff  "
    fingerprint, exported = gpg.make(name)
    armored = gpg.run("--armor", "--export").decode()
    for text in (f"\n{armored}\n", base64.b64encode(exported).decode(), base64.encodebytes(exported).decode()):
        key = PgpKey(text)
        message = key.encrypt(password)
        assert message.startswith("-----BEGIN PGP MESSAGE-----")
        assert password not in message
        assert gpg.run("--decrypt", stdin=message.encode()).decode() == password
        assert key.fingerprint == fingerprint


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("revoked", "^pgp_key is revoked"),
        ("revoked subkey", "subkey [0-9A-F]{16} is revoked"),
        ("dsa1024", "too weak"),
    ],
)
def test_keys_that_gnupg_revoked_or_made_too_weak_are_rejected(gpg: Gpg, name: str, words: str) -> None:
    """Fails when such a key is used: the signatures and algorithms are GnuPG's own."""
    _fingerprint, exported = gpg.make(name)
    with pytest.raises(RequestError, match=words):
        PgpKey(base64.b64encode(exported).decode())


@pytest.mark.parametrize("names", [*((name,) for name in (*GOOD, *BAD)), *((name, "never expires") for name in BAD)])
def test_gnupg_has_the_same_opinion(gpg: Gpg, names: tuple[str, ...]) -> None:
    """Fails when a subkey is used that GnuPG rejects, or the other way round."""
    key = built(*names)
    gpg.run("--import", stdin=key.data)
    done = gpg.attempt("--armor", "--recipient", key.fingerprint, "--encrypt", stdin=b"secret")
    assert (recipients(done.stdout.decode()) if done.returncode == 0 else set()) == used(in_base64(key))


def used(text: str) -> set[str]:
    try:
        return recipients(PgpKey(text).encrypt("secret"))
    except RequestError:
        return set()
