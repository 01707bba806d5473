# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One cell of the matrix: one scenario under one fault, in check mode or for real, in its own account."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import count
from typing import Any

from account_state import MANAGEMENT, State, account
from client import Emulator
from declared_errors import WRITES
from delivery_disk import Disk, disk
from failing_provider import provided
from injections import Injection, Traced
from module_runner import ModuleResult, run_module
from network import Network
from scenario import ROOT, Scenario
from scenarios import BY_NAME
from virtual_time import VirtualTime

SLEEP_LIMIT = 4000.0
WAIT_TIMEOUT = 120  # the default of wait_timeout
_numbers = count(200_000_000_001)


@dataclass(frozen=True)
class Cell:
    """A combination of scenario, fault and mode to run."""

    scenario: str
    check: bool
    injection: Injection

    def __str__(self) -> str:
        mode = "check" if self.check else "real"
        return " | ".join(each for each in (self.scenario, mode, self.injection.row, self.injection.target) if each)


@dataclass(frozen=True)
class RunResult:
    """The data of a finished cell: the task's report, and the emulated AWS's log and state."""

    cell: Cell
    before: State
    after: State
    calls: list[dict[str, Any]]
    module_result: ModuleResult
    account: str
    delivered: str | None = None
    """The content of the delivery_path file, if there is one."""

    @property
    def scenario(self) -> Scenario:
        return BY_NAME[self.cell.scenario]

    @property
    def trace(self) -> tuple[Traced, ...]:
        """Return the calls that arrived, in order."""
        return tuple(Traced(call["action"], call["user_name"]) for call in self.calls)

    def carried_out(self, user: str) -> list[str]:
        """Return the task's writes on a user that the emulated AWS carried out, whatever it replied."""
        writes = [call for call in self.calls if call["carried_out"] and call["action"] in WRITES]
        return [call["action"] for call in writes if (call["user_name"] or ROOT) == user]


@dataclass
class Sandbox:
    """Runs cells: one emulated AWS, one cell at a time."""

    emulator: Emulator

    def run(self, cell: Cell) -> RunResult:
        """Run a cell in a new account."""
        scenario, injection = BY_NAME[cell.scenario], cell.injection
        if scenario.caller is not None:
            # A key that the emulated AWS creates belongs to the default account, whatever its account of origin.
            self.emulator.reset()
        number = MANAGEMENT if scenario.caller else str(next(_numbers))
        with (
            account(self.emulator, number) as state,
            disk(injection.full_disk) if scenario.delivers else nullcontext() as kept,
        ):
            access = state.set_up(scenario, injection.tags)
            faults = [{name: value for name, value in fault.items() if value is not None} for fault in injection.faults]
            self._change(faults or None, dict(injection.settings))
            self.emulator.clear_calls()
            module_result = _run(cell, access, scenario, kept)
            calls = self.emulator.calls()
            # The state is read without them.
            self._change([] if faults else None, {name: 0.0 for name, _value in injection.settings})
            before, after = state.before(scenario), state.read(scenario)
            delivered = None if kept is None else kept.text()
            return RunResult(cell, before, after, calls, module_result, state.number, delivered)

    def _change(self, faults: list[dict[str, Any]] | None, settings: dict[str, float]) -> None:
        """Replace all faults, and change settings. Most cells need neither: each is a request."""
        if faults is not None:
            self.emulator.faults(faults)
        if settings:
            self.emulator.settings(**settings)


def _run(cell: Cell, access: Mapping[str, Any], scenario: Scenario, kept: Disk | None) -> ModuleResult:
    injection = cell.injection
    network = Network(injection.refused, injection.hurried, injection.unread, caller=scenario.caller, disk=kept)
    clock = VirtualTime(SLEEP_LIMIT, injection.scale)
    with provided(access, injection.unsigned_from) as reached:
        options = {**scenario.task(), **reached, **({} if kept is None else {"delivery_path": str(kept.path)})}
        return run_module(scenario.module, options, check=cell.check, network=network, clock=clock)
