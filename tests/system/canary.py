# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Search for secrets, and for parts of them, in the output and the files of a run."""

from __future__ import annotations

import base64
import html
import json
import string
import urllib.parse
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from xml.sax import saxutils

import yaml

FRAGMENT = 6
# Timestamps, UUIDs, hashes and encrypted messages contain short parts by chance. A part with only their characters,
# such as in the hexadecimal secret keys of the emulated STS, counts from 45 bits.
_CHANCE = (
    (frozenset(b"0123456789 -+:.,"), 14),
    (frozenset(b"0123456789abcdef-"), 12),
    (frozenset(b"0123456789ABCDEF-"), 12),
    (frozenset(string.ascii_letters.encode() + b"0123456789+/-_="), 8),
)
_LENGTHS = (FRAGMENT, *sorted({length for _alphabet, length in _CHANCE}))

# Python imports this at its start, in the module's process too: everything for syslog also goes to a file. With
# CRASH_WITH in its environment, a module of ours ends in an exception with this message when it exits.
AT_START = """
import gc, os, syslog
def _write(*arguments):
    with open({path!r}, "a", encoding="utf-8") as log:
        log.write(repr(arguments) + "\\n")
syslog.syslog = _write
_freezes = []
def _crash():
    _freezes.append(1)
    if len(_freezes) == 2:
        raise RuntimeError(os.environ["CRASH_WITH"])
if "CRASH_WITH" in os.environ:
    gc.freeze = _crash
"""
# Makes Ansible assume a running systemd. It writes to syslog as well, since the journal reports a failure.
JOURNAL = """
def send(*arguments, **fields):
    with open({path!r}, "a", encoding="utf-8") as log:
        log.write(repr((arguments, fields)) + "\\n")
    raise OSError
sendv = send
"""


def watched(folder: Path) -> dict[str, str]:
    """Redirect everything that Ansible can write into a folder; return the environment for that."""
    # Not the folder of the run: Ansible hides that from a module that it sends through a pipeline.
    python = folder / "python"
    python.mkdir(exist_ok=True)
    python.joinpath("sitecustomize.py").write_text(AT_START.format(path=str(folder / "syslog")), encoding="utf-8")
    return {
        "ANSIBLE_INJECT_INVOCATION": "true",  # off by default since ansible-core 2.20
        "ANSIBLE_LOG_PATH": str(folder / "ansible.log"),
        "PYTHONPATH": str(python),
    }


def journalled(folder: Path) -> None:
    """Make Ansible's modules write to a journal, a file in a folder that ``watched`` watches."""
    systemd = folder / "python" / "systemd"
    systemd.mkdir(parents=True)
    systemd.joinpath("__init__.py").touch()
    systemd.joinpath("daemon.py").write_text("def booted():\n    return True\n", encoding="utf-8")
    systemd.joinpath("journal.py").write_text(JOURNAL.format(path=str(folder / "journal")), encoding="utf-8")


def in_each_encoding(text: str) -> dict[str, bytes]:
    """Return encoding -> the string as it could be written inside a longer one."""
    utf8 = text.encode()
    escaped = json.dumps(text)[1:-1]
    forms = {
        "plain": utf8,
        "Latin-1": text.encode("latin-1"),
        "JSON": escaped.encode(),
        "JSON, not ASCII": json.dumps(text, ensure_ascii=False)[1:-1].encode(),
        "JSON in JSON": json.dumps(escaped)[1:-1].encode(),  # as in the file that Ansible makes of a module
        "repr": repr(text)[1:-1].encode(),
        "repr with both quotes": repr(f"{text}'\"")[1:-4].encode(),
        "repr of bytes": repr(utf8)[2:-1].encode(),
        "unicode_escape": text.encode("unicode_escape"),
        "YAML": yaml.safe_dump(text, default_style='"', width=10000)[1:-2].encode(),
        "URL": urllib.parse.quote(text).encode(),
        "URL without slashes": urllib.parse.quote(text, safe="").encode(),
        "form": urllib.parse.quote_plus(text).encode(),
        "XML": html.escape(text, quote=False).encode(),
        "XML attribute": saxutils.quoteattr(text)[1:-1].encode(),
        "HTML": html.escape(text).encode(),
        "XML, ASCII": html.escape(text).encode("ascii", "xmlcharrefreplace"),
    }
    for before in range(3):
        # Its first and last characters also depend on unknown neighbours, so they are omitted.
        code = base64.b64encode(bytes(before) + utf8)[(0, 2, 3)[before] : (before + len(utf8)) * 8 // 6]
        forms[f"base64 after {before}"] = code
        forms[f"base64 for URLs after {before}"] = code.translate(bytes.maketrans(b"+/", b"-_"))
    return forms


def _is_no_chance(form: bytes) -> bool:
    """Return whether a string is too long to occur by chance, for its alphabet."""
    needed = next((length for alphabet, length in _CHANCE if alphabet.issuperset(form)), FRAGMENT)
    return len(form) >= needed


def parts(secret: str) -> Iterator[str]:
    """Yield the parts of a secret: from each character on, of each required length."""
    for length in _LENGTHS:
        for start in range(len(secret) - length + 1):
            yield secret[start : start + length]


class Search:
    """Searches for secrets, and for every part of FRAGMENT characters, or more if shorter parts occur by chance.

    Each is searched for in every encoding. A part that two of the secrets share is skipped.
    """

    def __init__(self, secrets: Mapping[str, str]) -> None:
        """Take name -> secret. Raises AssertionError for a secret without a searchable part."""
        names: dict[str, set[str]] = {}
        for name, secret in secrets.items():
            for part in parts(secret):
                names.setdefault(part, set()).add(name)
        unseen = set(secrets)
        # First bytes -> what may begin with them.
        self._wanted: dict[bytes, list[tuple[bytes, str]]] = {}
        for part, (name, *others) in names.items():
            if others:
                continue
            for encoding, form in in_each_encoding(part).items():
                alike = self._wanted.setdefault(form[:FRAGMENT], [])
                if _is_no_chance(form) and not any(form.startswith(shorter) for shorter, _found in alike):
                    unseen.discard(name)
                    alike.append((form, f"{name} ({encoding})"))
        assert unseen == set()

    def finds(self, text: bytes) -> set[str]:
        """Return what a string contains, with the possible encodings."""
        return {
            found
            for line in set(text.split(b"\n"))
            for start in range(len(line) - FRAGMENT + 1)
            for form, found in self._wanted.get(line[start : start + FRAGMENT], ())
            if line.startswith(form, start)
        }

    def places(self, folder: Path, output: str, *, but: Collection[str] = ()) -> dict[str, set[str]]:
        """Return where something is found, and what: in the output, or in a file below the folder."""
        contents = {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }
        contents["(output)"] = output.encode()
        found = {place: self.finds(text) for place, text in contents.items() if place not in but}
        return {place: finds for place, finds in found.items() if finds}
