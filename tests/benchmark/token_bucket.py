# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A limit on requests: a bucket of tokens that fills at a steady rate. A refused request costs no token."""

from __future__ import annotations


class TokenBucket:
    """``rate`` tokens a second come in, and no more than ``burst`` are kept. It starts full."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = now

    def take(self, now: float) -> bool:
        """Take a token, and tell whether there was one."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


def ideal_seconds(calls: int, rate: float, burst: float) -> float:
    """Return the least time for so many calls against a full bucket: those of the burst cost none, the rest wait."""
    return max(0.0, calls - burst) / rate
