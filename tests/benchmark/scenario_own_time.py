# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The time of a module's own process outside its calls, for more and more users with a password each."""

from __future__ import annotations

from bench import Bench
from endpoint_process import Conditions
from figures import Figure, Measured
from plays import CannotRun
from scenario_memory import interpreter
from work import profiles, roster


def measure(bench: Bench) -> Measured:
    """Let the module's interpreter be started by a program that takes its time. The start is a part of each."""
    sizes, measured = bench.sizes, Measured()
    all_users = (sizes.few, sizes.many, sizes.huge)
    for dummy in range(sizes.repeats):
        for users in all_users:
            measured.samples[_name(users)].append(_own_time(bench, users))
    measured.figures += [
        Figure(f"{_name(users)}: outside the calls", measured.median(_name(users)), "s") for users in all_users
    ]
    growth = measured.median(_name(sizes.huge)) / measured.median(_name(sizes.many))
    measured.figures.append(
        Figure(f"{_name(sizes.huge)}: outside the calls, to {sizes.many} users", growth, "x", sizes.huge / sizes.many)
    )
    return measured


def _name(users: int) -> str:
    return f"roster of {users}, given passwords"


def _own_time(bench: Bench, users: int) -> float:
    wanted, seconds = profiles(users), bench.plays.folder / "seconds"
    seconds.unlink(missing_ok=True)
    stand_in = interpreter(bench.plays.folder, "wall_time.py", seconds)
    variables = {"profiles": wanted, "ansible_python_interpreter": str(stand_in)}
    task = roster(concurrency=bench.sizes.concurrency)
    played = bench.plays.play(task, Conditions(users, latency=0), variables).set_passwords_of(wanted)
    if not seconds.exists():
        raise CannotRun(f"The module's process left no time behind:\n{played.output[-2000:]}")
    return float(seconds.read_text(encoding="ascii")) - played.facts.seconds
