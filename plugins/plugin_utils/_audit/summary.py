# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The figures of a report, its charts, and its first sentences.

Pure.
"""

from __future__ import annotations

import typing as t
from collections import Counter

from .catalogue import SEVERITIES
from .document import AccountEntry, Bar, Charts, CheckEntry, Counts, Figures, FindingEntry, Summary, UserEntry
from .sentences import counted, listed, not_evaluated

_NOT_KNOWN = "not known"
_NEVER = "never"
_OVER_A_YEAR = "over a year"
# The last day of each bar, counted from today.
_AGES = {30: "up to 30 days", 90: "31 to 90 days", 180: "91 to 180 days", 365: "181 to 365 days"}
_USES = {7: "up to 7 days", 45: "8 to 45 days", 90: "46 to 90 days", 365: "91 to 365 days"}


def figures(users: t.Sequence[UserEntry]) -> Figures:
    """Return the numbers of users: all, with a password, with MFA, and with active sign-in sessions."""
    access = Counter(user["password_enabled"] for user in users)
    mfa = Counter(user["mfa_active"] for user in users if user["password_enabled"] is True)
    return {
        "users": len(users),
        "with_password": access[True],
        "without_password": access[False],
        "unknown": access[None],
        "with_password_and_mfa": mfa[True],
        "with_password_without_mfa": mfa[False],
        "with_password_mfa_unknown": mfa[None],
        "with_active_sessions": sum(bool(user["active_sessions"]) for user in users),
        "active_sessions_unknown": sum(user["active_sessions"] is None for user in users),
    }


def by_severity(findings: t.Iterable[FindingEntry]) -> Counts:
    """Return the number of findings of each severity, without accepted ones."""
    count = Counter(finding["severity"] for finding in findings if finding["accepted"] is None)
    return {severity: count[severity] for severity in SEVERITIES}


def charts(users: t.Sequence[UserEntry]) -> Charts:
    """Return the charts: password and MFA, age of passwords, and last use."""
    count = figures(users)
    with_password = [user for user in users if user["password_enabled"] is True]
    ages = (_label(user["password_age_days"], _AGES) for user in with_password)
    uses = (_NEVER if user["never_used"] else _label(user["unused_days"], _USES) for user in with_password)
    return {
        "access": [
            {"label": "Password and MFA", "count": count["with_password_and_mfa"], "tone": "good"},
            {"label": "Password, no MFA", "count": count["with_password_without_mfa"], "tone": "bad"},
            {"label": "Password, MFA not known", "count": count["with_password_mfa_unknown"], "tone": "unknown"},
            {"label": "No password", "count": count["without_password"], "tone": "neutral"},
            {"label": "Could not be read", "count": count["unknown"], "tone": "unknown"},
        ],
        "password_age": _bars(ages, [*_AGES.values(), _OVER_A_YEAR]),
        "last_use": _bars(uses, [*_USES.values(), _OVER_A_YEAR, _NEVER]),
    }


def _label(days: int | None, last_days: t.Mapping[int, str]) -> str:
    if days is None:
        return _NOT_KNOWN
    return next((label for last_day, label in last_days.items() if days <= last_day), _OVER_A_YEAR)


def _bars(labels: t.Iterable[str], known: t.Sequence[str]) -> list[Bar]:
    count = Counter(labels)
    bars: list[Bar] = [{"label": label, "count": count[label], "tone": "neutral"} for label in known]
    return [*bars, {"label": _NOT_KNOWN, "count": count[_NOT_KNOWN], "tone": "unknown"}]


def headline(summary: Summary, accounts: t.Sequence[AccountEntry], checks: t.Sequence[CheckEntry]) -> tuple[str, str]:
    """Return the verdict: the findings, the accounts that were not read, and other gaps."""
    if not summary["accounts"]:
        return "No account was read.", ""
    open_checks = sum(bool(check["not_evaluated"]) for check in checks)
    not_read, unknown = summary["accounts_not_read"], summary["unknown"]
    verdict = [_verdict(summary, accounts, is_open=bool(not_read or unknown or open_checks))]
    if not_read:
        where = "there" if not_read == 1 else "to them"
        verdict.append(f"{counted(not_read, 'account')} could not be read: it is not known who can sign in {where}.")
    was = "was" if open_checks == 1 else "were"
    also = (
        (unknown, f"{counted(unknown, 'user')} could not be read."),
        (summary["accepted"], f"{counted(summary['accepted'], 'finding')} accepted."),
        (open_checks, f"{counted(open_checks, 'check')} {was} {not_evaluated(len(accounts))}."),
    )
    return " ".join(verdict), " ".join(sentence for count, sentence in also if count)


def _verdict(summary: Summary, accounts: t.Sequence[AccountEntry], *, is_open: bool) -> str:
    everywhere = counted(summary["accounts"], "account")
    count = summary["findings"]
    found = [f"{count[severity]} {severity}" for severity in SEVERITIES if count[severity]]
    if not found:
        return "No findings in what could be read." if is_open else f"No findings in {everywhere}."
    if not count["high"]:
        return f"No high findings, {listed(found)} in {everywhere}."
    having = sum(any(account["findings"].values()) for account in accounts)
    where = everywhere if having == summary["accounts"] else f"{having} of {everywhere}"
    return f"{listed(found)} {'finding' if sum(count.values()) == 1 else 'findings'} in {where}."
