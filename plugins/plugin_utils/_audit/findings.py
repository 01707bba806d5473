# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Judge one account: who can sign in and should not, or not like this.

Pure: the present moment is handed in.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from . import catalogue as checks
from . import remediation as remedies
from .accounts import MEMBER_ROOTS, PARTS, Account, Row, is_root, moment
from .check_result import AuditContext, CheckResult, CheckResults, who
from .password_age import reset_pending, too_old, unused
from .settings import Thresholds
from .summary import counted

_REPORT_TIME = "credential_report.generated_time"
_OF_AN_ACCOUNT = {_REPORT_TIME: "the time of the credential report", "answered_at": "the time of the last reply of AWS"}
_TO_BE_ABSENT = ", and the roster says that it is to be absent."


def judge(account: Account, thresholds: Thresholds, now: datetime) -> list[CheckResult]:
    """Return all that is to be said of one account, check by check. Raises RequestError where a date is none."""
    case = AuditContext(account, thresholds, now)
    return [verdict for check in (_JUDGES if account.was_read else _JUDGES_OF_NOTHING) for verdict in check(case)]


def _unread(case: AuditContext) -> CheckResults:
    account = case.account
    for what in map(PARTS.__getitem__, account.unread):
        whose = "" if account.called is None else f" of {account.called}"
        summary = f"{what[0].upper()}{what[1:]}{whose} could not be read. {account.msg or ''}".strip()
        remedy = remedies.look_again()
        yield case.about_account(checks.ACCOUNT_NOT_READ, summary, ("msg", account.msg), remedy=remedy)


def _clock(case: AuditContext) -> CheckResults:
    """Find dates in the future. Then a clock is wrong, and all ages may be higher than they seem."""
    date = case.future_date
    if date is None:
        return
    what = _OF_AN_ACCOUNT[date.column] if date.row is None else f"{date.column} of {who(date.row)}"
    as_of = case.as_of.isoformat(timespec="seconds")
    if case.as_of == case.now:
        behind = (date.at - case.now) // timedelta(seconds=1)
        why = f"{what} is {date.value}, and the clock of the controller is {behind} seconds or more behind ({as_of})."
        advice = "Set this clock (NTP), and run the audit again."
    else:
        why = f"{what} is {date.value}, later than the time at which AWS answered ({as_of})."
        advice = "Read the account again."
    summary = f"The ages of passwords in {case.account.label} cannot be evaluated: {why} {advice}"
    evidence = (date.column, date.value)
    yield case.about_account(checks.ACCOUNT_NOT_READ, summary, evidence, remedy=remedies.look_again())
    for check in checks.BY_AGE:
        yield case.not_evaluated(check, f"A clock is wrong: {why}")


def _users_not_read(case: AuditContext) -> CheckResults:
    for row in case.account.rows:
        if row["password_enabled"] is not None:
            continue
        if is_root(row) and not row["msg"]:
            why = "The credential report does not show whether the account's root user has a password."
            yield case.not_evaluated(checks.ROOT_PASSWORD_WITHOUT_MFA, why)
            continue
        summary = f"It is not known whether {who(row)} has a password. {row['msg'] or ''}".strip()
        remedy = remedies.look_again(None if is_root(row) else row["user_name"], row["root_account_id"])
        yield case.about(checks.USER_NOT_READ, row, summary, "password_enabled", "msg", remedy=remedy)


def _member_roots(case: AuditContext) -> CheckResults:
    check, account = checks.ROOT_PASSWORD_IN_MEMBER_ACCOUNT, case.account
    if MEMBER_ROOTS in account.unread:
        yield case.not_evaluated(check, "They could not be read.")
    elif not account.member_roots and not account.left_out:
        yield case.not_evaluated(check, "The root users of member accounts were not read.")
    if account.left_out:
        yield case.not_evaluated(check, f"Left out: {', '.join(account.left_out)}.")
    for row in account.member_roots:
        is_known = account.roster is not None and account.roster.has(row)
        if row["password_enabled"] is True and not is_known:
            told = _TO_BE_ABSENT if account.roster is not None and account.roster.has_absent(row) else "."
            summary = f"{who(row, first=True)} has a password{told}"
            remedy = remedies.take_root_password(row["root_account_id"])
            yield case.about(check, row, summary, "password_enabled", "login_profile.create_date", remedy=remedy)


