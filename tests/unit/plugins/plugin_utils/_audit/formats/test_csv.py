# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as tables. No cell is a formula."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import typing as t

from hypothesis import given

from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.csv import findings_csv, users_csv
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    EMPTY,
    Json,
    ago,
    audit,
    entry,
    row,
    session,
    unread,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import (
    FORMULA,
    any_reports,
    hostile_reports,
    some,
)


def read(text: str, **dialect: t.Any) -> list[list[str]]:
    """Parse a table by RFC 4180, without a dialect."""
    return list(csv.reader(io.StringIO(text, newline=""), **dialect))


def lines_of(render: t.Any, document: Json) -> list[dict[str, str]]:
    head, *lines = read(render(document), strict=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


@given(hostile_reports)
@some
def test_no_cell_is_a_formula_in_any_dialect(document: t.Any) -> None:
    """Fails when a cell begins with what a spreadsheet executes, or would in a locale with another delimiter."""
    for text in (users_csv(document), findings_csv(document)):
        for delimiter, quoting in itertools.product(",;\t|", (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)):
            for cells in read(text, delimiter=delimiter, quoting=quoting):
                assert [cell for cell in cells if cell.lstrip(' "').startswith((*FORMULA, "\t", "\r", "\n"))] == []


def shown(value: t.Any) -> str:
    """Return what a cell shows of a value, without the apostrophe that prevents a formula."""
    text = "" if value is None else " ".join(value) if isinstance(value, list) else str(value)
    return (text.lower() if isinstance(value, bool) else text).replace("'", "")


@given(any_reports)
@some
def test_the_tables_are_the_report(document: Json) -> None:
    """Fails when a row is missing, a cell is another's, or a task in a cell is another task."""
    for render, rows in ((users_csv, document["users"]), (findings_csv, document["findings"])):
        for cells, expected in zip(lines_of(render, document), rows, strict=True):
            names = set(cells) & set(expected) - {"evidence", "remedy", "cis", "sessions"}
            assert {name: shown(cells[name]) for name in names} == {name: shown(expected[name]) for name in names}
            if render is findings_csv:
                assert json.loads(cells["remedy"] or "[null]") == [expected["remedy"]]
                for each in expected["evidence"]:
                    value = json.dumps(each["value"], ensure_ascii=False)
                    assert shown(f"{each['column']} = {value}") in shown(cells["evidence"])


def test_the_cells() -> None:
    """Fails when a flag is Python's, an unknown value is a word, lists run together, or a harmless name is escaped."""
    sessions = [session(), session(2, client_type=None, status="REVOKED")]
    ana = row("o.b-c@d", mfa_active=False, password_last_used=None, created=ago(90), limit=None, sessions=sessions)
    name = "\xe9t\xe9 - a=b, c; d"
    audited = entry(ana, unread("eve"), roster=["o.b-c@d", "eve"], account_password_policy={}, name=name)
    document = audit(
        audited, accepted=[{"reason": "Sealed, twice", "checks": ["user_not_read"], "until": "2027-01-31"}]
    )
    of_ana, eve, *_roots = lines_of(users_csv, document)
    columns = ("user_name", "account_name", "password_enabled", "mfa_active", "password_last_used", "never_used")
    assert [of_ana[each] for each in columns] == ["o.b-c@d", name, "true", "false", "", "true"]
    assert of_ana["findings"] == "password_without_mfa"
    of_sessions = ("has_session_limit", "max_signin_session_duration", "active_sessions")
    assert [of_ana[each] for each in of_sessions] == ["false", "", "1"]
    arns = [each["session_arn"] for each in sessions]
    until = f"until {sessions[0]['expires_at']}"
    assert of_ana["sessions"] == f"{arns[0]} (CLI, ACTIVE, {until}); {arns[1]} (REVOKED, {until})"
    assert (eve["password_enabled"], eve["msg"], eve["findings"]) == ("", "AWS denied it.", "")
    not_read, without, no_policy = lines_of(findings_csv, document)
    assert (not_read["accepted_reason"], not_read["accepted_until"]) == ("Sealed, twice", "2027-01-31")
    assert without["evidence"] == "password_enabled = true; mfa_active = false"
    assert no_policy["cis"].endswith("4.0: 1.8, 1.9; 5.0: 1.7, 1.8; 6.0: 2.7, 2.8; 7.0: 2.8, 2.9")


def test_a_table_without_lines() -> None:
    """Fails when a report without users or findings is not a table, or a line ends otherwise than in RFC 4180."""
    document = audit(EMPTY)
    assert (lines_of(users_csv, document), lines_of(findings_csv, document)) == ([], [])
    assert re.fullmatch(r"account_id,account_name,user_name,[a-z_,]+,findings,[a-z_,]+\r\n", users_csv(document))
    assert findings_csv(document).startswith("severity,id,account_id,")
