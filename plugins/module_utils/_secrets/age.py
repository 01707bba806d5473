# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Recipients of the age format (age-encryption.org/v1), for which generated passwords are encrypted.

A recipient is an X25519 key (``age1...``) or an SSH public key (ssh-ed25519, ssh-rsa). These keys have no expiry, no
revocation and no signature to verify. pyrage is optional, and imported only if a key is given. It returns the same
error for most mistakes, and accepts some keys that give no protection, so keys are checked here first.
"""

from __future__ import annotations

import base64
import hashlib
import re
import types
import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.error_codes import RequestCode
from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.validation import AGE_RECIPIENT

try:
    import pyrage

    HAS_PYRAGE = True
except ImportError:
    HAS_PYRAGE = False

_INVALID: RequestCode = "encryption_key_invalid"
_UNUSABLE: RequestCode = "encryption_key_unusable"
_GIVE = "Give a public key: age1... as `age-keygen -y key.txt` prints it, or an ssh-ed25519 or ssh-rsa key."
_COPY = "Get the key from its owner again."

# age identities, and private keys in the formats of OpenSSH, PEM and PuTTY.
_PRIVATE = re.compile("AGE-SECRET-KEY-|AGE-PLUGIN-|PRIVATE KEY-----|PuTTY-User-Key-File", re.IGNORECASE)
# age1yubikey1..., age1tag1..., age1pq1...: the kind is between the first and the last digit 1.
_OTHER = re.compile(r"(age1[a-z0-9-]{1,20}?1)[02-9ac-hj-np-z]+")
_OTHER_SSH_TYPES = {
    *("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-dss"),
    *("sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"),
    *("ssh-ed25519-cert-v01@openssh.com", "ssh-rsa-cert-v01@openssh.com"),
}
_SSH_TYPES = {"ssh-ed25519", "ssh-rsa"}
_RSA_BITS = range(2048, 4096 + 1)  # accepted by pyrage

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_P = 2**255 - 19
# The u-coordinates of low order on Curve25519 (RFC 7748, 6.1; https://cr.yp.to/ecdh.html): with each of them, everybody
# can derive the shared secret.
_LOW_ORDER = {
    *(0, 1, _P - 1),
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
}


class AgeRecipients:
    """Public keys that a message is encrypted for. The owner of each can decrypt it."""

    def __init__(self, texts: t.Sequence[str]) -> None:
        """Parse public keys, each once. Raises RequestError if one of them cannot be used."""
        if not HAS_PYRAGE:
            raise RequestError(
                "age_recipients needs the Python library pyrage on the host that the module runs on. "
                "Install it there (pip install pyrage).",
                "library_missing",
            )
        recipients = dict(_parse(text, f"age_recipients[{position}]") for position, text in enumerate(texts))
        self._recipients = list(recipients.values())
        self.readers = {"recipients": list(recipients)}
        self.encrypt("a trial, before anything is written")

    def encrypt(self, text: str) -> str:
        """Return ``text`` encrypted for all recipients, ASCII-armoured. Raises RequestError if pyrage panics."""
        with _PanicsRejected():
            message: bytes = pyrage.encrypt(text.encode(), self._recipients, armored=True)
        return message.decode("ascii")


class _PanicsRejected:
    """Raises RequestError for a panic of Rust, whose class cannot be imported and is not an Exception."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: types.TracebackType | None
    ) -> None:
        if kind is not None and kind.__name__ == "PanicException":
            raise RequestError(
                "age_recipients: pyrage returned an internal error. Run the task with one key at a time to find the "
                "key that causes it, and ask its owner for another key.",
                _UNUSABLE,
            ) from None


def _parse(text: str, at: str) -> tuple[str, t.Any]:
    """Return the name and recipient of a public key. Errors do not repeat it: it may be a private key."""
    line = text.strip()
    words = line.split() or [""]
    _check_kind(line, words, at)
    try:
        if AGE_RECIPIENT.fullmatch(line):
            return line, _x25519(line, at)
        if words[0] in _SSH_TYPES:
            return _ssh(words, at)
    except (ValueError, pyrage.RecipientError):
        raise RequestError(f"{at} is damaged or incomplete. {_COPY}", _INVALID) from None
    raise RequestError(
        f"{at} is not a public key that age supports. To read a key from a file, use lookup('ansible.builtin.file', "
        f"...). {_GIVE}",
        _INVALID,
    )


