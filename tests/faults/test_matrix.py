# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The matrix: no promise is violated in any cell, every fault occurs, and the documentation has the results."""

from __future__ import annotations

from matrix import Matrix
from report import PAGE, page


def test_no_promise_is_broken(found: Matrix) -> None:
    """Fails when a task's result and the emulated AWS's state differ in any cell; see invariants.py."""
    assert found.broken == []


def test_the_page_has_this_matrix(found: Matrix) -> None:
    """Fails when a fault's result differs from the documentation. If intended: python tests/faults/run.py --write."""
    assert page(found.verdicts) == PAGE.read_text(encoding="utf-8")


def test_every_fault_hits(found: Matrix) -> None:
    """Fails when a temporary fault never occurred: a task without it makes fewer requests."""
    faultless, passing = {}, []
    for each in found.verdicts:
        if each.cell.injection.row == "no fault":
            faultless[each.cell.scenario, each.cell.check] = each.requests
        elif each.cell.injection.passes:
            passing.append(each)
    assert passing
    missed = [each for each in passing if each.requests <= faultless[each.cell.scenario, each.cell.check]]
    assert [str(each.cell) for each in missed] == []
