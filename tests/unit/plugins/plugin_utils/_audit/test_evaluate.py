# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks: the results of each, their limits, and their evidence. test_check_properties.py has the properties."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    EMPTY,
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
    saved,
    session,
    unread,
    without_password,
    without_report,
)

MEMBER_CHECK, ROOT_MFA, MFA = "root_password_in_member_account", "root_password_without_mfa", "password_without_mfa"
UNUSED, TOO_OLD, PENDING, STALE = "password_unused", "password_too_old", "reset_pending", "report_too_old"
NOT_LISTED, NO_PASSWORD = "user_not_in_roster", "roster_user_without_password"
SESSIONS, LIMIT, CENTRAL = "sessions_without_password", "session_limit_too_long", "root_access_not_centralized"
ENDED, SOON = "access_ended", "access_ends_soon"
NONE, WEAK, NOT_READ, UNREAD = "no_password_policy", "weak_password_policy", "account_not_read", "user_not_read"
CREATED = "login_profile.create_date"
A_SECOND = 1 / 86400
NO_DATA = "The credential report has no data on"
NO_REPORT = "No credential report was read."
LACKS_ROOT = "Only a credential report has the root user."
NO_ROOT_PASSWORD = "The credential report does not show whether the account's root user has a password."
UNKNOWN_POLICY = "The account password policy is not known."
NO_LIMIT = "Neither the account password policy nor max_password_age_days limits it."
NO_RESETS = "The credential report does not show whether a reset is required. Read the users live (source: live)."
NO_POLICY = "There is no account password policy, which is a separate finding."
NO_ROSTER = "No roster was given."
ROOTS_NOT_READ = "The root users of member accounts were not read."
HAS_NOT = "production has no account password policy, so the default policy of AWS applies."
IS_WEAK = (
    "The account password policy of production is weak: minimum_password_length is 8 and should be 14 and "
    "password_reuse_prevention is not set and should be 24."
)
ANA = "IAM user 'ana'"
NOT_IN_ROSTER = f"{ANA} has a password and is not in the roster."
IS_ABSENT = ", and the roster has the state absent for it."
UNREAD_EVE = "It is not known whether IAM user 'eve' has a password. AWS denied it."
UNREAD_ROOT = f"It is not known whether the root user of account {MEMBER} has a password. No."
NEVER = f"The password of {ANA} was never used since it was set 46 days ago."
OLDER = f"The password of {ANA} is 99 days old; the account password policy allows 90."
NOT_AMONG = "IAM user 'Zoe' is in the roster and was not read."
NOT_AMONG_BEN = NOT_AMONG.replace("Zoe", "ben")
ONE_SESSION = f"1 active sign-in session, the last until {ago(hours=-8)}."
TWO_SESSIONS = f"IAM user 'ben' has no password and 2 active sign-in sessions, the last until {ago(hours=-9)}."
SESSIONS_UNREAD = "The sign-in sessions of production could not be read."
SESSIONS_NOT_READ = "The sign-in sessions were not read (sessions: true)."
NOT_CENTRALIZED = "RootCredentialsManagement is not enabled in the organization of {}."
FEATURES_NOT_READ = "The features of the organization were not read."
FEATURES_UNKNOWN = "The features of the organization could not be read. A warning of the task has the reason."
ALONE = "can sign in with the password alone."
ROOTS_DENIED = "The root users of the member accounts of production could not be read. Denied."
MEMBER_HAS = f"The root user of account {MEMBER} has a password"
ROOTS_UNREAD = entry(roots={"msg": "Denied.", "failed": True})
CLOSED = {"name": "closed", "msg": "Denied."}
UNREAD_MEMBER = members(member_root(password=None, msg="No."), msg="1 of 1.")
TWO_UNREAD_ROOTS = entry(root_users=[own_root(password_enabled=None)], roots=UNREAD_MEMBER)
WITH_MEMBER_ROOT = members(member_root(password=True), member_root(OTHER_MEMBER))
LEFT_OUT = members(
    left_out_accounts=[
        {"account_id": OTHER_MEMBER, "reason": "AWS said X."},
        {"account_id": OWN, "code": "account_not_active", "reason": "No"},
        {"account_id": MEMBER, "code": "management_account", "reason": "It manages."},
    ]
)
DELETED = without_password(user_exists=False, sessions=[session()])
SIGNED_IN = without_password(sessions=[session(1, hours=9), session(2), session(3, status="REVOKED")])
SIGNED_IN_ROOT = own_root(password_enabled=False, sessions=[session()])
ENABLED: Json = {"password_enabled": True}
WITHOUT_MFA: Json = {**ENABLED, "mfa_active": False}
UNDATED: Json = {"password_last_used": None, "password_last_changed": None}
OLD: Json = {"created": ago(400), "password_last_used": ago(99), "password_last_changed": ago(99)}
NEVER_USED: Json = {"created": ago(400), "password_last_used": None, "password_last_changed": ago(46)}
WEAK_POLICY: Json = {**STRONG, "minimum_password_length": 8, "password_reuse_prevention": None}
MANY = [f"u{number}" for number in range(99)]


