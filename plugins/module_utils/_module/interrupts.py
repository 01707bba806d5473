# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What interrupts a task: a signal, a time, or that nobody reads its result any more."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken, Condition

NOBODY_READS = "The task stopped, since its result has no reader any more: the connection or Ansible's task has ended."
_STDOUT = 1
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_LONGEST = 31_536_000  # seconds: a year


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
    # A number of 300 digits, which is validated later, cannot be added to a time.
    end = None if seconds is None else clock() + max(0, min(seconds, _LONGEST))

    def condition() -> str | None:
        is_over = end is not None and clock() >= end
        return f"The task stopped after {seconds} seconds, as stop_after sets." if is_over else None

    return condition


def silence_output() -> None:
    """Send what is printed from here on to /dev/null, since printing to a reader that has gone is an error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDOUT)
    os.close(nowhere)


@contextlib.contextmanager
def stop_on_signals(token: CancellationToken) -> t.Iterator[None]:
    """Stop on SIGTERM, SIGINT and SIGHUP in place of dying of them. A second one of a kind does what it always did.

    Only a process's main thread may do that, which is where a module runs.
    """

    def stop(number: int, _frame: object) -> None:
        name = signal.Signals(number)
        signal.signal(name, before[name])
        token.interrupt(f"The task was interrupted ({name.name}).")

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
