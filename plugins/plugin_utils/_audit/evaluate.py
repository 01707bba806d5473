# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Evaluate the checks of one account: who can sign in, and should not, or not in this way.

Each check is a function from an AuditContext to its results. A check without data returns that it was not evaluated,
since a check without results has passed. To add a check: an entry in `catalogue.py`, a function here, and its name in
``_CHECKS``.

Pure: the present time is in the context.
"""

from __future__ import annotations

import typing as t
from datetime import timedelta

from ansible_collections.identity.aws.plugins.module_utils._core.models import first_of
from ansible_collections.identity.aws.plugins.module_utils._core.timestamps import parse_time

from . import catalogue, remediation
from .accounts import Part, Roster, Row, SignInSession, is_root
from .findings import AuditContext, CheckResult, CheckResults, Finding
from .sentences import counted, hours, subject
from .timeline import last_use, pending_since, set_at

_REPORT_TIME = "credential_report.generated_time"
_OF_AN_ACCOUNT = {_REPORT_TIME: "the time of the credential report", "answered_at": "the time of the last reply of AWS"}
_PARTS: dict[Part, str] = {
    "account": "The account",
    "credential_report": "The credential report",
    "password_policy": "The account password policy",
    "member_roots": "The root users of the member accounts",
    "sessions": "The sign-in sessions",
}
_POLICY_NOT_KNOWN = "The account password policy is not known."
_SESSION_LIMIT = "login_profile.max_signin_session_duration"
# The feature of centralized root access that CIS requires (shape FeatureType of the IAM service model).
_ROOT_CREDENTIALS = "RootCredentialsManagement"
_TO_BE_ABSENT = ", and the roster has the state absent for it."


def evaluate(context: AuditContext) -> list[CheckResult]:
    """Return the results of all checks of an account, check by check."""
    checks = _CHECKS if context.account.was_read else _CHECKS_OF_AN_UNREAD_ACCOUNT
    return [result for check in checks for result in check(context)]


def _unread_parts(context: AuditContext) -> CheckResults:
    account = context.account
    for part in account.unread:
        name = "" if account.name_or_id is None else f" of {account.name_or_id}"
        why = account.report_msg if part == "credential_report" else account.msg
        summary = f"{_PARTS[part]}{name} could not be read. {why or ''}".strip()
        remedy = remediation.read_again(sessions=account.has_sessions)
        yield context.account_finding(catalogue.ACCOUNT_NOT_READ, summary, ("msg", why), remedy=remedy)


def _nothing_else(context: AuditContext) -> CheckResults:
    for check in catalogue.CHECKS:
        if check != catalogue.ACCOUNT_NOT_READ:
            yield context.not_evaluated(check, "The account could not be read.")


def _clocks(context: AuditContext) -> CheckResults:
    """Find dates in the future: a clock is wrong, and all ages may be higher than they seem."""
    date = context.future_date
    if date is None:
        return
    what = _OF_AN_ACCOUNT[date.column] if date.row is None else f"{date.column} of {subject(date.row)}"
    as_of = context.as_of.isoformat(timespec="seconds")
    if context.as_of == context.now:
        behind = (date.at - context.now) // timedelta(seconds=1)
        why = f"{what} is {date.value}, and the clock of the controller is {behind} seconds or more behind ({as_of})."
        advice = "Set this clock (NTP), and run the audit again."
    else:
        why = f"{what} is {date.value}, later than the time at which AWS answered ({as_of})."
        advice = "Read the account again."
    summary = f"The ages of passwords in {context.account.label} cannot be evaluated: {why} {advice}"
    evidence = (date.column, date.value)
    yield context.account_finding(catalogue.ACCOUNT_NOT_READ, summary, evidence, remedy=remediation.read_again())
    for check in catalogue.BY_AGE:
        yield context.not_evaluated(check, f"A clock is wrong: {why}")


def _unread_users(context: AuditContext) -> CheckResults:
    for row in context.account.rows:
        if row["password_enabled"] is not None:
            continue
        if is_root(row) and not row["msg"]:
            why = "The credential report does not show whether the account's root user has a password."
            yield context.not_evaluated(catalogue.ROOT_PASSWORD_WITHOUT_MFA, why)
            continue
        summary = f"It is not known whether {subject(row)} has a password. {row['msg'] or ''}".strip()
        remedy = remediation.read_root_again(_root(row)) if is_root(row) else remediation.read_again(row["user_name"])
        yield context.finding(catalogue.USER_NOT_READ, row, summary, "password_enabled", "msg", remedy=remedy)


def _member_roots(context: AuditContext) -> CheckResults:
    check, account = catalogue.ROOT_PASSWORD_IN_MEMBER_ACCOUNT, context.account
    if "member_roots" in account.unread:
        yield context.not_evaluated(check, "They could not be read.")
    elif not account.member_roots and not account.left_out:
        yield context.not_evaluated(check, "The root users of member accounts were not read.")
    if account.left_out:
        yield context.not_evaluated(check, f"Omitted: {', '.join(account.left_out)}.")
    # Without a roster, no root user of a member account may have a password.
    roster = account.roster or Roster({}, frozenset())
    for row in account.member_roots:
        if row["password_enabled"] is True and not roster.has(row):
            summary = f"{subject(row, first=True)} has a password{_TO_BE_ABSENT if roster.has_absent(row) else '.'}"
            yield context.finding(
                check, row, summary, "password_enabled", "login_profile.create_date", remedy=_remove(row, member=True)
            )


def _mfa(context: AuditContext) -> CheckResults:
    roots = [row for row in context.account.roots if row["password_enabled"] is True]
    if not context.account.roots:
        why = "Only a credential report has the root user."
        reason = why if context.account.report_msg is None else f"{why} {context.why_no_report}"
        yield context.not_evaluated(catalogue.ROOT_PASSWORD_WITHOUT_MFA, reason)
    for check, rows in (
        (catalogue.ROOT_PASSWORD_WITHOUT_MFA, roots),
        (catalogue.PASSWORD_WITHOUT_MFA, context.with_password()),
    ):
        for row in rows:
            if row["mfa_active"] is False:
                summary = f"{subject(row, first=True)} can sign in with the password alone."
                yield context.finding(check, row, summary, "password_enabled", "mfa_active", remedy=_remove(row))
        yield from context.no_data(check, [row for row in rows if row["mfa_active"] is None])


def _remove(row: Row, *, member: bool = False) -> remediation.Task:
    """Return the task that removes a password; ``member``: the root user is a member account's."""
    if is_root(row):
        return remediation.remove_root_password(_root(row), is_member=member)
    return remediation.remove_password(row["user_name"])


