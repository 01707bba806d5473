# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Interrupted rosters, in every way: the task stops, and no password that was set is lost.

Unit tests cover which request is the last one. Here the interruption must reach the task: writes are so slow that a
task which continues writes to all users before its processes end.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pysequoia
import pytest
import ssh_server
from playbook_runner import TARGET_PYTHON, roster
from signals import SECONDS, below, command_of, is_module, module_below, parents, wait_until

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

KEY = pysequoia.Tsk.generate("reader@example.com")
NAMES = [f"user-{number:02}" for number in range(12)]
# Two at a time, so a task that continues takes twelve times as long.
SLOW = [{"action": each, "kind": "delay", "seconds": 0.6, "nth": None} for each in ("CreateLoginProfile", "TagUser")]


@dataclass(frozen=True)
class Way:
    """A way to interrupt a task.

    ``interrupt`` gets the process ids of ansible-playbook and of its async jobs. None: keywords or options of the task
    interrupt it. ``reports``: the result arrives.
    """

    name: str
    interrupt: Callable[[int, list[int]], None] | None = None
    ssh: bool = False
    pipelining: bool = False
    reports: bool = False
    keywords: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)


def kill(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def kill_ansible(ansible: int, _jobs: list[int]) -> None:
    kill(ansible, *(pid for pid in below(ansible) if any("ansible-playbook" in word for word in command_of(pid))))


def kill_ssh_client(ansible: int, _jobs: list[int]) -> None:
    kill(*(pid for pid in below(ansible) if command_of(pid)[:1] == ["ssh"]))


def kill_reader_of_job(ansible: int, jobs: list[int]) -> None:
    """Also end Ansible, which would wait for the job for the seconds of ``async``."""
    (job,) = jobs
    kill(parents()[job])
    kill_ansible(ansible, jobs)


WAYS = (
    Way("timeout of the task", pipelining=True, keywords={"timeout": 3}),
    Way("Ansible killed", kill_ansible),
    Way("SIGTERM to ansible-playbook", lambda ansible, _jobs: os.kill(ansible, signal.SIGTERM), pipelining=True),
    Way("SIGINT to ansible-playbook", lambda ansible, _jobs: os.kill(ansible, signal.SIGINT)),
    Way("SIGTERM to the module", lambda ansible, _jobs: os.kill(module_below(ansible), signal.SIGTERM), reports=True),
    Way("SIGKILL to the module", lambda ansible, _jobs: kill(module_below(ansible))),
    Way("reader of an async job killed", kill_reader_of_job, keywords={"async": 60, "poll": 1}),
    Way("ssh client killed", kill_ssh_client, ssh=True),
    Way("ssh client killed, pipelining", kill_ssh_client, ssh=True, pipelining=True),
    Way("stop_after over ssh", ssh=True, reports=True, options={"stop_after": 2}),
)


@pytest.fixture(autouse=True)
def as_in_a_terminal() -> Iterator[None]:
    """Reset ignored signals: SIGINT is ignored in the background, SIGHUP under nohup."""
    before = {number: signal.signal(number, lambda _number, _frame: None) for number in (signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def ssh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ssh_server.SshServer | None]:
    """A server, if the way needs one."""
    if not request.getfixturevalue("way").ssh:
        yield None
    elif reason := ssh_server.missing():
        pytest.skip(reason)
    else:
        with ssh_server.serving(tmp_path / "ssh") as server:
            yield server


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_an_interrupted_roster(
    account: Account, runner: PlaybookRunner, ssh: ssh_server.SshServer | None, way: Way
) -> None:
    """Fails when the task continues, a password that was set is lost, or a report differs from the account."""
    account.add(*NAMES)
    account.emulator.faults(SLOW)
    account.emulator.clear_calls()
    interrupt(runner, playbook(runner, way, ssh), way, ssh)
    stored = account.passwords()
    assert len(stored) < len(NAMES)
    delivered = {line["user_name"]: line["encrypted_password"] for line in lines(runner.folder / "delivered.jsonl")}
    assert {name: decrypted(delivered[name]) for name in stored} == stored
    results = runner.results()
    assert len(results) == 1 or not way.reports
    for result in results:
        if way.reports or "users" in result:
            rows = {row["user_name"]: row for row in result["users"]}
            done = {
                name: [each["action"].removeprefix("iam:") for each in row["actions"]] for name, row in rows.items()
            }
            assert {name: actions for name, actions in done.items() if actions} == carried_out(account)
            returned = {name: row["encrypted_password"] for name, row in rows.items() if "encrypted_password" in row}
            assert {name: decrypted(message) for name, message in returned.items()} == stored


def playbook(runner: PlaybookRunner, way: Way, ssh: ssh_server.SshServer | None) -> Path:
    """Write a playbook with the task, for the connection of the way."""
    options = {
        "generate_password": True,
        "pgp_key": str(KEY.extract_certificate()),
        "password_version": "1",
        "concurrency": 2,
        "delivery_path": str(runner.folder / "delivered.jsonl"),
        # The ssh server passes no environment on.
        "access_key": "testing",
        "secret_key": "testing",
        "region": "us-east-1",
        "endpoint_url": runner.emulator.endpoint_url,
    }
    task = {**roster([{"user_name": name} for name in NAMES], **options, **way.options), **way.keywords}
    connection = ssh.variables if ssh else {"ansible_connection": "local"}
    common = {"ansible_python_interpreter": TARGET_PYTHON, "ansible_pipelining": way.pipelining}
    interrupted = {"register": "result", "ignore_errors": True, **task, "vars": {**common, **connection}}
    results = str(runner.folder / "results.json")
    copy = {"content": "{{ [result] | to_json }}", "dest": results, "mode": "0600"}
    return runner.playbook([interrupted, {"ansible.builtin.copy": copy}])


def interrupt(runner: PlaybookRunner, path: Path, way: Way, ssh: ssh_server.SshServer | None) -> None:
    """Run the playbook, interrupt it when AWS has the first write, and wait until all its processes have ended."""

    def jobs() -> list[int]:
        """Return the modules that async jobs run. They are no longer below ansible-playbook."""
        of = parents()
        modules = [pid for pid in of if is_module(pid) and any("async_wrapper" in word for word in command_of(of[pid]))]
        return [pid for pid in modules if str(runner.folder) in " ".join(command_of(pid))]

    def has_begun() -> bool:
        calls = runner.emulator.calls()
        return process.poll() is not None or any(call["action"] == "CreateLoginProfile" for call in calls)

    with runner.start(path, ANSIBLE_ASYNC_DIR=str(runner.folder / "async")) as process:
        try:
            wait_until(has_begun)
            running = {*below(process.pid), *(below(ssh.pid) if ssh else ()), *jobs()}
            if way.interrupt is not None:
                way.interrupt(process.pid, jobs())
            process.communicate(timeout=SECONDS)
            wait_until(lambda: running.isdisjoint(parents()))
        finally:
            process.kill()


def carried_out(account: Account) -> dict[str, list[str]]:
    """Return user name -> the writes that AWS carried out, in order."""
    done: dict[str, list[str]] = {}
    for call in account.emulator.calls():
        if call["carried_out"] and call["action"] in {"CreateLoginProfile", "TagUser"}:
            done.setdefault(call["user_name"], []).append(call["action"])
    return done


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def decrypted(message: str) -> str:
    plain = pysequoia.decrypt(message.encode(), KEY.decryptor()).bytes
    assert plain is not None
    return plain.decode()
