# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the matrix in several processes, each with its own emulated AWS."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import module_runner
from client import start
from declared_errors import WRITES
from injections import NO_FAULT, injections
from invariants import Baseline, broken
from result_rows import rows
from sandbox import Cell, RunResult, Sandbox
from scenarios import BY_NAME, SCENARIOS

_open = ExitStack()
_sandbox: list[Sandbox] = []
_baseline: dict[str, Baseline] = {}


@dataclass(frozen=True)
class Verdict:
    """The result of a cell, and the promises that it violated."""

    cell: Cell
    end: str
    broken: tuple[str, ...]
    failed: bool
    result: tuple[Any, ...]
    tried_to_write: bool
    requests: int


@dataclass(frozen=True)
class Matrix:
    """All verdicts, in the order of the cells, and the duration in seconds."""

    verdicts: tuple[Verdict, ...]
    seconds: float

    @property
    def broken(self) -> list[str]:
        """Return every violated promise, with its cell."""
        return [f"{verdict.cell}: {what}" for verdict in self.verdicts for what in verdict.broken] + [
            *_disagreements(self.verdicts)
        ]


def measure(*, whole: bool, processes: int, wanted: Callable[[Cell], bool] = lambda _cell: True) -> Matrix:
    """Run every requested cell; the ``whole`` matrix has more."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        context = get_context("spawn")
        with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(folder,)) as pool:
            scenarios = [scenario for scenario in SCENARIOS if whole or not scenario.whole_only]
            faultless = [Cell(scenario.name, check, NO_FAULT) for scenario in scenarios for check in (True, False)]
            plain = dict(zip(faultless, pool.map(_run_cell, faultless), strict=True))
            baseline = {cell.scenario: baseline_of(each) for cell, each in plain.items() if not cell.check}
            cells = [
                Cell(cell.scenario, cell.check, injection)
                for cell, each in plain.items()
                for injection in injections(each.scenario, each.trace, check=cell.check)
                if whole or not injection.is_left_out(each.scenario, check=cell.check)
            ]
            chosen = [cell for cell in cells if wanted(cell)]
            work = [(cell, baseline[cell.scenario]) for cell in chosen]
            verdicts = tuple(pool.map(_verdict, work, chunksize=4))
    return Matrix(verdicts, time.monotonic() - began)


def _begin(folder: str) -> None:
    """Start the resources of this process. The emulated AWS ends with the process."""
    module_runner.prepare()
    emulator = _open.enter_context(start("ministack", f"{folder}/{os.getpid()}"))
    _sandbox.append(Sandbox(emulator))


def _run_cell(cell: Cell) -> RunResult:
    return _sandbox[0].run(cell)


def baseline_of(run: RunResult) -> Baseline:
    """Return the reference for other runs from a run without faults."""
    return Baseline(len(run.calls), {row.user: row.done for row in rows(run)})


def _verdict(work: tuple[Cell, Baseline]) -> Verdict:
    cell, baseline = work
    run = _run_cell(cell)
    result = run.module_result.result
    return Verdict(
        cell,
        end_of(run),
        tuple(broken(run, baseline)),
        bool(result.get("failed")),
        (
            _comparable(str(result.get("msg")), run.account),
            result.get("changed"),
            [(row.user, row.done) for row in rows(run)],
        ),
        any(call["action"] in WRITES for call in run.calls),
        run.module_result.requests,
    )


def _comparable(message: str, account: str) -> str:
    """Replace the values that differ between two runs of a cell: the account, the endpoint's port, and the skew."""
    message = re.sub(r"\d+(?= seconds (?:behind|ahead))", "SOME", message)
    return re.sub(r"(?<=//127\.0\.0\.1:)\d+", "PORT", message.replace(account, "ACCOUNT"))


def end_of(run: RunResult) -> str:
    """Return how a task ended, in one word."""
    if not run.module_result.result.get("failed"):
        return "done"
    if any(row.in_doubt for row in rows(run)):
        return "in doubt"
    return "reported" if any(row.done for row in rows(run)) else "nothing changed"


def _disagreements(verdicts: Sequence[Verdict]) -> Iterable[str]:
    """Promise 9, for pairs: the same fault in the same call of both, and the real run did not reach its writes."""
    predicted = {_pair(verdict): verdict for verdict in verdicts if verdict.cell.check}
    for real in verdicts:
        check = predicted.get(_pair(real))
        if real.cell.check or check is None or real.cell.injection.target.startswith("GetAccountPasswordPolicy"):
            continue
        if (not real.failed or not real.tried_to_write) and _compared(check) != _compared(real):
            yield f"{check.cell}: (9) check mode has {check.result}, but a real run {real.result}"


def _compared(verdict: Verdict) -> tuple[Any, ...]:
    """Allow for concurrency: the first user to fail differs between runs, and so do the users not begun then."""
    side_by_side = BY_NAME[verdict.cell.scenario].options.get("concurrency", 1) > 1
    return (verdict.failed, verdict.result[1]) if side_by_side else (verdict.failed, *verdict.result)


def _pair(verdict: Verdict) -> tuple[str, str, str]:
    return verdict.cell.scenario, verdict.cell.injection.row, verdict.cell.injection.target
