# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Passwords that nobody uses, that are too old, or whose reset is pending: when they were set, and the last day."""

from __future__ import annotations

import typing as t
from datetime import timedelta

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    NOW,
    STRONG,
    ago,
    audit,
    by_report,
    entry,
    evidence,
    found,
    only,
    row,
    unjudged,
    without_password,
    without_report,
)

UNUSED, TOO_OLD, PENDING = "password_unused", "password_too_old", "reset_pending"
A_SECOND = 1 / 86400
CREATED, RESET = "login_profile.create_date", "login_profile.password_reset_required"
DATES = ("password_last_used", "password_last_changed")


def dates(value: str | None) -> dict[str, t.Any]:
    """Return the columns of the report that tell when a password was used and set."""
    return dict.fromkeys(DATES, value)


def user(**columns: t.Any) -> dict[str, t.Any]:
    """Return a row with an old login profile, whatever the test is about."""
    return row(**{"created": ago(400), "password_last_changed": ago(10), **columns})


@pytest.mark.parametrize(
    ("days", "is_found"), [(0, False), (44, False), (45 - A_SECOND, False), (45, True), (46, True), (-3, False)]
)
@pytest.mark.parametrize("source", [lambda r: r, by_report])
def test_a_password_that_was_not_used_for_45_days(days: float, is_found: bool, source: t.Callable[..., t.Any]) -> None:
    """Fails when the limit is off by a day, or a date in the future is an old one."""
    document = audit(entry(source(user(password_last_used=ago(days)))))
    assert bool(found(document, UNUSED)) is is_found
    if is_found:
        assert only(document, UNUSED)["summary"] == f"The password of IAM user 'ana' was last used {days} days ago."
        assert evidence(only(document, UNUSED)) == {"password_last_used": ago(days)}


@pytest.mark.parametrize(("days", "is_found"), [(44, False), (45 - A_SECOND, False), (45, True), (399, True)])
@pytest.mark.parametrize("source", [lambda r: r, by_report])
def test_a_password_that_was_never_used_counts_from_when_it_was_set(
    days: float, is_found: bool, source: t.Callable[..., t.Any]
) -> None:
    """Fails when a password that nobody ever used passes, which is the mistake of other auditors."""
    document = audit(entry(source(user(password_last_used=None, password_last_changed=ago(days)))))
    assert bool(found(document, UNUSED)) is is_found
    if is_found:
        summary = f"The password of IAM user 'ana' was never used since it was set {days} days ago."
        assert only(document, UNUSED)["summary"] == summary
        assert evidence(only(document, UNUSED)) == {"password_last_used": None, "password_last_changed": ago(days)}


@pytest.mark.parametrize(("days", "is_found"), [(44, False), (45, True)])
def test_a_user_who_is_newer_than_the_report_counts_from_the_login_profile(days: float, is_found: bool) -> None:
    """Fails when a user of whom the report knows nothing is not judged by what is known live."""
    columns = dates(None)
    document = audit(entry(row(created=ago(days), **columns)))
    assert bool(found(document, UNUSED)) is is_found
    assert unjudged(document, UNUSED) == []
    if is_found:
        assert evidence(only(document, UNUSED)) == {"password_last_used": None, CREATED: ago(days)}


@pytest.mark.parametrize(("created", "is_found"), [(44, False), (45, True), (59, True)])
def test_a_use_of_an_earlier_password_is_none(created: float, is_found: bool) -> None:
    """Fails when a login profile that was deleted and made anew is as unused, or as used, as the one before."""
    columns: dict[str, t.Any] = {"password_last_used": ago(60), "password_last_changed": ago(60)}
    document = audit(entry(row(created=ago(created), **columns)))
    assert bool(found(document, UNUSED)) is is_found
    if is_found:
        assert f"never used since it was set {created} days ago" in only(document, UNUSED)["summary"]
    (shown,) = [user for user in document["users"] if user["user_name"] == "ana"]
    assert (shown["never_used"], shown["unused_days"], shown["password_age_days"]) == (True, created, created)


def test_a_use_in_the_moment_of_creation_is_one() -> None:
    """Fails when the two moments are compared the wrong way round at the edge."""
    document = audit(entry(row(created=ago(50), password_last_used=ago(50), password_last_changed=ago(50))))
    assert "last used 50 days ago" in only(document, UNUSED)["summary"]


@pytest.mark.parametrize("check", [UNUSED, TOO_OLD])
def test_without_a_report_nobody_knows(check: str) -> None:
    """Fails when the age of a login profile, which an update does not change, passes for that of the password."""
    document = audit(entry(without_report(row(created=ago(400))), root_users=[], credential_report=None))
    assert found(document, check) == []
    assert unjudged(document, check) == ["No credential report was read."]
    (shown,) = [user for user in document["users"] if user["user_name"] == "ana"]
    assert (shown["never_used"], shown["unused_days"], shown["password_age_days"]) == (None, None, None)


