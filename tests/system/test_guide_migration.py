# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tasks of the guide for those who come from other tools, and the options of the AWS CLI that it lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import botocore.session
import pysequoia
import pytest
import yaml
from awscli.clidriver import create_clidriver  # type: ignore[import-untyped]
from botocore import xform_name
from snippets import ROOT, playbooks

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookResult, PlaybookRunner

GUIDE = "guide_migration.rst"
CREATE = {"UserName": "Bob", "Password": "&1-3a6u:RA0djs"}
COMMANDS = ("create-login-profile", "update-login-profile", "change-password", "update-account-password-policy")
# Of version 2 of the AWS CLI, which is no Python package (synopsis of aws iam update-login-profile).
VERSION_2 = {
    *("--cli-input-yaml", "--cli-binary-format", "--no-cli-pager", "--cli-auto-prompt", "--no-cli-auto-prompt"),
    "--cli-error-format",
}
# The flag without "no-" has the row.
NEGATIONS = ("--no-require-", "--no-allow-", "--no-hard-", "--no-reset-")


def play(runner: PlaybookRunner, name: str, *arguments: str) -> PlaybookResult:
    """Play the tasks of a snippet of the guide as they stand there."""
    run = runner.play(yaml.safe_load(playbooks(GUIDE)[name]), *arguments)
    assert not [result for result in run.results if result.get("failed")], run.output
    return run


def profile(account: Account, user_name: str) -> dict[str, Any]:
    found: Any = account.iam.get_login_profile(UserName=user_name)["LoginProfile"]
    return {name: found.get(name) for name in ("PasswordResetRequired", "MaxSigninSessionDuration")}


def test_adopting_an_account_changes_nothing(account: Account, runner: PlaybookRunner) -> None:
    """Fails when the first playbook of the guide fails, reports a change or writes to AWS."""
    account.add("alice", password="Passw0rd-1", reset=True)
    account.add("robot")
    path = runner.folder / "adopt.yml"
    path.write_text(playbooks(GUIDE)["adopt.yml"], encoding="utf-8")
    code, output = runner.run_playbook(path)
    assert (code, "changed=0" in output) == (0, True), output
    assert account.passwords() == {"alice": "Passw0rd-1"}
    assert profile(account, "alice")["PasswordResetRequired"] is True


def test_the_tasks_in_place_of_iam_user(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a password or a flag is not as the names of the tasks state, or a second run changes something."""
    account.add("bob", "carol", password="Passw0rd-1", path="/staff/")
    variables = {
        "alice_password": "Alice-Passw0rd",
        "console_passwords": {"carol": "Other-Passw0rd", "dora": "D0ra-Passw0rd"},
    }
    given = ("--extra-vars", json.dumps(variables))
    for name in ("console_access.yml", "console_passwords.yml"):
        play(runner, name, *given)
        assert not any(result["changed"] for result in play(runner, name, *given).results)
    assert account.passwords() == {"alice": "Alice-Passw0rd", "carol": "Passw0rd-1", "dora": "D0ra-Passw0rd"}
    assert profile(account, "alice")["PasswordResetRequired"] is True


def test_the_task_in_place_of_terraform(account: Account, runner: PlaybookRunner) -> None:
    """Fails when the message is not the password of Erin, or a second run stores an empty one."""
    account.add("erin")
    key = pysequoia.Tsk.generate("erin@example.com")
    (runner.folder / "erin-public-key.asc").write_text(str(key.extract_certificate()), encoding="utf-8")
    play(runner, "erin.yml")
    play(runner, "erin.yml")
    message = (runner.folder / "erin-message.asc").read_bytes()
    assert pysequoia.decrypt(message, key.decryptor()).bytes == account.passwords()["erin"].encode()
    assert len(account.passwords()["erin"]) == 24


@pytest.mark.parametrize(
    ("optional", "expected"),
    [
        ({}, {"PasswordResetRequired": False, "MaxSigninSessionDuration": None}),
        (
            {"PasswordResetRequired": True, "MaxSigninSessionDuration": 43200},
            {"PasswordResetRequired": True, "MaxSigninSessionDuration": 43200},
        ),
    ],
    ids=["without", "with"],
)
def test_a_file_for_the_aws_cli(
    account: Account, runner: PlaybookRunner, optional: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Fails when a member that the AWS CLI can omit is required, a value is lost, or no argument overrides the file."""
    account.add("Bob", "Alice")
    (runner.folder / "create-login-profile.json").write_text(json.dumps({**CREATE, **optional}), encoding="utf-8")
    play(runner, "create_from_file.yml")
    overrides = {"overrides": {"UserName": "Alice", "PasswordResetRequired": False}}
    play(runner, "create_from_file.yml", "--extra-vars", json.dumps(overrides))
    assert account.passwords() == {"Bob": CREATE["Password"], "Alice": CREATE["Password"]}
    assert profile(account, "Bob") == expected
    assert not profile(account, "Alice")["PasswordResetRequired"]


def test_a_yaml_file_for_the_aws_cli(account: Account, runner: PlaybookRunner) -> None:
    """Fails when from_yaml in place of from_json does not read the file, or reads braces as a template."""
    account.add("Bob")
    content = "UserName: Bob  # The name of the user.\nPassword: '{{ 7 * 7 }}-Passw0rd'\n"
    (runner.folder / "create-login-profile.json").write_text(content, encoding="utf-8")
    runner.play(yaml.safe_load(playbooks(GUIDE)["create_from_file.yml"].replace("from_json", "from_yaml")))
    assert account.passwords() == {"Bob": "{{ 7 * 7 }}-Passw0rd"}


def test_create_update_and_change(account: Account, runner: PlaybookRunner) -> None:
    """Fails when one of the tasks in place of a command does not leave the password that the command leaves."""
    account.iam.update_account_password_policy(AllowUsersToChangePassword=True)
    account.add("Bob")
    play(runner, "create.yml")
    assert account.passwords() == {"Bob": CREATE["Password"]}
    assert profile(account, "Bob")["PasswordResetRequired"] is True
    play(runner, "update.yml", "--extra-vars", json.dumps({"bob_password": "Second-Passw0rd"}))
    assert account.passwords() == {"Bob": "Second-Passw0rd"}
    change = {"OldPassword": "Second-Passw0rd", "NewPassword": "]35d/{pB9Fo9wJ"}
    (runner.folder / "change-password.json").write_text(json.dumps(change), encoding="utf-8")
    runner.environment |= account.add_key("Bob")
    play(runner, "change.yml")
    assert account.passwords() == {"Bob": change["NewPassword"]}


def test_every_option_of_the_aws_cli_is_in_the_guide() -> None:
    """Fails when the AWS CLI or the IAM API has an option for one of the commands that the guide does not list."""
    driver = create_clidriver()
    commands = driver._get_command_table()["iam"]._get_command_table()
    options = {f"--{name}" for name in driver._get_argument_table()} | VERSION_2
    iam = botocore.session.get_session().get_service_model("iam")
    for command in COMMANDS:
        shape: Any = iam.operation_model("".join(map(str.capitalize, command.split("-")))).input_shape
        options |= {f"--{xform_name(name, '-')}" for name in shape.members}
        options |= {f"--{name}" for name in commands[command].arg_table}
    text = (ROOT / "docs/docsite/rst" / GUIDE).read_text(encoding="utf-8")
    assert [each for each in sorted(options) if f"``{each}`" not in text and not each.startswith(NEGATIONS)] == []
