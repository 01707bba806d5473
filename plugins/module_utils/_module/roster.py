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
from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import Stop
from ansible_collections.identity.aws.plugins.module_utils._core.models import Failure, Outcome, Refusal
from ansible_collections.identity.aws.plugins.module_utils._core.purge import Purge
from ansible_collections.identity.aws.plugins.module_utils._run.purge_reader import Candidates, read_candidates
from ansible_collections.identity.aws.plugins.module_utils._run.workers import SideBySide
from ansible_collections.identity.aws.plugins.module_utils._run.workflow import Draft, Engine, Entry
from ansible_collections.identity.aws.plugins.module_utils._secrets.delivery_file import DeliveryFile
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import Passwords

from .diffs import describe_diffs
from .exit import NoTraceback, leave, settled_in
from .interrupts import nobody_reads, stop_on_signals, time_over
from .login_profile import delivery_of, make_engine
from .progress import Progress
from .roster_options import to_entries, to_purge
from .roster_results import describe_cause, describe_roster, describe_row, describe_task_failure

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._run.journal import Journal

    from .sealed_module import SealedModule


_HELD_BACK = "The purge was held back, since not everybody in the roster could be done."


def run(module: SealedModule) -> None:
    """Do what the arguments of ``iam_login_profile_roster`` ask for, and leave by exit_json or fail_json."""
    settled_in()
    stop = Stop(nobody_reads, time_over(module.params["stop_after"], time.monotonic))
    # To the end: leaving takes a while where there are many, and what has been set is to be told.
    with stop_on_signals(stop), NoTraceback(module, describe_task_failure, many=True) as journal:
        try:
            result = _result(module, stop, journal)
        except Refusal as refusal:
            result = describe_task_failure(refusal.failure())
        except LoginProfileError as error:
            result = describe_task_failure(error.failure(None))
        leave(module, result, failed="msg" in result)


def _result(module: SealedModule, stop: Stop, journal: Journal) -> dict[str, t.Any]:
    """Return the task's result, with a ``msg`` where it failed.

    Raises Refusal or LoginProfileError where it failed before it had looked at any user.
    """
    module.reject_mistakes()
    params = module.options
    file = None if params["delivery_path"] is None else DeliveryFile(params["delivery_path"])
    entries, purge = to_entries(params, module.masking.would_mask, file), to_purge(params)
    connection = Connection(module.connection_options, params["concurrency"], stop)
    side_by_side = SideBySide(params["concurrency"], stop, Progress(module.log, time.monotonic))
    engine = make_engine(
        module, connection, side_by_side, journal, judge_first=True, stop_on_failure=params["stop_on_failure"]
    )
    if file is not None:
        _check_file(file, only_foresee=engine.only_foresee)
    listed = [entry.request.owner.user_name for entry in entries if entry.request.owner.user_name]
    candidates = None if purge is None else read_candidates(connection, engine.reader, purge, listed)
    drafts = engine.draft(entries)
    purged = [] if candidates is None else _draft_purge(engine, candidates)
    if candidates is not None:
        for warning in candidates.warnings([draft.plan for draft in drafts], [draft.plan for draft in purged]):
            warn(warning)
    refusal = None if purge is None else _refusal(purge, drafts, purged)
    cause = None if refusal is None else Failure(refusal, "purge_limit_exceeded")
    if cause is not None:
        outcomes = engine.hold_back([*drafts, *purged])
    else:
        outcomes = engine.finish(drafts)
        # Nobody loses a login profile before all have theirs.
        unfinished = any(outcome.status in {"failed", "not_attempted"} for outcome in outcomes)
        cause = Failure(_HELD_BACK, "users_failed") if purged and unfinished else None
        outcomes += engine.finish(purged) if cause is None else engine.hold_back(purged)
    engine.log_if_interrupted(outcomes)
    return _described(module, [*drafts, *purged], outcomes, stop.failure or cause)


def _check_file(file: DeliveryFile, *, only_foresee: bool) -> None:
    """Raise Refusal where the file cannot be written. In check mode a folder that is missing is a warning."""
    problem = file.problem()
    if problem is None:
        return
    if problem.folder_is_missing and only_foresee:
        warn(f"delivery_path: {problem.reason}. An earlier task may create it, which check mode does not do.")
        return
    raise Refusal(
        f"delivery_path cannot be written to: {problem.reason}. Correct the path or its permissions.",
        "path_not_writable",
    )


def _draft_purge(engine: Engine, candidates: Candidates) -> list[Draft]:
    """Return the drafts for users who have a login profile, or for whom this is not known."""
    drafts = engine.draft([Entry(request, Passwords()) for request in candidates.requests])
    return [draft for draft in drafts if draft.plan.actions or draft.failure or not draft.reached]


def _refusal(purge: Purge, drafts: t.Iterable[Draft], purged: t.Iterable[Draft]) -> str | None:
    """Say why the purge would remove too many login profiles, or None."""
    leaving = [draft.plan for draft in purged if draft.plan.actions]
    users = [draft for draft in drafts if draft.plan.owner.user_name is not None]
    present = len(leaving) + sum(draft.plan.before is not None for draft in users)
    stays = any(draft.entry.request.state == "present" for draft in users)
    return purge.refusal(leaving, present, anybody_stays=stays)


def _described(
    module: SealedModule, drafts: t.Sequence[Draft], outcomes: t.Sequence[Outcome], cause: Failure | None
) -> dict[str, t.Any]:
    rows = [
        describe_row(outcome, delivery_of(outcome, draft.entry.passwords))
        for draft, outcome in zip(drafts, outcomes, strict=True)
    ]
    result = describe_roster(rows)
    if module._diff:
        result["diff"] = describe_diffs(outcomes)
    if cause is not None or result["summary"]["failed"]:
        result |= describe_cause(result, outcomes, cause)
    return result
