# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many at a time: in order, a few at once, and stopped when that is asked for."""

from __future__ import annotations

import threading
import time
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken
from ansible_collections.identity.aws.plugins.module_utils._module.runtime import ProgressLog
from ansible_collections.identity.aws.plugins.module_utils._run.workers import WorkerPool, no_progress


def broken(_item: object, error: Exception) -> t.NoReturn:
    """Take no error for a result."""
    raise error


@pytest.mark.parametrize("concurrency", [1, 4])
def test_the_order_is_kept(concurrency: int) -> None:
    """Fails when the one that is finished first comes first, or the progress is not told."""

    def work(number: int) -> int:
        time.sleep(0.01 * (number % 3 == 0))
        return number * 10

    told: list[tuple[str, int, int]] = []
    workers = WorkerPool(concurrency, CancellationToken(), lambda what, finished, of: told.append((what, finished, of)))
    assert workers.map("read", work, range(12), lambda number: -1, broken) == [number * 10 for number in range(12)]
    assert told == [("read", number + 1, 12) for number in range(12)]


def test_no_more_than_asked_for_are_under_way() -> None:
    """Fails when the concurrency is another than the option says."""
    under_way, most, lock = 0, 0, threading.Lock()

    def work(_number: int) -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.01)
        with lock:
            under_way -= 1

    WorkerPool(3, CancellationToken(), no_progress).map("read", work, range(12), lambda number: None, broken)
    assert most == 3


@pytest.mark.parametrize("concurrency", [1, 2])
def test_after_a_stop_nothing_is_begun(concurrency: int) -> None:
    """Fails when work goes on after a stop, or what was finished before it is not returned."""
    stop = CancellationToken()

    def work(number: int) -> str:
        if number == 3:
            stop.request("Enough.")
        while number > 3 and not stop.is_requested():
            time.sleep(0.001)
        return "done"

    done = WorkerPool(concurrency, stop, no_progress).map("write", work, range(50), lambda number: "left", broken)
    # Another one may be about to begin when the stop comes: one of those before it, or the next.
    assert done[3] == "done"
    assert done[:3].count("left") <= concurrency - 1
    assert done[5:] == ["left"] * 45


@pytest.mark.parametrize("concurrency", [1, 4])
def test_an_error_of_one_leaves_the_others(concurrency: int) -> None:
    """Fails when what was done for others is lost with an error that nobody knows."""

    def work(number: int) -> str:
        return "done" if number != 2 else str(1 // 0)

    each = WorkerPool(concurrency, CancellationToken(), no_progress).map
    done = each(
        "write", work, range(5), lambda number: "left", lambda number, error: f"{number} {type(error).__name__}"
    )
    assert done == ["done", "done", "2 ZeroDivisionError", "done", "done"]


def test_the_first_reason_to_stop_is_the_one_that_is_told() -> None:
    """Fails when a later reason takes the place of the first."""
    stop = CancellationToken()
    assert not stop.is_requested()
    stop.request("One.")
    stop.request("Two.")
    assert (stop.is_requested(), stop.reason) == (True, "One.")


def test_progress_is_told_every_ten_seconds() -> None:
    """Fails when each user is a line of the log, or none is."""
    now = 0.0
    lines: list[str] = []
    progress = ProgressLog(lines.append, lambda: now)
    for finished in range(1, 101):
        now += 0.25
        progress("write", finished, 100)
    assert lines == ["write: 40 of 100 users.", "write: 80 of 100 users."]


@pytest.mark.parametrize("threads", [0, 1, 2])
def test_a_machine_that_runs_out_of_threads(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    """Fails when work is lost or fails because the machine has fewer threads than were requested."""
    original, left = threading.Thread.start, iter(range(threads))
    done: set[int] = set()

    def start(self: threading.Thread) -> None:
        if next(left, None) is None:
            raise RuntimeError("can't start new thread")
        original(self)

    def work(number: int) -> str:
        time.sleep(0.001)
        done.add(number)
        return "done"

    monkeypatch.setattr(threading.Thread, "start", start)
    each = WorkerPool(8, CancellationToken(), no_progress).map
    results = each("write", work, range(20), str, lambda _number, error: str(error))
    assert results == ["done"] * 20
    assert done == set(range(20))
