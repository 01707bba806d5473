# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What others on the same host can see of a module while it runs, and what it leaves (Linux's /proc)."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from accounts import Account
from canary import finds, forms, journalled, watched
from interrupting import below, wait_until
from playing import task
from secret_tasks import ACCESS, ENCRYPTED, GIVEN, PASSWORD, SECRET_KEY, SESSION_TOKEN, VARIABLES, with_variables

if TYPE_CHECKING:
    from client import Emulator
    from playing import Player

SECRETS = {GIVEN, SECRET_KEY, SESSION_TOKEN}
SLOW = {"action": "CreateLoginProfile", "kind": "delay", "seconds": 3.0, "nth": None}


def has_secret(text: bytes) -> bool:
    """Return whether a secret is in a text, in any form."""
    return any(form in text for secret in SECRETS for form in forms(secret))


def processes(pids: list[int]) -> Iterator[tuple[bytes, bytes]]:
    """Return command line and environment of those that are still there."""
    for pid in pids:
        try:
            yield Path(f"/proc/{pid}/cmdline").read_bytes(), Path(f"/proc/{pid}/environ").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue


def is_for_its_owner_alone(path: Path, top: Path) -> bool:
    """Return whether nobody else can read a file, since it says so, or a folder on the way to it does."""
    return any(not stat.S_IMODE(each.stat().st_mode) & 0o077 for each in (path, *path.parents) if top in each.parents)


@pytest.mark.parametrize("pipelining", [True, False], ids=["pipelining", "no pipelining"])
def test_a_running_module_hides_its_secrets(emulator: Emulator, player: Player, pipelining: bool) -> None:
    """Fails when a process shows a secret, others can read a file that has one, or more is left than the guide says.

    With pipelining there is no such file, and so none that SIGTERM leaves.
    """
    usual = Account(emulator)
    usual.add("alice", "bob")
    emulator.clear_calls()
    emulator.faults([SLOW])
    folder = player.folder
    folder.chmod(0o755)  # what is kept from others is not kept so by the folder of the test
    environment = watched(folder)
    journalled(folder)
    tasks = [task(user_name="alice", password=PASSWORD, **ACCESS), task(user_name="bob", **ENCRYPTED, **ACCESS)]
    playbook, variables = player.playbook(tasks), with_variables(player, VARIABLES)

    def is_setting(user_name: str) -> bool:
        """Return whether the call that sets a password is under way."""
        return any(
            call["action"] == "CreateLoginProfile" and call["user_name"] == user_name for call in emulator.calls()
        )

    environment["ANSIBLE_PIPELINING"] = str(pipelining)
    seen: list[tuple[bytes, bytes]] = []
    written: list[str] = []
    with player.start(playbook, "-vvvv", "--diff", variables, **environment) as process:
        try:
            for name in ("alice", "bob"):
                wait_until(partial(is_setting, name))
                pids = below(process.pid)
                seen += processes([process.pid, *pids])
                written += (files := finds(SECRETS, folder, "", but={"variables.yml"}))
                assert [file for file in files if not is_for_its_owner_alone(folder / file, folder)] == []
            process.terminate()
            output, _nothing = process.communicate(timeout=30)
        finally:
            process.kill()
    wait_until(lambda: not any(command for command, _environment in processes(pids)))
    assert len(seen) >= 4
    assert any(b"ANSIBLE_PIPELINING" in environment for _command, environment in seen)
    assert not [command for command, environment in seen if has_secret(command) or has_secret(environment)]
    # Each module's file is gone when the next one runs, and the last one stays when Ansible is ended.
    assert [Path(file).name for file in written] == ([] if pipelining else ["AnsiballZ_iam_login_profile.py"] * 2)
    secrets = {*SECRETS, *usual.passwords().values()}
    assert finds(secrets, folder, output.decode(), but={"variables.yml"}) == written[1:]
    assert folder.joinpath("journal").stat().st_size > 0
