# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the audit playbook, and read its report."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from playbook_runner import PlaybookRunner

PLAYBOOK, ROLE = Path("identity.aws.audit"), "identity.aws.console_access_audit"
OTHER, THIRD = "222222222222", "333333333333"


@dataclass(frozen=True)
class AuditRun:
    """A finished run: the exit code, the output, and the folder of the report."""

    code: int
    output: str
    folder: Path

    @property
    def report(self) -> dict[str, Any]:
        """Return the report."""
        read: dict[str, Any] = json.loads((self.folder / "console-access.json").read_text(encoding="utf-8"))
        return read

    def found(self) -> set[tuple[str, str | None]]:
        """Return id and user of each finding."""
        return {(finding["id"], finding["user_name"]) for finding in self.report["findings"]}

    def checks(self) -> dict[str, dict[str, Any]]:
        """Return id -> check."""
        return {check["id"]: check for check in self.report["checks"]}


def role_variables(variables: dict[str, Any]) -> dict[str, Any]:
    """Return the role's variables, from their names without the prefix."""
    return {f"console_access_audit_{name}": value for name, value in variables.items()}


def audit(runner: PlaybookRunner, *arguments: str, env: dict[str, str] | None = None, **variables: Any) -> AuditRun:
    """Run the playbook with these variables of the role."""
    path = runner.folder / "audit.yml"
    path.write_text(yaml.safe_dump(role_variables(variables)), encoding="utf-8")
    code, output = runner.run_playbook(PLAYBOOK, "-e", f"@{path}", *arguments, PWD=str(runner.folder), **(env or {}))
    return AuditRun(code, output, runner.folder / "console-access-audit")
