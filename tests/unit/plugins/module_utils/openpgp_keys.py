# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build OpenPGP public keys of any state for tests, by RFC 9580, in about a millisecond each.

pysequoia and GnuPG generate valid keys only. A key has an Ed25519 primary key and one user ID. Times are days from
``NOW``.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import time
import typing as t
from dataclasses import dataclass, field

import pysequoia
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

CERTIFY, SIGN, ENCRYPT = 0x01, 0x02, 0x0C  # 5.2.3.29
SHA1, SHA256 = 2, 8  # 9.5
_RSA, _ECDH, _EDDSA = 1, 18, 22  # 9.1
_POSITIVE, _BINDING, _BACK, _KEY_REVOCATION, _SUBKEY_REVOCATION = 0x13, 0x18, 0x19, 0x20, 0x28  # 5.2.1
_PUBLIC_KEY, _SIGNATURE, _USER_ID, _PUBLIC_SUBKEY = 6, 2, 13, 14  # 5
NOW = int(time.time())


@dataclass(frozen=True)
class Subkey:
    """A subkey: X25519, or RSA with this number of bits, or Ed25519 if ``flags`` let it sign.

    It was created and bound at ``created``, and expires at ``expires`` or never. A second binding signature, made at
    ``rebound``, has ``rebound_expires`` instead. The last binding signature does not verify if ``is_forged``, has no
    time if ``is_timeless``, and expires itself at ``signature_expires``.
    """

    created: float = -100
    expires: float | None = None
    flags: int = ENCRYPT
    rsa_bits: int | None = None
    hash_algorithm: int = SHA256
    revoked: float | None = None
    rebound: float | None = None
    rebound_expires: float | None = None
    is_forged: bool = False
    is_timeless: bool = False
    signature_expires: float | None = None


@dataclass
class Built:
    """A built key: its packets, and the key ID of each subkey, 16 hexadecimal digits."""

    data: bytes = b""
    fingerprint: str = ""
    subkeys: list[str] = field(default_factory=list)


def build(
    *subkeys: Subkey,
    created: float = -100,
    expires: float | None = None,
    flags: int = CERTIFY | SIGN,
    revoked: float | None = None,
    hash_algorithm: int = SHA256,
    features: bytes | None = b"\x01",
    subpackets: bytes = b"",
) -> Built:
    """Return a key with these subkeys.

    It announces these ``features`` (5.2.3.32), by default those of GnuPG, after other ``subpackets``.
    """
    private = Ed25519PrivateKey.generate()
    primary = _ed25519(private, created)
    user_id = b"Erin <erin@example.com>"
    built = Built(_packet(_PUBLIC_KEY, primary), _fingerprint(primary).hex().upper())

    def sign(kind: int, made: float | None, more: bytes, hashed: bytes, algorithm: int = hash_algorithm) -> bytes:
        return _packet(_SIGNATURE, _signature(private, primary, kind, made, more, _of_key(primary) + hashed, algorithm))

    if revoked is not None:
        built.data += sign(_KEY_REVOCATION, revoked, b"", b"")
    built.data += _packet(_USER_ID, user_id)
    certified = b"\xb4" + len(user_id).to_bytes(4, "big") + user_id
    announced = subpackets + (b"" if features is None else _subpacket(30, features))
    built.data += sign(_POSITIVE, created, _flags(flags) + announced + _validity(9, created, expires), certified)
    for subkey in subkeys:
        signer, body = _subkey(subkey)
        built.subkeys.append(_fingerprint(body)[-8:].hex().upper())
        built.data += _packet(_PUBLIC_SUBKEY, body)
        if subkey.revoked is not None:
            built.data += sign(_SUBKEY_REVOCATION, subkey.revoked, b"", _of_key(body))
        back = b""
        if signer is not None:
            embedded = _signature(
                signer, body, _BACK, subkey.created, b"", _of_key(primary) + _of_key(body), subkey.hash_algorithm
            )
            back = _subpacket(32, embedded)
        bindings = [(subkey.created, subkey.expires)]
        if subkey.rebound is not None:
            bindings.append((subkey.rebound, subkey.rebound_expires))
        for number, (made, end) in enumerate(bindings):
            more = _flags(subkey.flags) + _validity(9, subkey.created, end)
            of = _of_key(body)
            if number == len(bindings) - 1:
                more += _validity(3, made, subkey.signature_expires)
                of = b"another" if subkey.is_forged else of
            more += back
            timeless = subkey.is_timeless and number == len(bindings) - 1
            built.data += sign(_BINDING, None if timeless else made, more, of, subkey.hash_algorithm)
    return built


