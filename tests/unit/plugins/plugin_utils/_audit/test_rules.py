# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What whoever orders an audit decides: thresholds, and accepted findings."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import CHECKS
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.html import page_sources, to_html
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.markdown import to_markdown
from ansible_collections.identity.aws.plugins.plugin_utils._audit.settings import Thresholds, to_acceptances
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    MEMBER,
    NOW,
    OWN,
    ago,
    audit,
    entry,
    found,
    member_root,
    members,
    row,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import json_like, many

TODAY, YESTERDAY, TOMORROW = "2026-11-22", "2026-11-21", "2026-11-23"
NO_LIST = " must be a list of dictionaries."
NO_REASON = "[0] needs a reason, for the readers of the report."
EMPTY = " is empty. Correct the variable, or omit {} to accept findings whatever theirs."
EVERYTHING = " says neither checks, user_names nor account_ids, so it would accept everything."
NO_DATE = "[0].until must be a day in ISO 8601, such as 2026-12-31."


def accepting(**said: t.Any) -> dict[str, t.Any]:
    return {"reason": "known", "checks": ["password_unused"], **said}


def report(*accepted: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return a report with: ana unused and without MFA, Ben unused, a member's root password, no policy."""
    users = [
        row("ana", created=ago(400), password_last_used=ago(99), mfa_active=False),
        row("Ben", created=ago(400), password_last_used=ago(99)),
    ]
    roots = members(member_root(password=True))
    told = entry(*users, roster=["ana", "ben"], roots=roots, account_password_policy={})
    return audit(told, accepted=list(accepted))


def covered(*accepted: dict[str, t.Any]) -> set[tuple[str, str | None]]:
    """Return what is accepted: check and user."""
    return {(each["id"], each["user_name"]) for each in report(*accepted)["findings"] if each["accepted"]}


UNUSED = {("password_unused", "ana"), ("password_unused", "Ben")}
ROOT = ("root_password_in_member_account", "<root_account>")


@pytest.mark.parametrize(
    ("said", "is_covered"),
    [
        ({"checks": ["password_unused"]}, UNUSED),
        ({"checks": ["password_unused"], "user_names": ["ana"]}, {("password_unused", "ana")}),
        ({"user_names": ["a?a"]}, {("password_unused", "ana"), ("password_without_mfa", "ana")}),
        ({"user_names": ["b*", "B*"]}, {("password_unused", "Ben")}),
        ({"user_names": ["an"]}, set()),
        ({"user_names": ["<root_account>"]}, {ROOT}),
        ({"account_ids": [MEMBER]}, {ROOT}),
        ({"account_ids": ["4444*"]}, {ROOT}),
        ({"account_ids": [OWN], "checks": ["no_password_policy"]}, {("no_password_policy", None)}),
        ({"account_ids": [MEMBER], "user_names": ["ana"]}, set()),
        (
            {"account_ids": ["000000000000", OWN], "user_names": ["x", "ana"], "checks": ["password_unused"]},
            {("password_unused", "ana")},
        ),
    ],
)
def test_an_entry_covers_what_matches_all_that_it_says(
    said: dict[str, t.Any], is_covered: set[tuple[str, str | None]]
) -> None:
    """Fails when one of several conditions is enough, or a list asks for all of its patterns, or a part is a match."""
    assert covered({"reason": "known", **said}) == is_covered


@pytest.mark.parametrize(
    ("pattern", "name", "is_covered"),
    [("[a]na", "ana", False), ("[a]na", "[A]na", True), ("a[b", "a[b", True), ("A?a", "ana", True), ("*", "[", True)],
)
def test_a_bracket_of_a_pattern_stands_for_itself(pattern: str, name: str, is_covered: bool) -> None:
    """Fails when a pattern is a set of characters, which the documentation does not say, or matches itself no more."""
    (acceptance,) = to_acceptances([accepting(user_names=[pattern])], NOW)
    assert acceptance.covers({"id": "password_unused", "user_name": name, "account_id": OWN}) is is_covered


def test_a_pattern_of_user_names_is_about_users() -> None:
    """Fails when accepting what is found of any user accepts that an account has no policy."""
    assert ("no_password_policy", None) not in covered({"reason": "known", "user_names": ["*"]})


def test_an_account_that_was_not_read_cannot_be_accepted() -> None:
    """Fails when a pattern that fits an account hides that nobody has seen it, or only a part of it."""
    everything = [{"reason": "known", "account_ids": ["*"]}, {"reason": "known", "user_names": ["*"]}]
    document = audit(
        {"name": "a", "msg": "No."}, entry(roots={"msg": "No."}, account_password_policy=None), accepted=everything
    )
    assert [each["accepted"] for each in document["findings"]] == [None] * 3
    assert found(document) == ["account_not_read"] * 3


def test_what_is_accepted_stays_and_counts_no_more() -> None:
    """Fails when it is gone from the report, or is still counted somewhere."""
    before, after = report(), report(accepting(until=TOMORROW, reason="Sealed"), accepting(reason="too late"))
    assert found(before) == found(after)
    assert [each["accepted"] for each in before["findings"]] == [None] * len(before["findings"])
    accepted = [each["accepted"] for each in after["findings"] if each["id"] == "password_unused"]
    assert accepted == [{"reason": "Sealed", "until": TOMORROW}] * 2
    assert (before["summary"]["accepted"], after["summary"]["accepted"]) == (0, 2)
    assert before["summary"]["findings"]["medium"] - after["summary"]["findings"]["medium"] == 2
    assert after["accounts"][0]["findings"] == after["summary"]["findings"]
    (check,) = [each for each in after["checks"] if each["id"] == "password_unused"]
    assert (check["findings"], check["accepted"]) == (0, 2)
    assert [user["findings"] for user in after["users"] if user["user_name"] == "ana"] == [["password_without_mfa"]]


@pytest.mark.parametrize(
    ("until", "holds"),
    [
        (TODAY, True),
        (TOMORROW, True),
        (YESTERDAY, False),
        (dt.date(2026, 11, 22), True),
        (dt.date(2026, 11, 21), False),
        (dt.datetime(2026, 11, 22, tzinfo=dt.timezone.utc), True),
        (f"{TODAY}T00:00:00+00:00", True),
        (f"{YESTERDAY}T23:59:59Z", False),
    ],
)
def test_the_last_day_on_which_it_holds(until: t.Any, holds: bool) -> None:
    """Fails when it ends a day early or late, or a date as YAML makes one is a traceback."""
    assert [each.is_over for each in to_acceptances([accepting(until=until)], NOW)] == [not holds]
    assert covered(accepting(until=until)) == (UNUSED if holds else set())


@pytest.mark.parametrize(
    ("accepted", "sentences"),
    [
        ([], []),
        ([accepting(until=TODAY)], []),
        ([accepting(), accepting(user_names=["ana"])], []),
        ([accepting(until=YESTERDAY)], ["accepted[0] (known) has run out on 2026-11-21."]),
        ([accepting(until=f"{YESTERDAY}T23:59:59Z")], ["accepted[0] (known) has run out on 2026-11-21."]),
        ([accepting(), accepting(user_names=["zoe"], reason="Left")], ["accepted[1] (Left) matched no finding."]),
        (
            [accepting(user_names=["zoe"]), accepting(until=YESTERDAY, user_names=["zoe"])],
            ["accepted[0] (known) matched no finding.", "accepted[1] (known) has run out on 2026-11-21."],
        ),
    ],
)
def test_an_entry_without_effect_is_told(accepted: list[dict[str, t.Any]], sentences: list[str]) -> None:
    """Fails when an entry that has run out, or fits nothing, leaves no trace, or one is told that covers something."""
    document = report(*accepted)
    assert document["accepted_without_effect"] == sentences
    page, markdown = to_html(document, sources=page_sources()), to_markdown(document)
    for sentence in sentences:
        assert f"<li>{sentence}</li>" in page
        assert f"- {sentence}" in markdown.replace("\\", "")
    assert ("without effect" in page, "without effect" in markdown) == (bool(sentences), bool(sentences))
    assert ('href="#accepted"' in page) is bool(accepted)


@pytest.mark.parametrize(("count", "more"), [(20, ""), (21, "And 1 more entries, in the report.")])
def test_many_entries_without_effect_do_not_fill_the_summary(count: int, more: str) -> None:
    """Fails when a list that nobody tidies up makes the summary too long for a comment, or is cut in silence."""
    text = to_markdown(report(*[accepting(user_names=["zoe"])] * count))
    assert text.count("matched no finding") == 20
    assert ("more entries" in text) is bool(more)
    assert more in text


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({}, NO_LIST),
        ("x", NO_LIST),
        (["x"], NO_LIST),
        ([{}], NO_REASON),
        ([{"checks": ["password_unused"]}], NO_REASON),
        ([accepting(reason="")], NO_REASON),
        ([accepting(), {"reason": "x"}], f"[1]{EVERYTHING}"),
        ([{"reason": "x", "checks": [], "user_names": ["ana"]}], f"[0].checks{EMPTY.format('checks')}"),
        ([accepting(user_names=[])], f"[0].user_names{EMPTY.format('user_names')}"),
        ([accepting(account_ids=[" "])], f"[0].account_ids{EMPTY.format('account_ids')}"),
        ([accepting(user_names=None)], "[0].user_names must be a list of strings. Quote the ids of accounts."),
        (
            [accepting(checks=["password_unusd", "x"])],
            f"[0]: there is no check password_unusd, x. There are: {', '.join(check.id for check in CHECKS)}.",
        ),
        (
            [accepting(checks=["account_not_read"])],
            "[0]: what could not be read cannot be accepted, since nobody knows what it hides.",
        ),
        (
            [accepting(user=["ana"], x=1)],
            "[0] has no user, x. It has: account_ids, checks, reason, until, user_names.",
        ),
        ([accepting(checks="x")], "[0].checks must be a list of strings. Quote the ids of accounts."),
        ([accepting(user_names="ana")], "[0].user_names must be a list of strings. Quote the ids of accounts."),
        ([accepting(account_ids=[1])], "[0].account_ids must be a list of strings. Quote the ids of accounts."),
        *(([accepting(until=moment)], NO_DATE) for moment in ("soon", "", "31.12.2026", 2026, None)),
    ],
)
def test_an_entry_that_nobody_understands_is_refused(entries: t.Any, sentence: str) -> None:
    """Fails when a misspelt entry accepts everything or nothing in silence."""
    with pytest.raises(RequestError) as request_error:
        to_acceptances(entries, NOW)
    assert str(request_error.value) == f"accepted{sentence}"


