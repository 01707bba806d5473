# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The path of one password through the files of this collection, for a reader of a real run.

A step is a call of a function in one file of ``plugins/`` by a function in another one, from the start of the module's
``run`` to its exit, on the account in memory. Callbacks count, also those through a library, such as a context manager.
Not counted are constructors, imports, and calls of and by pure files (their docstring has a line with "Pure"): values
and decisions, which are readable without following them. Their number is printed. ``pytest -s`` prints all steps.
"""

from __future__ import annotations

import functools
import inspect
import pathlib
import re
import sys
import types
import typing as t

import pytest

from ansible_collections.identity.aws.plugins import module_utils
from ansible_collections.identity.aws.plugins.module_utils._module.login_profile import run
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import ModuleDouble, TaskRunner

HOME = module_utils.__path__[0]
EXITS = {ModuleDouble.exit_json.__code__, ModuleDouble.fail_json.__code__}
GENERATED = {"generate_password": True, "reveal_password": True}


class Step(t.NamedTuple):
    """A call: the two files, and the function that is called."""

    caller: str
    called: str
    function: str


@functools.cache
def is_pure(path: str) -> bool:
    return re.search(r"^Pure\b", pathlib.Path(path).read_text(encoding="utf-8"), re.MULTILINE) is not None


class Tracer:
    """Records the calls between different files, until the module exits."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.pure_steps = 0
        self._generators: list[types.FrameType] = []
        self._is_running = False

    def __call__(self, frame: types.FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        self._is_running = (self._is_running or code is run.__code__) and code not in EXITS
        if (
            event != "call"
            or not self._is_running
            or not code.co_filename.startswith(HOME)
            or code.co_name in {"__init__", "<module>"}
        ):
            return
        caller = frame.f_back
        while caller is not None and not caller.f_code.co_filename.startswith(HOME):
            caller = caller.f_back
        if caller is None or caller.f_code.co_filename == code.co_filename or frame in self._generators:
            return
        if code.co_flags & inspect.CO_GENERATOR:  # called once, and then continued
            self._generators.append(frame)
        if is_pure(code.co_filename) or is_pure(caller.f_code.co_filename):
            self.pure_steps += 1
            return
        names = [pathlib.PurePath(each.f_code.co_filename).relative_to(HOME).as_posix() for each in (caller, frame)]
        self.steps.append(Step(names[0], names[1], code.co_name))


def traced(monkeypatch: pytest.MonkeyPatch, **options: t.Any) -> Tracer:
    tasks = TaskRunner(monkeypatch, InMemoryIAM({"ana": None}))
    tracer = Tracer()
    sys.setprofile(tracer)
    try:
        result = tasks.run(user_name="ana", **options)
    finally:
        sys.setprofile(None)
    assert result["actions"][0]["action"] == "iam:CreateLoginProfile"
    return tracer


@pytest.mark.parametrize("options", [{"password": "Given-Passw0rd"}, GENERATED], ids=["given", "generated"])
def test_a_password_takes_a_short_path(monkeypatch: pytest.MonkeyPatch, options: dict[str, t.Any]) -> None:
    """Fails when setting a password crosses more files, or changes the file more often, than the limits."""
    tracer = traced(monkeypatch, **options)
    files = {step.called for step in tracer.steps}
    print(f"{len(files)} files and {len(tracer.steps)} steps, and {tracer.pure_steps} calls of pure files:")
    for step in tracer.steps:
        print(f"  {step.caller:28} -> {step.called:28} {step.function}")
    # Fails when the tracer does not record the functions.
    assert {"_run/executor.py", "_aws/writes.py"} <= files
    assert len(files) <= 12
    assert len(tracer.steps) <= 40
    assert len(tracer.steps) + tracer.pure_steps <= 100
