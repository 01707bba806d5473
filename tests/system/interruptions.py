# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cut a roster short in each way that there is, at a moment that a seed chooses (Linux's /proc)."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import yaml
from accounts import Account
from playbook_runner import TARGET_PYTHON, Dumper, roster
from signals import SECONDS, below, module_of, parent_of, wait_until

if TYPE_CHECKING:
    import subprocess

    from client import Emulator
    from playbook_runner import PlaybookRunner

WRITES = ("CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile", "TagUser")
PASSWORD = "Before-Passw0rd-1"


@dataclass(frozen=True)
class Way:
    """A way to cut a task short.

    ``cut`` ends something, given ansible-playbook's process id. None: the task's keywords and options do it, and the
    moment is that of its failure. ``reports``: the result arrives.
    """

    name: str
    cut: Callable[[int], None] | None
    ssh: bool = False
    pipelining: bool = False
    reports: bool = False
    keywords: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)


def _kill(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def _workers_of(ansible: int) -> list[int]:
    return [pid for pid in below(ansible) if "ansible-playbook" in _command(pid)]


def _ssh_clients_of(ansible: int) -> list[int]:
    return [pid for pid in below(ansible) if _command(pid).startswith("ssh\0")]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _signal_to_module(number: signal.Signals) -> Callable[[int], None]:
    return lambda ansible: os.kill(module_of(ansible), number)


def _kill_ssh_client(ansible: int) -> None:
    _kill(*_ssh_clients_of(ansible))


def _kill_reader_of_job(ansible: int) -> None:
    """And Ansible, which would wait for the job for the seconds of ``async``."""
    _kill(parent_of(_job()), ansible, *_workers_of(ansible))


def _job() -> int:
    """Return the process of the module that an async job of this test's session runs: its reader is its parent."""
    (module,) = [pid for pid in _all() if _is_module_of_job(pid)]
    return module


def _all() -> list[int]:
    return [int(path.name) for path in Path("/proc").glob("[0-9]*")]


def _is_module_of_job(pid: int) -> bool:
    program = _command(pid).split("\0")
    is_module = len(program) > 1 and Path(program[1]).name.startswith("AnsiballZ_iam_login_profile_roster")
    return is_module and "async_wrapper" in _command(parent_of(pid))


WAYS = (
    Way("timeout of the task", None, keywords={"timeout": 8}),
    Way("timeout of the task, pipelining", None, pipelining=True, keywords={"timeout": 8}),
    Way("Ansible killed", lambda ansible: _kill(ansible, *_workers_of(ansible))),
    Way("SIGTERM to ansible-playbook", lambda ansible: os.kill(ansible, signal.SIGTERM), pipelining=True),
    Way("SIGINT to ansible-playbook", lambda ansible: os.kill(ansible, signal.SIGINT)),
    Way("SIGTERM to the module", _signal_to_module(signal.SIGTERM), reports=True),
    Way("SIGHUP to the module", _signal_to_module(signal.SIGHUP), reports=True),
    Way("SIGKILL to the module", _signal_to_module(signal.SIGKILL)),
    Way("reader of an async job killed", _kill_reader_of_job, keywords={"async": 60, "poll": 1}),
    Way("ssh client killed", _kill_ssh_client, ssh=True),
    Way("ssh client killed, pipelining", _kill_ssh_client, ssh=True, pipelining=True),
    Way("stop_after over ssh", None, ssh=True, reports=True, keywords={"timeout": 80}, options={"stop_after": 2}),
    Way("stop_after", None, pipelining=True, reports=True, options={"stop_after": 2}),
)


@dataclass(frozen=True)
class Cut:
    """A roster that was cut short: when, what was asked of AWS, and the task's result if there was one."""

    at: float
    calls: list[dict[str, Any]]
    result: dict[str, Any] | None
    output: str

    @property
    def writes(self) -> list[dict[str, Any]]:
        """Return the requests for writes."""
        return [call for call in self.calls if call["action"] in WRITES]

    @property
    def carried_out(self) -> dict[str, list[str]]:
        """Return user name -> the writes that AWS carried out, in order."""
        done: dict[str, list[str]] = {}
        for call in self.writes:
            if call["carried_out"]:
                done.setdefault(call["user_name"], []).append(call["action"])
        return done


@dataclass
class Scene:
    """An account with users of every kind, and a task that is cut short."""

    emulator: Emulator
    runner: PlaybookRunner
    random: Random
    ssh_variables: dict[str, Any]
    ssh_pid: int | None

    def set_up(self, way: Way, key: str) -> dict[str, Any]:
        """Make the users, and return the task: new ones, rotated ones and, by chance, leavers to be purged."""
        account = Account(self.emulator)
        new = [f"new-{number:02}" for number in range(10)]
        rotated = [f"rotated-{number:02}" for number in range(6)]
        leavers = [f"leaver-{number:02}" for number in range(6)]
        account.add(*new)
        account.add(*rotated, *leavers, password=PASSWORD)
        self.emulator.clear_calls()
        # Without a cut of its own, the task has to last longer than its time-out.
        delay = self.random.uniform(0.2, 0.5) if way.cut is not None else self.random.uniform(1.2, 1.8)
        self.emulator.faults([{"action": each, "kind": "delay", "seconds": delay, "nth": None} for each in WRITES])
        names = [*new, *rotated]
        self.random.shuffle(names)
        return roster(
            [{"user_name": name} for name in names],
            generate_password=True,
            pgp_key=key,
            update_password="always",
            password_version="2",
            concurrency=self.random.randint(1, 3),
            delivery_path=str(self.runner.folder / "delivered.jsonl"),
            **({"purge": True, "purge_limit": "100%"} if self.random.random() < 0.5 else {}),
            access_key="testing",
            secret_key="testing",
            region="us-east-1",
            endpoint_url=self.emulator.endpoint_url,
        )

    def cut(self, way: Way, task: dict[str, Any]) -> Cut:
        """Play the task, cut it short, and wait until nothing of it runs any more."""
        (name,) = task
        task = {name: {**task[name], **way.options}, **way.keywords}
        playbook = self.runner.playbook_with_results([task])
        self._connect(playbook, way)
        failed_at = self.runner.folder / "failed_at"
        callbacks = {
            "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).with_name("callbacks")),
            "ANSIBLE_CALLBACKS_ENABLED": "failed_at",
            "FAILED_AT": str(failed_at),
            "ANSIBLE_ASYNC_DIR": str(self.runner.folder / "async"),
        }
        with self.runner.start(playbook, **callbacks) as process:
            try:
                if way.cut is None:
                    wait_until(failed_at.exists)
                    at, running = float(failed_at.read_text(encoding="utf-8")), self._running(process)
                else:
                    number = self.random.randint(1, 12)
                    wait_until(lambda: len(self._writes()) >= number or process.poll() is not None)
                    time.sleep(self.random.uniform(0, 0.5))
                    running = self._running(process)
                    way.cut(process.pid)
                    at = time.time()
                output, _nothing = process.communicate(timeout=SECONDS)
                wait_until(lambda: not any(_is_alive(pid) for pid in running))
            finally:
                process.kill()
        results = self.runner.results()
        return Cut(at, self.emulator.calls(), results[0] if results else None, output.decode("utf-8", "replace"))

    def _connect(self, playbook: Path, way: Way) -> None:
        (play,) = yaml.safe_load(playbook.read_text(encoding="utf-8"))
        play["vars"] = {"ansible_python_interpreter": TARGET_PYTHON, "ansible_pipelining": way.pipelining}
        if way.ssh:
            del play["connection"]
            play["vars"].update(self.ssh_variables)
            play["tasks"][-1]["delegate_to"] = "controller"
            play["tasks"][-1]["vars"] = {"ansible_connection": "local"}
        playbook.write_text(yaml.dump([play], Dumper=Dumper, sort_keys=False, allow_unicode=True), encoding="utf-8")

    def _running(self, process: subprocess.Popen[bytes]) -> list[int]:
        """Return the processes of the task, wherever they hang in the tree."""
        jobs = [pid for pid in _all() if _is_module_of_job(pid)]
        return [*below(process.pid), *(below(self.ssh_pid) if self.ssh_pid else []), *jobs]

    def _writes(self) -> list[dict[str, Any]]:
        return [call for call in self.emulator.calls() if call["action"] in WRITES]


def _is_alive(pid: int) -> bool:
    """One that nobody has waited for is not: in a container nobody may."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
