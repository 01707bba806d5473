# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Try again until AWS shows what was done, for a bounded time.

Not a botocore waiter: there is none for login profiles, and one of our own model throws away the reply that ends the
wait, which the report needs (one more call on every creation). Not AWSRetry: it would multiply botocore's own retries.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .errors import LoginProfileError

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 5.0
# How long a pause goes on after a stop, at most.
_SLICE = 0.5
_UNMODIFIABLE = {"EntityTemporarilyUnmodifiable", "ConcurrentModification"}

T = t.TypeVar("T")


@dataclass(frozen=True)
class Waiter:
    """How long to wait in all (seconds), by which clock, and what stops the task before."""

    timeout: float
    clock: t.Callable[[], float]
    sleep: t.Callable[[float], object]
    stop: CancellationToken

    def until(self, holds: t.Callable[[T], bool], ask: t.Callable[[], T]) -> T:
        """Call ``ask`` until ``holds`` is true of its answer or the time is over. Returns the last answer."""
        for _last in self._attempts():
            answer = ask()
            if holds(answer):
                break
        return answer

    def retry_while_unmodifiable(
        self, write: t.Callable[[], T], is_stale: t.Callable[[LoginProfileError], bool] = lambda _error: False
    ) -> T:
        """Call ``write`` again for as long as IAM has not finished another change of the same user.

        ``is_stale`` returns whether another reply contradicts an error, which passes as well. No retry mode of botocore
        retries these codes. After an interruption the call is not made again. Raises LoginProfileError when time is
        over; that error knows whether an earlier call of this one may have been carried out.
        """
        earlier: list[LoginProfileError] = []
        for last in self._attempts():
            if earlier and self.stop.is_interrupted():
                raise earlier[-1]
            try:
                return write()
            except LoginProfileError as error:
                if earlier and error.is_unsent:
                    raise earlier[-1] from error
                error.follows_doubt = bool(earlier) and earlier[-1].follows_lost_reply
                passes = error.code in _UNMODIFIABLE or is_stale(error)
                if last or not passes:
                    raise
                earlier.append(error)
        raise AssertionError("the last try returns or raises")

    def _attempts(self) -> t.Iterator[bool]:
        """Yield once for every try, with a longer pause after each; the value says whether it is the last."""
        deadline = self.clock() + self.timeout
        pause = _FIRST_PAUSE
        while (left := deadline - self.clock()) > 0 and not self.stop.is_requested():
            yield False
            self._pause(min(pause, left))
            pause = min(pause * 2, _LONGEST_PAUSE)
        yield True

    def _pause(self, seconds: float) -> None:
        """Sleep, unless the task is to stop."""
        while seconds > 0 and not self.stop.is_requested():
            self.sleep(min(seconds, _SLICE))
            seconds -= _SLICE
