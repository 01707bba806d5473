# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a scenario gives: figures with their targets, and the raw samples that they were made from."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from plays import Played


@dataclass(frozen=True)
class Figure:
    """One line of the report. A figure without ``bound`` has no target.

    ``noise`` is the longest sample of a contender by its shortest. ``growth`` is the slope between two sizes on
    logarithmic scales: 1.00 is in proportion to the size, 2.00 is with its square.
    """

    name: str
    value: float
    unit: Literal["x", "calls", "calls/s", "MiB", "passwords", "s", "tasks"] = "x"
    bound: float | None = None
    sense: Literal["at most", "at least"] = "at most"
    noise: float | None = None
    growth: float | None = None

    @property
    def reached(self) -> bool | None:
        """Return whether the target was reached."""
        if self.bound is None:
            return None
        return self.value <= self.bound if self.sense == "at most" else self.value >= self.bound

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "reached": self.reached}


@dataclass
class Measured:
    """The samples of one scenario by contender, the calls of each one's last run, and the figures."""

    samples: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    calls: dict[str, dict[str, int]] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)

    def interleave(self, contenders: Mapping[str, Callable[[], Played]], repeats: int) -> None:
        """Run all contenders in turn, and again, so that a slow minute of the machine falls on all of them."""
        for dummy in range(repeats):
            for name, run in contenders.items():
                self.add(name, run())

    def add(self, name: str, played: Played) -> None:
        """Add the wall time and the calls of a run."""
        self.samples[name].append(played.seconds)
        self.calls[name] = played.facts.calls

    def median(self, name: str) -> float:
        return statistics.median(self.samples[name])

    def spread(self, *names: str) -> float:
        """Return how far apart the samples of one contender are at most, the longest by the shortest."""
        return max(max(self.samples[name]) / min(self.samples[name]) for name in names)

    def growth(self, small: str, large: str, factor: float) -> float:
        """Return how the median grows from one contender to another that is so many times as large."""
        return math.log(self.median(large) / self.median(small)) / math.log(factor)

    def calls_of(self, name: str) -> int:
        """Count the calls of a contender's last run."""
        return sum(self.calls[name].values())

    def figure(self, *facts: Any, of: tuple[str, ...] = (), **more: Any) -> None:
        """Add a figure, which is made from the samples of these contenders."""
        figure = Figure(*facts, **more)
        self.figures.append(replace(figure, noise=self.spread(*of)) if of else figure)

    def as_json(self) -> dict[str, Any]:
        return {
            "figures": [figure.as_json() for figure in self.figures],
            "medians": {name: self.median(name) for name in self.samples},
            "samples": dict(self.samples),
            "calls": self.calls,
        }
