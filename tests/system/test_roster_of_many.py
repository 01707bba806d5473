# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role console_access_roster, and an audit in slices: the result of each account, and the missing ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from accounts import Account
from audit_runs import audit
from inventories import listed
from snippets import playbooks

if TYPE_CHECKING:
    from client import Emulator
    from playbook_runner import PlaybookRunner

GUIDE = playbooks("guide_organizations.rst")
MANAGEMENT, MEMBERS = "123456789012", ("000000000012", "222222222222", "333333333333")
ROLE = "console_access_roster"
PASSWORD = "Canary-Passw0rd-1"


@pytest.fixture(autouse=True)
def accounts(emulator: Emulator) -> dict[str, Account]:
    """An organization, each account with the user ana."""
    emulator.organization([{"id": number} for number in MEMBERS])
    accounts = {number: Account(emulator, number) for number in (MANAGEMENT, *MEMBERS)}
    for account in accounts.values():
        account.add("ana")
    emulator.clear_calls()
    return accounts


def write(runner: PlaybookRunner, *names: str) -> None:
    for name in names:
        runner.folder.joinpath(name).write_text(GUIDE[name], encoding="utf-8")


def test_the_guide_manages_all_accounts(
    accounts: dict[str, Account], emulator: Emulator, runner: PlaybookRunner
) -> None:
    """Fails when an account is missing, check mode writes, or a generated password is shown."""
    write(runner, "manage_organization.yml", "roster_organization_accounts.yml")
    runner.folder.joinpath("users.yml").write_text("console_users: [{user_name: ana}]")
    command = (runner.folder / "manage_organization.yml", "-i", "roster_organization_accounts.yml", "-e", "@users.yml")
    code, output = runner.run_playbook(*command, "--check", "--diff")
    assert (code, output.count("after: IAM user 'ana' gains a login profile")) == (0, 4), output
    assert [account.passwords() or emulator.secrets(number) for number, account in accounts.items()] == [[]] * 4
    code, output = runner.run_playbook(*command, "-vvv")
    assert code == 0, output
    for number, account in accounts.items():
        assert f'"{number}": {{\n            "done": [\n                "ana"' in output
        assert account.passwords()["ana"] not in output


@pytest.mark.parametrize("keyword", ["", "ignore_errors", "run_once"])
def test_what_fails_in_an_account_is_named(keyword: str, accounts: dict[str, Account], runner: PlaybookRunner) -> None:
    """Fails when an account uses another's credentials, a failed one passes or stops others, or a password shows.

    The keywords of a play apply to the tasks of its roles: after an ignored error, the next task would run.
    """
    shop, lab, test = MEMBERS
    role = "arn:aws:iam::{}:role/console-access".format
    hosts: dict[str, Any] = {
        "own": {"account_id": MANAGEMENT},
        "shop": {"account_id": shop, "role_arn": role(shop)},
        "wrong": {"account_id": lab, "role_arn": role(test)},
        test: {},
        "typo": {f"{ROLE}_purged": True},
        "revealed": {f"{ROLE}_profiles": [{"user_name": "ana", "reveal_password": True, "generate_password": True}]},
        "unknown": {"account_id": shop, "role_arn": role(shop), f"{ROLE}_user_names": ["bob"]},
    }
    given = {f"{ROLE}_profiles": [{"user_name": "ana", "password": PASSWORD}], "ansible_connection": "local"}
    inventory = runner.folder / "hosts.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": hosts, "vars": given}}), encoding="utf-8")
    playbook = runner.playbook([], hosts="all", roles=[f"identity.aws.{ROLE}"], **({keyword: True} if keyword else {}))
    code, output = runner.run_playbook(playbook, "-i", str(inventory), "-vvv")
    assert code == 2
    assert {number for number, account in accounts.items() if account.passwords()} == {MANAGEMENT, shop}
    assert "in 5 of 7 accounts: 333333333333, revealed, typo, unknown, wrong." in output
    assert f"The credentials are of account {test}, and not of {lab} (account_id)." in output
    assert f"The credentials of the play are of account {MANAGEMENT}, and no role in {test} is given." in output
    assert f"Unknown variable: {ROLE}_purged." in output
    assert PASSWORD not in output
    assert all(secret not in output for secret in accounts[shop].emulator.issued())


