# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One report on many accounts. Start here: the files of this package are the stages of an audit, in this order.

1. `parsing.py` validates the input of the playbook, and makes an `Account` (`accounts.py`) from each result of
   iam_login_profile_info. `settings.py` does so with the thresholds and the accepted findings.
2. `evaluate.py` evaluates the checks of `catalogue.py` in each account. A check returns findings, each with evidence
   and a task that fixes it (`remediation.py`), or that it could not be evaluated (`findings.py`). It reads the ages of
   passwords from `timeline.py`.
3. `report.py` sorts the findings and makes one dictionary (`document.py`), with the users, the accounts, and the
   figures, charts and summary of `summary.py`.
4. `formats/registry.py` renders this dictionary in each format.

The action console_access_report runs all stages, the filter console_access_findings only the first two. Saved reports
(`saved.py`) are added between 2 and 3 (`merging.py`), so all figures of a merged report are its own.

Pure: the present time is a parameter.
"""

from __future__ import annotations

import typing as t
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from .accounts import Account, Row, SignInSession, account_id_of
from .catalogue import CHECKS, SEVERITIES
from .document import (
    AccountEntry,
    AccountFigures,
    CheckEntry,
    FindingEntry,
    NotEvaluatedEntry,
    ReportDocument,
    SessionEntry,
    Summary,
    UserEntry,
)
from .evaluate import evaluate
from .findings import AuditContext, CheckResult, Finding, NotEvaluated
from .settings import Acceptance, Thresholds, without_effect
from .summary import by_severity, charts, figures, headline
from .timeline import Known, last_use, set_at

# The account name, the account id, and the user name.
Subject: t.TypeAlias = "tuple[str, str | None, str | None]"

_SEVERITY_ORDER = {severity: position for position, severity in enumerate(SEVERITIES)}
_CHECK_ORDER = {check.id: position for position, check in enumerate(CHECKS)}


def to_findings(
    accounts: t.Sequence[Account], thresholds: Thresholds, acceptances: t.Sequence[Acceptance], now: datetime
) -> list[FindingEntry]:
    """Return the findings of all accounts, by severity, check, account and user."""
    contexts = [AuditContext(account, thresholds, now) for account in accounts]
    results = [result for context in contexts for result in evaluate(context)]
    return _accepted([result.described() for result in results if isinstance(result, Finding)], acceptances)


def to_document(
    accounts: t.Sequence[Account],
    thresholds: Thresholds,
    acceptances: t.Sequence[Acceptance],
    now: datetime,
    title: str,
) -> ReportDocument:
    """Return the report."""
    return assemble(to_parts(accounts, thresholds, now), thresholds, acceptances, now, title)


@dataclass(frozen=True)
class Parts:
    """The parts of a report: accounts without figures, users without findings, and findings before acceptance.

    ``not_evaluated`` is by the id of the check.
    """

    accounts: list[AccountEntry]
    users: list[UserEntry]
    findings: list[FindingEntry]
    not_evaluated: dict[str, list[NotEvaluatedEntry]]


def to_parts(accounts: t.Sequence[Account], thresholds: Thresholds, now: datetime) -> Parts:
    """Evaluate the accounts, and return the parts of their report."""
    contexts = [AuditContext(account, thresholds, now) for account in _without_duplicates(_with_unique_names(accounts))]
    results = [result for context in contexts for result in evaluate(context)]
    return Parts(
        [_account_entry(context.account) for context in contexts],
        [_user_entry(context, row) for context in contexts for row in context.account.rows],
        [result.described() for result in results if isinstance(result, Finding)],
        _not_evaluated(results),
    )


def _not_evaluated(results: t.Sequence[CheckResult]) -> dict[str, list[NotEvaluatedEntry]]:
    found: dict[str, list[NotEvaluatedEntry]] = {}
    for each in results:
        if isinstance(each, NotEvaluated):
            found.setdefault(each.check.id, []).append({"account": each.account.label, "why": each.why})
    return found


def assemble(
    parts: Parts, thresholds: Thresholds, acceptances: t.Sequence[Acceptance], now: datetime, title: str
) -> ReportDocument:
    """Return the report of these parts."""
    findings = _accepted(parts.findings, acceptances)
    users = _with_findings(parts.users, findings)
    accounts = _with_figures(parts.accounts, users, findings)
    summary: Summary = {
        "accounts": len(accounts),
        "accounts_not_read": sum(not account["was_read"] for account in accounts),
        **figures(users),
        "findings": by_severity(findings),
        "accepted": sum(finding["accepted"] is not None for finding in findings),
    }
    checks = _check_entries(findings, parts.not_evaluated)
    verdict, also = headline(summary, accounts, checks)
    return {
        "title": title,
        "verdict": verdict,
        "also": also,
        "generated_at": now.isoformat(timespec="seconds"),
        "thresholds": thresholds.described(),
        "summary": summary,
        "charts": charts(users),
        "accounts": accounts,
        "checks": checks,
        "findings": findings,
        "accepted_without_effect": without_effect(acceptances, findings),
        "users": users,
    }


def unique_names(names: t.Sequence[str]) -> list[str]:
    """Return the names, each that repeats an earlier one with a number, so that no two accounts are taken for one."""
    taken = set(names)
    unique: dict[str, None] = {}
    for name in names:
        label = name
        if label in unique:
            label = next(other for number in count(2) if (other := f"{name} ({number})") not in taken)
            taken.add(label)
        unique[label] = None
    return list(unique)


def _with_unique_names(accounts: t.Sequence[Account]) -> list[Account]:
    labels = unique_names([account.label for account in accounts])
    return [
        account if label == account.label else replace(account, name=label)
        for account, label in zip(accounts, labels, strict=True)
    ]


def _without_duplicates(accounts: t.Sequence[Account]) -> list[Account]:
    """Return the accounts, and each that shares a user with a larger one as not read: they are one account.

    An entry without credentials of its own is the account of the environment, whatever its name. Its users would count
    twice, and nobody would miss the account that was meant. Two entries about other users of one account differ.
    """
    account_of: dict[str, Account] = {}
    known: dict[str, Account] = {}
    for account in sorted(accounts, key=lambda each: -len(each.rows)):
        arns = [row["arn"] for row in (*account.users, *account.roots) if row["arn"]]
        twin = next((account_of[arn] for arn in arns if arn in account_of), None)
        known[account.label] = account if twin is None else _not_read(account, twin)
        if twin is None:
            account_of.update(dict.fromkeys(arns, account))
    return [known[account.label] for account in accounts]


def _not_read(account: Account, twin: Account) -> Account:
    which = f"account {account.account_id}, which this report has as '{twin.label}'"
    msg = f"Its credentials are those of {which}. Give this entry the profile or role_arn of the intended account."
    return Account(account.label, msg, unread=("account",))


def _accepted(findings: list[FindingEntry], acceptances: t.Sequence[Acceptance]) -> list[FindingEntry]:
    """Accept findings, and return all of them in order."""
    for finding in findings:
        covering = next((each for each in acceptances if each.covers(finding)), None)
        if covering is not None:
            finding["accepted"] = {"reason": covering.reason, "until": covering.until}
    return sorted(findings, key=_position)


def _position(finding: FindingEntry) -> tuple[int, int, str, str, str]:
    severity, check = _SEVERITY_ORDER[finding["severity"]], _CHECK_ORDER[finding["id"]]
    return severity, check, finding["account_name"], finding["user_name"] or "", finding["account_id"] or ""


def _with_findings(users: t.Sequence[UserEntry], findings: t.Sequence[FindingEntry]) -> list[UserEntry]:
    checks: dict[Subject, list[str]] = {}
    for finding in findings:
        if finding["accepted"] is None:
            subject = (finding["account_name"], finding["account_id"], finding["user_name"])
            checks.setdefault(subject, []).append(finding["id"])
    return [
        {**user, "findings": checks.get((user["account_name"], user["account_id"], user["user_name"]), [])}
        for user in users
    ]


def _user_entry(context: AuditContext, row: Row) -> UserEntry:
    profile = row["login_profile"] or {}
    has_password = row["password_enabled"] is True
    was_set = set_at(row, with_report=context.has_report) if has_password else None
    use = last_use(row, with_report=context.has_report) if has_password else None
    limit, is_limit_known = context.session_limit(row)
    active = context.active_sessions(row)
    return {
        "account_id": account_id_of(row) or context.account.account_id,
        "account_name": context.account.label,
        "user_name": row["user_name"],
        "root_account_id": row["root_account_id"],
        "arn": row["arn"],
        "password_enabled": row["password_enabled"],
        "mfa_active": row["mfa_active"],
        "password_last_used": row["password_last_used"],
        "password_last_changed": row["password_last_changed"],
        "password_next_rotation": row["password_next_rotation"],
        "password_reset_required": profile.get("password_reset_required"),
        "create_date": profile.get("create_date"),
        "password_age_days": _days_since(context, was_set),
        "unused_days": _days_since(context, use),
        "never_used": None if use is None else not use.was_used,
        "user_exists": row["user_exists"],
        "has_session_limit": limit is not None if is_limit_known else None,
        "max_signin_session_duration": limit,
        "active_sessions": None if active is None else len(active),
        "sessions": _session_entries(row, active),
        "msg": row["msg"],
        "findings": [],
    }


def _session_entries(row: Row, active: t.Sequence[SignInSession] | None) -> list[SessionEntry] | None:
    if row["sessions"] is None:
        return None
    return [{**each, "is_active": None if active is None else each in active} for each in row["sessions"]]


def _days_since(context: AuditContext, known: Known | None) -> int | None:
    """Return an age in days, None where it is not known; of no user of an account that has a date in the future."""
    return None if known is None or context.future_date is not None else context.days_since(known.at)


def _account_entry(account: Account) -> AccountEntry:
    return {
        "account_id": account.account_id,
        "name": account.label,
        "msg": account.msg,
        "was_read": account.was_read,
        "report_time": account.report_time,
        "answered_at": account.answered_at,
        "password_policy": account.policy,
        **_account_figures((), ()),
    }


def _with_figures(
    accounts: t.Sequence[AccountEntry], users: t.Sequence[UserEntry], findings: t.Sequence[FindingEntry]
) -> list[AccountEntry]:
    users_of: dict[str, list[UserEntry]] = {account["name"]: [] for account in accounts}
    findings_of: dict[str, list[FindingEntry]] = {account["name"]: [] for account in accounts}
    for user in users:
        users_of[user["account_name"]].append(user)
    for finding in findings:
        findings_of[finding["account_name"]].append(finding)
    return [
        {**account, **_account_figures(users_of[account["name"]], findings_of[account["name"]])} for account in accounts
    ]


def _account_figures(users: t.Sequence[UserEntry], findings: t.Sequence[FindingEntry]) -> AccountFigures:
    count = figures(users)
    return {
        "users": count["users"],
        "with_password": count["with_password"],
        "without_mfa": count["with_password_without_mfa"],
        "unknown": count["unknown"],
        "findings": by_severity(findings),
    }


def _check_entries(
    findings: t.Sequence[FindingEntry], not_evaluated: t.Mapping[str, list[NotEvaluatedEntry]]
) -> list[CheckEntry]:
    count = Counter((finding["id"], finding["accepted"] is None) for finding in findings)
    return [
        {
            "id": check.id,
            "severity": check.severity,
            "title": check.title,
            "why": check.why,
            "advice": check.advice,
            "cis": {version: list(numbers) for version, numbers in check.cis.items()},
            "findings": count[check.id, True],
            "accepted": count[check.id, False],
            "not_evaluated": not_evaluated.get(check.id, []),
        }
        for check in CHECKS
    ]