@given(st.sampled_from(["checks", "user_names", "account_ids", "reason", "until"]), json_like)
@many
def test_an_entry_is_taken_or_refused(key: str, value: t.Any) -> None:
    """Fails when a value that makes no sense is a traceback."""
    entry_ = {**accepting(until=None), key: value}
    try:
        taken: t.Any = to_acceptances([entry_], NOW)
    except RequestError as request_error:
        taken = str(request_error)
    if isinstance(taken, str):
        assert taken.startswith("accepted[0]")
    else:
        assert all(each.reason and (each.checks or each.user_names or each.account_ids) for each in taken)


NUMBERS = [name for name in Thresholds.__dataclass_fields__ if name != "max_password_age_days"]


def test_the_thresholds_that_nobody_chose() -> None:
    """Fails when a default is not what CIS, AWS or the documentation says."""
    assert Thresholds.from_options({}) == Thresholds()
    assert audit(entry())["thresholds"] == {
        "unused_days": 45,
        "max_password_age_days": None,
        "reset_pending_days": 7,
        "report_max_age_hours": 4,
        "minimum_password_length": 14,
        "password_reuse_prevention": 24,
    }


@given(st.integers(0, 24), st.sampled_from([*NUMBERS, "max_password_age_days"]))
def test_a_threshold_is_a_whole_number(number: int, name: str) -> None:
    """Fails when one cannot be set to a number, or is said to be another."""
    assert Thresholds.from_options({name: number}).described()[name] == number


@pytest.mark.parametrize("value", [-1, 100_001, True, False, 4.0, "45", [], {}])
@pytest.mark.parametrize("name", NUMBERS)
def test_what_is_no_number_is_refused(name: str, value: t.Any) -> None:
    """Fails when a text or a flag is computed with, or a number below 0 finds everything."""
    most = {"minimum_password_length": 128, "password_reuse_prevention": 24}.get(name, 100_000)
    with pytest.raises(RequestError) as request_error:
        Thresholds.from_options({name: value})
    assert str(request_error.value) == f"{name} must be a whole number from 0 to {most}."
    for edge in (0, most):
        assert Thresholds.from_options({name: edge}).described()[name] == edge


def test_a_threshold_that_does_not_exist_is_refused() -> None:
    """Fails when a misspelt option leaves the default in force without a word."""
    with pytest.raises(RequestError) as request_error:
        Thresholds.from_options({"unused_day": 90})
    assert str(request_error.value) == (
        "There is no option unused_day. There are: max_password_age_days, minimum_password_length, "
        "password_reuse_prevention, report_max_age_hours, reset_pending_days, unused_days."
    )