def without_any_report(*users: Json, **report: t.Any) -> Json:
    return entry(*map(without_report, users or (row(),)), root_users=[], credential_report=report or None)


def without_policy() -> Json:
    audited = entry()
    del audited["access"]["account_password_policy"]
    return audited


def with_roots(*roster: t.Any) -> Json:
    return entry(roots=WITH_MEMBER_ROOT, roster=["ana", *roster])


def with_policy(**rules: t.Any) -> Json:
    return entry(row(**OLD), account_password_policy={**STRONG, **rules})


def with_features(*features: str) -> Json:
    return entry(roots=members(member_root(), organization_features=[*features]))


def with_report_of(hours: float) -> Json:
    return entry(credential_report={"generated_time": ago(hours=hours)})


@pytest.mark.parametrize(
    ("audited", "summaries"),
    [
        ({"msg": "Denied."}, ["The account could not be read. Denied."]),
        (ROOTS_UNREAD, [ROOTS_DENIED]),
        (entry(account_password_policy=None), ["The account password policy of production could not be read."]),
        (without_policy(), []),
        (without_any_report(msg="Denied."), ["The credential report of production could not be read. Denied."]),
        (without_any_report(), []),
        (entry(unread("Ana", msg=None), roster=["ana"]), [("It is not known whether IAM user 'Ana' has a password.")]),
        (entry(roots=UNREAD_MEMBER), [UNREAD_ROOT]),
        (TWO_UNREAD_ROOTS, [UNREAD_ROOT]),
        (entry(root_users=[own_root(mfa_active=False, password_enabled=False)]), []),
        (entry(row(), without_password(password_last_used=ago(900), password_last_changed=ago(900))), []),
        # Root users of member accounts, and the account's own, whose password is not a finding of its own.
        ({"access": WITH_MEMBER_ROOT}, [f"{MEMBER_HAS}."]),
        ({"access": WITH_MEMBER_ROOT, "roots": members(member_root(OTHER_MEMBER))}, [f"{MEMBER_HAS}."]),
        ({"access": members(own_root())}, [f"The root user of account {OWN} has a password."]),
        (entry(root_users=[own_root()], roots=None), []),
        (with_roots({"root_account_id": MEMBER}), []),
        (with_roots({"root_account_id": OTHER_MEMBER}), [f"{MEMBER_HAS}."]),
        (with_roots({"root_account_id": MEMBER, "state": "absent"}), [f"{MEMBER_HAS}{IS_ABSENT}"]),
        (with_roots({"root_account_id": OWN, "state": "absent"}), [f"{MEMBER_HAS}."]),
        (with_roots({"user_name": MEMBER, "state": "absent"}), [f"{MEMBER_HAS}."]),
        # The roster, in which the case of names does not matter.
        (entry(row("Ana"), without_password(), roster=[{"name": "ANA", "state": "present", "x": 1}]), []),
        (entry(roster=None), []),
        (entry(roster=[{"user_name": "an", "state": "absent"}]), [NOT_IN_ROSTER]),
        (entry(roster=[{"root_account_id": OWN}]), [NOT_IN_ROSTER]),
        (entry(roster=[{"name": "ANA", "state": "absent"}]), [f"{ANA} has a password{IS_ABSENT}"]),
        (entry(without_password(), roster=[{"user_name": "ben", "state": "absent"}]), []),
        (entry(unread(), roster=["EVE"]), [UNREAD_EVE]),
        # Sign-in sessions, including users who do not exist, and centralized root access.
        (entry(row(sessions=[session()])), []),
        (entry(DELETED, roster=["ben"]), [f"IAM user 'ben' does not exist and has {ONE_SESSION}", NOT_AMONG_BEN]),
        (entry(root_users=[SIGNED_IN_ROOT]), [f"The root user of account {OWN} has no password and {ONE_SESSION}"]),
        (entry(row(sessions=None)), [SESSIONS_UNREAD]),
        (entry(unread(sessions=None), root_users=[own_root(sessions=None)], roster=["eve"]), [UNREAD_EVE]),
        (with_features("RootSessions"), [NOT_CENTRALIZED.format("production")]),
        (with_features("RootCredentialsManagement"), []),
        ({"access": members(organization_features=[])}, [NOT_CENTRALIZED.format("the account")]),
    ],
)
def test_what_is_found(audited: Json, summaries: list[str]) -> None:
    """Fails when a finding is missing, is about a correct user, or is about another user."""
    assert [each["summary"] for each in audit(audited)["findings"]] == summaries


