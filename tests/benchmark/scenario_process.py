# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module's own process, at 0 ms a call: its time outside its calls, and the most memory that it holds."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

from bench import Bench
from endpoint import Conditions
from figures import Figure, Measured
from plays import HERE, CannotRun, Played, Task
from work import info, profiles, roster

MOST = 120


def memory(bench: Bench) -> Measured:
    """Measure the peak of the process for very many users."""
    users, threads, measured = bench.sizes.huge, bench.sizes.concurrency, Measured()
    tasks = {
        f"roster of {users}, {threads} threads": roster(concurrency=threads),
        f"info of {users} users, live, {threads} threads": info(source="live", concurrency=threads),
        f"info of {users} users, report": info(source="report"),
    }
    for dummy in range(bench.sizes.repeats):
        for name, task in tasks.items():
            _played, taken = _metered(bench, task, profiles(users))
            measured.samples[name].append(taken["peak"])
    measured.figures += [Figure(f"{name}: peak memory", measured.median(name), "MiB", MOST) for name in tasks]
    return measured


def own_time(bench: Bench) -> Measured:
    """Measure the time outside the calls for more and more users with a password each. The start is a part of each."""
    sizes, measured = bench.sizes, Measured()
    names = {users: f"roster of {users}, given passwords" for users in (sizes.few, sizes.many, sizes.huge)}
    for dummy in range(sizes.repeats):
        for users, name in names.items():
            wanted = profiles(users)
            played, taken = _metered(bench, roster(concurrency=sizes.concurrency), wanted)
            measured.samples[name].append(taken["seconds"] - played.set_passwords_of(wanted).facts.seconds)
    measured.figures += [Figure(f"{name}: outside the calls", measured.median(name), "s") for name in names.values()]
    growth = measured.median(names[sizes.huge]) / measured.median(names[sizes.many])
    name = f"{names[sizes.huge]}: outside the calls, to {sizes.many} users"
    measured.figures.append(Figure(name, growth, "x", sizes.huge / sizes.many))
    return measured


def _metered(bench: Bench, task: Task, wanted: list[dict[str, str]]) -> tuple[Played, dict[str, float]]:
    """Let the module's interpreter be started by a program that meters it."""
    taken = bench.plays.folder / "taken"
    taken.unlink(missing_ok=True)
    variables = {"profiles": wanted, "ansible_python_interpreter": str(_interpreter(bench.plays.folder, taken))}
    played = bench.plays.play(task, Conditions(len(wanted), latency=0), variables).succeeded()
    if not taken.exists():
        raise CannotRun(f"The module's process was not metered:\n{played.output[-2000:]}")
    return played, json.loads(taken.read_text(encoding="ascii"))


def _interpreter(folder: Path, taken: Path) -> Path:
    """Write a program that stands for the module's interpreter."""
    words = shlex.join([sys.executable, str(HERE / "metered.py"), str(taken), sys.executable])
    path = folder / "interpreter"
    path.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
    path.chmod(0o700)
    return path
