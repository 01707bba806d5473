# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users with a password: live, by the credential report, and by both, in ansible-playbook."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from accounts import READS, denied
from playbook_runner import info

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

PASSWORD = "Passw0rd-1"
LAST_WEEK = datetime(2026, 11, 15, 8, 1, 11, tzinfo=timezone.utc)


def names(result: dict[str, Any]) -> list[str]:
    return [row["user_name"] for row in result["users"]]


def enabled(result: dict[str, Any]) -> dict[str, bool | None]:
    return {row["user_name"]: row["password_enabled"] for row in result["users"]}


def test_who_has_a_password(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a user is missing or listed twice, a row depends on its source, or an error counts as "none"."""
    account.add("alice", password=PASSWORD, reset=True, path="/people/")
    account.add("bob", path="/people/")
    account.add("carol", password=PASSWORD)
    account.iam.update_account_password_policy(MaxPasswordAge=90)
    account.emulator.sign_in("alice", LAST_WEEK)
    account.emulator.mfa("alice")
    account.emulator.clear_calls()
    named: dict[str, Any] = {"user_names": ["carol", "ghost", "bob", "carol"]}
    results = runner.play(
        [
            info(path_prefix="/people/", check=True),
            info(**named),
            info(credential_report=True),
            info(source="report", access_key="report"),
        ]
    ).results
    live_below, live_named, joined, report = results
    assert set(account.calls()) <= READS | {"GenerateCredentialReport", "GetCredentialReport"}
    assert not [result for result in results if result["changed"] or result.get("failed")]
    # The earlier report is used.
    assert account.calls("report") == ["GenerateCredentialReport", "GetCredentialReport"]
    assert [enabled(each) for each in (joined, report)] == [{"alice": True, "bob": False, "carol": True}] * 2
    assert names(live_below) == ["alice", "bob"]
    assert (names(live_named), live_named["missing_users"]) == (["carol", "bob"], ["ghost"])
    (shape,) = {tuple(row) for result in results for row in (*result["users"], *result.get("root_users", ()))}
    assert [row["user_name"] for row in report["root_users"]] == ["<root_account>"]
    for one, other in zip(joined["users"], report["users"], strict=True):
        assert {key for key in shape if one[key] != other[key]} <= {"login_profile", "user_exists"}
    alice = joined["users"][0]
    assert (alice["password_last_used"], alice["mfa_active"]) == ("2026-11-15T08:01:11+00:00", True)
    assert alice["login_profile"]["password_reset_required"] is True

    account.emulator.faults([denied("GetLoginProfile", "bob"), denied("GenerateCredentialReport")])
    run = runner.play([info(), info(user_names=["carol"], credential_report=True)])
    everybody, without_report = run.results
    assert (everybody["failed"], enabled(everybody)) == (True, {"alice": True, "bob": None, "carol": True})
    assert "1 of 3 users could not be read, so it is not known whether they have a password: bob." in everybody["msg"]
    assert (without_report["failed"], without_report["users"][0]["mfa_active"]) == (False, None)
    assert "[WARNING]: Failed to generate the credential report: the credentials do not have" in run.output


def test_who_has_a_sign_in_session(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a user's session is not found over HTTP in its region, or an error counts as "none"."""
    account.add("alice", "bob", "carol", "dora", password=PASSWORD)
    emulator = account.emulator
    opened = {name: emulator.open_session(name) for name in ("bob", "dora")}
    european = emulator.open_session("alice", region="eu-west-1", client_type="MCP", age=60.0)
    american = emulator.open_session("alice")
    account.iam.delete_login_profile(UserName="bob")
    for remove in (account.iam.delete_login_profile, account.iam.delete_user):
        remove(UserName="dora")
    emulator.clear_calls()
    run = runner.play(
        [
            info(sessions=True, check=True),
            info(sessions=True, user_names=["alice"], session_regions=["us-east-1", "eu-west-1"], access_key="named"),
        ]
    )
    everybody, named = run.results
    assert not [result for result in run.results if result["changed"] or result.get("failed")]
    sessions = {row["user_name"]: [each["session_arn"] for each in row["sessions"]] for row in everybody["users"]}
    assert sessions == {"alice": [american], "bob": [opened["bob"]], "carol": [], "dora": [opened["dora"]]}
    assert [row["user_exists"] for row in everybody["users"]] == [True, True, True, False]
    assert "[WARNING]: AWS lists active sign-in sessions of IAM users who do not exist: dora." in run.output
    found = [(each["session_arn"], each["client_type"]) for each in named["users"][0]["sessions"]]
    assert found == [(european, "MCP"), (american, "CLI")]
    assert account.calls("named") == ["GetCallerIdentity", "ListSessions", "ListSessions", "GetLoginProfile"]

    emulator.faults([denied("ListSessions")])
    failed = runner.play([info(sessions=True)]).only()
    assert (failed["failed"], failed["error"]["code"]) == (True, "sessions_unreadable")
    assert "the permission signin:ListSessions" in failed["msg"]
    assert {row["sessions"] for row in failed["users"]} == {None}
