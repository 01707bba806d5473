# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The charts, and the first sentences of a report."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given

from ansible_collections.identity.aws.plugins.plugin_utils._audit.summary import charts, headline
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import EMPTY, Json, audit, entry, row
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import any_reports, some

NOBODY_KNOWS = "could not be read: it is not known who can sign in"
AGES = ["up to 30 days", "31 to 90 days", "91 to 180 days", "181 to 365 days", "over a year", "not known"]
USES = ["up to 7 days", "8 to 45 days", "46 to 90 days", "91 to 365 days", "over a year", "never", "not known"]


def charts_of(*users: Json) -> Json:
    defaults = {"password_enabled": True, "mfa_active": True, "never_used": False, "password_age_days": None}
    whole: t.Any = [{**defaults, "unused_days": None, "active_sessions": None, **user} for user in users]
    return t.cast("Json", charts(whole))


def labels(bars: list[Json]) -> list[str]:
    return [each_bar["label"] for each_bar in bars for _user in range(each_bar["count"])]


@given(any_reports)
@some
def test_every_user_is_in_one_bar(document: Json) -> None:
    """Fails when a bar is missing, so that a user is in none."""
    summary = document["summary"]
    counts = {name: sum(each_bar["count"] for each_bar in bars) for name, bars in document["charts"].items()}
    with_password = summary["with_password"]
    assert counts == {"access": summary["users"], "password_age": with_password, "last_use": with_password}


def test_the_bars_of_access() -> None:
    """Fails when a bar has another label or tone than the page colours, or counts other users."""
    kinds = ((True, True), (True, False), (True, None), (False, True), (None, None))
    users = [
        {"password_enabled": enabled, "mfa_active": mfa}
        for number, (enabled, mfa) in enumerate(kinds, start=1)
        for _user in range(number)
    ]
    assert [(each_bar["label"], each_bar["tone"], each_bar["count"]) for each_bar in charts_of(*users)["access"]] == [
        ("Password and MFA", "good", 1),
        ("Password, no MFA", "bad", 2),
        ("Password, MFA not known", "unknown", 3),
        ("No password", "neutral", 4),
        ("Could not be read", "unknown", 5),
    ]


@pytest.mark.parametrize(
    ("days", "age", "use"),
    [
        *((0, 0, 0), (7, 0, 0), (8, 0, 1), (30, 0, 1), (31, 1, 1), (45, 1, 1), (46, 1, 2), (90, 1, 2), (91, 2, 3)),
        *((180, 2, 3), (181, 3, 3), (365, 3, 3), (366, 4, 4), (None, 5, 6)),
    ],
)
def test_the_bars_have_the_days_of_their_labels(days: int | None, age: int, use: int) -> None:
    """Fails when a bar counts a day outside its label."""
    drawn = charts_of({"password_age_days": days, "unused_days": days}, {"password_enabled": False})
    assert labels(drawn["password_age"]) == [AGES[age]]
    assert labels(drawn["last_use"]) == [USES[use]]
    assert labels(charts_of({"unused_days": days, "never_used": True})["last_use"]) == ["never"]
    for name, known in (("password_age", AGES), ("last_use", USES)):
        tones = [*["neutral"] * (len(known) - 1), "unknown"]
        assert [(each_bar["label"], each_bar["tone"]) for each_bar in drawn[name]] == [*zip(known, tones, strict=True)]


READ_PARTLY = "No findings in what could be read."


def counts(high: int, medium: int, low: int) -> Json:
    return {"findings": {"high": high, "medium": medium, "low": low}}


@pytest.mark.parametrize(
    ("summary", "per_account", "open_checks", "verdict", "also"),
    [
        ({"accounts": 0}, (), 0, "No account was read.", ""),
        ({}, (0,), 0, "No findings in 1 account.", ""),
        ({}, (0,), 1, READ_PARTLY, "1 check was not evaluated."),
        ({}, (0, 0), 2, READ_PARTLY, "2 checks were not evaluated everywhere."),
        ({"unknown": 2}, (0,), 0, READ_PARTLY, "2 users could not be read."),
        (counts(0, 2, 1), (1, 1, 1), 0, "No high findings, 2 medium and 1 low in 3 accounts.", ""),
        (counts(3, 2, 1), (1, 1, 1), 0, "3 high, 2 medium and 1 low findings in 3 accounts.", ""),
        (
            {"unknown": 1, "accepted": 2, **counts(1, 0, 0)},
            *((1,), 1, "1 high finding in 1 account."),
            "1 user could not be read. 2 findings accepted. 1 check was not evaluated.",
        ),
        (
            {"accounts_not_read": 2, **counts(2, 1, 0)},
            *((0, 1, 2), 0, f"2 high and 1 medium findings in 2 of 3 accounts. 2 accounts {NOBODY_KNOWS} to them.", ""),
        ),
        (
            {"accounts_not_read": 1, "accepted": 1, **counts(1, 0, 0)},
            *((0, 1), 0, f"1 high finding in 1 of 2 accounts. 1 account {NOBODY_KNOWS} there.", "1 finding accepted."),
        ),
    ],
)
def test_the_first_sentences(
    summary: Json, per_account: tuple[int, ...], open_checks: int, verdict: str, also: str
) -> None:
    """Fails when they hide a finding or an unknown, name a severity without findings, or run together."""
    none = {"high": 0, "medium": 0, "low": 0}
    whole: t.Any = {"accounts": len(per_account), "accounts_not_read": 0, "unknown": 0, "accepted": 0, "findings": none}
    accounts: t.Any = [{"findings": {**none, "high": number}} for number in per_account]
    checks: t.Any = [{"not_evaluated": [None] * number} for number in (0, *[1] * open_checks)]
    assert headline(whole | summary, accounts, checks) == (verdict, also)


def test_the_sentences_are_about_the_report() -> None:
    """Fails when the report begins with other figures than its own."""
    document = audit(entry(row(mfa_active=False)), {"name": "closed", "msg": "No."}, EMPTY)
    assert document["verdict"].startswith("2 high findings in 2 of 3 accounts. 1 account could not be read: ")
    assert document["also"] == "17 checks were not evaluated everywhere."
