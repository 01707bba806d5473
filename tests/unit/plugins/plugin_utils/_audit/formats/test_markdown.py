# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as Markdown: it fits into a comment, and its content is only text."""

from __future__ import annotations

import html
import itertools
import re
import typing as t

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.markdown import _fitting, _plain, to_markdown
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    Json,
    ago,
    audit,
    entry,
    row,
    session,
    unread,
    without_password,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import any_reports, some

CONTENT = """## Audit

{verdict} {also} Generated 2026-11-22T10:00:00+00:00.

| Severity | Check | Findings | Remediation |
| --- | --- | --- | --- |
| high | Account that was not read, or not all of it | 1 |  |
| high | User who was not read | 1 |  |
| high | Password without MFA | 1 | {advice} |

| Users | With a password | Without MFA | MFA not known | Could not be read | {sessions} |
| --- | --- | --- | --- | --- | --- | --- |
| 6 | 3 | 1 | 1 | 1 | 1 | 1 |

| Account | Id | Users | With a password | High | Medium | Low |
| --- | --- | --- | --- | --- | --- | --- |
| production | 111122223333 | 6 | 3 | 2 | 0 | 0 |
| closed | not known | not read | not read | 1 | 0 | 0 |

### High: 3

| Account | User | Finding |
| --- | --- | --- |
| closed |  | The account of closed could not be read. Denied. |
| production | eve | It is not known whether IAM user 'eve' has a password. AWS denied it. |
| production | ana | IAM user 'ana' can sign in with the password alone. |

### Accepted: 1

| Account | User | Finding | Reason | Until |
| --- | --- | --- | --- | --- |
| production | zoe | IAM user 'zoe' is in the roster and has no password. | Known. |  |

### Accepted without effect

- accepted\\[1\\] \\(Known.\\) matched no finding.

### Not evaluated everywhere

{open}
"""
ADVICE = (
    "If the user needs console access, the user registers an MFA device, which no task can do. Otherwise, the task "
    "removes the password."
)
COMMENT = 65_536  # GitHub's maximum
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BLOCKS = {"heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td", "bullet_list", "list_item"}


