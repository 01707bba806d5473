# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Take requests through the stages: read, plan, then predict or apply. One request is a roster of one."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError, unforeseen
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    POLICY_VIOLATION,
    Failure,
    Outcome,
    Plan,
    Request,
    RequestError,
    name_all,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import (
    has_nothing_to_set,
    is_about_nobody,
    is_held_back,
    plan,
    predict,
    records_without_a_password,
)
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import SecretStore

from .executor import Applier
from .policy_checker import PolicyChecker
from .workers import WorkerPool


@dataclass(frozen=True)
class Job:
    """A request, and apart from it the passwords that it refers to."""

    request: Request
    passwords: SecretStore


@dataclass(frozen=True)
class PlannedJob:
    """A job with its plan, or with why there is none or it must not be carried out.

    ``is_predicted`` says that the failure is one to mend before anything is written, for anybody.
    """

    job: Job
    plan: Plan
    failure: Failure | None = None
    is_predicted: bool = False
    reached: bool = True


@dataclass(frozen=True)
class Engine:
    """What the stages work with, for all jobs of a task.

    ``only_predict`` is check mode; ``judge_first`` checks given passwords against the account's policy before the first
    write, which a task about one user leaves to AWS.
    """

    reader: Reader
    applier: Applier
    policy_checker: PolicyChecker
    workers: WorkerPool
    warn: t.Callable[[str], None]
    log: t.Callable[[str], None]
    only_predict: bool
    judge_first: bool = False
    stop_on_failure: bool = False

    def planned(self, jobs: t.Sequence[Job]) -> list[PlannedJob]:
        """Read what each job needs, and plan it."""
        planned_jobs = self.workers.each("read", self._plan_job, jobs, _not_reached, _broken_job)
        for planned in planned_jobs:
            record = self.applier.journal.record_of(planned.plan)
            record.failure, record.reached = planned.failure, planned.reached
        return planned_jobs

    def finish(self, planned_jobs: t.Sequence[PlannedJob]) -> list[Outcome]:
        """Return what became of each planned job. Nothing is written where a failure of any of them was foreseen."""
        self._warn_of_versions(planned_jobs)
        self._warn_of_missing_users(planned_jobs)
        self.policy_checker.warn_of_untypeable((planned.plan, planned.job.passwords) for planned in planned_jobs)
        planned_jobs = self._judged(planned_jobs)
        if any(planned.is_predicted for planned in planned_jobs):
            outcomes = self.hold_back(planned_jobs)
        elif self.only_predict:
            # A real run that was stopped while it read writes nothing for anybody.
            stopped = self.workers.stop.is_requested()
            outcomes = [
                _not_carried_out(planned) if planned.failure or stopped else _predicted(planned)
                for planned in planned_jobs
            ]
        else:
            outcomes = self.workers.each("write", self._carried_out, planned_jobs, _not_carried_out, self._broken)
        self.policy_checker.warn_of_stuck_users([outcome.plan for outcome in outcomes if outcome.done])
        return outcomes

    def _warn_of_versions(self, planned_jobs: t.Sequence[PlannedJob]) -> None:
        principals = [
            planned.plan.principal for planned in planned_jobs if is_held_back(planned.job.request, planned.plan)
        ]
        if principals:
            self.warn(
                f"The password_version of {name_all(principals)} is not the one that is recorded, and nothing is "
                "rotated, since update_password is on_create. Give update_password: always where a new version is to "
                "be a new password."
            )

        recorded = [planned.plan.principal for planned in planned_jobs if records_without_a_password(planned.plan)]
        if recorded:
            self.warn(
                f"The recorded password_version of {name_all(recorded)} changes without a new password. Give password "
                "or generate_password, unless the password was set by other means."
            )
        idle = [each.plan.principal for each in planned_jobs if has_nothing_to_set(each.job.request, each.plan)]
        if idle:
            self.warn(
                f"update_password is always for {name_all(idle)}, and there is nothing to set. Give password, "
                "generate_password or password_reset_required."
            )

    def _warn_of_missing_users(self, planned_jobs: t.Iterable[PlannedJob]) -> None:
        missing = [
            planned.plan.principal
            for planned in planned_jobs
            if is_about_nobody(planned.plan) and planned.failure is None
        ]
        if missing:
            who = name_all(missing)
            self.warn(
                f"{who[0].upper()}{who[1:]} does not exist, so there is no login profile to delete. Check the spelling "
                "of the name, or remove the task or entry if the user was deleted."
            )

    def log_if_interrupted(self, outcomes: t.Iterable[Outcome]) -> None:
        """Log what was written, since the result of an interrupted task may have no reader."""
        if self.workers.stop.is_interrupted() and not self.only_predict:
            for outcome in outcomes:
                if written := _describe_writes(outcome):
                    self.log(f"{self.workers.stop.interruption} {written}")

    def hold_back(self, planned_jobs: t.Iterable[PlannedJob]) -> list[Outcome]:
        """Account for planned jobs of which none is carried out."""
        return [_not_carried_out(planned) for planned in planned_jobs]

    def _plan_job(self, job: Job) -> PlannedJob:
        nothing = Plan(job.request.principal, before=None)
        try:
            # One stale reply is not believed against another.
            current = self.applier.waiter.until(
                lambda seen: not seen.is_contradictory, lambda: self.reader.read_state(job.request)
            )
            nothing = replace(nothing, principal_exists=current.principal_exists)
            return PlannedJob(job, plan(job.request, current))
        except RequestError as request_error:
            return PlannedJob(job, nothing, request_error.failure(), is_predicted=True)
        except LoginProfileError as error:
            if error.is_interruption:
                return _not_reached(job)
            failure = error.failure(nothing.principal)
            return _not_reached(job) if self._stop_after(failure) else PlannedJob(job, nothing, failure)

    def _judged(self, planned_jobs: t.Sequence[PlannedJob]) -> list[PlannedJob]:
        cases = [(planned.plan, planned.job.passwords) for planned in planned_jobs]
        failures = self.policy_checker.predicted_failures(cases, given=self.judge_first or self.only_predict)
        failures = [
            None if failure is not None and failure.is_general and self._stop_after(failure) else failure
            for failure in failures
        ]
        return [
            planned if failure is None else replace(planned, failure=failure, is_predicted=True)
            for planned, failure in zip(planned_jobs, failures, strict=True)
        ]

    def _carried_out(self, planned: PlannedJob) -> Outcome:
        if planned.failure is not None or not planned.plan.actions:
            return _not_carried_out(planned)
        outcome = self.applier.apply(planned.plan, planned.job.passwords)
        failure = outcome.failure
        if failure is not None and self._stop_after(failure) and not outcome.done and not failure.in_doubt:
            return _not_carried_out(planned)
        return outcome

    def _broken(self, planned: PlannedJob, error: BaseException) -> Outcome:
        """Account for a planned job that an error ended. The action that was under way is in doubt."""
        record = self.applier.journal.record_of(planned.plan)
        record.failure = unforeseen(error, planned.plan.principal, in_doubt=record.under_way is not None)
        return record.outcome(record.failure)

    def _stop_after(self, failure: Failure) -> bool:
        """Stop, if no other user should be tried. Returns whether the failure was reported for another user."""
        if failure.is_general:
            return not self.workers.stop.request_for_all(failure)
        if self.stop_on_failure:
            reason = "The task stopped at the first failure, as stop_on_failure says."
            self.workers.stop.request(reason, "users_failed")
        return False


