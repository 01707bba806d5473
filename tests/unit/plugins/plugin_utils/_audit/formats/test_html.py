# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as a page, as far as it can be tested without a browser. tests/browser has the rest."""

from __future__ import annotations

import base64
import copy
import hashlib
import html.parser
import json
import re
import typing as t

import pytest
import yaml
from hypothesis import given

from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.html import page_sources, task, to_html
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    EMPTY,
    STRONG,
    Json,
    ago,
    audit,
    entry,
    row,
    session,
    unread,
    without_password,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import (
    hostile_reports,
    reports,
    some,
)

SOURCES = "".join(text for _name, text in page_sources().templates)
TAGS = {tag.lower() for tag in re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)", SOURCES)}
ATTRIBUTES = {name.lower() for name in re.findall(r"([a-zA-Z-]+)=", SOURCES)} | set(re.findall(r"data-[a-z]+", SOURCES))
ONE = "identity.aws.iam_login_profile"
INERT = {"style", "src", "action", "srcset"}


class Page(html.parser.HTMLParser):
    """The elements of a page, and the text of each."""

    def __init__(self, document: t.Any) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.comments: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.inside = ""
        self.feed(to_html(document))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.inside, []).append(data)


def strings_on_the_page(document: Json) -> t.Iterator[str]:
    yield document["title"]
    for each in document["findings"]:
        yield each["summary"]
        yield each["account_name"] if len(document["accounts"]) > 1 else ""
        yield (each["accepted"] or {}).get("reason") or ""
    for each in (*document["users"], *document["accounts"]):
        yield from (each[key] for key in ("user_name", "name", "arn", "msg") if each.get(key))
    yield from (each["why"] for check in document["checks"] for each in check["not_evaluated"])
    yield from document["accepted_without_effect"]
    yield from (
        f"{each_bar['label']}: {each_bar['count']}." for bars in document["charts"].values() for each_bar in bars
    )


@given(hostile_reports)
@some
def test_the_page_has_our_elements_and_all_of_the_text(document: Json) -> None:
    """Fails when a string is markup, a handler or an address, is cut, or a task is not the task of its finding."""
    page = Page(document)
    tags, names = [tag for tag, _each in page.elements], {name for _tag, each in page.elements for name in each}
    assert (tags.count("script"), tags.count("style"), page.comments) == (1, 1, [])
    assert set(tags) <= TAGS - {"link"}
    assert names <= ATTRIBUTES | {"hidden"}
    assert not {name for name in names if name.startswith("on")} | (names & INERT)
    assert all((each["href"] or "").startswith("#") for _tag, each in page.elements if "href" in each)
    text = "\n".join(each for texts in page.texts.values() for each in texts)
    assert [each for each in strings_on_the_page(document) if each not in text] == []
    remedies = [each["remedy"] for each in document["findings"] if each["remedy"] and each["accepted"] is None]
    assert sorted(json.dumps(yaml.safe_load(text)) for text in page.texts.get("pre", ())) == sorted(
        json.dumps([remedy]) for remedy in remedies
    )


@given(reports(at_most=2))
@some
def test_the_figures_are_those_of_the_report(document: t.Any) -> None:
    """Fails when a figure is in the wrong place, is computed again, or is missing."""
    shown = dict(re.findall(r'data-figure="([^"]+)">([^<]*)<', to_html(document)))
    for path, text in shown.items():
        value: t.Any = document
        for key in path.split("."):
            value = value[int(key) if isinstance(value, list) else key]
        assert text == str(value)
    figures = set(document["summary"]) - {"findings", "with_password_and_mfa"}
    if all(user["sessions"] is None for user in document["users"]):
        figures -= {"with_active_sessions", "active_sessions_unknown"}
    wanted = {f"summary.{key}" for key in (*figures, "findings.high", "findings.medium", "findings.low")}
    wanted |= {f"charts.{chart}.{n}.count" for chart, bars in document["charts"].items() for n in range(len(bars))}
    wanted |= {f"checks.{n}.findings" for n, check in enumerate(document["checks"]) if check["findings"]}
    wanted |= {f"accounts.{n}.users" for n, account in enumerate(document["accounts"]) if account["was_read"]}
    assert wanted <= set(shown)


