# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who was read, root users, and MFA."""

from __future__ import annotations

import re
import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    MEMBER,
    OTHER_MEMBER,
    OWN,
    ago,
    all_unjudged,
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
    without_report,
)

NOT_READ = {"name": "closed", "msg": "AWS refused the credentials."}
MEMBER_CHECK, ROOT_MFA, MFA = "root_password_in_member_account", "root_password_without_mfa", "password_without_mfa"


def test_an_account_in_which_nothing_is_wrong() -> None:
    """Fails when a check finds something where there is nothing, or is not made; the other tests start from here."""
    document = audit(entry(row(), without_password()))
    assert (document["findings"], all_unjudged(document)) == ([], set())
    assert document["verdict"].startswith("No findings")


def test_an_account_that_was_not_read() -> None:
    """Fails when such an account passes for one in order, or the report does not say why it was not read."""
    document = audit(NOT_READ)
    finding = only(document, "account_not_read")
    assert finding["summary"] == "The account of closed could not be read. AWS refused the credentials."
    assert evidence(finding) == {"msg": "AWS refused the credentials."}
    assert (document["summary"]["accounts"], document["summary"]["accounts_not_read"]) == (1, 1)
    assert re.search("could not be read.* nobody knows who can sign in", document["verdict"])
    assert document["accounts"][0]["was_read"] is False


def test_root_users_that_were_not_read() -> None:
    """Fails when the root users of member accounts are taken to be in order since nobody could look at them."""
    document = audit(entry(roots={"msg": "Organizations said no.", "failed": True}))
    summary = "The root users of the member accounts of production could not be read. Organizations said no."
    assert only(document, "account_not_read")["summary"] == summary
    assert document["accounts"][0]["msg"] == "Organizations said no."
    assert document["accounts"][0]["was_read"] is True  # ... its users were


def test_the_check_of_root_users_that_were_not_read_is_not_evaluated() -> None:
    """Fails when the check passes, and is green in a pipeline, in an account whose root users were not read."""
    told = entry(roots={"msg": "Organizations said no.", "failed": True})
    assert unjudged(audit(told), MEMBER_CHECK) == ["They could not be read."]


def test_root_users_whom_nobody_looked_at_are_not_evaluated() -> None:
    """Fails when the check passes, and is green in a pipeline, since the password policy could not be read either."""
    told = entry(roots=None, account_password_policy=None)
    assert unjudged(audit(told), MEMBER_CHECK) == ["The root users of member accounts were not read."]


def test_no_check_is_evaluated_in_an_account_that_was_not_read() -> None:
    """Fails when a reader of ``checks`` takes an account that nobody read for one where the check was made."""
    document = audit(NOT_READ)
    whys = [unjudged(document, check["id"]) for check in document["checks"] if check["id"] != "account_not_read"]
    assert whys == [["The account could not be read."]] * 12


def test_a_user_who_could_not_be_read() -> None:
    """Fails when an error is taken for "no password", or the report does not say why."""
    document = audit(entry(unread("Ana"), roster=["ana"]))
    finding = only(document, "user_not_read")
    assert found(document) == ["user_not_read"]
    assert evidence(finding) == {"password_enabled": None, "msg": "AWS denied it."}
    assert finding["summary"] == "It is not known whether IAM user 'Ana' has a password. AWS denied it."
    without_a_word = audit(entry(unread("Ana", msg=None), roster=["ana"]))
    summary = "It is not known whether IAM user 'Ana' has a password."
    assert only(without_a_word, "user_not_read")["summary"] == summary
    # Those who can be counted are the two root users, one with a password and one without.
    assert [document["summary"][key] for key in ("unknown", "with_password", "without_password")] == [1, 1, 1]


def test_of_a_user_who_could_not_be_read_nothing_else_is_said() -> None:
    """Fails when columns of the report are held against somebody who may have no password."""
    old = unread("eve", mfa_active=False, password_last_used=None, password_last_changed="2020-01-01T00:00:00+00:00")
    assert found(audit(entry(old, roster=[]))) == ["user_not_read"]