@pytest.mark.parametrize(
    ("audited", "checks", "whys"),
    [
        (ROOTS_UNREAD, [MEMBER_CHECK], ["They could not be read."]),
        (entry(roots=None, account_password_policy=None), [MEMBER_CHECK], [ROOTS_NOT_READ]),
        (entry(roots=LEFT_OUT), [MEMBER_CHECK], [f"Omitted: {OTHER_MEMBER} (AWS said X), {OWN} (No)."]),
        (entry(roots=members(member_root(), left_out_accounts=[{"code": "management_account"}])), [MEMBER_CHECK], []),
        (entry(row(mfa_active=None), row("ben", mfa_active=None)), [MFA], [f"{NO_DATA} ana, ben."]),
        (entry(*(row(n, mfa_active=None) for n in MANY)), [MFA], [f"{NO_DATA} {', '.join(MANY[:10])} and 89 more."]),
        (entry(root_users=[own_root(mfa_active=None)]), [ROOT_MFA], [f"{NO_DATA} <root_account>."]),
        (TWO_UNREAD_ROOTS, [ROOT_MFA], [NO_ROOT_PASSWORD]),
        ({"access": WITH_MEMBER_ROOT}, [ROOT_MFA], [LACKS_ROOT]),
        (without_any_report(row(reset=True)), [MFA, UNUSED, TOO_OLD, PENDING, STALE], [NO_REPORT]),
        (without_any_report(msg="Denied."), [MFA, STALE], [f"{NO_REPORT} Denied."]),
        (without_any_report(), [ROOT_MFA], [LACKS_ROOT]),
        (without_any_report(msg="Denied."), [ROOT_MFA], [f"{LACKS_ROOT} {NO_REPORT} Denied."]),
        (entry(credential_report={"generated_time": None}), [STALE], [NO_REPORT]),
        (entry(roster=None), [NOT_LISTED, NO_PASSWORD, ENDED, SOON], [NO_ROSTER]),
        (entry(by_report(row(password_last_changed=ago(20)))), [PENDING], [NO_RESETS]),
        (entry(by_report(row()), row("ben"), roster=["ana", "ben"]), [PENDING], [NO_RESETS]),
        (entry(row(**OLD), account_password_policy={}), [TOO_OLD], [NO_LIMIT]),
        (with_policy(max_password_age=0), [TOO_OLD], [NO_LIMIT]),
        (entry(account_password_policy=None), [NONE, WEAK], [UNKNOWN_POLICY]),
        (without_policy(), [NONE, WEAK], [UNKNOWN_POLICY]),
        (entry(account_password_policy={}), [WEAK], [NO_POLICY]),
        (saved(entry()), [SESSIONS], [SESSIONS_NOT_READ]),
        (EMPTY, [SESSIONS], []),
        (entry(row(), without_password(sessions=None)), [SESSIONS], ["The sign-in sessions of ben are not known."]),
        (entry(), [LIMIT], ["No max_signin_session_hours was given."]),
        (saved(entry()), [CENTRAL], [FEATURES_NOT_READ]),
        (entry(roots=members(member_root(), organization_features=None)), [CENTRAL], [FEATURES_UNKNOWN]),
    ],
)
def test_why_a_check_is_not_evaluated(audited: Json, checks: list[str], whys: list[str]) -> None:
    """Fails when a check without data passes or has findings, or the reason is missing or another's."""
    document = audit(audited)
    for check in checks:
        assert (not_evaluated(document, check), found(document, check)) == (whys, [])


def test_nothing_is_found_where_all_is_in_order() -> None:
    """Fails when a check has a finding, or is not evaluated. The tables change this account."""
    document = audit(entry(row(), without_password()), max_signin_session_hours=12)
    assert (document["findings"], all_not_evaluated(document)) == ([], set())