def _check_kind(line: str, words: t.Sequence[str], at: str) -> None:
    """Raise RequestError for a private key, for several keys, and for an unsupported kind of key."""
    if _PRIVATE.search(line):
        raise RequestError(f"{at} is a private key, which only its owner may have. {_GIVE}", _INVALID)
    if _begins_key(words[0]) and (len(line.splitlines()) > 1 or any(map(_begins_key, words[1:]))):
        # pyrage would accept it, but only the owner of the first key could read the password.
        raise RequestError(
            f"{at} has more than one key or line. Give each key as an element of its own, for example "
            "age_recipients: \"{{ lookup('ansible.builtin.file', 'PATH').splitlines() }}\".",
            _INVALID,
        )
    if other := _OTHER.fullmatch(line):
        raise RequestError(f"{at} is a recipient of the type {other[1]}..., which is not supported. {_GIVE}", _UNUSABLE)
    if words[0] in _OTHER_SSH_TYPES:
        raise RequestError(f"{at} is an SSH key of the type {words[0]}, which age does not support. {_GIVE}", _UNUSABLE)


def _begins_key(word: str) -> bool:
    return word in _SSH_TYPES | _OTHER_SSH_TYPES or bool(AGE_RECIPIENT.fullmatch(word) or _OTHER.fullmatch(word))


def _x25519(text: str, at: str) -> t.Any:
    recipient = pyrage.x25519.Recipient.from_str(text)  # verifies the checksum, the last six characters
    number = 0
    for character in text[len("age1") : -6]:
        number = number << 5 | _BECH32.index(character)
    # 52 characters have four bits more than 32 bytes, whose last bit is ignored (RFC 7748, 5).
    _check_order(int.from_bytes((number >> 4).to_bytes(32, "big"), "little") % 2**255, at)
    return recipient


def _ssh(words: t.Sequence[str], at: str) -> tuple[str, t.Any]:
    """Return the fingerprint as printed by `ssh-keygen -l`, and the recipient. Raises ValueError if damaged."""
    kind, blob = words[0], base64.b64decode("".join(words[1:2]), validate=True)
    inner, *numbers = _fields(blob)
    if inner != kind.encode() or len(numbers) != (1 if kind == "ssh-ed25519" else 2):
        raise ValueError
    if kind == "ssh-ed25519":
        # The last bit is the sign of x (RFC 8032, 5.1.2). age converts the key to Curve25519 (RFC 7748, 4.1).
        y = int.from_bytes(numbers[0], "little") % 2**255
        _check_order((1 + y) * pow(1 - y, _P - 2, _P), at)
    elif (bits := int.from_bytes(numbers[1], "big").bit_length()) not in _RSA_BITS:
        raise RequestError(
            f"{at} is an RSA key of {bits} bits. age supports {_RSA_BITS[0]} to {_RSA_BITS[-1]} bits. Ask the owner "
            "for another key.",
            _UNUSABLE,
        )
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    return f"SHA256:{digest}", pyrage.ssh.Recipient.from_str(f"{kind} {words[1]}")


def _fields(blob: bytes) -> list[bytes]:
    """Return the fields of an SSH public key (RFC 4253, 6.6). Raises ValueError if one is incomplete."""
    fields = []
    while blob:
        end = 4 + int.from_bytes(blob[:4], "big")
        if len(blob) < end:
            raise ValueError
        fields.append(blob[4:end])
        blob = blob[end:]
    return fields


def _check_order(u: int, at: str) -> None:
    """Raise RequestError for a u-coordinate of low order. pyrage panics for X25519, and encrypts for ssh-ed25519."""
    if u % _P in _LOW_ORDER:
        raise RequestError(
            f"{at} gives no protection: anyone could decrypt the password (a point of low order, for example a key "
            f"of zeros). {_COPY}",
            _UNUSABLE,
        )
