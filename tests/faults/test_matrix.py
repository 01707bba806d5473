# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The matrix: no promise is broken in any cell, every fault hits, and the documentation says what was found."""

from __future__ import annotations

import page
from declared_errors import Declared, errors_of
from matrix import Matrix
from matrix_table import LETTERS


def test_no_promise_is_broken(found: Matrix) -> None:
    """Fails when what a task says and what the emulated AWS did differ in any cell; see invariants.py."""
    assert found.broken == []


def test_the_page_has_this_matrix(found: Matrix) -> None:
    """Fails when a fault ends in another way than documented. If it is to: python tests/faults/run.py --write."""
    assert page.is_current(found.verdicts)


def test_every_fault_hits(found: Matrix) -> None:
    """Fails when a fault that passes was never met: without it a task makes fewer requests."""
    faultless = {
        (verdict.cell.deed, verdict.cell.check): verdict.requests
        for verdict in found.verdicts
        if verdict.cell.injection.row == "no fault"
    }
    missed = [
        str(verdict.cell)
        for verdict in found.verdicts
        if verdict.cell.injection.passes
        and verdict.cell.injection.row != "no fault"
        and verdict.requests <= faultless[verdict.cell.deed, verdict.cell.check]
    ]
    assert missed == []


def test_the_matrix_is_one(found: Matrix) -> None:
    """Fails when most cells are lost, or a way to end that there is does not occur."""
    assert len(found.verdicts) > 1000
    assert {verdict.end for verdict in found.verdicts} == set(LETTERS)


def test_declared_errors_are_those_of_the_record() -> None:
    """Fails when the record is not read, or an error that the collection does not support yet has no cells."""
    assert errors_of("GetLoginProfile") == (Declared("NoSuchEntity", 404), Declared("ServiceFailure", 500))
    assert Declared("RegionDisabledException", 403) in errors_of("AssumeRoot")
    assert Declared("InvalidInput", 400) in errors_of("UpdateLoginProfile")
    assert errors_of("GetCallerIdentity") == ()
