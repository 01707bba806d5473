# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as Markdown: it fits into a comment, and nothing in it is more than text."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.markdown import _fitting, _plain, to_markdown
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    EMPTY,
    ago,
    audit,
    entry,
    row,
    unread,
    without_password,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import some

COMMENT = 65_536  # the most that GitHub takes
# A character is escaped where an odd number of backslashes stands before it.
PIPE = re.compile(r"(?<!\\)(?:\\\\)*\|")


def tables(text: str) -> list[list[str]]:
    """Return the rows of each table: lines that follow one another and begin with a pipe."""
    found: list[list[str]] = []
    for before, line in zip(["", *text.split("\n")], text.split("\n"), strict=False):
        if line.startswith("|"):
            found.extend([] if before.startswith("|") else [[]])
            found[-1].append(line)
    return found


def shown(text: str) -> str:
    """Return what a reader sees of one cell: without backslashes before punctuation, with entities resolved."""
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)).replace("\u200b", "")


# As long as AWS lets names be: 50 characters for an account of an organization, 64 for a user.
HOSTILE_ACCOUNTS = ("|<@&" * 12, "\\" * 46, "@" * 46, "\n|\n" * 15)
HOSTILE_USERS = ("@" * 60, "+=,.@-_" * 8)


@pytest.mark.parametrize(("names", "users"), [(("production",), ("ana",)), (HOSTILE_ACCOUNTS, HOSTILE_USERS)])
def test_it_fits_into_a_comment(names: tuple[str, ...], users: tuple[str, ...]) -> None:
    """Fails when many accounts and findings, or names as long and as hostile as AWS allows, make it too long."""
    told = []
    for number in range(200):
        many = [f"{users[i % len(users)]}{i}" for i in range(25)]
        rows = [row(name, mfa_active=False, created=ago(99), password_last_used=None) for name in many]
        told.append(entry(*rows, roster=[*many, "x"], name=f"{names[number % len(names)]}{number}"))
    document = audit(*told)
    text = to_markdown(document)
    assert document["summary"]["findings"] == {"high": 5_000, "medium": 0, "low": 200}
    assert len(text) < COMMENT
    assert [len(table) - 2 for table in tables(text)] == [2, 1, 50, 20, 20]
    assert "And 150 more accounts, in the report." in text
    assert "And 4980 more findings, in the report." in text


def test_long_messages_fit_into_a_comment() -> None:
    """Fails when what AWS says of each account makes it too long."""
    assert len(to_markdown(audit(*({"name": f"x{number}", "msg": "<@&" * 200} for number in range(200))))) < COMMENT


def test_long_names_of_accounts_fit_into_a_comment() -> None:
    """Fails when names of accounts, which whoever runs it chooses, make it longer than GitHub takes."""
    text = to_markdown(audit(*(entry(name=f"{'@' * 300}{number}") for number in range(200))))
    assert len(text) < COMMENT
    assert text.endswith("\n\nThe rest is in the report.\n")


@pytest.mark.parametrize(("last", "is_kept"), [(29_999, True), (30_000, False)])
def test_as_many_lines_as_fit(last: int, is_kept: bool) -> None:
    """Fails when a line is left out that fits, with its end, into 60,000 characters, or one is kept that does not."""
    lines = ["x" * 29_999, "y" * last]
    assert _fitting(lines) == (lines if is_kept else [lines[0], "", "The rest is in the report."])


@given(st.text("ab @|<", min_size=400, max_size=700))
@some
def test_a_long_text_is_cut(text: str) -> None:
    """Fails when one message of AWS's fills the summary."""
    title = next(line for line in to_markdown({**audit(EMPTY), "title": text}).split("\n") if line)
    assert len(shown(title)) <= 303
    assert title.endswith("…")


def test_what_the_summary_says() -> None:
    """Fails when a figure, an account, a finding or what was not evaluated is missing from it."""
    users = [row(mfa_active=False), row("ben", mfa_active=None), unread("eve"), without_password("zoe")]
    told = entry(*users, roster=["ana", "ben", "eve", "zoe"])
    accepted = [{"reason": "Known.", "checks": ["roster_user_without_password"]}]
    document = audit(told, {"name": "closed", "msg": "Denied."}, accepted=accepted)
    assert to_markdown(document) == "\n".join(
        [
            "## Audit",
            "",
            f"{document['verdict']} {document['also']} Made 2026-11-22T10:00:00+00:00.",
            "",
            "| Severity | Check | Findings |",
            "| --- | --- | --- |",
            "| high | Account that was not read, or not all of it | 1 |",
            "| high | User who was not read | 1 |",
            "| high | Password without MFA | 1 |",
            "",
            "| Users | With a password | Without MFA | MFA not known | Could not be read |",
            "| --- | --- | --- | --- | --- |",
            "| 6 | 3 | 1 | 1 | 1 |",
            "",
            "| Account | Id | Users | With a password | High | Medium | Low |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            "| production | 111122223333 | 6 | 3 | 2 | 0 | 0 |",
            "| closed | not known | not read | not read | 1 | 0 | 0 |",
            "",
            "### High: 3",
            "",
            "| Account | User | Finding |",
            "| --- | --- | --- |",
            "| closed |  | The account of closed could not be read. Denied. |",
            "| production | eve | It is not known whether IAM user 'eve' has a password. AWS denied it. |",
            "| production | ana | IAM user 'ana' can sign in with the password alone. |",
            "",
            "### Not evaluated everywhere",
            "",
            *(f"- {check['title']}" for check in document["checks"] if check["not_evaluated"]),
            "",
        ]
    )


def test_one_account_has_no_table_of_accounts() -> None:
    """Fails when the summary of a single account says its figures twice, or more of what does not exist."""
    text = to_markdown(audit(entry()))
    assert len(tables(text)) == 1
    assert "more" not in text
    assert "The rest" not in text
    assert "###" not in text


@pytest.mark.parametrize(("count", "more"), [(20, 0), (21, 1), (45, 25)])
def test_the_first_findings_are_shown_and_the_others_counted(count: int, more: int) -> None:
    """Fails when the number of those that are not shown is wrong, or missing."""
    users = [row(f"u{number}", mfa_active=False) for number in range(count)]
    text = to_markdown(audit(entry(*users, roster=[user["user_name"] for user in users])))
    assert len(tables(text)[2]) == 2 + 20
    assert text.endswith(f" |\n\nAnd {more} more findings, in the report.\n" if more else " |\n")


def test_no_check_vanishes_behind_another() -> None:
    """Fails when the findings of a check come after the first 20, and nothing in the summary shows them."""
    users = [row(f"u{number}", mfa_active=False) for number in range(30)]
    text = to_markdown(audit(entry(*users, roster=[])))
    assert "| high | Password of a user who is not in the roster | 30 |" in text


def test_a_long_text_is_shortened_where_it_is_too_long() -> None:
    """Fails when the limit is off by one, or a shortened text does not show that it is."""
    assert _plain("x" * 300) == "x" * 300
    assert _plain("x" * 301) == "x" * 299 + "\u2026"