@pytest.mark.parametrize("check", [UNUSED, TOO_OLD])
def test_a_report_that_does_not_tell(check: str) -> None:
    """Fails when a user of whom no date is known passes for one in order."""
    columns = dates(None)
    document = audit(entry(by_report(row(**columns)), row("ben"), roster=["ana", "ben"]))
    assert found(document) == []
    assert unjudged(document, check) == ["The credential report has no data on ana."]
    (shown,) = [user for user in document["users"] if user["user_name"] == "ana"]
    assert (shown["never_used"], shown["unused_days"], shown["password_age_days"]) == (None, None, None)


@pytest.mark.parametrize("asked", [None, 90])
@pytest.mark.parametrize(
    ("days", "is_found"),
    [(90, False), (90 + A_SECOND, False), (91 - A_SECOND, False), (91, True), (92 - A_SECOND, True), (-1, False)],
)
def test_a_password_that_is_too_old(days: float, asked: int | None, is_found: bool) -> None:
    """Fails when the limit, of the policy or as asked for, is off by a day, or 90 days are said to be more than 90."""
    limit_asked: t.Any = {} if asked is None else {"max_password_age_days": asked}
    document = audit(entry(user(password_last_changed=ago(days))), **limit_asked)
    assert bool(found(document, TOO_OLD)) is is_found
    if is_found:
        limit = "allowed are 90." if asked else "the account password policy allows 90."
        summary = f"The password of IAM user 'ana' is 91 days old; {limit}"
        assert only(document, TOO_OLD)["summary"] == summary
        assert evidence(only(document, TOO_OLD)) == {"password_last_changed": ago(days)}


@pytest.mark.parametrize(("asked", "days", "is_found"), [(30, 31, True), (180, 91, False), (180, 181, True)])
def test_what_is_asked_for_goes_before_the_policy(asked: int, days: int, is_found: bool) -> None:
    """Fails when the policy's 90 days hold although others are asked for."""
    document = audit(entry(user(password_last_changed=ago(days))), max_password_age_days=asked)
    assert bool(found(document, TOO_OLD)) is is_found


@pytest.mark.parametrize("policy", [None, {}, {**STRONG, "max_password_age": None}])
def test_without_a_limit_no_age_is_judged(policy: t.Any) -> None:
    """Fails when no limit passes for one that is kept."""
    document = audit(entry(user(password_last_changed=ago(3000)), account_password_policy=policy))
    assert found(document, TOO_OLD) == []
    why = "Neither the account password policy nor max_password_age_days limits it."
    assert unjudged(document, TOO_OLD) == [why]
    asked = audit(entry(user(password_last_changed=ago(3000)), account_password_policy=policy), max_password_age_days=9)
    assert found(asked, TOO_OLD) == ["ana"]


def test_a_limit_of_no_days_is_one() -> None:
    """Fails when max_password_age_days=0, which is allowed, puts the policy's own limit out of force in silence."""
    assert found(audit(entry(user(password_last_changed=ago(300))), max_password_age_days=0), TOO_OLD) == ["ana"]


def test_a_password_of_today_is_not_older_than_no_days() -> None:
    """Fails when a password is found to be "0 days old; allowed are 0", which nobody can mend."""
    users = [user(password_last_changed=ago(1 - A_SECOND)), row("ben", created=ago(400), password_last_changed=ago(1))]
    document = audit(entry(*users), max_password_age_days=0)
    assert found(document, TOO_OLD) == ["ben"]
    assert only(document, TOO_OLD)["summary"] == "The password of IAM user 'ben' is 1 day old; allowed are 0."


def test_the_login_profile_may_be_newer_than_the_report() -> None:
    """Fails when a password that was set after the report is as old as the one before."""
    document = audit(entry(row(created=ago(hours=0.5), reset=True, **dates(ago(300)))))
    assert found(document) == []


@pytest.mark.parametrize(("days", "is_found"), [(0, False), (7 - A_SECOND, False), (7, True), (8, True), (-1, False)])
def test_a_reset_that_is_pending(days: float, is_found: bool) -> None:
    """Fails when the limit is off by a day, or a reset that is not required is one."""
    columns: dict[str, t.Any] = {
        "created": ago(400),
        "password_last_changed": ago(days),
        "password_last_used": ago(days + 1),
    }
    document = audit(entry(row(reset=True, **columns), row("ben", reset=False, **columns), roster=["ana", "ben"]))
    assert found(document, PENDING) == (["ana"] if is_found else [])
    if is_found:
        summary = f"IAM user 'ana' has had to set a new password for {days} days."
        assert only(document, PENDING)["summary"] == summary
        assert evidence(only(document, PENDING)) == {RESET: True, "password_last_changed": ago(days)}


