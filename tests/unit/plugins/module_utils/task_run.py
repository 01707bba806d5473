# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the real task function with arguments, against an account in memory and a clock that only sleeping moves."""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.plugins.module_utils import task
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM

if t.TYPE_CHECKING:
    import pytest

DEFAULTS: dict[str, t.Any] = {
    "user_name": None,
    "state": "present",
    "password": None,
    "password_reset_required": None,
    "update_password": "on_create",
    "generate_password": False,
    "password_length": 20,
    "exclude_lookalikes": False,
    "pgp_key": None,
    "reveal_password": False,
    "password_version": None,
    "password_version_tag": "identity.aws/password-version",
    "wait": True,
    "wait_timeout": 120,
}


class Left(Exception):
    """The module left by exit_json or fail_json."""


class ModuleDouble:
    """What the task uses of AnsibleAWSModule."""

    def __init__(self, params: dict[str, t.Any], *, check_mode: bool) -> None:
        self.params = {**DEFAULTS, **params}
        self.check_mode = check_mode
        self._diff = True
        self.no_log_values: set[str] = set()
        self.result: dict[str, t.Any] = {}

    def exit_json(self, **result: t.Any) -> t.NoReturn:
        self.result = {"failed": False, **result}
        raise Left

    def fail_json(self, **result: t.Any) -> t.NoReturn:
        self.result = {"failed": True, **result}
        raise Left


class ClockDouble:
    """Stands for the module ``time``: sleeping takes no time and moves the clock."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


class TaskRunner:
    """Runs tasks against one account."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, iam: InMemoryIAM) -> None:
        self.iam = iam
        self.clock = ClockDouble()
        monkeypatch.setattr(task, "time", self.clock)
        monkeypatch.setattr(task, "iam_client", lambda module: self.iam)
        self.warnings: list[str] = []
        self.hidden: set[str] = set()
        monkeypatch.setattr(task, "warn", self.warnings.append)

    def run(self, *, check_mode: bool = False, **params: t.Any) -> dict[str, t.Any]:
        """Return the task's result, with ``failed`` and ``warnings``."""
        module = ModuleDouble(params, check_mode=check_mode)
        self.warnings.clear()
        self.hidden = module.no_log_values
        try:
            task.run(t.cast("t.Any", module))
        except Left:
            return {**module.result, "warnings": list(self.warnings)}
        raise AssertionError("the task returned without leaving by exit_json or fail_json")

    def called(self) -> list[str]:
        """Return the names of the calls made since the last time this was asked."""
        names = [operation for operation, _parameters in self.iam.calls]
        self.iam.calls.clear()
        return names


def fail(tasks: TaskRunner, operation: str, error: BaseException, *, after: bool = False) -> None:
    """Make one call fail once, before or after it is carried out."""
    name = "".join(f"_{c.lower()}" if c.isupper() else c for c in operation)[1:]
    original = getattr(tasks.iam, name)

    def failing(**parameters: t.Any) -> t.Any:
        setattr(tasks.iam, name, original)
        if after:
            original(**parameters)
        raise error

    setattr(tasks.iam, name, failing)
