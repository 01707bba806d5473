# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as tables: read back they are the report, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.plugin_utils.audit_csv import findings_csv, users_csv
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils.audit_cases import (
    EMPTY,
    OWN,
    Json,
    ago,
    audit,
    entry,
    row,
    unread,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils.audit_strategies import (
    hostile,
    many,
    reports,
    some,
)

# What a spreadsheet takes for a formula, in either width, and what some of them strip before they look (OWASP).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
hostile_reports = reports(hostile.filter(bool), hostile)


def read(text: str) -> list[dict[str, str]]:
    """Read a table as RFC 4180 has it."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    rows = list(reader)
    assert all(None not in line and None not in line.values() for line in rows), "a line has another number of cells"
    return rows


def said(value: t.Any) -> str:
    """Return what a cell says of a value."""
    text = "" if value is None else str(value)
    if isinstance(value, bool):
        text = text.lower()
    # Where a cell begins, or would where a semicolon separates cells.
    return ";".join(map(harmless, text.split(";")))


def harmless(part: str) -> str:
    """Return what may be the beginning of a cell with an apostrophe, behind the quotes that open and close one."""
    rest = part.lstrip('"')
    return f"{part[: len(part) - len(rest)]}'{rest}" if rest.startswith(FORMULA) else part


@given(reports() | hostile_reports)
@some
def test_a_line_for_each_user(document: Json) -> None:
    """Fails when a user is missing, a cell is another's, or a newline or a quote in a name breaks a line."""
    rows = read(users_csv(document))
    assert len(rows) == len(document["users"])
    for line, user in zip(rows, document["users"], strict=True):
        assert set(line) == set(user)
        assert line == {name: said(" ".join(value) if name == "findings" else value) for name, value in user.items()}


@given(reports() | hostile_reports)
@some
def test_a_line_for_each_finding(document: Json) -> None:
    """Fails when a finding is missing, or its remedy or evidence cannot be read back."""
    rows = read(findings_csv(document))
    assert len(rows) == len(document["findings"])
    for line, finding in zip(rows, document["findings"], strict=True):
        for name in ("severity", "id", "account_id", "account_name", "user_name", "summary"):
            assert line[name] == said(finding[name])
        assert json.loads(line["remedy"]) == json.loads(said(json.dumps([finding["remedy"]], ensure_ascii=False)))
        accepted = finding["accepted"] or {}
        assert (line["accepted_reason"], line["accepted_until"]) == (said(accepted.get("reason")), "")
        for each in finding["evidence"]:
            assert said(f"{each['column']} = {json.dumps(each['value'], ensure_ascii=False)}") in line["evidence"]


@given(hostile_reports)
@some
def test_no_cell_is_a_formula(document: Json) -> None:
    """Fails when a name of AWS's, a path, or the text of an error starts a formula in a spreadsheet."""
    for text in (users_csv(document), findings_csv(document)):
        assert not [cell for line in read(text) for cell in line.values() if cell.startswith(FORMULA)]


@pytest.mark.parametrize("first", FORMULA)
def test_a_formula_is_told_by_its_first_character(first: str) -> None:
    """Fails when one of the characters is forgotten."""
    name = f"{first}cmd|' /C calc'!A0"
    (line,) = [line for line in read(users_csv(audit(entry(row(name))))) if line["root_account_id"] == ""]
    assert line["user_name"] == f"'{name}"


@given(st.text().filter(lambda text: said(text) == text))
@many
def test_another_text_is_left_as_it_is(text: str) -> None:
    """Fails when the names of harmless users are changed."""
    (line,) = [line for line in read(users_csv(audit(entry(row(text))))) if line["root_account_id"] == ""]
    assert line["user_name"] == text


def formulas_between_semicolons(path: str) -> list[str]:
    """Return what a spreadsheet takes for a formula that expects semicolons between cells."""
    text = users_csv(audit(entry(row(arn=f"arn:aws:iam::{OWN}:user/{path}/ana"))))
    cells = [cell for line in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in line]
    return [cell for cell in cells if cell.startswith(FORMULA)]


@pytest.mark.parametrize("path", ["x;=cmd|'/C_calc'!A0;", "x;+1;-1;@x", "=1", ";;=1"])
def test_no_cell_is_a_formula_where_a_semicolon_separates_cells(path: str) -> None:
    """Fails when a spreadsheet of most of Europe finds a formula behind a semicolon, which a user's path may hold."""
    assert formulas_between_semicolons(path) == []


def test_no_cell_is_a_formula_behind_a_quote() -> None:
    """Fails when a path with a quote, which the table doubles, does what one without cannot."""
    assert formulas_between_semicolons("x;\"=cmd|'/C_calc'!A0;") == []


def test_the_forms_of_the_cells() -> None:
    """Fails when a flag is Python's, what is not known is a word, or lists cannot be told apart."""
    ana = row(mfa_active=False, password_last_used=None, created=ago(90))
    told = entry(ana, unread("eve"), roster=["ana", "eve"], account_password_policy={})
    document = audit(told, accepted=[{"reason": "Sealed, twice", "checks": ["user_not_read"], "until": "2027-01-31"}])
    of_ana, eve = (line for line in read(users_csv(document)) if line["root_account_id"] == "")
    assert (of_ana["password_enabled"], of_ana["mfa_active"], of_ana["password_last_used"]) == ("true", "false", "")
    assert [of_ana[name] for name in ("password_age_days", "never_used")] == ["10", "true"]
    assert of_ana["findings"] == "password_without_mfa"
    assert (eve["password_enabled"], eve["msg"], eve["findings"]) == ("", "AWS denied it.", "")
    not_read, without, no_policy = read(findings_csv(document))
    assert (not_read["accepted_reason"], not_read["accepted_until"]) == ("Sealed, twice", "2027-01-31")
    assert without["evidence"] == "password_enabled = true; mfa_active = false"
    assert without["cis"] == "1.5: 1.10; 2.0: 1.10; 3.0: 1.10; 4.0: 1.10; 5.0: 1.9; 6.0: 2.9"
    older = "; ".join(f"{version}: 1.8, 1.9" for version in ("1.5", "2.0", "3.0", "4.0"))
    assert no_policy["cis"] == f"{older}; 5.0: 1.7, 1.8; 6.0: 2.7, 2.8"
    assert users_csv(document).endswith("\r\n")


def test_a_table_without_lines() -> None:
    """Fails when a report without users or findings is not a table."""
    assert (read(users_csv(audit(EMPTY))), read(findings_csv(audit(EMPTY)))) == ([], [])
    assert users_csv(audit(EMPTY)).startswith("account_id,account_name,user_name,")
    assert findings_csv(audit(EMPTY)).startswith("severity,id,account_id,")


def test_the_task_that_mends_it_is_readable() -> None:
    """Fails when the letters of a name are escapes in the table."""
    finding, *_others = read(findings_csv(audit(entry(row("\xe9ve", mfa_active=False)))))
    assert "\xe9ve" in finding["remedy"]
