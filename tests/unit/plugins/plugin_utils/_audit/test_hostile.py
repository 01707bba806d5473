# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports with hostile names, paths, messages and titles: each format is valid and inert, by a parser of its own."""

from __future__ import annotations

import csv
import html
import html.parser
import io
import itertools
import json
import re
import typing as t

import pytest
import yaml
from hypothesis import given
from markdown_it import MarkdownIt

from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.html import page_sources
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.registry import FORMATS
from ansible_collections.identity.aws.plugins.test.iam_user_name import iam_user_name
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import Json, audit, entry, row
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import (
    FORMULA,
    hostile_reports,
    reports,
    some,
    strings,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.test_remediation import check

CSV = ("csv", "findings_csv")


def refuse(constant: str) -> t.NoReturn:
    raise AssertionError(f"{constant} is not JSON")


@given(hostile_reports)
@some
def test_every_character_is_visible(document: Json) -> None:
    """Fails when a control character, a bidi mark, a line separator or a surrogate gets into a format, or NaN."""
    assert [text for text in strings(document) if not text.isprintable()] == []
    assert json.loads(FORMATS["json"].render(document), parse_constant=refuse) == document
    for name, form in FORMATS.items():
        allowed = "\n\r\u200b" if name == "markdown" else "\n\r"
        text = form.render(document)
        assert [character for character in text if not character.isprintable() and character not in allowed] == []
        text.encode("utf-8")


def parsed(text: str, **dialect: t.Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), **dialect))


@given(hostile_reports)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_NONE])
@some
def test_no_cell_is_a_formula_in_any_dialect(delimiter: str, quoting: t.Any, document: Json) -> None:
    """Fails when a cell starts with what a spreadsheet executes, or would in a locale with another delimiter."""
    for name in CSV:
        for cells in parsed(FORMATS[name].render(document), delimiter=delimiter, quoting=quoting):
            assert [cell for cell in cells if cell.lstrip(' "').startswith((*FORMULA, "\t", "\r", "\n"))] == []


def shown(value: t.Any) -> str:
    """Return what a cell shows of a value, without the apostrophes that keep it from being a formula."""
    text = "" if value is None else " ".join(value) if isinstance(value, list) else str(value)
    return (text.lower() if isinstance(value, bool) else text).replace("'", "")


@given(reports() | hostile_reports)
@some
def test_the_tables_are_the_report(document: Json) -> None:
    """Fails when a row is missing, a cell is another's, or a remedy in a cell is another task."""
    for name, rows in (("csv", document["users"]), ("findings_csv", document["findings"])):
        head, *lines = parsed(FORMATS[name].render(document), strict=True)
        assert len(lines) == len(rows)
        for line, expected in zip(lines, rows, strict=True):
            cells = dict(zip(head, line, strict=True))
            told = {key: expected[key] for key in set(cells) & set(expected) - {"evidence", "remedy", "cis"}}
            assert {key: shown(cells[key]) for key in told} == {key: shown(value) for key, value in told.items()}
            if name == "findings_csv":
                assert json.loads(cells["remedy"] or "[null]") == [expected["remedy"]]
                for each in expected["evidence"]:
                    value = json.dumps(each["value"], ensure_ascii=False)
                    assert shown(f"{each['column']} = {value}") in shown(cells["evidence"])


def test_a_harmless_cell_is_left_as_it_is() -> None:
    """Fails when the letters of a harmless name are escapes, or it gets an apostrophe."""
    document = audit(entry(row("o.b-c@d", mfa_active=False), name="\xe9t\xe9 - a=b, c; d"))
    line = dict(zip(*parsed(FORMATS["findings_csv"].render(document))[:2], strict=True))
    assert (line["user_name"], line["account_name"]) == ("o.b-c@d", "\xe9t\xe9 - a=b, c; d")