GOOD = {
    "never expires": Subkey(),
    "expires later": Subkey(expires=1),
    "expiration was extended": Subkey(expires=-2, rebound=-10, rebound_expires=10),
    "ended without a time": Subkey(rebound=-10, rebound_expires=-1, is_timeless=True),
    "ended by a forger": Subkey(rebound=-10, rebound_expires=-1, is_forged=True),
    "RSA": Subkey(rsa_bits=2048),
}
BAD = {
    "revoked": (Subkey(revoked=-1), "is revoked"),
    "revoked, and bound again": (Subkey(revoked=-50, rebound=-10), "is revoked"),
    "revoked in the future": (Subkey(revoked=5), "is revoked"),
    "expired": (Subkey(expires=-1), "expired on [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} UTC"),
    "expiration was brought forward": (Subkey(expires=20, rebound=-10, rebound_expires=-1), "expired on "),
    "binding signature expired": (Subkey(signature_expires=-1), "is too weak, or has no valid signature"),
    "not yet valid": (Subkey(created=5), "is not valid before "),
    "for signing": (Subkey(flags=SIGN), "is not for encryption"),
    "bound by a forger": (Subkey(is_forged=True), "is too weak, or has no valid signature"),
    "extended by a forger": (Subkey(expires=-2, rebound=-10, rebound_expires=10, is_forged=True), "expired on "),
}
ALL_BAD = {
    **BAD,
    # GnuPG 2.2 encrypts for these.
    "expired, and extended in the future": (Subkey(expires=-2, rebound=5, rebound_expires=10), "expired on "),
    "RSA-1024": (Subkey(rsa_bits=1024), "is too weak, .*RSAEncryptSign, SHA256"),
    "SHA-1": (Subkey(hash_algorithm=SHA1), "is too weak, .*ECDH, SHA1"),
}


@functools.cache
def built(*names: str) -> Built:
    """Return a key with these subkeys, the same one at each call."""
    return build(*(GOOD[name] if name in GOOD else ALL_BAD[name][0] for name in names))


def in_base64(key: Built) -> str:
    return base64.b64encode(key.data).decode()


def recipients(message: str) -> set[str]:
    """Return the key IDs that an ASCII-armoured message of format 1 is encrypted for (5.1.1)."""
    packets = pysequoia.packet.PacketPile.from_bytes(message.encode())
    return {packet.body[1:9].hex().upper() for packet in packets if packet.tag == pysequoia.packet.Tag.PKESK}


def _seconds(days: float) -> int:
    return NOW + int(days * 86400)


def _subkey(subkey: Subkey) -> tuple[Ed25519PrivateKey | None, bytes]:
    """Return the private key of a subkey that signs, and the body of its packet (5.5.2)."""
    if subkey.flags & SIGN:
        signer = Ed25519PrivateKey.generate()
        return signer, _ed25519(signer, subkey.created)
    if subkey.rsa_bits is not None:
        numbers = rsa.generate_private_key(65537, subkey.rsa_bits).public_key().public_numbers()
        return None, _key(subkey.created, _RSA, _mpi(numbers.n) + _mpi(numbers.e))
    point = X25519PrivateKey.generate().public_key().public_bytes_raw()
    material = bytes.fromhex("0a2b060104019755010501") + _mpi(b"\x40" + point) + bytes.fromhex("03010807")
    return None, _key(subkey.created, _ECDH, material)


def _ed25519(private: Ed25519PrivateKey, created: float) -> bytes:
    point = private.public_key().public_bytes_raw()
    return _key(created, _EDDSA, bytes.fromhex("092b06010401da470f01") + _mpi(b"\x40" + point))


def _key(created: float, algorithm: int, material: bytes) -> bytes:
    return b"\x04" + _seconds(created).to_bytes(4, "big") + bytes([algorithm]) + material


def _of_key(body: bytes) -> bytes:
    return b"\x99" + len(body).to_bytes(2, "big") + body


def _fingerprint(body: bytes) -> bytes:
    return hashlib.sha1(_of_key(body), usedforsecurity=False).digest()


def _signature(
    private: Ed25519PrivateKey, by: bytes, kind: int, made: float | None, more: bytes, hashed: bytes, algorithm: int
) -> bytes:
    """Return the body of a signature packet (5.2.3, 5.2.4)."""
    time_made = b"" if made is None else _subpacket(2, _seconds(made).to_bytes(4, "big"))
    subpackets = time_made + _subpacket(33, b"\x04" + _fingerprint(by)) + more
    head = bytes([4, kind, _EDDSA, algorithm]) + len(subpackets).to_bytes(2, "big") + subpackets
    name: t.Literal["sha1", "sha256"] = "sha1" if algorithm == SHA1 else "sha256"
    digest = hashlib.new(name, hashed + head + b"\x04\xff" + len(head).to_bytes(4, "big")).digest()
    signed = private.sign(digest)
    issuer = _subpacket(16, _fingerprint(by)[-8:])
    return head + len(issuer).to_bytes(2, "big") + issuer + digest[:2] + _mpi(signed[:32]) + _mpi(signed[32:])


def _flags(flags: int) -> bytes:
    return _subpacket(27, bytes([flags]))


def _validity(kind: int, since: float, until: float | None) -> bytes:
    return b"" if until is None else _subpacket(kind, (_seconds(until) - _seconds(since)).to_bytes(4, "big"))


def _subpacket(kind: int, data: bytes) -> bytes:
    return bytes([len(data) + 1, kind]) + data


def _mpi(value: bytes | int) -> bytes:
    number = int.from_bytes(value, "big") if isinstance(value, bytes) else value
    return number.bit_length().to_bytes(2, "big") + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _packet(tag: int, body: bytes) -> bytes:
    return bytes([0xC0 | tag, 0xFF]) + len(body).to_bytes(4, "big") + body
