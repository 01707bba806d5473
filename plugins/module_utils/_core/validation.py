# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The formats of names, passwords and other options that AWS accepts.

Pure. A problem is a sentence with the rule, never the value. Sources: shapes ``userNameType``, ``passwordType``,
``pathPrefixType``, ``tagKeyType`` and ``tagValueType`` of the IAM service model (2010-05-08), and ``regionRegex`` of
botocore's partitions.
"""

from __future__ import annotations

import re
import unicodedata

# re.ASCII: AWS means A-Z and a-z, but Python's \w matches letters of all alphabets.
USER_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
ACCOUNT_ID = re.compile(r"[0-9]{12}", re.ASCII)
REGION = re.compile(r"[a-z]{2,4}(-[a-z]+){1,2}-[0-9]{1,2}", re.ASCII)
PATH_PREFIX = re.compile(r"/([\u0021-\u007F]{1,510}/)?")
PASSWORD_CHARACTERS = re.compile(r"[\u0009\u000A\u000D\u0020-\u00FF]*")
PASSWORD_MAXIMUM_LENGTH = 128
_INVISIBLE = {
    "\t": "a tab",
    "\n": "a line feed",
    "\r": "a carriage return",
    " ": "a space",
    "\u00a0": "a no-break space",
    "\u00ad": "a soft hyphen",
}
# Advice for the result of ``untypeable_characters``.
UNTYPEABLE_ADVICE = (
    "AWS accepts them, but the user may not be able to type them on the sign-in page. A common cause is the line feed "
    "that echo adds before ansible-vault encrypt_string. Encrypt the password with ansible-vault encrypt_string "
    "--prompt, or remove the characters with the filter trim."
)
_MOST_AT_A_TIME = 64
TAG_PUNCTUATION = "_.:/=+-@"
# Base64 has no dot and no tilde. A public key for encryption is longer, and may begin with a slash.
_SHORTEST_KEY = 200
_PATH = re.compile(r"[/~.][\w/.+-]*|[\w/.+-]*\.[A-Za-z0-9]{1,8}", re.ASCII)
_KEYBASE = "keybase:"
# An age X25519 recipient: Bech32 of 32 bytes, with a checksum.
AGE_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")
# A typo in the century would end access, and distant dates overflow.
VALID_UNTIL = re.compile(
    r"(?P<day>2\d{3}-\d\d-\d\d)"
    r"(?:[T ](?P<minute>(?:[01]\d|2[0-3]):[0-5]\d)(?P<second>:[0-5]\d(?:\.\d+)?)?"
    r"(?P<zone>Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?",
    re.ASCII,
)
# The range of valid_until_warn_days, its default, and the error.
ALL_WARN_DAYS = range(366)
WARN_DAYS = 14
WRONG_WARN_DAYS = f"valid_until_warn_days must be 0 to {ALL_WARN_DAYS[-1]} days."
# A day, in seconds. A much larger number cannot be added to a time.
_LONGEST_WAIT = 86400
# An hour and 90 days, in seconds (shape maxSigninSessionDurationType).
_SESSION_DURATIONS = range(3600, 7776001)


def user_name_problem(user_name: str) -> str | None:
    """Return why an IAM user name is invalid, or None."""
    if USER_NAME.fullmatch(user_name):
        return None
    remedy = "Give the name alone, without its path or ARN." if "/" in user_name else "Correct the name."
    return (
        r"user_name must have 1 to 64 characters out of A-Z, a-z, 0-9 and _+=,.@- (rule [\w+=,.@-]+ of the IAM API). "
        f"{remedy}"
    )


def password_problem(password: str, option: str = "password") -> str | None:
    """Return why a password is invalid, or None. The account's policy is checked elsewhere."""
    if not password:
        return f"{option} is empty. Give 1 to 128 characters, or omit the option."
    if len(password) > PASSWORD_MAXIMUM_LENGTH:
        return f"{option} is longer than the 128 characters that the IAM API accepts. Give a shorter one."
    if not PASSWORD_CHARACTERS.fullmatch(password):
        return (
            f"{option} has a character that the IAM API does not accept. Valid characters are tab, line feed, "
            "carriage return and U+0020 to U+00FF."
        )
    return None


def untypeable_characters(password: str) -> list[str]:
    """Return the characters that are hard to type on the sign-in page, as kind and position.

    AWS accepts these characters: invisible ones at an end, elsewhere control characters such as line breaks. The list
    has no more of the password.
    """
    core = password.strip("".join(filter(_is_invisible, password)))
    found = [(password[:1], "at the beginning"), (password[-1:], "at the end")]
    listed = [f"{_INVISIBLE.get(end, 'a control character')} {where}" for end, where in found if _is_invisible(end)]
    is_broken = any(unicodedata.category(character) == "Cc" for character in core)
    return [*listed, *(["a line break or another control character inside"] if is_broken else [])]


