# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far long work is, in the log of the host that the module runs on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accounts import Account
from canary import watched
from playbook_runner import PlaybookRunner, info, roster

if TYPE_CHECKING:
    from client import Emulator

# In a module's process a second is ten, so that nobody has to wait for the ten seconds between two lines.
FAST_CLOCK = """
import sys, time
if any("AnsiballZ_" in word for word in sys.orig_argv):
    _real = time.monotonic
    time.monotonic = lambda: 10 * _real()
"""
NAMES = ["alice", "bob", "carol", "dave"]


def test_long_work_says_how_far_it_is(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when what takes longer than ten seconds writes no line."""
    Account(emulator).add(*NAMES)
    slow = {"kind": "delay", "seconds": 0.7, "nth": None}
    emulator.faults(
        [
            {**slow, "action": "CreateLoginProfile"},
            *({**slow, "action": "GetLoginProfile", "user_name": name, "nth": 3, "times": 1} for name in NAMES),
        ]
    )
    environment = watched(runner.folder)
    with runner.folder.joinpath("python", "sitecustomize.py").open("a", encoding="utf-8") as code:
        code.write(FAST_CLOCK)
    profiles = [{"user_name": name, "password": "Passw0rd-1"} for name in NAMES]
    written, read = runner.play([roster(profiles, concurrency=2), info(concurrency=2)], **environment).results
    assert written["summary"]["done"] == NAMES
    assert [row["password_enabled"] for row in read["users"]] == [True] * 4
    lines = re.findall(r"(\w+): \d of 4 users\.", runner.folder.joinpath("syslog").read_text(encoding="utf-8"))
    assert set(lines) == {"write", "read"}
