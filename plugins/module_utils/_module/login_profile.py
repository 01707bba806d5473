# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module iam_login_profile: the login profile of one principal.

1. Options: ``options.py`` makes a request and a secret store from the options. It rejects all invalid options at once,
   before the first call to AWS.
2. Run: ``_run/workflow.py`` reads the current state and makes a plan, a value without secrets. Check mode predicts the
   outcome of the plan, and a real run executes it.
3. Result: ``results.py`` describes the outcome. A generated password is added if it was or may have been set.

``runtime.py`` starts the module, reports errors, and exits.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.identity.aws.plugins.module_utils._core.models import Failure, Outcome, Plan
from ansible_collections.identity.aws.plugins.module_utils._run.jobs import Job
from ansible_collections.identity.aws.plugins.module_utils._run.workers import WorkerPool
from ansible_collections.identity.aws.plugins.module_utils._run.workflow import Workflow
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import GENERATED

from . import runtime
from .options import named_principal, secrets_of, to_request, valid_until_of
from .results import describe_diff, describe_outcome

if t.TYPE_CHECKING:
    from .sealed_module import SealedModule


def run(module: SealedModule) -> None:
    """Execute what the options of ``iam_login_profile`` request, and exit."""
    runtime.run(module, _perform, _describe_failure, many=False, principal_in=named_principal)


def _describe_failure(failure: Failure, options: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return the result of a task that failed before it read anything."""
    plan = Plan(named_principal(options), before=None, valid_until=valid_until_of(options))
    return describe_outcome(Outcome(plan, failure=failure))


def _perform(task: runtime.Task) -> dict[str, t.Any]:
    options = task.options
    job = Job(to_request(options, task.now), secrets_of(options, task.module.masking.would_mask))

    connection = task.connect()
    if job.request.needs_session_duration:
        connection.require_session_duration()
    workflow = Workflow.on(
        connection,
        options["session_regions"],
        WorkerPool(1, task.stop),
        task.waiter(),
        task.journal,
        task.warn,
        wait=options["wait"],
        only_predict=task.only_predict,
    )
    if job.request.may_revoke_sessions:
        workflow.executor.revoker.connect()
    (outcome,) = workflow.finish(workflow.plan([job]))
    for written in workflow.describe_interrupted_writes([outcome]):
        task.module.log(written)

    return _describe(task, job, outcome)


def _describe(task: runtime.Task, job: Job, outcome: Outcome) -> dict[str, t.Any]:
    if outcome.status == "not_attempted" and (cause := task.stop.failure) is not None:
        outcome = replace(outcome, failure=replace(cause, message=f"{cause.message} Nothing was changed."))
    delivery = job.secrets.delivery() if outcome.may_have_set(GENERATED) else {}
    result = {**describe_outcome(outcome), **delivery}
    if delivery and outcome.failure is not None:
        result["msg"] += f" The generated password is in this result: {', '.join(delivery)}."
    if task.module._diff and outcome.failure is None:
        result["diff"] = describe_diff(outcome)
    return result
