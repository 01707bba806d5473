# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The most memory that a module's own process holds, for very many users."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from bench import Bench
from endpoint_process import Conditions
from figures import Figure, Measured
from plays import HERE, CannotRun, Task
from work import info, profiles, roster

MOST = 120


def measure(bench: Bench) -> Measured:
    """Let the module's interpreter be started by a program that looks at its peak when it has ended."""
    sizes, measured = bench.sizes, Measured()
    threads = sizes.concurrency
    tasks = {
        f"roster of {sizes.huge}, {threads} threads": roster(concurrency=threads),
        f"info of {sizes.huge} users, live, {threads} threads": info(source="live", concurrency=threads),
        f"info of {sizes.huge} users, report": info(source="report"),
    }
    for dummy in range(sizes.repeats):
        for name, task in tasks.items():
            measured.samples[name].append(_peak(bench, task))
    measured.figures += [Figure(f"{name}: peak memory", measured.median(name), "MiB", MOST) for name in tasks]
    return measured


def _peak(bench: Bench, task: Task) -> float:
    wanted, peak = profiles(bench.sizes.huge), bench.plays.folder / "peak"
    peak.unlink(missing_ok=True)
    variables = {
        "profiles": wanted,
        "ansible_python_interpreter": str(interpreter(bench.plays.folder, "peak_memory.py", peak)),
    }
    played = bench.plays.play(task, Conditions(bench.sizes.huge, latency=0), variables).succeeded()
    if not peak.exists():
        raise CannotRun(f"The module's process left no peak behind:\n{played.output[-2000:]}")
    return float(peak.read_text(encoding="ascii"))


def interpreter(folder: Path, meter: str, measured: Path) -> Path:
    """Write a program that stands for the module's interpreter, and has a script of this folder measure it."""
    words = shlex.join([sys.executable, str(HERE / meter), str(measured), sys.executable])
    path = folder / "interpreter"
    path.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
    path.chmod(0o700)
    return path
