# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A roster against a limit of requests: how near it comes to the ideal, and whether anything is lost."""

from __future__ import annotations

from collections import Counter

from bench import Bench
from endpoint import Conditions
from figures import Figure, Measured
from plays import Played
from work import profiles, roster


def measure(bench: Bench) -> Measured:
    """Set passwords with the concurrency that the module comes with.

    The limit is a full bucket of as many requests as a second allows. The ideal is the time that the requests which
    succeeded take at the limit, without those of the full bucket. It is compared with the module's own work, from its
    first request to the last reply.
    """
    sizes, measured = bench.sizes, Measured()
    users, rate = sizes.limited, sizes.rate
    conditions = Conditions(users, sizes.latency, rate=rate)
    totals: Counter[str] = Counter()
    for dummy in range(sizes.repeats):
        wanted = profiles(users)
        played = bench.plays.play(roster(), conditions, {"profiles": wanted})
        _add(measured, played, ideal_seconds(sum(played.facts.calls.values()), rate))
        totals += Counter(lost=played.lost(wanted), failed=int(played.code != 0))
    where = f"roster of {users} at {rate:.0f} requests a second"
    refused = measured.median("requests refused") / measured.median("requests")
    measured.figures += [
        Figure(f"{where}: to the ideal", measured.median("seconds to the ideal"), "x", 1.35),
        Figure(f"{where}: lost, in all runs", totals["lost"], "passwords", 0),
        Figure(f"{where}: failed, in all runs", totals["failed"], "tasks", 0),
        Figure(f"{where}: requests refused to those that succeeded", refused),
    ]
    return measured


def ideal_seconds(calls: int, rate: float) -> float:
    """Return how long calls take that always wait for the next token: those of the full bucket cost no time."""
    return max(0.0, calls - rate) / rate


def _add(measured: Measured, played: Played, ideal: float) -> None:
    measured.add("whole playbook", played)
    measured.samples["seconds of the module's work"].append(played.facts.seconds)
    measured.samples["ideal seconds"].append(ideal)
    measured.samples["seconds to the ideal"].append(played.facts.seconds / ideal)
    measured.samples["requests"].append(sum(played.facts.calls.values()))
    measured.samples["requests refused"].append(sum(played.facts.throttled.values()))
