# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stop early without losing what was done: begin nothing more, let what is under way end, and report."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import typing as t

from .models import Failure

FAIL_ALIKE = "The task stopped, since every other user would fail alike."
NOBODY_READS = "The task stopped, since its result has no reader any more: the connection or Ansible's task has ended."
_STDOUT = 1
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

Condition: t.TypeAlias = t.Callable[[], "str | None"]


def nobody_reads(descriptor: int = _STDOUT) -> str | None:
    """Return why to stop where the other end of the standard output is closed, or None.

    Without requested events, poll() reports only that: a pipe or socket whose reader has closed it, a terminal that was
    hung up, or a descriptor that is closed. A regular file never does.
    """
    poll = select.poll()
    poll.register(descriptor, 0)
    return NOBODY_READS if poll.poll(0) else None


def time_over(seconds: int | None, clock: t.Callable[[], float]) -> Condition:
    """Return a condition that holds so many seconds from now on; None: never."""
    end = None if seconds is None else clock() + seconds

    def condition() -> str | None:
        is_over = end is not None and clock() >= end
        return f"The task stopped after {seconds} seconds, as stop_after sets." if is_over else None

    return condition


def silence_output() -> None:
    """Send what is printed from here on to /dev/null, since printing to a reader that has gone is an error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDOUT)
    os.close(nowhere)


class Stop:
    """Whether the task is to begin nothing more, and why: a sentence.

    ``reason``: no further user is begun, and those under way are finished. ``interruption``: beyond that, no further
    write is begun for those under way either, and no read is waited for.

    Attributes and no lock, since a signal's handler runs in the middle of whatever the main thread does.
    """

    def __init__(self, *conditions: Condition) -> None:
        """``conditions`` interrupt the task; each returns why, or None. They are evaluated whenever it is asked for."""
        self.failure: Failure | None = None
        self.interruption: str | None = None
        self._conditions = conditions
        self._general: list[Failure] = []

    @property
    def reason(self) -> str | None:
        """Return the sentence, or None where the task goes on."""
        return None if self.failure is None else self.failure.message

    def is_requested(self) -> bool:
        """Return whether to begin no further user."""
        return self.is_interrupted() or self.failure is not None

    def is_interrupted(self) -> bool:
        """Return whether to begin no further write."""
        for condition in self._conditions if self.interruption is None else ():
            reason = condition()
            if reason is not None:
                self.interrupt(reason)
        return self.interruption is not None

    def request(self, reason: str, code: str = "interrupted", aws_message: str | None = None) -> None:
        """Begin no further user from here on. The first reason is the one that is reported."""
        self.failure = self.failure or Failure(reason, code, aws_message)

    def request_for_all(self, failure: Failure) -> bool:
        """Stop after a failure that every other user would meet. Returns whether it is the first one.

        Several threads may meet it at once. Only the first one is to report it.
        """
        self._general.append(failure)
        self.request(FAIL_ALIKE, failure.code or "internal_error", failure.aws_message)
        return self._general[0] is failure

    def interrupt(self, reason: str) -> None:
        """Begin no further write from here on."""
        self.request(reason)
        self.interruption = self.interruption or reason

    @contextlib.contextmanager
    def on_signals(self) -> t.Iterator[None]:
        """Stop on SIGTERM, SIGINT and SIGHUP in place of dying of them. A second one of a kind does what it always did.

        Only a process's main thread may do that, which is where a module runs.
        """

        def stop(number: int, _frame: object) -> None:
            name = signal.Signals(number)
            signal.signal(name, before[name])
            self.interrupt(f"The task was interrupted ({name.name}).")

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
