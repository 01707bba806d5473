# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controller's clock, AWS's clock, and ages; and users that no task can name."""

from __future__ import annotations

import typing as t
from datetime import timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    NOW,
    Json,
    ago,
    audit,
    entry,
    evidence,
    found,
    member_root,
    members,
    not_evaluated,
    only,
    own_root,
    row,
    session,
    without_password,
    without_report,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import some

BY_AGE = ["sessions_without_password", "password_unused", "password_too_old", "reset_pending", "report_too_old"]
TOLERANCE = 300  # seconds
NO_NAME, NO_ID = "name is not an IAM user name", "account id does not have 12 digits"
# Accounts with a date, its column, and the message for a reader.
DATES: list[tuple[t.Callable[[str], Json], str, str]] = [
    (lambda at: entry(answered_at=at), "answered_at", "the time of the last reply of AWS is"),
    (
        lambda at: entry(credential_report={"generated_time": at}),
        *("credential_report.generated_time", "the time of the credential report is"),
    ),
    (lambda at: entry(row(password_last_used=at)), "password_last_used", "password_last_used of IAM user 'ana' is"),
    (lambda at: entry(row(password_last_changed=at)), "password_last_changed", "of IAM user 'ana' is"),
    (lambda at: entry(row(created=at)), "login_profile.create_date", "of IAM user 'ana' is"),
    # Rows without a check of ages.
    (lambda at: entry(row(), without_password(password_last_used=at)), "password_last_used", "of IAM user 'ben' is"),
    (lambda at: entry(root_users=[own_root(password_last_used=at)]), "password_last_used", "of the root user of"),
]
# A reply from before the credential report, which is an hour old, is another mistake.
offsets = st.integers(-3600, 86400) | st.integers(TOLERANCE - 2, TOLERANCE + 2)


@given(st.sampled_from(DATES), offsets)
@some
def test_a_date_in_the_future_is_not_evaluated(where: tuple[t.Any, str, str], seconds: int) -> None:
    """Fails when old passwords seem new by a slow clock, the limit is wrong, or a column is not checked."""
    audited, column, what = where
    future = ago(seconds=-seconds)
    document = audit(audited(future))
    is_wrong = seconds > TOLERANCE
    assert found(document) == (["account_not_read"] if is_wrong else [])
    assert [bool(not_evaluated(document, check)) for check in BY_AGE] == [is_wrong] * 5
    if is_wrong:
        finding = only(document, "account_not_read")
        assert evidence(finding) == {column: future}
        why = f"is {future}, and the clock of the controller is {seconds} seconds or more behind ({NOW.isoformat()})."
        assert finding["summary"].startswith("The ages of passwords in production cannot be evaluated: ")
        assert finding["summary"].endswith(f" {why} Set this clock (NTP), and run the audit again.")
        assert not_evaluated(document, "password_unused")[0].startswith("A clock is wrong: ")
        assert what in not_evaluated(document, "reset_pending")[0]
        assert {(user["unused_days"], user["password_age_days"]) for user in document["users"]} == {(None, None)}


@given(st.integers(0, 500) | st.just(44), st.integers(-TOLERANCE, 10**8) | st.sampled_from([TOLERANCE, 86400]))
@example(44, -TOLERANCE)
@some
def test_ages_do_not_depend_on_the_clock_of_the_controller(days: int, ahead: int) -> None:
    """Fails when a fast clock, or a saved result, makes a used password an unused one."""
    audited = entry(row(created=ago(days), password_last_used=None, password_last_changed=ago(days)), answered_at=ago())
    document = audit(audited, now=NOW + timedelta(seconds=ahead))
    expected = days - 1 if ahead < 0 and days else days
    user = document["users"][0]
    assert (user["unused_days"], user["password_age_days"]) == (expected, expected)
    assert ("password_unused" in found(document)) is (expected >= 45)
    assert "account_not_read" not in found(document)


def test_a_slow_clock_is_found_without_any_recent_date() -> None:
    """Fails when it is missed because no user signed in lately and there is no credential report."""
    audited = without_report(row(created=ago(4000), reset=None))
    about = entry(audited, credential_report=None, root_users=[], answered_at=ago())
    document = audit(about, now=NOW - timedelta(seconds=TOLERANCE + 1))
    assert evidence(only(document, "account_not_read")) == {"answered_at": ago()}


def test_a_date_later_than_the_reply_of_aws_is_not_evaluated() -> None:
    """Fails when such a date is evaluated, or the controller's clock, which is right, is reported."""
    document = audit(entry(row(password_last_used=ago(1)), answered_at=ago(2)))
    summary = only(document, "account_not_read")["summary"]
    assert summary.endswith(f"later than the time at which AWS answered ({ago(2)}). Read the account again.")


def test_the_result_about_member_accounts_may_be_newer() -> None:
    """Fails when a root password set during the audit makes it fail, or one of two times is not checked."""
    root = member_root(password=True, login_profile={"create_date": ago(hours=1), "password_reset_required": False})
    now = NOW.astimezone(timezone(timedelta(hours=-3))).isoformat()  # as a string it precedes two hours ago in UTC
    document = audit(entry(answered_at=ago(hours=2), roots=members(root, answered_at=now)))
    assert found(document) == ["root_password_in_member_account"]
    behind = audit(entry(answered_at=ago(), roots=members(answered_at=ago(-2))))
    assert evidence(only(behind, "account_not_read")) == {"answered_at": ago(-2)}


def test_a_session_is_not_evaluated_with_a_slow_clock() -> None:
    """Fails when an expired session is a finding, since the controller's clock is before its end."""
    audited = without_password(sessions=[session(hours=1)])
    document = audit(entry(row(), audited, answered_at=ago(-2)))
    assert found(document) == ["account_not_read"]
    (shown,) = document["users"][1]["sessions"]
    assert (document["users"][1]["active_sessions"], shown["is_active"]) == (None, None)


def test_findings_that_are_true_by_a_slow_clock_remain() -> None:
    """Fails when findings are dropped that are true by any clock."""
    old: Json = {"password_last_used": ago(99), "password_last_changed": ago(99)}
    future: Json = dict.fromkeys(("created", *old), ago(-3))
    users = [row(created=ago(400), **old), row("ben", **future)]
    document = audit(entry(*users, roster=["ana", "ben"]))
    assert found(document) == ["account_not_read", "password_unused", "password_too_old"]


@pytest.mark.parametrize(
    ("audited", "subject", "what"),
    [
        (row("{{ x }}"), "IAM user '{{ x }}'", NO_NAME),
        (row("{{ x }}", root_account_id="1" * 12), "IAM user '{{ x }}'", NO_NAME),
        (own_root(root_account_id="{{ x }}"), "The root user of account {{ x }}", NO_ID),
        (own_root(root_account_id=None), "The root user of account (not known)", NO_ID),
    ],
)
def test_a_name_that_could_be_a_template_gets_into_no_task(audited: Json, subject: str, what: str) -> None:
    """Fails when a task has a string that AWS does not allow, or the finding is dropped with the task."""
    key = "root_users" if audited["user_name"] == "<root_account>" else "users"
    changed: Json = {"roster": None, key: [{**audited, "mfa_active": False}]}
    (finding,) = audit(entry(**changed))["findings"]
    assert finding["remedy"] is None
    alone = f"{subject} can sign in with the password alone."
    assert finding["summary"] == f"{alone} The {what}, so no remediation is offered."
