# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks: what each returns, at which limit, and by what evidence. test_silence.py has the properties."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    MEMBER,
    NOW,
    OTHER_MEMBER,
    OWN,
    STRONG,
    Json,
    ago,
    all_not_evaluated,
    audit,
    by_report,
    entry,
    evidence,
    found,
    member_root,
    members,
    not_evaluated,
    only,
    own_root,
    row,
    unread,
    without_password,
    without_report,
)

MEMBER_CHECK, ROOT_MFA, MFA = "root_password_in_member_account", "root_password_without_mfa", "password_without_mfa"
UNUSED, TOO_OLD, PENDING, STALE = "password_unused", "password_too_old", "reset_pending", "report_too_old"
NOT_LISTED, NO_PASSWORD = "user_not_in_roster", "roster_user_without_password"
NONE, WEAK, NOT_READ = "no_password_policy", "weak_password_policy", "account_not_read"
A_SECOND = 1 / 86400
IS_WEAK = (
    "The account password policy of production is weak: minimum_password_length is 8 and should be 14 and "
    "password_reuse_prevention is not set and should be 24."
)
NO_DATA = "The credential report has no data on"
NO_REPORT = "No credential report was read."
LACKS_ROOT = "Only a credential report has the root user."
UNKNOWN_POLICY = "The account password policy is not known."
NO_LIMIT = "Neither the account password policy nor max_password_age_days limits it."
NO_RESETS = "The credential report does not show whether a reset is required. Read the users live (source: live)."
NOT_IN_ROSTER = "IAM user 'ana' has a password and is not in the roster."
IS_ABSENT = ", and the roster says that it is to be absent."
UNREAD_ROOT = f"It is not known whether the root user of account {MEMBER} has a password. No."
ROOTS_UNREAD = entry(roots={"msg": "Denied.", "failed": True})
CLOSED = {"name": "closed", "msg": "Denied."}
UNREAD_MEMBER = members(member_root(password=None, msg="No."), msg="1 of 1.")
TWO_UNREAD_ROOTS = entry(root_users=[own_root(password_enabled=None)], roots=UNREAD_MEMBER)
MEMBER_HAS = f"The root user of account {MEMBER} has a password"
WITH_MEMBER_ROOT = members(member_root(password=True), member_root(OTHER_MEMBER))
LEFT_OUT = members(
    left_out_accounts=[
        {"account_id": OTHER_MEMBER, "reason": "AWS said X."},
        {"account_id": OWN, "code": "account_not_active", "reason": "No"},
        {"account_id": MEMBER, "code": "management_account", "reason": "It manages."},
    ]
)
UNDATED: Json = {"password_last_used": None, "password_last_changed": None}
OLD: Json = {"created": ago(400), "password_last_used": ago(99), "password_last_changed": ago(99)}


def without_any_report(*users: Json, **report: t.Any) -> Json:
    return entry(*map(without_report, users or (row(),)), root_users=[], credential_report=report or None)


def without_policy() -> Json:
    told = entry()
    del told["access"]["account_password_policy"]
    return told


def with_roots(*roster: t.Any) -> Json:
    return entry(roots=WITH_MEMBER_ROOT, roster=["ana", *roster])


@pytest.mark.parametrize(
    ("told", "summaries"),
    [
        ({"msg": "Denied."}, ["The account could not be read. Denied."]),
        (ROOTS_UNREAD, ["The root users of the member accounts of production could not be read. Denied."]),
        (entry(account_password_policy=None), ["The account password policy of production could not be read."]),
        (without_policy(), []),
        (without_any_report(msg="Denied."), []),
        (entry(unread("Ana", msg=None), roster=["ana"]), ["It is not known whether IAM user 'Ana' has a password."]),
        (entry(roots=UNREAD_MEMBER), [UNREAD_ROOT]),
        (TWO_UNREAD_ROOTS, [UNREAD_ROOT]),
        (entry(root_users=[own_root(mfa_active=False, password_enabled=False)]), []),
        (entry(row(), without_password(password_last_used=ago(900), password_last_changed=ago(900))), []),
        # Root users of member accounts, and the account's own, whose password is none to find.
        ({"access": WITH_MEMBER_ROOT}, [f"{MEMBER_HAS}."]),
        ({"access": WITH_MEMBER_ROOT, "roots": members(member_root(OTHER_MEMBER))}, [f"{MEMBER_HAS}."]),
        ({"access": members(own_root())}, [f"The root user of account {OWN} has a password."]),
        (entry(root_users=[own_root()], roots=None), []),
        (with_roots({"root_account_id": MEMBER}), []),
        (with_roots({"root_account_id": OTHER_MEMBER}), [f"{MEMBER_HAS}."]),
        (with_roots({"root_account_id": MEMBER, "state": "absent"}), [f"{MEMBER_HAS}{IS_ABSENT}"]),
        (with_roots({"root_account_id": OWN, "state": "absent"}), [f"{MEMBER_HAS}."]),
        (with_roots({"user_name": MEMBER, "state": "absent"}), [f"{MEMBER_HAS}."]),
        # The roster, in which the case of a name means nothing.
        (entry(row("Ana"), without_password(), roster=[{"name": "ANA", "state": "present", "x": 1}]), []),
        (entry(roster=None), []),
        (entry(roster=[{"user_name": "an", "state": "absent"}]), [NOT_IN_ROSTER]),
        (entry(roster=[{"root_account_id": OWN}]), [NOT_IN_ROSTER]),
        (entry(roster=[{"name": "ANA", "state": "absent"}]), [f"IAM user 'ana' has a password{IS_ABSENT}"]),
        (entry(without_password(), roster=[{"user_name": "ben", "state": "absent"}]), []),
        (entry(unread(), roster=["EVE"]), ["It is not known whether IAM user 'eve' has a password. AWS denied it."]),
    ],
)
def test_what_is_found(told: Json, summaries: list[str]) -> None:
    """Fails when something is not found, or is found that is in order, or about somebody else."""
    assert [each["summary"] for each in audit(told)["findings"]] == summaries


