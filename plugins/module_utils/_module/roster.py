# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a task about many users flows: as one about a single user does, with a purge between plan and apply."""

from __future__ import annotations

import time
import typing as t

from ansible.module_utils.common.warnings import warn

from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken
from ansible_collections.identity.aws.plugins.module_utils._core.models import Failure, Outcome, RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.purge import Purge
from ansible_collections.identity.aws.plugins.module_utils._run.purge_reader import Candidates, read_candidates
from ansible_collections.identity.aws.plugins.module_utils._run.workers import WorkerPool
from ansible_collections.identity.aws.plugins.module_utils._run.workflow import Engine, Job, PlannedJob
from ansible_collections.identity.aws.plugins.module_utils._secrets.delivery_file import DeliveryFile
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import SecretStore

from .diffs import describe_diffs
from .exit import NoTraceback, exit_module, freeze_imports
from .interrupts import nobody_reads, stop_on_signals, time_over
from .login_profile import delivery_of, make_engine
from .progress import Progress
from .roster_options import to_jobs, to_purge
from .roster_results import describe_cause, describe_roster, describe_row, describe_task_failure

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._run.journal import Journal

    from .sealed_module import SealedModule


_HELD_BACK = "The purge was held back, since not everybody in the roster could be done."


def run(module: SealedModule) -> None:
    """Do what the arguments of ``iam_login_profile_roster`` ask for, and leave by exit_json or fail_json."""
    freeze_imports()
    stop = CancellationToken(nobody_reads, time_over(module.params["stop_after"], time.monotonic))
    # To the end: leaving takes a while where there are many, and what has been set is to be told.
    with stop_on_signals(stop), NoTraceback(module, describe_task_failure, many=True) as journal:
        try:
            result = _result(module, stop, journal)
        except RequestError as request_error:
            result = describe_task_failure(request_error.failure())
        except LoginProfileError as error:
            result = describe_task_failure(error.failure(None))
        exit_module(module, result, failed="msg" in result)


def _result(module: SealedModule, stop: CancellationToken, journal: Journal) -> dict[str, t.Any]:
    """Return the task's result, with a ``msg`` where it failed.

    Raises RequestError or LoginProfileError where it failed before it had looked at any user.
    """
    module.reject_mistakes()
    params = module.options
    file = None if params["delivery_path"] is None else DeliveryFile(params["delivery_path"])
    jobs, purge = to_jobs(params, module.masking.would_mask, file), to_purge(params)
    connection = Connection(module.connection_options, params["concurrency"], stop)
    workers = WorkerPool(params["concurrency"], stop, Progress(module.log, time.monotonic))
    engine = make_engine(
        module, connection, workers, journal, judge_first=True, stop_on_failure=params["stop_on_failure"]
    )
    if file is not None:
        _check_file(file, only_predict=engine.only_predict)
    listed = [job.request.principal.user_name for job in jobs if job.request.principal.user_name]
    candidates = None if purge is None else read_candidates(connection, engine.reader, purge, listed)
    planned_jobs = engine.planned(jobs)
    purged = [] if candidates is None else _plan_purge(engine, candidates)
    if candidates is not None:
        for warning in candidates.warnings(
            [planned.plan for planned in planned_jobs], [planned.plan for planned in purged]
        ):
            warn(warning)
    refusal = None if purge is None else _refusal(purge, planned_jobs, purged)
    cause = None if refusal is None else Failure(refusal, "purge_limit_exceeded")
    if cause is not None:
        outcomes = engine.hold_back([*planned_jobs, *purged])
    else:
        outcomes = engine.finish(planned_jobs)
        # Nobody loses a login profile before all have theirs.
        unfinished = any(outcome.status in {"failed", "not_attempted"} for outcome in outcomes)
        cause = Failure(_HELD_BACK, "users_failed") if purged and unfinished else None
        outcomes += engine.finish(purged) if cause is None else engine.hold_back(purged)
    engine.log_if_interrupted(outcomes)
    return _described(module, [*planned_jobs, *purged], outcomes, stop.failure or cause)


def _check_file(file: DeliveryFile, *, only_predict: bool) -> None:
    """Raise RequestError where the file cannot be written. In check mode a folder that is missing is a warning."""
    problem = file.problem()
    if problem is None:
        return
    if problem.folder_is_missing and only_predict:
        warn(f"delivery_path: {problem.reason}. An earlier task may create it, which check mode does not do.")
        return
    raise RequestError(
        f"delivery_path cannot be written to: {problem.reason}. Correct the path or its permissions.",
        "path_not_writable",
    )


def _plan_purge(engine: Engine, candidates: Candidates) -> list[PlannedJob]:
    """Return the planned jobs for users who have a login profile, or for whom this is not known."""
    planned_jobs = engine.planned([Job(request, SecretStore()) for request in candidates.requests])
    return [planned for planned in planned_jobs if planned.plan.actions or planned.failure or not planned.reached]


def _refusal(purge: Purge, planned_jobs: t.Iterable[PlannedJob], purged: t.Iterable[PlannedJob]) -> str | None:
    """Say why the purge would remove too many login profiles, or None."""
    leaving = [planned.plan for planned in purged if planned.plan.actions]
    users = [planned for planned in planned_jobs if planned.plan.principal.user_name is not None]
    present = len(leaving) + sum(planned.plan.before is not None for planned in users)
    stays = any(planned.job.request.state == "present" for planned in users)
    return purge.excess(leaving, present, anybody_stays=stays)


def _described(
    module: SealedModule, planned_jobs: t.Sequence[PlannedJob], outcomes: t.Sequence[Outcome], cause: Failure | None
) -> dict[str, t.Any]:
    rows = [
        describe_row(outcome, delivery_of(outcome, planned.job.passwords))
        for planned, outcome in zip(planned_jobs, outcomes, strict=True)
    ]
    result = describe_roster(rows)
    if module._diff:
        result["diff"] = describe_diffs(outcomes)
    if cause is not None or result["summary"]["failed"]:
        result |= describe_cause(result, outcomes, cause)
    return result
