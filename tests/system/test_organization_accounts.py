# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The accounts of an organization as an inventory, and an inventory that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from accounts import Account, denied
from audit_runs import audit
from inventories import FILE, listed
from snippets import playbooks

if TYPE_CHECKING:
    from client import Emulator
    from playbook_runner import PlaybookRunner

MANAGEMENT, SHOP, LAB, CLOSED, SUSPENDED = "123456789012", "000000000012", *(str(n) * 12 for n in (2, 3, 4))
WORK, PRODUCTION, OUT = "ou-emul-work0000", "ou-emul-prod0000", "ou-emul-susp0000"
GUIDE = playbooks("guide_organizations.rst")
PLUGIN = {"plugin": "identity.aws.organization_accounts"}


@pytest.fixture(autouse=True)
def organization(emulator: Emulator) -> None:
    """An organization with two levels of units. The name of an account is a template."""
    emulator.organization(
        [
            {"id": SHOP, "name": "{{ 7 * 7 }}", "unit": PRODUCTION, "tags": {"Stage": "live"}},
            {"id": LAB, "name": "lab", "unit": WORK},
            {"id": CLOSED, "status": "CLOSED"},
            {"id": SUSPENDED, "unit": OUT},
        ],
        units=[
            {"id": WORK, "name": "Workloads"},
            {"id": PRODUCTION, "name": "Production", "parent": WORK},
            {"id": OUT, "name": "Suspended"},
        ],
    )


def test_accounts_are_hosts(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when an account, variable or group is wrong, a name is templated, or the cache is used wrongly.

    The first call is above the rate limit.
    """
    emulator.faults([denied("ListAccounts", status=400, code="TooManyRequestsException", times=1)])
    config = {
        **PLUGIN,
        "exclude_organizational_units": ["/Suspended"],
        "role_arn": "arn:{partition}:iam::{account_id}:role/Access",
        "account_tags": True,
        "strict": True,
        "compose": {"label": "account_name ~ '!'"},
        "groups": {"workloads": "account_ou_path is match('/Workloads')"},
        "keyed_groups": [{"key": "account_tags.Stage | default('none')", "prefix": "stage"}],
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(runner.folder / "cache"),
    }
    inventory = listed(runner, config)
    assert (inventory.code, inventory.messages) == (0, "")
    assert list(inventory.hosts) == [SHOP, MANAGEMENT, LAB]
    assert inventory.hosts[SHOP] == {
        "account_arn": f"arn:aws:organizations::{MANAGEMENT}:account/o-emulated00/{SHOP}",
        "account_email": f"root+{SHOP}@example.com",
        "account_id": SHOP,
        "account_joined": "2020-01-01T00:00:00+00:00",
        "account_name": "{{ 7 * 7 }}",
        "account_ou_ids": ["r-emul", WORK, PRODUCTION],
        "account_ou_path": "/Workloads/Production",
        "account_state": "ACTIVE",
        "account_tags": {"Stage": "live"},
        "ansible_connection": "local",
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        "label": "{{ 7 * 7 }}!",
        "management_account": False,
        "organization_id": "o-emulated00",
        "role_arn": f"arn:aws:iam::{SHOP}:role/Access",
    }
    assert inventory.groups == {
        "organization_accounts": {MANAGEMENT, SHOP, LAB},
        "workloads": {SHOP, LAB},
        "stage_live": {SHOP},
        "stage_none": {MANAGEMENT, LAB},
    }
    emulator.clear_calls()
    assert listed(runner, config) == inventory
    assert emulator.calls() == []
    assert list(listed(runner, {**config, "include_management_account": False}).hosts) == [SHOP, LAB]
    assert list(listed(runner, config, AWS_ACCESS_KEY_ID=LAB).hosts) == []
    assert "ListAccounts" in [call["action"] for call in emulator.calls()]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {"accounts": [CLOSED]},
            (
                "No account is a host, because none matches all filters. Active accounts in the organization "
                "o-emulated00: 4."
            ),
        ),
        ({"exclude_acounts": [LAB]}, "Unknown option: exclude_acounts."),
        ({"account_tags": True, "strict": True, "compose": {"x": "account_tags.Stage"}}, f"x for host {LAB}"),
    ],
)
def test_an_error_adds_no_host(emulator: Emulator, runner: PlaybookRunner, more: dict[str, Any], words: str) -> None:
    """Fails when an error is an empty inventory without a reason, or the accounts before the error are hosts."""
    accounts: list[dict[str, Any]] = [
        {"id": MANAGEMENT, "tags": {"Stage": "live"}},
        {"id": LAB},
        {"id": SHOP},
        {"id": SUSPENDED},
    ]
    emulator.organization([*accounts, {"id": CLOSED, "status": "CLOSED"}])
    # Ansible lists the hosts of a failed source if another source did not fail.
    inventory = listed(runner, {**PLUGIN, **more}, "-i", "other,")
    assert (inventory.hosts, inventory.groups) == ({}, {"ungrouped": {"other"}})
    assert words in " ".join(inventory.messages.split())


def test_an_inventory_that_fails_fails_the_playbook(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a playbook of the guide, or the audit, succeeds without accounts, or the reason is not shown."""
    emulator.faults([denied("ListAccounts", status=400, code="AccessDeniedException")])
    runner.folder.joinpath(FILE).write_text(GUIDE[FILE], encoding="utf-8")
    run = audit(runner, "-i", FILE, hosts="organization_accounts")
    assert (run.code, run.folder.exists()) == (2, False)
    output = " ".join(run.output.split())
    assert "No host matches console_access_audit_hosts (organization_accounts)" in output
    assert "only the management account of the organization and its delegated administrators may list" in output
    playbook = runner.folder / "manage_organization.yml"
    playbook.write_text(GUIDE[playbook.name], encoding="utf-8")
    code, output = runner.run_playbook(playbook, "-i", FILE)
    assert (code, "No account is a host." in output) == (2, True)
    code, output = runner.run_playbook(playbook, "-i", FILE, ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED="true")
    assert (code, "PLAY [" in output) == (1, False)


def test_the_guide_reaches_all_accounts(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when an account is missing in the report or mixed up with another, or a root password of one remains."""
    Account(emulator, SHOP).add("dora", password="Canary-Passw0rd-1")
    runner.folder.joinpath(FILE).write_text(GUIDE[FILE], encoding="utf-8")
    run = audit(runner, "-i", FILE, hosts="organization_accounts")
    assert run.code == 2
    assert {(each["account_id"], each["name"], each["was_read"]) for each in run.report["accounts"]} == {
        (MANAGEMENT, "Management", True),
        (SHOP, "{{ 7 * 7 }}", True),
        (LAB, "lab", True),
        (SUSPENDED, f"account-{SUSPENDED}", True),
    }
    assert ("password_without_mfa", "dora") in run.found()
    for number in (SHOP, MANAGEMENT):
        emulator.root_password(number)
    by_host = {"identity.aws.iam_login_profile": {"root_account_id": "{{ account_id }}", "state": "absent"}}
    playbook = runner.playbook([{**by_host, "when": "not management_account"}], hosts="organization_accounts")
    assert runner.run_playbook(playbook, "-i", FILE)[0] == 0
    assert set(emulator.root_passwords()) == {MANAGEMENT}
