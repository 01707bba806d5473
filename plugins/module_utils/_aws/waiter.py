# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wait until AWS shows a change, and retry writes that IAM does not accept yet, for a limited time.

botocore has no waiter for login profiles, and its waiters discard the last reply, which the report needs (one more call
for every creation). AWSRetry would multiply botocore's own retries.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .errors import LoginProfileError

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 5.0
# The longest pause after a cancellation.
_SLICE = 0.5
_UNMODIFIABLE = {"EntityTemporarilyUnmodifiable", "ConcurrentModification"}

T = t.TypeVar("T")


@dataclass(frozen=True)
class Waiter:
    """Waits for ``timeout`` seconds in total by this clock, or until the token cancels the task."""

    timeout: float
    clock: t.Callable[[], float]
    sleep: t.Callable[[float], object]
    stop: CancellationToken

    def until(self, holds: t.Callable[[T], bool], read: t.Callable[[], T]) -> T:
        """Call ``read`` until ``holds`` is true for the result or the time is over. Returns the last result."""
        for _last in self._attempts():
            result = read()
            if holds(result):
                break
        return result

    def retry_while_unmodifiable(
        self, write: t.Callable[[], T], is_stale: t.Callable[[LoginProfileError], bool] = lambda _error: False
    ) -> T:
        """Repeat ``write`` while IAM has not finished another change of the same user.

        ``is_stale`` returns whether another reply contradicts an error, which passes too. No retry mode of botocore
        retries these codes. After an interruption the call is not repeated. Raises LoginProfileError when the time is
        over; the error has whether an earlier call may have been carried out.
        """
        earlier: list[LoginProfileError] = []
        in_doubt = False
        for last in self._attempts():
            if earlier and self.stop.is_interrupted():
                raise earlier[-1]
            try:
                return write()
            except LoginProfileError as error:
                if earlier and error.is_unsent:
                    raise earlier[-1] from error
                error.follows_doubt = in_doubt
                passes = error.code in _UNMODIFIABLE or is_stale(error)
                if last or not passes:
                    raise
                earlier.append(error)
                in_doubt = error.follows_lost_reply
        raise AssertionError("the last attempt returns or raises")

    def _attempts(self) -> t.Iterator[bool]:
        """Yield once per attempt, with growing pauses. The value is True for the last one."""
        deadline = self.clock() + self.timeout
        pause = _FIRST_PAUSE
        while (left := deadline - self.clock()) > 0 and not self.stop.is_requested():
            yield False
            self._pause(min(pause, left))
            pause = min(pause * 2, _LONGEST_PAUSE)
        yield True

    def _pause(self, seconds: float) -> None:
        """Sleep, unless the task is cancelled."""
        while seconds > 0 and not self.stop.is_requested():
            self.sleep(min(seconds, _SLICE))
            seconds -= _SLICE
