# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as a whole: its figures add up, its order is fixed, and silence is never "none"."""

from __future__ import annotations

import json
import re
import typing as t
from collections import Counter
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import CHECKS, SEVERITIES
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    MEMBER,
    NOW,
    OTHER_MEMBER,
    OWN,
    Json,
    access,
    ago,
    audit,
    audit_as_given,
    entry,
    found,
    member_root,
    members,
    row,
    unread,
    without_password,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import (
    entries,
    hostile_reports,
    reports,
    some,
)

FIGURES = ("users", "with_password", "without_mfa", "unknown")


def users_of(document: Json, **columns: t.Any) -> int:
    return sum(all(user[name] is value for name, value in columns.items()) for user in document["users"])


@given(reports() | hostile_reports)
@some
def test_the_figures_are_those_of_the_rows(document: Json) -> None:
    """Fails when a user is counted twice or not at all, or an error row is counted as "no password"."""
    summary = document["summary"]
    assert summary["users"] == len(document["users"])
    assert summary["users"] == summary["with_password"] + summary["without_password"] + summary["unknown"]
    assert summary["with_password"] == users_of(document, password_enabled=True)
    assert summary["without_password"] == users_of(document, password_enabled=False)
    assert summary["unknown"] == users_of(document, password_enabled=None)
    by_mfa = {"with_password_and_mfa": True, "with_password_without_mfa": False, "with_password_mfa_unknown": None}
    for name, mfa in by_mfa.items():
        assert summary[name] == users_of(document, password_enabled=True, mfa_active=mfa)
    assert sum(summary[name] for name in by_mfa) == summary["with_password"]


@given(reports() | hostile_reports)
@some
def test_the_findings_are_counted_alike_everywhere(document: Json) -> None:
    """Fails when two places of the report have different figures."""
    summary, findings = document["summary"], document["findings"]
    counted = Counter(each["severity"] for each in findings if each["accepted"] is None)
    assert summary["findings"] == {severity: counted[severity] for severity in SEVERITIES}
    assert summary["accepted"] == len(findings) - counted.total()
    for check in document["checks"]:
        of_check = [each["accepted"] is None for each in findings if each["id"] == check["id"]]
        assert (check["findings"], check["accepted"]) == (of_check.count(True), of_check.count(False))
        assert all(each["severity"] == check["severity"] for each in findings if each["id"] == check["id"])
    of_users = sum(len(user["findings"]) for user in document["users"])
    known = {(user["account_name"], user["user_name"]) for user in document["users"]}
    about_users = [each for each in findings if (each["account_name"], each["user_name"]) in known]
    assert of_users == sum(each["accepted"] is None for each in about_users)


@given(reports() | hostile_reports)
@some
def test_the_accounts_add_up(document: Json) -> None:
    """Fails when a user or a finding is in no account, or in two."""
    accounts, summary = document["accounts"], document["summary"]
    assert summary["accounts"] == len(accounts) == len({account["name"] for account in accounts})
    assert summary["accounts_not_read"] == sum(not account["was_read"] for account in accounts)
    totals = {"without_mfa": summary["with_password_without_mfa"], **summary}
    for figure in FIGURES:
        assert sum(account[figure] for account in accounts) == totals[figure]
    for severity in SEVERITIES:
        assert sum(account["findings"][severity] for account in accounts) == summary["findings"][severity]


def test_accounts_that_are_called_alike_are_told_apart() -> None:
    """Fails when two accounts are counted as one another's, since a number was taken already."""
    document = audit(*(entry(name=name) for name in ("a", "a", "a (2)")))
    assert [account["name"] for account in document["accounts"]] == ["a", "a (3)", "a (2)"]
    assert sum(account["users"] for account in document["accounts"]) == document["summary"]["users"]


@pytest.mark.parametrize(("names", "told"), [(["a", "b"], ["a", "b"]), (["a", "a", "a"], ["a", "a (2)", "a (3)"])])
def test_accounts_of_one_name_are_numbered(names: list[str], told: list[str]) -> None:
    """Fails when two accounts of one name are taken for one."""
    document = audit(*(entry(row(mfa_active=number == 0 or None), name=name) for number, name in enumerate(names)))
    assert [account["name"] for account in document["accounts"]] == told
    assert [account["users"] for account in document["accounts"]] == [3] * len(names)