@pytest.mark.parametrize(
    ("told", "checks", "whys"),
    [
        (ROOTS_UNREAD, [MEMBER_CHECK], ["They could not be read."]),
        (
            entry(roots=None, account_password_policy=None),
            [MEMBER_CHECK],
            ["The root users of member accounts were not read."],
        ),
        (entry(roots=LEFT_OUT), [MEMBER_CHECK], [f"Left out: {OTHER_MEMBER} (AWS said X), {OWN} (No)."]),
        (entry(roots=members(member_root(), left_out_accounts=[{"code": "management_account"}])), [MEMBER_CHECK], []),
        (entry(row(mfa_active=None), row("ben", mfa_active=None)), [MFA], [f"{NO_DATA} ana, ben."]),
        (
            entry(*[row(f"u{number}", mfa_active=None) for number in range(99)]),
            [MFA],
            [f"{NO_DATA} {', '.join(f'u{number}' for number in range(10))} and 89 more."],
        ),
        (entry(root_users=[own_root(mfa_active=None)]), [ROOT_MFA], [f"{NO_DATA} <root_account>."]),
        (
            TWO_UNREAD_ROOTS,
            [ROOT_MFA],
            ["The credential report does not show whether the account's root user has a password."],
        ),
        ({"access": WITH_MEMBER_ROOT}, [ROOT_MFA], [LACKS_ROOT]),
        (without_any_report(row(reset=True)), [MFA, UNUSED, TOO_OLD, PENDING, STALE], [NO_REPORT]),
        (without_any_report(msg="Denied."), [MFA, STALE], [f"{NO_REPORT} Denied."]),
        (without_any_report(), [ROOT_MFA], [LACKS_ROOT]),
        (without_any_report(msg="Denied."), [ROOT_MFA], [f"{LACKS_ROOT} {NO_REPORT} Denied."]),
        (entry(credential_report={"generated_time": None}), [STALE], [NO_REPORT]),
        (entry(roster=None), [NOT_LISTED, NO_PASSWORD], ["No roster was given."]),
        (entry(by_report(row(password_last_changed=ago(20)))), [PENDING], [NO_RESETS]),
        (entry(row(**OLD), account_password_policy={}), [TOO_OLD], [NO_LIMIT]),
        (entry(row(**OLD), account_password_policy={**STRONG, "max_password_age": 0}), [TOO_OLD], [NO_LIMIT]),
        (entry(account_password_policy=None), [NONE, WEAK], [UNKNOWN_POLICY]),
        (without_policy(), [NONE, WEAK], [UNKNOWN_POLICY]),
        (
            entry(account_password_policy={}),
            [WEAK],
            ["There is no account password policy, a finding of its own."],
        ),
    ],
)
def test_why_a_check_is_not_evaluated(told: Json, checks: list[str], whys: list[str]) -> None:
    """Fails when a check without data passes or finds somebody, or the reason is lost or another's."""
    document = audit(told)
    for check in checks:
        assert (not_evaluated(document, check), found(document, check)) == (whys, [])


def test_nothing_is_found_where_all_is_in_order() -> None:
    """Fails when a check finds something, or is not evaluated. The tables change this account."""
    document = audit(entry(row(), without_password()))
    assert (document["findings"], all_not_evaluated(document)) == ([], set())


