# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Generated passwords through ansible-playbook: set, delivered, decrypted by their reader, and seen by nobody else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pysequoia
import pytest
from canary import finds, watched
from playbook_runner import PlaybookRunner, roster, task

if TYPE_CHECKING:
    from client import Emulator
    from mypy_boto3_iam import IAMClient

TAG = "identity.aws/password-version"
NO_RETRIES = {"retries": {"max_attempts": 0}, "read_timeout": 1, "connect_timeout": 1}
KEY = pysequoia.Tsk.generate("reader@example.com")
# The lines that the public half does not have.
PUBLIC = str(KEY.extract_certificate())
PRIVATE_LINES = {line for line in str(KEY).splitlines() if len(line) > 40 and line not in PUBLIC}
GENERATE: dict[str, Any] = {"generate_password": True, "pgp_key": str(KEY.extract_certificate())}
VERSIONED = {**GENERATE, "update_password": "always", "password_version": "2026-11"}


def decrypted(result: dict[str, Any]) -> str:
    """Return what the reader of a result's password reads."""
    plain = pysequoia.decrypt(result["encrypted_password"].encode(), KEY.decryptor()).bytes
    assert plain is not None
    return plain.decode()


@pytest.mark.on_both_backends
def test_the_reader_and_nobody_else_can_read_it(emulator: Emulator, runner: PlaybookRunner, iam: IAMClient) -> None:
    """Fails when the password that is set is not the one that the reader decrypts, or is left in plain anywhere."""
    iam.create_user(UserName="alice")
    iam.create_user(UserName="bob")
    iam.update_account_password_policy(MinimumPasswordLength=32, RequireSymbols=True)
    tasks = [
        task(user_name="alice", **GENERATE, exclude_lookalikes=True, check=True),
        task(user_name="alice", **GENERATE, exclude_lookalikes=True),
        task(user_name="alice", **GENERATE, update_password="always"),
        {**task(user_name="bob", generate_password=True, reveal_password=True), "no_log": True},
    ]
    foreseen, created, updated, revealed = runner.play(tasks, "-vvvv", "--diff").results
    landed = emulator.passwords()
    assert foreseen["changed"]
    assert "encrypted_password" not in foreseen
    assert decrypted(updated) == landed["alice"] != decrypted(created)
    assert revealed["password"] == landed["bob"]
    assert all(len(password) == 32 for password in (*landed.values(), decrypted(created)))
    assert not set("0Oo1Il|") & set(decrypted(created))


@pytest.mark.parametrize("secret_key", ["a", "-", "test"])
def test_an_emulator_s_secret_key_does_not_damage_a_message(
    emulator: Emulator, runner: PlaybookRunner, iam: IAMClient, secret_key: str
) -> None:
    """Fails when what is returned, or kept, cannot be decrypted by its reader."""
    iam.create_user(UserName="alice")
    iam.create_user(UserName="bob")
    tasks = [
        task(user_name="alice", **GENERATE),
        roster([{"user_name": "bob", **GENERATE}], delivery_path="passwords.jsonl"),
    ]
    one, many = runner.play(tasks, AWS_SECRET_ACCESS_KEY=secret_key).results
    kept = json.loads(runner.folder.joinpath("passwords.jsonl").read_text(encoding="utf-8"))
    landed = emulator.passwords()
    assert [decrypted(each) for each in (one, many["users"][0], kept)] == [landed["alice"], *[landed["bob"]] * 2]


def test_a_generated_password_is_left_nowhere(emulator: Emulator, runner: PlaybookRunner, iam: IAMClient) -> None:
    """Fails when a generated password, or a private key given by mistake, is printed, logged or kept."""
    names = ["well", "policy", "tagless", "hidden"]
    for name in names:
        iam.create_user(UserName=name)
    denied = {"action": "TagUser", "user_name": "tagless", "kind": "error", "status": 403, "code": "AccessDenied"}
    emulator.faults([denied])
    tasks = [
        task(user_name="well", **GENERATE),
        task(user_name="policy", **GENERATE, password_length=127, password_version="1"),
        task(user_name="tagless", **VERSIONED),
        {
            **task(user_name="hidden", generate_password=True, reveal_password=True),
            "no_log": True,
            "register": "hidden",
        },
    ]
    mistake = task(user_name="well", update_password="always", generate_password=True, pgp_key="{{ private_key }}")
    variables = runner.folder / "variables.yml"
    variables.write_text(json.dumps({"private_key": str(KEY)}), encoding="utf-8")
    run = runner.run_playbook(
        runner.playbook([{"ignore_errors": True, **each} for each in [*tasks, mistake]]),
        f"--extra-vars=@{variables}",
        "-vvvv",
        "--diff",
        **watched(runner.folder),
    )
    landed = emulator.passwords()
    assert sorted(landed) == sorted(names)
    assert "pgp_key is a private key" in run[1]
    secrets = {*landed.values(), *PRIVATE_LINES}
    assert finds(secrets, runner.folder, run[1], but={"variables.yml", "playbook.yml"}) == []


