# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The whole report: its parts add up, its order is fixed, and no account is mixed up with another."""

from __future__ import annotations

import re
import typing as t
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import CHECKS, SEVERITIES
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.html import to_html
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.markdown import to_markdown
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    MEMBER,
    NOW,
    OTHER_MEMBER,
    OWN,
    STRONG,
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
    saved,
    session,
    unread,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import (
    any_reports,
    entries,
    some,
)


def users_of(document: Json, **columns: t.Any) -> int:
    return sum(all(user[name] is value for name, value in columns.items()) for user in document["users"])


@given(any_reports)
@some
def test_the_figures_add_up(document: Json) -> None:
    """Fails when a user or a finding is counted twice or not at all, or an unread user counts as "no password"."""
    summary, findings, accounts = document["summary"], document["findings"], document["accounts"]
    assert summary["users"] == len(document["users"])
    for name, enabled in (("with_password", True), ("without_password", False), ("unknown", None)):
        assert summary[name] == users_of(document, password_enabled=enabled)
    by_mfa = {"with_password_and_mfa": True, "with_password_without_mfa": False, "with_password_mfa_unknown": None}
    for name, mfa in by_mfa.items():
        assert summary[name] == users_of(document, password_enabled=True, mfa_active=mfa)
    counted = Counter(each["severity"] for each in findings if each["accepted"] is None)
    assert summary["findings"] == {severity: counted[severity] for severity in SEVERITIES}
    assert summary["accepted"] == len(findings) - counted.total()
    for check in document["checks"]:
        of_check = [each["accepted"] is None for each in findings if each["id"] == check["id"]]
        assert (check["findings"], check["accepted"]) == (of_check.count(True), of_check.count(False))
        assert all(each["severity"] == check["severity"] for each in findings if each["id"] == check["id"])
    known = {(user["account_name"], user["user_name"]) for user in document["users"]}
    about_users = [each for each in findings if (each["account_name"], each["user_name"]) in known]
    of_users = sum(len(user["findings"]) for user in document["users"])
    assert of_users == sum(each["accepted"] is None for each in about_users)
    assert summary["accounts"] == len(accounts) == len({account["name"] for account in accounts})
    assert summary["accounts_not_read"] == sum(not account["was_read"] for account in accounts)
    sessions = [user["active_sessions"] for user in document["users"]]
    assert summary["with_active_sessions"] == len([count for count in sessions if count])
    assert summary["active_sessions_unknown"] == sessions.count(None)
    totals = {"without_mfa": summary["with_password_without_mfa"], **summary}
    for figure in ("users", "with_password", "without_mfa", "unknown"):
        assert sum(account[figure] for account in accounts) == totals[figure]
    for severity in SEVERITIES:
        assert sum(account["findings"][severity] for account in accounts) == summary["findings"][severity]


@given(st.data(), entries(), any_reports)
@some
def test_the_order_is_fixed(data: st.DataObject, audited: Json, document: Json) -> None:
    """Fails when the worst is not first, or the report depends on AWS's order, which can change."""
    order = [check.id for check in CHECKS]
    places = [
        (SEVERITIES.index(each["severity"]), order.index(each["id"]), each["account_name"], each["user_name"] or "")
        for each in document["findings"]
    ]
    assert places == sorted(places)
    if "access" in audited:
        users = data.draw(st.permutations(audited["access"]["users"]))
        one, another = audit(audited), audit({**audited, "access": {**audited["access"], "users": users}})
        for key in ("findings", "summary", "charts", "accounts"):
            assert one[key] == another[key]


def test_the_order_of_the_root_users_is_fixed() -> None:
    """Fails when the order of accounts in Organizations changes the order of the findings."""
    roots = [member_root(OTHER_MEMBER, password=True), member_root(password=True)]
    findings = audit(entry(roots=members(*roots)))["findings"]
    assert [each["account_id"] for each in findings] == [MEMBER, OTHER_MEMBER]


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "a", "a"], ["a", "a (2)", "a (3)"]),
        (["a", "a", "a (2)"], ["a", "a (3)", "a (2)"]),
    ],
)
def test_accounts_of_one_name_are_numbered(names: list[str], labels: list[str]) -> None:
    """Fails when accounts with one name count as one, or a number is used twice."""
    document = audit(*(entry(row(mfa_active=number == 0 or None), name=name) for number, name in enumerate(names)))
    assert [account["name"] for account in document["accounts"]] == labels
    assert [account["users"] for account in document["accounts"]] == [3] * len(names)


def test_what_an_account_is_called() -> None:
    """Fails when an account without a name has none in the report, or the wrong id."""
    accounts = audit(entry(name=None), {"msg": "Denied."}, {"access": {"users": []}})["accounts"]
    assert [account["name"] for account in accounts] == [OWN, "the account", "the account (2)"]
    assert [account["account_id"] for account in accounts] == [OWN, None, None]
    by_arn, unknown = (entry(user, root_users=[], name=None, roots=None) for user in (row(), row(arn=None)))
    assert [audit(audited)["accounts"][0]["account_id"] for audited in (by_arn, unknown)] == [OWN, None]
    assert audit(unknown)["users"][0]["account_id"] is None


@pytest.mark.parametrize("order", [1, -1])
def test_two_entries_about_one_account_are_one(order: int) -> None:
    """Fails when users count twice, the missing account counts as read, or the larger entry is dropped."""
    larger, smaller = entry(row(mfa_active=False), row("ben"), name="production"), entry(row(), name="sandbox")
    document = audit_as_given([larger, smaller][::order])
    assert [user["user_name"] for user in document["users"]] == ["ana", "ben", "<root_account>", "<root_account>"]
    was_read = {account["name"]: account["was_read"] for account in document["accounts"]}
    assert was_read == {"production": True, "sandbox": False}
    assert document["findings"][0]["id"] == "account_not_read"
    assert document["findings"][0]["summary"] == (
        f"The account of sandbox could not be read. Its credentials are those of account {OWN}, which this report "
        "has as 'production'. Give this entry the profile or role_arn of the intended account."
    )


