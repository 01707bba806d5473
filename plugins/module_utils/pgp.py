# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An OpenPGP key that a generated password is encrypted for.

By pysequoia: maintained, Apache-2.0, wheels for every platform, and it refuses what an OpenPGP library should refuse.
It is optional, and asked for by name only where a key is given.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import typing as t

from .model import Refusal

try:
    import pysequoia

    HAS_PYSEQUOIA = True
except ImportError:
    HAS_PYSEQUOIA = False

_EXPORT = "Give one public key that can encrypt, as `gpg --armor --export NAME` prints it, or that in base64."


class PgpKey:
    """One public key, parsed and tried."""

    def __init__(self, text: str) -> None:
        """Take a public key, ASCII-armoured or in base64. Raises Refusal where nothing can be encrypted for it."""
        if not HAS_PYSEQUOIA:
            raise Refusal(
                "pgp_key needs the Python library pysequoia on the host that the module runs on. "
                "Install it there (pip install pysequoia)."
            )
        try:
            self._certificate = _usable(_certificate(text))
        except RuntimeError as error:
            # As for a self-signature with SHA-1, or a key of 1024 bits.
            raise Refusal(f"pgp_key is too old or too weak to be used: {_first_line(error)}. {_EXPORT}") from error
        self.fingerprint: str = self._certificate.fingerprint.upper()
        self.encrypt("a trial, before anything is written")

    def encrypt(self, text: str) -> str:
        """Return ``text`` encrypted, ASCII-armoured. Raises Refusal."""
        try:
            message: bytes = pysequoia.encrypt(text.encode(), recipients=[self._certificate])
        except RuntimeError as error:
            raise Refusal(f"pgp_key cannot encrypt: {_first_line(error)}. {_EXPORT}") from error
        return message.decode("ascii")


def _certificate(text: str) -> t.Any:
    """Return the only certificate in ``text``."""
    try:
        data = text.strip().encode("ascii")
        if not data.startswith(b"-----BEGIN"):
            data = base64.b64decode(b"".join(data.split()), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise Refusal(f"pgp_key is neither ASCII-armoured nor base64. {_EXPORT}") from error
    try:
        certificates = pysequoia.Cert.split_bytes(data)
        if len(certificates) != 1:
            raise Refusal(f"pgp_key holds {len(certificates)} keys, and it must be clear who can read. {_EXPORT}")
        key = pysequoia.Tsk.from_bytes(data)
    except RuntimeError as error:
        raise Refusal(f"pgp_key is not an OpenPGP key: {_first_line(error)}. {_EXPORT}") from error
    # A Tsk is read from a public key too; its bytes are then those of the certificate.
    if bytes(key) != bytes(key.extract_certificate()):
        raise Refusal(f"pgp_key is a private key, which should not leave its owner. {_EXPORT}")
    return certificates[0]


def _usable(certificate: t.Any) -> t.Any:
    expiration = certificate.expiration
    if certificate.is_revoked:
        raise Refusal(f"pgp_key is revoked. {_EXPORT}")
    now = dt.datetime.now(dt.timezone.utc)
    if expiration is not None and expiration <= now:
        raise Refusal(f"pgp_key expired on {expiration:%Y-%m-%d}. {_EXPORT}")
    if not any(end is None or end > now for end in _ends_of_encryption(certificate)):
        raise Refusal(f"pgp_key has no part for encryption that has not expired. {_EXPORT}")
    return certificate


def _ends_of_encryption(certificate: t.Any) -> list[dt.datetime | None]:
    """Return when each part of a key that can encrypt expires, None for never.

    pysequoia encrypts for an expired subkey where there is no other, and does not say so; so the packets are read. A
    key's flags and its validity are in the newest signature that follows it (RFC 9580, 5.2.3.13 and 5.2.3.29).
    """
    newest: dict[str, tuple[dt.datetime, bool, dt.datetime | None]] = {}
    key = None
    for packet in pysequoia.packet.PacketPile.from_bytes(bytes(certificate)):
        if packet.key_created is not None:
            key = packet
        flags, signed = packet.key_flags, packet.signature_created
        if key is None or flags is None or (key.fingerprint in newest and newest[key.fingerprint][0] > signed):
            continue
        validity = packet.key_validity_period
        end = None if validity is None else key.key_created + validity
        newest[key.fingerprint] = (signed, flags.transport_encryption or flags.storage_encryption, end)
    return [end for _signed, encrypts, end in newest.values() if encrypts]


def _first_line(error: BaseException) -> str:
    # pysequoia adds a stack trace where RUST_BACKTRACE is set.
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
