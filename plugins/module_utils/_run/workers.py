# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Do the same for many, a few at a time, and keep their order."""

from __future__ import annotations

import typing as t
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken

In = t.TypeVar("In")
Out = t.TypeVar("Out")


Progress = t.Callable[[str, int, int], None]


def no_progress(_what: str, _finished: int, _of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class WorkerPool:
    """How many at a time, what stops it, and who is told of each that is finished (the number, and of how many)."""

    concurrency: int
    stop: CancellationToken
    progress: Progress

    def each(
        self,
        what: str,
        work: t.Callable[[In], Out],
        items: t.Sequence[In],
        otherwise: t.Callable[[In], Out],
        broken: t.Callable[[In, BaseException], Out],
    ) -> list[Out]:
        """Return what ``work`` makes of each item, in their order, and ``otherwise`` of those not begun after a stop.

        ``what`` names the work for whoever follows the progress. ``work`` runs in threads; an exception of it ends that
        item and no other, so that what was done for others is not lost with it, and ``broken`` says what stands for it.
        """

        def unless_stopped(item: In) -> Out:
            return otherwise(item) if self.stop.is_requested() else work(item)

        results: list[Out] = []
        with ThreadPoolExecutor(self.concurrency) as executor:
            begun = [(item, _begun(executor, unless_stopped, item)) for item in items]
            for item, future in begun:
                error = _end_of(future)
                results.append(future.result() if error is None else broken(item, error))
                self.progress(what, len(results), len(items))
        return results


def _end_of(future: Future[Out]) -> BaseException | None:
    """Wait for the end of work, and return the error that it was, if it was one.

    A signal that comes right before a wait is handled after it, so this one lasts no longer than a second at a time.
    """
    while not wait([future], timeout=1).done:
        pass
    return future.exception()


def _begun(executor: ThreadPoolExecutor, work: t.Callable[[In], Out], item: In) -> Future[Out]:
    """Hand work over. Where the machine has no thread to give, that is the work's own end, and no other's.

    An executor that can start no thread has queued the work all the same, for those that it has. So whoever gets it
    waits to be told whether it is to be begun.
    """
    is_to_begin: Future[bool] = Future()

    def when_told() -> Out:
        if is_to_begin.result():
            return work(item)
        raise CancelledError

    is_handed_over = False
    try:
        future = executor.submit(when_told)
        is_handed_over = True
    except RuntimeError as error:
        future = Future()
        future.set_exception(error)
    finally:
        # Whatever ends this, a second Ctrl-C too: nobody is to wait for ever.
        is_to_begin.set_result(is_handed_over)
    return future
