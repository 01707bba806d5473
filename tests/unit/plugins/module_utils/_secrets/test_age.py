# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Public keys of age and SSH: each owner can decrypt the messages, and other strings are rejected."""

from __future__ import annotations

import base64
import struct
import typing as t

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._secrets import age
from ansible_collections.identity.aws.plugins.module_utils._secrets.age import AgeRecipients

BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
P = 2**255 - 19
# RFC 7748, 6.1 and https://cr.yp.to/ecdh.html, where the last three are p, p + 1 and an ignored bit.
OF_ORDER_8 = (
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
)
LOW_ORDER = (0, 1, P - 1, *OF_ORDER_8, P, P + 1, 1 << 255)

# From `ssh-keygen -l`.
ED25519_LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH11BqmrUracqs0Iww9ghFh11LOwFI5dvGHdO4LCGxeK erin@example.com"
ED25519_NAME = "SHA256:O3PlIMORwqXpwi/8xAi8v/hBeBbJ3fOH5Xlcb+omB2A"


def bech32(prefix: str, data: bytes) -> str:
    """Return data in Bech32 with its checksum (BIP 173)."""
    bits = "".join(f"{byte:08b}" for byte in data)
    values = [int(bits[start : start + 5].ljust(5, "0"), 2) for start in range(0, len(bits), 5)]
    checksum = 1
    for value in [*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix), *values, *[0] * 6]:
        top, checksum = checksum >> 25, (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            checksum ^= generator if top >> bit & 1 else 0
    values += [(checksum ^ 1) >> 5 * (5 - place) & 31 for place in range(6)]
    return f"{prefix}1{''.join(BECH32[value] for value in values)}"


def ssh(kind: str, *fields: bytes, outer: str = "") -> str:
    """Return an SSH public key with these fields."""
    blob = b"".join(struct.pack(">I", len(field)) + field for field in (kind.encode(), *fields))
    return f"{outer or kind} {base64.b64encode(blob).decode()}"


def mpint(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def openssh(key: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey) -> tuple[str, bytes]:
    """Return the public key as a line, and the private key."""
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return public, key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


X25519 = pyrage.x25519.Identity.generate()
AGE1 = str(X25519.to_public())
(ED25519, ED25519_PRIVATE), (RSA, RSA_PRIVATE) = (
    openssh(ed25519.Ed25519PrivateKey.generate()),
    openssh(rsa.generate_private_key(65537, 2048)),
)


def test_the_owner_of_each_key_can_read_the_message() -> None:
    """Fails when one of several keys is unused, is used twice, or has another name than its owner's."""
    contents = [
        f"\n {AGE1}\t",
        f"{ED25519} a comment, ssh-key of ssh-rsa2\r\n",
        f"  {RSA}",
        ED25519,
        AGE1,
        ED25519_LINE,
    ]
    recipients = AgeRecipients(contents)
    first, *of_ssh = recipients.readers["recipients"]
    assert (first, len(of_ssh), of_ssh[-1]) == (AGE1, 3, ED25519_NAME)
    assert all(name.startswith("SHA256:") for name in of_ssh)
    message = recipients.encrypt("secret \u00e9")
    assert message.startswith("-----BEGIN AGE ENCRYPTED FILE-----\n")
    for identity in (X25519, *map(pyrage.ssh.Identity.from_buffer, (ED25519_PRIVATE, RSA_PRIVATE))):
        assert pyrage.decrypt(message.encode(), [identity]).decode() == "secret \u00e9"


@pytest.mark.parametrize(
    "text",
    [
        str(X25519),
        str(X25519).lower(),
        f"# created: 2026-11-29\n# public key: {AGE1}\n{X25519}\n",
        f"{AGE1}\n{X25519}",
        "AGE-PLUGIN-YUBIKEY-1QQPQQQQZQG4CQ0",
        *(private.decode() for private in (ED25519_PRIVATE, RSA_PRIVATE)),
        RSA_PRIVATE.decode()[:400],
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n",
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
    ],
    ids=map(str, range(10)),
)
def test_a_private_key_is_rejected(text: str) -> None:
    """Fails when the error about a private key does not state it, or depends on the key."""
    with pytest.raises(RequestError) as error:
        AgeRecipients([text])
    assert str(error.value) == (
        "age_recipients[0] is a private key, which only its owner may have. Give a public key: age1... as "
        "`age-keygen -y key.txt` prints it, or an ssh-ed25519 or ssh-rsa key."
    )


DAMAGED, NO_KEY, SEVERAL = (
    "is damaged or incomplete",
    "is not a public key that age supports",
    "more than one key or line",
)
WEAK, PROTECTION, OTHER = "is an RSA key of {} bits", "gives no protection", "which is not supported"


REJECTED: list[tuple[str, str, str]] = [
    *((text, NO_KEY, "invalid") for text in ("erin", "", " ", "keys/erin.pub", "github:erin", "age1", "age1erin")),
    *((text, NO_KEY, "invalid") for text in (f"no-pty {ED25519}", f"{AGE1} erin", AGE1.upper(), AGE1[:-1])),
    *((f"{one}{between}{AGE1}", SEVERAL, "invalid") for one in (AGE1, ED25519, RSA) for between in ("\n", " ")),
    *((f"{one}{between}{RSA}", SEVERAL, "invalid") for one in (AGE1, ED25519, RSA) for between in ("\r\n", " ")),
    (f"{ED25519}\n# a comment", SEVERAL, "invalid"),
    (f"{bech32('age1yubikey', bytes(33))}\n{AGE1}", SEVERAL, "invalid"),
    (f"{ED25519} {ssh('sk-ssh-ed25519@openssh.com', b'')}", SEVERAL, "invalid"),
    (AGE1[:-1] + ("q" if AGE1[-1] != "q" else "p"), DAMAGED, "invalid"),
    *((kind, DAMAGED, "invalid") for kind in ("ssh-ed25519", "ssh-rsa", "ssh-rsa AAAA", "ssh-rsa !!!!")),
    # Too short as well, which does not change the message.
    (ssh("ssh-dss", b"\1\0\1", mpint(1 << 1023), outer="ssh-rsa"), DAMAGED, "invalid"),
    (ssh("ssh-rsa", b"\1\0\1", mpint(1 << 1023)).replace("AAA", "AA!A"), DAMAGED, "invalid"),
    (ssh("ssh-ed25519", bytes([9]) * 32, outer="ssh-rsa"), DAMAGED, "invalid"),
    (ssh("ssh-rsa", b"\1\0\1", mpint(1 << 2047 | 1), outer="ssh-ed25519"), DAMAGED, "invalid"),
    (ssh("ssh-rsa", b"\1\0\1", mpint(1 << 2047 | 1), b""), DAMAGED, "invalid"),
    (ssh("ssh-rsa", b"\1", mpint(1 << 2047 | 1)), DAMAGED, "invalid"),
    (ssh("ssh-ed25519", b"\2" + bytes(31)), DAMAGED, "invalid"),  # not a point of the curve
    *((ssh("ssh-rsa", b"\1\0\1", mpint(1 << n - 1 | 1)), WEAK.format(n), "unusable") for n in (1024, 2047, 4097)),
    *((bech32(f"age1{kind}", b"\2" * 33), f"age1{kind}1..., {OTHER}", "unusable") for kind in ("yubikey", "tag")),
    (bech32("age1pq", b"\2" * 1216), f"age1pq1..., {OTHER}", "unusable"),
    *((f"{kind} AAAA erin", f"of the type {kind},", "unusable") for kind in sorted(age._OTHER_SSH_TYPES)),
    *((bech32("age", number.to_bytes(32, "little")), PROTECTION, "unusable") for number in LOW_ORDER),
    # The same points on the Edwards curve (RFC 7748, 4.1).
    *(
        (ssh("ssh-ed25519", ((u - 1) * pow(u + 1, -1, P) % P).to_bytes(32, "little")), PROTECTION, "unusable")
        for u in (0, 1, *OF_ORDER_8)
    ),
    *((ssh("ssh-ed25519", y.to_bytes(32, "little")), PROTECTION, "unusable") for y in (1, P, 1 << 255)),
]


@pytest.mark.parametrize(("text", "problem", "code"), REJECTED, ids=map(str, range(len(REJECTED))))
def test_what_is_no_usable_key_is_rejected(
    text: str, problem: str, code: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Fails when a key is used that its reader cannot use or everybody could, or pyrage prints a backtrace."""
    with pytest.raises(RequestError) as error:
        AgeRecipients([AGE1, text])
    assert str(error.value).startswith("age_recipients[1] ")
    assert problem in str(error.value)
    assert error.value.code == f"encryption_key_{code}"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("text", [AGE1, ED25519, RSA], ids=["age1", "ssh-ed25519", "ssh-rsa"])
def test_a_key_that_was_cut_off_is_rejected(text: str) -> None:
    """Fails when the beginning of a key is accepted, or counts as a complete key that is too short."""
    for end in range(len(text)):
        with pytest.raises(RequestError, match=rf"^age_recipients\[0\] ({DAMAGED}|{NO_KEY})"):
            AgeRecipients([text[:end]])


def test_a_panic_is_an_error_and_an_interruption_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a panic of pyrage, which is not an Exception, ends the module, or another end counts as one."""
    monkeypatch.setattr(age, "_LOW_ORDER", set())
    with pytest.raises(RequestError, match="pyrage returned an internal error") as error:
        AgeRecipients([bech32("age", bytes(32))])
    assert error.value.code == "encryption_key_unusable"

    def interrupted(*_arguments: t.Any, **_options: t.Any) -> t.NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(pyrage, "encrypt", interrupted)
    with pytest.raises(KeyboardInterrupt):
        AgeRecipients([AGE1])


def test_without_pyrage_the_error_states_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a host without the library gets another error."""
    monkeypatch.setattr(age, "HAS_PYRAGE", False)
    with pytest.raises(RequestError, match="pip install pyrage") as error:
        AgeRecipients(["whatever"])
    assert error.value.code == "library_missing"
