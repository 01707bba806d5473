# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The values that the page shows differently from the report."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.html import to_html
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.page import view
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    MEMBER,
    audit,
    entry,
    member_root,
    members,
    row,
    session,
)


@pytest.mark.parametrize(
    ("time", "day", "minute"),
    [
        ("2026-11-22T10:31:07.5+00:00", "2026-11-22", "2026-11-22 10:31 UTC"),
        ("2026-11-22T10:31:07Z", "2026-11-22", "2026-11-22 10:31 UTC"),
        ("2026-11-22T10:31:07+02:00", "2026-11-22T10:31:07+02:00", "2026-11-22T10:31:07+02:00"),
        ("soon", "soon", "soon"),
    ],
)
def test_a_time_is_shown_in_utc(time: str, day: str, minute: str) -> None:
    """Fails when a day or a minute is wrong, or a time of another zone is labelled UTC."""
    assert (view.day(time), view.minute(time)) == (day, minute)


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "not known"), (True, "true"), (False, "false"), ("Ana", "Ana"), (7, "7")]
)
def test_a_value_is_shown_as_yaml_writes_it(value: t.Any, shown: str) -> None:
    """Fails when an unknown value is None, or a name is put into lower case."""
    assert view.scalar(value) == shown


@pytest.mark.parametrize(
    ("controls", "shown"),
    [
        ({}, []),
        ({"1": ["a"], "2": ["a"], "3": ["a"]}, [("1\u20133", "a")]),
        ({"1": ["a", "b"], "2": ["c"], "3": ["a", "b"]}, [("1", "a, b"), ("2", "c"), ("3", "a, b")]),
    ],
)
def test_successive_versions_with_the_same_controls_are_one_entry(controls: t.Any, shown: t.Any) -> None:
    """Fails when a version is lost, has the control of another, or one that is not next is joined."""
    assert view.cis(controls) == shown


@pytest.mark.parametrize(
    ("counts", "places", "spoken"),
    [
        ((1, 2, 3), [(0, 16.667, 33.333), (16.667, 33.333, 66.667), (50, 50, 100)], "l0: 1. l1: 2. l2: 3."),
        ((0, 0), [(0, 0, 0), (0, 0, 0)], "l0: 0. l1: 0."),
        ((), [], ""),
    ],
)
def test_a_bar_has_its_share_its_start_and_its_length(counts: t.Any, places: t.Any, spoken: str) -> None:
    """Fails when a bar is longer, shorter or elsewhere than its count, or zero users cause a division by zero."""
    bars = [{"label": f"l{place}", "count": count, "tone": "bad"} for place, count in enumerate(counts)]
    chart, *others = view.charts(t.cast("t.Any", {"charts": {"access": bars, "password_age": [], "last_use": []}}))
    places = [dict(zip(("start", "share", "length"), place, strict=True)) for place in places]
    assert chart == {
        "name": "access",
        "title": "Password and MFA",
        "about": "Users by password and MFA",
        "bars": [{**each_bar, **place} for each_bar, place in zip(bars, places, strict=True)],
        "total": sum(counts),
        "spoken": spoken,
    }
    assert [each["name"] for each in others] == ["password_age", "last_use"]


def test_the_groups_of_the_page() -> None:
    """Fails when a finding is below another check, twice or nowhere, or an accepted finding or a check is misplaced."""
    users = [row(mfa_active=False), row("ben", mfa_active=None), row("eve", mfa_active=False)]
    accepted = [{"reason": "Known.", "user_names": ["eve"]}]
    audited = entry(*users, roster=["ana", "ben", "eve"], account_password_policy={}, name="a")
    document = audit(audited, entry(name="b", roots=None), accepted=accepted, max_signin_session_hours=12)
    shown = view.view(document)
    groups = {
        severity: [(each.entry["id"], each.number, [one["user_name"] for one in each.findings]) for each in checks]
        for severity, checks in shown["groups"]
    }
    assert groups == {
        "high": [("password_without_mfa", 4, ["ana"])],
        "medium": [("no_password_policy", 12, [None])],
    }
    assert [(each["id"], each["user_name"]) for each in shown["accepted"]] == [("password_without_mfa", "eve")]
    assert [(check["id"], each["account"]) for check, each in shown["not_evaluated"]] == [
        ("root_password_in_member_account", "b"),
        *((check, "a") for check in ("password_without_mfa", "password_too_old", "weak_password_policy")),
        ("root_access_not_centralized", "b"),
    ]
    # Evaluated in one of two accounts counts as passed there.
    passed = {check.entry["id"] for check in shown["passed"]}
    assert passed == {check["id"] for check in document["checks"]} - {"password_without_mfa", "no_password_policy"}
    assert shown["titles"]["password_unused"] == "Unused password"
    assert (shown["several"], len(shown["charts"]), shown["without_rotation"]) == (True, 3, {"a"})


@pytest.mark.parametrize(
    ("accounts", "sentence"), [((0,), None), ((1,), "not evaluated"), ((0, 1), "not evaluated everywhere")]
)
def test_a_figure_without_data_is_not_a_result(accounts: tuple[int, ...], sentence: str | None) -> None:
    """Fails when the page shows the number of unused passwords without the accounts that have no data on them."""
    entries: list[t.Any] = [entry(row(), name="a"), {"name": "b", "msg": "Denied."}]
    document = audit(*(entries[number] for number in accounts))
    assert view.view(document)["unused_gap"] == sentence
    page = to_html(document)
    assert ("days or more; not evaluated" in page) is (sentence is not None)


@pytest.mark.parametrize(
    ("findings", "open_in", "accounts", "has_passed"),
    [(0, 0, 1, True), (0, 0, 0, False), (1, 0, 1, False), (0, 1, 1, False), (0, 1, 2, True)],
)
def test_what_was_evaluated_nowhere_has_not_passed(
    findings: int, open_in: int, accounts: int, has_passed: bool
) -> None:
    """Fails when a check has passed that has findings, or that was not evaluated in any account."""
    check: t.Any = {"findings": findings, "not_evaluated": [{"account": "a", "why": "No."}] * 2 * open_in}
    assert view.has_passed(check, t.cast("t.Any", [{}] * accounts)) is has_passed


@pytest.mark.parametrize(("count", "more"), [(0, []), (5, []), (6, ["and 1 more"])])
def test_the_active_sessions_of_a_user(count: int, more: list[str]) -> None:
    """Fails when a session is missing or has ended, or its client or its end is another's."""
    ended = [session(hours=-1), session(status="REVOKED")]
    active = [session(client_type=None), *[session()] * 5][:count]
    (user,) = audit({"access": [row(sessions=[*ended, *active])]})["users"]
    shown = ["not known until 2026-11-22 18:00 UTC", *["CLI until 2026-11-22 18:00 UTC"] * 4][:count]
    assert view.active_sessions(user) == [*shown, *more]


def test_users_are_filtered_by_their_account() -> None:
    """Fails when a user is shown for another account, or an account with members' root users is listed twice."""
    audited = entry(row(), roots=members(member_root(MEMBER)), name="a")
    document = audit(audited, {"name": "b", "msg": "No."}, entry(row("zoe"), roots=None, root_users=[], name="c"))
    shown = view.view(document)
    assert shown["filter_accounts"] == ["a", "c"]
    users = [(user["user_name"], position) for user, position in shown["users"]]
    assert users == [("ana", 0), ("<root_account>", 0), ("<root_account>", 0), ("zoe", 1)]
