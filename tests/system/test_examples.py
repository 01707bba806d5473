# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules' EXAMPLES, unchanged, run from first to last."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

import pyrage
import pysequoia
import yaml
from accounts import READS
from inventories import listed

from ansible_collections.identity.aws.plugins.filter import console_access_findings, login_profile_roster
from ansible_collections.identity.aws.plugins.inventory import organization_accounts
from ansible_collections.identity.aws.plugins.modules import (
    console_access_report,
    iam_login_profile,
    iam_login_profile_info,
    iam_login_profile_roster,
    iam_own_password,
)

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

PASSWORDS = {
    "alice_password": "Alice-Passw0rd",
    "alice_next_password": "Alice-Passw0rd-2",
    "carol_password": "Carol-Passw0rd",
    "dave_password": "Dave-Passw0rd",
    "judy_password": "Judy-Passw0rd",
}
MEMBERS = ["111122223333", "444455556666"]
URL = "https://example.signin.aws.amazon.com/console"


def run(runner: PlaybookRunner, examples: str, variables: dict[str, Any], **env: str) -> str:
    """Run examples unchanged, and return the output."""
    tasks = textwrap.indent(examples.strip().removeprefix("---\n"), "    ")
    playbook = runner.folder / "examples.yml"
    playbook.write_text(
        f"- hosts: localhost\n  gather_facts: false\n  vars: {json.dumps(variables)}\n  tasks:\n{tasks}\n"
    )
    code, output = runner.run_playbook(playbook, "--diff", **env)
    assert code == 0, output
    return output


def as_options(key: dict[str, str]) -> dict[str, str]:
    """Return an access key by the names that amazon.aws returns."""
    return {name.removeprefix("AWS_").lower(): value for name, value in key.items()}


def session_of(account: Account, user_name: str) -> int | None:
    """Return the maximum duration of a user's sign-in sessions, which the stubs of boto3 do not have yet."""
    profile: Any = account.iam.get_login_profile(UserName=user_name)["LoginProfile"]
    seconds: int | None = profile.get("MaxSigninSessionDuration")
    return seconds


def test_the_examples_for_one_user_do_what_they_say(account: Account, runner: PlaybookRunner) -> None:
    """Fails when an example fails, or the account does not match the examples' names."""
    account.add("alice", "bob", "carol", "erin", "frank", "gina", "henry", "judy")
    account.iam.create_account_alias(AccountAlias="example")
    account.add("ivan", password="Passw0rd-1")
    account.emulator.add_secret("console/ivan")
    account.emulator.organization([{"id": number} for number in MEMBERS])
    account.emulator.root_password(MEMBERS[0])
    key, age_key = pysequoia.Tsk.generate("erin@example.com"), pyrage.x25519.Identity.generate()
    variables = {
        **PASSWORDS,
        "carol_key": as_options(account.add_key("carol")),
        "erin_public_key": str(key.extract_certificate()),
        "gina_ssh_public_key": str(age_key.to_public()),
        "mail_folder": str(runner.folder),
        "end_of_contract": "2099-12-31",
    }
    output = run(runner, iam_login_profile.EXAMPLES, variables)
    stored = account.passwords()
    erin, frank, gina, henry = (stored.pop(name) for name in ("erin", "frank", "gina", "henry"))
    assert stored == {
        "alice": PASSWORDS["alice_next_password"],
        "bob": 'Tr0ub4dor {{ 3 }} "quoted"',
        "dave": PASSWORDS["dave_password"],
        "judy": PASSWORDS["judy_password"],
    }
    bob = account.iam.get_login_profile(UserName="bob")["LoginProfile"]
    assert (bob.get("PasswordResetRequired"), session_of(account, "bob")) == (True, 43200)
    assert not any(password in output for password in (*PASSWORDS.values(), erin, frank, gina, henry))
    secrets = {secret["name"]: secret for secret in account.emulator.secrets()}
    (version,) = secrets["console/henry"]["versions"].values()
    assert (json.loads(version["value"])["password"], version["stages"]) == (henry, ["AWSCURRENT"])
    assert secrets["console/ivan"]["deleted"] is not None
    assert json.loads(version["value"])["console_url"] == URL
    message = (runner.folder / "erin.asc").read_bytes()
    mail = (runner.folder / "erin.txt").read_text()
    assert f"Sign in as erin at {URL}." in mail
    assert message.decode() in mail
    assert pysequoia.decrypt(message, key.decryptor()).bytes == erin.encode()
    assert pyrage.decrypt((runner.folder / "gina.age").read_bytes(), [age_key]) == gina.encode()
    assert list(account.emulator.root_passwords()) == [MEMBERS[1]]


