# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page shows and the report does not have in these words: sentences, shares, groups.

Pure.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import (
    PASSWORD_UNUSED,
    SEVERITIES,
    Severity,
)
from ansible_collections.identity.aws.plugins.plugin_utils._audit.document import (
    AccountEntry,
    Bar,
    CheckEntry,
    Cis,
    FindingEntry,
    ReportDocument,
    UserEntry,
)
from ansible_collections.identity.aws.plugins.plugin_utils._audit.sentences import not_evaluated

Chart = t.Literal["access", "password_age", "last_use"]

UNKNOWN = "not known"
SESSIONS = 5  # of one user
CHARTS: tuple[tuple[Chart, str, str], ...] = (
    ("access", "Password and MFA", "Users by password and MFA"),
    ("password_age", "Age of the password", "Users with a password by its age"),
    ("last_use", "Last use of the password", "Users with a password by the time since its last use"),
)
TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(\.\d+)?)?(\+00:00|Z)")


class ShownCheck(t.NamedTuple):
    """A check with its open findings, and its number in the report."""

    entry: CheckEntry
    number: int
    findings: list[FindingEntry]


def day(time: str) -> str:
    """Return the day of a time in UTC; a string of another form as it is."""
    found = TIME.fullmatch(time)
    return found[1] if found else time


def minute(time: str) -> str:
    """Return a time in UTC to the minute; a string of another form as it is."""
    found = TIME.fullmatch(time)
    return f"{found[1]} {found[2]} UTC" if found else time


def scalar(value: t.Any) -> str:
    """Return a value of the evidence as YAML writes it; None is not known."""
    if value is None:
        return UNKNOWN
    return str(value).lower() if isinstance(value, bool) else str(value)


def cis(controls: Cis) -> list[tuple[str, str]]:
    """Return the controls of a benchmark by version, with one entry for successive versions that have the same."""
    runs: list[tuple[list[str], str]] = []
    for version, numbers in controls.items():
        text = ", ".join(numbers)
        if runs and runs[-1][1] == text:
            runs[-1][0].append(version)
        else:
            runs.append(([version], text))
    return [("\u2013".join(dict.fromkeys((versions[0], versions[-1]))), text) for versions, text in runs]


def charts(document: ReportDocument) -> list[dict[str, t.Any]]:
    """Return the charts, each with its bars in percent: of all users in it, and of its longest bar."""
    return [_chart(name, title, about, document["charts"][name]) for name, title, about in CHARTS]


def _chart(name: str, title: str, about: str, bars: t.Sequence[Bar]) -> dict[str, t.Any]:
    total = sum(each["count"] for each in bars)
    longest = max((each["count"] for each in bars), default=0)
    drawn, start = [], 0.0
    for each in bars:
        share = 100 * each["count"] / total if total else 0.0
        length = 100 * each["count"] / longest if longest else 0.0
        drawn.append({**each, "start": round(start, 3), "share": round(share, 3), "length": round(length, 3)})
        start += share
    spoken = " ".join(f"{each['label']}: {each['count']}." for each in bars)
    return {"name": name, "title": title, "about": about, "bars": drawn, "total": total, "spoken": spoken}


def checks(document: ReportDocument) -> list[ShownCheck]:
    """Return the checks, each with its open findings."""
    found: dict[str, list[FindingEntry]] = {check["id"]: [] for check in document["checks"]}
    for finding in document["findings"]:
        if finding["accepted"] is None:
            found[finding["id"]].append(finding)
    return [ShownCheck(check, number, found[check["id"]]) for number, check in enumerate(document["checks"])]


def has_passed(check: CheckEntry, accounts: t.Sequence[AccountEntry]) -> bool:
    """Return whether it found nothing, and was evaluated somewhere."""
    left_out = {each["account"] for each in check["not_evaluated"]}
    return not check["findings"] and len(left_out) < len(accounts)


def by_severity(shown: t.Sequence[ShownCheck]) -> list[tuple[Severity, list[ShownCheck]]]:
    """Return the checks that found something, the worst first."""
    groups = [
        (severity, [c for c in shown if c.entry["severity"] == severity and c.findings]) for severity in SEVERITIES
    ]
    return [(severity, found) for severity, found in groups if found]


def unused_passwords(shown: t.Sequence[ShownCheck]) -> ShownCheck:
    """Return the check for unused passwords."""
    return next(check for check in shown if check.entry["id"] == PASSWORD_UNUSED.id)


def gap(check: CheckEntry, accounts: t.Sequence[AccountEntry]) -> str | None:
    """Return that a check was not evaluated, if so: its figure alone would look like a result."""
    return not_evaluated(len(accounts)) if check["not_evaluated"] else None


def users(document: ReportDocument) -> tuple[list[str], list[tuple[UserEntry, int]]]:
    """Return the names of the accounts that have users, and each user with the position of their account."""
    positions: dict[str, int] = {}
    rows = [(user, positions.setdefault(user["account_name"], len(positions))) for user in document["users"]]
    return list(positions), rows


def without_rotation(document: ReportDocument) -> set[str]:
    """Return the accounts in which no password expires: by their policy, or since they have none."""
    policies = {account["name"]: account["password_policy"] for account in document["accounts"]}
    return {
        name
        for name, policy in policies.items()
        if policy is not None and not (policy.get("expire_passwords") or policy.get("max_password_age"))
    }


def active_sessions(user: UserEntry) -> list[str]:
    """Return the active sign-in sessions of a user in words: the first ones, and how many more there are."""
    active = [each for each in user["sessions"] or () if each["is_active"]]
    shown = [f"{each['client_type'] or UNKNOWN} until {minute(each['expires_at'])}" for each in active[:SESSIONS]]
    return shown if len(active) <= SESSIONS else [*shown, f"and {len(active) - SESSIONS} more"]


def view(document: ReportDocument) -> dict[str, t.Any]:
    """Return all of it, for the template."""
    shown = checks(document)
    unused = unused_passwords(shown)
    accounts, rows = users(document)
    return {
        "charts": charts(document),
        "groups": by_severity(shown),
        "accepted": [finding for finding in document["findings"] if finding["accepted"] is not None],
        "not_evaluated": [(check.entry, each) for check in shown for each in check.entry["not_evaluated"]],
        "passed": [check for check in shown if has_passed(check.entry, document["accounts"])],
        "unused": unused,
        "unused_gap": gap(unused.entry, document["accounts"]),
        "titles": {check["id"]: check["title"] for check in document["checks"]},
        "several": len(document["accounts"]) > 1,
        "filter_accounts": accounts,
        "users": rows,
        "without_rotation": without_rotation(document),
        # Nobody reads a column in which nothing is known.
        "has_sessions": any(user["sessions"] is not None for user in document["users"]),
        "has_limits": any(user["has_session_limit"] is not None for user in document["users"]),
    }
