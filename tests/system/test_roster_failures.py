# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes wrong for one user of a roster, and what that means for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from accounts import READS, Account
from playbook_runner import PlaybookRunner, Run, roster

if TYPE_CHECKING:
    from client import Emulator

OLD, NEW = "Before-Passw0rd", "After-Passw0rd"


class Foreseen(NamedTuple):
    """A profile that nothing can be done about, and the words that say so."""

    words: str
    profile: dict[str, Any]


FORESEEN = [
    Foreseen("IAM user 'nobody' does not exist. Check the spelling", {"user_name": "nobody", "password": NEW}),
    Foreseen("It must have at least 8 characters.", {"user_name": "bob", "password": "short"}),
    Foreseen("profiles[1]: user_name must have 1 to 64 characters", {"user_name": "b\u00f6b", "password": NEW}),
    Foreseen("'alice' is in profiles 2 times. Keep one.", {"user_name": "alice", "state": "absent"}),
    Foreseen("'Alice' and 'alice' in profiles differ only in case", {"user_name": "Alice", "password": NEW}),
    Foreseen(
        "pgp_key is not an OpenPGP public key", {"user_name": "bob", "generate_password": True, "pgp_key": "none"}
    ),
]


def test_a_failure_that_can_be_foreseen_changes_nothing(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a mistake in one profile leaves anything written for the users beside it, or is not told in words."""
    usual = Account(emulator)
    usual.add("alice", "bob")
    emulator.clear_calls()
    fine = {"user_name": "alice", "password": NEW}
    run = runner.play([roster([fine, each.profile]) for each in FORESEEN])
    for each, result in zip(FORESEEN, run.results, strict=True):
        assert (each.words, result["failed"], result["changed"]) == (each.words, True, False)
        assert each.words in result["msg"]
        assert result["summary"]["done"] == []
        assert "Traceback" not in str(result)
    # Where it takes a look at the users to know, each has a row.
    weak = run.results[1]
    assert weak["msg"].startswith("Nothing was changed. Users: 0 done, 0 unchanged, 1 failed, 1 not attempted.")
    assert [row["status"] for row in weak["users"]] == ["not_attempted", "failed"]
    assert weak["users"][0]["not_attempted"][0]["action"] == "iam:CreateLoginProfile"
    assert weak["users"][1]["error"]["code"] == "PasswordPolicyViolation"
    assert usual.passwords() == {}
    assert {call["action"] for call in emulator.calls()} <= READS


def error(action: str, user_name: str, code: str) -> dict[str, Any]:
    """Answer every such call about a user with an error."""
    return {"action": action, "user_name": user_name, "kind": "error", "status": 403, "code": code, "nth": None}


# For each task four users, of whom the second fails.
FAULTS = {
    "denied": error("UpdateLoginProfile", "denied-2", "AccessDenied"),
    "unread": error("GetLoginProfile", "unread-2", "AccessDenied"),
    "stopped": error("UpdateLoginProfile", "stopped-2", "AccessDenied"),
    "expired": error("UpdateLoginProfile", "expired-2", "ExpiredToken"),
}
OPTIONS: dict[str, dict[str, Any]] = {
    "stopped": {"stop_on_failure": True, "concurrency": 1},
    "expired": {"concurrency": 1},
}


def played_with_faults(emulator: Emulator, runner: PlaybookRunner) -> Run:
    """Play a roster for each fault, with a new password for everybody."""
    emulator.faults(list(FAULTS.values()))
    return runner.play(
        [
            roster(
                [{"user_name": f"{name}-{n}", "password": NEW} for n in range(1, 5)],
                update_password="always",
                aws_config={"retries": {"max_attempts": 0}},
                **OPTIONS.get(name, {}),
            )
            for name in FAULTS
        ]
    )


def test_what_fails_for_one_user(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when one user's error keeps others from being done, a general one does not, or a row tells it wrongly."""
    usual = Account(emulator)
    usual.add(*(f"{name}-{n}" for name in FAULTS for n in range(1, 5)), password=OLD)
    results = dict(zip(FAULTS, played_with_faults(emulator, runner).results, strict=True))
    emulator.faults([])
    done = {"denied": [1, 3, 4], "unread": [1, 3, 4], "stopped": [1], "expired": [1]}
    for name, result in results.items():
        assert (name, result["failed"], result["changed"]) == (name, True, True)
        assert result["summary"] == {
            "done": [f"{name}-{n}" for n in done[name]],
            "unchanged": [],
            "failed": [f"{name}-2"],
            "not_attempted": [f"{name}-{n}" for n in (3, 4) if n not in done[name]],
        }
        assert [row["user_name"] for row in result["users"]] == [f"{name}-{n}" for n in range(1, 5)]
        assert result["users"][1]["error"]["code"] == FAULTS[name]["code"]
        assert result["users"][1]["msg"] in result["msg"]
        landed = {user: password for user, password in usual.passwords().items() if user.startswith(name)}
        assert landed == {f"{name}-{n}": NEW if n in done[name] else OLD for n in range(1, 5)}
    assert "The task stopped at the first failure, as stop_on_failure says." in results["stopped"]["msg"]
    assert "The task stopped, since every other user would fail alike." in results["expired"]["msg"]
    assert results["denied"]["msg"].startswith("Users: 3 done, 0 unchanged, 1 failed, 0 not attempted.")
    assert [row["action"] for row in results["denied"]["users"][1]["failed_actions"]] == ["iam:UpdateLoginProfile"]
    assert [row["action"] for row in results["expired"]["users"][2]["not_attempted"]] == ["iam:UpdateLoginProfile"]
    assert "login_profile" not in results["unread"]["users"][1]
