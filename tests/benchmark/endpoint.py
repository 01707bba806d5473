# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The emulated AWS as an endpoint to measure against: seeded before each run, and asked for the calls after it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from client import Emulator


def user_name(number: int) -> str:
    """Name the users, so that alphabetical order is the order of numbers."""
    return f"user{number:05d}"


@dataclass(frozen=True)
class Conditions:
    """What a run meets: so many users, all with a login profile, seconds a call, and calls a second at most."""

    users: int
    latency: float
    rate: float | None = None


@dataclass(frozen=True)
class Facts:
    """What came in since the last seeding.

    ``calls`` were served and ``throttled`` rejected, each by action; ``seconds`` is from the first call to the last
    reply; ``passwords`` are those that were set.
    """

    calls: dict[str, int]
    throttled: dict[str, int]
    seconds: float
    passwords: dict[str, str]


class Endpoint:
    """A running emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self._latency = 0.0

    def seed(self, conditions: Conditions) -> None:
        """Make it as new, under these conditions."""
        self._latency = conditions.latency
        self.emulator.reset()
        self.emulator.settings(latency=conditions.latency, rate_limit=conditions.rate)
        self.emulator.add_users([user_name(number) for number in range(conditions.users)], has_profile=True)

    def facts(self) -> Facts:
        """Return what came in."""
        log = self.emulator.calls()
        throttled = Counter(call["action"] for call in log if call["code"] == "Throttling")
        calls = Counter(call["action"] for call in log) - throttled
        seconds = log[-1]["at"] - log[0]["at"] + self._latency if log else 0.0
        return Facts(dict(calls), dict(throttled), seconds, self.emulator.passwords())
