# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit of many accounts and hosts, and of the root users of an organization: one report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from accounts import Account
from audit_runs import OTHER, PASSWORD, THIRD, audit, audited, denied

if TYPE_CHECKING:
    from client import Emulator
    from playbook_runner import PlaybookRunner


@pytest.fixture
def account(emulator: Emulator) -> Account:
    """An account: ana has MFA, ben has none, chloe has no password."""
    return audited(emulator)


def config(runner: PlaybookRunner, *accounts: str) -> dict[str, str]:
    """Write AWS profiles, each with the access key of an account; return the environment that leads to them."""
    path = runner.folder / "aws-config"
    path.write_text(
        "".join(
            f"[profile of-{account}]\naws_access_key_id = {account}\naws_secret_access_key = testing\n"
            for account in accounts
        )
    )
    return {"AWS_CONFIG_FILE": str(path)}


def test_a_misspelt_option_of_one_host_is_refused_there(account: Account, runner: PlaybookRunner) -> None:
    """Fails when it is told of another host, or the host is missing in the report."""
    inventory = runner.folder / "hosts.yml"
    hosts: dict[str, Any] = {"production": {}, "sandbox": {"console_access_audit_rooster": []}}
    inventory.write_text(yaml.safe_dump({"accounts": {"hosts": hosts}}))
    run = audit(runner, "-i", str(inventory), hosts="accounts")
    assert run.code == 2
    assert run.output.count("Unknown variable: console_access_audit_rooster.") > 0
    assert {each["name"]: each["was_read"] for each in run.report["accounts"]} == {"production": True, "sandbox": False}


def test_a_region_alone_leaves_the_credentials_of_the_play(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when an entry with a region is read with other credentials than the play says."""
    Account(emulator, OTHER).add("dora")
    access = {"access_key": OTHER, "secret_key": "testing", "endpoint_url": emulator.endpoint_url}
    role = {
        "name": "identity.aws.console_access_audit",
        "console_access_audit_accounts": [{"region": "eu-west-1"}],
        "console_access_audit_directory": str(runner.folder / "report"),
    }
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "module_defaults": {"group/identity.aws.aws": access},
        "roles": [role],
    }
    path = runner.folder / "play.yml"
    path.write_text(yaml.safe_dump([play]))
    code, output = runner.run_playbook(path, AWS_ACCESS_KEY_ID="testing")
    assert code == 0, output
    report = json.loads((runner.folder / "report" / "console-access.json").read_text())
    assert [each["account_id"] for each in report["accounts"]] == [OTHER]


def test_many_accounts_in_one_report(account: Account, emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when an account is missing, two are mixed up, a role or profile is not used, or a gap passes for nothing.

    A role's session stays in the caller's account here, since ministack has it so. It is assumed with a profile.
    """
    Account(emulator, OTHER).add("dora", password=PASSWORD)
    third = Account(emulator, THIRD)
    third.add("ben", password=PASSWORD)
    role = third.iam.create_role(RoleName="audit", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    roster = [{"name": "ANA"}, {"user_name": "zoe"}, {"user_name": "ben", "state": "absent"}]
    entries = [
        {"name": "own"},
        {"name": "by role", "profile": f"of-{THIRD}", "role_arn": role, "roster": roster},
        {"name": "by profile", "profile": f"of-{OTHER}"},
        {"name": "nowhere", "profile": "nobody-has-it"},
        {"name": "without credentials"},
    ]
    emulator.clear_calls()
    run = audit(runner, "--check", "-v", env=config(runner, OTHER, THIRD), accounts=entries)
    assert run.code == 2
    accounts = {each["name"]: each for each in run.report["accounts"]}
    ids = {name: each["account_id"] for name, each in accounts.items()}
    told = {"own": account.number, "by role": THIRD, "by profile": OTHER}
    assert ids == {**told, "nowhere": None, "without credentials": None}
    assert account.number in accounts["without credentials"]["msg"]
    assert "not in the AWS configuration files" in accounts["nowhere"]["msg"]
    assert {(each["account_name"], each["id"], each["user_name"]) for each in run.report["findings"]} == {
        ("own", "password_without_mfa", "ben"),
        ("without credentials", "account_not_read", None),
        ("by role", "password_without_mfa", "ben"),
        ("by role", "no_password_policy", None),
        ("by role", "roster_user_without_password", "ANA"),
        ("by role", "user_not_in_roster", "ben"),
        ("by role", "roster_user_without_password", "zoe"),
        ("by profile", "password_without_mfa", "dora"),
        ("by profile", "no_password_policy", None),
        ("nowhere", "account_not_read", None),
    }
    looked = [call["access_key"] for call in emulator.calls() if call["action"] == "ListUsers"]
    assert [key[:4] for key in dict.fromkeys(looked)] == ["test", "ASIA", OTHER[:4]]


def test_each_host_of_the_inventory_is_an_account(account: Account, emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a host is missing in the one report, or one that Ansible gave up passes for nothing."""
    Account(emulator, OTHER).add("dora", password=PASSWORD)
    inventory = runner.folder / "hosts.yml"
    hosts = {
        "production": {},
        "sandbox": {"console_access_audit_accounts": [{"profile": f"of-{OTHER}"}]},
        "broken": {"console_access_audit_accounts": "no list"},
    }
    inventory.write_text(yaml.safe_dump({"accounts": {"hosts": hosts}}))
    run = audit(runner, "-i", str(inventory), env=config(runner, OTHER), hosts="accounts")
    assert run.code == 2
    assert {each["name"]: each["was_read"] for each in run.report["accounts"]} == {
        "production": True,
        "sandbox": True,
        "broken": False,
    }
    assert ("password_without_mfa", "dora") in run.found()


def test_root_users_of_the_organization(account: Account, emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a root password in a member account is no finding, or one that the roster allows is one."""
    emulator.organization([{"id": OTHER}, {"id": THIRD}])
    for number in (OTHER, THIRD):
        emulator.root_password(number)
    roster = [{"user_name": "ana"}, {"user_name": "ben"}, {"root_account_id": THIRD}]
    run = audit(runner, root_of_organization=True, roster=roster)
    roots = [each for each in run.report["findings"] if each["id"] == "root_password_in_member_account"]
    assert [each["account_id"] for each in roots] == [OTHER]
    emulator.faults([denied("AssumeRoot", account=OTHER)])
    assert ("user_not_read", "<root_account>") in audit(runner, root_account_ids=[OTHER], fail_on="never").found()
    emulator.faults([denied("ListAccounts")])
    assert ("account_not_read", None) in audit(runner, root_of_organization=True).found()
