# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who has a password: live, by the credential report, and by both, through ansible-playbook."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from accounts import READS, Account, calls_of
from playbook_runner import PlaybookRunner, info

if TYPE_CHECKING:
    from client import Emulator

PASSWORD = "Passw0rd-1"
LOOKS = READS | {"GenerateCredentialReport", "GetCredentialReport"}
LAST_WEEK = datetime(2026, 11, 15, 8, 1, 11, tzinfo=timezone.utc)


def names(result: dict[str, Any]) -> list[str]:
    """Return whom the rows are about."""
    return [row["user_name"] for row in result["users"]]


def enabled(result: dict[str, Any]) -> dict[str, bool | None]:
    """Return user name -> whether there is a password."""
    return {row["user_name"]: row["password_enabled"] for row in result["users"]}


def test_who_has_a_password(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when somebody is missing or there twice, or a row differs in shape or in what it says by its source."""
    usual = Account(emulator)
    usual.add("alice", password=PASSWORD, reset=True, path="/people/")
    usual.add("bob", path="/people/")
    usual.add("carol", password=PASSWORD)
    usual.iam.update_account_password_policy(MaxPasswordAge=90)
    emulator.sign_in("alice", LAST_WEEK)
    emulator.mfa("alice")
    emulator.clear_calls()
    below: dict[str, Any] = {"path_prefix": "/people/"}
    named: dict[str, Any] = {"user_names": ["carol", "ghost", "bob", "carol"]}
    results = runner.play(
        [
            info(),
            info(**below, check=True),
            info(**named),
            info(credential_report=True),
            info(**named, credential_report=True),
            info(source="report", access_key="report"),
            info(**below, source="report"),
            info(**named, source="report"),
        ]
    ).results
    live, live_below, live_named, joined, joined_named, report, report_below, report_named = results
    assert {call["action"] for call in emulator.calls()} <= LOOKS
    assert not [result for result in results if result["changed"] or result.get("failed")]
    # One report for all: what was made before is taken as it is.
    assert calls_of(emulator, "report") == ["GenerateCredentialReport", "GetCredentialReport"]

    everybody = {"alice": True, "bob": False, "carol": True}
    assert [enabled(result) for result in (live, joined, report)] == [everybody] * 3
    assert [names(result) for result in (live_below, report_below)] == [["alice", "bob"]] * 2
    assert [names(result) for result in (live_named, joined_named)] == [["carol", "bob"]] * 2
    assert sorted(names(report_named)) == ["bob", "carol"]
    for result in (live_named, joined_named, report_named):
        assert result["missing_users"] == ["ghost"]
    assert live["missing_users"] == []

    (shape,) = {tuple(row) for result in results for row in (*result["users"], *result.get("root_users", ()))}
    assert "mfa_active" in shape
    assert [row["user_name"] for row in report["root_users"]] == ["<root_account>"]
    assert report_below["root_users"] == joined_named["root_users"] == []
    assert live["root_users"] == []
    # What both know is the same.
    for one, other in zip(joined["users"], report["users"], strict=True):
        differs = {key for key in shape if one[key] != other[key]}
        assert differs <= {"login_profile", "user_exists"}


def test_what_the_report_adds(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a column is left out or misread, or what only the report or only AWS itself knows is made up."""
    account = Account(emulator, "100000000001")
    account.add("alice", password=PASSWORD, reset=True, path="/people/")
    account.add("bob")
    account.iam.update_account_password_policy(MaxPasswordAge=90)
    emulator.sign_in("alice", LAST_WEEK, account.number)
    emulator.mfa("alice", account=account.number)
    access = {"access_key": account.number}
    live, joined, report = runner.play(
        [info(**access), info(**access, credential_report=True), info(**access, source="report")]
    ).results
    alice, bob = joined["users"]
    assert alice["password_last_used"] == "2026-11-15T08:01:11+00:00"
    assert alice["mfa_active"] is True
    assert alice["arn"] == f"arn:aws:iam::{account.number}:user/people/alice"
    assert alice["login_profile"]["password_reset_required"] is True
    changed, rotation = (
        datetime.fromisoformat(alice[key]) for key in ("password_last_changed", "password_next_rotation")
    )
    assert (rotation - changed).days == 90
    assert datetime.fromisoformat(joined["credential_report"]["generated_time"]) >= changed
    assert (bob["password_enabled"], bob["login_profile"], bob["mfa_active"]) == (False, {}, False)
    dates = ("password_last_used", "password_last_changed", "password_next_rotation")
    assert [bob[key] for key in (*dates, "msg", "error")] == [None] * 5
    only_named = {"user_name": "alice", "create_date": None, "password_reset_required": None}
    assert report["users"][0]["login_profile"] == only_named
    assert [live["users"][0][key] for key in (*dates, "mfa_active")] == [None] * 4


def test_a_report_that_is_not_there_yet(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when the task does not wait for the report, waits for ever, or gives up when one is gone or too old."""
    first, second, third = (Account(emulator, f"10000000000{number}") for number in (1, 2, 3))
    for account in (first, second, third):
        account.add("alice", password=PASSWORD)
    third.iam.generate_credential_report()
    emulator.age_credential_report(account=third.number)
    third.add("bob", password=PASSWORD)
    emulator.settings(report_takes=0.6)
    gone = {"action": "GetCredentialReport", "kind": "error", "status": 410}
    emulator.faults([{**gone, "code": "ReportExpired"}, {**gone, "code": "ReportNotPresent", "nth": 3}])
    emulator.clear_calls()
    expired, gave_up, not_present = runner.play(
        [
            info(source="report", access_key=first.number),
            info(source="report", access_key=second.number, wait_timeout=0),
            info(source="report", access_key=third.number),
        ]
    ).results
    assert enabled(expired) == {"alice": True}
    assert enabled(not_present) == {"alice": True, "bob": True}
    generate, get = "GenerateCredentialReport", "GetCredentialReport"
    for account in (first, third):
        started, *in_progress = calls_of(emulator, account.number)[:-4]
        assert {started, *in_progress} == {generate}
        assert in_progress
        assert calls_of(emulator, account.number)[-4:] == [generate, get] * 2
    assert gave_up["failed"]
    assert gave_up["msg"].startswith("AWS had not made the credential report after 0 seconds. Run the task again")
    assert gave_up["users"] is None


def test_a_report_that_aws_has_no_capacity_for_at_first(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when the passing condition ends the task, or the wait for it exceeds wait_timeout."""
    account = Account(emulator, "100000000004")
    account.add("alice", password=PASSWORD)
    emulator.settings(reports_without_capacity=2)
    waited = runner.play([info(source="report", access_key=account.number)]).only()
    assert enabled(waited) == {"alice": True}
    assert calls_of(emulator, account.number)[-4:] == ["GenerateCredentialReport"] * 3 + ["GetCredentialReport"]


def test_without_the_permission_for_the_report_live_rows_are_returned(
    emulator: Emulator, runner: PlaybookRunner
) -> None:
    """Fails when the task returns no rows, or does not return why their columns are null."""
    account = Account(emulator, "100000000005")
    account.add("alice", password=PASSWORD)
    denied = {"action": "GenerateCredentialReport", "kind": "error", "status": 403, "code": "AccessDenied"}
    emulator.faults([{**denied, "nth": None}])
    run = runner.play([info(credential_report=True, access_key=account.number)])
    result = run.only()
    assert (result["failed"], enabled(result), result["users"][0]["mfa_active"]) == (False, {"alice": True}, None)
    report = result["credential_report"]
    assert (report["generated_time"], report["error"]["code"]) == (None, "AccessDenied")
    assert "[WARNING]: Failed to generate the credential report: the credentials do not have" in run.output


def test_nobody_unread_passes_for_without_a_password(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when an error is taken for "no password", hides the other rows, or a user who went meanwhile has one."""
    usual = Account(emulator)
    usual.add("alice", "denied", password=PASSWORD)
    usual.add("bob", "gone")
    denied = {"action": "GetLoginProfile", "kind": "error", "status": 403, "code": "AccessDenied", "nth": None}
    going = [{"action": "DeleteUser", "parameters": {"UserName": "gone"}}]
    emulator.faults(
        [
            {**denied, "user_name": "denied"},
            {"action": "GetLoginProfile", "user_name": "gone", "act_first": going},
            {**denied, "user_name": "expired", "code": "ExpiredToken"},
        ]
    )
    everybody, named, stopped = runner.play(
        [
            info(),
            info(user_names=["alice", "denied", "gone"]),
            info(user_names=["alice", "expired", "bob"], concurrency=1),
        ]
    ).results
    assert enabled(everybody) == {"alice": True, "bob": False, "denied": None}
    assert (names(named), named["missing_users"]) == (["alice", "denied"], ["gone"])
    for result in (everybody, named):
        row = result["users"][names(result).index("denied")]
        assert result["failed"]
        assert (row["login_profile"], row["error"]["code"]) == (None, "AccessDenied")
        assert row["msg"] in result["msg"]
    assert "1 of 3 users could not be read, so nobody knows whether they have a password: denied." in everybody["msg"]
    # What would meet them all stops at once, and whoever was not looked at is no user without a password.
    assert enabled(stopped) == {"alice": True, "expired": None, "bob": None}
    assert "IAM user 'bob' was not looked at." in stopped["users"][2]["msg"]
