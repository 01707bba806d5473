# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roster, the account password policy, and the age of the report."""

from __future__ import annotations

import typing as t
from xml.etree import ElementTree as ET

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.junit import to_junit
from ansible_collections.identity.aws.plugins.plugin_utils._audit.view import view
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    MEMBER,
    OWN,
    STRONG,
    ago,
    audit,
    entry,
    evidence,
    found,
    member_root,
    members,
    only,
    own_root,
    row,
    unjudged,
    unread,
    without_password,
)

NO_ROSTER = "The roster must be a list of dictionaries, as the profiles of iam_login_profile_roster are."
EMPTY = "Entry 0 of the roster: {} was given, but is {}. Correct the variable."
NOBODY = "Entry 0 of the roster has no user_name and no root_account_id."
NOT_LISTED, NO_PASSWORD = "user_not_in_roster", "roster_user_without_password"
NONE, WEAK, STALE = "no_password_policy", "weak_password_policy", "report_too_old"
ROOTS_ENTRIES = ({"root_account_id": OWN}, {"root_account_id": OWN, "state": "absent"})


def listed(*profiles: dict[str, t.Any], users: t.Sequence[dict[str, t.Any]] = ()) -> dict[str, t.Any]:
    """Return the report on an account with this roster."""
    return audit({**entry(*users or (row(),)), "roster": list(profiles)})


@pytest.mark.parametrize(
    "profile",
    [
        {"user_name": "ana"},
        {"name": "ana"},
        {"user_name": "ANA", "state": "present", "password": "x"},
    ],
)
def test_who_is_in_the_roster(profile: dict[str, t.Any]) -> None:
    """Fails when an alias, another case, which is the same name to IAM, or other options hide an entry."""
    assert found(listed(profile)) == []


def test_a_user_is_in_the_roster_whatever_the_case_of_the_name() -> None:
    """Fails when the name as AWS has it is compared letter for letter."""
    assert found(listed({"user_name": "ana"}, users=[row("Ana")])) == []


@pytest.mark.parametrize(
    "profile",
    [{"user_name": "an"}, {"user_name": "an", "state": "absent"}, *ROOTS_ENTRIES],
)
def test_who_is_not_in_the_roster(profile: dict[str, t.Any]) -> None:
    """Fails when a part of a name or a root user's entry lets a user have a password."""
    document = listed(profile)
    assert found(document, NOT_LISTED) == ["ana"]
    assert only(document, NOT_LISTED)["summary"] == "IAM user 'ana' has a password and is not in the roster."
    assert evidence(only(document, NOT_LISTED)) == {"password_enabled": True}


@pytest.mark.parametrize("name", ["ana", "ANA"])
def test_who_is_in_the_roster_to_have_no_password(name: str) -> None:
    """Fails when an entry that is absent lets a user have a password, or is said not to be in the roster."""
    document = listed({"name": name, "state": "absent"}, users=[row(), row("ben")])
    summaries = {each["user_name"]: each["summary"] for each in document["findings"] if each["id"] == NOT_LISTED}
    assert summaries == {
        "ana": "IAM user 'ana' has a password, and the roster says that it is to be absent.",
        "ben": "IAM user 'ben' has a password and is not in the roster.",
    }


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        ({"root_account_id": MEMBER, "state": "absent"}, ", and the roster says that it is to be absent."),
        ({"root_account_id": OWN, "state": "absent"}, "."),
        ({"user_name": MEMBER, "state": "absent"}, "."),
    ],
)
def test_which_root_user_is_in_the_roster_to_have_no_password(profile: dict[str, t.Any], sentence: str) -> None:
    """Fails when the entry of a root user is not told, or that of somebody else is told for it."""
    roots = members(member_root(password=True))
    document = audit({**entry(roots=roots), "roster": [{"user_name": "ana"}, profile]})
    summary = only(document, "root_password_in_member_account")["summary"]
    assert summary == f"The root user of account {MEMBER} has a password{sentence}"


def test_without_a_password_or_as_the_own_root_user_nobody_needs_the_roster() -> None:
    """Fails when the roster asks more of users than it says."""
    assert found(audit(entry(row(), without_password("ben")))) == []
    assert found(audit({**entry(without_password(), root_users=[own_root()]), "roster": []})) == []


