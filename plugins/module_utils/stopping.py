# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stop early without losing what was done: begin nothing more, let what is under way end, and report."""

from __future__ import annotations

import contextlib
import signal
import typing as t

from .model import Failure

FAIL_ALIKE = "The task stopped, since every other user would fail alike."
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stop:
    """Whether the task is to begin nothing more, and why: a sentence.

    One attribute and no lock, since a signal's handler runs in the middle of whatever the main thread does.
    """

    def __init__(self) -> None:
        """Start with no reason to stop."""
        self.failure: Failure | None = None
        self._general: list[Failure] = []

    @property
    def reason(self) -> str | None:
        """Return the sentence, or None where the task goes on."""
        return None if self.failure is None else self.failure.message

    def is_requested(self) -> bool:
        """Say whether to begin nothing more."""
        return self.failure is not None

    def request(self, reason: str, code: str = "interrupted", aws_message: str | None = None) -> None:
        """Begin nothing more from here on. The first reason is the one that is told."""
        self.failure = self.failure or Failure(reason, code, aws_message)

    def request_for_all(self, failure: Failure) -> bool:
        """Stop after a failure that every other user would meet. Returns whether it is the first one.

        Several threads may meet it at once. Only the first one is to report it.
        """
        self._general.append(failure)
        self.request(FAIL_ALIKE, failure.code or "internal_error", failure.aws_message)
        return self._general[0] is failure

    @contextlib.contextmanager
    def on_signals(self) -> t.Iterator[None]:
        """Stop on SIGTERM, SIGINT and SIGHUP in place of dying of them. A second one of a kind does what it always did.

        Only a process's main thread may do that, which is where a module runs.
        """

        def stop(number: int, _frame: object) -> None:
            name = signal.Signals(number)
            signal.signal(name, before[name])
            self.request(f"The task was interrupted ({name.name}).")

        # What is ignored, as SIGHUP is under nohup, goes on being ignored.
        before = {number: signal.getsignal(number) for number in _SIGNALS}
        before = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
        for number in before:
            signal.signal(number, stop)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
