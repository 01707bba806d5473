# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Record a task's writes as they happen, for the report of an unexpected error.

Pure. The executor assigns attributes of a record, which cannot fail. The report uses only these values and no function
that formats other results, since that function may have failed.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Action,
    Failure,
    Outcome,
    Plan,
    Principal,
    permission_of,
)

_STATUSES = ("done", "unchanged", "failed", "not_attempted")


@dataclass
class Record:
    """The writes for one principal so far.

    ``under_way`` is an action whose end is unknown, or that failed. ``not_attempted`` are the actions that were not
    begun. ``delivery`` is what returns a generated password; it is set before the password.
    """

    plan: Plan
    failure: Failure | None = None
    reached: bool = True
    done: tuple[Action, ...] = ()
    under_way: Action | None = None
    not_attempted: tuple[Action, ...] = ()
    delivery: t.Mapping[str, str | list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start with a plan of which nothing is begun."""
        self.not_attempted = self.plan.actions

    @property
    def failed(self) -> tuple[Action, ...]:
        """Return the action under way, which an error ended."""
        return () if self.under_way is None else (self.under_way,)

    @property
    def in_doubt(self) -> bool:
        """Return whether the action under way may have been carried out."""
        return self.under_way is not None and (self.failure is None or self.failure.in_doubt)

    def begin(self, action: Action) -> None:
        """Record the action that begins next."""
        rest = tuple(each for each in self.not_attempted if not self.is_same(each, action))
        self.not_attempted, self.under_way = rest, action

    @staticmethod
    def is_same(planned: Action, begun: Action) -> bool:
        """Return whether two actions are the same step: sessions and reason may differ."""
        stages = [None if each.secret is None else each.secret.stage for each in (planned, begun)]
        return planned.operation == begun.operation and stages[0] == stages[1]

    def withdraw(self, action: Action) -> None:
        """Record that an action was not begun."""
        rest = [each for each in self.not_attempted if not self.is_same(each, action)]
        self.not_attempted, self.under_way = (action, *rest), None

    def outcome(self, failure: Failure) -> Outcome:
        """Return the outcome of a plan that an error ended."""
        return Outcome(self.plan, None, self.done, self.failed, self.not_attempted, failure)


class Journal:
    """The records of a task, by principal. Only the thread of a principal writes its record."""

    def __init__(self) -> None:
        """Start without records."""
        self.records: dict[Principal, Record] = {}

    @property
    def has_writes(self) -> bool:
        """Return whether a write was sent, or was about to be."""
        return any(record.done or record.under_way is not None for record in self.records.values())

    @property
    def in_doubt(self) -> bool:
        """Return whether the result of a write is unknown."""
        return any(record.in_doubt for record in self.records.values())

    def record_of(self, plan: Plan) -> Record:
        """Return the record of a plan; creates it if necessary."""
        return self.records.setdefault(plan.principal, Record(plan))

    def report(self, *, many: bool, with_messages: bool) -> dict[str, t.Any]:
        """Return what was done, for one principal or many. ``with_messages`` adds the errors of single users."""
        rows = [_row(record, with_messages=with_messages) for record in self.records.values()]
        if not many:
            return {key: value for row in rows for key, value in row.items() if key != "status"}
        summary: dict[str, list[str]] = {status: [] for status in _STATUSES}
        for principal, row in zip(self.records, rows, strict=True):
            summary[row["status"]].append(principal.user_name or f"{principal.root_account_id}:root")
        return {"changed": any(row["changed"] for row in rows), "users": rows, "summary": summary}


def _row(record: Record, *, with_messages: bool) -> dict[str, t.Any]:
    principal, before, until = record.plan.principal, record.plan.before, record.plan.valid_until
    row: dict[str, t.Any] = {
        "status": _status(record),
        "changed": bool(record.done),
        "user_name": principal.user_name or (before.user_name if before is not None else None),
        "user_exists": record.plan.principal_exists,
        "valid_until": None if until is None else until.end.isoformat(),
        "actions": _described(record.done),
        "revoked_sessions": sum(len(action.sessions) for action in record.done),
        **_secret(record.done),
        "failed_actions": _described(record.failed),
        "not_attempted": _described(record.not_attempted),
    }
    if principal.root_account_id is not None:
        row["root_account_id"] = principal.root_account_id
    if record.failure is not None and with_messages:
        row["msg"] = record.failure.message
    if record.failure is not None and record.failure.code is not None:
        row["error"] = {"code": record.failure.code, "message": None}
    return {**row, **_delivery(record)}


def _delivery(record: Record) -> t.Mapping[str, t.Any]:
    """Return the delivery of the password, if an action set it or may have set it."""
    may_be_done = (*record.done, *record.failed) if record.in_doubt else record.done
    if all(action.password is None for action in may_be_done):
        return {}
    sign_in = record.plan.sign_in
    return record.delivery if sign_in is None else {**record.delivery, "sign_in_url": sign_in.url}


def _secret(done: t.Iterable[Action]) -> dict[str, t.Any]:
    """Return the secret after these actions. The next action with the label removes AWSPENDING."""
    writes = [action.secret for action in done if action.secret is not None]
    if not writes:
        return {}
    from ansible_collections.identity.aws.plugins.module_utils._core.stored_secrets import CURRENT

    write, labels = writes[-1], [each.stage for each in writes]
    stage = CURRENT if CURRENT in labels else labels[0] if len(labels) == 1 else None
    version_id = None if stage is None and len(labels) == 1 else write.version_id
    return {"secret": {"name": write.target.name, "arn": write.arn, "version_id": version_id, "stage": stage}}


def _status(record: Record) -> str:
    if record.failure is not None or record.under_way is not None:
        return "failed"
    if not record.reached or (record.not_attempted and not record.done):
        return "not_attempted"
    return "done" if record.done else "unchanged"


def _described(actions: t.Iterable[Action]) -> list[dict[str, str]]:
    return [{"action": permission_of(action.operation), "reason": action.reason} for action in actions]
