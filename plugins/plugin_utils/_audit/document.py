# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as a dictionary, with types for its parts. It is the JSON report.

Every format is rendered from it, so all formats have the same figures. Types only: `report.py` creates it.
"""

from __future__ import annotations

import typing as t

from .accounts import PasswordPolicy, SignInSession
from .catalogue import Severity
from .remediation import Task

Cis = dict[str, list[str]]
Counts = dict[Severity, int]


class Evidence(t.TypedDict):
    """A column that a check read, and its value."""

    column: str
    value: t.Any


class Accepted(t.TypedDict):
    """Why a finding is accepted, and until which day."""

    reason: str
    until: str | None


class FindingEntry(t.TypedDict):
    """A finding. ``user_name`` is None if it is about the account.

    ``advice`` begins with how the user keeps the access, if ``remedy`` removes it. ``remedy`` is None if no task can
    name the user, or fix it.
    """

    id: str
    severity: Severity
    account_id: str | None
    account_name: str
    user_name: str | None
    summary: str
    evidence: list[Evidence]
    advice: str | None
    remedy: Task | None
    cis: Cis
    accepted: Accepted | None


class NotEvaluatedEntry(t.TypedDict):
    """The account where a check was not evaluated, and why."""

    account: str
    why: str


class CheckEntry(t.TypedDict):
    """A check, with the numbers of its findings and accepted findings."""

    id: str
    severity: Severity
    title: str
    why: str
    advice: str | None
    cis: Cis
    findings: int
    accepted: int
    not_evaluated: list[NotEvaluatedEntry]


class AccountFigures(t.TypedDict):
    """The numbers of an account."""

    users: int
    with_password: int
    without_mfa: int
    unknown: int
    findings: Counts


class AccountEntry(AccountFigures):
    """An account, with its figures."""

    account_id: str | None
    name: str
    msg: str | None
    was_read: bool
    report_time: str | None
    answered_at: str | None
    password_policy: PasswordPolicy | None


class SessionEntry(SignInSession):
    """A sign-in session, and whether it can be refreshed; None if unknown."""

    is_active: bool | None


class UserEntry(t.TypedDict):
    """A user, with ages in days, and the ids of the checks with findings.

    ``has_session_limit``: ``max_signin_session_duration`` (in seconds) is set; None if unknown.
    """

    account_id: str | None
    account_name: str
    user_name: str
    root_account_id: str | None
    arn: str | None
    password_enabled: bool | None
    mfa_active: bool | None
    password_last_used: str | None
    password_last_changed: str | None
    password_next_rotation: str | None
    password_reset_required: bool | None
    create_date: str | None
    password_age_days: int | None
    unused_days: int | None
    never_used: bool | None
    user_exists: bool | None
    has_session_limit: bool | None
    max_signin_session_duration: int | None
    active_sessions: int | None
    sessions: list[SessionEntry] | None
    msg: str | None
    findings: list[str]


class Figures(t.TypedDict):
    """The numbers of users."""

    users: int
    with_password: int
    without_password: int
    unknown: int
    with_password_and_mfa: int
    with_password_without_mfa: int
    with_password_mfa_unknown: int
    with_active_sessions: int
    active_sessions_unknown: int


class Summary(Figures):
    """The figures of the report. ``findings`` does not count accepted ones."""

    accounts: int
    accounts_not_read: int
    findings: Counts
    accepted: int


class Bar(t.TypedDict):
    """A bar of a chart."""

    label: str
    count: int
    tone: t.Literal["good", "bad", "unknown", "neutral"]


class Charts(t.TypedDict):
    """The charts, as lists of bars."""

    access: list[Bar]
    password_age: list[Bar]
    last_use: list[Bar]


class ReportDocument(t.TypedDict):
    """The report."""

    title: str
    verdict: str
    also: str
    generated_at: str
    thresholds: dict[str, int | None]
    summary: Summary
    charts: Charts
    accounts: list[AccountEntry]
    checks: list[CheckEntry]
    findings: list[FindingEntry]
    accepted_without_effect: list[str]
    users: list[UserEntry]
