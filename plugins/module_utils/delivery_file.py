# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A file that generated passwords are written to, encrypted, before they are set.

For a process that is killed: what it would have returned is lost, and this is not.
"""

from __future__ import annotations

import json
import os
import threading
import typing as t
from pathlib import Path

from .model import Owner, Refusal

_ADD = os.O_RDWR | os.O_CREAT | os.O_APPEND


class DeliveryFile:
    """A file of lines of JSON, one a password. It is made readable for its owner alone, and only ever added to."""

    def __init__(self, path: str) -> None:
        """Take the path. Nothing is written yet."""
        self._path = Path(path).absolute()
        self._lock = threading.Lock()

    def problem(self) -> str | None:
        """Say why nothing could be written to it, or None, without writing."""
        try:
            return self._problem()
        except OSError as error:
            return f"delivery_path is no path that can be written to: {error.strerror}. Correct it."

    def _problem(self) -> str | None:
        if _is_no_path(self._path):
            return "delivery_path has a character that no path can have. Correct it."
        if self._path.is_dir() or not self._path.parent.is_dir():
            return (
                f"delivery_path must be a file in a folder that exists. Make {self._path.parent}, or correct the path."
            )
        place, access = (self._path, os.R_OK | os.W_OK) if self._path.exists() else (self._path.parent, os.W_OK)
        if not os.access(place, access):
            return "delivery_path cannot be read and written. Correct its permissions, or the path."
        return None

    def keep(self, owner: Owner, delivery: t.Mapping[str, str]) -> None:
        """Add what hands the owner's new password over, and see it on the disk. Raises Refusal."""
        line = json.dumps({"user_name": owner.user_name, **delivery}) + "\n"
        try:
            with self._lock:
                is_new = not self._path.exists()
                with os.fdopen(os.open(self._path, _ADD, 0o600), "w") as file:
                    file.write("\n" + line if _is_cut_short(file.fileno()) else line)
                    file.flush()
                    os.fsync(file.fileno())
                if is_new:
                    _see_on_the_disk(self._path.parent)
        except OSError as error:
            raise Refusal(
                f"the generated password could not be stored in delivery_path, so it was not set: {error.strerror}.",
                "delivery_failed",
            ) from error


def _see_on_the_disk(folder: Path) -> None:
    """Have the folder's list of files written, without which a new file may be gone after a power cut (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_cut_short(descriptor: int) -> bool:
    """Say whether the last line has no end, as when the disk was full. What is added to it can be read by nobody."""
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


def _is_no_path(path: Path) -> bool:
    """Say whether a path has what no file's name has. pathlib says of one only that there is no such file."""
    try:
        return b"\0" in os.fsencode(path)
    except UnicodeEncodeError:
        return True
