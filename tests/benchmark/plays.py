# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run one task, or one bare script, against the emulated AWS: its time, and the requests that arrived."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from client import Emulator
from playbook_runner import PlaybookRunner

Task = dict[str, Any]
HERE = Path(__file__).resolve().parent


class CannotRun(Exception):
    """A scenario did not do what it measures."""


def user_name(number: int) -> str:
    """Name the users, in the same order by alphabet and by number."""
    return f"user{number:05d}"


@dataclass(frozen=True)
class Conditions:
    """The conditions of a run: users with a login profile, seconds per call, and the maximum calls per second.

    With member accounts there is an organization. Their root users have no password.
    """

    users: int
    latency: float
    rate: float | None = None
    accounts: int = 0
    users_of_accounts: int = 0  # in each member account

    def account_numbers(self) -> list[str]:
        """Return the numbers of the member accounts."""
        return [f"{number:012d}" for number in range(1, self.accounts + 1)]

    def seed(self, emulator: Emulator) -> None:
        """Reset the emulated AWS, with these conditions."""
        emulator.reset()
        emulator.settings(latency=self.latency, rate_limit=self.rate)
        emulator.add_users([user_name(number) for number in range(self.users)], has_profile=True)
        if self.accounts:
            emulator.organization([{"id": number} for number in self.account_numbers()])
        names = [user_name(number) for number in range(self.users_of_accounts)]
        for account in self.account_numbers() if names else ():
            emulator.add_users(names, has_profile=True, account=account)

    def facts(self, emulator: Emulator) -> Facts:
        """Return what arrived since the seeding."""
        log = emulator.calls()
        throttled = Counter(call["action"] for call in log if call["code"] == "Throttling")
        calls = Counter(call["action"] for call in log) - throttled
        seconds = log[-1]["at"] - log[0]["at"] + self.latency if log else 0.0
        return Facts(dict(calls), dict(throttled), seconds, emulator.passwords())


@dataclass(frozen=True)
class Facts:
    """The calls that were served, and those that were ``throttled``, each by action; and the passwords that were set.

    ``seconds`` is from the first call to the last reply.
    """

    calls: dict[str, int]
    throttled: dict[str, int]
    seconds: float
    passwords: dict[str, str]


@dataclass(frozen=True)
class Played:
    """A finished run: its wall time, exit code and requests."""

    seconds: float
    code: int
    output: str
    facts: Facts

    def succeeded(self) -> Played:
        """Return the run itself, or raise CannotRun if it failed."""
        if self.code:
            raise CannotRun(f"It ended with exit code {self.code}:\n{self.output[-2000:]}")
        return self

    def set_passwords_of(self, profiles: list[dict[str, str]]) -> Played:
        """Return the run itself, or raise CannotRun if it failed, or a password is missing or differs."""
        if lost := self.succeeded().lost(profiles):
            raise CannotRun(f"{lost} of {len(profiles)} passwords did not arrive.")
        return self

    def lost(self, profiles: list[dict[str, str]]) -> int:
        """Count the passwords that did not arrive."""
        return sum(self.facts.passwords.get(each["user_name"]) != each["password"] for each in profiles)


class Plays:
    """Runs in a separate folder, against one emulator, without the caller's settings."""

    def __init__(self, folder: Path, emulator: Emulator) -> None:
        self.folder = folder
        self.emulator = emulator
        self._player = PlaybookRunner(folder, emulator)

    def play(self, task: Task, conditions: Conditions, **variables: Any) -> Played:
        """Run one task with ansible-playbook, with variables from a file."""
        return self.play_playbook(self._player.playbook([task]), conditions, **variables)

    def play_role(self, role: str, conditions: Conditions, arguments: tuple[str, ...], **variables: Any) -> Played:
        """Play a role on all hosts of an inventory, which the arguments name."""
        playbook = self._player.playbook([], hosts="all", roles=[role])
        run = partial(self._player.run_playbook, playbook, *arguments)
        return self._timed(conditions, variables, lambda path: run("-e", f"@{path}"))

    def play_playbook(self, playbook: Path, conditions: Conditions, **variables: Any) -> Played:
        """Run a playbook: a file, or one of a collection by its name."""
        return self._timed(conditions, variables, lambda path: self._player.run_playbook(playbook, "-e", f"@{path}"))

    def add_bare(self) -> str:
        """Make the bare module available to playbooks, and return its name."""
        library = self.folder / "library"
        library.mkdir(exist_ok=True)
        shutil.copy(HERE / "bare_login_profile.py", library)
        return "bare_login_profile"

    def metered(self, task: Task, conditions: Conditions, **variables: Any) -> tuple[Played, dict[str, float]]:
        """Run one task whose module's interpreter is started by a measuring program."""
        taken, interpreter = self.folder / "taken", self.folder / "interpreter"
        taken.unlink(missing_ok=True)
        words = shlex.join([sys.executable, str(HERE / "metered.py"), str(taken), sys.executable])
        interpreter.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
        interpreter.chmod(0o700)
        played = self.play(task, conditions, ansible_python_interpreter=str(interpreter), **variables).succeeded()
        if not taken.exists():
            raise CannotRun(f"The module's process was not metered:\n{played.output[-2000:]}")
        return played, json.loads(taken.read_text(encoding="ascii"))

    def script(self, name: str, threads: int, conditions: Conditions, **variables: Any) -> Played:
        """Run the bare script, which reads the variables from the same file."""

        def run(path: Path) -> tuple[int, str]:
            command = [sys.executable, str(HERE / "bare.py"), name, str(threads), str(path)]
            pipes: dict[str, Any] = {
                "stdin": subprocess.DEVNULL,
                "stdout": subprocess.PIPE,
                "stderr": subprocess.STDOUT,
            }
            done = subprocess.run(command, env=self._player.env(), text=True, check=False, **pipes)
            return done.returncode, done.stdout

        return self._timed(conditions, variables, run)

    def _timed(
        self, conditions: Conditions, variables: Mapping[str, Any], run: Callable[[Path], tuple[int, str]]
    ) -> Played:
        path = self.folder / "variables.json"
        path.write_text(json.dumps(variables), encoding="utf-8")
        conditions.seed(self.emulator)
        started = time.monotonic()
        code, output = run(path)
        return Played(time.monotonic() - started, code, output, conditions.facts(self.emulator))
