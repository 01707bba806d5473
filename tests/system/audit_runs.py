# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the playbook that audits, and look at what it leaves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from accounts import Account

if TYPE_CHECKING:
    from client import Emulator
    from playbook_runner import PlaybookRunner

AUDIT = Path("identity.aws.audit")
PASSWORD = "Canary-Passw0rd-1"
OTHER, THIRD = "222222222222", "333333333333"


@dataclass(frozen=True)
class Audit:
    """A finished run: the exit code, what was printed, and the folder of the report."""

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


def audit(runner: PlaybookRunner, *arguments: str, env: dict[str, str] | None = None, **variables: Any) -> Audit:
    """Run the playbook with these variables, whose names are those of the role without its own."""
    given = {f"console_access_audit_{name}": value for name, value in variables.items()}
    path = runner.folder / "audit.yml"
    path.write_text(yaml.safe_dump(given), encoding="utf-8")
    code, output = runner.run_playbook(AUDIT, "-e", f"@{path}", *arguments, PWD=str(runner.folder), **(env or {}))
    return Audit(code, output, runner.folder / "console-access-audit")


def denied(action: str, **whose: str) -> dict[str, Any]:
    """Return a fault: every such call is refused."""
    return {"action": action, "kind": "error", "status": 403, "code": "AccessDenied", "nth": None, **whose}


def audited(emulator: Emulator) -> Account:
    """Return an account: ana has MFA, ben has none, chloe has no password."""
    account = Account(emulator)
    account.add("ana", "ben", password=PASSWORD)
    account.add("chloe")
    emulator.mfa("ana")
    account.iam.update_account_password_policy(MinimumPasswordLength=14, PasswordReusePrevention=24)
    return account