class Page(html.parser.HTMLParser):
    """The elements of a page, its text, and that of each ``pre``."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.comments: list[str] = []
        self.text: list[str] = []
        self.tasks: list[str] = []
        self.inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _value in attrs}
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        self.tasks += [data] if self.inside == "pre" else []


SOURCES = "".join(text for _name, text in page_sources().templates)
TAGS = {tag.lower() for tag in re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)", SOURCES)}
ATTRIBUTES = {name.lower() for name in re.findall(r"([a-zA-Z-]+)=", SOURCES)} | set(re.findall(r"data-[a-z]+", SOURCES))


def said_on_the_page(document: Json) -> t.Iterator[str]:
    yield document["title"]
    for each in document["findings"]:
        yield each["summary"]
        yield each["account_name"] if len(document["accounts"]) > 1 else ""
        yield (each["accepted"] or {}).get("reason") or ""
    for each in (*document["users"], *document["accounts"]):
        yield from (each[key] for key in ("user_name", "name", "arn", "msg") if each.get(key))
    yield from (each["why"] for check in document["checks"] for each in check["not_evaluated"])


@given(hostile_reports)
@some
def test_the_page_has_our_elements_and_all_of_the_text(document: Json) -> None:
    """Fails when a string is markup on the page, is cut, or a task on it is not the task of the finding."""
    page = Page(FORMATS["html"].render(document))
    assert (page.tags.count("script"), page.tags.count("style"), page.comments) == (1, 1, [])
    assert set(page.tags) <= TAGS
    assert page.attributes <= ATTRIBUTES | {"hidden"}
    text = "\n".join(page.text)
    assert [said for said in said_on_the_page(document) if said not in text] == []
    wanted = [each["remedy"] for check in document["checks"] for each in document["findings"]
              if each["id"] == check["id"] and each["accepted"] is None and each["remedy"]]  # fmt: skip
    tasks = [yaml.safe_load(task) for task in page.tasks]
    assert sorted(map(json.dumps, tasks)) == sorted(json.dumps([each]) for each in wanted)


MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
INERT = {"text", "text_special"}


@given(reports() | hostile_reports)
@some
def test_the_summary_has_tables_and_text_alone(document: Json) -> None:
    """Fails when a string is HTML, a link, an image, emphasis, code, a mention or a cell of its own, or is another."""
    text = FORMATS["markdown"].render(document)
    tokens = MARKDOWN.parse(text)
    inline = [child.type for token in tokens for child in token.children or ()]
    assert set(inline) <= INERT
    assert {token.type.rpartition("_")[0] for token in tokens if token.type != "inline"} <= BLOCKS
    # Renderers differ in what they take for a tag or a link.
    assert not re.search(r"<|://|www\.", text)
    assert not re.search(r"(?<![A-Za-z0-9])@[A-Za-z0-9]", html.unescape(text))
    rows = [each.replace("\u200b", "") for each in cells_of(tokens)]
    open_ = [each for each in document["findings"] if each["accepted"] is None]
    for each in open_ if len(open_) <= 20 else ():
        expected = (each["account_name"], each["user_name"] or "", each["summary"])
        assert "|".join(" ".join(part.split()) for part in map(cut, expected)) in rows


BLOCKS = {"heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td", "bullet_list", "list_item"}


def cut(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:299]}\u2026"


def cells_of(tokens: t.Any) -> t.Iterator[str]:
    """Return the cells of each row of the tables, as a reader sees them, joined by a pipe."""
    row_: list[str] = []
    for before, token in itertools.pairwise(tokens):
        if token.type == "tr_open":
            row_ = []
        elif token.type == "inline" and before.type in {"td_open", "th_open"}:
            row_.append("".join(child.content for child in token.children or ()))
        elif token.type == "tr_close":
            yield "|".join(row_)


TEMPLATE = re.compile(r"\{\{ public_keys\['[\w+=,.@-]{1,64}'\] \}\}", re.ASCII)


@given(reports() | hostile_reports)
@some
def test_a_remedy_has_no_template_and_no_quote_of_the_data(document: Json) -> None:
    """Fails when a name that is not an IAM user name gets into a task, or a finding about one is not there."""
    for finding in document["findings"]:
        name = finding["user_name"]
        is_named = name in (None, "<root_account>") or iam_user_name(name)
        assert (finding["remedy"] is not None) is is_named
        assert finding["summary"].endswith("so no remediation is offered.") is not is_named
        if finding["remedy"] is None:
            continue
        check(finding["remedy"])
        for text in strings(finding["remedy"]):
            assert not set("{}%'\"\\`$\n") & set(TEMPLATE.sub("", text))
        assert yaml.safe_load(yaml.safe_dump(finding["remedy"])) == finding["remedy"]