def test_module_defaults_of_the_play_reach_the_roles(accounts: dict[str, Account], runner: PlaybookRunner) -> None:
    """Fails when a role hides the region or the keys of the play's module_defaults, and uses those of the environment.

    The region of the environment is invalid, and its keys are of another account.
    """
    shop, lab, _test = MEMBERS
    options = {"region": "us-east-1", "access_key": shop, "secret_key": "testing"}
    given = {
        f"{ROLE}_account_id": shop,
        f"{ROLE}_profiles": [{"user_name": "ana", "password": PASSWORD}],
        "console_access_audit_accounts": [{"role_arn": f"arn:aws:iam::{lab}:role/audit"}, {}],
        "console_access_audit_fail_on": "never",
        "console_access_audit_directory": str(runner.folder),
    }
    roles = [f"identity.aws.{ROLE}", "identity.aws.console_access_audit"]
    tasks = [{"ansible.builtin.include_role": {"name": name}, "vars": given} for name in roles]
    playbook = runner.playbook(tasks, module_defaults={"group/identity.aws.aws": options})
    code, output = runner.run_playbook(playbook, AWS_DEFAULT_REGION="-")
    assert code == 0, output
    report = json.loads((runner.folder / "console-access.json").read_text(encoding="utf-8"))
    assert [each["account_id"] for each in report["accounts"]] == [lab, shop]
    assert [number for number, account in accounts.items() if account.passwords()] == [shop]
    assert accounts[shop].calls("testing") == []