def test_of_what_was_not_read_nothing_passes() -> None:
    """Fails when a check passes in an account that was not read, or by columns that rows alone do not have."""
    document = audit(CLOSED)
    checks = {check["id"] for check in document["checks"]}
    whys = [not_evaluated(document, check) for check in checks - {NOT_READ}]
    assert whys == [["The account could not be read."]] * 17
    rows_alone = audit({"access": [{"user_name": "ana", "password_enabled": True}]})
    assert (rows_alone["findings"], checks - all_not_evaluated(rows_alone)) == ([], {NOT_READ, UNREAD})


@pytest.mark.parametrize(
    ("audited", "check", "summary", "columns"),
    [
        (CLOSED, NOT_READ, "The account of closed could not be read. Denied.", {"msg": "Denied."}),
        (entry(unread(mfa_active=False)), UNREAD, UNREAD_EVE, {"password_enabled": None, "msg": "AWS denied it."}),
        (entry(row(mfa_active=False), without_password()), MFA, f"{ANA} {ALONE}", WITHOUT_MFA),
        (
            entry(root_users=[own_root(mfa_active=False)]),
            ROOT_MFA,
            f"The root user of account {OWN} {ALONE}",
            WITHOUT_MFA,
        ),
        (entry(roots=WITH_MEMBER_ROOT), MEMBER_CHECK, f"{MEMBER_HAS}.", {**ENABLED, CREATED: ago(10)}),
        (entry(roster=[]), NOT_LISTED, NOT_IN_ROSTER, ENABLED),
        (
            entry(without_password(), roster=["BEN"]),
            *(NO_PASSWORD, "IAM user 'BEN' is in the roster and has no password.", {"password_enabled": False}),
        ),
        (entry(roster=["ana", "Zoe"]), NO_PASSWORD, NOT_AMONG, {"password_enabled": None}),
        (
            entry(row(**OLD)),
            UNUSED,
            f"The password of {ANA} was last used 99 days ago.",
            {"password_last_used": ago(99)},
        ),
        (entry(row(**NEVER_USED)), UNUSED, NEVER, {"password_last_used": None, "password_last_changed": ago(46)}),
        (entry(row(**OLD)), TOO_OLD, OLDER, {"password_last_changed": ago(99)}),
        (
            entry(row(reset=True, **{**OLD, "password_last_used": ago(9)})),
            *(PENDING, f"{ANA} has not set the required new password for 9 days."),
            {"login_profile.password_reset_required": True, "password_last_used": ago(9)},
        ),
        (
            entry(row(), SIGNED_IN),
            *(SESSIONS, TWO_SESSIONS),
            {
                "password_enabled": False,
                "sessions.session_arn": session(1)["session_arn"],
                "sessions.expires_at": ago(hours=-9),
            },
        ),
        (with_features(), CENTRAL, NOT_CENTRALIZED.format("production"), {"organization_features": []}),
        (entry(account_password_policy={}), NONE, HAS_NOT, {"account_password_policy": "not set"}),
        (
            entry(account_password_policy=WEAK_POLICY),
            *(WEAK, IS_WEAK, {"minimum_password_length": 8, "password_reuse_prevention": "not set"}),
        ),
        (
            with_report_of(9),
            *(STALE, "The credential report of production is 9 hours old."),
            {"credential_report.generated_time": ago(hours=9)},
        ),
    ],
)
def test_a_finding(audited: Json, check: str, summary: str, columns: Json) -> None:
    """Fails when a finding has another wording, or its evidence lacks a column that the check read."""
    finding = only(audit(audited), check)
    assert (finding["summary"], evidence(finding)) == (summary, columns)


@pytest.mark.parametrize(
    ("check", "user", "is_found"),
    [
        *((UNUSED, {"password_last_used": ago(days)}, days >= 45) for days in (0, 44, 45 - A_SECOND, 45, 46)),
        *((UNUSED, {**NEVER_USED, "password_last_changed": ago(days)}, days >= 45) for days in (44, 45 - A_SECOND, 45)),
        # A use before the login profile was created is one of an earlier password.
        *((UNUSED, {"created": ago(days), **dict.fromkeys(UNDATED, ago(60))}, days >= 45) for days in (44, 45, 59)),
        *((TOO_OLD, {"password_last_changed": ago(days)}, days >= 91) for days in (90, 91 - A_SECOND, 91)),
        *(
            (PENDING, {"reset": True, "password_last_changed": ago(days), "password_last_used": ago(9)}, days >= 7)
            for days in (0, 7 - A_SECOND, 7, 8)
        ),
        # A user who signed in since then has set a new password.
        (PENDING, {"reset": True, "password_last_changed": ago(99), "password_last_used": ago(1)}, False),
        (PENDING, {"reset": False, **OLD}, False),
        (PENDING, {"reset": True, "created": ago(8), **UNDATED}, True),
    ],
)
def test_the_first_day_of_a_finding(check: str, user: Json, is_found: bool) -> None:
    """Fails when a limit is off by a day, or a new password has the age or use of the earlier one."""
    audited = row(**{"created": ago(400), "password_last_changed": ago(10), **user})
    assert found(audit(entry(audited)), check) == (["ana"] if is_found else [])


