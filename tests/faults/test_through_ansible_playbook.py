# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A sample of the matrix in real ansible-playbook runs, compared with the runs in one process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from account_state import SECRET_KEY, SESSION_TOKEN, AccountState
from injections import NO_FAULT, injections
from invariants import broken
from matrix import baseline_of, end_of
from module_runner import ModuleResult
from playbook_runner import MODULE, PlaybookRunner
from playbook_runner import ROSTER as ROSTER_MODULE
from result_rows import rows
from sandbox import Cell, RunResult, Sandbox
from scenario import BEFORE, GIVEN, ROSTER
from scenarios import BY_NAME

if TYPE_CHECKING:
    from pathlib import Path

_SECRETS = (SECRET_KEY, SESSION_TOKEN, *GIVEN.values())


# Scenario, check mode, row, target, and how it ends.
SAMPLE = [
    ("create, given password", False, "reset after the call, once", "Create", "done"),
    ("create, given password", False, "another writer creates first", "Create", "nothing changed"),
    ("create, given password", False, "503 cut short, once", "Create", "in doubt"),
    ("create, given password", True, "AccessDenied", "GetLoginProfile", "nothing changed"),
    ("create, generated password", False, "ServiceFailure, as declared, always", "Create", "in doubt"),
    ("create, generated password", False, "AccessDenied", "GetLoginProfile alice #2", "reported"),
    ("update the password", False, "an error that contains the password", "Update", "nothing changed"),
    ("rotate by password_version", False, "AccessDenied", "TagUser", "reported"),
    ("delete", False, "reset after the call, once", "Delete", "done"),
    ("delete", True, "reply cut short, once", "GetLoginProfile", "nothing changed"),
    ("delete, and forget the version", False, "ExpiredToken, from this call on", "UntagUser", "reported"),
    ("delete, and revoke sessions", False, "AccessDenied", "BatchRevokeSessions", "reported"),
    ("absent already", False, "500 HTML, once", "GetLoginProfile", "done"),
    ("root user: allow recovery", False, "500 after the call, once", "Create", "done"),
    ("root user: delete", False, "AccessDenied", "AssumeRoot #2", "nothing changed"),
    ("roster", False, "AccessDenied", "TagUser", "reported"),
    ("roster with purge", False, "PasswordPolicyViolation, as declared", "Create", "nothing changed"),
]


def test_the_same_through_ansible_playbook(sandbox: Sandbox, tmp_path: Path) -> None:
    """Fails when a task ends or reports differently than in one process, or violates a promise."""
    plain = {name: sandbox.run(Cell(name, False, NO_FAULT)) for name, *_rest in SAMPLE}
    cells = []
    for name, check, row, target, _end in SAMPLE:
        trace = sandbox.run(Cell(name, True, NO_FAULT)).trace if check else plain[name].trace
        found = injections(plain[name].scenario, trace, check=check)
        fault = next(each for each in found if each.row == row and each.target.startswith(target))
        cells.append(Cell(name, check, fault))
    played = _played(cells, PlaybookRunner(tmp_path, sandbox.emulator))
    for (name, _check, _row, _target, end), cell, run in zip(SAMPLE, cells, played, strict=True):
        assert (str(cell), end_of(run)) == (str(cell), end)
        assert (str(cell), broken(run, baseline_of(plain[name]))) == (str(cell), [])
        assert (str(cell), _comparable(run)) == (str(cell), _comparable(sandbox.run(cell)))


def _played(cells: list[Cell], runner: PlaybookRunner) -> list[RunResult]:
    """Run the cells as the tasks of one playbook, each in its own account."""
    emulator = runner.emulator
    accounts = [AccountState(emulator, str(300_000_000_001 + number)) for number in range(len(cells))]
    pairs = list(zip(accounts, cells, strict=True))
    tasks = [_task(cell, account.set_up(BY_NAME[cell.scenario])) for account, cell in pairs]
    # An organization is set up as a whole, and the last one counts.
    emulator.organization([{"id": account.number} for account in accounts])
    emulator.faults([{**fault, "account": each.number} for each, cell in pairs for fault in cell.injection.faults])
    emulator.clear_calls()
    # As variables, since an error shows the playbook's lines around the task.
    variables = runner.folder / "secrets.json"
    variables.write_text(json.dumps({"secrets": _SECRETS}), encoding="utf-8")
    playbook = runner.play(tasks, "--diff", "--extra-vars", f"@{variables}")
    calls = emulator.calls()
    emulator.faults([])
    runs = []
    for (account, cell), result in zip(pairs, playbook.results, strict=True):
        own = [call for call in calls if call["account"] == account.number]
        before, after = (read(BY_NAME[cell.scenario]) for read in (account.before, account.read))
        module_result = ModuleResult(result, playbook.output + json.dumps(result), "", 0.0, 0.0, len(own))
        runs.append(RunResult(cell, before, after, own, module_result, account.number))
        account.close()
    return runs


def _task(cell: Cell, access: dict[str, Any]) -> dict[str, Any]:
    scenario = BY_NAME[cell.scenario]
    options = json.dumps({**scenario.task(), **access})
    for number, secret in enumerate(_SECRETS):
        options = options.replace(secret, f"{{{{ secrets[{number}] }}}}")
    module = ROSTER_MODULE if scenario.module == ROSTER else MODULE
    return {module: json.loads(options), "check_mode": cell.check}


def _comparable(run: RunResult) -> list[Any]:
    """Return the task's result without varying values: dates, passwords, and the account number."""
    result = run.module_result.result
    keys = ("actions", "failed_actions", "not_attempted")
    of_users = [(row.user, [row.operations(key) for key in keys], row.result.get("status")) for row in rows(run)]
    msg = str(result.get("msg")).replace(run.account, "ACCOUNT")
    return [bool(result.get("failed")), result.get("changed"), msg, of_users, BEFORE in str(result)]
