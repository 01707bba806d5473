# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The workflow's unit of work for one principal: a job, and then a planned job."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    POLICY_VIOLATION,
    Failure,
    Outcome,
    Plan,
    Request,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import predict
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import SecretStore


@dataclass(frozen=True)
class Job:
    """A request, and separately the passwords that it refers to."""

    request: Request
    secrets: SecretStore

    def not_reached(self) -> PlannedJob:
        """Return the planned job of a task that was cancelled before it read the principal."""
        return PlannedJob(self, self.request.without_actions(), reached=False)

    def failed(self, failure: Failure) -> PlannedJob:
        """Return the planned job of a principal that was not read."""
        return PlannedJob(self, self.request.without_actions(), failure)


@dataclass(frozen=True)
class PlannedJob:
    """A job with its plan, and why the plan must not be executed, if so.

    ``is_predicted``: the failure must be corrected before anything is written, for any principal. ``reached`` is False
    if the task was cancelled before it read the principal.
    """

    job: Job
    plan: Plan
    failure: Failure | None = None
    is_predicted: bool = False
    reached: bool = True

    def predicted(self) -> Outcome:
        """Return the outcome that executing the plan would have."""
        return Outcome(self.plan, predict(self.plan), done=self.plan.actions, reached=self.reached)

    def not_executed(self) -> Outcome:
        """Return the outcome if nothing was written. A rejected password is a failure of the action that sets it."""
        actions = self.plan.actions
        is_rejected = self.failure is not None and self.failure.code == POLICY_VIOLATION
        failed = tuple(action for action in actions if is_rejected and action.password is not None)
        return Outcome(
            self.plan,
            after=self.plan.before,
            failed=failed,
            not_attempted=tuple(action for action in actions if action not in failed),
            failure=self.failure,
            reached=self.reached,
        )
