# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cancel a task early: begin nothing more, finish what is under way, and report.

Pure: the conditions that interrupt a task are parameters.
"""

from __future__ import annotations

import typing as t

from .models import Failure, Outcome

FAIL_ALIKE = "The task stopped, because every other user would fail with the same error."
Condition: t.TypeAlias = t.Callable[[], "str | None"]


class CancellationToken:
    """The state of a cancellation, and the reason: a sentence.

    ``reason``: no further user is begun, and those under way are finished. ``interruption``: in addition, no further
    write is begun for those under way, and no read is waited for. Attributes without a lock: a signal handler runs in
    the middle of the main thread's work.
    """

    def __init__(self, *conditions: Condition) -> None:
        """``conditions`` interrupt the task; each returns the reason or None. Each read of the state evaluates them."""
        self.failure: Failure | None = None
        self.interruption: str | None = None
        self._conditions = conditions
        self._general: list[Failure] = []

    @property
    def reason(self) -> str | None:
        """Return the sentence, or None if the task continues."""
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
        """Begin no further user. The first reason is the reported one."""
        self.failure = self.failure or Failure(reason, code, aws_message)

    def request_for_all(self, failure: Failure) -> bool:
        """Cancel after a failure that all other users would have too. Returns whether it is the first one.

        Several threads may fail at once. Only the first one reports it.
        """
        self._general.append(failure)
        self.request(FAIL_ALIKE, failure.code or "internal_error", failure.aws_message)
        return self._general[0] is failure

    def interrupt(self, reason: str) -> None:
        """Begin no further write."""
        self.request(reason)
        self.interruption = self.interruption or reason

    def describe_writes(self, outcomes: t.Iterable[Outcome]) -> list[str]:
        """Return what an interrupted task wrote, a sentence per principal; none if it was not interrupted."""
        if not self.is_interrupted():
            return []
        return [f"{self.interruption} {writes}" for outcome in outcomes if (writes := _describe_writes(outcome))]


def _describe_writes(outcome: Outcome) -> str:
    """Return a sentence with the writes that were or may have been carried out, empty without any."""
    principal = outcome.plan.principal
    done = ", ".join(map(str, outcome.done))
    is_unknown = outcome.failure is not None and outcome.failure.in_doubt
    unknown = ", ".join(map(str, outcome.failed)) if is_unknown else ""
    sentences = [
        f"Done for {principal}: {done}." if done else "",
        f"Outcome unknown for {principal}: {unknown}." if unknown else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence)
