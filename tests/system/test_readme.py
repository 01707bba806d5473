# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples and commands of the README run as printed, and give the output that it shows."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pysequoia
import pytest
import readme
import yaml
from playbook_runner import ANSIBLE_PLAYBOOK

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

FIRST = "identity.aws"
OLD_PASSWORD = "Earlier-Passw0rd"
GIVEN = {"alice": "Alice-Passw0rd-1", "bob": "Bob-Passw0rd-22"}
EMERGENCY, OUTSIDE = {"break-glass-1": OLD_PASSWORD}, {"robot": OLD_PASSWORD}
MEMBERS = ["111122223333", "444455556666"]
# Without one of them, a task about the organization shows a warning.
FEATURES = ["RootCredentialsManagement", "RootSessions"]
VAULT = ("--vault-password-file", "vault-password")


@pytest.fixture(autouse=True)
def set_up(account: Account) -> None:
    """The account that all examples share. Alice has no password; Bob, Carol and the emergency user have one."""
    account.iam.update_account_password_policy(MinimumPasswordLength=14, AllowUsersToChangePassword=True)
    account.add("alice", path="/staff/")
    account.add("bob", "carol", "break-glass-1", password=OLD_PASSWORD, path="/staff/")
    account.add("robot", password=OLD_PASSWORD)
    account.emulator.mfa("bob")
    account.emulator.organization([{"id": number} for number in MEMBERS], features=FEATURES)
    account.emulator.root_password(MEMBERS[0])


def run(runner: PlaybookRunner, playbook: str, *arguments: str) -> str:
    """Run a playbook of the folder, and return its output, which must contain neither a warning nor a password."""
    code, output = runner.run_playbook(Path(playbook), *arguments)
    assert code == 0, output
    assert "WARNING" not in output
    assert not any(password in output for password in (OLD_PASSWORD, *GIVEN.values()))
    return output


def play(runner: PlaybookRunner, tasks: str, *arguments: str) -> str:
    """Run tasks as printed, in a play with the variables that the README stores in passwords.yml."""
    runner.folder.joinpath("tasks.yml").write_text(
        f"- hosts: localhost\n  gather_facts: false\n  vars: {json.dumps({'console_passwords': GIVEN})}\n"
        f"  tasks:\n{textwrap.indent(tasks, '    ')}",
        encoding="utf-8",
    )
    return run(runner, "tasks.yml", *arguments)


