# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The keys that can be used for encryption: keys of every state, made for the test, and GnuPG's result for them."""

from __future__ import annotations

import base64
import datetime as dt
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import types
import typing as t

import pysequoia
import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._secrets import pgp
from ansible_collections.identity.aws.plugins.module_utils._secrets.pgp import PgpKey
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.openpgp_keys import (
    ALL_BAD,
    BAD,
    GOOD,
    SHA1,
    Subkey,
    build,
    built,
    in_base64,
    recipients,
)

BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----"


@pytest.mark.parametrize("name", GOOD)
def test_a_good_subkey_is_used(name: str) -> None:
    """Fails when a valid subkey is rejected, or the message is for another one."""
    key = built(name)
    assert recipients(PgpKey(in_base64(key)).encrypt("secret")) == set(key.subkeys)


@pytest.mark.parametrize("name", ALL_BAD)
def test_a_bad_subkey_is_not_used(name: str) -> None:
    """Fails when a subkey of this state is used, alone or besides a good one, or the error does not name it."""
    key = built(name)
    with pytest.raises(RequestError, match=f"subkey {key.subkeys[0]} {ALL_BAD[name][1]}.*--quick-add-key"):
        PgpKey(in_base64(key))
    for names in ((name, "never expires"), ("never expires", name)):
        key = built(*names)
        used = recipients(PgpKey(in_base64(key)).encrypt("secret"))
        assert used == {key.subkeys[names.index("never expires")]}


@pytest.mark.parametrize("pair", list(itertools.combinations(ALL_BAD, 2)), ids=" + ".join)
def test_no_bad_subkey_is_used_without_a_good_one(pair: tuple[str, str]) -> None:
    """Fails when pysequoia may choose between bad subkeys: it uses an expired one if no other is left."""
    key = built(*pair)
    with pytest.raises(RequestError) as request_error:
        PgpKey(in_base64(key))
    for name, key_id in zip(pair, key.subkeys, strict=True):
        assert re.search(f"subkey {key_id} {ALL_BAD[name][1]}", str(request_error.value))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"revoked": -1}, "^pgp_key is revoked. Ask the owner"),
        ({"revoked": 5}, "^pgp_key is revoked. Ask the owner"),
        ({"expires": -1}, r"^pgp_key expired on [0-9-]{10} [0-9:]{5} UTC\. Ask the owner"),
        ({"created": 5}, "^pgp_key is not valid before .* UTC. Check the clock"),
        ({"hash_algorithm": SHA1}, "^pgp_key is too old or too weak to be used: .*Ask the owner"),
        ({"features": None}, "^pgp_key does not announce a message format .*setpref save"),
    ],
)
def test_a_bad_primary_key_is_rejected(options: dict[str, t.Any], words: str) -> None:
    """Fails when an invalid key is used because of a valid subkey."""
    with pytest.raises(RequestError, match=words):
        PgpKey(in_base64(build(Subkey(created=max(-100, options.get("created", -100))), **options)))


def test_a_key_without_subkeys_is_rejected() -> None:
    """Fails when such a key is used, or the error does not state what is missing."""
    with pytest.raises(RequestError, match="has no subkey that can encrypt: No suitable encryption subkey"):
        PgpKey(in_base64(build()))


def test_validity_is_checked_at_each_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a subkey that expires after the key was checked is still used."""

    class Tomorrow(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return super().now(tz) + dt.timedelta(days=2)

    key = built("expires later")
    checked = PgpKey(in_base64(key))
    assert recipients(checked.encrypt("secret")) == set(key.subkeys)
    monkeypatch.setattr(pgp, "dt", types.SimpleNamespace(datetime=Tomorrow, timezone=dt.timezone))
    with pytest.raises(RequestError, match=f"subkey {key.subkeys[0]} expired on "):
        checked.encrypt("secret")


@pytest.mark.parametrize("profile", [pysequoia.Profile.RFC4880, pysequoia.Profile.RFC9580])
def test_keys_of_sequoia_work(profile: pysequoia.Profile) -> None:
    """Fails when keys that announce the message format of RFC 9580 are rejected, of version 4 and 6."""
    key = pysequoia.Tsk.generate("Erin <erin@example.com>", profile=profile)
    message = PgpKey(str(key.extract_certificate())).encrypt("secret")
    assert pysequoia.decrypt(decryptor=key.decryptor(), bytes=message.encode()).bytes == b"secret"


@pytest.mark.parametrize("size", [b"\x02", b"\xc0\x09", b"\xff\x00\x00\x00\xc9"])
def test_an_announcement_is_found_after_subpackets_of_any_size(size: bytes) -> None:
    """Fails when one of the three encodings of a subpacket's size (5.2.3.7) is misread, so that a key is rejected."""
    content = bytes([101]) + b"x" * (1 if len(size) == 1 else 200)  # 101 is for private use
    assert PgpKey(in_base64(build(Subkey(), features=b"\x09", subpackets=size + content))).encrypt("secret")


