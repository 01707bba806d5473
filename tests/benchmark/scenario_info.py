# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who has a password: the credential report beside ping, and live reading beside a bare script with the same calls."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bench import Bench
from endpoint import Conditions
from figures import Figure, Measured
from plays import CannotRun, Played
from work import info, ping

REPORT, LIVE, BARE, FLOOR = "report", "live", "bare script", "ping"


def measure(bench: Bench) -> Measured:
    """Compare for very many users."""
    sizes, measured = bench.sizes, Measured()
    conditions, threads = Conditions(sizes.huge, sizes.latency), sizes.concurrency
    contenders: dict[str, Callable[[], Played]] = {
        REPORT: lambda: bench.plays.play(info(source="report"), conditions).succeeded(),
        LIVE: partial(_live, bench, conditions),
        BARE: lambda: bench.plays.script("bare_info.py", threads, conditions, {}).succeeded(),
        FLOOR: lambda: bench.plays.play(ping(), conditions).succeeded(),
    }
    measured.interleave(contenders, sizes.repeats)
    calls = {name: sum(each.values()) for name, each in measured.calls.items()}
    median, users = measured.median, f"info of {sizes.huge} users"
    live = f"{users}, live, {threads} threads"
    measured.figures += [
        Figure(f"{users}, report", calls[REPORT], "calls", 4),
        Figure(f"{users}, report: to ping", median(REPORT) / median(FLOOR), "x", 2),
        Figure(f"{live}: to a bare script", median(LIVE) / median(BARE), "x", 1.3),
        Figure(f"{live}: to a bare script and a ping task", median(LIVE) / (median(BARE) + median(FLOOR))),
        Figure(f"{live}: calls beyond those of the bare script", calls[LIVE] - calls[BARE], "calls"),
    ]
    return measured


def _live(bench: Bench, conditions: Conditions) -> Played:
    task = info(source="live", concurrency=bench.sizes.concurrency)
    played = bench.plays.play(task, conditions).succeeded()
    if (asked := played.facts.calls.get("GetLoginProfile", 0)) < conditions.users:
        raise CannotRun(f"It asked for {asked} of {conditions.users} login profiles.")
    return played
