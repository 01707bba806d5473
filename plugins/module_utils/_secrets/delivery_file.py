# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A file for encrypted generated passwords, which are written before they are set.

If the process is killed, its result is lost, but this file is not.
"""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal, RequestError

from .paths import PathProblem, problem_of_file
from .store import Delivery

_ADD = os.O_RDWR | os.O_CREAT | os.O_APPEND


class DeliveryFile:
    """A file with one line of JSON per password. Only its owner can read it, and lines are only appended."""

    def __init__(self, path: str) -> None:
        """Store the path. Writes nothing yet."""
        self._path = Path(path).absolute()
        self._lock = threading.Lock()

    def problem(self) -> PathProblem | None:
        """Return why it cannot be written, or None. Writes nothing."""
        return problem_of_file(self._path)

    def store(self, principal: Principal, delivery: Delivery, sign_in_url: str | None) -> None:
        """Append a line with the delivery of a new password, and sync it to the disk. Raises RequestError."""
        line = json.dumps({"user_name": principal.user_name, **delivery, "sign_in_url": sign_in_url}) + "\n"
        try:
            with self._lock:
                is_new = not self._path.exists()
                with os.fdopen(os.open(self._path, _ADD, 0o600), "w") as file:
                    file.write("\n" + line if _ends_without_newline(file.fileno()) else line)
                    file.flush()
                    os.fsync(file.fileno())
                if is_new:
                    _sync_folder(self._path.parent)
        except OSError as error:
            raise RequestError(
                f"the generated password could not be stored in delivery_path, so it was not set: {error.strerror}.",
                "delivery_failed",
            ) from error


def _sync_folder(folder: Path) -> None:
    """Sync a folder. Otherwise a power failure can lose a new file (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _ends_without_newline(descriptor: int) -> bool:
    """Return whether the last line is incomplete, for example after a full disk. An appended line would be invalid."""
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
