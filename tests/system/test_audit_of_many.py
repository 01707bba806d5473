# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit of many accounts and hosts, and of the root users of an organization: one report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from accounts import Account, denied
from audit_runs import OTHER, THIRD, audit

if TYPE_CHECKING:
    from client import Emulator
    from playbook_runner import PlaybookRunner


def config(runner: PlaybookRunner) -> dict[str, str]:
    """Write a profile for each of two accounts; return the environment with them."""
    path = runner.folder / "aws-config"
    profile = "[profile of-{0}]\naws_access_key_id = {0}\naws_secret_access_key = testing\n"
    path.write_text("".join(map(profile.format, (OTHER, THIRD))), encoding="utf-8")
    return {"AWS_CONFIG_FILE": str(path)}


def test_many_accounts_in_one_report(audited: Account, emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when an account is missing or mixed up, a role or profile is not used, or a gap is not reported.

    In ministack, a role's session stays in the caller's account. It is assumed with a profile.
    """
    Account(emulator, OTHER).add("dora", password="Canary-Passw0rd-1")
    third = Account(emulator, THIRD)
    third.add("ben", password="Canary-Passw0rd-1")
    roster = [{"name": "ANA"}, {"user_name": "zoe"}, {"user_name": "ben", "state": "absent"}]
    entries = [
        {"name": "own", "region": "eu-west-1"},
        {"name": "by role", "profile": f"of-{THIRD}", "role_arn": third.add_role("audit"), "roster": roster},
        {"name": "by profile", "profile": f"of-{OTHER}"},
        {"name": "nowhere", "profile": "nobody-has-it"},
        {"name": "without credentials"},
    ]
    emulator.clear_calls()
    run = audit(runner, "--check", "-v", env=config(runner), accounts=entries)
    assert run.code == 2
    accounts = {each["name"]: each for each in run.report["accounts"]}
    read = {"own": audited.number, "by role": THIRD, "by profile": OTHER}
    assert {name: each["account_id"] for name, each in accounts.items()} == {
        **read,
        "nowhere": None,
        "without credentials": None,
    }
    assert audited.number in accounts["without credentials"]["msg"]
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
    keys = [call["access_key"] for call in emulator.calls() if call["action"] == "ListUsers"]
    assert [key[:4] for key in dict.fromkeys(keys)] == ["test", "ASIA", OTHER[:4]]


def test_each_host_of_the_inventory_is_an_account(audited: Account, emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a host is missing in the report, or an unreachable or failed host is not reported."""
    Account(emulator, OTHER).add("dora", password="Canary-Passw0rd-1")
    inventory = runner.folder / "hosts.yml"
    hosts: dict[str, Any] = {
        "production": {},
        "sandbox": {"console_access_audit_accounts": [{"profile": f"of-{OTHER}"}]},
        "broken": {"console_access_audit_accounts": "no list"},
        "typo": {"console_access_audit_rooster": []},
    }
    inventory.write_text(yaml.safe_dump({"accounts": {"hosts": hosts}}), encoding="utf-8")
    run = audit(runner, "-i", str(inventory), env=config(runner), hosts="accounts")
    assert run.code == 2
    read = {each["name"]: each["was_read"] for each in run.report["accounts"]}
    assert read == {"production": True, "sandbox": True, "broken": False, "typo": False}
    assert "Unknown variable: console_access_audit_rooster." in run.output
    assert ("password_without_mfa", "dora") in run.found()


def test_root_users_of_the_organization(audited: Account, emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a root password in a member account is not a finding, or one that the roster allows is a finding."""
    emulator.organization([{"id": OTHER}, {"id": THIRD}])
    for number in (OTHER, THIRD):
        emulator.root_password(number)
    roster = [{"user_name": "ana"}, {"user_name": "ben"}, {"root_account_id": THIRD}]
    run = audit(runner, root_of_organization=True, roster=roster)
    roots = [each for each in run.report["findings"] if each["id"] == "root_password_in_member_account"]
    assert [each["account_id"] for each in roots] == [OTHER]
    emulator.faults([denied("AssumeRoot", account=OTHER), denied("ListAccounts")])
    entries = [{"name": "one", "root_account_ids": [OTHER]}, {"name": "all", "root_of_organization": True}]
    assert {("user_not_read", "<root_account>"), ("account_not_read", None)} <= audit(
        runner, accounts=entries, fail_on="never"
    ).found()
