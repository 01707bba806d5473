# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A roster as the whole truth: who loses the login profile, who never does, and when that would be too many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
from accounts import READS, Account, calls_of
from playbook_runner import PlaybookRunner, roster

if TYPE_CHECKING:
    from client import Emulator

PASSWORD = "Passw0rd-1"
ALICE = {"user_name": "alice", "password": PASSWORD}


def purge(account: Account, profiles: list[dict[str, Any]], **options: Any) -> dict[str, Any]:
    """Return a task that makes these profiles all that there are in an account."""
    return roster(profiles, purge=True, access_key=account.number, **options)


def test_who_is_not_listed_loses_the_login_profile(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when an unlisted user keeps a password, a listed or excluded one or one elsewhere loses it, or one goes."""
    whole, part = Account(emulator, "100000000001"), Account(emulator, "100000000002")
    whole.add("alice", "leaver", "Break-Glass-1", "Admin", password=PASSWORD)
    whole.add("without")
    part.add("alice", "leaver", password=PASSWORD, path="/people/")
    part.add("robot", password=PASSWORD, path="/peoples-robots/")
    exclude = {"purge_exclude": ["break-glass-*", "ADMIN"]}
    foreseen, real, again, below = runner.play(
        [
            purge(whole, [ALICE], **exclude, check=True),
            purge(whole, [ALICE], **exclude),
            purge(whole, [ALICE], **exclude),
            purge(part, [ALICE], path_prefix="/people/"),
        ],
        "--diff",
    ).results
    assert sorted(whole.passwords()) == ["Admin", "Break-Glass-1", "alice"]
    assert sorted(whole.users()) == ["Admin", "Break-Glass-1", "alice", "leaver", "without"]
    assert sorted(part.passwords()) == ["alice", "robot"]
    assert [row["user_name"] for row in real["users"]] == ["alice", "leaver"]
    assert (foreseen["users"], foreseen["diff"]) == (real["users"], real["diff"])
    (action,) = real["users"][1]["actions"]
    assert action == {
        "action": "iam:DeleteLoginProfile",
        "reason": "purge is true, and the user is not in the roster.",
    }
    diff, numbers = real["diff"]
    assert diff["after_header"] == f"IAM user 'leaver' loses the login profile: {action['reason']}"
    assert numbers == {"prepared": "Login profiles: 0 gained, 1 lost, 0 changed, 1 unchanged.\n"}
    assert (again["changed"], again["summary"]["unchanged"]) == (False, ["alice"])
    assert below["summary"]["done"] == ["leaver"]


def test_the_caller_is_kept(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a purge takes the password of the user whose credentials it has, or keeps it in silence."""
    usual = Account(emulator)
    usual.add("alice", "caller", "leaver", password=PASSWORD)
    key = usual.iam.create_access_key(UserName="caller")["AccessKey"]
    access = {"access_key": key["AccessKeyId"], "secret_key": key["SecretAccessKey"]}
    kept, gone = runner.play(
        [
            roster([ALICE], purge=True, **access),
            roster([ALICE, {"user_name": "caller", "state": "absent"}], purge=True, **access),
        ]
    ).results
    assert kept["summary"]["done"] == ["leaver"]
    (warning,) = kept["warnings"]
    assert warning.startswith("The purge does not affect IAM user 'caller', who makes the requests. Add the user to")
    # A roster that names the caller is taken at its word.
    assert gone["summary"]["done"] == ["caller"]
    assert "warnings" not in gone
    assert list(usual.passwords()) == ["alice"]


def test_the_user_behind_a_role_is_kept(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a purge takes the password of the user whose keys its role was assumed with, or nobody is warned."""
    usual = Account(emulator)
    usual.add("alice", "ops", "leaver", password=PASSWORD)
    role = usual.iam.create_role(RoleName="admin", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    key = usual.iam.create_access_key(UserName="ops")["AccessKey"]
    (runner.folder / "config").write_text(
        f"""
        [profile admin]
        role_arn = {role}
        source_profile = ops
        [profile ops]
        aws_access_key_id = {key["AccessKeyId"]}
        aws_secret_access_key = {key["SecretAccessKey"]}
        """
    )
    keys = {f"AWS_{name}": "" for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")}
    config = {"AWS_CONFIG_FILE": str(runner.folder / "config")}
    known = {**roster([ALICE], purge=True, profile="admin"), "environment": {**keys, **config}}
    unknown = {**roster([ALICE], purge=True, check=True), "environment": config}
    session = boto3.client(
        "sts",
        endpoint_url=emulator.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    ).assume_role(RoleArn=role, RoleSessionName="pipeline")["Credentials"]
    unknown["environment"] |= {
        "AWS_ACCESS_KEY_ID": session["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
        "AWS_SESSION_TOKEN": session["SessionToken"],
    }
    foreseen, kept, by_pipeline = runner.play([{**known, "check_mode": True}, known, unknown]).results
    for result in (foreseen, kept):
        assert result["summary"]["done"] == ["leaver"]
        (warning,) = result["warnings"]
        assert "does not affect IAM user 'ops', who makes the requests by the role 'arn:aws:sts::" in warning
    assert sorted(usual.passwords()) == ["alice", "ops"]
    # The same role without a source that is known.
    assert by_pipeline["summary"]["done"] == ["ops"]
    (warning,) = by_pipeline["warnings"]
    assert "assumed-role/admin/pipeline' is not an IAM user of this account, so the purge spares no user" in warning


def test_users_that_cannot_be_read_or_vanish(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a user is purged unread or left out in silence, or one who goes meanwhile is a failure."""
    account = Account(emulator, "100000000001")
    account.add("alice", "deleted", "leaver", "unlisted", "unread", password=PASSWORD)

    def gone_before(action: str, user_name: str) -> dict[str, Any]:
        acts = [
            {"action": name, "parameters": {"UserName": user_name}} for name in ("DeleteLoginProfile", "DeleteUser")
        ]
        return {"action": action, "user_name": user_name, "act_first": acts}

    denied = {"action": "GetLoginProfile", "kind": "error", "status": 403, "code": "AccessDenied", "nth": None}
    emulator.faults(
        [
            gone_before("GetLoginProfile", "unlisted"),
            gone_before("DeleteLoginProfile", "deleted"),
            {**denied, "user_name": "unread"},
        ]
    )
    result = runner.play([purge(account, [ALICE])]).only()
    assert sorted(account.passwords()) == ["alice", "unread"]
    assert (result["failed"], result["changed"]) == (True, True)
    assert result["summary"] == {
        "done": ["leaver"],
        "unchanged": ["alice", "deleted"],
        "failed": ["unread"],
        "not_attempted": [],
    }
    assert "(IAM user 'unread'): the credentials do not have the permission iam:GetLoginProfile." in result["msg"]


# The options of a purge that would take 11 of 12 login profiles, and the words that refuse it.
TOO_MANY = "The purge would remove 11 of 12 login profiles, and purge_limit allows"
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({}, f"{TOO_MANY} 10. These users would lose the login profile: user-01, user-02, user-03, "),
    ({"check": True}, f"{TOO_MANY} 10."),
    ({"purge_limit": "10"}, f"{TOO_MANY} 10."),
    ({"purge_limit": "90%"}, f"{TOO_MANY} 10."),
    ({"purge_limit": "many"}, "purge_limit must be a number of users, or 0 to 100 percent of them"),
    ({"profiles": []}, "remove 12 of 12 login profiles, and profiles names no user who keeps one."),
    ({"profiles": [{**ALICE, "user_name": "Alice"}]}, "'Alice' in profiles is 'alice' in the account."),
    ({"purge_exclude": ["used-*"], "check": True}, "no user matches 'used-*'. Similar: user-"),
    ({"purge_exclude": ["used-*"]}, "no user matches 'used-*'. Similar: user-"),
    ({"path_prefix": "/stafff/"}, "path_prefix: no user is below '/stafff/'"),
]


def test_a_purge_of_too_many_changes_nothing(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a limit does not hold, is told in other words, or keeps a purge from being done that it allows."""
    account = Account(emulator, "100000000001")
    names = [f"user-{number:02}" for number in range(1, 12)]
    account.add("alice", *names, password=PASSWORD)
    emulator.clear_calls()
    results = runner.play([purge(account, **{"profiles": [ALICE], **options}) for options, _words in REFUSED]).results
    for (_options, words), result in zip(REFUSED, results, strict=True):
        assert words in result["msg"]
        assert (words, result["failed"], result["changed"]) == (words, True, False)
        assert "Traceback" not in str(result)
    assert results[0]["summary"] == {"done": [], "unchanged": ["alice"], "failed": [], "not_attempted": names}
    assert set(calls_of(emulator, account.number)) <= READS
    assert sorted(account.passwords()) == ["alice", *names]

    # What reaches the reader of the output: Ansible does not display the diff of a failed task.
    rejected = runner.play([purge(account, [ALICE])], "--check", "--diff")
    assert all(f"{name}, " in rejected.output or f"{name}." in rejected.output for name in names)
    assert "loses the login profile" not in rejected.output
    *changes, numbers = rejected.only()["diff"]
    reason = "purge is true, and the user is not in the roster."
    assert [each["after_header"] for each in changes] == [
        f"IAM user '{name}' loses the login profile: {reason}" for name in names
    ]
    assert "11 not attempted" in numbers["prepared"]

    by_percent, by_number = runner.play(
        [purge(account, [ALICE], purge_limit="92%", check=True), purge(account, [ALICE], purge_limit="11")]
    ).results
    assert by_percent["summary"] == by_number["summary"]
    assert by_number["summary"]["done"] == names
    assert list(account.passwords()) == ["alice"]
