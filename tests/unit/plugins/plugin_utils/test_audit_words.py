# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Words of a report that people and pages go by, where mutants had survived."""

from __future__ import annotations

import re
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils.model import Refusal
from ansible_collections.identity.aws.plugins.plugin_utils.audit_account import to_account
from ansible_collections.identity.aws.plugins.plugin_utils.audit_charts import access_chart, password_age_chart
from ansible_collections.identity.aws.plugins.plugin_utils.audit_headline import headline
from ansible_collections.identity.aws.plugins.plugin_utils.audit_markdown import to_markdown
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils.audit_cases import EMPTY, Json, audit

USER = {"user_name": "ana", "password_enabled": True}
SUMMARY = {"accounts": 1, "accounts_not_read": 0, "unknown": 2, "accepted": 1, "findings": {"high": 1, "medium": 0}}


def test_the_bars_of_the_charts() -> None:
    """Fails when a bar has another label or tone than the page colours, or counts somebody else."""
    rows: list[dict[str, t.Any]] = [
        {"password_enabled": enabled, "mfa_active": mfa, "password_age_days": 3}
        for enabled, mfa in ((True, True), (True, False), (True, None), (False, True), (None, None))
    ]
    assert [(each["label"], each["tone"], each["count"]) for each in access_chart(rows)] == [
        ("Password and MFA", "good", 1),
        ("Password, no MFA", "bad", 1),
        ("Password, MFA not known", "unknown", 1),
        ("No password", "neutral", 1),
        ("Could not be read", "unknown", 1),
    ]
    assert {each["tone"] for each in password_age_chart(rows)[:-1]} == {"neutral"}


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
    with pytest.raises(Refusal) as refusal:
        to_account({"users": [], **change})
    assert str(refusal.value) == sentence
