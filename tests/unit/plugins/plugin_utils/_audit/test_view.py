# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page shows that the document does not say in so many words."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.plugins.plugin_utils._audit import view as audit_view
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats import html as audit_html

SHARES = ("start", "share", "length")


def bars(*counts: int) -> dict[str, t.Any]:
    """The first chart of a document with a bar for each count."""
    drawn = [{"label": f"l{count}", "count": count, "tone": "bad"} for count in counts]
    return audit_view.charts({"charts": {"access": drawn, "password_age": [], "last_use": []}})[0]


def test_a_moment_is_shown_as_people_write_it() -> None:
    """Fails when a day or a minute is another one, or what is no moment is not shown as it is."""
    assert audit_view.day("2026-11-22T10:31:07.5+00:00") == "2026-11-22"
    assert audit_view.moment("2026-11-22T10:31:07Z") == "2026-11-22 10:31 UTC"
    assert (audit_view.day("soon"), audit_view.moment("soon")) == ("soon", "soon")


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "not known"), (True, "true"), (False, "false"), ("Ana", "Ana"), (7, "7")]
)
def test_a_value_is_shown_as_yaml_writes_it(value: t.Any, shown: str) -> None:
    """Fails when what nobody knows is None, or a name is put into small letters."""
    assert audit_view.scalar(value) == shown


def test_versions_of_a_benchmark_in_a_row_are_one_entry() -> None:
    """Fails when a version is lost, or has the control of another."""
    controls = {"1.5": ["1.10"], "2.0": ["1.10"], "3.0": ["1.10"], "4.0": ["1.9", "1.11"], "5.0": ["1.10"]}
    assert audit_view.cis(controls) == [("1.5\u20133.0", "1.10"), ("4.0", "1.9, 1.11"), ("5.0", "1.10")]


def test_a_bar_has_its_share_its_start_and_its_length() -> None:
    """Fails when a bar is drawn longer, shorter or elsewhere than its count says."""
    chart = bars(1, 2, 3)
    drawn = [tuple(each[name] for name in SHARES) for each in chart["bars"]]
    assert drawn == [(0, 16.667, 33.333), (16.667, 33.333, 66.667), (50, 50, 100)]
    assert [each["label"] for each in chart["bars"]] == ["l1", "l2", "l3"]
    assert (chart["total"], chart["spoken"]) == (6, "l1: 1. l2: 2. l3: 3.")
    assert (chart["name"], chart["title"]) == ("access", "Password and MFA")
    assert chart["about"] == "Users by what they can sign in with"


def test_a_chart_about_nobody_has_bars_of_no_length() -> None:
    """Fails when nobody at all is a division by zero, or a bar."""
    assert [tuple(each[name] for name in SHARES) for each in bars(0, 0)["bars"]] == [(0, 0, 0)] * 2
    assert (bars()["bars"], bars()["total"], bars()["spoken"]) == ([], 0, "")


def test_a_check_has_its_own_findings_and_no_accepted_ones() -> None:
    """Fails when a finding is shown below another check, twice or not at all, or an accepted one as open."""
    described = [{"id": "a", "severity": "low"}, {"id": "b", "severity": "high"}]
    rows = [
        {"id": "b", "n": 1, "accepted": None},
        {"id": "b", "n": 2, "accepted": {"reason": "Known."}},
        {"id": "x", "n": 3, "accepted": None, "severity": "high", "cis": {"5.0": ["1.9"]}},
    ]
    first, second, nameless = audit_view.checks({"checks": described, "findings": rows})
    assert (first["rows"], first["number"], first["anchor"]) == ([], 0, "check-0")
    assert ([row["n"] for row in second["rows"]], second["number"], second["anchor"]) == ([1], 1, "check-1")
    assert nameless == {
        "id": "x",
        "title": "x",
        "severity": "high",
        "why": None,
        "advice": None,
        "cis": {"5.0": ["1.9"]},
        "number": None,
        "anchor": "other-0",
        "rows": [rows[2]],
        "findings": 1,
        "accepted": 0,
        "not_evaluated": [],
    }
    grouped = audit_view.by_severity([first, second, nameless, {"severity": "odd", "rows": [1], "id": "y"}])
    assert [(word, [check["id"] for check in found]) for word, found in grouped] == [
        ("high", ["b", "x"]),
        ("odd", ["y"]),
    ]


def test_a_user_is_filtered_by_their_account() -> None:
    """Fails when a user is shown for another account, or two accounts of one name cannot be told apart."""
    of = [("1", "prod"), ("2", "prod"), ("1", "prod"), (None, "dev"), ("3", "test")]
    users = [{"account_id": number, "account_name": name} for number, name in of]
    labels, rows = audit_view.users(
        {"accounts": [{"name": name} for name in ("prod", "prod", "dev", "test")], "users": users}
    )
    assert labels == ["prod (1)", "prod (2)", "dev", "test"]
    assert rows == [(users[0], 0), (users[1], 1), (users[2], 0), (users[3], 2), (users[4], 3)]


def test_a_check_passed_that_was_evaluated_somewhere_and_found_nothing() -> None:
    """Fails when a check that nobody could make passes for one that found nothing."""
    unmade = [{"account": "prod", "reason": "No report."}]
    described = [
        {"id": "clean", "title": "Clean", "severity": "low", "findings": 0, "not_evaluated": []},
        {"id": "unmade", "title": "Unmade", "severity": "low", "findings": 0, "not_evaluated": unmade},
        {"id": "broken", "title": "Broken", "severity": "low", "findings": 1, "not_evaluated": []},
    ]
    rows = [{"id": "broken", "accepted": None}, {"id": "broken", "accepted": {"reason": "Known."}}]
    charts: dict[str, t.Any] = {"access": [], "password_age": [], "last_use": []}
    accounts = [{"name": "prod"}]
    document = {"checks": described, "findings": rows, "charts": charts, "accounts": accounts, "users": []}
    shown = audit_view.view(document)
    assert [check["id"] for check in shown["passed"]] == ["clean"]
    assert [(check["id"], each) for check, each in shown["not_evaluated"]] == [("unmade", unmade[0])]
    assert shown["titles"] == {"clean": "Clean", "unmade": "Unmade", "broken": "Broken"}
    assert (shown["accepted"], shown["several"], shown["users"]) == ([rows[1]], False, [])
    assert [word for word, _found in shown["groups"]] == ["low"]
    assert len(shown["charts"]) == 3
    assert shown["filter_accounts"] == []
    assert audit_view.view({**document, "accounts": [*accounts, *accounts]})["several"] is True


def test_a_task_is_shown_as_one_writes_it() -> None:
    """Fails when its keys are put in order, a letter is an escape, or a name is folded."""
    remedy = {
        "name": "Take it from \xe9ve",
        "identity.aws.iam_login_profile": {"user_name": "\xe9ve", "state": "absent"},
    }
    lines = [
        "- name: Take it from \xe9ve",
        "  identity.aws.iam_login_profile:",
        "    user_name: \xe9ve",
        "    state: absent",
    ]
    assert audit_html.task(remedy).splitlines() == lines
    assert not audit_html.task(remedy).endswith("\n")


@pytest.mark.parametrize("name", ["MAX", "ana\xa0"])
def test_a_task_ends_where_its_last_value_ends(name: str) -> None:
    """Fails when more than the end of the line is cut off, as a blank that YAML writes as it is."""
    assert audit_html.task({"user_name": name}) == f"- user_name: {name}"