def _root(row: Row) -> str:
    """Return the account id of a root user. If it is unknown, the finding has no task."""
    return row["root_account_id"] or ""


def _not_in_roster(context: AuditContext) -> CheckResults:
    check, roster = catalogue.USER_NOT_IN_ROSTER, context.account.roster
    if roster is None:
        yield context.not_evaluated(check, "No roster was given.")
        return
    for row in context.with_password():
        if not roster.has(row):
            why = _TO_BE_ABSENT if roster.has_absent(row) else " and is not in the roster."
            summary = f"{subject(row, first=True)} has a password{why}"
            yield context.finding(check, row, summary, "password_enabled", remedy=_remove(row))


def _temporary_access(context: AuditContext) -> CheckResults:
    """Find users with a password whose access has ended, or ends soon, by valid_until in the roster."""
    ended, soon, account = catalogue.ACCESS_ENDED, catalogue.ACCESS_ENDS_SOON, context.account
    if account.roster is None:
        yield from (context.not_evaluated(check, "No roster was given.") for check in (ended, soon))
        return
    for row in (*account.users, *account.member_roots):
        until = account.roster.end_of(row)
        if until is None or row["password_enabled"] is not True:
            continue
        evidence = (("roster.valid_until", until.end.isoformat()),)
        status = until.status(context.as_of, context.thresholds.valid_until_warn_days)
        if status == "ended":
            summary = f"{subject(row, first=True)} has a password, and {until.why_ended}"
            remedy = _remove(row, member=True)
            yield context.finding(ended, row, summary, "password_enabled", remedy=remedy, more=evidence)
        elif status == "ends_soon" and context.future_date is None:
            left = counted(until.days_left(context.as_of), "day")
            summary = f"The access of {subject(row)} ends soon: valid_until is {until.given} ({left} left)."
            yield context.finding(soon, row, summary, "password_enabled", remedy=None, more=evidence)


def _roster_without_password(context: AuditContext) -> CheckResults:
    check, roster = catalogue.ROSTER_USER_WITHOUT_PASSWORD, context.account.roster
    if roster is None:
        yield context.not_evaluated(check, "No roster was given.")
        return
    rows = {row["user_name"].lower(): row for row in context.account.users if row["user_exists"] is not False}
    for key, name in roster.names.items():
        row = rows.get(key, _missing(name))
        end = roster.end_of(_missing(name))
        if end is not None and end.end <= context.as_of:
            continue
        if row["password_enabled"] is False or key not in rows:
            what = "has no password" if key in rows else "was not read"
            summary, remedy = f"IAM user '{name}' is in the roster and {what}.", remediation.create_password(name)
            yield context.finding(check, row, summary, "password_enabled", remedy=remedy)


