# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carry out a plan, wait for AWS to show it, and account for every action of it. The only stage that writes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import CallKind, LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader
from ansible_collections.identity.aws.plugins.module_utils._aws.waiter import Waiter
from ansible_collections.identity.aws.plugins.module_utils._aws.writes import Writer
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Action,
    Failure,
    LoginProfile,
    Outcome,
    Plan,
    RequestError,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import predict
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import SecretStore

from .journal import Journal, Record
from .policy_checker import PolicyChecker


@dataclass(frozen=True)
class Applier:
    """What the apply stage works with. Here alone a reference leads to a password that is sent."""

    reader: Reader
    writer: Writer
    policy_checker: PolicyChecker
    waiter: Waiter
    wait: bool
    journal: Journal

    def apply(self, plan: Plan, passwords: SecretStore) -> Outcome:
        """Carry out the actions in order and stop at the first that fails, or when AWS does not show the end."""
        record = self.journal.record_of(plan)
        outcome = self._apply(plan, passwords, record)
        record.failure = outcome.failure
        return outcome

    def _apply(self, plan: Plan, passwords: SecretStore, record: Record) -> Outcome:
        outcome = Outcome(plan, plan.before)
        try:
            self.policy_checker.make_password(plan, passwords)
        except RequestError as request_error:
            return replace(outcome, not_attempted=plan.actions, failure=request_error.failure(plan.principal))
        record.delivery = passwords.delivery()
        refs = [action.password for action in plan.actions if action.password is not None]
        password = passwords.value(refs[0]) if refs else None
        for position, action in enumerate(plan.actions):
            if self.waiter.stop.is_interrupted():
                return self._cut_short(outcome, position)
            record.under_way = action
            try:
                happened, reply = self._carry_out(action, None if action.password is None else password)
            except LoginProfileError as error:
                if error.is_unsent:
                    record.under_way = None
                    return self._cut_short(outcome, position)
                failure = self.policy_checker.explain_rejection(error, plan.principal, password)
                rest = plan.actions[position + 1 :]
                return replace(outcome, failed=(action,), not_attempted=rest, failure=failure)
            record.done += (action,) if happened else ()
            record.finished, record.under_way = position + 1, None
            if action.is_about_the_login_profile:
                outcome = replace(outcome, after=reply)
            outcome = replace(outcome, done=record.done)
        try:
            return self._settle(outcome)
        except LoginProfileError as error:
            return replace(outcome, failure=error.failure(plan.principal, password))

    def _cut_short(self, outcome: Outcome, position: int) -> Outcome:
        """Return the outcome of a plan that was interrupted before an action. It failed where others were done."""
        rest = outcome.plan.actions[position:]
        left = ", ".join(action.operation for action in rest)
        message = f"{self.waiter.stop.interruption} Of {outcome.plan.principal}, this was not attempted: {left}."
        return replace(outcome, not_attempted=rest, failure=Failure(message, "interrupted") if outcome.done else None)

    def _carry_out(self, action: Action, password: Secret | None) -> tuple[bool, LoginProfile | None]:
        """Make the call. Returns whether this task's call did it, and the login profile where AWS gave one."""
        began = self.waiter.clock()
        target = _Target(self.reader, action)
        try:
            return True, self.waiter.retry_while_unmodifiable(
                lambda: self.writer.carry_out(action, password), target.is_still_there
            )
        except LoginProfileError as error:
            if target.is_gone and action.operation in {"DeleteLoginProfile", "UntagUser"}:
                # What was to be removed is gone, whoever did it; a request whose reply was lost did it itself.
                return error.follows_lost_reply, None
            seconds = self.waiter.clock() - began  # before another look, which may take its time
            profile = self._found_after_a_lost_reply(error, action)
            if _is_own(profile, action) and _is_newer(profile, error, seconds):
                return True, profile
            # It may be somebody else's, with another password.
            raise

    def _found_after_a_lost_reply(self, error: LoginProfileError, action: Action) -> LoginProfile | None:
        """Ask AWS for the login profile that exists already, and may be this task's own."""
        if error.code != "EntityAlreadyExists" or not error.follows_lost_reply:
            return None
        try:
            return self.reader.login_profile(action.principal)
        except LoginProfileError:
            return None  # Nobody knows more than before, and that is what the task says.

    def _settle(self, outcome: Outcome) -> Outcome:
        """Find out what AWS holds after the last action, and wait for it where that was asked for."""
        changes = [action for action in outcome.done if action.is_about_the_login_profile]
        if not changes:
            return outcome
        action = changes[-1]
        expected = predict(outcome.plan)
        if action.operation == "UpdateLoginProfile" and action.password_reset_required is not None:
            return replace(outcome, after=expected)
        if action.operation != "UpdateLoginProfile" and not self.wait:
            return outcome

        def is_as_expected(seen: LoginProfile | None) -> bool:
            return (seen is None) == (expected is None)

        def look() -> LoginProfile | None:
            return self.reader.login_profile(action.principal)

        after = self.waiter.until(is_as_expected, look) if self.wait else look()
        if is_as_expected(after):
            return replace(outcome, after=after)
        return replace(outcome, failure=Failure(self._not_shown(action), "not_shown_yet"))

    def _not_shown(self, action: Action) -> str:
        seen = {
            "CreateLoginProfile": "was created, but AWS does not show it",
            "UpdateLoginProfile": "was updated, but AWS does not show it",
            "DeleteLoginProfile": "was deleted, but AWS still shows it",
        }[action.operation]
        if self.waiter.stop.is_requested():
            return f"The login profile of {action.principal} {seen}, and the task had to stop. Look again later."
        if not self.wait:
            return f"The login profile of {action.principal} {seen}. Look again later."
        waited = f"after {self.waiter.timeout:g} seconds. Look again later, or raise wait_timeout."
        return f"The login profile of {action.principal} {seen} {waited}"


class _Target:
    """What an action writes to. The read stage saw it, so one NoSuchEntity of the write is not enough to believe it."""

    def __init__(self, reader: Reader, action: Action) -> None:
        """Take what reads it again."""
        self._reader = reader
        self._action = action
        self.is_gone = False

    def is_still_there(self, error: LoginProfileError) -> bool:
        """Return whether AWS shows the target of a write that failed with NoSuchEntity: then the reply was stale."""
        if error.kind is not CallKind.WRITE or error.code != "NoSuchEntity":
            return False
        try:
            is_there = self._is_shown()
        except LoginProfileError:
            return False  # Neither verified nor refuted, so the write has failed.
        self.is_gone = not is_there
        return is_there

    def _is_shown(self) -> bool:
        name = self._action.principal.user_name
        if self._action.operation in {"UpdateLoginProfile", "DeleteLoginProfile"}:
            return self._reader.login_profile(self._action.principal) is not None
        return name is not None and self._reader.user(name) is not None


def _is_own(profile: LoginProfile | None, action: Action) -> bool:
    """Say whether a login profile can be what the action creates: somebody else's may have the other flag."""
    return profile is not None and profile.password_reset_required == bool(action.password_reset_required)


def _is_newer(profile: LoginProfile | None, error: LoginProfileError, seconds: float) -> bool:
    """Say whether a login profile was created since this task began to create it, ``seconds`` before AWS's last answer.

    There was none when the task looked, and a reply was lost: then it is the task's own. By the clock of AWS alone,
    which tells whole seconds of either moment.
    """
    if profile is None or profile.create_date is None or error.answered_at is None:
        return False
    return datetime.fromisoformat(profile.create_date) >= error.answered_at - timedelta(seconds=seconds + 2)