def test_of_what_was_not_read_nothing_passes() -> None:
    """Fails when a check passes in an account that was not read, or by columns that rows alone do not have."""
    document = audit(CLOSED)
    checks = {check["id"] for check in document["checks"]}
    assert [not_evaluated(document, check) for check in checks - {NOT_READ}] == [
        ["The account could not be read."]
    ] * 12
    rows_alone = audit({"access": [{"user_name": "ana", "password_enabled": True}]})
    assert (rows_alone["findings"], checks - all_not_evaluated(rows_alone)) == ([], {NOT_READ, "user_not_read"})


NEVER_USED: Json = {"created": ago(400), "password_last_used": None}
CREATED = "login_profile.create_date"
RESET = {"login_profile.password_reset_required": True}
WAS = "The password of IAM user 'ana' was"


@pytest.mark.parametrize(
    ("told", "check", "summary", "columns"),
    [
        (CLOSED, NOT_READ, "The account of closed could not be read. Denied.", {"msg": "Denied."}),
        (
            entry(unread("eve", mfa_active=False, **UNDATED), roster=[]),
            "user_not_read",
            "It is not known whether IAM user 'eve' has a password. AWS denied it.",
            {"password_enabled": None, "msg": "AWS denied it."},
        ),
        (
            entry(row(mfa_active=False), without_password()),
            MFA,
            "IAM user 'ana' can sign in with the password alone.",
            {"password_enabled": True, "mfa_active": False},
        ),
        (
            entry(root_users=[own_root(mfa_active=False)]),
            ROOT_MFA,
            f"The root user of account {OWN} can sign in with the password alone.",
            {"password_enabled": True, "mfa_active": False},
        ),
        (entry(roots=WITH_MEMBER_ROOT), MEMBER_CHECK, f"{MEMBER_HAS}.", {"password_enabled": True, CREATED: ago(10)}),
        (entry(roster=[]), NOT_LISTED, NOT_IN_ROSTER, {"password_enabled": True}),
        (
            entry(without_password(), roster=["BEN"]),
            NO_PASSWORD,
            "IAM user 'BEN' is in the roster and has no password.",
            {"password_enabled": False},
        ),
        (
            entry(roster=["ana", "Zoe"]),
            NO_PASSWORD,
            "IAM user 'Zoe' is in the roster and is not among the users who were looked at.",
            {"password_enabled": None},
        ),
        (entry(row(**OLD)), UNUSED, f"{WAS} last used 99 days ago.", {"password_last_used": ago(99)}),
        (
            entry(row(**NEVER_USED, password_last_changed=ago(46))),
            UNUSED,
            f"{WAS} never used since it was set 46 days ago.",
            {"password_last_used": None, "password_last_changed": ago(46)},
        ),
        (
            entry(row(**OLD)),
            TOO_OLD,
            "The password of IAM user 'ana' is 99 days old; the account password policy allows 90.",
            {"password_last_changed": ago(99)},
        ),
        (
            entry(row(reset=True, **{**OLD, "password_last_used": ago(9)})),
            PENDING,
            "IAM user 'ana' has had to set a new password for 9 days.",
            {**RESET, "password_last_used": ago(9)},
        ),
        (
            entry(account_password_policy={}),
            NONE,
            "production has no account password policy, so the default policy of AWS applies.",
            {"account_password_policy": "not set"},
        ),
        (
            entry(account_password_policy={**STRONG, "minimum_password_length": 8, "password_reuse_prevention": None}),
            WEAK,
            IS_WEAK,
            {"minimum_password_length": 8, "password_reuse_prevention": "not set"},
        ),
        (
            entry(credential_report={"generated_time": ago(hours=9)}),
            STALE,
            "The credential report of production is 9 hours old.",
            {"credential_report.generated_time": ago(hours=9)},
        ),
    ],
)
def test_a_finding(told: Json, check: str, summary: str, columns: Json) -> None:
    """Fails when a finding is worded otherwise, or its evidence lacks a column that the check read."""
    finding = only(audit(told), check)
    assert (finding["summary"], evidence(finding)) == (summary, columns)


def test_a_chosen_age_is_named_in_the_finding() -> None:
    """Fails when a finding by max_password_age_days names the policy."""
    document = audit(entry(row(created=ago(400), password_last_changed=ago(1))), max_password_age_days=0)
    assert only(document, TOO_OLD)["summary"] == "The password of IAM user 'ana' is 1 day old; allowed are 0."