def _is_invisible(character: str) -> bool:
    """Return whether a character is invisible: a control or format character, or a space."""
    return character != "" and unicodedata.category(character) in {"Cc", "Cf", "Zs", "Zl", "Zp"}


def account_id_problem(account_id: str) -> str | None:
    """Return why an account id is invalid, or None (shape ``AccountId`` of Organizations)."""
    if ACCOUNT_ID.fullmatch(account_id):
        return None
    return (
        "The id of an account must have 12 digits. Quote it in YAML, where one that begins with 0 may be read as octal."
    )


def path_prefix_problem(path_prefix: str) -> str | None:
    """Return why a path prefix of IAM users is invalid, or None.

    AWS accepts a path without a trailing slash, which would match other paths with the same beginning.
    """
    if PATH_PREFIX.fullmatch(path_prefix):
        return None
    return (
        "path_prefix must begin and end with a slash and have at most 512 ASCII characters without spaces, such as "
        "/colleagues/. Correct it."
    )


def region_problem(region: str) -> str | None:
    """Return why a region code is invalid, or None."""
    if REGION.fullmatch(region):
        return None
    return (
        "The value is not the code of a region, such as us-east-1 (without the letter of an availability zone). "
        "Correct it."
    )


def tag_name_problem(name: str) -> str | None:
    """Return why the name of the version tag is invalid, or None."""
    if 1 <= len(name) <= 128 and _is_tag_text(name) and not name.lower().startswith("aws:"):
        return None
    return (
        f"password_version_tag must have 1 to 128 letters, digits, blanks or {TAG_PUNCTUATION} and must not begin with "
        "aws: (the IAM API's rule for the name of a tag). Correct it."
    )


def version_problem(version: str) -> str | None:
    """Return why a password version, the value of a tag, is invalid, or None."""
    if 1 <= len(version) <= 256 and _is_tag_text(version):
        return None
    return (
        f"password_version must have 1 to 256 letters, digits, blanks or {TAG_PUNCTUATION} (the IAM API's rule for the "
        'value of a tag). Correct it, for example to "2026-11".'
    )


def pgp_key_problem(text: str) -> str | None:
    """Return what was given in place of an OpenPGP public key and what to write, or None.

    The value is not repeated, since it may be a secret key.
    """
    line = text.strip()
    if line.startswith("-----BEGIN") or "\n" in line or "@" in line or len(line) >= _SHORTEST_KEY:
        return None
    if line.startswith(_KEYBASE):
        looks, more = "a name at Keybase", " Download the key, and compare its fingerprint with that of its owner."
    elif _PATH.fullmatch(line):
        looks, more = "the path of a file", ""
    else:
        return None
    return (
        f"pgp_key looks like {looks}. Give the key itself, from a file on the controller: "
        f"pgp_key: \"{{{{ lookup('ansible.builtin.file', 'PATH') }}}}\".{more}"
    )


def wait_timeout_problem(seconds: int) -> str | None:
    """Return why the time to wait is invalid, or None."""
    return None if 0 <= seconds <= _LONGEST_WAIT else f"wait_timeout must be 0 to {_LONGEST_WAIT} seconds."


def stop_after_problem(seconds: int | None) -> str | None:
    """Return why stop_after is invalid, or None."""
    return None if seconds is None or seconds > 0 else "stop_after must be at least 1 second."


def session_duration_problem(seconds: int | None) -> str | None:
    """Return why the maximum session duration is invalid, or None. 0 clears the setting."""
    if seconds is None or seconds == 0 or seconds in _SESSION_DURATIONS:
        return None
    return (
        f"max_signin_session_duration must be {_SESSION_DURATIONS[0]} to {_SESSION_DURATIONS[-1]} seconds (1 hour to "
        f"90 days), or 0 to clear the setting. It is {seconds}."
    )


def concurrency_problem(concurrency: int) -> str | None:
    """Return why the number of concurrent users is invalid, or None."""
    return None if 1 <= concurrency <= _MOST_AT_A_TIME else f"concurrency must be 1 to {_MOST_AT_A_TIME}."


def _is_tag_text(text: str) -> bool:
    return all(c in TAG_PUNCTUATION or unicodedata.category(c)[0] in "LNZ" for c in text)