def test_what_an_account_is_called() -> None:
    """Fails when an account without a name has none in the report, or the wrong id."""
    document = audit(entry(name=None), {"msg": "Denied."}, {"access": {"users": []}})
    assert document["findings"][0]["summary"] == "The account could not be read. Denied."
    assert [account["name"] for account in document["accounts"]] == [OWN, "the account", "the account (2)"]
    assert [account["account_id"] for account in document["accounts"]] == [OWN, None, None]
    by_arn = audit(entry(root_users=[], name=None, roots=None))
    assert [account["account_id"] for account in by_arn["accounts"]] == [OWN]
    by_name = audit(entry(row(arn=None), root_users=[], name="a", roots=None))
    assert [user["account_id"] for user in by_name["users"]] == [None]


@pytest.mark.parametrize("order", [1, -1])
def test_two_entries_about_one_account_are_one(order: int) -> None:
    """Fails when users count twice, the account that was meant passes for read, or the larger entry is the lost one."""
    larger, smaller = entry(row(mfa_active=False), row("ben"), name="production"), entry(row(), name="sandbox")
    document = audit_as_given([larger, smaller][::order])
    assert [user["user_name"] for user in document["users"]] == ["ana", "ben", "<root_account>", "<root_account>"]
    assert {account["name"]: account["was_read"] for account in document["accounts"]} == {
        "production": True,
        "sandbox": False,
    }
    assert document["findings"][0]["id"] == "account_not_read"
    assert document["findings"][0]["summary"] == (
        f"The account of sandbox could not be read. Its credentials are those of account {OWN}, which this report has "
        "as 'production'. Give this entry the profile or role_arn of the account that is meant."
    )


def test_two_entries_about_other_users_of_one_account_are_two() -> None:
    """Fails when a report on the users below two paths loses those of one path."""
    about = [access(row(name), root_users=[]) for name in ("ana", "ben")]
    document = audit_as_given([{"name": f"path {number}", "access": each} for number, each in enumerate(about)])
    assert [user["user_name"] for user in document["users"]] == ["ana", "ben"]
    assert document["summary"]["accounts_not_read"] == 0


@given(reports() | hostile_reports)
@some
def test_the_charts_count_who_they_are_about(document: Json) -> None:
    """Fails when a bar is missing, so that somebody is in none."""
    charts, summary = document["charts"], document["summary"]
    assert sum(each["count"] for each in charts["access"]) == summary["users"]
    assert [each["count"] for each in charts["access"]] == [
        *(summary[name] for name in ("with_password_and_mfa", "with_password_without_mfa")),
        *(summary[name] for name in ("with_password_mfa_unknown", "without_password", "unknown")),
    ]
    for name in ("password_age", "last_use"):
        assert sum(each["count"] for each in charts[name]) == summary["with_password"]
    never = [each["count"] for each in charts["last_use"] if each["label"] == "never"]
    assert never == [users_of(document, never_used=True)]
    assert all({*each} == {"label", "count", "tone"} for chart in charts.values() for each in chart)


AGES = ["up to 30 days", "31 to 90 days", "91 to 180 days", "181 to 365 days", "over a year", "not known"]
USES = ["up to 7 days", "8 to 45 days", "46 to 90 days", "91 to 365 days", "over a year", "never", "not known"]