def test_in_the_roster_without_a_password() -> None:
    """Fails when a user without one, or who is not there, goes unnoticed, or is told from the other by nothing."""
    document = listed(
        {"user_name": "ana"}, {"user_name": "BEN"}, {"user_name": "Zoe"}, users=[row(), without_password()]
    )
    assert sorted(str(name) for name in found(document, NO_PASSWORD)) == ["Zoe", "ben"]
    summaries = {each["user_name"]: each["summary"] for each in document["findings"]}
    assert summaries["ben"] == "IAM user 'BEN' is in the roster and has no password."
    assert summaries["Zoe"] == "IAM user 'Zoe' is in the roster and is not among the users who were looked at."
    assert {each["account_id"] for each in document["findings"]} == {OWN}


def test_of_a_user_who_was_not_looked_at_nothing_is_known() -> None:
    """Fails when the evidence is something that AWS never said."""
    nobody, without = (listed({"user_name": name}, users=[without_password("ben")]) for name in ("zoe", "ben"))
    assert evidence(only(nobody, NO_PASSWORD)) == {"password_enabled": None}
    assert evidence(only(without, NO_PASSWORD)) == {"password_enabled": False}


def test_a_user_who_could_not_be_read_is_not_one_without_a_password() -> None:
    """Fails when an error makes somebody give a second password to a user who has one."""
    assert found(listed({"user_name": "EVE"}, users=[unread("eve")])) == ["user_not_read"]


def test_an_entry_that_is_absent_asks_for_no_password() -> None:
    """Fails when whoever is to have none is told to have none as if that were wrong."""
    assert found(listed({"user_name": "ben", "state": "absent"}, users=[without_password()])) == []


def test_no_roster_and_an_empty_one_differ() -> None:
    """Fails when nobody may have a password although no roster was given, or everybody may although it is empty."""
    without = audit({**entry(), "roster": None})
    assert found(without) == []
    assert [unjudged(without, check) for check in (NOT_LISTED, NO_PASSWORD)] == [["No roster was given."]] * 2
    assert found(listed()) == [NOT_LISTED]


@pytest.mark.parametrize(
    ("roster", "sentence"),
    [
        (
            [{"user_name": "ana", "state": "gone"}],
            "Entry 0 of the roster (ana) must have the state present or absent.",
        ),
        (
            [{"user_name": "ana"}, {"root_account_id": OWN, "state": "gone"}],
            f"Entry 1 of the roster ({OWN}) must have the state present or absent.",
        ),
        ({}, NO_ROSTER),
        ("ana", NO_ROSTER),
        (["ana"], NO_ROSTER),
        ([None], NO_ROSTER),
        (5, NO_ROSTER),
        ([{"user_name": 5}], NOBODY),
        ([{}], NOBODY),
        ([{"user_name": None}], EMPTY.format("user_name", "null")),
        ([{"name": ""}], EMPTY.format("name", "empty")),
        ([{"root_account_id": None}], EMPTY.format("root_account_id", "null")),
        ([{"user_name": "ana", "root_account_id": None}], EMPTY.format("root_account_id", "null")),
        (
            [{"user_name": "ana", "state": None}],
            EMPTY.format("state", "null").replace("le.", "le, or omit the option."),
        ),
        ([{"users": "ana"}], NOBODY),
    ],
)
def test_what_is_no_roster_is_refused(roster: t.Any, sentence: str) -> None:
    """Fails when a roster that nobody understands allows everybody, or nobody."""
    with pytest.raises(RequestError) as request_error:
        audit({**entry(), "roster": roster})
    assert str(request_error.value) == sentence


@pytest.mark.parametrize(
    ("weakened", "told"),
    [
        ({"minimum_password_length": 13}, {"minimum_password_length": 13}),
        ({"minimum_password_length": None}, {"minimum_password_length": "not set"}),
        ({"password_reuse_prevention": 23}, {"password_reuse_prevention": 23}),
        ({"password_reuse_prevention": None}, {"password_reuse_prevention": "not set"}),
        (
            {"minimum_password_length": 8, "password_reuse_prevention": 0},
            {"minimum_password_length": 8, "password_reuse_prevention": 0},
        ),
        ({"minimum_password_length": 14, "password_reuse_prevention": 24}, {}),
        ({"minimum_password_length": 15, "password_reuse_prevention": 25}, {}),
        ({"require_symbols": False, "hard_expiry": True, "max_password_age": None}, {}),
    ],
)
def test_a_policy_that_is_weaker_than_asked_for(weakened: dict[str, t.Any], told: dict[str, t.Any]) -> None:
    """Fails when one of the two rules is not looked at, or at its edge, or what AWS leaves out is not off."""
    document = audit(entry(account_password_policy={**STRONG, **weakened}), max_password_age_days=90)
    assert found(document) == ([WEAK] if told else [])
    if told:
        assert evidence(only(document, WEAK)) == told
        least = {"minimum_password_length": 14, "password_reuse_prevention": 24}
        rules = " and ".join(f"{name} is {value} and should be {least[name]}" for name, value in told.items())
        assert only(document, WEAK)["summary"] == f"The account password policy of production is weak: {rules}."