@pytest.mark.parametrize(
    ("check", "user", "is_found"),
    [
        *((UNUSED, {"password_last_used": ago(days)}, days >= 45) for days in (0, 44, 45 - A_SECOND, 45, 46)),
        *(
            (UNUSED, {"password_last_used": None, "password_last_changed": ago(days)}, days >= 45)
            for days in (44, 45 - A_SECOND, 45)
        ),
        # A use before the login profile was created is one of an earlier password.
        *((UNUSED, {"created": ago(days), **dict.fromkeys(UNDATED, ago(60))}, days >= 45) for days in (44, 45, 59)),
        *((TOO_OLD, {"password_last_changed": ago(days)}, days >= 91) for days in (90, 91 - A_SECOND, 91)),
        *(
            (PENDING, {"reset": True, "password_last_changed": ago(days), "password_last_used": ago(9)}, days >= 7)
            for days in (0, 7 - A_SECOND, 7, 8)
        ),
        # A user who signed in since then has set a new password.
        (PENDING, {"reset": True, "password_last_changed": ago(99), "password_last_used": ago(1)}, False),
        (PENDING, {"reset": False, "password_last_changed": ago(99), "password_last_used": ago(99)}, False),
        (PENDING, {"reset": True, "created": ago(8), **UNDATED}, True),
    ],
)
def test_the_first_day_of_a_finding(check: str, user: Json, is_found: bool) -> None:
    """Fails when a limit is off by a day, or a password that was set anew is as old or as used as the one before."""
    told = row(**{"created": ago(400), "password_last_changed": ago(10), **user})
    assert found(audit(entry(told)), check) == (["ana"] if is_found else [])


@pytest.mark.parametrize(
    ("told", "check", "thresholds", "is_found"),
    [
        *((entry(row(**OLD)), TOO_OLD, {"max_password_age_days": days}, days < 99) for days in (0, 98, 99, 180)),
        (entry(row(**OLD), account_password_policy={}), TOO_OLD, {"max_password_age_days": 9}, True),
        (
            entry(row(created=ago(1), password_last_changed=ago(1 - A_SECOND))),
            TOO_OLD,
            {"max_password_age_days": 0},
            False,
        ),
        *((entry(row(**OLD)), UNUSED, {"unused_days": days}, days <= 99) for days in (99, 100)),
        *((entry(row(reset=True, **OLD)), PENDING, {"reset_pending_days": days}, days <= 99) for days in (99, 100)),
        *(
            (entry(credential_report={"generated_time": ago(hours=hours)}), STALE, {}, hours >= 5)
            for hours in (0, 4, 5 - 1 / 3600, 5)
        ),
        (entry(credential_report={"generated_time": ago(hours=9)}), STALE, {"report_max_age_hours": 9}, False),
        *(
            (entry(account_password_policy={**STRONG, name: value}), WEAK, thresholds, is_found)
            for name, value, thresholds, is_found in (
                ("minimum_password_length", 13, {}, True),
                ("minimum_password_length", 14, {}, False),
                ("minimum_password_length", 13, {"minimum_password_length": 13}, False),
                ("password_reuse_prevention", 23, {}, True),
                ("password_reuse_prevention", 23, {"password_reuse_prevention": 23}, False),
                ("password_reuse_prevention", None, {"password_reuse_prevention": 0}, False),
                ("password_reuse_prevention", None, {"password_reuse_prevention": 1}, True),
                ("require_symbols", False, {}, False),
            )
        ),
    ],
)
def test_a_threshold_can_be_chosen(told: Json, check: str, thresholds: Json, is_found: bool) -> None:
    """Fails when a threshold is ignored, is off by one, or loses against the policy of the account."""
    assert bool(found(audit(told, **thresholds), check)) is is_found


def test_users_without_data_hide_nobody() -> None:
    """Fails when users after one of whom no date is known are not evaluated, or the user is not named."""
    undated = row(reset=True, **UNDATED)
    undated["login_profile"]["create_date"] = None
    document = audit(entry(undated, row("ben", reset=True, **OLD), roster=["ana", "ben"]))
    for check in (UNUSED, TOO_OLD, PENDING):
        assert found(document, check) == ["ben"]
        assert not_evaluated(document, check) == ["The credential report has no data on ana."]
    user = document["users"][0]
    assert (user["never_used"], user["unused_days"], user["password_age_days"]) == (None, None, None)


def test_a_report_that_was_new_when_it_was_read() -> None:
    """Fails when a user with a clock that is ahead, or with a saved result, requests one report after another."""
    told = entry(credential_report={"generated_time": ago(hours=1)}, answered_at=ago())
    later = audit(told, now=NOW.replace(year=2027))
    assert only(later, STALE)["summary"].endswith(
        "old. It was newer when it was read: the result was saved, or the clock of the controller is ahead."
    )
    old = entry(credential_report={"generated_time": ago(hours=5)}, answered_at=ago())
    assert only(audit(old), STALE)["summary"].endswith(" is 5 hours old.")
