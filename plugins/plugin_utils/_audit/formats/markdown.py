# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A report as a summary in Markdown, for a pull request: short enough for a comment, whatever the account.

Pure.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import SEVERITIES, Severity
from ansible_collections.identity.aws.plugins.plugin_utils._audit.document import (
    AccountEntry,
    CheckEntry,
    NotEvaluatedEntry,
    ReportDocument,
)
from ansible_collections.identity.aws.plugins.plugin_utils._audit.sentences import counted, not_evaluated

Figure = t.Literal[
    "users",
    "with_password",
    "with_password_without_mfa",
    "with_password_mfa_unknown",
    "unknown",
    "with_active_sessions",
    "active_sessions_unknown",
]

_FIGURES: dict[Figure, str] = {
    "users": "Users",
    "with_password": "With a password",
    "with_password_without_mfa": "Without MFA",
    "with_password_mfa_unknown": "MFA not known",
    "unknown": "Could not be read",
}
_SESSION_FIGURES: dict[Figure, str] = {
    "with_active_sessions": "With active sign-in sessions",
    "active_sessions_unknown": "Sessions not known",
}
_MAX_FINDINGS = 20
_MAX_ACCOUNTS = 50
_MAX_ACCEPTED = 20
_MAX_REASONS = 3
_MAX_LENGTH = 60_000  # GitHub takes comments of 65,536 characters
# Each of them may mean something in GitHub Flavored Markdown; a backslash before it makes it mean itself.
_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]()#+-!|~>$"})
# HTML, addresses, and what GitHub turns into links.
_HARMLESS = {"&": "&amp;", "<": "&lt;", "@": "&#64;", "://": ":&#47;/", "www.": "www&#46;"}
# GitHub looks for people to notify after it has resolved entities. A zero-width space prevents it.
_MENTION = re.compile("(?<![A-Za-z0-9])@(?=[A-Za-z0-9])")


def to_markdown(document: ReportDocument) -> str:
    """Return the summary: the checks with findings, the figures, the accounts, the first findings of each severity."""
    summary = document["summary"]
    has_sessions = any(user["sessions"] is not None for user in document["users"])
    figures = _FIGURES | _SESSION_FIGURES if has_sessions else _FIGURES
    lines = [
        f"## {_plain(document['title'])}",
        "",
        " ".join(filter(None, (document["verdict"], document["also"], f"Generated {document['generated_at']}."))),
        "",
        *_checks(document["checks"]),
        *_table(figures.values(), [[str(summary[figure]) for figure in figures]]),
        *_accounts(document["accounts"]),
    ]
    for severity in SEVERITIES:
        lines.extend(_findings(severity, document))
    lines += [*_accepted(document), *_without_effect(document), *_not_evaluated(document)]
    return "\n".join([*_fitting(lines), ""])


def _fitting(lines: t.Sequence[str]) -> list[str]:
    """Return as many lines as fit into a comment."""
    kept: list[str] = []
    length = 0
    for line in lines:
        length += len(line) + 1
        if length > _MAX_LENGTH:
            return [*kept, "", "The rest is in the report."]
        kept.append(line)
    return kept


def _checks(checks: t.Sequence[CheckEntry]) -> list[str]:
    """Return a table of the checks with findings. The tables below have the first findings only."""
    rows = [
        [check["severity"], check["title"], str(check["findings"]), _plain(check["advice"] or "")]
        for check in checks
        if check["findings"]
    ]
    return [*_table(("Severity", "Check", "Findings", "Remediation"), rows), ""] if rows else []


def _accounts(accounts: t.Sequence[AccountEntry]) -> list[str]:
    if len(accounts) < 2:
        return []
    rows = [
        [
            _plain(account["name"]),
            _plain(account["account_id"] or "not known"),
            *([str(account["users"]), str(account["with_password"])] if account["was_read"] else ["not read"] * 2),
            *(str(account["findings"][severity]) for severity in SEVERITIES),
        ]
        for account in accounts[:_MAX_ACCOUNTS]
    ]
    header = ("Account", "Id", "Users", "With a password", *(severity.capitalize() for severity in SEVERITIES))
    return ["", *_table(header, rows), *_more(len(accounts) - _MAX_ACCOUNTS, "accounts")]


def _findings(severity: Severity, document: ReportDocument) -> list[str]:
    found = [each for each in document["findings"] if each["severity"] == severity and each["accepted"] is None]
    if not found:
        return []
    rows = [
        [_plain(each["account_name"]), _plain(each["user_name"] or ""), _plain(each["summary"])]
        for each in found[:_MAX_FINDINGS]
    ]
    table = _table(("Account", "User", "Finding"), rows)
    return [
        "",
        f"### {severity.capitalize()}: {len(found)}",
        "",
        *table,
        *_more(len(found) - _MAX_FINDINGS, "findings"),
    ]


def _accepted(document: ReportDocument) -> list[str]:
    found = [(each, each["accepted"]) for each in document["findings"] if each["accepted"] is not None]
    if not found:
        return []
    rows = [
        [
            *(_plain(each["account_name"]), _plain(each["user_name"] or ""), _plain(each["summary"])),
            *(_plain(accepted["reason"]), _plain(accepted["until"] or "")),
        ]
        for each, accepted in found[:_MAX_ACCEPTED]
    ]
    table = _table(("Account", "User", "Finding", "Reason", "Until"), rows)
    return ["", f"### Accepted: {len(found)}", "", *table, *_more(len(found) - _MAX_ACCEPTED, "accepted findings")]


def _without_effect(document: ReportDocument) -> list[str]:
    sentences = [f"- {_plain(sentence)}" for sentence in document["accepted_without_effect"][:_MAX_ACCEPTED]]
    more = _more(len(document["accepted_without_effect"]) - _MAX_ACCEPTED, "entries")
    return ["", "### Accepted without effect", "", *sentences, *more] if sentences else []


def _not_evaluated(document: ReportDocument) -> list[str]:
    several = len(document["accounts"]) > 1
    lines = [
        f"- {check['title']}: {_plain(_why(check['not_evaluated'], several=several))}"
        for check in document["checks"]
        if check["not_evaluated"]
    ]
    return ["", f"### {not_evaluated(len(document['accounts'])).capitalize()}", "", *lines] if lines else []


def _why(gaps: t.Sequence[NotEvaluatedEntry], *, several: bool) -> str:
    """Return why a check was not evaluated, with the first accounts if there are ``several``."""
    if not several:
        return " ".join(each["why"] for each in gaps)
    named = [f"{each['account']}: {each['why']}" for each in gaps[:_MAX_REASONS]]
    more = len(gaps) - _MAX_REASONS
    return " ".join([*named, *([f"And in {counted(more, 'more account')}."] if more > 0 else [])])


def _table(header: t.Collection[str], rows: t.Sequence[t.Sequence[str]]) -> list[str]:
    lines = [header, ["---"] * len(header), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def _more(count: int, what: str) -> list[str]:
    return ["", f"And {count} more {what}, in the report."] if count > 0 else []


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is, on one line, without links, HTML or mentions of people."""
    shortened = text if len(text) <= 300 else f"{text[:299]}…"
    escaped = _MENTION.sub("@\u200b", shortened).translate(_SPECIAL)
    for special, harmless in _HARMLESS.items():
        escaped = escaped.replace(special, harmless)
    return " ".join(escaped.split())
