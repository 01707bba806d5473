# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One report on many accounts: the findings, the users, the figures, and what could not be judged.

Pure: the present moment is handed in. The document is a plain dictionary, and the JSON of the report; every other form
of the report is made from it, so that no two of them can have different figures.
"""

from __future__ import annotations

import typing as t
from collections import Counter
from dataclasses import replace
from datetime import datetime
from itertools import count

from .accounts import WHOLE_ACCOUNT, Account, Row, account_id_of
from .catalogue import CHECKS, SEVERITIES
from .charts import access_chart, last_use_chart, password_age_chart
from .check_result import AuditContext, CheckResult, Finding, NotEvaluated
from .findings import judge
from .settings import Acceptance, Thresholds, without_effect
from .summary import headline
from .timeline import Known, last_use, set_at

Document = dict[str, t.Any]
_SEVERITY_ORDER = {severity: position for position, severity in enumerate(SEVERITIES)}
_CHECK_ORDER = {check.id: position for position, check in enumerate(CHECKS)}
_COLUMNS = ("password_last_used", "password_last_changed", "password_next_rotation")


def to_findings(
    accounts: t.Sequence[Account], thresholds: Thresholds, acceptances: t.Sequence[Acceptance], now: datetime
) -> list[dict[str, t.Any]]:
    """Return the findings of all accounts, by severity, check, account and user. Raises RequestError as judge does."""
    return _findings(_verdicts(accounts, thresholds, now), acceptances)


def to_document(
    accounts: t.Sequence[Account],
    thresholds: Thresholds,
    acceptances: t.Sequence[Acceptance],
    now: datetime,
    title: str,
) -> Document:
    """Return the report. Raises RequestError as judge does."""
    accounts = _each_once(_told_apart(accounts))
    verdicts = _verdicts(accounts, thresholds, now)
    findings = _findings(verdicts, acceptances)
    rows = _user_rows(accounts, thresholds, findings, now)
    summary = {
        "accounts": len(accounts),
        "accounts_not_read": sum(not account.was_read for account in accounts),
        **_figures(rows),
        "findings": _by_severity(findings),
        "accepted": sum(finding["accepted"] is not None for finding in findings),
    }
    described = [_describe_account(account, rows, findings) for account in accounts]
    checks = _describe_checks(findings, verdicts)
    verdict, also = headline(summary, described, checks)
    return {
        "title": title,
        "verdict": verdict,
        "also": also,
        "generated_at": now.isoformat(timespec="seconds"),
        "thresholds": thresholds.described(),
        "summary": summary,
        "charts": {
            "access": access_chart(rows),
            "password_age": password_age_chart(rows),
            "last_use": last_use_chart(rows),
        },
        "accounts": described,
        "checks": checks,
        "findings": findings,
        "accepted_without_effect": without_effect(acceptances, findings),
        "users": rows,
    }


def _told_apart(accounts: t.Sequence[Account]) -> list[Account]:
    """Number the accounts that are called alike, so that no two of them are taken for one."""
    taken = {account.label for account in accounts}
    apart: dict[str, Account] = {}
    for account in accounts:
        label = account.label
        if label in apart:
            label = next(name for number in count(2) if (name := f"{account.label} ({number})") not in taken)
            taken.add(label)
        apart[label] = account if label == account.label else replace(account, name=label)
    return list(apart.values())


def _each_once(accounts: t.Sequence[Account]) -> list[Account]:
    """Return the accounts, and each that shares a user with a larger one as not read: they are one account.

    An entry without credentials of its own is the account of the environment, whatever it is called. Its users would
    count twice, and nobody would miss the account that was meant. Two entries about other users of one account differ.
    """
    entry_of: dict[str, Account] = {}
    known: dict[str, Account] = {}
    for account in sorted(accounts, key=lambda each: -len(each.rows)):
        arns = [row["arn"] for row in (*account.users, *account.roots) if row["arn"]]
        twin = next((entry_of[arn] for arn in arns if arn in entry_of), None)
        known[account.label] = account if twin is None else _not_read(account, twin)
        if twin is None:
            entry_of.update(dict.fromkeys(arns, account))
    return [known[account.label] for account in accounts]


def _not_read(account: Account, twin: Account) -> Account:
    which = f"account {account.account_id}, which this report has as '{twin.label}'"
    msg = f"Its credentials are those of {which}. Give this entry the profile or role_arn of the account that is meant."
    return Account(account.label, msg, unread=(WHOLE_ACCOUNT,))


def _verdicts(accounts: t.Sequence[Account], thresholds: Thresholds, now: datetime) -> list[CheckResult]:
    return [verdict for account in accounts for verdict in judge(account, thresholds, now)]


def _findings(verdicts: t.Sequence[CheckResult], acceptances: t.Sequence[Acceptance]) -> list[dict[str, t.Any]]:
    found = [verdict.described() for verdict in verdicts if isinstance(verdict, Finding)]
    for finding in found:
        covering = next((each for each in acceptances if each.covers(finding)), None)
        if covering is not None:
            finding["accepted"] = {"reason": covering.reason, "until": covering.until}
    return sorted(found, key=_place)


def _place(finding: t.Mapping[str, t.Any]) -> tuple[int, int, str, str, str]:
    severity, check = _SEVERITY_ORDER[finding["severity"]], _CHECK_ORDER[finding["id"]]
    return severity, check, finding["account_name"], finding["user_name"] or "", finding["account_id"] or ""


def _user_rows(
    accounts: t.Sequence[Account],
    thresholds: Thresholds,
    findings: t.Sequence[t.Mapping[str, t.Any]],
    now: datetime,
) -> list[dict[str, t.Any]]:
    ids: dict[tuple[t.Any, ...], list[str]] = {}
    for finding in findings:
        if finding["accepted"] is None:
            ids.setdefault((finding["account_name"], finding["account_id"], finding["user_name"]), []).append(
                finding["id"]
            )
    cases = [AuditContext(account, thresholds, now) for account in accounts]
    return [_describe_user(case, row, ids) for case in cases for row in case.account.rows]


def _describe_user(case: AuditContext, row: Row, ids: t.Mapping[tuple[t.Any, ...], list[str]]) -> dict[str, t.Any]:
    account_id = account_id_of(row) or case.account.account_id
    profile = row["login_profile"] or {}
    has_password = row["password_enabled"] is True
    was_set = set_at(row, with_report=case.has_report) if has_password else None
    use = last_use(row, with_report=case.has_report) if has_password else None
    return {
        "account_id": account_id,
        "account_name": case.account.label,
        "user_name": row["user_name"],
        "root_account_id": row["root_account_id"],
        "arn": row["arn"],
        "password_enabled": row["password_enabled"],
        "mfa_active": row["mfa_active"],
        **{column: row[column] for column in _COLUMNS},
        "password_reset_required": profile.get("password_reset_required"),
        "create_date": profile.get("create_date"),
        "password_age_days": _days_since(case, was_set),
        "unused_days": _days_since(case, use),
        "never_used": None if use is None else not use.was_used,
        "msg": row["msg"],
        "findings": ids.get((case.account.label, account_id, row["user_name"]), []),
    }


def _days_since(case: AuditContext, known: Known | None) -> int | None:
    """Return an age in days, None where it is not known; of no user of an account that has a date in the future."""
    return None if known is None or case.future_date is not None else case.days_since(known.at)


def _figures(rows: t.Sequence[t.Mapping[str, t.Any]]) -> dict[str, int]:
    access = Counter(row["password_enabled"] for row in rows)
    mfa = Counter(row["mfa_active"] for row in rows if row["password_enabled"] is True)
    return {
        "users": len(rows),
        "with_password": access[True],
        "without_password": access[False],
        "unknown": access[None],
        "with_password_and_mfa": mfa[True],
        "with_password_without_mfa": mfa[False],
        "with_password_mfa_unknown": mfa[None],
    }


def _by_severity(findings: t.Sequence[t.Mapping[str, t.Any]]) -> dict[str, int]:
    counted = Counter(finding["severity"] for finding in findings if finding["accepted"] is None)
    return {severity: counted[severity] for severity in SEVERITIES}


def _describe_account(
    account: Account, rows: t.Sequence[t.Mapping[str, t.Any]], findings: t.Sequence[t.Mapping[str, t.Any]]
) -> dict[str, t.Any]:
    figures = _figures([row for row in rows if row["account_name"] == account.label])
    return {
        "account_id": account.account_id,
        "name": account.label,
        "msg": account.msg,
        "was_read": account.was_read,
        "report_time": account.report_time,
        "answered_at": account.answered_at,
        "password_policy": None if account.policy is None else dict(account.policy),
        "users": figures["users"],
        "with_password": figures["with_password"],
        "without_mfa": figures["with_password_without_mfa"],
        "unknown": figures["unknown"],
        "findings": _by_severity([finding for finding in findings if finding["account_name"] == account.label]),
    }


def _describe_checks(
    findings: t.Sequence[t.Mapping[str, t.Any]], verdicts: t.Sequence[CheckResult]
) -> list[dict[str, t.Any]]:
    counted = Counter((finding["id"], finding["accepted"] is None) for finding in findings)
    unjudged = [verdict for verdict in verdicts if isinstance(verdict, NotEvaluated)]
    return [
        {
            "id": check.id,
            "severity": check.severity,
            "title": check.title,
            "why": check.why,
            "advice": check.advice,
            "cis": {version: list(numbers) for version, numbers in check.cis.items()},
            "findings": counted[check.id, True],
            "accepted": counted[check.id, False],
            "not_evaluated": [
                {"account": each.account.label, "why": each.why} for each in unjudged if each.check == check
            ],
        }
        for check in CHECKS
    ]
