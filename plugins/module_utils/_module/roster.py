# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module iam_login_profile_roster: the login profiles of many principals, and a purge of all others.

1. Options: ``roster_options.py`` makes a job from each profile, and the purge. It rejects all invalid options at once,
   before the first call to AWS.
2. Run: ``_run/workflow.py`` runs the jobs through the same stages as a task about one user. After the plans are made,
   the purge is planned, and rejected if it exceeds its limit. It is executed last, if all other users are done.
3. Result: ``roster_results.py`` describes each outcome as a row, and the whole.

``runtime.py`` starts the module, reports errors, and exits.
"""

from __future__ import annotations

import functools
import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.models import Failure, Outcome, Plan, RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.purge import Purge
from ansible_collections.identity.aws.plugins.module_utils._run.jobs import Job, PlannedJob
from ansible_collections.identity.aws.plugins.module_utils._run.purge_reader import Candidates, read_candidates
from ansible_collections.identity.aws.plugins.module_utils._run.workflow import Workflow
from ansible_collections.identity.aws.plugins.module_utils._secrets.delivery_file import DeliveryFile
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import (
    GENERATED,
    EncryptFor,
    SecretStore,
    no_sink,
)

from . import runtime
from .options import request_of, secrets_of
from .roster_options import to_profiles, to_purge
from .roster_results import describe_cause, describe_diffs, describe_roster, describe_row, describe_task_failure

if t.TYPE_CHECKING:
    from .sealed_module import SealedModule

_PURGE_SKIPPED = "The purge was skipped, because it runs only after all users in the roster succeeded."


def run(module: SealedModule) -> None:
    """Execute what the options of ``iam_login_profile_roster`` request, and exit."""
    runtime.run(module, _perform, lambda failure, _options: describe_task_failure(failure), many=True)


def _perform(task: runtime.Task) -> dict[str, t.Any]:
    options = task.options
    file = None if options["delivery_path"] is None else DeliveryFile(options["delivery_path"])
    jobs, purge = _to_jobs(task, file), to_purge(options)

    connection = task.connect(options["concurrency"])
    if any(job.request.needs_session_duration for job in jobs):
        connection.require_session_duration()
    may_revoke = _may_revoke_sessions(jobs, purge)
    workflow = Workflow.on(
        connection,
        options["session_regions"],
        task.workers(options["concurrency"]),
        task.waiter(),
        task.journal,
        task.warn,
        wait=options["wait"],
        only_predict=task.only_predict,
        check_given=True,
        stop_on_failure=options["stop_on_failure"],
    )
    if may_revoke:
        workflow.executor.revoker.connect()
    _check_file(file, task)
    candidates = None if purge is None else read_candidates(connection, workflow.reader, purge, _user_names(jobs))
    if may_revoke:
        workflow.executor.revoker.list_account()
    planned_jobs = workflow.plan(jobs)
    purged = [] if candidates is None else _plan_purge(workflow, candidates, planned_jobs)
    outcomes, cause = _finish(workflow, planned_jobs, purged, purge)
    for written in workflow.describe_interrupted_writes(outcomes):
        task.module.log(written)

    return _describe([*planned_jobs, *purged], outcomes, task.stop.failure or cause, with_diff=task.module._diff)


def _to_jobs(task: runtime.Task, file: DeliveryFile | None) -> list[Job]:
    """Return a job for each profile. Profiles with the same public keys share them, so they are parsed once."""
    would_mask, sink = task.module.masking.would_mask, no_sink if file is None else file.store
    encrypt_for = functools.cache(EncryptFor)
    return [
        Job(request_of(profile, task.now), secrets_of(profile, would_mask, sink, encrypt_for))
        for profile in to_profiles(task.options)
    ]


def _may_revoke_sessions(jobs: t.Iterable[Job], purge: Purge | None) -> bool:
    """Return whether a plan of the task can revoke sign-in sessions, so they must be read."""
    return any(job.request.may_revoke_sessions for job in jobs) or (purge is not None and purge.revoke_sessions)


def _user_names(jobs: t.Iterable[Job]) -> list[str]:
    return [job.request.principal.user_name for job in jobs if job.request.principal.user_name]


def _check_file(file: DeliveryFile | None, task: runtime.Task) -> None:
    """Raise RequestError if the file cannot be written. In check mode, a missing folder is a warning."""
    problem = None if file is None else file.problem()
    if problem is None:
        return
    if problem.folder_is_missing and task.only_predict:
        task.warn(f"delivery_path: {problem.reason}. An earlier task may create it, which check mode does not do.")
        return
    raise RequestError(
        f"delivery_path cannot be written to: {problem.reason}. Correct the path or its permissions.",
        "path_not_writable",
    )


def _plan_purge(workflow: Workflow, candidates: Candidates, listed: t.Iterable[PlannedJob]) -> list[PlannedJob]:
    """Return planned jobs for users who have a login profile, or may have one. Warns about the purge."""
    planned_jobs = workflow.plan([Job(request, SecretStore()) for request in candidates.requests])
    purged = [planned for planned in planned_jobs if planned.plan.actions or planned.failure or not planned.reached]
    for warning in candidates.warnings(_plans(listed), _plans(purged)):
        workflow.warn(warning)
    return purged


def _finish(
    workflow: Workflow, planned_jobs: list[PlannedJob], purged: list[PlannedJob], purge: Purge | None
) -> tuple[list[Outcome], Failure | None]:
    """Return the outcomes, and why the task fails as a whole, if so. The purge runs only if all others are done."""
    rejection = None if purge is None else _rejection(purge, planned_jobs, purged)
    if rejection is not None:
        return workflow.skip([*planned_jobs, *purged]), Failure(rejection, "purge_limit_exceeded")
    outcomes = workflow.finish(planned_jobs)
    if purged and any(outcome.status in {"failed", "not_attempted"} for outcome in outcomes):
        return outcomes + workflow.skip(purged), Failure(_PURGE_SKIPPED, "users_failed")
    return outcomes + workflow.finish(purged), None


def _rejection(purge: Purge, planned_jobs: t.Iterable[PlannedJob], purged: t.Iterable[PlannedJob]) -> str | None:
    """Return why the purge would remove too many login profiles, or None."""
    # Without users who lose only their sign-in sessions.
    removed = [planned.plan for planned in purged if planned.plan.before is not None]
    users = [planned for planned in planned_jobs if planned.plan.principal.user_name is not None]
    present = len(removed) + sum(planned.plan.before is not None for planned in users)
    stays = any(planned.job.request.state == "present" for planned in users)
    has_failures = any(planned.failure is not None for planned in planned_jobs)
    return purge.excess(removed, present, anybody_stays=stays, has_failures=has_failures)


def _describe(
    planned_jobs: t.Sequence[PlannedJob], outcomes: t.Sequence[Outcome], cause: Failure | None, *, with_diff: bool
) -> dict[str, t.Any]:
    rows = [
        describe_row(outcome, planned.job.secrets.delivery() if outcome.may_have_set(GENERATED) else {})
        for planned, outcome in zip(planned_jobs, outcomes, strict=True)
    ]
    result = describe_roster(rows)
    if with_diff:
        result["diff"] = describe_diffs(outcomes)
    if cause is not None or result["summary"]["failed"]:
        result |= describe_cause(result, outcomes, cause)
    return result


def _plans(planned_jobs: t.Iterable[PlannedJob]) -> list[Plan]:
    return [planned.plan for planned in planned_jobs]