def test_the_policy_names_the_script_and_the_style_of_the_page() -> None:
    """Fails when the page is changed between the hash and the browser, or when its policy allows more."""
    page = Page(audit(EMPTY))
    rules = next(each["content"] or "" for _tag, each in page.elements if "http-equiv" in each).split("; ")

    def digest(tag: str) -> str:
        (text,) = page.texts[tag]
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    assert rules == [
        "default-src 'none'",
        f"script-src {digest('script')}",
        f"style-src {digest('style')}",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    style = page_sources().style.replace("https://www.gnu.org", "").replace('url("#hatch")', "")
    assert "http" not in style
    assert "url(" not in style


def test_the_same_report_gives_the_same_page() -> None:
    """Fails when a clock, a random number or the order of a set gets into the page, or the report is changed."""
    document = audit(entry(row(mfa_active=False), unread()))
    before = copy.deepcopy(document)
    assert to_html(document) == to_html(copy.deepcopy(document))
    assert document == before


NO_MFA, BEN_TOO = row(mfa_active=False), row("ben", mfa_active=False)
SEALED: Json = {"reason": "Sealed", "user_names": ["ana"], "until": "2027-01-31"}
LEFT: Json = {"reason": "Left", "user_names": ["x"]}
NO_EFFECT = "<li>accepted[0] (Left) matched no finding.</li>"
ADVICE = "The remedy is for users who must not sign in. Others register an MFA device"


@pytest.mark.parametrize(
    ("told", "accepted", "shown", "not_shown"),
    [
        (entry(), [], ["None of these was found:", ">Passed</h2>"], ["Accepted findings", "Not evaluated", "Remedy"]),
        ({"msg": "No."}, [], [">Not evaluated</h2>", "<b>Not read.</b> No."], [">Passed</h2>"]),
        (entry(roots={"msg": "No."}), [], ["<b>Not all of it was read.</b> No."], []),
        (entry(NO_MFA, BEN_TOO, roster=["ana", "ben"]), [], [ADVICE, "2 findings</span>"], []),
        (entry(NO_MFA), [], ["1 finding</span>"], []),
        (entry(NO_MFA), [SEALED], ["<td>Sealed</td><td>2027-01-31</td>", "but for"], ["without effect"]),
        (entry(), [LEFT], [NO_EFFECT], []),
    ],
)
def test_the_sections_of_the_page(told: Json, accepted: list[Json], shown: list[str], not_shown: list[str]) -> None:
    """Fails when a section is missing, shows what there is not, or an advice or a reason is not shown once."""
    document = audit(told, accepted=accepted, max_signin_session_hours=12)
    text = to_html(document).partition("<main>")[2].partition("<script>")[0]
    assert [each for each in shown if text.count(each) != 1] == []
    assert [each for each in not_shown if each in text] == []


def users_table(document: t.Any) -> dict[str, dict[str, str]]:
    """Return what the table of users shows: by name of the user, and by column."""
    table = to_html(document).partition('<table class="users"')[2].partition("</table>")[0]
    heads, *lines = [re.findall(r"<t[hd][ >].*?</t[hd]>", line, re.DOTALL) for line in table.split("<tr")[1:]]
    plain = [[" ".join(re.sub("<[^>]*>", " ", each).split()) for each in line] for line in (heads, *lines)]
    return {line[0].split(" ")[0]: dict(zip(plain[0], line, strict=True)) for line in plain[1:]}


def test_a_use_of_an_earlier_password_is_shown_as_one() -> None:
    """Fails when a day is below "Last used" as if it were one of a password that was never used, or is removed."""
    users = [
        row("ana", created=ago(0), password_last_used=ago(90)),
        row("ben", created=ago(95), password_last_used=ago(90)),
        row("chloe", created=ago(0), password_last_used=None),
        without_password("dora", password_last_used=ago(90)),
        without_password("eva", password_last_used=None),
        unread("fay", password_last_used=None, arn=None, sessions=None),
    ]
    shown = users_table(audit(entry(*users)))
    assert {name: shown[name]["Last used"] for name in ("ana", "ben", "chloe", "dora", "eva")} == {
        "ana": "2026-08-24 (an earlier password)",
        "ben": "2026-08-24",
        "chloe": "never",
        "dora": "2026-08-24 (an earlier password)",
        "eva": "\u2013",
    }
    # What is not known is neither empty nor "no".
    known = {"User", "MFA", "Changed", "Findings"}
    assert {value for head, value in shown["fay"].items() if head not in known} == {"not known"}
    assert shown["fay"]["User"] == "fay Not read. AWS denied it."


@pytest.mark.parametrize(
    ("policy", "shown"),
    [
        (None, "not known"),
        ({}, "none"),
        ({**STRONG, "expire_passwords": False, "max_password_age": None}, "none"),
        (STRONG, "not known"),
        ({**STRONG, "max_password_age": None}, "not known"),
        ({**STRONG, "expire_passwords": None}, "not known"),
    ],
)
def test_where_no_password_expires_there_is_no_next_rotation(policy: t.Any, shown: str) -> None:
    """Fails when it is not known although the policy has it, or is none where passwords expire."""
    users = [row(), without_password(), row("chloe", password_next_rotation=ago(-30))]
    table = users_table(audit(entry(*users, account_password_policy=policy), entry(row("zoe"), name="other")))
    assert {name: table[name]["Next rotation"] for name in ("ana", "ben", "chloe", "zoe")} == {
        "ana": shown,
        "ben": "\u2013",
        "chloe": "2026-12-22",
        "zoe": "not known",
    }


def test_the_columns_of_sign_in_sessions() -> None:
    """Fails when what is not known is none or not set, a limit is another one, or a deleted user passes for a user."""
    users = [
        row(sessions=[session(), session(client_type="MCP")]),
        row("ben", limit=None, sessions=None, msg="Denied."),
        without_password("chloe", user_exists=False, sessions=[session()]),
        unread("dora", sessions=[], limit=None),
    ]
    table = users_table(audit(entry(*users)))
    heads = ("User", "Session limit, hours", "Active sign-in sessions")
    until = "until 2026-11-22 18:00 UTC"
    assert [tuple(table[name][head] for head in heads) for name in ("ana", "ben", "chloe", "dora")] == [
        ("ana", "12", f"CLI {until} MCP {until}"),
        ("ben Not all of it was read. Denied.", "not set", "not known"),
        ("chloe does not exist", "\u2013", f"CLI {until}"),
        ("dora Not read. AWS denied it.", "not known", "none"),
    ]
    unknown = users_table(audit(entry(row(limit=None), row("ben", limit=5400), max_signin_session_duration_known=None)))
    assert [unknown[name]["Session limit, hours"] for name in ("ana", "ben")] == ["not known", "1.50"]


@pytest.mark.parametrize("name", ["\xe9ve", "MAX", "ana\xa0"])
def test_a_task_is_written_as_people_write_it(name: str) -> None:
    """Fails when its keys are sorted, a letter is an escape, or more than the end of its last line is cut off."""
    remedy = {"name": f"Take it from {name} now", ONE: {"user_name": name}}
    assert task(remedy) == f"- name: Take it from {name} now\n  {ONE}:\n    user_name: {name}"
