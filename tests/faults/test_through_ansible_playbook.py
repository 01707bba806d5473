# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A sample of the matrix through real ansible-playbook runs: what is run in one process is the same thing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from account_state import SECRET_KEY, SESSION_TOKEN, AccountState
from injections import NO_FAULT, Injection, injections
from invariants import Baseline, broken
from matrix import end_of
from module_runner import ModuleResult
from playbook_runner import MODULE, PlaybookRunner
from playbook_runner import ROSTER as ROSTER_MODULE
from result_rows import rows
from sandbox import Cell, RunResult, Sandbox
from scenarios import BEFORE, BY_NAME, GIVEN, ROSTER, Scenario

if TYPE_CHECKING:
    from pathlib import Path

_SECRETS = (SECRET_KEY, SESSION_TOKEN, *GIVEN.values())


class Sampled(NamedTuple):
    """A cell by its names, and how it ends."""

    scenario: str
    check: bool
    row: str
    target: str
    end: str


SAMPLE = [
    Sampled("create, given password", False, "reset after the call, once", "Create", "done"),
    Sampled("create, given password", False, "somebody else creates first", "Create", "nothing changed"),
    Sampled("create, given password", False, "503 cut short, once", "Create", "in doubt"),
    Sampled("create, given password", True, "AccessDenied", "GetLoginProfile", "nothing changed"),
    Sampled("create, generated password", False, "ServiceFailure, as declared, for ever", "Create", "in doubt"),
    Sampled("create, generated password", False, "AccessDenied", "GetLoginProfile alice #2", "reported"),
    Sampled("update the password", False, "an error that repeats the password", "Update", "nothing changed"),
    Sampled("rotate by password_version", False, "AccessDenied", "TagUser", "reported"),
    Sampled("delete", False, "reset after the call, once", "Delete", "done"),
    Sampled("delete", True, "reply cut short, once", "GetLoginProfile", "nothing changed"),
    Sampled("delete, and forget the version", False, "ExpiredToken, from here on", "UntagUser", "reported"),
    Sampled("absent already", False, "500 HTML, once", "GetLoginProfile", "done"),
    Sampled("root user: allow recovery", False, "500 after the call, once", "Create", "done"),
    Sampled("root user: delete", False, "AccessDenied", "AssumeRoot #2", "nothing changed"),
    Sampled("roster", False, "AccessDenied", "TagUser", "reported"),
    Sampled("roster with purge", False, "PasswordPolicyViolation, as declared", "Create", "nothing changed"),
]


def test_the_same_through_ansible_playbook(sandbox: Sandbox, tmp_path: Path) -> None:
    """Fails when a task ends otherwise, or says something else, than in one process, or breaks a promise."""
    plain = {name: sandbox.run(Cell(name, False, NO_FAULT)) for name in {sampled.scenario for sampled in SAMPLE}}
    baseline = {
        name: Baseline(len(each.calls), {row.user: row.done for row in rows(each)}) for name, each in plain.items()
    }
    cells = [_cell(sampled, sandbox, plain[sampled.scenario]) for sampled in SAMPLE]
    played = _played(cells, sandbox, PlaybookRunner(tmp_path, sandbox.emulator))
    for sampled, cell, run in zip(SAMPLE, cells, played, strict=True):
        assert (str(cell), end_of(run)) == (str(cell), sampled.end)
        assert (str(cell), broken(run, baseline[cell.scenario])) == (str(cell), [])
        assert (str(cell), _comparable_result(run)) == (str(cell), _comparable_result(sandbox.run(cell)))


def _cell(sampled: Sampled, sandbox: Sandbox, plain: RunResult) -> Cell:
    trace = sandbox.run(Cell(sampled.scenario, True, NO_FAULT)).trace if sampled.check else plain.trace
    found = [
        injection
        for injection in injections(plain.scenario, trace, check=sampled.check)
        if injection.row == sampled.row and injection.target.startswith(sampled.target)
    ]
    return Cell(sampled.scenario, sampled.check, found[0])


def _played(cells: list[Cell], sandbox: Sandbox, runner: PlaybookRunner) -> list[RunResult]:
    """Play the cells as the tasks of one playbook, each in an account of its own."""
    emulator = sandbox.emulator
    accounts = [AccountState(emulator, str(300_000_000_001 + number)) for number in range(len(cells))]
    access = [account.set_up(BY_NAME[cell.scenario]) for account, cell in zip(accounts, cells, strict=True)]
    # An organization is set up as a whole, and the last one holds.
    emulator.organization([{"id": account.number} for account in accounts])
    pairs = list(zip(accounts, cells, strict=True))
    emulator.faults([fault for account, cell in pairs for fault in _faults(cell.injection, account.number)])
    emulator.clear_calls()
    # As variables, since an error shows the lines of the playbook around the task.
    variables = runner.folder / "secrets.json"
    variables.write_text(json.dumps({"secrets": _SECRETS}), encoding="utf-8")
    tasks = [_task(BY_NAME[cell.scenario], cell, each) for cell, each in zip(cells, access, strict=True)]
    run = runner.play(tasks, "--diff", "--extra-vars", f"@{variables}")
    calls = emulator.calls()
    emulator.faults([])
    runs = []
    for (account, cell), result in zip(pairs, run.results, strict=True):
        own = [call for call in calls if call["account"] == account.number]
        scenario = BY_NAME[cell.scenario]
        module_result = ModuleResult(result, run.output + json.dumps(result), "", 0.0, 0.0, len(own))
        runs.append(
            RunResult(cell, account.before(scenario), account.read(scenario), own, module_result, account.number)
        )
        account.close()
    return runs


def _faults(injection: Injection, number: str) -> list[dict[str, Any]]:
    return [{**fault, "account": number} for fault in injection.faults]


def _task(scenario: Scenario, cell: Cell, access: dict[str, Any]) -> dict[str, Any]:
    module = ROSTER_MODULE if scenario.module == ROSTER else MODULE
    return {module: _hidden({**scenario.task(), **access}), "check_mode": cell.check}


def _hidden(options: Any) -> Any:
    """Put a variable into the place of each secret."""
    if isinstance(options, dict):
        return {name: _hidden(value) for name, value in options.items()}
    if isinstance(options, list):
        return [_hidden(each) for each in options]
    return f"{{{{ secrets[{_SECRETS.index(options)}] }}}}" if options in _SECRETS else options


def _comparable_result(run: RunResult) -> list[Any]:
    """Return what was said, without what differs each time: dates, passwords, and the account's number."""
    result = run.module_result.result
    rows_told = [
        (
            row.user,
            row.done,
            row.operations("failed_actions"),
            row.operations("not_attempted"),
            row.result.get("status"),
        )
        for row in rows(run)
    ]
    msg = str(result.get("msg")).replace(run.account, "ACCOUNT")
    return [bool(result.get("failed")), result.get("changed"), msg, rows_told, BEFORE in str(result)]
