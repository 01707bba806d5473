# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make the calls of a botocore client interruptible.

A call can block forever, for example in the ``credential_process`` of a profile, and Python cannot interrupt a thread.
So each call runs in its own daemon thread, and after an interruption the caller stops waiting for it. A write whose
request was sent is always waited for, and no further write is sent.
"""

from __future__ import annotations

import contextvars
import threading
import types
import typing as t
from concurrent.futures import Future, wait

try:
    from botocore.exceptions import BotoCoreError, ClientError
except ImportError:
    # AnsibleAWSModule reports a missing botocore before it is used here.
    BotoCoreError = Exception  # type: ignore[assignment, misc]

from ansible_collections.identity.aws.plugins.module_utils._core.models import Operation

from .call_tracking import LOST_REPLIES, NotSent

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken

_WRITES = frozenset(t.get_args(Operation))
# Seconds between the checks for an interruption, and the number of checks to wait after one.
_SLICE = 0.25
_SLICES_LEFT = 4
_THIS_THREAD = threading.local()

T = t.TypeVar("T")


class Interrupted(BotoCoreError, NotSent):
    """The task was interrupted before the call had a result. ``sent``: the number of requests that were sent."""

    fmt = "it was not finished when the task had to stop. {reason}"

    def __init__(self, reason: str | None, sent: int, lost: int) -> None:
        """``lost``: how many of the requests may have been carried out."""
        super().__init__(reason=reason)
        self.sent = sent
        self.response = {"ResponseMetadata": {LOST_REPLIES: lost}}


class _Call:
    """The state of one call, shared by the thread that makes it and the thread that waits for it."""

    def __init__(self, stop: CancellationToken, *, is_write: bool) -> None:
        self._stop = stop
        self._is_write = is_write
        self._lock = threading.Lock()
        self._sent = self._lost = 0
        self._is_under_way = self._is_left = False

    def begin(self, **_event: t.Any) -> None:
        """Record the next request. Raises Interrupted for a write that must not be sent."""
        with self._lock:
            if self._is_write and (self._is_left or self._stop.is_interrupted()):
                raise self.interrupted()
            self._sent += 1
            self._is_under_way = True

    def end(
        self, operation: t.Any, response: t.Any = None, caught_exception: Exception | None = None, **_event: t.Any
    ) -> None:
        """Record the end of a request. After an interruption, raises its error to prevent another attempt.

        Returning False would do the same in botocore 1.44, but botocore 1.43 reads it as a delay of 0 seconds.
        """
        with self._lock:
            if not isinstance(caught_exception, Interrupted):
                self._lost += response is None or response[0].status_code >= 500
            # A request that was carried out is under way until its reply is read.
            self._is_under_way = response is not None and response[0].status_code < 300
        if self._stop.is_interrupted():
            if caught_exception is not None:
                raise caught_exception
            if response[0].status_code >= 300:
                raise ClientError(response[1], operation.name)

    def leave(self) -> bool:
        """Stop waiting for the call and return True; False for a write that may be carried out meanwhile."""
        with self._lock:
            self._is_left = not (self._is_write and self._is_under_way)
        return self._is_left

    def interrupted(self) -> Interrupted:
        """Return the error of the call."""
        return Interrupted(self._stop.interruption, self._sent, self._lost)


class _ResultOf:
    """Passes an exception of the block to a Future instead of raising it."""

    def __init__(self, future: Future[t.Any]) -> None:
        self._future = future

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: types.TracebackType | None
    ) -> bool:
        if error is not None:
            self._future.set_exception(error)
        return True


def make_interruptible(client: t.Any, stop: CancellationToken) -> None:
    """Make every call of a botocore client interruptible, including its paginators."""
    make_call = client._make_api_call

    def make_interruptible_call(operation: str, parameters: t.Any) -> t.Any:
        return until_interrupted(lambda: make_call(operation, parameters), stop, is_write=operation in _WRITES)

    client._make_api_call = make_interruptible_call
    service = client.meta.service_model.service_id.hyphenize()
    # Last: botocore's rate limiter waits in the same event, and lost replies are recorded before a handler raises.
    client.meta.events.register_last("before-send", _begin)
    client.meta.events.register_last(f"needs-retry.{service}", _end)


def _begin(**event: t.Any) -> None:
    _THIS_THREAD.call.begin(**event)


def _end(**event: t.Any) -> None:
    _THIS_THREAD.call.end(**event)


def until_interrupted(work: t.Callable[[], T], stop: CancellationToken, *, is_write: bool = False) -> T:
    """Return the result of ``work``, or raise its exception. Raises Interrupted when the wait is abandoned."""
    call = _Call(stop, is_write=is_write)

    def run() -> T:
        _THIS_THREAD.call = call
        return work()

    future = in_daemon_thread(run)
    left = _SLICES_LEFT
    while not wait([future], timeout=_SLICE).done:
        if stop.is_interrupted():
            left -= 1
            if left <= 0 and call.leave():
                raise call.interrupted()
    return future.result()


def in_daemon_thread(work: t.Callable[[], T]) -> Future[T]:
    """Start ``work`` in a daemon thread, which does not delay the end of the process.

    If no thread can be started, ``work`` runs here and cannot be interrupted.
    """
    future: Future[T] = Future()

    def run() -> None:
        with _ResultOf(future):
            future.set_result(work())

    try:
        # With the name and the context of the waiting thread.
        name, context = threading.current_thread().name, contextvars.copy_context()
        threading.Thread(target=context.run, args=(run,), name=name, daemon=True).start()
    except RuntimeError:
        run()
    return future