def test_the_thresholds_of_the_policy_can_be_chosen() -> None:
    """Fails when the numbers of CIS hold whatever is asked for."""
    weak = entry(account_password_policy={**STRONG, "minimum_password_length": 8, "password_reuse_prevention": 5})
    assert found(audit(weak, minimum_password_length=8, password_reuse_prevention=5)) == []
    assert found(audit(weak, minimum_password_length=9, password_reuse_prevention=5)) == [WEAK]
    assert found(audit(weak, minimum_password_length=8, password_reuse_prevention=6)) == [WEAK]
    again = entry(account_password_policy={**STRONG, "password_reuse_prevention": None})
    assert found(audit(again, password_reuse_prevention=0)) == []
    assert found(audit(again, password_reuse_prevention=1)) == [WEAK]


def test_no_policy_is_one_finding() -> None:
    """Fails when an account without a policy passes, or is found twice."""
    document = audit(entry(account_password_policy={}), max_password_age_days=90)
    assert found(document) == [NONE]
    assert only(document, NONE)["user_name"] is None
    assert evidence(only(document, NONE)) == {"account_password_policy": "not set"}
    summary = "production has no account password policy, so the default policy of AWS applies."
    assert only(document, NONE)["summary"] == summary
    assert unjudged(document, WEAK) == ["There is no account password policy, a finding of its own."]


def test_no_policy_has_not_passed_as_one_that_is_strong_enough() -> None:
    """Fails when AWS's default policy, which is weaker than asked for, is green in a pipeline or on the page."""
    document = audit(entry(account_password_policy={}))
    cases = {each.get("name"): each for each in ET.fromstring(to_junit(document)).iter("testcase")}
    assert [each.tag for each in cases["Account password policy weaker than asked for"]] == ["skipped"]
    assert [each.tag for each in cases["No account password policy"]] == ["failure"]
    shown = view(document)
    assert WEAK not in {check["id"] for check in shown["passed"]}
    assert WEAK in {check["id"] for check, _each in shown["not_evaluated"]}
    assert "2 checks were not evaluated" in document["also"]


def test_a_policy_that_could_not_be_read() -> None:
    """Fails when null, which is not known, is read as none, as a strong one, or as one that nobody asked for."""
    document = audit(entry(account_password_policy=None), max_password_age_days=90)
    assert found(document) == ["account_not_read"]
    summary = "The account password policy of production could not be read."
    assert only(document, "account_not_read")["summary"] == summary
    for check in (NONE, WEAK):
        assert unjudged(document, check) == ["The account password policy is not known."]


def test_a_policy_that_nobody_asked_for() -> None:
    """Fails when an account is said not to be read, or to have no policy, since a task did not look at it."""
    told = entry()
    del told["access"]["account_password_policy"]
    document = audit(told, max_password_age_days=90)
    assert found(document) == []
    for check in (NONE, WEAK):
        assert unjudged(document, check) == ["The account password policy is not known."]


@pytest.mark.parametrize(
    ("hours", "is_found"), [(-2, False), (0, False), (4, False), (5 - 1 / 3600, False), (5, True), (100, True)]
)
def test_the_age_of_the_report(hours: float, is_found: bool) -> None:
    """Fails when a report of four hours, which AWS still gives out, is too old, or one of five is not."""
    document = audit(entry(credential_report={"generated_time": ago(hours=hours)}))
    assert bool(found(document, STALE)) is is_found
    if is_found:
        assert evidence(only(document, STALE)) == {"credential_report.generated_time": ago(hours=hours)}
        summary = f"The credential report of production is {int(hours)} hours old."
        assert only(document, STALE)["summary"] == summary
    asked = audit(entry(credential_report={"generated_time": ago(hours=hours)}), report_max_age_hours=99)
    assert bool(found(asked, STALE)) is (hours == 100)


def test_without_a_report_there_is_no_age() -> None:
    """Fails when no report passes for a new one."""
    for nothing in (None, {}, {"generated_time": None}):
        assert unjudged(audit(entry(credential_report=nothing)), STALE) == ["No credential report was read."]
    with pytest.raises(RequestError, match=r"^credential_report\.generated_time must be a date"):
        audit(entry(credential_report={"generated_time": "soon"}))