def ansible(runner: PlaybookRunner, command: str, *arguments: str, **env: str) -> str:
    """Run another command of Ansible in the folder, and return its output."""
    done = subprocess.run(
        [sys.executable, str(ANSIBLE_PLAYBOOK.with_name(command)), *arguments],
        cwd=runner.folder,
        env=runner.env(**env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def undated(output: str) -> str:
    """Return output with the same date in place of each."""
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:]{8}\+00:00", "DATE", output)


def test_the_first_example_prints_the_output_shown(runner: PlaybookRunner, account: Account) -> None:
    """Fails when the task's output differs from the printed one, or check mode writes."""
    (task,) = readme.blocks("yaml")[FIRST]
    (shown,) = readme.blocks("text")[FIRST]
    before = account.passwords()
    assert undated(shown) in undated(play(runner, task, "--check", "--diff"))
    assert account.passwords() == before


def first_task(runner: PlaybookRunner, account: Account, task: str) -> None:
    """Run the first task of the README."""
    play(runner, task)
    assert account.passwords() == {"alice": GIVEN["alice"], "bob": OLD_PASSWORD, **EMERGENCY, **OUTSIDE}


def installation(runner: PlaybookRunner, _account: Account, requirements: str) -> None:
    """Let ansible-galaxy resolve the requirements, without network: this checkout fulfils them."""
    runner.folder.joinpath("requirements.yml").write_text(requirements, encoding="utf-8")
    for arguments in readme.commands("Installation", "ansible-galaxy"):
        output = ansible(runner, "ansible-galaxy", *arguments, "--offline")
        assert "All requested collections are already installed" in output


def first_playbook(runner: PlaybookRunner, account: Account, passwords: str, playbook: str) -> None:
    """Encrypt the passwords as shown, then run the commands as shown, and the last one again."""
    wanted = yaml.safe_load(passwords)["console_passwords"]
    files = {"typed.yml": passwords, "console_access.yml": playbook, "vault-password": "secret"}
    for name, content in files.items():
        runner.folder.joinpath(name).write_text(content, encoding="utf-8")
    (create,) = readme.commands("A first playbook", "ansible-vault")
    ansible(runner, "ansible-vault", *create, *VAULT, "--skip-tty-check", EDITOR="cp typed.yml")
    assert "alice" not in runner.folder.joinpath("passwords.yml").read_text(encoding="utf-8")
    check, real = readme.commands("A first playbook", "ansible-playbook")
    before = account.passwords()
    outputs = []
    for name, *arguments in (check, real, real):
        arguments.remove("--ask-vault-pass")
        outputs.append(run(runner, name, *VAULT, *arguments))
        if len(outputs) == 1:
            assert account.passwords() == before
    assert "iam:CreateLoginProfile" in outputs[0]
    assert "changed=2" in outputs[1]
    assert "changed=0" in outputs[2]
    assert account.passwords() == {"alice": wanted["alice"], "bob": OLD_PASSWORD, **EMERGENCY, **OUTSIDE}
    assert not any(password in output for password in wanted.values() for output in outputs)


def rotation(runner: PlaybookRunner, account: Account, tasks: str) -> None:
    """Decrypt the message, which has the password that was set. A second run in the month changes nothing."""
    key = pysequoia.Tsk.generate("bob@example.com")
    runner.folder.joinpath("bob-public-key.asc").write_text(str(key.extract_certificate()), encoding="utf-8")
    play(runner, tasks)
    message = runner.folder.joinpath("bob-password.asc").read_bytes()
    assert pysequoia.decrypt(message, key.decryptor()).bytes == account.passwords()["bob"].encode()
    assert "changed=0" in play(runner, tasks)


def listing(runner: PlaybookRunner, _account: Account, tasks: str) -> None:
    """Print the users below the path with a password and no MFA."""
    (shown,) = re.findall(r'"msg": (\[[^]]*\])', play(runner, tasks))
    assert json.loads(shown) == ["break-glass-1", "carol"]


def audit(runner: PlaybookRunner, _account: Account, variables: str) -> None:
    """Run the audit with the variables. Of the users without MFA, the emergency user is accepted."""
    runner.folder.joinpath("audit.yml").write_text(variables, encoding="utf-8")
    ((name, *arguments),) = readme.commands("Audit console access", "ansible-playbook")
    code, output = runner.run_playbook(Path(name), *arguments, PWD=str(runner.folder))
    assert code == 2, output
    report = json.loads(runner.folder.joinpath("console-access-audit/console-access.json").read_text(encoding="utf-8"))
    found = [finding for finding in report["findings"] if finding["id"] == "password_without_mfa"]
    assert {finding["user_name"]: bool(finding["accepted"]) for finding in found} == {
        "break-glass-1": True, "carol": False, "robot": False,
    }  # fmt: skip


def root_users(runner: PlaybookRunner, account: Account, tasks: str) -> None:
    """Remove the only root password of the organization."""
    play(runner, tasks)
    assert account.emulator.root_passwords() == {}


PLAYED: dict[str, Callable[..., None]] = {
    FIRST: first_task,
    "Installation": installation,
    "A first playbook": first_playbook,
    "Generate and rotate passwords": rotation,
    "List users who have a password": listing,
    "Audit console access": audit,
    "Remove root passwords": root_users,
}


@pytest.mark.parametrize("section", PLAYED)
def test_the_examples_of_each_section_run(runner: PlaybookRunner, account: Account, section: str) -> None:
    """Fails when an example fails, warns, or does not reach the state that its section describes."""
    PLAYED[section](runner, account, *readme.blocks("yaml")[section])


def test_no_example_is_left_untested() -> None:
    """Fails when a section has a YAML example or an Ansible command that no test runs."""
    assert set(readme.blocks("yaml")) == set(PLAYED)
    console = {section for section, code in readme.blocks("console").items() if "$ ansible" in "".join(code)}
    assert console == {"Installation", "A first playbook", "Audit console access"}
