# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings of an audit: thresholds, and accepted findings."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import CHECKS
from ansible_collections.identity.aws.plugins.plugin_utils._audit.settings import Thresholds, to_acceptances
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    MEMBER,
    NOW,
    OWN,
    Json,
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
NO_REASON = "[0] requires a reason, for the readers of the report."
EMPTY = "[0].{0} is empty. Correct the variable, or omit {0} to accept findings with any value."
NO_STRINGS = "[0].{} must be a list of strings. Quote the ids of accounts."
EVERYTHING = " has none of checks, user_names and account_ids, so it would accept all findings. Give one of them."
NO_DATE = "[0].until must be a day in ISO 8601, such as 2026-12-31."
NO_CHECK = f"[0]: unknown check: password_unusd, x. Valid checks: {', '.join(check.id for check in CHECKS)}."
NO_KEY = "[0] has unknown keys: user, x. Valid keys: account_ids, checks, reason, until, user_names."
HIDES = (
    "[0]: account_not_read cannot be accepted, because an account that was not read may have any finding. Remove it."
)
OVER = "accepted[0] (known) ended on 2026-11-21."


def accepting(**more: t.Any) -> Json:
    return {"reason": "known", "checks": ["password_unused"], **more}


def report(*accepted: Json) -> Json:
    """Return a report with: ana unused and without MFA, Ben unused, a member's root password, no policy."""
    old: Json = {"created": ago(400), "password_last_used": ago(99)}
    users = [row("ana", mfa_active=False, **old), row("Ben", **old)]
    roots = members(member_root(password=True))
    audited = entry(*users, roster=["ana", "ben"], roots=roots, account_password_policy={})
    return audit(audited, accepted=list(accepted))


NO_LISTS: list[t.Any] = [{}, "x", ["x"]]
NO_REASONS: list[Json] = [{}, {"checks": ["password_unused"]}, accepting(reason="")]
ANA, BEN, ROOT = ("password_unused", "ana"), ("password_unused", "Ben"), "root_password_in_member_account"
OWN_POLICY = ("no_password_policy", None)
ONE_OF_EACH = {"account_ids": ["0" * 12, OWN], "user_names": ["x", "ana"], "checks": ["password_unused"]}


@pytest.mark.parametrize(
    ("patterns", "accepted"),
    [
        ({"checks": ["password_unused"]}, [ANA, BEN]),
        ({"checks": ["password_unused"], "user_names": ["ana"]}, [ANA]),
        ({"user_names": ["a?a"]}, [("password_without_mfa", "ana"), ANA]),
        ({"user_names": ["b*", "B*"]}, [BEN]),
        ({"user_names": ["an"]}, []),
        ({"user_names": ["[a]na"]}, []),
        ({"user_names": ["*"], "checks": ["no_password_policy"]}, []),
        ({"user_names": ["<root_account>"]}, [(ROOT, "<root_account>")]),
        ({"account_ids": [MEMBER]}, [(ROOT, "<root_account>")]),
        ({"account_ids": ["4444*"]}, [(ROOT, "<root_account>")]),
        ({"account_ids": [OWN], "checks": ["no_password_policy"]}, [OWN_POLICY]),
        ({"account_ids": [MEMBER], "user_names": ["ana"]}, []),
        (ONE_OF_EACH, [ANA]),
    ],
)
def test_an_entry_covers_what_matches_all_of_its_lists(patterns: Json, accepted: list[tuple[str, str | None]]) -> None:
    """Fails when one of several lists is enough, a list requires all of its patterns, or a partial match counts."""
    findings = report({"reason": "known", **patterns})["findings"]
    assert {(each["id"], each["user_name"]) for each in findings if each["accepted"]} == {*accepted}


@pytest.mark.parametrize(
    ("pattern", "name", "until", "is_over"),
    [
        # Only * and ? are special, in any case.
        *(("[a]na", "[A]na", TODAY, False), ("a[b", "a[b", TODAY, False), ("A?a", "ana", TODAY, False)),
        # The last day is included.
        *(("*", "[", TOMORROW, False), ("*", "[", YESTERDAY, True), ("*", "[", f"{YESTERDAY}T23:59:59Z", True)),
        *(("*", "[", dt.date(2026, 11, 22), False), ("*", "[", dt.date(2026, 11, 21), True)),
        *(("*", "[", value, False) for value in (f"{TODAY}T00:00:00+00:00", NOW)),
    ],
)
def test_a_pattern_and_the_last_day_of_an_entry(pattern: str, name: str, until: t.Any, is_over: bool) -> None:
    """Fails when a bracket is a set of characters, or an entry ends a day early or late or covers something then."""
    (acceptance,) = to_acceptances([accepting(user_names=[pattern], until=until)], NOW)
    finding: t.Any = {"id": "password_unused", "user_name": name, "account_id": OWN}
    assert (acceptance.is_over, acceptance.covers(finding)) == (is_over, not is_over)


def test_an_account_that_was_not_read_cannot_be_accepted() -> None:
    """Fails when a matching pattern hides that an account was not read, or only partly."""
    everything = [{"reason": "known", "account_ids": ["*"]}, {"reason": "known", "user_names": ["*"]}]
    partly = entry(roots={"msg": "No."}, account_password_policy=None)
    document = audit({"name": "a", "msg": "No."}, partly, accepted=everything)
    assert [(each["id"], each["accepted"]) for each in document["findings"]] == [("account_not_read", None)] * 3


