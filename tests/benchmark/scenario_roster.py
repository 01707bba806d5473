# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many users: one roster task beside a loop over amazon.aws.iam_user, and beside a bare script with the same calls."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bench import Bench
from endpoint import Conditions
from figures import Figure, Measured
from plays import Played
from work import iam_user, looped, ping, profiles, roster

BARE, FLOOR = "bare script", "ping"


def measure(bench: Bench) -> Measured:
    """Compare for a few users and for many.

    The loop over many users is taken from two shorter ones, whose difference is the cost of a user, unless it is asked
    for: at over a second a user it takes twenty minutes.
    """
    sizes, measured = bench.sizes, Measured()
    short, few, many = max(1, sizes.few // 10), sizes.few, sizes.many
    threads = sizes.concurrency
    contenders: dict[str, Callable[[], Played]] = {
        f"iam_user, loop of {short}": partial(_loop, bench, short),
        f"iam_user, loop of {few}": partial(_loop, bench, few),
        f"roster of {few}, as it comes": partial(_roster, bench, few),
        f"roster of {few}": partial(_roster, bench, few, concurrency=threads),
        f"roster of {many}": partial(_roster, bench, many, concurrency=threads),
        BARE: partial(_bare, bench, many, threads),
        FLOOR: lambda: bench.plays.play(ping(), Conditions(many, sizes.latency)).succeeded(),
    }
    measured.interleave(contenders, sizes.repeats)
    short_loop, loop = measured.median(f"iam_user, loop of {short}"), measured.median(f"iam_user, loop of {few}")
    if sizes.whole_loop:
        how = "measured once"
        measured.add(f"iam_user, loop of {many}", _loop(bench, many))
        whole = measured.median(f"iam_user, loop of {many}")
    else:
        how = f"extrapolated from {short} and {few}"
        whole = loop + (loop - short_loop) / (few - short) * (many - few)
    as_it_comes = measured.median(f"roster of {few}, as it comes")
    few_wall, many_wall = measured.median(f"roster of {few}"), measured.median(f"roster of {many}")
    bare, floor = measured.median(BARE), measured.median(FLOOR)
    faster = "times faster than a loop over iam_user"
    wide = f"roster of {many}, {threads} threads"
    measured.figures += [
        Figure(f"roster of {few}, {threads} threads: {faster}", loop / few_wall, "x", 40, "at least"),
        Figure(f"roster of {few}, 8 threads (the default): {faster}", loop / as_it_comes, "x"),
        Figure(f"{wide}: {faster} ({how})", whole / many_wall, "x", 150, "at least"),
        Figure(f"{wide}: to a bare script and a ping task", many_wall / (bare + floor), "x", 1.3),
        Figure(
            f"{wide}: calls beyond those of the bare script",
            _calls(measured, f"roster of {many}") - _calls(measured, BARE),
            "calls",
        ),
    ]
    return measured


def _calls(measured: Measured, name: str) -> int:
    return sum(measured.calls[name].values())


def _loop(bench: Bench, users: int) -> Played:
    wanted = profiles(users)
    task = looped(iam_user(reset=True))
    return bench.plays.play(task, Conditions(users, bench.sizes.latency), {"profiles": wanted}).set_passwords_of(wanted)


def _roster(bench: Bench, users: int, **options: int) -> Played:
    wanted = profiles(users)
    conditions = Conditions(users, bench.sizes.latency)
    return bench.plays.play(roster(**options), conditions, {"profiles": wanted}).set_passwords_of(wanted)


def _bare(bench: Bench, users: int, threads: int) -> Played:
    wanted = profiles(users)
    conditions = Conditions(users, bench.sizes.latency)
    played = bench.plays.script("bare_roster.py", threads, conditions, {"profiles": wanted})
    return played.set_passwords_of(wanted)
