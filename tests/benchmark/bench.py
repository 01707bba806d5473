# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every scenario is given: where to run, how often and how much."""

from __future__ import annotations

from dataclasses import dataclass

from plays import Plays


@dataclass(frozen=True)
class Sizes:
    """How much is measured. The defaults are what the targets are stated for."""

    repeats: int = 5
    loop: int = 10  # users of a loop that stands for one task
    few: int = 100
    many: int = 1000
    limited: int = 200  # users against a limit of requests
    huge: int = 5000
    latencies: tuple[float, ...] = (0.0, 0.04)  # of a call, for one user
    latency: float = 0.04  # for many
    rate: float = 20.0  # requests a second
    concurrency: int = 48  # where the limit is not what is measured
    whole_loop: bool = False


QUICK = Sizes(repeats=1, loop=2, few=4, many=20, limited=30, huge=60, latencies=(0.04,))


@dataclass(frozen=True)
class Bench:
    """Plays and sizes."""

    plays: Plays
    sizes: Sizes
