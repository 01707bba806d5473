# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a test may set for every call: latency, a rate limit, how late a change settles, how a report is made."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, fields

from query import AwsError

THROTTLED = AwsError(400, "Throttling", "Rate exceeded")
"""IAM API reference, "Common Errors": "The request was denied due to request throttling", HTTP status 400."""

_FLAGS = frozenset({"any_password", "sts_is_global"})


class Refused(ValueError):
    """A test asked for something that the layer does not know; the text says what."""


@dataclass
class Settings:
    """Seconds, requests a second, and what is let pass. Nothing is set at first."""

    latency: float = 0.0
    rate_limit: float | None = None
    create_visible_after: float = 0.0
    delete_visible_after: float = 0.0
    unmodifiable_after_create: float = 0.0
    report_takes: float = 0.0
    reports_without_capacity: int = 0
    """How many requests to make a report AWS refuses for lack of capacity, from now on. Each one counts down."""
    sts_is_global: bool = False
    """Take a call of STS signed for us-east-1 as one to the global endpoint, which has no AssumeRoot."""
    any_password: bool = False
    """Let every password of the API's form pass, one character too, which no policy of AWS's allows."""

    def change(self, wanted: object) -> None:
        """Set what is named, leave the rest; raise Refused with a sentence for anything else."""
        names = [field.name for field in fields(self)]
        if not isinstance(wanted, Mapping):
            raise Refused(f"Settings are a JSON object with any of: {', '.join(names)}.")
        if unknown := sorted(set(wanted) - set(names)):
            raise Refused(f"No such setting: {', '.join(unknown)}. There are: {', '.join(names)}.")
        for name, value in wanted.items():
            if (value is None and name == "rate_limit") or (isinstance(value, bool) and name in _FLAGS):
                continue
            if name == "reports_without_capacity" and not isinstance(value, int):
                raise Refused(f"The setting {name} is a whole number of at least 0, not {value!r}.")
            if name in _FLAGS or isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                kind = "true or false" if name in _FLAGS else "a number of at least 0"
                raise Refused(f"The setting {name} is {kind}, not {value!r}.")
        for name, value in wanted.items():
            setattr(self, name, value)


class Throttle:
    """Lets so many requests pass in any one second."""

    def __init__(self) -> None:
        """Start with nothing passed."""
        self._passed: deque[float] = deque()

    def lets_pass(self, limit: float | None) -> bool:
        """Tell whether one more request may pass, and count it if so."""
        if limit is None:
            return True
        now = time.monotonic()
        while self._passed and self._passed[0] <= now - 1.0:
            self._passed.popleft()
        if len(self._passed) >= limit:
            return False
        self._passed.append(now)
        return True
