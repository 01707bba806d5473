# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module iam_own_password: a new password for the IAM user whose credentials the task uses.

1. Options: all invalid options are rejected at once, before the first call to AWS.
2. Run: ``_run/password_change.py`` checks what can be read, and predicts or executes the change.
3. Result: ``results.py`` describes the outcome, without a login profile, which is unknown.

``runtime.py`` starts the module, reports errors, and exits.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Failure,
    Outcome,
    Plan,
    Principal,
    RequestError,
)
from ansible_collections.identity.aws.plugins.module_utils._core.validation import (
    UNTYPEABLE_ADVICE,
    password_problem,
    stop_after_problem,
    untypeable_characters,
    wait_timeout_problem,
)
from ansible_collections.identity.aws.plugins.module_utils._run.password_change import PasswordChange, Passwords

from . import runtime
from .results import describe_outcome

if t.TYPE_CHECKING:
    from .sealed_module import SealedModule

Json: t.TypeAlias = "dict[str, t.Any]"

_OPTIONS = ("old_password", "new_password")
_NOT_RETURNED = ("user_exists", "login_profile", "revoked_sessions", "valid_until")


def own_password_arguments() -> dict[str, Json]:
    """Return the argument spec of the module."""
    return {
        **{name: {"type": "str", "required": True, "no_log": True} for name in _OPTIONS},
        "wait_timeout": {"type": "int", "default": 120},
        "stop_after": {"type": "int"},
    }


def run(module: SealedModule) -> None:
    """Change the password, and exit."""
    runtime.run(module, _perform, lambda failure, _options: _describe_failure(failure), many=False)


def _describe_failure(failure: Failure) -> Json:
    """Return the result of a task that failed before it knew the user."""
    return _describe(Outcome(Plan(Principal(), before=None), failure=failure))


def _perform(task: runtime.Task) -> Json:
    passwords = _passwords(task.options)
    for name in _OPTIONS:
        if listed := ", ".join(untypeable_characters(task.options[name].reveal())):
            task.warn(f"{name} has characters that cannot be seen: {listed}. {UNTYPEABLE_ADVICE}")

    change = PasswordChange.on(task.connect(), task.waiter(), task.journal, task.warn, predict=task.only_predict)
    outcome = change.run(passwords)
    for written in () if task.only_predict else task.stop.describe_writes([outcome]):
        task.module.log(written)

    if outcome.status == "not_attempted" and (cause := task.stop.failure) is not None:
        outcome = replace(outcome, failure=replace(cause, message=f"{cause.message} Nothing was changed."))
    result = _describe(outcome)
    if task.module._diff and outcome.failure is None:
        result["diff"] = _describe_diff(outcome)
    return result


def _passwords(options: Json) -> Passwords:
    """Return the passwords of a task. Raises RequestError with all invalid options."""
    old, new = (options[name] for name in _OPTIONS)
    problems = [
        *(password_problem(options[name].reveal(), name) for name in _OPTIONS),
        "new_password is the same as old_password. Give a different password." if old == new else None,
        wait_timeout_problem(options["wait_timeout"]),
        stop_after_problem(options["stop_after"]),
    ]
    if found := [problem for problem in problems if problem]:
        raise RequestError(" ".join(found))
    return Passwords(old, new)


def _describe(outcome: Outcome) -> Json:
    return {name: value for name, value in describe_outcome(outcome).items() if name not in _NOT_RETURNED}


def _describe_diff(outcome: Outcome) -> Json:
    """Return the diff, without passwords: the same in check mode and in a real run."""
    who = str(outcome.plan.principal)
    reasons = " ".join(action.reason for action in outcome.done)
    return {
        "before_header": who,
        "after_header": f"{who} gets a new password: {reasons}",
        "before": {"password": "(the old password, not shown)"},
        "after": {"password": "(set by this task, not shown)"},
    }