def _missing(user_name: str) -> Row:
    """Return the row of a user who was not read."""
    return {
        "user_name": user_name,
        "root_account_id": None,
        "user_exists": None,
        "arn": None,
        "password_enabled": None,
        "login_profile": None,
        "mfa_active": None,
        "password_last_used": None,
        "password_last_changed": None,
        "password_next_rotation": None,
        "sessions": None,
        "msg": None,
    }


def _sessions_without_password(context: AuditContext) -> CheckResults:
    """Find users without a password who can refresh a session, including deleted users and the account's root user."""
    check, account = catalogue.SESSIONS_WITHOUT_PASSWORD, context.account
    if account.users and not account.has_sessions:
        yield context.not_evaluated(check, "The sign-in sessions were not read (sessions: true).")
        return
    rows = [row for row in (*account.users, *account.roots) if row["password_enabled"] is False]
    for row in rows:
        if sessions := context.active_sessions(row):
            yield _sessions_found(context, row, sessions)
    if unknown := [row["user_name"] for row in rows if row["sessions"] is None]:
        yield context.not_evaluated(check, f"The sign-in sessions of {first_of(unknown)} are not known.")


def _sessions_found(context: AuditContext, row: Row, sessions: t.Sequence[SignInSession]) -> Finding:
    """Return the finding about a user with these sessions and no password."""
    last = max(sessions, key=lambda session: parse_time(session["expires_at"]))
    what = "does not exist and has" if row["user_exists"] is False else "has no password and"
    count = counted(len(sessions), "active sign-in session")
    summary = f"{subject(row, first=True)} {what} {count}, the last until {last['expires_at']}."
    evidence = (("sessions.session_arn", last["session_arn"]), ("sessions.expires_at", last["expires_at"]))
    remedy = None if is_root(row) else remediation.revoke_sessions(row["user_name"], sessions)
    check = catalogue.SESSIONS_WITHOUT_PASSWORD
    return context.finding(check, row, summary, "password_enabled", remedy=remedy, more=evidence)


def _unused(context: AuditContext) -> CheckResults:
    """Find passwords unused for some days; one that was never used counts from when it was set."""
    check, unknown = catalogue.PASSWORD_UNUSED, []
    for row in context.with_password():
        use = last_use(row, with_report=context.has_report)
        if use is None:
            unknown.append(row)
            continue
        days = context.days_since(use.at)
        if days is not None and days >= context.thresholds.unused_days:
            ago = f"{counted(days, 'day')} ago"
            what = f"last used {ago}" if use.was_used else f"never used since it was set {ago}"
            summary = f"The password of {subject(row)} was {what}."
            yield context.finding(check, row, summary, *use.columns, remedy=_remove(row))
    yield from context.no_data(check, unknown)


def _too_old(context: AuditContext) -> CheckResults:
    """Find passwords older than the threshold, or by default than the account password policy allows."""
    check, threshold = catalogue.PASSWORD_TOO_OLD, context.thresholds.max_password_age_days
    # Some tools write 0 for a policy without a limit. AWS omits it.
    limit = threshold if threshold is not None else (context.account.policy or {}).get("max_password_age") or None
    if limit is None:
        yield context.not_evaluated(check, "Neither the account password policy nor max_password_age_days limits it.")
        return
    allowed = "the account password policy allows" if threshold is None else "allowed are"
    unknown = []
    for row in context.with_password():
        was_set = set_at(row, with_report=context.has_report)
        if was_set is None:
            unknown.append(row)
        elif (days := context.days_since(was_set.at)) is not None and days > limit:
            summary = f"The password of {subject(row)} is {counted(days, 'day')} old; {allowed} {limit}."
            remedy = remediation.require_reset(row["user_name"])
            yield context.finding(check, row, summary, *was_set.columns, remedy=remedy)
    yield from context.no_data(check, unknown)


def _reset_pending(context: AuditContext) -> CheckResults:
    """Find passwords that are some days old and must still be replaced by their users."""
    check, undated, is_unknown = catalogue.RESET_PENDING, [], False
    for row in context.with_password():
        required = (row["login_profile"] or {}).get("password_reset_required")
        if not required:
            is_unknown = is_unknown or required is None
            continue
        since = pending_since(row, with_report=context.has_report)
        if since is None:
            undated.append(row)
            continue
        days = context.days_since(since.at)
        if days is not None and days >= context.thresholds.reset_pending_days:
            summary = f"{subject(row, first=True)} has not set the required new password for {counted(days, 'day')}."
            columns = ("login_profile.password_reset_required", *since.columns)
            yield context.finding(check, row, summary, *columns, remedy=_remove(row))
    if is_unknown:
        why = "The credential report does not show whether a reset is required. Read the users live (source: live)."
        yield context.not_evaluated(check, why)
    yield from context.no_data(check, undated)


