# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The delivery file of generated passwords, its content, and a disk that has no room for a line."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from scenario import BYSTANDER, decrypted

EARLIER = json.dumps({"user_name": BYSTANDER, "encrypted_password": "-", "key_fingerprint": "-"}) + "\n"
"""The line of an earlier task in the file."""

_OF_A_LINE = ("user_name", "encrypted_password", "key_fingerprint", "sign_in_url")
_FSYNC = os.fsync


class Sent(NamedTuple):
    """A password on its way to AWS, and the content of the file when it was sent."""

    user: str | None
    password: str
    delivered: str


@dataclass
class Disk:
    """The file's location. ``full`` has the lines for which the disk has no room, by their number in the run."""

    path: Path
    full: range
    _lines: int = 0

    def text(self) -> str:
        """Return the content of the file."""
        return self.path.read_text(encoding="utf-8")

    def fsync(self, descriptor: int) -> None:
        """Replaces os.fsync. A disk that fills up within a line keeps the first part."""
        self._lines += 1
        if self._lines in self.full:
            text = self.path.read_bytes()
            begin = text.rstrip(b"\n").rfind(b"\n") + 1
            os.truncate(self.path, (begin + len(text)) // 2)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        _FSYNC(descriptor)

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Insert it between the module and the real disk."""
        with mock.patch("os.fsync", self.fsync):
            yield


@contextmanager
def disk(full: range) -> Iterator[Disk]:
    """Provide a file, with a line of an earlier task, for the duration of a task."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "passwords.jsonl")
        path.write_text(EARLIER, encoding="utf-8")
        yield Disk(path, full)


def lines_of(text: str) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Return the lines in the format that the guide documents, and the others."""
    lines: list[Mapping[str, Any]] = []
    rest: list[str] = []
    for line in text.splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if isinstance(found, dict) and tuple(found) == _OF_A_LINE:
            lines.append(found)
        else:
            rest.append(line)
    return lines, rest


def read_by_its_reader(line: Mapping[str, Any]) -> str | None:
    """Return the password of a line; None if its reader cannot decrypt it."""
    try:
        return decrypted(line["encrypted_password"])
    except RuntimeError:  # the only exception of pysequoia
        return None


def last_of(text: str, user: str | None) -> str | None:
    """Return the password in a user's last line."""
    lines = [line for line in lines_of(text)[0] if line["user_name"] == user]
    return read_by_its_reader(lines[-1]) if lines else None
