# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A sample of the columns that CI omits: one or two cells for the purpose of each."""

from __future__ import annotations

import pytest
from injections import NO_FAULT, injections
from invariants import broken
from matrix import baseline_of, end_of
from sandbox import Cell, Sandbox
from scenarios import BY_NAME, SCENARIOS

CREATE, UPDATE, DELETE = "create, not waiting", "update, not waiting", "delete, not waiting"
STOP, FILE = "roster, stopping at the first failure", "roster, delivered into a file"
SAMPLE = [
    (CREATE, "created, not yet visible, always", "", "done"),
    (CREATE, "reset after the call, once", "Create", "done"),
    (UPDATE, "another writer deletes what was written", "GetLoginProfile", "reported"),
    (DELETE, "deleted, still visible, always", "", "done"),
    (DELETE, "reset after the call, once", "Delete", "done"),
    ("roster, concurrently", "AccessDenied", "UpdateLoginProfile bob", "reported"),
    (STOP, "AccessDenied", "GetLoginProfile bob", "nothing changed"),
    (STOP, "AccessDenied", "UpdateLoginProfile bob", "reported"),
    (STOP, "500 after the call, always", "TagUser bob", "in doubt"),
    (FILE, "a full disk, once", "line 1", "reported"),
    (FILE, "500 after the call, always", "CreateLoginProfile alice", "in doubt"),
    (FILE, "reset before the call, always", "UpdateLoginProfile bob", "in doubt"),
]


@pytest.mark.parametrize(("name", "row", "target", "end"), SAMPLE)
def test_a_column_that_ci_omits(sandbox: Sandbox, name: str, row: str, target: str, end: str) -> None:
    """Fails when an option breaks its promise under a fault. Otherwise only the whole matrix would find it."""
    plain = sandbox.run(Cell(name, False, NO_FAULT))
    found = injections(BY_NAME[name], plain.trace, check=False)
    fault = next(each for each in found if each.row == row and each.target.startswith(target))
    run = sandbox.run(Cell(name, False, fault))
    assert broken(run, baseline_of(plain)) == []
    assert end_of(run) == end


def test_the_sample_has_every_such_column() -> None:
    """Fails when a column is never run in CI."""
    assert {name for name, *_rest in SAMPLE} == {scenario.name for scenario in SCENARIOS if scenario.whole_only}
