# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Do the same for many, a few at a time, and keep their order."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .stopping import Stop

In = t.TypeVar("In")
Out = t.TypeVar("Out")


Progress = t.Callable[[str, int, int], None]


def in_silence(_what: str, _finished: int, _of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class SideBySide:
    """How many at a time, what stops it, and who is told of each that is finished (the number, and of how many)."""

    concurrency: int
    stop: Stop
    progress: Progress

    def each(
        self, what: str, work: t.Callable[[In], Out], items: t.Sequence[In], otherwise: t.Callable[[In], Out]
    ) -> list[Out]:
        """Return what ``work`` makes of each item, in their order, and ``otherwise`` of those not begun after a stop.

        ``what`` names the work for whoever follows the progress. ``work`` runs in threads.
        """

        def unless_stopped(item: In) -> Out:
            return otherwise(item) if self.stop.is_requested() else work(item)

        if self.concurrency == 1 or len(items) < 2:
            return self._told(what, map(unless_stopped, items), len(items))
        # Every line that a module imports is compiled on every task, and few tasks need threads.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(min(self.concurrency, len(items))) as executor:
            return self._told(what, executor.map(unless_stopped, items), len(items))

    def _told(self, what: str, results: t.Iterable[Out], of: int) -> list[Out]:
        finished: list[Out] = []
        for result in results:
            finished.append(result)
            self.progress(what, len(finished), of)
        return finished