@pytest.mark.parametrize(("mfa", "is_found", "is_unjudged"), [(True, [], 0), (False, ["ana"], 0), (None, [], 1)])
def test_mfa_of_users(mfa: bool | None, is_found: list[str], is_unjudged: int) -> None:
    """Fails when "not known" is read as yes or as no."""
    document = audit(entry(row(mfa_active=mfa), without_password(mfa_active=mfa)))
    assert (found(document, MFA), len(unjudged(document, MFA))) == (is_found, is_unjudged)
    if is_found:
        assert evidence(only(document, MFA)) == {"password_enabled": True, "mfa_active": False}
        assert only(document, MFA)["summary"] == "IAM user 'ana' can sign in with the password alone."


def test_the_names_of_whom_a_check_knows_nothing_are_said() -> None:
    """Fails when a reader cannot tell who was left out, or a thousand names make a sentence of a page."""
    few = audit(entry(row(mfa_active=None), row("ben", mfa_active=None)))
    assert unjudged(few, MFA) == ["The credential report has no data on ana, ben."]
    (many,) = unjudged(audit(entry(*[row(f"u{i}", mfa_active=None) for i in range(1000)])), MFA)
    first = ", ".join(f"u{number}" for number in range(10))
    assert many == f"The credential report has no data on {first} and 990 more."


def test_without_a_report_mfa_is_not_evaluated() -> None:
    """Fails when no column of MFA is taken for MFA in order, or for no MFA."""
    document = audit(entry(without_report(row()), root_users=[], credential_report=None))
    assert (found(document, MFA), unjudged(document, MFA)) == ([], ["No credential report was read."])
    assert unjudged(document, ROOT_MFA) == ["Only a credential report has the root user."]


def test_a_report_that_is_not_available_is_a_reason_and_no_finding() -> None:
    """Fails when the reason is lost, or an account whose users were read is a finding for want of a report."""
    report = {"generated_time": None, "msg": "Denied.", "error": {"code": "AccessDenied", "message": None}}
    document = audit(entry(without_report(row()), root_users=[], credential_report=report))
    assert document["findings"] == []
    why = "No credential report was read. Denied."
    assert [unjudged(document, check) for check in (MFA, "report_too_old")] == [[why]] * 2
    assert unjudged(document, ROOT_MFA) == [f"Only a credential report has the root user. {why}"]


def test_rows_alone_are_judged_by_what_they_have() -> None:
    """Fails when the list of users is not taken, or its missing columns pass for good ones."""
    document = audit({"access": [{"user_name": "ana", "password_enabled": True}]})
    everything = {check["id"] for check in document["checks"]}
    assert document["findings"] == []
    assert everything - all_unjudged(document) == {"account_not_read", "user_not_read"}


@pytest.mark.parametrize(
    ("columns", "is_found", "whys"),
    [
        ({"mfa_active": True}, 0, []),
        ({"mfa_active": False}, 1, []),
        ({"mfa_active": None}, 0, ["The credential report has no data on <root_account>."]),
        ({"mfa_active": False, "password_enabled": False}, 0, []),
        (
            {"mfa_active": False, "password_enabled": None},
            0,
            ["The credential report does not show whether the account's root user has a password."],
        ),
    ],
)
def test_mfa_of_the_own_root_user(columns: dict[str, t.Any], is_found: int, whys: list[str]) -> None:
    """Fails when the own root user's password alone is a finding, or MFA is not looked at, or guessed."""
    document = audit(entry(root_users=[own_root(**columns)]))
    assert len(found(document)) == len(found(document, ROOT_MFA)) == is_found
    assert unjudged(document, ROOT_MFA) == whys
    if is_found:
        summary = f"The root user of account {OWN} can sign in with the password alone."
        assert only(document, ROOT_MFA)["summary"] == summary


