# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report of a task, in one format for one user and for many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scenario import INFO, ROOT, ROSTER, Expected

if TYPE_CHECKING:
    from sandbox import RunResult

IN_DOUBT = "The outcome is unknown"


@dataclass(frozen=True)
class Row:
    """The report on one user: the result of the module for one, or a row of the roster."""

    user: str
    result: Mapping[str, Any]

    @property
    def msg(self) -> str:
        return str(self.result.get("msg", ""))

    @property
    def code(self) -> str:
        return str((self.result.get("error") or {}).get("code", ""))

    @property
    def in_doubt(self) -> bool:
        return IN_DOUBT in self.msg

    def operations(self, key: str) -> list[str]:
        """Return the names of the calls in ``actions``, ``failed_actions`` or ``not_attempted``."""
        return [str(action["action"]).partition(":")[2] for action in self.result.get(key, [])]

    @property
    def done(self) -> list[str]:
        return self.operations("actions")

    @property
    def doubtful(self) -> list[str]:
        return self.operations("failed_actions") if self.in_doubt else []

    @property
    def planned(self) -> list[str]:
        return [each for key in ("actions", "failed_actions", "not_attempted") for each in self.operations(key)]

    @property
    def is_finished(self) -> bool:
        """Return whether the report states that the requested state was reached."""
        is_known = "login_profile" in self.result or "ChangePassword" in self.done
        return not self.msg and not self.operations("not_attempted") and is_known


def rows(run: RunResult) -> list[Row]:
    """Return the rows of a result, each with its user."""
    result, expected = run.module_result.result, run.scenario.expected
    if run.scenario.module == INFO:
        return []  # it writes nothing; see read_invariants.py
    if run.scenario.module != ROSTER:
        return [Row(expected[0].user, result)]
    return [Row(str(row.get("user_name") or ROOT), row) for row in result.get("users", [])]


def expected_of(run: RunResult, row: Row) -> Expected | None:
    """Return what was requested for the user of a row; None if nothing was."""
    return next((expected for expected in run.scenario.expected if expected.user == row.user), None)