def fault(action: str, **more: Any) -> dict[str, Any]:
    return {"action": action, "kind": "error", "status": 403, "code": "AccessDenied", "nth": None, **more}


# What fails after the password was set -> what was done, what failed, what was not tried.
AFTER_THE_WRITE = {
    "tag": (fault("TagUser"), ["Create"], ["TagUser"], []),
    "read-back": (fault("GetLoginProfile", nth=2, times=9), ["Create", "TagUser"], [], []),
    "read-back-slow": (
        {"action": "GetLoginProfile", "kind": "delay", "seconds": 3, "nth": 2, "times": 9},
        ["Create", "TagUser"],
        [],
        [],
    ),
    "reply-lost": ({"action": "CreateLoginProfile", "kind": "reset_after", "nth": None}, [], ["Create"], ["TagUser"]),
    "reply-cut": ({"action": "CreateLoginProfile", "kind": "truncate", "nth": None}, [], ["Create"], ["TagUser"]),
    "error-after": (
        fault("CreateLoginProfile", kind="apply_then_error", status=500, code="ServiceFailure"),
        [],
        ["Create"],
        ["TagUser"],
    ),
}


def test_nothing_is_lost(emulator: Emulator, runner: PlaybookRunner, iam: IAMClient) -> None:
    """Fails when a password was set and the failing task does not return it, or tells what was done wrongly."""
    faults = []
    for name, (each, *_told) in AFTER_THE_WRITE.items():
        iam.create_user(UserName=name)
        faults.append({**each, "user_name": name})
    emulator.faults(faults)
    results = runner.play(
        [task(user_name=name, **VERSIONED, aws_config=NO_RETRIES) for name in AFTER_THE_WRITE]
    ).results
    emulator.faults([])
    landed = emulator.passwords()
    for (name, (_fault, *expected)), result in zip(AFTER_THE_WRITE.items(), results, strict=True):
        assert (name, result["failed"]) == (name, True)
        assert decrypted(result) == landed[name], name
        assert result["key_fingerprint"] == KEY.extract_certificate().fingerprint.upper()
        told = [
            [action["action"].removeprefix("iam:").removesuffix("LoginProfile") for action in result[key]]
            for key in ("actions", "failed_actions", "not_attempted")
        ]
        assert (name, told) == (name, expected)
        assert result["changed"] is bool(expected[0])


@pytest.mark.on_both_backends
def test_a_version_rotates_once(emulator: Emulator, runner: PlaybookRunner, iam: IAMClient) -> None:
    """Fails when a version rotates twice or not at all, check mode does not foresee it, or another tag is touched."""
    iam.create_user(UserName="alice", Tags=[{"Key": "team", "Value": "blue"}])
    december = {**VERSIONED, "password_version": "2026-12"}
    results = runner.play(
        [
            task(user_name="alice", **VERSIONED),
            task(user_name="alice", **VERSIONED),
            task(user_name="alice", **december, check=True),
            task(user_name="alice", **december),
        ],
        "--diff",
    ).results
    created, again, foreseen, rotated = results
    assert [result["changed"] for result in results] == [True, False, True, True]
    assert (foreseen["actions"], foreseen["diff"]) == (rotated["actions"], rotated["diff"])
    assert [action["action"] for action in rotated["actions"]] == ["iam:UpdateLoginProfile", "iam:TagUser"]
    assert "encrypted_password" not in again
    assert decrypted(rotated) == emulator.passwords()["alice"] != decrypted(created)
    assert tags(iam) == {"team": "blue", TAG: "2026-12"}
    gone = runner.play([task(user_name="alice", state="absent", password_version="2026-12")]).only()
    assert [action["action"] for action in gone["actions"]] == ["iam:DeleteLoginProfile", "iam:UntagUser"]
    assert tags(iam) == {"team": "blue"}


def tags(iam: IAMClient) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in iam.list_user_tags(UserName="alice")["Tags"]}


def test_filter_and_tests_in_a_playbook(runner: PlaybookRunner, iam: IAMClient) -> None:
    """Fails when a plugin is not found by its full name, or does not take what amazon.aws's module returns."""
    iam.update_account_password_policy(MinimumPasswordLength=14, RequireSymbols=True)
    policy = iam.get_account_password_policy()["PasswordPolicy"]
    weak = "{{ 'Abcdefgh1' | identity.aws.password_policy_violations(policy) }}"
    run = runner.play(
        [
            {
                "ansible.builtin.set_fact": {
                    "broken": weak,
                    "strong": "{{ 'Correct-Horse-Battery' is identity.aws.compliant_password(policy) }}",
                    "names": "{{ ['alice', 'al ice', 'b@c'] | select('identity.aws.iam_user_name') }}",
                },
                "vars": {"policy": json.loads(json.dumps(policy))},
            }
        ]
    )
    facts = run.only()["ansible_facts"]
    assert len(facts["broken"]) == 2
    assert (facts["strong"], facts["names"]) == (True, ["alice", "b@c"])
