# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A clock on which sleeping takes no time, for the module's own pauses and for botocore's.

It counts the virtual sleep, so a limit on time is a limit on the user's waiting time.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from botocore.retries import bucket

_REAL_SLEEP, _REAL_MONOTONIC, _REAL_TIME = time.sleep, time.monotonic, time.time


class Endless(BaseException):
    """The task slept or read the clock far beyond any limit. No handler of the task may catch it."""


class VirtualTime:
    """The time of one task. Each thread sleeps for itself, and for the thread that waits for it.

    The thread of a call has the name of the thread that waits for it. With ``scale``, this share of each pause is real:
    for changes that the emulated AWS shows by its own clock.
    """

    def __init__(self, limit: float, scale: float = 0.0) -> None:
        """Store the number of seconds of sleep after which the task counts as endless."""
        self._limit = limit
        self._scale = scale
        self._slept: defaultdict[str, float] = defaultdict(float)
        self._lock = threading.Lock()

    @property
    def slept(self) -> float:
        """Return the seconds slept by all threads together, as if they had run one after the other."""
        return sum(self._slept.values())

    def sleep(self, seconds: float) -> None:
        """Replaces time.sleep."""
        with self._lock:
            self._slept[threading.current_thread().name] += seconds
            if self.slept > self._limit:
                raise Endless(f"more than {self._limit:g} seconds of sleep")
        if self._scale:
            _REAL_SLEEP(seconds * self._scale)

    def monotonic(self) -> float:
        """Replaces time.monotonic."""
        return _REAL_MONOTONIC() + self._slept[threading.current_thread().name]

    def latest(self) -> float:
        """Replaces time.time where threads share a bucket: it never decreases for a thread."""
        return _REAL_TIME() + max(list(self._slept.values()), default=0.0)

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Replace the real clock."""
        make_bucket = bucket.TokenBucket.__init__

        def made(self_: Any, *arguments: Any, **options: Any) -> None:
            make_bucket(self_, *arguments, **options)
            # botocore's "adaptive" mode waits for a condition that nothing signals here.
            self_._new_fill_rate_condition.wait = self.sleep

        def current_time(_clock: Any) -> float:
            return self.latest()

        with ExitStack() as stack:
            stack.enter_context(mock.patch("time.sleep", self.sleep))
            stack.enter_context(mock.patch("time.monotonic", self.monotonic))
            stack.enter_context(mock.patch.object(bucket.Clock, "current_time", current_time))
            stack.enter_context(mock.patch.object(bucket.TokenBucket, "__init__", made))
            yield
