# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Send a signal to the process of a module, and to no other, while ansible-playbook runs it (Linux's /proc)."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from playbook_runner import Run

if TYPE_CHECKING:
    from playbook_runner import PlaybookRunner

# On a machine that is busy.
SECONDS = 120.0


def interrupted(runner: PlaybookRunner, playbook: Path, number: signal.Signals, *, when: Callable[[], bool]) -> Run:
    """Run a playbook that leaves results.json, and send a signal to its module's process as soon as ``when`` holds."""
    with runner.start(playbook) as process:
        try:
            wait_until(when)
            os.kill(module_of(process.pid), number)
            output, _nothing = process.communicate(timeout=SECONDS)
        finally:
            process.terminate()
    return Run(process.returncode, output.decode("utf-8", "replace"), runner.results())


def wait_until(when: Callable[[], bool]) -> None:
    """Wait until ``when`` holds, for a bounded time."""
    deadline = time.monotonic() + SECONDS
    while not when():
        assert time.monotonic() < deadline, "what is waited for did not happen"
        time.sleep(0.05)


def module_of(ansible: int) -> int:
    """Return the one process below ansible-playbook that runs a module: neither Ansible's own nor a shell."""
    (module,) = (pid for pid in below(ansible) if _runs_a_module(pid))
    return module


def _runs_a_module(pid: int) -> bool:
    """A shell has the module's path in its command too, but not as a word of its own."""
    program, *arguments = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").split("\0")
    return bool(program and arguments) and Path(arguments[0]).name.startswith("AnsiballZ_")


def below(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    children = [child for child, parent in _parents().items() if parent == pid]
    return [*children, *(further for child in children for further in below(child))]


def parent_of(pid: int) -> int:
    """Return the parent of a process, 0 where it is gone."""
    return _parents().get(pid, 0)


def _parents() -> dict[int, int]:
    """Return process -> its parent."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return parents