LENGTH, REUSE, HOURS = "minimum_password_length", "password_reuse_prevention", "max_signin_session_hours"
SET_TODAY = row(created=ago(1), password_last_changed=ago(1 - A_SECOND))


@pytest.mark.parametrize(
    ("audited", "check", "thresholds", "is_found"),
    [
        *((entry(row(**OLD)), TOO_OLD, {"max_password_age_days": days}, days < 99) for days in (0, 98, 99, 180)),
        (entry(row(**OLD), account_password_policy={}), TOO_OLD, {"max_password_age_days": 9}, True),
        (entry(SET_TODAY), TOO_OLD, {"max_password_age_days": 0}, False),
        *((entry(row(**OLD)), UNUSED, {"unused_days": days}, days <= 99) for days in (99, 100)),
        *((entry(row(reset=True, **OLD)), PENDING, {"reset_pending_days": days}, days <= 99) for days in (99, 100)),
        *((with_report_of(hours), STALE, {}, hours >= 5) for hours in (0, 4, 5 - 1 / 3600, 5)),
        (with_report_of(9), STALE, {"report_max_age_hours": 9}, False),
        *((with_policy(**{LENGTH: length}), WEAK, {}, length < 14) for length in (13, 14)),
        (with_policy(**{LENGTH: 13}), WEAK, {LENGTH: 13}, False),
        (with_policy(**{REUSE: 23}), WEAK, {}, True),
        (with_policy(**{REUSE: 23}), WEAK, {REUSE: 23}, False),
        *((with_policy(**{REUSE: None}), WEAK, {REUSE: least}, least > 0) for least in (0, 1)),
        (with_policy(require_symbols=False), WEAK, {}, False),
        *(
            (entry(row(limit=limit)), LIMIT, {HOURS: 12}, limit in (43201, None))
            for limit in (3600, 43200, 43201, None)
        ),
        (entry(row(limit=43201)), LIMIT, {HOURS: 13}, False),
        (entry(without_password()), LIMIT, {HOURS: 1}, False),
    ],
)
def test_a_threshold_can_be_chosen(audited: Json, check: str, thresholds: Json, is_found: bool) -> None:
    """Fails when a threshold is ignored, is off by one, or is overridden by the account's policy."""
    findings = [each for each in audit(audited, **thresholds)["findings"] if each["id"] == check]
    assert len(findings) == is_found
    # A finding by max_password_age_days does not name the policy.
    if is_found and "max_password_age_days" in thresholds:
        assert findings[0]["summary"].endswith(f" is 99 days old; allowed are {thresholds['max_password_age_days']}.")


def test_users_without_data_hide_no_other_user() -> None:
    """Fails when users after one without a date are not evaluated, or that user is not named."""
    undated = row(reset=True, **UNDATED)
    undated["login_profile"]["create_date"] = None
    document = audit(entry(undated, row("ben", reset=True, **OLD), roster=["ana", "ben"]))
    for check in (UNUSED, TOO_OLD, PENDING):
        assert (found(document, check), not_evaluated(document, check)) == (["ben"], [f"{NO_DATA} ana."])
    user = document["users"][0]
    assert (user["never_used"], user["unused_days"], user["password_age_days"]) == (None, None, None)


def test_a_report_that_was_new_when_it_was_read() -> None:
    """Fails when a user with a fast clock, or with a saved result, must request one report after another."""
    audited = entry(credential_report={"generated_time": ago(hours=1)}, answered_at=ago())
    assert only(audit(audited, now=NOW.replace(year=2027)), STALE)["summary"].endswith(
        "old. It was newer when it was read: the result was saved, or the clock of the controller is ahead."
    )
    old = entry(credential_report={"generated_time": ago(hours=5)}, answered_at=ago())
    assert only(audit(old), STALE)["summary"].endswith(" is 5 hours old.")
