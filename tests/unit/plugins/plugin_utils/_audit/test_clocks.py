# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The clock of the controller, that of AWS, and ages: a date in the future is never a young password."""

from __future__ import annotations

import csv
import typing as t
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.action.console_access_report import _failure_code
from ansible_collections.identity.aws.plugins.filter.console_access_findings import console_access_findings
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.registry import FORMATS
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    NOW,
    Json,
    access,
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
    without_password,
    without_report,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import some

BY_AGE = ["password_unused", "password_too_old", "reset_pending", "report_too_old"]
# The latest that is taken for a clock that differs a little.
TOLERATED = 300
COLUMNS: dict[str, t.Callable[[str], Json]] = {
    "password_last_used": lambda at: entry(row(password_last_used=at)),
    "password_last_changed": lambda at: entry(row(password_last_changed=at)),
    "login_profile.create_date": lambda at: entry(row(created=at)),
    "credential_report.generated_time": lambda at: entry(row(), credential_report={"generated_time": at}),
    "answered_at": lambda at: entry(row(), answered_at=at),
}
# Of rows that no check of ages is about.
ELSEWHERE: dict[str, t.Callable[[str], Json]] = {
    "a user without a password": lambda at: entry(row(), without_password(password_last_used=at)),
    "the account's root user": lambda at: entry(row(), root_users=[own_root(password_last_used=at)]),
}
offsets = st.integers(-3 * 3600, 86400) | st.integers(TOLERATED - 2, TOLERATED + 2)


@given(st.sampled_from([*COLUMNS.items(), *ELSEWHERE.items()]), offsets)
@some
def test_a_date_in_the_future_is_not_evaluated(where: tuple[str, t.Callable[[str], Json]], seconds: int) -> None:
    """Fails when old passwords seem young by a clock that is behind, the boundary is off, or a column is forgotten."""
    name, told = where
    future = ago(seconds=-seconds)
    document = audit(told(future))
    is_wrong = seconds > TOLERATED
    assert found(document) == (["account_not_read"] if is_wrong else [])
    assert [bool(unjudged(document, check)) for check in BY_AGE] == [is_wrong] * 4
    if is_wrong:
        finding = only(document, "account_not_read")
        assert evidence(finding) == {name if name in COLUMNS else "password_last_used": future}
        clocks = (
            f"is {future}, and the clock of the controller is {seconds} seconds or more behind ({NOW.isoformat()})."
        )
        assert clocks in finding["summary"]
        assert "A clock is wrong: " in unjudged(document, "password_unused")[0]
        assert {(user["unused_days"], user["password_age_days"]) for user in document["users"]} == {(None, None)}


@given(
    st.integers(0, 500) | st.sampled_from([44, 45]),
    st.integers(-TOLERATED, 10**8) | st.sampled_from([TOLERATED, 86400]),
)
@example(44, -TOLERATED)
@some
def test_ages_do_not_depend_on_the_clock_of_the_controller(days: int, ahead: int) -> None:
    """Fails when a clock that is ahead, or a result that was saved, makes a used password an unused one."""
    told = entry(row(created=ago(days), password_last_used=None, password_last_changed=ago(days)), answered_at=ago())
    document = audit(told, now=NOW + timedelta(seconds=ahead))
    expected = days - 1 if ahead < 0 and days else days
    user = document["users"][0]
    assert (user["unused_days"], user["password_age_days"]) == (expected, expected)
    assert ("password_unused" in found(document)) is (expected >= 45)
    assert "account_not_read" not in found(document)


@given(st.integers(TOLERATED + 1, 10**8))
@some
def test_a_clock_that_is_behind_is_found_without_any_recent_date(behind: int) -> None:
    """Fails when a clock that is behind passes because no user signed in lately and there is no credential report."""
    user = row(created=ago(4000), reset=None)
    told = entry(without_report(user), credential_report=None, root_users=[], answered_at=ago())
    document = audit(told, now=NOW - timedelta(seconds=behind))
    assert "account_not_read" in found(document)
    assert evidence(only(document, "account_not_read")) == {"answered_at": ago()}


def test_a_report_that_was_not_too_old_when_it_was_read_points_at_the_clock() -> None:
    """Fails when somebody with a clock that is ahead requests one report after another, or an old one seems new."""
    new, old = (entry(credential_report={"generated_time": ago(hours=hours)}, answered_at=ago()) for hours in (1, 9))
    ahead = only(audit(new, now=NOW + timedelta(days=3)), "report_too_old")["summary"]
    assert ahead.endswith("the result was saved, or the clock of the controller is ahead.")
    assert only(audit(old), "report_too_old")["summary"].endswith(" is 9 hours old.")


def test_a_date_that_aws_cannot_have_told_is_not_evaluated() -> None:
    """Fails when a date behind the reply that told it is judged, or the right clock of the controller is blamed."""
    document = audit(entry(row(password_last_used=ago(1)), answered_at=ago(2)))
    summary = only(document, "account_not_read")["summary"]
    assert f"later than the time at which AWS answered ({ago(2)}). Read the account again." in summary


def test_the_result_about_member_accounts_may_be_newer() -> None:
    """Fails when a password that a root user got during the audit makes it fail, or one of two times is not checked."""
    root = member_root(password=True, login_profile={"create_date": ago(hours=1), "password_reset_required": False})
    document = audit(entry(answered_at=ago(hours=2), roots=members(root, answered_at=ago())))
    assert found(document) == ["root_password_in_member_account"]
    behind = audit(entry(answered_at=ago(), roots=members(answered_at=ago(-2))))
    assert evidence(only(behind, "account_not_read")) == {"answered_at": ago(-2)}


def test_what_is_too_old_by_a_clock_that_is_behind_is_too_old() -> None:
    """Fails when findings that are true by any clock are dropped."""
    users = [
        row(created=ago(400), password_last_used=ago(99), password_last_changed=ago(99)),
        row("ben", created=ago(-2), password_last_used=ago(-3), password_last_changed=ago(-3)),
    ]
    document = audit(entry(*users, roster=["ana", "ben"]))
    assert found(document) == ["account_not_read", "password_unused", "password_too_old"]


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_shows_that_a_clock_is_wrong(name: str) -> None:
    """Fails when somebody who reads one format does not see that the ages were not evaluated, or why."""
    text = FORMATS[name].render(audit(entry(answered_at=ago(-2))))
    if name == "csv":
        users = list(csv.DictReader(text.splitlines()))
        assert {(user["password_age_days"], user["unused_days"]) for user in users} == {("", "")}
    else:
        assert "and the clock of the controller is 172800 seconds or more behind" in text.replace("&#43;", "+")


def test_an_audit_that_cannot_evaluate_ages_fails() -> None:
    """Fails when a pipeline is green because of a wrong clock: with fail_on never, or with an accepted finding."""
    accepted = [{"user_names": ["*"], "account_ids": ["*"], "reason": "All."}]
    assert _failure_code(audit(entry(answered_at=ago()), accepted=accepted), "never") is None
    assert _failure_code(audit(entry(answered_at=ago(-2)), accepted=accepted), "never") == "accounts_not_read"


def test_a_given_time_is_what_ages_are_counted_to() -> None:
    """Fails when the filter's option now is overruled by the time at which AWS answered."""
    told = access(row(), answered_at=ago())
    later = (NOW + timedelta(days=100)).isoformat()
    assert "last used 101 days ago" in console_access_findings(told, now=later)[0]["summary"]
