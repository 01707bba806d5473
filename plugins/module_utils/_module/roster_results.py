# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Describe the outcomes of many users: each as a task about one user, and the whole.

Pure, and without secrets: a plan contains none.
"""

from __future__ import annotations

import typing as t
from collections import Counter
from dataclasses import replace

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    FAILURES_AT_MOST,
    Failure,
    Outcome,
    Principal,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import predict

from .results import count_sessions, describe_diff, describe_failure, describe_outcome

Diff = dict[str, t.Any]
Effect = t.Literal["gained", "lost", "changed", "unchanged"]

_STATUSES = ("done", "unchanged", "failed", "not_attempted")
_EFFECTS: tuple[Effect, ...] = ("gained", "lost", "changed", "unchanged")
# Why a purge was not executed.
_CAUSES_OF_PURGE = ("purge_limit_exceeded", "users_failed")
# Shown only if there are any.
_OTHERS = ("failed", "not attempted")


def describe_row(outcome: Outcome, delivery: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the row of one user: the result of a task about this user, and the status."""
    return {"status": outcome.status, **describe_outcome(outcome), **delivery}


def describe_roster(rows: t.Sequence[dict[str, t.Any]]) -> dict[str, t.Any]:
    """Return the result of the whole: the rows in order, and the names by status."""
    summary = {status: [_label(row) for row in rows if row["status"] == status] for status in _STATUSES}
    return {"changed": any(row["changed"] for row in rows), "users": list(rows), "summary": summary}


def describe_task_failure(failure: Failure) -> dict[str, t.Any]:
    """Return the result of a task that failed before it read anything about a user."""
    return {**describe_roster([]), **describe_failure(failure)}


def _label(row: t.Mapping[str, t.Any]) -> str:
    return Principal(row["user_name"], row.get("root_account_id")).label


def describe_cause(
    result: t.Mapping[str, t.Any], outcomes: t.Iterable[Outcome], cause: Failure | None
) -> dict[str, t.Any]:
    """Return why the task failed: the ``cause`` for all, or that users failed, each with its own error."""
    message = _failure_message(result, outcomes, cause)
    return describe_failure(replace(cause or Failure("", "users_failed"), message=message))


def _failure_message(result: t.Mapping[str, t.Any], outcomes: t.Iterable[Outcome], cause: Failure | None) -> str:
    """Return why the task failed: the ``cause`` for all, the numbers, and the first failures' messages.

    The failures come before a rejected purge, which they can explain: a user with a misspelled name would be purged.
    """
    failures, numbers = _first_failures(result["users"]), _describe_numbers(result, outcomes)
    if cause is None:
        return " ".join([*numbers, *failures])
    if cause.code in _CAUSES_OF_PURGE:
        return " ".join([*failures, cause.message, *numbers])
    return " ".join([cause.message, *numbers, *failures])


def _describe_numbers(result: t.Mapping[str, t.Any], outcomes: t.Iterable[Outcome]) -> list[str]:
    in_doubt = any(outcome.failure is not None and outcome.failure.in_doubt for outcome in outcomes)
    summary = result["summary"]
    numbers = ", ".join(f"{len(summary[status])} {status.replace('_', ' ')}" for status in _STATUSES)
    return [*([] if result["changed"] or in_doubt else ["Nothing was changed."]), f"Users: {numbers}."]


def _first_failures(rows: t.Iterable[t.Mapping[str, t.Any]]) -> list[str]:
    """Return the messages of the first failures. Failures of the credentials are the same for each user."""
    messages = list(dict.fromkeys(row["msg"] for row in rows if row["status"] == "failed"))
    more = len(messages) - FAILURES_AT_MOST
    others = [f"And {more} more, each with its msg in users."] if more > 0 else []
    return messages[:FAILURES_AT_MOST] + others


def describe_diffs(outcomes: t.Sequence[Outcome]) -> list[Diff]:
    """Return the diff of each changed user, then a line with the numbers. Empty without a change.

    It includes changes that were not attempted, for example after a rejected purge, and marks them.
    """
    changes = [outcome for outcome in outcomes if outcome.done or _is_only_planned(outcome)]
    numbered = [_describe_change(outcome, f"{i} of {len(changes)}") for i, outcome in enumerate(changes, 1)]
    return [*numbered, {"prepared": _numbers(outcomes)}] if changes else []


def _describe_change(outcome: Outcome, number: str) -> Diff:
    note = ", not attempted" if _is_only_planned(outcome) else ""
    diff = describe_diff(_as_planned(outcome))
    return {**diff, "before_header": f"{diff['before_header']} (change {number}{note})"}


def _is_only_planned(outcome: Outcome) -> bool:
    return bool(outcome.plan.actions) and outcome.status == "not_attempted" and not outcome.done


def _as_planned(outcome: Outcome) -> Outcome:
    """Return the outcome as planned, if nothing was attempted."""
    return replace(outcome, done=outcome.plan.actions, not_attempted=()) if _is_only_planned(outcome) else outcome


def _numbers(outcomes: t.Sequence[Outcome]) -> str:
    numbers = Counter(map(_effect, outcomes))
    parts = [f"{numbers[name]} {name}" for name in (*_EFFECTS, *_OTHERS) if name in _EFFECTS or numbers[name]]
    revoked = sum(count_sessions(outcome.done) for outcome in outcomes)
    sessions = f" Sign-in sessions: {revoked} revoked." if revoked else ""
    return f"Login profiles: {', '.join(parts)}.{sessions}\n"


def _effect(outcome: Outcome) -> str:
    if outcome.status in {"failed", "not_attempted"}:
        return outcome.status.replace("_", " ")
    if all(action.sessions for action in outcome.done):
        return "unchanged"
    before, after = outcome.plan.before, predict(outcome.applied)
    if before is None:
        return "gained" if after is not None else "changed"
    return "lost" if after is None else "changed"