def rows_of(tokens: t.Any) -> list[list[str]]:
    """Return the cells of each row of the tables, as a reader sees them."""
    rows: list[list[str]] = []
    for before, token in itertools.pairwise(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and before.type in {"td_open", "th_open"}:
            rows[-1].append("".join(child.content for child in token.children or ()).replace("\u200b", ""))
    return rows


def shown(text: str) -> str:
    return " ".join((text if len(text) <= 300 else f"{text[:299]}\u2026").split())


@given(any_reports)
@some
def test_it_has_tables_and_text_alone(document: t.Any) -> None:
    """Fails when a string is HTML, a link, an image, emphasis, code, a mention or a separate cell, or is altered."""
    text = to_markdown(document)
    tokens = MARKDOWN.parse(text)
    assert {child.type for token in tokens for child in token.children or ()} <= {"text", "text_special"}
    assert {token.type.rpartition("_")[0] for token in tokens if token.type != "inline"} <= BLOCKS
    # Renderers differ in what they take for a tag or a link.
    assert not re.search(r"<|://|www\.", text)
    assert not re.search(r"(?<![A-Za-z0-9])@[A-Za-z0-9]", html.unescape(text))
    rows = rows_of(tokens)
    findings = [each for each in document["findings"] if each["accepted"] is None]
    for each in findings if len(findings) <= 20 else ():
        assert [*map(shown, (each["account_name"], each["user_name"] or "", each["summary"]))] in rows


def test_its_content() -> None:
    """Fails when a figure, an account, a finding, an entry without effect or a check is missing or misplaced."""
    signed_in = row(mfa_active=False, sessions=[session()])
    users = [signed_in, row("ben", mfa_active=None), unread("eve", sessions=None), without_password("zoe")]
    audited = entry(*users, roster=["ana", "ben", "eve", "zoe"])
    accepted = [{"reason": "Known.", "checks": [check]} for check in ("roster_user_without_password", "reset_pending")]
    document = audit(audited, {"name": "closed", "msg": "Denied."}, accepted=accepted)
    not_evaluated = [
        f"- {check['title']}: " + " ".join(f"{each['account']}: {each['why']}" for each in check["not_evaluated"])
        for check in document["checks"]
        if check["not_evaluated"]
    ]
    escape = {ord("_"): "\\_"}
    sessions = "With active sign-in sessions | Sessions not known"
    assert to_markdown(document) == CONTENT.format(
        **document, sessions=sessions, advice=ADVICE, open="\n".join(not_evaluated).translate(escape)
    )


def test_one_account_has_no_table_of_accounts() -> None:
    """Fails when the summary of one account repeats its figures, counts other accounts, or has an empty section."""
    text = to_markdown(audit(entry(), max_signin_session_hours=12))
    assert len(re.findall(r"^\| ---", text, re.MULTILINE)) == 1
    assert not re.search("more|The rest|###", text)
    assert "\n### Not evaluated\n" in to_markdown(audit(entry(roster=None)))


def test_the_accounts_without_a_check_are_counted() -> None:
    """Fails when accounts in which a check was not evaluated are neither named nor counted, or one repeats its name."""
    text = to_markdown(audit(*({"name": f"x{number}", "msg": "Denied."} for number in range(5))))
    why = "The account could not be read."
    assert f"Unused password: x0: {why} x1: {why} x2: {why} And in 2 more accounts.\n" in text
    assert "No max\\_signin\\_session\\_hours was given.\n" in to_markdown(audit(entry()))
    assert "production: No max" not in to_markdown(audit(entry()))


@pytest.mark.parametrize(("count", "more"), [(20, 0), (21, 1), (45, 25)])
def test_the_first_items_are_shown_and_the_others_counted(count: int, more: int) -> None:
    """Fails when the number of omitted items is wrong or missing, or a check is hidden by another."""
    users = [row(f"u{number}", mfa_active=False) for number in range(count)]
    accepted = [{"reason": "known", "checks": ["reset_pending"]}] * count
    text = to_markdown(audit(entry(*users, roster=[]), accepted=accepted))
    assert (f"And {more} more entries, in the report." in text) is bool(more)
    assert text.count("matched no finding") == 20
    assert text.count("can sign in with the password alone") == 20
    assert (f"And {count + more} more findings, in the report." in text) is True
    assert f"| high | Password of a user who is not in the roster | {count} | If the user needs" in text


# AWS's maximum length of names: 50 characters for an account of an organization, 64 for a user.
HOSTILE_ACCOUNTS = ("|<@&" * 12, "\\" * 46, "@" * 46, "\n|\n" * 15)


def many_findings(names: tuple[str, ...], users: tuple[str, ...]) -> list[Json]:
    many = [f"{users[i % len(users)]}{i}" for i in range(10)]
    rows = [row(name, mfa_active=False, created=ago(99), password_last_used=None) for name in many]
    return [entry(*rows, roster=[*many, "x"], name=f"{names[n % len(names)]}{n}") for n in range(100)]


@pytest.mark.parametrize(
    ("audited", "sentences"),
    [
        (many_findings(("production",), ("ana",)), ["50 more accounts", "980 more findings", "80 more findings"]),
        (many_findings(HOSTILE_ACCOUNTS, ("@" * 60, "+=,.@-_" * 8)), ["980 more findings"]),
        ([{"name": f"x{number}", "msg": "<@&" * 200} for number in range(60)], ["40 more findings"]),
        ([entry(name=f"{'@' * 300}{number}") for number in range(60)], []),
    ],
)
def test_it_fits_into_a_comment(audited: list[Json], sentences: list[str]) -> None:
    """Fails when many findings, or the longest and most hostile names and messages, make it too long."""
    text = to_markdown(audit(*audited))
    assert len(text) < COMMENT
    assert [each for each in sentences if f"And {each}, in the report." not in text] == []


def test_what_is_cut_off_shows_that_it_is() -> None:
    """Fails when a limit, which includes line ends, is off by one, or something is silently cut off."""
    fits, too_long = (["x" * 29_999, "y" * last] for last in (29_999, 30_000))
    assert (_fitting(fits), _fitting(too_long)) == (fits, [too_long[0], "", "The rest is in the report."])
    assert (_plain("x" * 300), _plain("x" * 301)) == ("x" * 300, "x" * 299 + "\u2026")
