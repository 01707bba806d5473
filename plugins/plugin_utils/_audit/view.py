# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page of an audit shows that the document does not say in so many words: sentences, shares, groups. Pure."""

from __future__ import annotations

import re
import typing as t

from .catalogue import SEVERITIES

Document: t.TypeAlias = t.Mapping[str, t.Any]

UNKNOWN = "not known"
CHARTS = (
    ("access", "Password and MFA", "Users by what they can sign in with"),
    ("password_age", "Age of the password", "Users with a password by its age"),
    ("last_use", "Last sign-in with it", "Users with a password by when they last used it"),
)
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(\.\d+)?)?(\+00:00|Z)")


def day(moment: str) -> str:
    """The day of a moment; what is no moment as it is."""
    found = MOMENT.fullmatch(moment)
    return found[1] if found else moment


def moment(moment: str) -> str:
    """A moment to the minute, for people."""
    found = MOMENT.fullmatch(moment)
    return f"{found[1]} {found[2]} UTC" if found else moment


def scalar(value: t.Any) -> str:
    """A value of the evidence as YAML would write it; null is what nobody knows."""
    if value is None:
        return UNKNOWN
    return str(value).lower() if isinstance(value, bool) else str(value)


def cis(controls: t.Mapping[str, t.Sequence[str]]) -> list[tuple[str, str]]:
    """The controls of a benchmark by version, one entry for versions in a row that number them alike."""
    runs: list[tuple[list[str], str]] = []
    for version, numbers in controls.items():
        text = ", ".join(map(str, numbers))
        if runs and runs[-1][1] == text:
            runs[-1][0].append(str(version))
        else:
            runs.append(([str(version)], text))
    return [("\u2013".join(dict.fromkeys((versions[0], versions[-1]))), text) for versions, text in runs]


def charts(document: Document) -> list[dict[str, t.Any]]:
    """The charts, each with its bars in percent: of all users in it, and of its longest bar."""
    return [_chart(name, title, about, document["charts"][name]) for name, title, about in CHARTS]


def _chart(name: str, title: str, about: str, bars: t.Sequence[Document]) -> dict[str, t.Any]:
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


def checks(document: Document) -> list[dict[str, t.Any]]:
    """The checks, each with its own findings, numbered as in the document."""
    of_check: dict[str, list[t.Any]] = {check["id"]: [] for check in document["checks"]}
    for finding in document["findings"]:
        if finding["accepted"] is None:
            of_check.setdefault(finding["id"], []).append(finding)
    known = [
        {**check, "number": number, "anchor": f"check-{number}", "rows": of_check.pop(check["id"])}
        for number, check in enumerate(document["checks"])
    ]
    # A finding of a check that the document does not describe would be a mistake, and hiding it a worse one.
    return known + [_nameless(f"other-{n}", name, rows) for n, (name, rows) in enumerate(of_check.items())]


def _nameless(anchor: str, name: str, rows: list[t.Any]) -> dict[str, t.Any]:
    """A check that the document has findings of, and does not describe."""
    first = rows[0]
    shown = {"id": name, "title": name, "severity": first["severity"], "why": None, "advice": None, "cis": first["cis"]}
    return {
        **shown,
        "anchor": anchor,
        "number": None,
        "rows": rows,
        "findings": len(rows),
        "accepted": 0,
        "not_evaluated": [],
    }


def _has_passed(check: Document, accounts: t.Sequence[Document]) -> bool:
    """Whether it found nothing, and was evaluated somewhere."""
    left_out = {each["account"] for each in check["not_evaluated"]}
    return not check["findings"] and len(left_out) < len(accounts)


def by_severity(all_checks: t.Sequence[dict[str, t.Any]]) -> list[tuple[str, list[dict[str, t.Any]]]]:
    """The checks that found something, the worst first."""
    severities = dict.fromkeys((*SEVERITIES, *(check["severity"] for check in all_checks)))
    groups = ((word, [c for c in all_checks if c["severity"] == word and c["rows"]]) for word in severities)
    return [(severity, found) for severity, found in groups if found]


def users(document: Document) -> tuple[list[str], list[tuple[Document, int]]]:
    """The accounts that users are filtered by, and each user with the number of theirs."""
    names = [account["name"] for account in document["accounts"]]
    numbers: dict[tuple[str | None, str], int] = {}
    rows = []
    for user in document["users"]:
        key = (user["account_id"], user["account_name"])
        rows.append((user, numbers.setdefault(key, len(numbers))))
    labels = [f"{name} ({number})" if number and names.count(name) > 1 else name for number, name in numbers]
    return labels, rows


def without_rotation(document: Document) -> set[str]:
    """The accounts in which it is known that no password expires: by their policy, or since they have none."""
    policies = {account["name"]: account.get("password_policy") for account in document["accounts"]}
    return {
        name
        for name, policy in policies.items()
        if policy is not None and not (policy.get("expire_passwords") or policy.get("max_password_age"))
    }


def view(document: Document) -> dict[str, t.Any]:
    """All of it."""
    all_checks = checks(document)
    filter_accounts, user_rows = users(document)
    return {
        "charts": charts(document),
        "groups": by_severity(all_checks),
        "accepted": [finding for finding in document["findings"] if finding["accepted"] is not None],
        "not_evaluated": [(check, each) for check in all_checks for each in check["not_evaluated"]],
        "passed": [check for check in all_checks if _has_passed(check, document["accounts"])],
        "titles": {check["id"]: check["title"] for check in all_checks},
        "several": len(document["accounts"]) > 1,
        "filter_accounts": filter_accounts,
        "users": user_rows,
        "without_rotation": without_rotation(document),
    }
