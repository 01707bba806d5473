# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An OpenPGP public key, for which generated passwords are encrypted.

pysequoia verifies signatures and rejects weak algorithms and revoked keys. It is maintained, has the licence
Apache-2.0, and has wheels for every platform. It is optional, and imported only if a key is given. Section numbers are
those of RFC 9580.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import typing as t
from dataclasses import dataclass, field

from ansible_collections.identity.aws.plugins.module_utils._core.error_codes import RequestCode
from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.validation import pgp_key_problem

try:
    import pysequoia

    HAS_PYSEQUOIA = True
except ImportError:
    HAS_PYSEQUOIA = False

_INVALID: RequestCode = "encryption_key_invalid"
_UNUSABLE: RequestCode = "encryption_key_unusable"
_EXPORT = "Give one public key that can encrypt, as `gpg --armor --export NAME` prints it, or that in base64."
_ASK_OWNER = "Ask the owner to renew the key and to export it again, or for another key."


class PgpKey:
    """A public key that can be encrypted for."""

    def __init__(self, text: str) -> None:
        """Parse a public key, ASCII-armoured or in base64. Raises RequestError if it cannot be used."""
        if not HAS_PYSEQUOIA:
            raise RequestError(
                "pgp_key needs the Python library pysequoia on the host that the module runs on. "
                "Install it there (pip install pysequoia).",
                "library_missing",
            )
        if problem := pgp_key_problem(text):
            raise RequestError(problem, _INVALID)
        self._certificate = _certificate(text)
        self.fingerprint: str = self._certificate.fingerprint.upper()
        self.readers = {"key_fingerprint": self.fingerprint}
        self.encrypt("a trial, before anything is written")

    def encrypt(self, text: str) -> str:
        """Return ``text`` encrypted for the currently valid subkeys, ASCII-armoured.

        Raises RequestError if there is none: a subkey can expire between two calls.
        """
        now = dt.datetime.now(dt.timezone.utc)
        primary, subkeys = _components(self._certificate)
        _check_primary_key(self._certificate, primary[0].key_created, now)
        packets, reasons = list(primary), []
        for subkey in subkeys:
            binding, reason = subkey.valid_binding(primary, now)
            if reason is None:
                packets += [subkey.packet, binding]
            else:
                reasons.append(f"subkey {subkey.packet.key_id.upper()} {reason}")
        try:
            message = _encrypted(text, packets)
        except RuntimeError as error:
            raise RequestError(
                f"pgp_key has no subkey that can encrypt: {'; '.join(reasons) or _first_line(error)}. "
                f"Ask the owner to add one (gpg --quick-add-key {self.fingerprint}) and to export the key again.",
                _UNUSABLE,
            ) from error
        _check_format(message, primary)
        return message.decode("ascii")


@dataclass
class _Subkey:
    """A subkey packet and the signatures that follow it (10.1.1)."""

    packet: t.Any
    signatures: list[t.Any] = field(default_factory=list)

    def valid_binding(self, primary: list[t.Any], now: dt.datetime) -> tuple[t.Any, str | None]:
        """Return the valid binding signature (5.2.1.10) and None, or why the subkey must not be used.

        It is the newest one that pysequoia verifies. Revocation (5.2.1.12) is final, even if a newer binding signature
        exists, as in GnuPG.
        """
        kinds = pysequoia.packet.SignatureType
        if self._of_type(kinds.SubkeyRevocation):
            return None, "is revoked"
        # A signature without a time does not verify.
        bindings = [each for each in self._of_type(kinds.SubkeyBinding) if each.signature_created]
        bindings.sort(key=lambda each: each.signature_created, reverse=True)
        begin = max([self.packet.key_created, *(each.signature_created for each in bindings[-1:])])
        if begin > now:
            return None, f"is not valid before {_minute(begin)}"
        for binding in bindings:
            if not _is_for_encryption(binding):
                return None, "is not for encryption"
            if _verifies([*primary, self.packet, binding]):
                return binding, self._expired(binding, now)
        return None, f"is too weak, or has no valid signature by the primary key ({_algorithms(self.packet, bindings)})"

    def _of_type(self, kind: t.Any) -> list[t.Any]:
        return [each for each in self.signatures if each.signature_type == kind]

    def _expired(self, binding: t.Any, now: dt.datetime) -> str | None:
        """Return when the subkey expired by its binding signature (5.2.3.13), or None."""
        end = self.packet.key_created + binding.key_validity_period if binding.key_validity_period else None
        return f"expired on {_minute(end)}" if end is not None and end <= now else None


def _encrypted(text: str, packets: list[t.Any]) -> bytes:
    """Return ``text`` encrypted for the subkeys among the packets of a key.

    Raises RuntimeError if pysequoia rejects all of them: for weak algorithms, flags other than encryption, revocation,
    and signatures that are forged, expired or from the future. It uses expired subkeys if no other subkey is left.
    """
    message: bytes = pysequoia.encrypt(text.encode(), recipients=[pysequoia.Cert.from_packets(packets)])
    return message


def _verifies(packets: list[t.Any]) -> bool:
    """Return whether pysequoia accepts the binding signature among the packets, expired or not."""
    try:
        _encrypted("a trial", packets)
    except RuntimeError:  # the only exception of pysequoia
        return False
    return True