@pytest.mark.parametrize("text", ["whole", "binary", "cut", "one letter changed", "after a public key"])
def test_a_private_key_is_rejected(text: str) -> None:
    """Fails when a private key is used, or the error repeats 6 characters of it."""
    key = pysequoia.Tsk.generate("x")
    whole = str(key)
    given = {
        "whole": whole,
        "binary": base64.b64encode(bytes(key)).decode(),
        "cut": whole[: len(whole) // 2],
        "one letter changed": whole[:200] + ("A" if whole[200] != "A" else "B") + whole[201:],
        "after a public key": str(key.extract_certificate()) + whole,
    }[text]
    with pytest.raises(RequestError, match="is a private key") as request_error:
        PgpKey(given)
    secret = max(given.split("\n\n"), key=len)
    assert not any(secret[start : start + 6] in str(request_error.value) for start in range(len(secret) - 6))


def test_several_keys_are_rejected() -> None:
    """Fails when one of two keys is used, from one armoured block or two: the reader would be unknown."""
    first, second = built("RSA").data, built("never expires").data
    armored = [pysequoia.armor(each, pysequoia.ArmorKind.PublicKey) for each in (first, second, first + second)]
    for text in (armored[0] + armored[1], armored[2], base64.b64encode(first + second).decode()):
        with pytest.raises(RequestError, match="contains 2 keys"):
            PgpKey(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "garbage",
        "\u00e9",
        base64.b64encode(b"not a key").decode(),
        f"{BEGIN}\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----",
        BEGIN,
        pysequoia.armor(b"not a key", pysequoia.ArmorKind.Message),
        base64.b64encode(built("never expires").data[:100]).decode(),
    ],
)
def test_garbage_is_rejected(text: str) -> None:
    """Fails when an invalid or partial key ends in anything but a sentence on how to export a key."""
    with pytest.raises(RequestError, match="gpg --armor --export") as request_error:
        PgpKey(text)
    assert "Stack" not in str(request_error.value)


def test_the_name_of_a_file_is_rejected() -> None:
    """Fails when the error does not state how to read a file."""
    with pytest.raises(RequestError, match=re.escape("lookup('ansible.builtin.file', 'PATH')")):
        PgpKey("keys/erin.asc")


def test_without_pysequoia_the_error_states_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a host without the library gets another error."""
    monkeypatch.setattr(pgp, "HAS_PYSEQUOIA", False)
    with pytest.raises(RequestError, match="pip install pysequoia"):
        PgpKey("whatever")


needs_gnupg = pytest.mark.skipif(not shutil.which("gpg"), reason="GnuPG is missing. Install the package gnupg.")
GPG = ("gpg", "--batch", "--quiet", "--yes", "--trust-model", "always", "--pinentry-mode", "loopback")
MADE: dict[str, list[tuple[str, str]]] = {
    "rsa2048": [("rsa2048", "cert,sign"), ("rsa2048", "encr")],
    "curve25519": [("ed25519", "cert,sign"), ("cv25519", "encr")],
    "one for all": [("rsa2048", "cert,sign,encr")],
}


class Gpg:
    """GnuPG with a separate home."""

    def __init__(self, home: pathlib.Path) -> None:
        self.environment = {**os.environ, "GNUPGHOME": str(home)}

    def make(self, name: str) -> tuple[str, bytes]:
        """Generate the key, and return its fingerprint and GnuPG's export."""
        (algorithm, usage), *subkeys = MADE[name]
        self.run("--quick-gen-key", "erin@example.com", algorithm, usage, "never")
        listing = self.run("--with-colons", "--list-keys").decode()
        fingerprint = next(line.split(":")[9] for line in listing.splitlines() if line.startswith("fpr"))
        for subkey in subkeys:
            self.run("--quick-add-key", fingerprint, *subkey, "never")
        return fingerprint, self.run("--export")

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        done = self.attempt(*arguments, stdin=stdin)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def attempt(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*GPG, "--passphrase", "", *arguments], input=stdin, capture_output=True, env=self.environment, check=False
        )


# For each test: ansible-test runs each test in its own process, which does not end session fixtures.
@pytest.fixture
def gpg() -> t.Iterator[Gpg]:
    # Not pytest's folder: its path can exceed the 108 bytes of a socket's name, and gpg-agent has one there.
    with tempfile.TemporaryDirectory(prefix="gpg-") as home:
        made = Gpg(pathlib.Path(home))
        yield made
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=made.environment, check=False)


@needs_gnupg
@pytest.mark.parametrize("name", ["rsa2048", "curve25519", "one for all"])
def test_gnupg_decrypts_the_password(gpg: Gpg, name: str) -> None:
    """Fails when a kind of key, or a notation of it, does not work, or a byte is altered or added."""
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


@needs_gnupg
@pytest.mark.parametrize("names", [*((name,) for name in (*GOOD, *BAD)), *((name, "never expires") for name in BAD)])
def test_gnupg_has_the_same_opinion(gpg: Gpg, names: tuple[str, ...]) -> None:
    """Fails when a subkey is used that GnuPG rejects, or vice versa."""
    key = built(*names)
    gpg.run("--import", stdin=key.data)
    done = gpg.attempt("--armor", "--recipient", key.fingerprint, "--encrypt", stdin=b"secret")
    assert (recipients(done.stdout.decode()) if done.returncode == 0 else set()) == used(in_base64(key))


def used(text: str) -> set[str]:
    try:
        return recipients(PgpKey(text).encrypt("secret"))
    except RequestError:
        return set()