def _not_reached(job: Job) -> PlannedJob:
    return PlannedJob(job, Plan(job.request.principal, before=None), reached=False)


def _broken_job(job: Job, error: BaseException) -> PlannedJob:
    principal = job.request.principal
    return PlannedJob(job, Plan(principal, before=None), unforeseen(error, principal))


def _predicted(planned: PlannedJob) -> Outcome:
    return Outcome(planned.plan, predict(planned.plan), done=planned.plan.actions, reached=planned.reached)


def _not_carried_out(planned: PlannedJob) -> Outcome:
    """Account for a planned job that nothing was written for. A refused password fails the action that sets it."""
    actions = planned.plan.actions
    at_fault = 1 if planned.failure is not None and planned.failure.code == POLICY_VIOLATION else 0
    return Outcome(
        planned.plan,
        after=planned.plan.before,
        failed=actions[:at_fault],
        not_attempted=actions[at_fault:],
        failure=planned.failure,
        reached=planned.reached,
    )


def _describe_writes(outcome: Outcome) -> str:
    """Return a sentence with the writes that were carried out, or may have been; an empty one where there are none."""
    principal = outcome.plan.principal
    done = ", ".join(action.operation for action in outcome.done)
    is_unknown = outcome.failure is not None and outcome.failure.in_doubt
    unknown = ", ".join(action.operation for action in outcome.failed) if is_unknown else ""
    sentences = [
        f"Done for {principal}: {done}." if done else "",
        f"Not known for {principal}: {unknown}." if unknown else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence)
