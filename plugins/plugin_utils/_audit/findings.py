# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The results of a check: findings, and what it could not evaluate and why. AuditContext creates both.

Pure.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from ansible_collections.identity.aws.plugins.module_utils._core.models import CLOCK_TOLERANCE, first_of
from ansible_collections.identity.aws.plugins.module_utils._core.timestamps import parse_time

from .accounts import Account, Row, SignInSession, account_id_of, is_named, is_root
from .catalogue import Check
from .document import FindingEntry
from .remediation import Task
from .settings import Thresholds
from .timeline import PastDate, past_dates, value_of

NO_REPORT = "No credential report was read."
_REVOKED = "REVOKED"


@dataclass(frozen=True)
class Finding:
    """A finding: the user, the evidence (column and value), and the task that fixes it.

    ``user_name`` is None if it is about the account, ``remedy`` if no task can name the user or fix it.
    """

    check: Check
    account: Account
    account_id: str | None
    user_name: str | None
    summary: str
    evidence: tuple[tuple[str, t.Any], ...]
    remedy: Task | None

    def described(self) -> FindingEntry:
        """Return it in the format of the report."""
        return {
            "id": self.check.id,
            "severity": self.check.severity,
            "account_id": self.account_id,
            "account_name": self.account.label,
            "user_name": self.user_name,
            "summary": self.summary,
            "evidence": [{"column": column, "value": value} for column, value in self.evidence],
            "advice": self.check.advice,
            "remedy": self.remedy,
            "cis": {version: list(numbers) for version, numbers in self.check.cis.items()},
            "accepted": None,
        }


@dataclass(frozen=True)
class NotEvaluated:
    """A check that could not be evaluated in an account, or for some users, and why. It has not passed."""

    check: Check
    account: Account
    why: str


CheckResult = Finding | NotEvaluated
CheckResults = t.Iterator[CheckResult]


@dataclass(frozen=True)
class AuditContext:
    """The input of a check: the account, the thresholds, and the present time."""

    account: Account
    thresholds: Thresholds
    now: datetime

    @property
    def has_report(self) -> bool:
        """Return whether the rows have the columns of a credential report."""
        return self.account.report_time is not None

    @property
    def why_no_report(self) -> str:
        """Return why the rows have no columns of a credential report."""
        return NO_REPORT if self.account.report_msg is None else f"{NO_REPORT} {self.account.report_msg}"

    def with_password(self) -> list[Row]:
        """Return the rows of the IAM users who have a password."""
        return [row for row in self.account.users if row["password_enabled"] is True]

    @cached_property
    def as_of(self) -> datetime:
        """Return the reference time of ages: when AWS replied, by its clock, or now if unknown.

        So an age does not depend on the controller's clock, unless that is behind.
        """
        answered_at = self.account.answered_at
        return self.now if answered_at is None else min(self.now, parse_time(answered_at))

    @cached_property
    def future_date(self) -> PastDate | None:
        """Return the latest of the dates that should be in the past but are not; None if all are."""
        future = [date for date in past_dates(self.account) if self._is_future(date.at)]
        return max(future, key=lambda date: date.at, default=None)

    def days_since(self, at: datetime) -> int | None:
        """Return whole days, None for a date in the future: one of the clocks is wrong."""
        return None if self._is_future(at) else max(0, (self.as_of - at) // timedelta(days=1))

    def _is_future(self, at: datetime) -> bool:
        return at - self.as_of > CLOCK_TOLERANCE

    def session_limit(self, row: Row) -> tuple[int | None, bool]:
        """Return the limit of a user's sign-in sessions in seconds (None if not set), and whether it is known."""
        limit = (row["login_profile"] or {}).get("max_signin_session_duration")
        has_password = row["password_enabled"] is True and not is_root(row)
        return limit, has_password and (limit is not None or self.account.knows_session_limits)

    def active_sessions(self, row: Row) -> list[SignInSession] | None:
        """Return a user's sign-in sessions that can be refreshed; None if unknown.

        AWS lists an expired session as active. It counts as expired after the tolerance of clocks.
        """
        if row["sessions"] is None or self.future_date is not None:
            return None
        return [each for each in row["sessions"] if self._is_active(each)]

    def _is_active(self, session: SignInSession) -> bool:
        is_over = self.as_of - parse_time(session["expires_at"]) > CLOCK_TOLERANCE
        return session["status"] != _REVOKED and not is_over

    def finding(
        self,
        check: Check,
        row: Row,
        summary: str,
        *columns: str,
        remedy: Task | None,
        more: tuple[tuple[str, t.Any], ...] = (),
    ) -> Finding:
        """Return a finding about a user. Columns are those of a row, with a dot for nested ones.

        ``more`` is evidence that is not a plain column. ``remedy`` is None if no task can fix it. An invalid name or id
        could be anything, for example a template, so no task contains it.
        """
        evidence = (*((column, value_of(row, column)) for column in columns), *more)
        account_id = account_id_of(row) or self.account.account_id
        if is_named(row):
            return Finding(check, self.account, account_id, row["user_name"], summary, evidence, remedy)
        what = "account id does not have 12 digits" if is_root(row) else "name is not an IAM user name"
        summary = f"{summary} The {what}, so no remediation is offered."
        return Finding(check, self.account, account_id, row["user_name"], summary, evidence, None)

    def account_finding(
        self, check: Check, summary: str, *evidence: tuple[str, t.Any], remedy: Task | None = None
    ) -> Finding:
        """Return a finding about the account itself, without a task if none can fix it."""
        return Finding(check, self.account, self.account.account_id, None, summary, evidence, remedy)

    def not_evaluated(self, check: Check, why: str) -> NotEvaluated:
        """Return that a check could not be evaluated."""
        return NotEvaluated(check, self.account, why)

    def no_data(self, check: Check, rows: t.Sequence[Row]) -> CheckResults:
        """Return that a check has no data about these users: without a report, or missing in it."""
        if rows and not self.has_report:
            yield self.not_evaluated(check, self.why_no_report)
        elif rows:
            names = first_of([row["user_name"] for row in rows])
            yield self.not_evaluated(check, f"The credential report has no data on {names}.")