def _session_limit(context: AuditContext) -> CheckResults:
    """Find users whose sign-in sessions can last longer than the threshold, or have no limit."""
    check, most = catalogue.SESSION_LIMIT_TOO_LONG, context.thresholds.max_signin_session_hours
    if most is None:
        yield context.not_evaluated(check, "No max_signin_session_hours was given.")
        return
    unknown = []
    for row in context.with_password():
        limit, is_known = context.session_limit(row)
        if not is_known:
            unknown.append(row["user_name"])
        elif limit is None or limit > most * 3600:
            what = (
                "has no sign-in session limit"
                if limit is None
                else f"has a sign-in session limit of {hours(limit)} hours"
            )
            summary = f"{subject(row, first=True)} {what}; the maximum allowed is {counted(most, 'hour')}."
            evidence = ((_SESSION_LIMIT, "not set" if limit is None else limit),)
            remedy = remediation.limit_sessions(row["user_name"], most)
            yield context.finding(check, row, summary, remedy=remedy, more=evidence)
    if unknown:
        why = f"The sign-in session limits of {first_of(unknown)} are not known."
        yield context.not_evaluated(check, f"{why} Read the users live (source: live), with botocore 1.44.6 or later.")


def _root_access(context: AuditContext) -> CheckResults:
    check, account = catalogue.ROOT_ACCESS_NOT_CENTRALIZED, context.account
    features = account.organization_features
    if features is None:
        yield context.not_evaluated(check, account.features_msg)
    elif _ROOT_CREDENTIALS not in features:
        summary = f"{_ROOT_CREDENTIALS} is not enabled in the organization of {account.label}."
        yield context.account_finding(check, summary, ("organization_features", list(features)))


def _no_password_policy(context: AuditContext) -> CheckResults:
    check, policy = catalogue.NO_PASSWORD_POLICY, context.account.policy
    if policy is None:
        yield context.not_evaluated(check, _POLICY_NOT_KNOWN)
    elif not policy:
        summary = f"{context.account.label} has no account password policy, so the default policy of AWS applies."
        evidence = ("account_password_policy", "not set")
        length, reuse = context.thresholds.minimum_password_length, context.thresholds.password_reuse_prevention
        remedy = remediation.strengthen_policy(policy, length, reuse)
        yield context.account_finding(check, summary, evidence, remedy=remedy)


def _weak_password_policy(context: AuditContext) -> CheckResults:
    check, policy = catalogue.WEAK_PASSWORD_POLICY, context.account.policy
    if not policy:
        why = (
            _POLICY_NOT_KNOWN if policy is None else "There is no account password policy, which is a separate finding."
        )
        yield context.not_evaluated(check, why)
        return
    length, reuse = context.thresholds.minimum_password_length, context.thresholds.password_reuse_prevention
    rules = (
        ("minimum_password_length", policy.get("minimum_password_length"), length),
        ("password_reuse_prevention", policy.get("password_reuse_prevention"), reuse),
    )
    weak = [
        (name, "not set" if value is None else value, least) for name, value, least in rules if (value or 0) < least
    ]
    if weak:
        why = " and ".join(f"{name} is {value} and should be {least}" for name, value, least in weak)
        summary = f"The account password policy of {context.account.label} is weak: {why}."
        found = [(name, value) for name, value, _least in weak]
        remedy = remediation.strengthen_policy(policy, length, reuse)
        yield context.account_finding(check, summary, *found, remedy=remedy)


def _report_age(context: AuditContext) -> CheckResults:
    time = context.account.report_time
    if time is None:
        yield context.not_evaluated(catalogue.REPORT_TOO_OLD, context.why_no_report)
        return
    generated_at, limit = parse_time(time), context.thresholds.report_max_age_hours
    hours = (context.now - generated_at) // timedelta(hours=1)
    if hours > limit:
        summary = f"The credential report of {context.account.label} is {counted(hours, 'hour')} old."
        if (context.as_of - generated_at) // timedelta(hours=1) <= limit:
            summary += " It was newer when it was read: the result was saved, or the clock of the controller is ahead."
        evidence = (_REPORT_TIME, time)
        yield context.account_finding(catalogue.REPORT_TOO_OLD, summary, evidence, remedy=remediation.read_again())


_CHECKS: tuple[t.Callable[[AuditContext], CheckResults], ...] = (
    *(_unread_parts, _clocks, _unread_users, _member_roots, _mfa, _not_in_roster, _temporary_access),
    *(_roster_without_password, _sessions_without_password, _unused, _too_old, _reset_pending, _session_limit),
    *(_no_password_policy, _weak_password_policy, _root_access, _report_age),
)
_CHECKS_OF_AN_UNREAD_ACCOUNT = (_unread_parts, _nothing_else)
