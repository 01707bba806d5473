# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sign-in sessions that end with the password, in real ansible-playbook runs with the environment's endpoint."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from playbook_runner import roster, task

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

PASSWORD = "Passw0rd-1"
REGIONS = ["us-east-1", "eu-west-1"]


def active(account: Account) -> Counter[str]:
    """Return the number of active sessions of each user."""
    sessions = account.emulator.sessions(account.number)
    return Counter(each["principal"].rpartition("/")[2] for each in sessions if each["status"] == "ACTIVE")


def test_the_sessions_of_those_who_lose_their_password_are_revoked(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a session of a user, a roster or a purge survives, another one does not, or check mode is wrong."""
    account.add("alice", "leaver", "purged", "robot", password=PASSWORD)
    opened: list[tuple[str, str]] = [("leaver", "us-east-1")] * 6 + [(name, "us-east-1") for name in ("alice", "robot")]
    for name, region in [*opened, ("leaver", "eu-west-1"), ("purged", "us-east-1"), ("alice", "eu-west-1")]:
        account.emulator.open_session(name, region=region, account=account.number)
    leaver: dict[str, Any] = {"user_name": "leaver", "state": "absent"}
    rotated = {"user_name": "alice", "password": "Passw0rd-2", "password_version": "2", "update_password": "always"}
    many: dict[str, Any] = {"purge": True, "purge_exclude": ["robot"]}
    revoke = {"revoke_sessions": True, "session_regions": REGIONS}
    results = runner.play(
        [
            task(**leaver, **revoke, check=True),
            task(**leaver, **revoke),
            task(**leaver, **revoke),
            roster([rotated], **many, **revoke, check=True),
            roster([rotated], **many, **revoke),
            roster([rotated], **many, **revoke),
        ],
        "--diff",
    ).results
    assert [result["failed"] for result in results] == [False] * 6, results
    for predicted, real, again in (results[:3], results[3:]):
        for key in ("actions", "revoked_sessions", "users", "summary", "diff"):
            assert _without_dates(predicted.get(key)) == _without_dates(real.get(key))
        assert (real["changed"], again["changed"]) == (True, False)
    assert results[1]["revoked_sessions"] == 7
    assert [row["revoked_sessions"] for row in results[4]["users"]] == [2, 1]
    assert active(account) == {"robot": 1}


def _without_dates(value: Any) -> Any:
    """Return a result without the login profiles, which have the date of a reply."""
    if isinstance(value, list):
        return [_without_dates(each) for each in value]
    return {name: each for name, each in value.items() if name != "login_profile"} if isinstance(value, dict) else value
