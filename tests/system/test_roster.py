# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many users in one task, through ansible-playbook: what lands, what check mode foresees, how many calls it takes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pysequoia
from accounts import READS, Account, calls_of
from playbook_runner import PlaybookRunner, roster

if TYPE_CHECKING:
    from client import Emulator
    from mypy_boto3_iam import IAMClient

OLD, NEW = "Before-Passw0rd", "After-Passw0rd"
ALWAYS = {"update_password": "always"}
# Not in the order of the alphabet, nor in that in which they are finished.
PROFILES: list[dict[str, Any]] = [
    {"user_name": "updated", "password": NEW, **ALWAYS, "password_version": "2"},
    {"user_name": "created", "password": NEW},
    {"user_name": "kept", "password": NEW},
    {"user_name": "deleted", "state": "absent"},
    {"user_name": "generated", "generate_password": True, "reveal_password": True},
    {"name": "flagged", **ALWAYS, "password_reset_required": True},
    {"user_name": "nobody", "state": "absent"},
]
NAMES = ["updated", "created", "kept", "deleted", "generated", "flagged", "nobody"]
NOT_RECORDED = "password_version is not recorded and shall be '2'."
NONE_YET = "gains a login profile: There is no login profile yet."
HEADINGS = [
    f"IAM user 'updated' keeps the login profile, with a new password: {NOT_RECORDED}",
    f"IAM user 'created' {NONE_YET}",
    "IAM user 'deleted' loses the login profile: state is absent.",
    f"IAM user 'generated' {NONE_YET}",
    "IAM user 'flagged' keeps the login profile, changed: password_reset_required is false and shall be true.",
]


def alike(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without what only a real run can know: when it was created, and a generated password."""
    profile = {key: value for key, value in row["login_profile"].items() if key != "create_date"}
    return {key: value for key, value in row.items() if key != "password"} | {"login_profile": profile}


def test_a_roster_does_what_check_mode_foresaw(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a user ends otherwise than asked for, check mode tells or does otherwise, or a call is one more."""
    usual = Account(emulator)
    usual.add("created", "generated")
    usual.add("updated", "kept", "deleted", "flagged", password=OLD)
    # The first is the last to be finished.
    slow = {"action": "GetLoginProfile", "user_name": "updated", "kind": "delay", "seconds": 0.5, "nth": None}
    emulator.faults([slow, {**slow, "action": "UpdateLoginProfile"}])
    emulator.clear_calls()
    tasks = [
        roster(PROFILES, access_key="check", check=True),
        roster(PROFILES, access_key="real"),
        roster(PROFILES, access_key="again"),
    ]
    foreseen, real, again = runner.play(tasks, "--diff").results

    generated = real["users"][4]["password"]
    assert len(generated) == 20
    given = {"updated": NEW, "created": NEW, "kept": OLD, "flagged": OLD}
    assert usual.passwords() == {**given, "generated": generated}
    assert usual.iam.get_login_profile(UserName="flagged")["LoginProfile"].get("PasswordResetRequired") is True
    assert real["changed"]
    assert [row["user_name"] for row in real["users"]] == NAMES
    assert real["summary"] == {
        "done": ["updated", "created", "deleted", "generated", "flagged"],
        "unchanged": ["kept", "nobody"],
        "failed": [],
        "not_attempted": [],
    }

    assert [alike(row) for row in foreseen["users"]] == [alike(row) for row in real["users"]]
    assert "password" not in foreseen["users"][4]
    assert (foreseen["summary"], foreseen["diff"]) == (real["summary"], real["diff"])
    *diffs, numbers = real["diff"]
    assert [each["after_header"] for each in diffs] == HEADINGS
    assert numbers == {"prepared": "Login profiles: 2 gained, 1 lost, 2 changed, 2 unchanged.\n"}
    assert set(calls_of(emulator, "check")) <= READS

    assert not again["changed"]
    assert set(calls_of(emulator, "again")) <= READS
    # Each user is read; GetUser is for who has none, and for versions. What has no flag in its reply is read back. The
    # policy is read once for them all.
    reads = {"GetLoginProfile": 7 + 4, "GetUser": 4, "GetAccountPasswordPolicy": 1}
    writes = {"CreateLoginProfile": 2, "UpdateLoginProfile": 2, "DeleteLoginProfile": 1, "TagUser": 1}
    assert Counter(calls_of(emulator, "real")) == {**reads, **writes}


def test_a_profile_says_it_itself_or_the_roster_says_it_for_all(
    emulator: Emulator, runner: PlaybookRunner, iam: IAMClient
) -> None:
    """Fails when a default is not taken, holds against a profile that says otherwise, or a given password is lost."""
    key = str(pysequoia.Tsk.generate("reader@example.com").extract_certificate())
    for name in ("alice", "bob", "carol", "dave"):
        iam.create_user(UserName=name)
    iam.update_account_password_policy(MinimumPasswordLength=8, AllowUsersToChangePassword=True)
    profiles: list[dict[str, Any]] = [
        {"user_name": "alice"},
        {"user_name": "bob", "password": NEW, "password_reset_required": False},
        {"user_name": "carol", "password_length": 31},
        {"user_name": "dave", "pgp_key": key},
    ]
    defaults = {"generate_password": True, "reveal_password": True, "password_reset_required": True}
    result = runner.play([roster(profiles, **defaults, password_length=30)]).only()
    alice, bob, carol, dave = result["users"]
    landed = emulator.passwords()
    assert len(landed.pop("dave")) == 30
    assert landed == {"alice": alice["password"], "bob": NEW, "carol": carol["password"]}
    assert (len(alice["password"]), len(carol["password"])) == (30, 31)
    assert not {"password", "encrypted_password"} & set(bob)
    assert ("password" in dave, "encrypted_password" in dave) == (False, True)
    assert [row["login_profile"]["password_reset_required"] for row in result["users"]] == [True, False, True, True]
    assert "warnings" not in result


def test_throttling_loses_nothing(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a request that AWS turned away is given up, or a user is done twice."""
    usual = Account(emulator)
    names = [f"user-{number:02}" for number in range(8)]
    usual.add(*names)
    emulator.clear_calls()
    emulator.settings(rate_limit=10)
    result = runner.play([roster([{"user_name": name, "password": NEW} for name in names], concurrency=8)]).only()
    emulator.settings(rate_limit=None)
    assert result["summary"]["done"] == names
    assert usual.passwords() == dict.fromkeys(names, NEW)
    created = [call["code"] for call in emulator.calls() if call["action"] == "CreateLoginProfile"]
    assert created.count(None) == len(names)
    assert any(call["code"] == "Throttling" for call in emulator.calls())
