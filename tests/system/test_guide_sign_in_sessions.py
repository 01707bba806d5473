# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks of the guide on sign-in sessions, as printed, and what they do not change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from snippets import playbooks

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

PASSWORD = "A-Passw0rd-1"
NAMES = ("alice", "bob", "carol")
LIMIT = 28800
ROOT = "<root_account>"


@pytest.fixture
def sessions(account: Account, runner: PlaybookRunner) -> dict[str, str]:
    """An account with three users, the guide's playbooks, and user name -> ARN of a session of each. Bob's expired."""
    account.add(*NAMES, password=PASSWORD, path="/staff/")
    roster = yaml.safe_dump({"console_users": [{"user_name": name} for name in NAMES]})
    for name, text in {"roster.yml": roster, **playbooks("guide_sign_in_sessions.rst")}.items():
        runner.folder.joinpath(name).write_text(text, encoding="utf-8")
    open_session = account.emulator.open_session
    return {
        "alice": open_session("alice"),
        "bob": open_session("bob", age=7200, lifetime=3600),
        "carol": open_session("carol", region="eu-central-1"),
    }


def play(runner: PlaybookRunner, name: str, *arguments: str) -> str:
    code, output = runner.run_playbook(runner.folder / name, *arguments)
    assert code == 0, output
    return output


def limits(account: Account) -> list[Any]:
    """Return the limit of each user in seconds, None without one."""
    profiles: list[Any] = [account.iam.get_login_profile(UserName=name)["LoginProfile"] for name in NAMES]
    return [profile.get("MaxSigninSessionDuration") for profile in profiles]


def revoked(account: Account) -> list[str]:
    return [session["arn"] for session in account.emulator.sessions() if session["status"] == "REVOKED"]


@pytest.mark.usefixtures("sessions")
def test_every_user_of_the_roster_gets_the_limit(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a user has no limit or another password, check mode writes, or a second run changes anything."""
    before = account.emulator.sessions()
    play(runner, "session_limits.yml", "--check")
    assert limits(account) == [None] * len(NAMES)
    assert "changed=1" in play(runner, "session_limits.yml")
    assert limits(account) == [LIMIT] * len(NAMES)
    assert account.passwords() == dict.fromkeys(NAMES, PASSWORD)
    assert "changed=0" in play(runner, "session_limits.yml")
    # "Existing sessions keep their duration."
    assert account.emulator.sessions() == before


@pytest.mark.usefixtures("sessions")
def test_the_users_who_have_an_active_session_are_shown(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a session of a region, a deleted user or the root user is missing, or an expired one is shown."""
    account.emulator.root_password(account.number)
    account.emulator.open_session(None)
    account.iam.delete_login_profile(UserName="carol")
    account.iam.delete_user(UserName="carol")
    output = play(runner, "sessions.yml")
    shown = [name for name in (*NAMES, ROOT) if f'"msg": "{name}: 20' in output]
    assert shown == ["alice", "carol", ROOT]
    assert "changed=0" in output


@pytest.mark.parametrize("has_password", [True, False])
def test_a_leaver_loses_password_and_sessions(
    account: Account, runner: PlaybookRunner, sessions: dict[str, str], has_password: bool
) -> None:
    """Fails when a session stays active, also without a password, or another user's session does not."""
    if not has_password:
        account.iam.delete_login_profile(UserName="carol")
    before = account.passwords()
    play(runner, "leaver.yml", "--check")
    assert (revoked(account), account.passwords()) == ([], before)
    assert "changed=1" in play(runner, "leaver.yml")
    assert revoked(account) == [sessions["carol"]]
    assert account.passwords() == dict.fromkeys(("alice", "bob"), PASSWORD)
    assert "changed=0" in play(runner, "leaver.yml")
