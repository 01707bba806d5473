# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Process many items concurrently, and keep their order."""

from __future__ import annotations

import threading
import typing as t
from dataclasses import dataclass

from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken

Item = t.TypeVar("Item")
Result = t.TypeVar("Result")
# Receives the name of the work, the number of finished items, and the total.
Progress = t.Callable[[str, int, int], None]

# Seconds. A signal that arrives just before a wait is handled after it, so a wait is short.
_SLICE = 1.0


def no_progress(_what: str, _finished: int, _of: int) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class WorkerPool:
    """The number of concurrent items, what cancels the work, and what is called for each finished item."""

    concurrency: int
    stop: CancellationToken
    progress: Progress = no_progress

    def map(
        self,
        what: str,
        work: t.Callable[[Item], Result],
        items: t.Sequence[Item],
        on_skipped: t.Callable[[Item], Result],
        on_error: t.Callable[[Item, Exception], Result],
    ) -> list[Result]:
        """Return the result of ``work`` for each item, in order. ``what`` names the work for the progress.

        If the task is cancelled, items that were not begun have the result of ``on_skipped``. An unexpected error of an
        item is passed to ``on_error`` and affects no other item. A single item, and a concurrency of 1, run in this
        thread.
        """
        results: dict[int, Result] = {}
        positions = iter(range(len(items)))
        lock = threading.Lock()

        def result_of(item: Item) -> Result:
            try:
                return on_skipped(item) if self.stop.is_requested() else work(item)
            except Exception as error:  # noqa: BLE001 -- reported with its frames, like every unexpected error
                return on_error(item, error)

        def work_off() -> None:
            while True:
                with lock:
                    position = next(positions, None)
                if position is None:
                    return
                result = result_of(items[position])
                with lock:
                    results[position] = result
                    self.progress(what, len(results), len(items))

        threads = _started(work_off, min(self.concurrency, len(items)))
        if not threads:
            work_off()
        for thread in threads:
            while thread.is_alive():
                thread.join(_SLICE)
        return [results[position] for position in range(len(items))]


def _started(work: t.Callable[[], None], number: int) -> list[threading.Thread]:
    """Start up to this many threads; none for 1, since the caller's thread does the work."""
    threads: list[threading.Thread] = []
    try:
        for _number in range(number if number > 1 else 0):
            thread = threading.Thread(target=work)
            thread.start()
            threads.append(thread)
    except RuntimeError:
        pass  # The machine has no more threads, so the started ones do all the work.
    return threads