def _is_for_encryption(binding: t.Any) -> bool:
    """Return whether a binding signature has a flag for encryption (5.2.3.29)."""
    flags = binding.key_flags
    return flags is not None and (flags.transport_encryption or flags.storage_encryption)


def _algorithms(packet: t.Any, bindings: t.Sequence[t.Any]) -> str:
    digests = sorted({str(each.hash_algorithm).rpartition(".")[2] for each in bindings})
    return f"{str(packet.key_algorithm).rpartition('.')[2]}, {' and '.join(digests) or 'no signature'}"


def _certificate(text: str) -> t.Any:
    """Return the only certificate in ``text``. Errors do not repeat it: it may be a private key."""
    private = RequestError(f"pgp_key is a private key, which only its owner may have. {_EXPORT}", _INVALID)
    if "PRIVATE KEY" in text:
        raise private
    try:
        data = text.strip().encode("ascii")
        if not data.startswith(b"-----BEGIN"):
            data = base64.b64decode(b"".join(data.split()), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise RequestError(
            "pgp_key is neither ASCII-armoured nor base64. To read a key from a file, use "
            f"lookup('ansible.builtin.file', ...). {_EXPORT}",
            _INVALID,
        ) from None
    try:
        tags = [packet.tag for packet in pysequoia.packet.PacketPile.from_bytes(data)]
        certificates = pysequoia.Cert.split_bytes(data)
    except RuntimeError:
        raise RequestError(f"pgp_key is not an OpenPGP public key, or it is incomplete. {_EXPORT}", _INVALID) from None
    if pysequoia.packet.Tag.SecretKey in tags or pysequoia.packet.Tag.SecretSubkey in tags:
        raise private
    if len(certificates) != 1:
        raise RequestError(
            f"pgp_key contains {len(certificates)} keys. It must contain one, so that the reader is known. {_EXPORT}",
            _INVALID,
        )
    return certificates[0]


def _check_primary_key(certificate: t.Any, created: dt.datetime, now: dt.datetime) -> None:
    """Raise RequestError if the primary key, ``created`` then, is invalid: its subkeys then are, too."""
    if certificate.is_revoked:
        raise RequestError(f"pgp_key is revoked. {_ASK_OWNER}", _UNUSABLE)
    if created > now:
        raise RequestError(
            f"pgp_key is not valid before {_minute(created)}. Check the clock of the host that the module runs on, or "
            "ask the owner for another key.",
            _UNUSABLE,
        )
    try:
        expiration = certificate.expiration
    except RuntimeError as error:
        # For example a self-signature with SHA-1.
        raise RequestError(
            f"pgp_key is too old or too weak to be used: {_first_line(error)}. {_ASK_OWNER}", _UNUSABLE
        ) from error
    if expiration is not None and expiration <= now:
        raise RequestError(f"pgp_key expired on {_minute(expiration)}. {_ASK_OWNER}", _UNUSABLE)


def _components(certificate: t.Any) -> tuple[list[t.Any], list[_Subkey]]:
    """Return the packets of the primary key with its user IDs, and the subkeys."""
    primary: list[t.Any] = []
    subkeys: list[_Subkey] = []
    for packet in pysequoia.packet.PacketPile.from_bytes(bytes(certificate)):
        if packet.tag == pysequoia.packet.Tag.PublicSubkey:
            subkeys.append(_Subkey(packet))
        else:
            (subkeys[-1].signatures if subkeys else primary).append(packet)
    return primary, subkeys


def _check_format(message: bytes, primary: t.Sequence[t.Any]) -> None:
    """Raise RequestError if some readers may not support the format of a message.

    pysequoia uses the format of version 2 (5.13.2) for keys that announce it (5.2.3.32), and also for keys without any
    announcement. GnuPG cannot decrypt it. Keys of version 6 imply it.
    """
    (encrypted,) = (
        each for each in pysequoia.packet.PacketPile.from_bytes(message) if each.tag == pysequoia.packet.Tag.SEIP
    )
    if encrypted.body[0] == 1 or primary[0].body[0] != 4 or any(_announces_version_2(each) for each in primary):
        return
    raise RequestError(
        "pgp_key does not announce a message format (it has no Features subpacket), and pysequoia would use one that "
        "GnuPG cannot decrypt. Ask the owner to add the preferences (gpg --edit-key NAME setpref save) and to export "
        "the key again.",
        _UNUSABLE,
    )


def _announces_version_2(packet: t.Any) -> bool:
    """Return whether a signature of version 4 has the flag 8 in a hashed Features subpacket (5.2.3.7, 5.2.3.32)."""
    if packet.signature_version != 4:
        return False
    rest = packet.body[6 : 6 + int.from_bytes(packet.body[4:6], "big")]
    while rest:
        head, size = 1, rest[0]
        if size == 255:
            head, size = 5, int.from_bytes(rest[1:5], "big")
        elif size >= 192:
            head, size = 2, ((size - 192) << 8) + int.from_bytes(rest[1:2], "big") + 192
        subpacket, rest = rest[head : head + size], rest[head + size :]
        if subpacket[:1] in (b"\x1e", b"\x9e") and subpacket[1:2] and subpacket[1] & 8:
            return True
    return False


def _minute(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _first_line(error: BaseException) -> str:
    # With RUST_BACKTRACE, pysequoia adds a stack trace.
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
