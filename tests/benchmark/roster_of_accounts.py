# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure the role console_access_roster: the time and memory of many accounts, with numbers of forks."""

from __future__ import annotations

import os
import secrets
import sys
import threading
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from figures import Measured
from plays import CannotRun, Conditions, user_name

if TYPE_CHECKING:
    from bench import Bench

INVENTORY = """\
plugin: identity.aws.organization_accounts
include_management_account: false
role_arn: "arn:{partition}:iam::{account_id}:role/benchmark"
"""
_SECONDS_BETWEEN_SAMPLES = 0.5


class MemorySampler(threading.Thread):
    """Samples the proportional set size of all processes below one, except some, in MiB. Linux only."""

    def __init__(self, root: int, exclude: set[int]) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self._root, self._exclude, self._ended = root, exclude, threading.Event()

    def close(self) -> None:
        """Stop sampling."""
        self._ended.set()
        self.join()

    def run(self) -> None:
        while not self._ended.wait(_SECONDS_BETWEEN_SAMPLES):
            self.peak = max(self.peak, sum(map(_proportional_set_size, self._descendants())))

    def _descendants(self) -> list[int]:
        children = defaultdict(list)
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(path.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            except OSError:  # It has ended.
                continue
            children[parent].append(int(path.parent.name))
        found, waiting = [], [self._root]
        while waiting:
            below = [pid for pid in children[waiting.pop()] if pid not in self._exclude]
            found += below
            waiting += below
        return found


def _proportional_set_size(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:  # It has ended.
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 2**10


def roster_of_accounts(bench: Bench) -> Measured:
    """Set the password of a user in each account. One run for each number of accounts and forks."""
    if sys.platform != "linux":
        raise CannotRun("The memory of all processes is measured on Linux only.")
    measured, plays = Measured(), bench.plays
    samples: dict[tuple[int, int], str] = {}
    inventory = plays.folder / "organization_accounts.yml"
    inventory.write_text(INVENTORY, encoding="utf-8")
    for accounts, forks in bench.sizes.accounts:
        name, profile = f"roster of {accounts} accounts, {forks} forks", {"user_name": user_name(0)}
        profile["password"] = f"Aa1!-{secrets.token_hex(8)}"
        conditions = Conditions(0, bench.sizes.latency, accounts=accounts, users_of_accounts=1)
        memory = MemorySampler(os.getpid(), {plays.emulator.pid})
        memory.start()
        with closing(memory):
            played = plays.play_role(
                "identity.aws.console_access_roster",
                conditions,
                ("--inventory", str(inventory), "--forks", str(forks)),
                console_access_roster_profiles=[profile],
                console_access_roster_update_password="always",
            ).succeeded()
        wanted = {profile["user_name"]: profile["password"]}
        passwords = map(plays.emulator.passwords, conditions.account_numbers())
        if lost := sum(each != wanted for each in passwords):
            raise CannotRun(f"{lost} of {accounts} passwords did not arrive.")
        measured.add(name, played)
        samples[accounts, forks] = name
        smaller = [key for key in samples if key[0] < accounts and key[1] == forks]
        growth = measured.growth(samples[smaller[0]], name, accounts / smaller[0][0]) if smaller else None
        measured.figure(name, played.seconds, "s", growth=growth)
        measured.figure(f"{name}: for each account", played.seconds / accounts, "s")
        measured.figure(f"{name}: peak memory of all processes", memory.peak, "MiB")
    return measured
