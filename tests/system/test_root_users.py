# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Root users of member accounts, through AssumeRoot. The roles of its stages are tested with the module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playbook_runner import info, roster, task
from snippets import playbooks

if TYPE_CHECKING:
    from client import Emulator
    from playbook_runner import PlaybookRunner

MANAGEMENT, ONE, TWO, CLOSED, STRANGER = "123456789012", "111111111111", "222222222222", "333333333333", "999999999999"
ACCOUNTS = [{"id": ONE}, {"id": TWO}, {"id": CLOSED, "status": "SUSPENDED"}]
AUDIT, CREATE, DELETE = "IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials"
NONE = [{"root_account_id": ONE, "state": "absent"}, {"root_account_id": TWO, "state": "absent"}]


def policies(emulator: Emulator) -> set[str]:
    """Return the task policies that were used since the calls were last cleared."""
    called = emulator.calls()
    emulator.clear_calls()
    return {call["task_policy"] for call in called if call["task_policy"]}


def test_no_member_account_has_a_root_password(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a root password remains, check mode has more than audit permissions, or an account is omitted."""
    emulator.organization(ACCOUNTS)
    emulator.root_password(ONE)
    audit, predicted, recovery, stranger = runner.play(
        [
            info(root_of_organization=True),
            roster(NONE, check=True),
            task(root_account_id=TWO, check=True),
            task(root_account_id=STRANGER, state="absent"),
        ],
        "--diff",
    ).results
    passwords = [(row["root_account_id"], row["password_enabled"]) for row in audit["root_users"]]
    assert passwords == [(ONE, True), (TWO, False)]
    assert audit["root_users"][0]["account_email"] == f"root+{ONE}@example.com"
    assert audit["organization_features"] == ["RootCredentialsManagement"]
    assert {each["account_id"] for each in audit["left_out_accounts"]} == {MANAGEMENT, CLOSED}
    assert "must be an active member of the organization" in stranger["msg"]
    assert set(emulator.root_passwords()) == {ONE}
    assert policies(emulator) == {AUDIT}
    real, again, allowed = runner.play([roster(NONE), roster(NONE), task(root_account_id=TWO)], "--diff").results
    assert set(emulator.root_passwords()) == {TWO}
    assert policies(emulator) == {AUDIT, DELETE, CREATE}
    for each in (predicted, real):
        assert each["summary"]["done"] == [f"{ONE}:root"]
        assert each["diff"] == predicted["diff"]
    assert (again["changed"], again["summary"]["unchanged"]) == (False, [f"{ONE}:root", f"{TWO}:root"])
    assert allowed["actions"] == recovery["actions"]
    assert (allowed["root_account_id"], allowed["user_name"], allowed["changed"]) == (TWO, None, True)


def test_the_playbooks_of_the_guide(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when one fails, deletes a password in check mode or one that is to remain, or a second run changes one."""
    for name, text in playbooks("guide_organizations.rst", r"root_\w+").items():
        runner.folder.joinpath(name).write_text(text, encoding="utf-8")
    emulator.organization(ACCOUNTS)
    emulator.root_password(ONE)
    emulator.root_password(TWO)
    delete, recover = (runner.folder / f"root_{name}.yml" for name in ("passwords", "recovery"))
    keep = ("-e", f'{{"keep": ["{TWO}"]}}')
    code, output = runner.run_playbook(delete, "--check", "--diff")
    assert (code, set(emulator.root_passwords())) == (0, {ONE, TWO})
    assert "Login profiles: 0 gained, 2 lost, 0 changed, 0 unchanged." in output
    assert f'"{CLOSED}": "account_not_active"' in output
    changed = []
    for arguments in (keep, keep, ()):
        code, output = runner.run_playbook(delete, *arguments)
        changed.append((code, "changed=1" in output, set(emulator.root_passwords())))
    assert changed == [(0, True, {TWO}), (0, False, {TWO}), (0, True, set())]
    for state, left in (("present", {ONE}), ("absent", set())):
        code, _output = runner.run_playbook(recover, "-e", f"account={ONE}", "-e", f"state={state}")
        assert (code, set(emulator.root_passwords())) == (0, left)