@pytest.mark.parametrize(
    ("days", "age", "use"),
    [
        *((0, 0, 0), (7, 0, 0), (8, 0, 1), (30, 0, 1), (31, 1, 1), (45, 1, 1), (46, 1, 2), (90, 1, 2), (91, 2, 3)),
        *((180, 2, 3), (181, 3, 3), (365, 3, 3), (366, 4, 4), (-5, 5, 6)),
    ],
)
def test_the_bars_have_the_days_of_their_labels(days: int, age: int, use: int) -> None:
    """Fails when a bar holds a day that its label does not name."""
    dates: Json = dict.fromkeys(("password_last_used", "password_last_changed"), ago(days))
    charts = audit(entry(row(created=ago(900), **dates), root_users=[], roots=None))["charts"]
    assert [each["label"] for each in charts["password_age"] if each["count"]] == [AGES[age]]
    assert [each["label"] for each in charts["last_use"] if each["count"]] == [USES[use]]
    assert ([each["label"] for each in charts["password_age"]], [each["label"] for each in charts["last_use"]]) == (
        AGES,
        USES,
    )


@given(reports() | hostile_reports)
@some
def test_the_order_is_by_severity_check_account_and_user(document: Json) -> None:
    """Fails when the worst is not first, or two runs give two orders."""
    order = [check.id for check in CHECKS]
    places = [
        (SEVERITIES.index(each["severity"]), order.index(each["id"]), each["account_name"], each["user_name"] or "")
        for each in document["findings"]
    ]
    assert places == sorted(places)


@given(st.data(), entries())
@some
def test_the_order_of_the_rows_says_nothing(data: st.DataObject, told: Json) -> None:
    """Fails when AWS's order, which may be another tomorrow, makes another report of the same facts."""
    other = json.loads(json.dumps(told))
    if "access" in told:
        other["access"]["users"] = data.draw(st.permutations(other["access"]["users"]))
    one, another = audit(told), audit(other)
    assert one["findings"] == another["findings"]
    assert (one["summary"], one["charts"], one["accounts"]) == (
        another["summary"],
        another["charts"],
        another["accounts"],
    )


def test_the_order_of_the_root_users_says_nothing() -> None:
    """Fails when the order in which Organizations lists accounts is the order of the findings."""
    roots = [member_root(password=True), member_root(OTHER_MEMBER, password=True)]
    one, another = (audit(entry(roots=members(*order)))["findings"] for order in (roots, roots[::-1]))
    assert [each["account_id"] for each in one] == [each["account_id"] for each in another]


@given(reports())
@some
def test_the_dates_are_iso_8601(document: Json) -> None:
    """Fails when a date has a form of its own."""
    dates = ("password_last_used", "password_last_changed", "password_next_rotation", "create_date")
    moments = [document["generated_at"], *(account["report_time"] for account in document["accounts"])]
    moments += [user[name] for user in document["users"] for name in dates]
    assert {datetime.fromisoformat(each).utcoffset() for each in moments if each} == {NOW.utcoffset()}
    assert document["generated_at"] == "2026-11-22T10:00:00+00:00"


@pytest.mark.parametrize(
    ("told", "figures"),
    [
        ([entry()], []),
        ([entry(row(mfa_active=False))], ["1 high"]),
        ([entry(without_password(), account_password_policy={}, roster=["ben"])], ["1 medium", "1 low"]),
        (
            [entry(unread("ana")), {"msg": "Denied."}],
            ["2 high", "1 account could not be read", "1 user could not be read"],
        ),
    ],
)
def test_what_the_report_comes_to(told: list[Json], figures: list[str]) -> None:
    """Fails when the first sentences that people read hide something, or name a severity of which there is none."""
    document = audit(*told)
    text = f"{document['verdict']} {document['also']}"
    assert [figure for figure in figures if figure not in text] == []
    severities = {severity for severity in SEVERITIES if re.search(rf"[0-9] {severity}", text)}
    assert severities == {severity for severity, count in document["summary"]["findings"].items() if count}
    assert document["verdict"].startswith("No findings") is (not figures)


def test_a_finding_of_a_user_is_in_the_row_of_that_user() -> None:
    """Fails when it is in the row of a user of the same name in another account."""
    document = audit(entry(row(mfa_active=False), name="a"), entry(name="b"))
    rows = {(user["account_name"], user["user_name"]): user["findings"] for user in document["users"]}
    assert rows["a", "ana"] == found(document) == ["password_without_mfa"]
    assert rows["b", "ana"] == []
    assert {user["account_id"] for user in document["users"]} == {OWN, str(int(OWN) + 1), MEMBER}