def test_who_signed_in_since_has_no_reset_pending_from_before() -> None:
    """Fails when a reset that was asked for today is said to be as old as the password: nobody signs in past one."""
    old: dict[str, t.Any] = {"created": ago(400), "password_last_changed": ago(300)}
    users = [
        row(reset=True, password_last_used=ago(1), **old),
        row("ben", reset=True, password_last_used=ago(9), **old),
    ]
    document = audit(entry(*users))
    assert found(document, PENDING) == ["ben"]
    assert evidence(only(document, PENDING)) == {RESET: True, "password_last_used": ago(9)}


def test_a_reset_that_was_required_in_the_moment_of_a_use_is_told_by_when_it_was_set() -> None:
    """Fails when the two moments are compared the wrong way round at the edge."""
    document = audit(entry(row(reset=True, created=ago(400), **dates(ago(9)))))
    assert evidence(only(document, PENDING)) == {RESET: True, "password_last_changed": ago(9)}


def test_a_reset_of_which_the_report_does_not_tell() -> None:
    """Fails when a source that knows nothing of resets passes for one that says that none is required."""
    document = audit(entry(by_report(row(**dates(ago(20))))))
    assert found(document) == []
    assert unjudged(document, PENDING) == [
        "The credential report does not show whether a reset is required. Read the users live (source: live)."
    ]


def test_a_reset_that_is_pending_since_nobody_knows_when() -> None:
    """Fails when a reset without a date passes, or is said to be as old as the login profile."""
    live = without_report(row(reset=True, created=ago(400)))
    document = audit(entry(live, root_users=[], credential_report=None))
    assert found(document, PENDING) == []
    assert unjudged(document, PENDING) == ["No credential report was read."]
    newer = audit(entry(row(reset=True, created=ago(8), **dates(None))))
    assert found(newer, PENDING) == ["ana"]


def test_who_comes_after_a_user_of_whom_no_date_is_known() -> None:
    """Fails when users are not judged, or not named, since nothing is known of the one before them."""
    undated = row(reset=True, **dates(None))
    undated["login_profile"]["create_date"] = None
    users = [undated, row("ben", reset=True, created=ago(400), **dates(ago(99)))]
    document = audit(entry(*users, roster=["ana", "ben"]), max_password_age_days=90)
    for check in (UNUSED, TOO_OLD, PENDING):
        assert found(document, check) == ["ben"]
        assert unjudged(document, check) == ["The credential report has no data on ana."]


def test_no_password_no_age() -> None:
    """Fails when AWS's memory of an earlier password is held against a user without one."""
    columns = {"password_last_used": ago(900), "password_last_changed": ago(900)}
    document = audit(entry(row(), without_password(**columns)))
    assert found(document) == []
    (shown,) = [user for user in document["users"] if user["user_name"] == "ben"]
    assert (shown["never_used"], shown["unused_days"], shown["password_age_days"]) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-10-08T10:00:00Z", 45),
        ("2026-10-08T10:00:00", 45),
        ("2026-10-08T12:00:00+02:00", 45),
        ("2026-10-08T10:00:01+00:00", 44),
        ("2026-10-08 10:00:00.000001+00:00", 44),
        ("2026-10-08", 45),
    ],
)
def test_a_date_in_another_form(text: str, days: int) -> None:
    """Fails when "Z", another zone, or none, which is UTC, moves a moment."""
    document = audit(entry(user(password_last_used=text)))
    (shown,) = [user for user in document["users"] if user["user_name"] == "ana"]
    assert shown["unused_days"] == days
    assert bool(found(document, UNUSED)) is (days == 45)


@pytest.mark.parametrize("value", ["no_information", "N/A", "", "yesterday", "2026-13-01", 20261008, True, 1.5, [], {}])
@pytest.mark.parametrize("column", [*DATES, CREATED])
def test_what_is_no_date_is_refused(value: t.Any, column: str) -> None:
    """Fails when such a value is a traceback, or is taken for never, or is shown of who has no password."""
    columns = {} if column == CREATED else {column: value}
    wrong = row(**columns)
    if column == CREATED:
        wrong["login_profile"]["create_date"] = value
    for who in (wrong, {**wrong, "password_enabled": False}, {**wrong, "password_enabled": None}):
        with pytest.raises(RequestError, match=f"^{column} of ana must be a date and time in ISO 8601"):
            audit(entry(who))


def test_a_password_that_was_never_changed_is_told_by_the_report() -> None:
    """Fails when two columns with one moment, as every first password has them, are told by the other one."""
    document = audit(entry(row(created=ago(99), password_last_used=None, password_last_changed=ago(99))))
    assert evidence(only(document, UNUSED)) == {"password_last_used": None, "password_last_changed": ago(99)}


def test_the_present_moment_is_handed_in() -> None:
    """Fails when a clock is read."""
    later = NOW + timedelta(days=365)
    assert "last used 366 days ago" in only(audit(entry(), now=later), UNUSED)["summary"]