def test_an_accepted_finding_stays_with_its_reason() -> None:
    """Fails when it is missing in the report, is still among the user's, or a later entry gives the reason."""
    before, after = report(), report(accepting(until=TOMORROW, reason="Sealed"), accepting(reason="too late"))
    assert found(before) == found(after)
    assert [each["accepted"] for each in before["findings"]] == [None] * len(before["findings"])
    accepted = [each["accepted"] for each in after["findings"] if each["id"] == "password_unused"]
    assert accepted == [{"reason": "Sealed", "until": TOMORROW}] * 2
    assert [user["findings"] for user in after["users"] if user["user_name"] == "ana"] == [["password_without_mfa"]]


@pytest.mark.parametrize(
    ("accepted", "sentences"),
    [
        ([], []),
        ([accepting(until=TODAY)], []),
        ([accepting(), accepting(user_names=["ana"])], []),
        ([accepting(until=f"{YESTERDAY}T23:59:59Z")], [OVER]),
        ([accepting(), accepting(user_names=["zoe"], reason="Left")], ["accepted[1] (Left) matched no finding."]),
        ([accepting(until=YESTERDAY), accepting(user_names=["x"])], [OVER, "accepted[1] (known) matched no finding."]),
    ],
)
def test_an_entry_without_effect_is_reported(accepted: list[Json], sentences: list[str]) -> None:
    """Fails when an expired or unmatched entry is not reported, or one with effect is."""
    assert report(*accepted)["accepted_without_effect"] == sentences


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        *((value, NO_LIST) for value in NO_LISTS),
        *(([value], NO_REASON) for value in NO_REASONS),
        ([accepting(), {"reason": "x"}], f"[1]{EVERYTHING}"),
        ([{"reason": "x", "checks": [], "user_names": ["ana"]}], EMPTY.format("checks")),
        ([accepting(user_names=[])], EMPTY.format("user_names")),
        ([accepting(account_ids=["1", " "])], EMPTY.format("account_ids")),
        *(([accepting(user_names=value)], NO_STRINGS.format("user_names")) for value in (None, "ana")),
        ([accepting(checks="x")], NO_STRINGS.format("checks")),
        ([accepting(account_ids=[1])], NO_STRINGS.format("account_ids")),
        ([accepting(checks=["password_unusd", "x"])], NO_CHECK),
        ([accepting(checks=["account_not_read"])], HIDES),
        ([accepting(user=["ana"], x=1)], NO_KEY),
        *(([accepting(until=value)], NO_DATE) for value in ("soon", "", "31.12.2026", 2026, None)),
    ],
)
def test_a_wrong_entry_is_rejected(entries: t.Any, sentence: str) -> None:
    """Fails when an entry with a typo silently accepts everything or nothing."""
    with pytest.raises(RequestError) as request_error:
        to_acceptances(entries, NOW)
    assert str(request_error.value) == f"accepted{sentence}"


@given(st.sampled_from(["checks", "user_names", "account_ids", "reason", "until"]), json_like)
@many
def test_an_entry_is_taken_or_rejected(key: str, value: t.Any) -> None:
    """Fails when a value causes a traceback, or an entry without a reason or a pattern is accepted."""
    message, taken = "accepted[0]", []
    try:
        taken = to_acceptances([{**accepting(until=TODAY), key: value}], NOW)
    except RequestError as request_error:
        message = str(request_error)
    assert message.startswith("accepted[0]")
    assert all(each.reason and (each.checks or each.user_names or each.account_ids) for each in taken)


# Those of CIS, AWS and the documentation.
DAYS: Json = {"unused_days": 45, "max_password_age_days": None, "reset_pending_days": 7, "report_max_age_hours": 4}
OF_AWS = {"minimum_password_length": 128, "password_reuse_prevention": 24, "max_signin_session_hours": 2160}
DEFAULTS: Json = {**DAYS, **dict(zip(OF_AWS, (14, 24, None), strict=True)), "valid_until_warn_days": 14}
LARGEST = {**dict.fromkeys(DAYS, 100_000), **OF_AWS, "valid_until_warn_days": 365}


@pytest.mark.parametrize(("name", "largest"), LARGEST.items())
def test_a_threshold_is_a_whole_number(name: str, largest: int) -> None:
    """Fails when a string or a flag is used as a number, any number is accepted, or a limit or default is wrong."""
    assert audit(entry())["thresholds"] == Thresholds.from_options({}).described() == DEFAULTS
    least = int(name == "max_signin_session_hours")  # AWS's minimum limit
    for value in (least, 1, largest):
        assert Thresholds.from_options({name: value}).described() == {**DEFAULTS, name: value}
    wrong: tuple[t.Any, ...] = (least - 1, largest + 1, True, False, 4.0, "45", None, [], {})
    for each in wrong:
        with pytest.raises(RequestError) as request_error:
            Thresholds.from_options({name: each})
        assert str(request_error.value) == f"{name} must be a whole number from {least} to {largest}."


def test_a_threshold_that_does_not_exist_is_rejected() -> None:
    """Fails when an option with a typo silently keeps the default."""
    with pytest.raises(RequestError) as request_error:
        Thresholds.from_options({"unused_day": 90}, "now")
    names = ", ".join(sorted([*DEFAULTS, "now"]))
    assert str(request_error.value) == f"Unknown option: unused_day. Valid options: {names}."
