# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One user a task: iam_login_profile beside amazon.aws.iam_user and ping, with the same effect."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bench import Bench
from endpoint import Conditions
from figures import Figure, Measured
from plays import Played, Task
from work import iam_user, login_profile, looped, ping, profiles

OURS, OURS_NO_RESET = "iam_login_profile", "iam_login_profile, no reset required"
THEIRS, FLOOR = "iam_user", "ping"
# Milliseconds a call -> the most that a task may take of iam_user's time.
BOUNDS = {0: 0.90, 40: 0.85}
BOUND_TO_PING = 1.9


def measure(bench: Bench) -> Measured:
    """Compare at each latency."""
    measured = Measured()
    for latency in bench.sizes.latencies:
        _at(bench, latency, measured)
    return measured


def _at(bench: Bench, latency: float, measured: Measured) -> None:
    loop, where = bench.sizes.loop, f"{latency * 1000:.0f} ms a call"
    tasks = {
        OURS: login_profile(reset=True),
        THEIRS: iam_user(reset=True),
        FLOOR: ping(),
        OURS_NO_RESET: login_profile(reset=False),
    }
    contenders: dict[str, Callable[[], Played]] = {
        _key(name, users, where): partial(_run, bench, task, users, latency)
        for users in (loop, 1)
        for name, task in tasks.items()
    }
    measured.interleave(contenders, bench.sizes.repeats)

    def wall(name: str, users: int) -> float:
        return measured.median(_key(name, users, where))

    def marginal(name: str) -> float:
        return (wall(name, loop) - wall(name, 1)) / (loop - 1)

    bound = BOUNDS[round(latency * 1000)]
    for ours in (OURS, OURS_NO_RESET):
        start = f"{ours}, {where}, loop of {loop}"
        measured.figures += [
            Figure(f"{start}: to iam_user", wall(ours, loop) / wall(THEIRS, loop), bound=bound),
            Figure(f"{start}: to ping", wall(ours, loop) / wall(FLOOR, loop), bound=BOUND_TO_PING),
        ]
    for rival in (THEIRS, FLOOR):
        measured.figures += [
            Figure(f"{OURS}, {where}, a whole playbook of one task: to {rival}", wall(OURS, 1) / wall(rival, 1)),
            Figure(
                f"{OURS}, {where}, a further task in the loop of {loop}: to {rival}", marginal(OURS) / marginal(rival)
            ),
        ]


def _key(name: str, users: int, where: str) -> str:
    return f"{name}, {where}, loop of {users}"


def _run(bench: Bench, task: Task, users: int, latency: float) -> Played:
    wanted = profiles(users)
    played = bench.plays.play(looped(task), Conditions(users, latency), {"profiles": wanted})
    return played.succeeded() if "ansible.builtin.ping" in task else played.set_passwords_of(wanted)
