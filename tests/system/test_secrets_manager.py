# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Passwords in AWS Secrets Manager, in real ansible-playbook runs with the environment's endpoint."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playbook_runner import roster, task

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

BEFORE = "Before-Passw0rd-1"
NAME = "console/{user_name}"
NEW = ["CreateSecret", "CreateLoginProfile"]
EXISTING = ["PutSecretValue", "UpdateLoginProfile", "UpdateSecretVersionStage", "UpdateSecretVersionStage"]
# botocore does not retry, so each lost reply is an error of the call.
ONCE = {"retries": {"total_max_attempts": 1}}
GENERATED: dict[str, Any] = {
    "generate_password": True,
    "update_password": "always",
    "secrets_manager": {"name": NAME},
    "aws_config": ONCE,
}
STEPS = [
    *((name, NEW[index], 1, NEW[:index]) for index, name in enumerate(("new-1", "new-2"))),
    ("old-1", "PutSecretValue", 1, []),
    ("old-2", "UpdateLoginProfile", 1, EXISTING[:1]),
    ("old-3", "UpdateSecretVersionStage", 1, EXISTING[:2]),
    ("old-4", "UpdateSecretVersionStage", 2, EXISTING[:3]),
]


def stored(account: Account, name: str) -> dict[str, list[str]]:
    """Return the labels of a secret by their password."""
    (secret,) = [each for each in account.emulator.secrets() if each["name"] == f"console/{name}"]
    return {json.loads(each["value"])["password"]: each["stages"] for each in secret["versions"].values()}


def shown(result: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a result that check mode predicts."""
    secret = {**(result.get("secret") or {}), "arn": None, "version_id": None}
    return {"secret": secret, **{key: result.get(key) for key in ("actions", "diff", "failed")}}


def set_up(account: Account) -> None:
    """Create the users of all steps; those with a password have a secret with the same."""
    account.add(*(name for name, *_step in STEPS if name.startswith("new")))
    for name, *_step in STEPS:
        if name.startswith("old"):
            account.add(name, password=BEFORE)
            value = json.dumps({"username": name, "password": BEFORE})
            account.secrets.create_secret(Name=f"console/{name}", SecretString=value)


@pytest.mark.parametrize("is_carried_out", [False, True], ids=["not carried out", "carried out"])
def test_a_reply_is_lost_at_each_step(account: Account, runner: PlaybookRunner, is_carried_out: bool) -> None:
    """Fails when a lost reply loses a password, or makes a wrong one current without reporting it."""
    set_up(account)
    for name, operation, nth, _done in STEPS:
        kind = "reset_after" if is_carried_out else "reset_before"
        account.emulator.faults([{"action": operation, "kind": kind, "nth": nth}])
        (result,) = runner.play([task(user_name=name, **GENERATED)]).results
        password = account.passwords().get(name)
        of_secret = stored(account, name) if is_carried_out or name != "new-1" else {}
        # DescribeSecret shows the secret's state. Nothing shows the password of a login profile.
        is_known = is_carried_out and operation not in {"CreateLoginProfile", "UpdateLoginProfile"}
        assert result["failed"] is not is_known, result
        if is_known:
            assert (of_secret[password or ""], result["secret"]["stage"]) == (["AWSCURRENT"], "AWSCURRENT")
        elif password not in {None, BEFORE}:
            assert of_secret[password or ""], "the password that is set has a label"
        current = next((each for each, stages in of_secret.items() if "AWSCURRENT" in stages), None)
        if current != password:
            assert f"console/{name}" in result["msg"]
        assert password in {None, BEFORE} or (password or "") not in json.dumps(result)


def test_passwords_are_stored_and_secrets_deleted(account: Account, runner: PlaybookRunner) -> None:
    """Fails when check mode is wrong, a second run changes anything, or reading a secret value requires permission."""
    set_up(account)
    options = {**GENERATED, "password_version": "1"}
    absent = {"state": "absent", "secrets_manager": {"name": NAME, "delete_when_absent": True}}
    many = roster([{"user_name": "new-1"}, {"user_name": "old-1", "secrets_manager": {"name": "other/one"}}], **options)
    predicted, real, again, rows, gone, gone_again = runner.play(
        [
            task(user_name="old-2", **options, check=True),
            task(user_name="old-2", **options),
            task(user_name="old-2", **options),
            many,
            task(user_name="old-2", **absent),
            task(user_name="old-2", **absent),
        ],
        "--diff",
    ).results
    assert shown(predicted) == shown(real)
    assert (real["changed"], again["changed"], gone_again["changed"]) == (True, False, False)
    assert [action["action"].partition(":")[2] for action in real["actions"]] == [*EXISTING, "TagUser"]
    assert [row["secret"]["name"] for row in rows["users"]] == ["console/new-1", "other/one"]
    assert stored(account, "new-1") == {account.passwords()["new-1"]: ["AWSCURRENT"]}
    assert gone["actions"][-1]["action"] == "secretsmanager:DeleteSecret"
    assert "GetSecretValue" not in account.calls()
