# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Words of a report that people and pages go by, where mutants had survived."""

from __future__ import annotations

import re
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.plugin_utils._audit.accounts import to_account
from ansible_collections.identity.aws.plugins.plugin_utils._audit.charts import access_chart, password_age_chart
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.markdown import to_markdown
from ansible_collections.identity.aws.plugins.plugin_utils._audit.summary import headline
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    EMPTY,
    OWN,
    STRONG,
    Json,
    ago,
    audit,
    entry,
    members,
    row,
    unread,
)

USER = {"user_name": "ana", "password_enabled": True}
SUMMARY = {"accounts": 1, "accounts_not_read": 0, "unknown": 2, "accepted": 1, "findings": {"high": 1, "medium": 0}}


def test_the_bars_of_the_charts() -> None:
    """Fails when a bar has another label or tone than the page colours, or counts somebody else."""
    kinds = ((True, True), (True, False), (True, None), (False, True), (None, None))
    rows: list[dict[str, t.Any]] = [
        {"password_enabled": enabled, "mfa_active": mfa, "password_age_days": 3}
        for number, (enabled, mfa) in enumerate(kinds, start=1)
        for _each in range(number)
    ]
    assert [(each["label"], each["tone"], each["count"]) for each in access_chart(rows)] == [
        ("Password and MFA", "good", 1),
        ("Password, no MFA", "bad", 2),
        ("Password, MFA not known", "unknown", 3),
        ("No password", "neutral", 4),
        ("Could not be read", "unknown", 5),
    ]
    assert [each["tone"] for each in password_age_chart(rows)] == ["neutral"] * 5 + ["unknown"]


def test_the_row_of_a_user() -> None:
    """Fails when a column is missing, empty or another's."""
    dates = {"password_last_used": ago(1), "password_last_changed": ago(10), "password_next_rotation": ago(-80)}
    told = row(reset=True, created=ago(20), mfa_active=False, **dates)
    document = audit(entry(told))
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
        "msg": None,
        "findings": ["password_without_mfa"],
    }


def test_the_row_of_an_account() -> None:
    """Fails when a figure is missing or another's, or a policy that nobody knows is empty."""
    users = [row(mfa_active=False), row("ben"), unread("eve")]
    told = entry(*users, roster=["ana", "ben", "eve"], roots=members(msg="Denied."))
    read, not_read = audit(told, {"name": "closed", "msg": "No."})["accounts"]
    assert read == {
        "account_id": OWN,
        "name": "production",
        "msg": "Denied.",
        "was_read": True,
        "report_time": ago(hours=1),
        "answered_at": None,
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


def test_the_headline_is_said_in_sentences() -> None:
    """Fails when sentences run into one another, or one account of one is said to be a part."""
    summary = {**SUMMARY, "findings": {"high": 1, "medium": 0, "low": 0}}
    first, also = headline(summary, [{"findings": summary["findings"]}], [])
    assert first == "1 high finding in 1 account."
    assert also == "2 users could not be read. 1 finding accepted."


@pytest.mark.parametrize(
    ("told", "words"),
    [([EMPTY], "not evaluated"), ([EMPTY, {"name": "closed", "msg": "No."}], "not evaluated everywhere")],
)
def test_of_one_account_there_is_no_everywhere(told: list[Json], words: str) -> None:
    """Fails when a reader of one account looks for others, or one of several is taken for all."""
    document = audit(*told)
    assert re.fullmatch(rf".*[0-9]+ checks were {words}\.", document["also"])
    assert f"### {words.capitalize()}" in to_markdown(document).split("\n")


@pytest.mark.parametrize(
    ("open_in", "also"),
    [((1, 0), "1 check was not evaluated everywhere."), ((2, 0, 1), "2 checks were not evaluated everywhere.")],
)
def test_the_headline_tells_of_checks_that_were_not_evaluated(open_in: tuple[int, ...], also: str) -> None:
    """Fails when a check that could not be made everywhere passes for one that found nothing."""
    none = {"high": 0, "medium": 0, "low": 0}
    summary = {**SUMMARY, "unknown": 0, "accepted": 0, "findings": none}
    checks = [{"not_evaluated": ["why"] * number} for number in open_in]
    assert headline(summary, [{"findings": none}] * 2, checks) == ("No findings in what could be read.", also)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"left_out_accounts": ["x"]}, "left_out_accounts must be a list of dictionaries."),
        (
            {
                "users": [
                    {"user_name": "a", "password_enabled": True, "login_profile": {"password_reset_required": "no"}}
                ]
            },
            "users[0].login_profile.password_reset_required must be true, false or null.",
        ),
    ],
)
def test_what_is_no_result_is_said_word_for_word(change: dict[str, t.Any], sentence: str) -> None:
    """Fails when the sentence does not name what is wrong."""
    with pytest.raises(RequestError) as request_error:
        to_account({"users": [], **change})
    assert str(request_error.value) == sentence
