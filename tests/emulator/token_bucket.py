# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A limit on requests: a bucket of tokens that fills at a steady rate. A refused request costs no token."""

from __future__ import annotations


class TokenBucket:
    """``rate`` tokens a second come in, and no more than those of one second are stored. It starts full."""

    def __init__(self, rate: float, now: float) -> None:
        self._rate = rate
        self._tokens = rate
        self._updated = now

    def take(self, now: float) -> bool:
        """Take a token if there is one."""
        self._tokens = min(self._rate, self._tokens + (now - self._updated) * self._rate)
        self._updated = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
