# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run one task, or one bare script, against the endpoint, and take its time."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from endpoint import Conditions, Endpoint, Facts
from playbook_runner import PlaybookRunner

Task = dict[str, Any]
HERE = Path(__file__).resolve().parent


class CannotRun(Exception):
    """A scenario did not do what is to be measured."""


@dataclass(frozen=True)
class Played:
    """A finished run: its wall time, its exit code and what came in at the endpoint."""

    seconds: float
    code: int
    output: str
    facts: Facts

    def succeeded(self) -> Played:
        """Return the run itself, or raise CannotRun where it failed."""
        if self.code:
            raise CannotRun(f"It ended with exit code {self.code}:\n{self.output[-2000:]}")
        return self

    def set_passwords_of(self, profiles: list[dict[str, str]]) -> Played:
        """Return the run itself, or raise CannotRun where it failed or left out or changed one of the passwords."""
        lost = self.lost(profiles)
        if self.succeeded().code == 0 and lost:
            raise CannotRun(f"{lost} of {len(profiles)} passwords did not arrive.")
        return self

    def lost(self, profiles: list[dict[str, str]]) -> int:
        """Count the passwords that did not arrive."""
        return sum(self.facts.passwords.get(each["user_name"]) != each["password"] for each in profiles)


class Plays:
    """Runs in a folder of its own, against one endpoint, with no settings of the caller's."""

    def __init__(self, folder: Path, endpoint: Endpoint) -> None:
        self.folder = folder
        self._endpoint = endpoint
        self._player = PlaybookRunner(folder, endpoint.emulator)

    def play(self, task: Task, conditions: Conditions, variables: Mapping[str, Any] | None = None) -> Played:
        """Play one task, with variables from a file, in a run of ansible-playbook."""
        playbook = self._player.playbook([task])
        return self._timed(conditions, variables, lambda path: self._player.run_playbook(playbook, "-e", f"@{path}"))

    def play_playbook(self, name: str, conditions: Conditions, variables: Mapping[str, Any]) -> Played:
        """Play a playbook of a collection, by its name."""
        return self._timed(conditions, variables, lambda path: self._player.run_playbook(Path(name), "-e", f"@{path}"))

    def script(self, name: str, threads: int, conditions: Conditions, variables: Mapping[str, Any]) -> Played:
        """Run one of the bare scripts in this folder, which reads the variables from the same file."""
        return self._timed(conditions, variables, lambda path: self._run_script(name, threads, path))

    def _run_script(self, name: str, threads: int, path: Path) -> tuple[int, str]:
        finished = subprocess.run(
            [sys.executable, str(HERE / name), str(threads), str(path)],
            env=self._player.env(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return finished.returncode, finished.stdout

    def _timed(
        self, conditions: Conditions, variables: Mapping[str, Any] | None, run: Callable[[Path], tuple[int, str]]
    ) -> Played:
        path = self.folder / "variables.json"
        path.write_text(json.dumps(variables or {}), encoding="utf-8")
        self._endpoint.seed(conditions)
        started = time.monotonic()
        code, output = run(path)
        seconds = time.monotonic() - started
        return Played(seconds, code, output, self._endpoint.facts())
