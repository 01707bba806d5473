# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A roster of generated passwords that is interrupted or killed: no password that landed is lost."""

from __future__ import annotations

import json
import signal
import stat
from typing import TYPE_CHECKING, Any

import pysequoia
from accounts import Account
from playbook_runner import info, roster
from signals import interrupted

if TYPE_CHECKING:
    from client import Emulator
    from playbook_runner import PlaybookRunner

KEY = pysequoia.Tsk.generate("reader@example.com")
ENCRYPTED: dict[str, Any] = {"generate_password": True, "pgp_key": str(KEY.extract_certificate())}
REVEALED: dict[str, Any] = {"generate_password": True, "reveal_password": True}
NAMES = [f"user-{number:02}" for number in range(12)]
# Four at a time take a second, so that a third of the work is done after one, under way, or not begun.
SLOW = {"action": "CreateLoginProfile", "kind": "delay", "seconds": 1.0, "nth": None}


def decrypted(delivery: dict[str, Any]) -> str:
    """Return what the reader of a row or line reads."""
    plain = pysequoia.decrypt(delivery["encrypted_password"].encode(), KEY.decryptor()).bytes
    assert plain is not None
    return plain.decode()


def test_an_interrupted_roster_returns_what_it_did(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when SIGTERM loses a password that landed, goes on with users, or what became of one is not told."""
    usual = Account(emulator)
    usual.add(*NAMES)
    emulator.faults([SLOW])
    profiles = [{"user_name": name, **(ENCRYPTED if n % 2 else REVEALED)} for n, name in enumerate(NAMES)]
    playbook = runner.playbook_with_results([roster(profiles, concurrency=4)])
    run = interrupted(runner, playbook, signal.SIGTERM, when=lambda: len(usual.passwords()) > 0)
    result = run.only()
    assert (result["failed"], result["changed"]) == (True, True)
    assert result["msg"].startswith("The task was interrupted (SIGTERM). Users: ")
    rows = {row["user_name"]: row for row in result["users"]}
    returned = {
        name: row["password"] if "password" in row else decrypted(row)
        for name, row in rows.items()
        if "password" in row or "encrypted_password" in row
    }
    landed = usual.passwords()
    assert returned == landed
    # Those under way were finished, and some were never begun.
    assert result["summary"]["done"] == sorted(landed)
    assert result["summary"]["not_attempted"] == [name for name in NAMES if name not in landed]
    assert 4 <= len(landed) < len(NAMES)
    (action,) = rows[NAMES[-1]]["not_attempted"]
    assert action["action"] == "iam:CreateLoginProfile"


def test_a_killed_roster_leaves_its_passwords_in_the_delivery_file(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a password that landed cannot be read from the file, others may read it, or check mode makes one."""
    usual = Account(emulator)
    usual.add(*NAMES)
    emulator.faults([SLOW])
    profiles = [{"user_name": name, **ENCRYPTED} for name in NAMES]
    none, some = runner.folder / "none.jsonl", runner.folder / "some.jsonl"
    tasks = [
        roster(profiles, delivery_path=str(none), check=True),
        roster(profiles, delivery_path=str(some), concurrency=4),
    ]
    playbook = runner.playbook_with_results(tasks)
    run = interrupted(runner, playbook, signal.SIGKILL, when=lambda: len(usual.passwords()) > 0)
    foreseen, killed = run.results
    assert foreseen["summary"]["done"] == NAMES
    assert not none.exists()
    assert killed["failed"]
    assert "users" not in killed
    assert stat.S_IMODE(some.stat().st_mode) == 0o600
    lines = [json.loads(line) for line in some.read_text(encoding="utf-8").splitlines()]
    assert {tuple(line) for line in lines} == {("user_name", "encrypted_password", "key_fingerprint")}
    delivered = {line["user_name"]: decrypted(line) for line in lines}
    landed = usual.passwords()
    assert landed
    assert landed.items() <= delivered.items()


def test_credentials_that_hang_do_not_hold_an_interrupted_task(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when the module cannot end after SIGTERM, since a thread of it waits for a credential_process."""
    Account(emulator).add(*NAMES[:2])
    waits = runner.folder / "waits"
    process = runner.folder / "credentials.sh"
    process.write_text(f"echo > {waits}; exec sleep 300\n", encoding="utf-8")
    config = runner.folder / "config"
    config.write_text(f"[profile work]\ncredential_process = sh {process}\n", encoding="utf-8")
    runner.environment |= {"AWS_CONFIG_FILE": str(config), "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    task = roster([{"user_name": name, **REVEALED} for name in NAMES[:2]], profile="work", region="us-east-1")
    run = interrupted(runner, runner.playbook_with_results([task]), signal.SIGTERM, when=waits.exists)
    result = run.only()
    assert (result["failed"], result["changed"]) == (True, False)
    assert "The task was interrupted (SIGTERM)." in result["msg"]


def test_an_interrupted_look_returns_the_rows_so_far(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when SIGTERM loses what was read, or makes a user who was not looked at one without a password."""
    usual = Account(emulator)
    usual.add(*NAMES, password="Passw0rd-1")
    emulator.clear_calls()
    reads = "GetLoginProfile"
    # The first four are answered, the others hang.
    emulator.faults([{"action": reads, "kind": "delay", "seconds": 60.0, "nth": 5, "times": len(NAMES)}])
    playbook = runner.playbook_with_results([info(concurrency=4)])
    run = interrupted(
        runner,
        playbook,
        signal.SIGTERM,
        when=lambda: sum(call["action"] == reads for call in emulator.calls()) == 8,
    )
    result = run.only()
    assert result["failed"]
    assert result["msg"].startswith("The task was interrupted (SIGTERM). ")
    # Requests of several threads arrive in any order.
    enabled = [row["password_enabled"] for row in result["users"]]
    assert (enabled.count(True), enabled.count(None)) == (4, 8)
    assert "was not looked at. The task was interrupted (SIGTERM)." in result["users"][-1]["msg"]