def test_two_entries_about_other_users_of_one_account_are_two() -> None:
    """Fails when a report on the users below two paths loses those of one path."""
    about = [access(row(name), root_users=[]) for name in ("ana", "ben")]
    document = audit_as_given([{"name": f"path {number}", "access": each} for number, each in enumerate(about)])
    assert [user["user_name"] for user in document["users"]] == ["ana", "ben"]
    assert document["summary"]["accounts_not_read"] == 0


def test_the_row_of_a_user() -> None:
    """Fails when a column is missing, empty or another's, or a finding is of a user in another account."""
    dates: Json = {"password_last_used": ago(1), "password_last_changed": ago(10), "password_next_rotation": ago(-80)}
    sessions = [session(1), session(2, status="REVOKED", client_type=None)]
    audited = row(reset=True, created=ago(20), mfa_active=False, sessions=sessions, **dates)
    document = audit(entry(audited), entry(name="other"))
    assert document["users"][0] == {
        "account_id": OWN,
        "account_name": "production",
        "user_name": "ana",
        "root_account_id": None,
        "arn": f"arn:aws:iam::{OWN}:user/ana",
        "password_enabled": True,
        "mfa_active": False,
        **dates,
        "password_reset_required": True,
        "create_date": ago(20),
        "password_age_days": 10,
        "unused_days": 1,
        "never_used": False,
        "user_exists": True,
        "has_session_limit": True,
        "max_signin_session_duration": 43200,
        "active_sessions": 1,
        "sessions": [{**sessions[0], "is_active": True}, {**sessions[1], "is_active": False}],
        "msg": None,
        "findings": ["password_without_mfa"],
    }
    assert [user["findings"] for user in document["users"]] == [["password_without_mfa"], *[[]] * 5]
    assert {user["account_id"] for user in document["users"]} == {OWN, str(int(OWN) + 1), MEMBER}
    # Dates of an earlier password, or of an unknown one, are not ages.
    old: Json = {"password_last_used": ago(900), "password_last_changed": ago(900)}
    for enabled in (False, None):
        (user,) = audit({"access": access(row(password_enabled=enabled, **old), root_users=[])})["users"]
        assert (user["never_used"], user["unused_days"], user["password_age_days"]) == (None, None, None)


def test_the_row_of_an_account() -> None:
    """Fails when a figure is missing or another's, or an unknown policy is empty."""
    users = [row(mfa_active=False), row("ben"), unread("eve")]
    audited = entry(*users, roster=["ana", "ben", "eve"], roots=members(msg="Denied."), answered_at=ago())
    read, not_read = audit(audited, {"name": "closed", "msg": "No."})["accounts"]
    assert read == {
        "account_id": OWN,
        "name": "production",
        "msg": "Denied.",
        "was_read": True,
        "report_time": ago(hours=1),
        "answered_at": ago(),
        "password_policy": STRONG,
        "users": 4,
        "with_password": 3,
        "without_mfa": 1,
        "unknown": 1,
        "findings": {"high": 2, "medium": 0, "low": 0},
    }
    assert not_read == {
        **dict.fromkeys(("account_id", "report_time", "answered_at", "password_policy")),
        "name": "closed",
        "msg": "No.",
        "was_read": False,
        **dict.fromkeys(("users", "with_password", "without_mfa", "unknown"), 0),
        "findings": {"high": 1, "medium": 0, "low": 0},
    }


NEW = {
    *("sessions", "active_sessions", "has_session_limit", "max_signin_session_duration"),
    *("with_active_sessions", "active_sessions_unknown"),
}
OF_SESSIONS = re.compile(
    "Active sign-in sessions</|Session limit, hours|Users with active sign-in|With active sign-in sessions"
)


def without_sessions(value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return {key: without_sessions(item) for key, item in value.items() if key not in NEW}
    return [without_sessions(item) for item in value] if isinstance(value, list) else value


def test_a_result_of_an_earlier_version_gives_the_same_report() -> None:
    """Fails when a result without the keys of 1.1.0 has other findings, figures or columns, or passes a new check."""
    users = [row(mfa_active=False, created=ago(400), password_last_used=ago(99)), row("ben"), unread()]
    audited = entry(*users, roster=["ana"], account_password_policy={}, roots=members(member_root(password=True)))
    old, new = audit(saved(audited)), audit(audited)
    for part in ("verdict", "findings", "summary", "charts", "accounts", "users"):
        assert without_sessions(old[part]) == without_sessions(new[part])
    checks = {check["id"] for check in old["checks"] if check["not_evaluated"]}
    known = {check["id"] for check in new["checks"] if check["not_evaluated"]}
    assert checks - known == {"sessions_without_password", "root_access_not_centralized"}
    assert "session_limit_too_long" in known
    for render, count in ((to_html, 3), (to_markdown, 1)):
        assert [len(OF_SESSIONS.findall(render(document))) for document in (old, new)] == [0, count]


def test_the_present_time_is_passed_in() -> None:
    """Fails when a clock is read, or a finding is relative to another time than the report."""
    document = audit(entry(), now=NOW.replace(year=2027))
    assert (found(document)[0], document["generated_at"]) == ("password_unused", "2027-11-22T10:00:00+00:00")
