# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stop a task early: begin nothing more, finish what is under way, and report.

Pure: the conditions that interrupt a task are parameters.
"""

from __future__ import annotations

import typing as t

from .models import Failure, Outcome

FAIL_ALIKE = "The task stopped, because every other user would fail with the same error."
Condition: t.TypeAlias = t.Callable[[], "str | None"]


class CancellationToken:
    """Whether the task begins nothing more, and the reason: a sentence.

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

    def describe_writes(self, outcomes: t.Iterable[Outcome]) -> list[str]:
        """Return what an interrupted task wrote, a sentence for each principal; none if it was not interrupted."""
        if not self.is_interrupted():
            return []
        return [f"{self.interruption} {writes}" for outcome in outcomes if (writes := _describe_writes(outcome))]


def _describe_writes(outcome: Outcome) -> str:
    """Return a sentence with the writes that were carried out, or may have been; an empty one where there are none."""
    principal = outcome.plan.principal
    done = ", ".join(map(str, outcome.done))
    is_unknown = outcome.failure is not None and outcome.failure.in_doubt
    unknown = ", ".join(map(str, outcome.failed)) if is_unknown else ""
    sentences = [
        f"Done for {principal}: {done}." if done else "",
        f"Outcome unknown for {principal}: {unknown}." if unknown else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence)