def test_a_slice_that_failed_is_in_the_merged_report(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when the accounts of a slice without a report are not named, or the others are not in the report."""
    config = {
        "plugin": "identity.aws.organization_accounts",
        "role_arn": "arn:{partition}:iam::{account_id}:role/console-access-audit",
        "compose": {"console_access_audit_accounts": "[{'role_arn': role_arn}]"},
    }
    hosts = listed(runner, config).hosts
    names = sorted(hosts)
    folder = runner.folder / "shared"
    variables = yaml.safe_load(GUIDE["audit_slice.yml"])
    given = {name.removeprefix("console_access_audit_"): value for name, value in variables.items()}
    for number in (1, 3):  # AWX slices the hosts like this. The second of three slices was killed.
        part = {name: hosts[name] for name in names[number - 1 :: 3]}
        inventory = runner.folder / f"slice-{number}.json"
        inventory.write_text(json.dumps({"organization_accounts": {"hosts": part}}))
        extra = ("-e", f"awx_job_id={number}", "-e", f"audit_folder={folder}")
        assert audit(runner, "-i", str(inventory), *extra, **given).code == 0
    write(runner, "audit_merge.yml")
    merge = runner.folder / "audit_merge.yml"
    code, output = runner.run_playbook(merge, "-i", "organization_accounts.yml", "-e", f"audit_folder={folder}")
    assert (code, "1 account could not be read" in output) == (2, True)
    report = json.loads((runner.folder / "shared-merged" / "console-access.json").read_text())
    assert {each["name"]: each["was_read"] for each in report["accounts"]} == {name: name != names[1] for name in names}
    assert [each["user_name"] for each in report["users"] if each["user_name"] == "ana"] == ["ana"] * 3


@pytest.mark.parametrize("skipped", ["first", "second"])
def test_a_condition_of_a_role_skips_one_host(
    skipped: str, accounts: dict[str, Account], runner: PlaybookRunner
) -> None:
    """Fails when an account fails or is omitted in silence: a task that runs once has the condition of one host."""
    shop, lab, wrong = MEMBERS
    role = "arn:aws:iam::{}:role/console-access".format
    hosts = {"first": (shop, shop), "second": (lab, lab), "third": (wrong, lab)}
    given = {
        f"{ROLE}_profiles": [{"user_name": "ana", "password": PASSWORD}],
        "ansible_connection": "local",
        "console_access_audit_accounts": [{"role_arn": "{{ role_arn }}"}],
        "console_access_audit_directory": str(runner.folder),
        "console_access_audit_fail_on": "never",
    }
    variables = {name: {"account_id": number, "role_arn": role(of)} for name, (number, of) in hosts.items()}
    inventory = runner.folder / "hosts.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": variables, "vars": given}}), encoding="utf-8")
    condition = f"inventory_hostname != '{skipped}'"

    def run(name: str) -> str:
        playbook = runner.playbook([], hosts="all", roles=[{"role": f"identity.aws.{name}", "when": condition}])
        code, output = runner.run_playbook(playbook, "-i", str(inventory))
        assert code == 2, output
        return output

    output = run(ROLE)
    assert f"The credentials are of account {lab}, and not of {wrong} (account_id)." in output
    assert {number for number, account in accounts.items() if account.passwords()} == {shop, lab} - {hosts[skipped][0]}
    output = run("console_access_audit")
    if skipped == "first":
        assert "There is no report, because the role was skipped on the first host of the play." in output
    else:
        report = json.loads((runner.folder / "console-access.json").read_text(encoding="utf-8"))
        read = {each["name"]: each["was_read"] for each in report["accounts"]}
        assert read == {"first": True, "second": False, "third": True}


@pytest.mark.parametrize(
    "defaults",
    [
        {"group/amazon.aws.aws": {"access_key": MEMBERS[0], "secret_key": "testing"}},
        {"group/identity.aws.aws": {"aws_access_key": MEMBERS[1], "aws_secret_key": "testing"}},
    ],
)
def test_other_credentials_in_module_defaults_change_no_account(
    defaults: dict[str, Any], accounts: dict[str, Account], runner: PlaybookRunner
) -> None:
    """Fails when the role verifies one account, and its module changes or reads another one.

    The credentials of the group are not those of the module, or an alias overrides those of the assumed role.
    """
    shop, _lab, test = MEMBERS
    own = "group/amazon.aws.aws" in defaults
    given = {
        f"{ROLE}_account_id": shop if own else test,
        f"{ROLE}_role_arn": f"arn:aws:iam::{test}:role/console-access",
        f"{ROLE}_profiles": [{"user_name": "ana", "password": PASSWORD}],
        "console_access_audit_accounts": [{"role_arn": f"arn:aws:iam::{test}:role/audit"}],
        "console_access_audit_directory": str(runner.folder),
    }
    roles = [f"identity.aws.{ROLE}", "identity.aws.console_access_audit"]
    tasks = [{"ansible.builtin.include_role": {"name": name}, "vars": given} for name in roles]
    # The audit runs after the role of the roster has failed.
    playbook = runner.playbook(tasks, module_defaults=defaults, ignore_errors=True)
    _code, output = runner.run_playbook(playbook)
    assert f"and not of {shop if own else test} (account_id)." in output
    assert [number for number, account in accounts.items() if account.passwords()] == []
    report = json.loads((runner.folder / "console-access.json").read_text(encoding="utf-8"))
    assert {each["account_id"] for each in report["accounts"] if each["was_read"]} <= {test}


def test_a_host_that_skips_a_second_run_has_no_result_of_the_first(
    accounts: dict[str, Account], runner: PlaybookRunner
) -> None:
    """Fails when the summary or the report of a second run repeats what the first one did or read."""
    given = {
        f"{ROLE}_profiles": [{"user_name": "ana", "password": PASSWORD}],
        "ansible_connection": "local",
        "console_access_audit_accounts": [{"role_arn": "{{ role_arn }}"}],
        "console_access_audit_directory": str(runner.folder),
    }
    hosts = {number: {"role_arn": f"arn:aws:iam::{number}:role/console-access"} for number in MEMBERS[:2]}
    inventory = runner.folder / "hosts.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": hosts, "vars": given}}), encoding="utf-8")
    names = [f"identity.aws.{ROLE}", "identity.aws.console_access_audit"]
    tasks = [
        {"ansible.builtin.include_role": {"name": name}, **condition}
        for name in names
        for condition in ({}, {"when": f"inventory_hostname != '{MEMBERS[1]}'"})
    ]
    code, output = runner.run_playbook(runner.playbook(tasks, hosts="all", ignore_errors=True), "-i", str(inventory))
    assert code == 0, output
    assert output.count("The role was skipped on this host") == 1
    report = json.loads((runner.folder / "console-access.json").read_text(encoding="utf-8"))
    assert {each["name"]: each["was_read"] for each in report["accounts"]} == {MEMBERS[0]: True, MEMBERS[1]: False}