def test_a_root_password_in_a_member_account() -> None:
    """Fails when it is not found, or found where there is none, or under the wrong account."""
    document = audit(entry(roots=members(member_root(password=True), member_root(OTHER_MEMBER))))
    finding = only(document, MEMBER_CHECK)
    assert finding["account_id"] == MEMBER
    assert finding["summary"] == f"The root user of account {MEMBER} has a password."
    assert evidence(finding) == {"password_enabled": True, "login_profile.create_date": ago(10)}
    assert found(document) == [MEMBER_CHECK]
    ids = {user["account_id"]: user["findings"] for user in document["users"] if user["user_name"] == "<root_account>"}
    assert ids == {OWN: [], MEMBER: [MEMBER_CHECK], OTHER_MEMBER: []}


def test_a_result_about_member_accounts_alone() -> None:
    """Fails when root users by AssumeRoot are taken for the account's own, whose password is none to find."""
    document = audit({"access": members(member_root(password=True))})
    assert found(document) == [MEMBER_CHECK]
    assert unjudged(document, ROOT_MFA) == ["Only a credential report has the root user."]
    own = audit({"access": {**members(own_root()), "credential_report": None}})
    assert found(own, MEMBER_CHECK) == ["<root_account>"]
    without_mark = audit(entry(root_users=[own_root()], roots=None))
    assert found(without_mark) == []
    assert unjudged(without_mark, MEMBER_CHECK) == ["The root users of member accounts were not read."]


@pytest.mark.parametrize(
    ("listed", "is_found"), [({}, 0), ({"state": "absent"}, 1), ({"root_account_id": OTHER_MEMBER}, 1)]
)
def test_the_roster_may_allow_a_root_password(listed: dict[str, t.Any], is_found: int) -> None:
    """Fails when an entry for another account, or one that is absent, allows it."""
    roster = [{"user_name": "ana"}, {"root_account_id": MEMBER, **listed}]
    document = audit({**entry(roots=members(member_root(password=True))), "roster": roster})
    assert len(found(document, MEMBER_CHECK)) == len(found(document)) == is_found


def test_a_member_account_that_was_left_out() -> None:
    """Fails when nobody can tell from the report that an account was not looked at."""
    left_out = [{"account_id": OTHER_MEMBER, "reason": "AWS said X."}, {"account_id": OWN, "reason": "No"}]
    document = audit(entry(roots=members(member_root(), left_out_accounts=left_out)))
    assert unjudged(document, MEMBER_CHECK) == [f"Left out: {OTHER_MEMBER} (AWS said X), {OWN} (No)."]
    assert found(document) == []


@pytest.mark.parametrize("has_code", [True, False])
def test_the_management_account_is_no_gap(has_code: bool) -> None:
    """Fails when an organization in which everything was read can never pass the check, or a sentence is compared."""
    code = {"code": "management_account"} if has_code else {}  # as before 1.1.0
    left_out = [{"account_id": OWN, "reason": "It is the management account.", **code}]
    document = audit(entry(roots=members(member_root(), left_out_accounts=left_out)))
    assert bool(unjudged(document, MEMBER_CHECK)) is not has_code


def test_a_member_account_that_could_not_be_read() -> None:
    """Fails when the root user of an account that refused AssumeRoot passes for one without a password."""
    document = audit(entry(roots=members(member_root(password=None, msg="AssumeRoot was denied."), msg="1 of 1.")))
    finding = only(document, "user_not_read")
    summary = f"It is not known whether the root user of account {MEMBER} has a password. AssumeRoot was denied."
    assert finding["summary"] == summary
    assert evidence(finding) == {"password_enabled": None, "msg": "AssumeRoot was denied."}
    assert finding["account_id"] == MEMBER
    assert document["summary"]["unknown"] == 1


def test_root_users_of_whom_nobody_knows_anything() -> None:
    """Fails when the member accounts go unnoticed behind the own root user, of whom the report does not tell."""
    own, member = own_root(password_enabled=None), member_root(password=None, msg="No.")
    document = audit(entry(root_users=[own], roots=members(member)))
    assert (only(document, "user_not_read")["account_id"], len(unjudged(document, ROOT_MFA))) == (MEMBER, 1)
