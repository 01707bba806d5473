# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of an audit, as far as it can be judged without a browser. tests/browser does the rest."""

from __future__ import annotations

import base64
import copy
import hashlib
import html.parser
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.plugin_utils._audit import view as audit_view
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats import html as audit_html
from ansible_collections.identity.aws.plugins.plugin_utils._audit.summary import headline, listed
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import ago, audit, entry, row

NONE = {"high": 0, "medium": 0, "low": 0}
EMPTY: dict[str, t.Any] = {
    "title": "Console access audit",
    "verdict": "Nothing.",
    "also": "",
    "generated_at": "2026-11-22T10:00:00+00:00",
    "thresholds": {
        "unused_days": 45,
        "max_password_age_days": None,
        "reset_pending_days": 7,
        "report_max_age_hours": 4,
    },
    "summary": {
        "accounts": 0,
        "accounts_not_read": 0,
        "users": 0,
        "with_password": 0,
        "without_password": 0,
        "unknown": 0,
        "with_password_and_mfa": 0,
        "with_password_without_mfa": 0,
        "with_password_mfa_unknown": 0,
        "findings": NONE,
        "accepted": 0,
    },
    "charts": {"access": [{"label": "No password", "count": 0, "tone": "neutral"}], "password_age": [], "last_use": []},
    "accounts": [],
    "checks": [],
    "findings": [],
    "accepted_without_effect": [],
    "users": [],
}
ACCOUNT = {
    "account_id": "111122223333",
    "name": "production",
    "msg": None,
    "was_read": True,
    "report_time": None,
    "password_policy": None,
    "users": 0,
    "with_password": 0,
    "without_mfa": 0,
    "findings": NONE,
}
CHECK: dict[str, t.Any] = {
    "id": "password_without_mfa",
    "severity": "high",
    "title": "Password without MFA",
    "why": "Whoever learns the password can sign in.",
    "advice": None,
    "cis": {"1.5": ["1.10"], "2.0": ["1.10"], "5.0": ["1.9"]},
    "findings": 0,
    "accepted": 0,
    "not_evaluated": [],
}
FINDING: dict[str, t.Any] = {
    "id": "password_without_mfa",
    "severity": "high",
    "account_id": "111122223333",
    "account_name": "production",
    "user_name": "<script>alert(1)</script>",
    "summary": 'He said "it\'s fine" & left.',
    "evidence": [{"column": "mfa_active", "value": False}, {"column": "password_last_used", "value": None}],
    "remedy": {"name": "Take it", "identity.aws.iam_login_profile": {"user_name": "{{ name }}", "state": "absent"}},
    "cis": {},
    "accepted": None,
}


def document(**parts: t.Any) -> dict[str, t.Any]:
    """Make a document with these parts; those of the summary are added to what is there."""
    summary = {**EMPTY["summary"], **parts.pop("summary", {})}
    return copy.deepcopy({**EMPTY, **parts, "summary": summary})


def page(of: t.Mapping[str, t.Any]) -> str:
    return audit_html.to_html(of, sources=audit_html.page_sources())


