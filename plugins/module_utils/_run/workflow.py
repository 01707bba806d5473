# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run jobs through the stages of a task: read, plan, check, and then predict or execute.

1. ``plan``: reads the current state of each principal, and makes a plan from it. Nothing is written.
2. ``finish``: warns, and checks what AWS would reject. If it would reject a password of any job, no job is executed.
3. ``finish``: check mode predicts the outcome of each plan, and a real run executes it.
4. ``skip`` replaces ``finish`` if the whole task must not be executed.

One job and many jobs use the same code.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError, unexpected_failure
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader, SignInReader
from ansible_collections.identity.aws.plugins.module_utils._aws.root_sessions import RootSessions
from ansible_collections.identity.aws.plugins.module_utils._aws.waiter import Waiter
from ansible_collections.identity.aws.plugins.module_utils._aws.writes import Writer
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    CurrentState,
    Failure,
    Outcome,
    PasswordRef,
    Plan,
    RequestError,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import plan, with_sessions
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import GENERATED, GIVEN

from .executor import Executor
from .jobs import Job, PlannedJob
from .journal import Journal
from .policy_checker import PolicyChecker
from .warnings import reset_warning, unread_policy_warnings, warnings_of
from .workers import WorkerPool


@dataclass(frozen=True)
class Workflow:
    """The context of the stages, for all jobs of a task.

    ``only_predict`` is check mode. ``check_given``: check given passwords against the account password policy before
    the first write; a task about one user omits this. ``stop_on_failure``: begin no further job after a failure.
    """

    reader: Reader
    sign_in: SignInReader
    executor: Executor
    policy_checker: PolicyChecker
    workers: WorkerPool
    warn: t.Callable[[str], None]
    only_predict: bool
    check_given: bool = False
    stop_on_failure: bool = False

    @classmethod
    def on(
        cls,
        connection: Connection,
        session_regions: t.Sequence[str] | None,
        workers: WorkerPool,
        waiter: Waiter,
        journal: Journal,
        warn: t.Callable[[str], None],
        *,
        wait: bool,
        **options: bool,
    ) -> Workflow:
        """Return the workflow of a task on a connection. ``options`` are the fields after ``warn``.

        Raises LoginProfileError or RequestError if the connection fails.
        """
        client, root_sessions = connection.iam(), RootSessions(connection)
        reader = Reader(client, root_sessions)
        policy_checker = PolicyChecker(reader)
        writer = Writer(client, root_sessions)
        executor = Executor(connection, reader, writer, policy_checker, waiter, wait, journal, session_regions)
        sign_in = SignInReader(reader, connection.sts)
        return cls(reader, sign_in, executor, policy_checker, workers, warn, **options)

    def plan(self, jobs: t.Sequence[Job]) -> list[PlannedJob]:
        """Read what each job needs, and plan it. Raises RequestError if a secret's region is unknown."""
        if targets := [job.request.secret for job in jobs if job.request.secret is not None]:
            self.executor.deliverer.secrets.connect(targets)
        planned_jobs = self.workers.map("read", self._plan, jobs, Job.not_reached, _unplanned)
        for planned in planned_jobs:
            record = self.executor.journal.record_of(planned.plan)
            record.failure, record.reached = planned.failure, planned.reached
        return planned_jobs

    def finish(self, planned_jobs: t.Sequence[PlannedJob]) -> list[Outcome]:
        """Return the outcome of each planned job. Writes nothing if the failure of one is predicted."""
        for warning in warnings_of(planned_jobs):
            self.warn(warning)
        planned_jobs = self._check(planned_jobs)
        if any(planned.is_predicted for planned in planned_jobs):
            outcomes = self.skip(planned_jobs)
        elif self.only_predict:
            outcomes = self._predict(planned_jobs)
        else:
            outcomes = self.workers.map("write", self._execute, planned_jobs, PlannedJob.not_executed, self._broken)
        self._warn_of_resets([outcome.plan for outcome in outcomes if outcome.done])
        return outcomes

    def skip(self, planned_jobs: t.Iterable[PlannedJob]) -> list[Outcome]:
        """Return the outcomes of planned jobs, none of which is executed."""
        return [planned.not_executed() for planned in planned_jobs]

    def describe_interrupted_writes(self, outcomes: t.Iterable[Outcome]) -> list[str]:
        """Return what an interrupted task wrote, a sentence per principal: nobody may read its result."""
        return [] if self.only_predict else self.workers.stop.describe_writes(outcomes)

    def _plan(self, job: Job) -> PlannedJob:
        """Return the job with its plan.

        If a login profile belongs to a user that does not exist, one of the two replies is stale, so both are read
        again.
        """
        principal_exists = None
        try:
            current = self.reader.read_state(job.request)
            if current.is_contradictory:
                current = self.executor.waiter.until(_is_consistent, lambda: self.reader.read_state(job.request))
            principal_exists = current.principal_exists
            made = plan(job.request, current)
            if _delivers(job, made):
                made = replace(made, sign_in=self.sign_in.read())
            if job.request.secret is not None:
                made = self.executor.deliverer.planned(job.request, made)
            if made.revokes_because is not None:
                made = with_sessions(made, self.executor.revoker.active(made.principal))
            return PlannedJob(job, made)
        except RequestError as request_error:
            nothing = job.request.without_actions(principal_exists=principal_exists)
            return PlannedJob(job, nothing, request_error.failure(), is_predicted=True)
        except LoginProfileError as error:
            failure = error.failure(job.request.principal)
            is_reported = error.is_interruption or self._cancel_after(failure)
            return job.not_reached() if is_reported else job.failed(failure)

    def _check(self, planned_jobs: t.Sequence[PlannedJob]) -> list[PlannedJob]:
        """Return the planned jobs with what AWS would reject as their failure."""
        checked = self._checked(planned_jobs)
        if not any(planned.plan.sets(*checked) for planned in planned_jobs):
            return list(planned_jobs)
        failures = [self._rejection(planned, checked) for planned in planned_jobs]
        if self.policy_checker.is_unreadable and not any(failures):
            for warning in unread_policy_warnings([planned.plan for planned in planned_jobs], given=GIVEN in checked):
                self.warn(warning)
        return [self._with_rejection(planned, failure) for planned, failure in zip(planned_jobs, failures, strict=True)]

    def _checked(self, planned_jobs: t.Iterable[PlannedJob]) -> tuple[PasswordRef, ...]:
        """Return which passwords are checked before the first write."""
        # Without the check, a new secret would store a password that AWS rejects.
        stores = any(action.secret is not None for planned in planned_jobs for action in planned.plan.actions)
        return (GENERATED, GIVEN) if self.check_given or self.only_predict or stores else (GENERATED,)

    def _rejection(self, planned: PlannedJob, checked: t.Container[PasswordRef]) -> Failure | None:
        """Return why a password cannot be set, or None: an unusable key, or a password that AWS rejects."""
        made, secrets = planned.plan, planned.job.secrets
        try:
            if made.sets(GENERATED):
                secrets.check_delivery()
                self.policy_checker.policy()
            elif GIVEN in checked and made.sets(GIVEN):
                return self.policy_checker.violation(made.principal, secrets.value(GIVEN))
        except RequestError as request_error:
            return request_error.failure(made.principal)
        except LoginProfileError as error:
            # After an interruption nothing is executed. This principal has not failed.
            return None if error.is_interruption else error.failure(made.principal)
        return None

    def _with_rejection(self, planned: PlannedJob, failure: Failure | None) -> PlannedJob:
        """Return the planned job with its failure, unless another job reports it."""
        if failure is None or (failure.is_general and self._cancel_after(failure)):
            return planned
        return replace(planned, failure=failure, is_predicted=True)

    def _predict(self, planned_jobs: t.Iterable[PlannedJob]) -> list[Outcome]:
        # A real run that was cancelled while it read writes nothing.
        cancelled = self.workers.stop.is_requested()
        return [
            planned.not_executed() if planned.failure or cancelled else planned.predicted() for planned in planned_jobs
        ]

    def _execute(self, planned: PlannedJob) -> Outcome:
        if planned.failure is not None or not planned.plan.actions:
            return planned.not_executed()
        outcome = self.executor.execute(planned.plan, planned.job.secrets)
        failure = outcome.failure
        if failure is not None and self._cancel_after(failure) and not outcome.done and not failure.in_doubt:
            return planned.not_executed()
        return outcome

    def _broken(self, planned: PlannedJob, error: Exception) -> Outcome:
        """Return the outcome of a planned job that an unexpected error ended, from the journal."""
        record = self.executor.journal.record_of(planned.plan)
        record.failure = unexpected_failure(error, planned.plan.principal, in_doubt=record.under_way is not None)
        return record.outcome(record.failure)

    def _cancel_after(self, failure: Failure) -> bool:
        """Cancel the task if all other jobs would fail too. Returns whether another job reports the failure."""
        if failure.is_general:
            return not self.workers.stop.request_for_all(failure)
        if self.stop_on_failure:
            reason = "The task stopped at the first failure (stop_on_failure)."
            self.workers.stop.request(reason, "users_failed")
        return False

    def _warn_of_resets(self, plans: t.Iterable[Plan]) -> None:
        """Warn about users who must set a new password, if the policy does not let them."""
        resets = [each for each in plans if any(action.password_reset_required for action in each.actions)]
        if resets and not (may_change := self.policy_checker.lets_users_change_passwords()):
            self.warn(reset_warning(resets, may_change=may_change))


def _delivers(job: Job, made: Plan) -> bool:
    """Return whether the plan sets a password that the task delivers: in the result, a file or a secret."""
    hands_over = job.secrets.generated is not None or job.request.secret is not None
    return hands_over and any(action.password is not None for action in made.actions)


def _is_consistent(current: CurrentState) -> bool:
    return not current.is_contradictory


def _unplanned(job: Job, error: Exception) -> PlannedJob:
    return job.failed(unexpected_failure(error, job.request.principal))
