# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the processes of a running ansible-playbook (Linux's /proc), and wait for their work."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

# A limit for a busy machine; a test waits this long only if it fails.
SECONDS = 120.0


def wait_until(when: Callable[[], bool]) -> None:
    """Wait until ``when`` returns true, for a limited time."""
    deadline = time.monotonic() + SECONDS
    while not when():
        assert time.monotonic() < deadline, "what is waited for did not happen"
        time.sleep(0.05)


def command_of(pid: int) -> list[str]:
    """Return the words of a process's command line, none if it has ended."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return words if any(words) else []


def module_below(ansible: int) -> int:
    """Return the only process below ansible-playbook that runs a module."""
    (module,) = filter(is_module, below(ansible))
    return module


def is_module(pid: int) -> bool:
    """Return whether a process runs a module. A shell's command has the module's path within a longer word."""
    command = command_of(pid)
    return len(command) > 1 and Path(command[1]).name.startswith("AnsiballZ_")


def below(pid: int) -> list[int]:
    """Return the processes that a process has started, and their children."""
    children = [child for child, parent in parents().items() if parent == pid]
    return [*children, *(further for child in children for further in below(child))]


def parents() -> dict[int, int]:
    """Return process -> its parent, without processes that have ended and were not waited for."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, *_rest = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            found[int(stat.parent.name)] = int(parent)
    return found