class Reader(html.parser.HTMLParser):
    """What a browser would see: the elements, and the text in those of a few names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.inside, []).append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_the_policy_names_the_script_and_the_style_of_the_page() -> None:
    """Fails when the page is changed between the hash and the browser, or when its policy lets more in."""
    read = Reader(page(EMPTY))
    rules = next(meta["content"] or "" for meta in read.named("meta") if "http-equiv" in meta).split("; ")

    def digest(tag: str) -> str:
        (text,) = read.texts[tag]
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    assert rules == [
        "default-src 'none'",
        f"script-src {digest('script')}",
        f"style-src {digest('style')}",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_nothing_is_inline_and_nothing_is_elsewhere() -> None:
    """Fails when the page has a handler or a style in an attribute, or an address that is not on the page."""
    read = Reader(page(document(accounts=[ACCOUNT], checks=[{**CHECK, "findings": 1}], findings=[FINDING])))
    names = {name for _tag, attributes in read.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"style", "src", "action", "srcset"})
    assert not [href for a in read.named("a") if not (href := a["href"] or "").startswith("#")]
    assert not read.named("link")
    sources = audit_html.page_sources()
    assert "http" not in sources.style.replace("https://www.gnu.org", "")
    assert "url(" not in sources.style.replace('url("#hatch")', "")


def test_the_same_document_gives_the_same_page() -> None:
    """Fails when a clock, a random number or the order of a set gets into the page, or the document is changed."""
    given = document(accounts=[ACCOUNT], checks=[{**CHECK, "findings": 1}], findings=[FINDING])
    before = copy.deepcopy(given)
    assert page(given) == page(copy.deepcopy(given))
    assert given == before


@pytest.mark.parametrize(
    ("summary", "high", "sentences"),
    [
        ({}, (), ("No account was looked at, so nothing is known.", "")),
        ({"accounts": 1}, (0,), ("No findings in 1 account.", "")),
        ({"accounts": 1, "unknown": 2}, (0,), ("No findings in what could be read.", "2 users could not be read.")),
        (
            {"accounts": 3, "accepted": 1, "findings": {"high": 0, "medium": 2, "low": 1}},
            (0, 0, 0),
            ("No high findings, 2 medium and 1 low in 3 accounts.", "1 finding accepted."),
        ),
        (
            {"accounts": 3, "accounts_not_read": 2, "findings": {"high": 2, "medium": 1, "low": 0}},
            (0, 1, 2),
            (
                (
                    "2 high and 1 medium findings in 2 of 3 accounts. "
                    "2 accounts could not be read: nobody knows who can sign in to them."
                ),
                "",
            ),
        ),
        (
            {"accounts": 2, "accounts_not_read": 1, "findings": {"high": 1, "medium": 0, "low": 0}},
            (0, 1),
            (
                "1 high finding in 1 of 2 accounts. 1 account could not be read: nobody knows who can sign in there.",
                "",
            ),
        ),
    ],
)
def test_the_headline(summary: dict[str, t.Any], high: tuple[int, ...], sentences: tuple[str, str]) -> None:
    """Fails when the first sentence is not true, or passes what nobody knows off as fine."""
    accounts = [{"findings": {**NONE, "high": number}} for number in high]
    assert headline({**EMPTY["summary"], **summary}, accounts, []) == sentences


@pytest.mark.parametrize(("words", "said"), [("a", "a"), ("ab", "a and b"), ("abc", "a, b and c"), ("", "")])
def test_a_list_in_a_sentence(words: str, said: str) -> None:
    """Fails when a word is lost, or a comma or "and" stands elsewhere."""
    assert listed(list(words)) == said


def test_nothing_passes_that_was_not_evaluated() -> None:
    """Fails when a check counts as passed that was evaluated nowhere, or where there was nothing to look at."""
    nowhere = {**CHECK, "not_evaluated": [{"account": "production", "why": "No report."}]}

    def passed(check: dict[str, t.Any], accounts: list[t.Any]) -> int:
        return len(audit_view.view(document(checks=[check], accounts=accounts))["passed"])

    assert passed(CHECK, [ACCOUNT]) == 1
    assert passed(CHECK, []) == 0
    assert passed({**CHECK, "findings": 1}, [ACCOUNT]) == 0
    assert passed(nowhere, [ACCOUNT]) == 0
    assert passed(nowhere, [ACCOUNT, {**ACCOUNT, "name": "staging"}]) == 1


def test_what_passed_is_told_by_the_name_of_the_problem() -> None:
    """Fails when "User who was not read" stands below "Passed" without a word, as if there were one."""
    texts = [page(document(checks=[CHECK], accounts=accounts)) for accounts in ([ACCOUNT], [])]
    assert [text.count("None of these was found:") for text in texts] == [1, 0]
    assert texts[0].index(">Passed</h2>") < texts[0].index("None of these was found:") < texts[0].index(CHECK["why"])


def test_what_else_mends_it_is_told_beside_the_check() -> None:
    """Fails when the page knows of nothing but to take a password whose user lacks MFA, or says so if none does."""
    advice = "The remedy is for users who must not sign in. Others register an MFA device"
    assert page(audit(entry(row(mfa_active=False), row("ben", mfa_active=False)))).count(advice) == 1
    assert advice not in page(audit(entry(row(password_last_used=ago(99), created=ago(100)))))


def test_a_finding_of_an_unknown_check_is_shown() -> None:
    """Fails when a finding is lost because its check is not described."""
    text = page(document(accounts=[ACCOUNT], findings=[{**FINDING, "id": "new_check", "severity": "dire"}]))
    assert "new_check" in text
    assert "He said" in text


def test_versions_that_number_alike_are_named_together() -> None:
    """Fails when versions are joined whose controls differ, or that do not follow one another."""
    assert audit_view.cis(CHECK["cis"]) == [("1.5\u20132.0", "1.10"), ("5.0", "1.9")]
    assert audit_view.cis({"1": ["a", "b"], "2": ["c"], "3": ["a", "b"]}) == [("1", "a, b"), ("2", "c"), ("3", "a, b")]
