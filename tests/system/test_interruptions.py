# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A roster that is cut short at a random moment: nothing goes on unseen, and nothing is lost or misreported.

IDENTITY_AWS_CUTS is the number of runs of each way, 1 by default, and IDENTITY_AWS_CUTS_SEED the first seed.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING, Any

import pysequoia
import pytest
import ssh_server
from interruptions import PASSWORD, WAYS, Cut, Scene, Way

if TYPE_CHECKING:
    from pathlib import Path

    from client import Emulator
    from playbook_runner import PlaybookRunner

RUNS = int(os.environ.get("IDENTITY_AWS_CUTS", "1"))
FIRST = int(os.environ.get("IDENTITY_AWS_CUTS_SEED", "1"))
# What is begun before the cut is noted may arrive a moment after it.
A_SECOND = 1.0
KEY = pysequoia.Tsk.generate("reader@example.com")


def decrypted(message: str) -> str:
    plain = pysequoia.decrypt(message.encode(), KEY.decryptor()).bytes
    assert plain is not None
    return plain.decode()


@pytest.fixture(autouse=True)
def as_in_a_terminal() -> Iterator[None]:
    """A job in the background passes on that SIGINT is ignored, and one under nohup that SIGHUP is."""
    before = {number: signal.signal(number, lambda _number, _frame: None) for number in (signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def ssh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ssh_server.SshServer | None]:
    """A server, where the way needs one."""
    if not request.getfixturevalue("way").ssh:
        yield None
        return
    if reason := ssh_server.missing():
        pytest.skip(reason)
    with ssh_server.serving(tmp_path / "ssh") as server:
        yield server


@pytest.mark.parametrize("seed", range(FIRST, FIRST + RUNS))
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_cut(
    emulator: Emulator, runner: PlaybookRunner, ssh: ssh_server.SshServer | None, way: Way, seed: int
) -> None:
    """Fails when a write begins later than a second after the cut, a password that was set is nowhere, or a report
    differs from the account.
    """
    variables, pid = (ssh.variables, ssh.pid) if ssh else ({}, None)
    scene = Scene(emulator, runner, Random(f"{way.name} {seed}"), variables, pid)
    cut = scene.cut(way, scene.set_up(way, str(KEY.extract_certificate())))
    print(f"{way.name}, seed {seed}: {_summary(cut)}")
    assert late(cut) == []
    assert undelivered(emulator, runner) == {}
    if way.reports:
        assert cut.result is not None, cut.output
        assert reported(cut.result) == cut.carried_out
        assert returned(cut.result) == set_by_the_task(emulator)
    elif cut.result is not None:
        assert "users" not in cut.result or reported(cut.result) == cut.carried_out


def late(cut: Cut) -> list[tuple[str, float]]:
    """Return the writes that began too late, with the seconds."""
    return [(call["action"], round(call["at"] - cut.at, 2)) for call in cut.writes if call["at"] > cut.at + A_SECOND]


def set_by_the_task(emulator: Emulator) -> dict[str, str]:
    """Return user name -> password of those whom the task gave one."""
    return {name: password for name, password in emulator.passwords().items() if password != PASSWORD}


def undelivered(emulator: Emulator, runner: PlaybookRunner) -> dict[str, str]:
    """Return the passwords that were set and cannot be read from the last line of their user."""
    path = runner.folder / "delivered.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    last = {line["user_name"]: line["encrypted_password"] for line in lines}
    landed = set_by_the_task(emulator)
    return {name: password for name, password in landed.items() if decrypted(last.get(name, "")) != password}


def reported(result: dict[str, Any]) -> dict[str, list[str]]:
    """Return user name -> the writes that the report has as done."""
    rows = {
        row["user_name"]: [action["action"].removeprefix("iam:") for action in row["actions"]]
        for row in result["users"]
    }
    return {name: actions for name, actions in rows.items() if actions}


def returned(result: dict[str, Any]) -> dict[str, str]:
    """Return user name -> the generated password in the report."""
    return {
        row["user_name"]: decrypted(row["encrypted_password"]) for row in result["users"] if "encrypted_password" in row
    }


def _summary(cut: Cut) -> str:
    last = max((call["at"] - cut.at for call in cut.writes), default=float("nan"))
    done = sum(len(actions) for actions in cut.carried_out.values())
    told = "no report" if not cut.result or "users" not in cut.result else str(cut.result.get("msg"))[:60]
    return f"{done} writes, the last began {last:+.2f} s after the cut; {told}"
