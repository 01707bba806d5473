# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The matrix, run once for all tests and printed at their end; and one emulated AWS for single cells."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

FAULTS = Path(__file__).resolve().parent
if str(FAULTS) not in sys.path:
    # These are programs, not a package: their modules are imported by their plain names.
    sys.path.insert(0, str(FAULTS))

import client
import matrix
import module_runner
from report import as_text, counts
from sandbox import Sandbox

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

_FOUND = pytest.StashKey[matrix.Matrix]()


@pytest.fixture(scope="session")
def found(pytestconfig: pytest.Config) -> matrix.Matrix:
    """The matrix that CI runs."""
    measured = matrix.measure(whole=False, processes=os.cpu_count() or 1)
    pytestconfig.stash[_FOUND] = measured
    return measured


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Runs cells for single tests."""
    before = dict(os.environ)
    module_runner.prepare()
    with client.start("ministack", tmp_path_factory.mktemp("emulator")) as emulator:
        yield Sandbox(emulator)
    os.environ.clear()
    os.environ.update(before)


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """Print the matrix."""
    if measured := config.stash.get(_FOUND, None):
        terminalreporter.section("fault matrix")
        terminalreporter.write_line(as_text(measured.verdicts))
        terminalreporter.write_line(f"{counts(measured.verdicts)}. It took {measured.seconds:.0f} seconds.")
