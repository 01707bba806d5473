# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many items at a time: in order, a few at once, and cancelled when that is requested."""

from __future__ import annotations

import threading
import time
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken
from ansible_collections.identity.aws.plugins.module_utils._run.workers import Progress, WorkerPool, no_progress


def mapped(
    concurrency: int,
    work: t.Callable[[int], str],
    number: int,
    stop: CancellationToken | None = None,
    progress: Progress = no_progress,
) -> list[str]:
    def on_error(item: int, error: Exception) -> str:
        return f"{item} {type(error).__name__}"

    pool = WorkerPool(concurrency, stop or CancellationToken(), progress)
    return pool.map("write", work, range(number), lambda _item: "skipped", on_error)


@pytest.mark.parametrize("concurrency", [1, 4])
def test_the_order_is_kept_and_an_error_affects_its_item_alone(concurrency: int) -> None:
    """Fails when results are in the order of completion, or an error loses those of other items."""

    def work(number: int) -> str:
        time.sleep(0.01 * (number % 3 == 0))
        return str(number if number != 2 else 1 // 0)

    reported: list[tuple[str, int, int]] = []
    results = mapped(concurrency, work, 12, progress=lambda *progress: reported.append(progress))
    assert results == ["0", "1", "2 ZeroDivisionError", *map(str, range(3, 12))]
    assert reported == [("write", number + 1, 12) for number in range(12)]


@pytest.mark.parametrize(("concurrency", "number", "most"), [(1, 5, 1), (3, 12, 3), (8, 2, 2), (8, 1, 1), (8, 0, 0)])
def test_no_more_than_requested_are_under_way(concurrency: int, number: int, most: int) -> None:
    """Fails when the concurrency differs, or one item or a concurrency of 1 needs a thread."""
    under_way: set[int] = set()
    numbers, threads = [0], set()

    def work(item: int) -> str:
        under_way.add(item)
        threads.add(threading.current_thread())
        numbers.append(len(under_way))
        time.sleep(0.02)
        under_way.discard(item)
        return "done"

    assert mapped(concurrency, work, number) == ["done"] * number
    assert max(numbers) == most
    assert (threads <= {threading.main_thread()}) is (most <= 1)


@pytest.mark.parametrize("concurrency", [1, 2])
def test_after_a_cancellation_nothing_is_begun(concurrency: int) -> None:
    """Fails when work continues after a cancellation, or earlier results are not returned."""
    stop = CancellationToken()

    def work(number: int) -> str:
        if number == 3:
            stop.request("Enough.")
        while number > 3 and not stop.is_requested():
            time.sleep(0.001)
        return "done"

    results = mapped(concurrency, work, 50, stop)
    # Another item may be about to begin then.
    assert results[3] == "done"
    assert results[:3].count("skipped") <= concurrency - 1
    assert results[5:] == ["skipped"] * 45


@pytest.mark.parametrize("threads", [0, 1, 2])
def test_a_machine_that_runs_out_of_threads(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    """Fails when work is lost or fails because the machine has fewer threads than requested."""
    original, left = threading.Thread.start, iter(range(threads))

    def start(self: threading.Thread) -> None:
        if next(left, None) is None:
            raise RuntimeError("can't start new thread")
        original(self)

    monkeypatch.setattr(threading.Thread, "start", start)
    assert mapped(8, str, 20) == [str(number) for number in range(20)]