def test_the_examples_for_the_own_password_change_it(account: Account, runner: PlaybookRunner) -> None:
    """Fails when an example fails, warns, shows a password, or changes another user's."""
    account.iam.update_account_password_policy(AllowUsersToChangePassword=True)
    account.add("alice", "carol", "dave", password="Earlier-Passw0rd")
    variables = {
        "console_password": "Earlier-Passw0rd",
        "next_console_password": PASSWORDS["alice_next_password"],
        "carol_key": as_options(account.add_key("carol")),
        "carol_password": "Earlier-Passw0rd",
        "carol_next_password": PASSWORDS["carol_password"],
    }
    output = run(runner, iam_own_password.EXAMPLES, variables, **account.add_key("alice"))
    assert account.passwords() == {
        "alice": PASSWORDS["alice_next_password"],
        "carol": PASSWORDS["carol_password"],
        "dave": "Earlier-Passw0rd",
    }
    assert "IAM user 'alice' gets a new password" in output
    assert not any(text in output for text in ("WARNING", "Earlier-Passw0rd", *PASSWORDS.values()))


def test_the_examples_for_many_users(account: Account, runner: PlaybookRunner) -> None:
    """Fails when an example fails, or the account does not match the examples' names."""
    account.add("alice", "bob", "dave", "erin", "gina", "grace", "heidi", "ivan", path="/staff/")
    account.add("henry", "judy", path="/technical/")
    account.add("karl", password="Passw0rd-1", path="/technical/")
    account.emulator.add_secret("console/karl")
    account.add("carol", "frank", "leaver", "break-glass-1", password="Passw0rd-1", path="/staff/")
    account.add("robot", password="Passw0rd-1")
    account.emulator.organization([{"id": number} for number in MEMBERS])
    account.emulator.root_password(MEMBERS[1])
    keys = {name: pysequoia.Tsk.generate(f"{name}@example.com") for name in ("dave", "erin")}
    age_key = pyrage.x25519.Identity.generate()
    variables = {
        "console_passwords": {"alice": PASSWORDS["alice_password"], "bob": "Bob-Passw0rd"},
        "console_users": [{"user_name": "alice"}, {"user_name": "bob"}, {"user_name": "frank"}],
        "public_keys": {
            **{name: str(key.extract_certificate()) for name, key in keys.items()},
            "gina": str(age_key.to_public()),
        },
        "mail_folder": str(runner.folder),
        "end_of_project": "2099-06-30T18:00:00Z",
    }
    output = run(runner, iam_login_profile_roster.EXAMPLES, variables)
    stored = account.passwords()
    names = {"henry": "console/henry", "judy": "helpdesk/judy"}
    secrets = {secret["name"]: secret for secret in account.emulator.secrets()}
    for user, name in names.items():
        (version,) = secrets[name]["versions"].values()
        assert json.loads(version["value"])["password"] == stored.pop(user)
    assert secrets["console/karl"]["deleted"] is not None
    assert set(stored) == {"alice", "bob", "break-glass-1", "robot", "dave", "erin", "gina", "heidi", "ivan"}
    assert stored["alice"] == PASSWORDS["alice_password"]
    assert not any(stored[name] in output for name in ("alice", "bob", "dave", "erin", "gina", "heidi", "ivan"))
    assert [session_of(account, name) for name in ("alice", "bob", "dave")] == [43200, 3600, None]
    mail = (runner.folder / "dave.txt").read_text()
    assert mail == "Sign in as dave at https://123456789012.signin.aws.amazon.com/console.\n"
    kept = [json.loads(line) for line in (runner.folder / "passwords.jsonl").read_text().splitlines()]
    for line in kept:
        name = line["user_name"]
        for message in (line["encrypted_password"].encode(), (runner.folder / f"{name}.asc").read_bytes()):
            if name == "gina":
                plain = pyrage.decrypt(message, [age_key])
            else:
                plain = pysequoia.decrypt(message, keys[name].decryptor()).bytes
            assert plain == stored[name].encode()
    assert {line["user_name"] for line in kept} == {"dave", "erin", "gina"}
    assert account.emulator.root_passwords() == {}


def test_the_examples_that_read_change_nothing(account: Account, runner: PlaybookRunner) -> None:
    """Fails when an example fails, or does not show users with a password and no MFA, or a session and no password."""
    account.add("alice", "bob", "carol", password="Passw0rd-1", path="/staff/")
    account.emulator.mfa("alice")
    session = account.emulator.open_session("carol", region="eu-central-1")
    account.emulator.open_session("carol", age=7200, lifetime=3600)
    account.emulator.open_session("bob")
    account.iam.delete_login_profile(UserName="carol")
    account.emulator.organization([{"id": number} for number in MEMBERS])
    account.iam.create_account_alias(AccountAlias="example")
    users = [{"user_name": "alice", "valid_until": "2026-01-31"}, {"user_name": "bob", "valid_until": "2099-12-31"}]
    output = run(runner, iam_login_profile_info.EXAMPLES, {"console_users": users})
    assert f'"msg": "{URL}"' in output
    passwords, no_mfa, sessions, ended, findings = re.findall(r'"msg": (\[[^]]*\])', output)
    assert (json.loads(passwords), json.loads(no_mfa), json.loads(ended)) == (["alice", "bob"], ["bob"], ["alice"])
    assert [each["session_arn"] for each in json.loads(sessions)] == [session]
    assert "IAM user 'bob' can sign in with the password alone." in json.loads(findings)
    assert "changed=0" in output