def _without_mfa(case: AuditContext) -> CheckResults:
    roots = [row for row in case.account.roots if row["password_enabled"] is True]
    if not case.account.roots:
        why = "Only a credential report has the root user."
        told = why if case.account.report_msg is None else f"{why} {case.why_no_report}"
        yield case.not_evaluated(checks.ROOT_PASSWORD_WITHOUT_MFA, told)
    for check, rows in ((checks.ROOT_PASSWORD_WITHOUT_MFA, roots), (checks.PASSWORD_WITHOUT_MFA, case.with_password())):
        for row in rows:
            if row["mfa_active"] is False:
                summary = f"{who(row, first=True)} can sign in with the password alone."
                yield case.about(check, row, summary, "password_enabled", "mfa_active", remedy=_take(row))
        yield from case.unknown(check, [row for row in rows if row["mfa_active"] is None])


def _take(row: Row) -> remedies.Task:
    root = row["root_account_id"]
    return remedies.take_password(row["user_name"]) if root is None else remedies.take_own_root_password(root)


def _against_the_roster(case: AuditContext) -> CheckResults:
    roster = case.account.roster
    if roster is None:
        for check in (checks.USER_NOT_IN_ROSTER, checks.ROSTER_USER_WITHOUT_PASSWORD):
            yield case.not_evaluated(check, "No roster was given.")
        return
    for row in case.with_password():
        if not roster.has(row):
            told = _TO_BE_ABSENT if roster.has_absent(row) else " and is not in the roster."
            summary = f"{who(row, first=True)} has a password{told}"
            yield case.about(checks.USER_NOT_IN_ROSTER, row, summary, "password_enabled", remedy=_take(row))
    rows = {row["user_name"].lower(): row for row in case.account.users}
    for key, name in roster.names.items():
        row = rows.get(key, {"user_name": name, "root_account_id": None, "arn": None, "password_enabled": None})
        if row["password_enabled"] is False or key not in rows:
            what = "has no password" if key in rows else "is not among the users who were looked at"
            summary, remedy = f"IAM user '{name}' is in the roster and {what}.", remedies.give_password(name)
            yield case.about(checks.ROSTER_USER_WITHOUT_PASSWORD, row, summary, "password_enabled", remedy=remedy)


def _policy(case: AuditContext) -> CheckResults:
    policy, asked = case.account.policy, case.thresholds
    if policy is None:
        for check in (checks.NO_PASSWORD_POLICY, checks.WEAK_PASSWORD_POLICY):
            yield case.not_evaluated(check, "The account password policy is not known.")
        return
    least = {
        "minimum_password_length": asked.minimum_password_length,
        "password_reuse_prevention": asked.password_reuse_prevention,
    }
    present = {name: policy.get(name) for name in least}
    weak = [
        (name, "not set" if value is None else value) for name, value in present.items() if (value or 0) < least[name]
    ]
    remedy = remedies.strengthen_policy(policy, *least.values())
    if not policy:
        summary = f"{case.account.label} has no account password policy, so the default policy of AWS applies."
        yield case.about_account(
            checks.NO_PASSWORD_POLICY, summary, ("account_password_policy", "not set"), remedy=remedy
        )
        yield case.not_evaluated(
            checks.WEAK_PASSWORD_POLICY, "There is no account password policy, a finding of its own."
        )
    elif weak:
        told = " and ".join(f"{name} is {value} and should be {least[name]}" for name, value in weak)
        summary = f"The account password policy of {case.account.label} is weak: {told}."
        yield case.about_account(checks.WEAK_PASSWORD_POLICY, summary, *weak, remedy=remedy)


def _report_age(case: AuditContext) -> CheckResults:
    time = case.account.report_time
    if time is None:
        yield case.not_evaluated(checks.REPORT_TOO_OLD, case.why_no_report)
        return
    made, most = moment(time, _REPORT_TIME), case.thresholds.report_max_age_hours
    hours = (case.now - made) // timedelta(hours=1)
    if hours > most:
        summary = f"The credential report of {case.account.label} is {counted(hours, 'hour')} old."
        if (case.as_of - made) // timedelta(hours=1) <= most:
            summary += " It was newer when it was read: the result was saved, or the clock of the controller is ahead."
        evidence = (_REPORT_TIME, time)
        yield case.about_account(checks.REPORT_TOO_OLD, summary, evidence, remedy=remedies.look_again())


def _nothing_else(case: AuditContext) -> CheckResults:
    for check in checks.CHECKS:
        if check != checks.ACCOUNT_NOT_READ:
            yield case.not_evaluated(check, "The account could not be read.")


_JUDGES: tuple[t.Callable[[AuditContext], CheckResults], ...] = (
    *(_unread, _clock, _users_not_read, _member_roots, _without_mfa, _against_the_roster),
    *(unused, too_old, reset_pending, _policy, _report_age),
)
_JUDGES_OF_NOTHING = (_unread, _nothing_else)
