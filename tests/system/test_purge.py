# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An authoritative roster: the users who lose the login profile, and those who never do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
from accounts import READS, Account, denied
from playbook_runner import roster

if TYPE_CHECKING:
    from client import Emulator
    from playbook_runner import PlaybookRunner

PASSWORD = "Passw0rd-1"
ALICE = {"user_name": "alice", "password": PASSWORD}


def purge(account: Account, **options: Any) -> dict[str, Any]:
    """Return a task that leaves alice as the only user of an account with a login profile."""
    return roster([ALICE], purge=True, access_key=account.number, **options)


def test_who_is_not_listed_loses_the_login_profile(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when an unlisted user keeps a password, or a listed, excluded, unread or outside user loses it."""
    whole, part, many = (Account(emulator, f"10000000000{number}") for number in (1, 2, 3))
    whole.add("alice", "leaver", "Break-Glass-1", "Admin", password=PASSWORD)
    whole.add("without")
    part.add("alice", "leaver", "unread", password=PASSWORD, path="/people/")
    part.add("robot", password=PASSWORD, path="/peoples-robots/")
    names = [f"user-{number:02}" for number in range(1, 12)]
    many.add("alice", *names, password=PASSWORD)
    emulator.faults([denied("GetLoginProfile", "unread", account=part.number)])
    emulator.clear_calls()
    exclude = {"purge_exclude": ["break-glass-*", "ADMIN"]}
    predicted, real, again, below, too_many = runner.play(
        [
            purge(whole, **exclude, check=True),
            purge(whole, **exclude),
            purge(whole, **exclude),
            purge(part, path_prefix="/people/"),
            purge(many),
        ],
        "--diff",
    ).results
    emulator.faults([])
    assert sorted(whole.passwords()) == ["Admin", "Break-Glass-1", "alice"]
    assert sorted(part.passwords()) == ["alice", "robot", "unread"]
    assert sorted(many.passwords()) == ["alice", *names]
    assert [row["user_name"] for row in real["users"]] == ["alice", "leaver"]
    assert (predicted["users"], predicted["diff"]) == (real["users"], real["diff"])
    (action,) = real["users"][1]["actions"]
    reason = "purge is true, and the user is not in the roster."
    assert action == {"action": "iam:DeleteLoginProfile", "reason": reason}
    diff, numbers = real["diff"]
    assert diff["after_header"] == f"IAM user 'leaver' loses the login profile: {reason}"
    assert numbers == {"prepared": "Login profiles: 0 gained, 1 lost, 0 changed, 1 unchanged.\n"}
    assert (again["changed"], again["summary"]["unchanged"]) == (False, ["alice"])
    assert (below["failed"], below["summary"]["done"], below["summary"]["failed"]) == (True, ["leaver"], ["unread"])
    assert "The purge would remove 11 of 12 login profiles, and purge_limit allows 10." in too_many["msg"]
    assert too_many["summary"]["not_attempted"] == names
    assert set(many.calls(many.number)) <= READS


def test_the_caller_is_spared(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a purge removes the password of the user behind its credentials or role, or there is no warning."""
    account.add("alice", "ops", "leaver", password=PASSWORD)
    role, key = account.add_role("admin"), account.add_key("ops")
    (runner.folder / "config").write_text(
        f"[profile admin]\nrole_arn = {role}\nsource_profile = ops\n"
        f"[profile ops]\naws_access_key_id = {key['AWS_ACCESS_KEY_ID']}\n"
        f"aws_secret_access_key = {key['AWS_SECRET_ACCESS_KEY']}\n"
    )
    config = {"AWS_CONFIG_FILE": str(runner.folder / "config")}
    no_keys = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "")
    access: dict[str, Any] = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    sts = boto3.client("sts", endpoint_url=account.emulator.endpoint_url, region_name="us-east-1", **access)
    session = sts.assume_role(RoleArn=role, RoleSessionName="pipeline")["Credentials"]
    by_pipeline = {
        "AWS_ACCESS_KEY_ID": session["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
        "AWS_SESSION_TOKEN": session["SessionToken"],
    }
    own, by_role, unknown = runner.play(
        [
            {**roster([ALICE], purge=True, check=True), "environment": key},
            {**roster([ALICE], purge=True, profile="admin"), "environment": {**no_keys, **config}},
            {**roster([ALICE], purge=True, check=True), "environment": by_pipeline},
        ]
    ).results
    for result, words in ((own, "who makes the requests. "), (by_role, "who makes the requests by the role 'arn:aws:")):
        assert result["summary"]["done"] == ["leaver"]
        assert f"does not affect IAM user 'ops', {words}" in result["warnings"][0]
    assert sorted(account.passwords()) == ["alice", "ops"]
    # The same role, whose assuming principal is unknown.
    assert unknown["summary"]["done"] == ["ops"]
    assert "is not an IAM user of this account, so the purge excludes no user" in unknown["warnings"][0]