def test_the_examples_that_adopt_an_account_change_nothing(account: Account, runner: PlaybookRunner) -> None:
    """Fails when an example fails or writes to AWS, or its file is not the roster of the account."""
    account.add("alice", "carol,dora", password="Passw0rd-1", path="/staff/")
    account.add("robot", path="/staff/")
    account.add("erin", password="Passw0rd-1", reset=True)
    account.emulator.clear_calls()
    run(runner, login_profile_roster.EXAMPLES, {})
    roster = yaml.safe_load((runner.folder / "roster.yml").read_text())
    assert roster == {"console_users": [{"user_name": "alice"}, {"user_name": "carol,dora"}]}
    assert set(account.calls()) <= READS


def test_the_examples_that_evaluate_and_report(account: Account, runner: PlaybookRunner) -> None:
    """Fails when an example fails, or its report or remediation tasks are missing."""
    account.add("alice", password="Passw0rd-1")
    account.add("bob")
    account.emulator.mfa("alice")
    users = {"console_users": [{"user_name": "alice"}, {"user_name": "bob"}]}
    run(runner, console_access_findings.EXAMPLES, users)
    (policy,) = yaml.safe_load((runner.folder / "remediation.yml").read_text())
    assert policy["amazon.aws.iam_password_policy"]["min_pw_length"] == 14
    output = run(runner, console_access_report.EXAMPLES, {**users, "expected": [account.number]})
    assert "No high findings, 1 medium and 1 low in 1 account." in output
    assert {path.name for path in (runner.folder / "audit").iterdir()} >= {"console-access.html", "console-access.md"}
    merged = json.loads((runner.folder / "audit/merged/console-access.json").read_text())
    assert [each["account_id"] for each in merged["accounts"]] == [account.number]


def test_the_examples_of_the_inventory_plugin(account: Account, runner: PlaybookRunner) -> None:
    """Fails when an example fails or warns, or has other accounts, groups or roles than its comment."""
    work, production, lab = "ou-ab12-work0000", "ou-ab12-prod0000", "ou-ab12-cd34ef56"
    excluded, sandbox = "012345678901", "777788889999"
    account.emulator.organization(
        [
            {"id": MEMBERS[0], "unit": production, "tags": {"Environment": "live"}},
            {"id": excluded, "unit": production},
            {"id": MEMBERS[1], "unit": lab},
            {"id": sandbox, "unit": work, "name": "sandbox-1"},
        ],
        units=[
            {"id": work, "name": "Workloads"},
            {"id": production, "name": "Production", "parent": work},
            {"id": lab, "name": "Lab"},
            {"id": "ou-ab12-susp0000", "name": "Suspended"},
        ],
    )
    config = runner.folder / "aws-config"
    config.write_text("[profile organization-reader]\naws_access_key_id = testing\naws_secret_access_key = testing\n")
    no_keys = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_CONFIG_FILE": str(config)}
    everything, one_unit, grouped = organization_accounts.EXAMPLES.split("---\n")[1:]
    inventories = [listed(runner, everything), listed(runner, one_unit), listed(runner, grouped, **no_keys)]
    assert [(inventory.code, inventory.messages) for inventory in inventories] == [(0, "")] * 3
    role = f"arn:aws:iam::{MEMBERS[0]}:role"
    assert [set(inventory.hosts) for inventory in inventories] == [
        {account.number, *MEMBERS, excluded, sandbox},
        {MEMBERS[0]},
        {account.number, MEMBERS[0], excluded, sandbox},
    ]
    assert inventories[1].hosts[MEMBERS[0]]["role_arn"] == f"{role}/ConsoleAccess"
    entry = {"name": f"account-{MEMBERS[0]}", "role_arn": f"{role}/console-access-audit"}
    assert inventories[2].hosts[MEMBERS[0]]["console_access_audit_accounts"] == [entry]
    groups = inventories[2].groups
    assert (groups["sandboxes"], groups["environment_live"]) == ({sandbox}, {MEMBERS[0]})
    assert groups["workloads"] == {MEMBERS[0], excluded, sandbox}
