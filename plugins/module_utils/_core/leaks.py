# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Detect a secret in a string from AWS, a proxy or a library.

Pure. Such a string can repeat the request in any encoding of a request, also nested.
"""

from __future__ import annotations

import base64
import re
import typing as t
from functools import lru_cache
from html.entities import html5
from urllib.parse import unquote

NOT_SHOWN = "(not shown, since it repeats a secret of the request)"

# Nested encodings to decode, such as XML in base64 in JSON.
_LAYERS = 4
# Characters. Decoding time is proportional; AWS's errors are much shorter.
_LONGEST = 20000
_LINE_BREAK = re.compile(r"\r\n|[\t\r\n]")
_ENTITY = re.compile(r"&(?:#(?P<decimal>\d{1,7})|#[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<name>\w{1,31}));?", re.ASCII)
_ESCAPE = re.compile(r"\\(?:u(?P<u>[0-9a-fA-F]{4})|x(?P<x>[0-9a-fA-F]{2})|(?P<octal>[0-7]{1,3})|(?P<c>.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "a": "\a"}
_FOLD = re.compile(r"\r?\n")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{2,}")
_PADDING = {0: "", 2: "==", 3: "="}


def repeats(text: str, secret: str) -> bool:
    """Return whether ``text`` contains the secret, encoded or not. True if the string is too long to check."""
    if not secret or not text:
        return False
    wanted = {_normal(secret), _normal(_as_bytes(secret))}
    return len(text) > _LONGEST or any(each in read for read in _readings(text) for each in wanted)


@lru_cache(maxsize=16)  # AWS returns the same message for many users
def _readings(text: str) -> frozenset[str]:
    """Return the string and all its decodings, with bytes as Latin-1 and line breaks as spaces."""
    readings = newest = {text}
    for _layer in range(_LAYERS):
        newest = {decode(read) for read in newest for decode in _DECODERS} - readings
        readings = readings | newest
    return frozenset(map(_normal, readings))


def _normal(text: str) -> str:
    # XML parsers replace line breaks: by a line feed in content, by a space in attributes.
    return _LINE_BREAK.sub(" ", text)


def _as_bytes(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _from_url(text: str) -> str:
    return unquote(text, encoding="latin-1")


def _from_form(text: str) -> str:
    return _from_url(text.replace("+", " "))


def _from_entities(text: str) -> str:
    """Like html.unescape, but numbers 128 to 159 are not characters of Windows-1252."""

    def character(match: re.Match[str]) -> str:
        if match["name"] is not None:
            return html5.get(f"{match['name']};", match[0])
        number = int(match["decimal"]) if match["decimal"] is not None else int(match["hex"], 16)
        return chr(number) if number < 0x110000 else match[0]

    return _ENTITY.sub(character, text)


def _from_escapes(text: str) -> str:
    """Decode the escapes of JSON, Python's repr and shells."""

    def character(match: re.Match[str]) -> str:
        if match["c"] is not None:
            return _ESCAPED.get(match["c"], match["c"])
        if match["octal"] is not None:
            return chr(int(match["octal"], 8))
        return chr(int(match["u"] or match["x"], 16))

    return _ESCAPE.sub(character, text)


def _from_base64(text: str) -> str:
    """Decode each run of base64 characters from its first four positions, since the alignment is unknown."""
    runs = {*_BASE64.findall(text), *_BASE64.findall(_FOLD.sub("", text))}
    return "\n".join(_decoded(run[start:]) for run in sorted(runs) for start in range(4))


def _decoded(run: str) -> str:
    run = run.translate({ord("-"): "+", ord("_"): "/"})
    run = run[:-1] if len(run) % 4 == 1 else run
    return base64.b64decode(run + _PADDING[len(run) % 4]).decode("latin-1")


_DECODERS: tuple[t.Callable[[str], str], ...] = (_from_url, _from_form, _from_entities, _from_escapes, _from_base64)
