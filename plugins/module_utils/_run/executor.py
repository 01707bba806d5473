# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Execute a plan, wait until AWS shows the result, and report every action. The only stage that writes."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

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
from ansible_collections.identity.aws.plugins.module_utils._core.planner import predict, steps_of
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret
from ansible_collections.identity.aws.plugins.module_utils._core.timestamps import parse_time
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import GENERATED, SecretStore

from .journal import Journal, Record
from .policy_checker import PolicyChecker

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection

    from .secret_deliverer import SecretDeliverer
    from .session_revoker import SessionRevoker


@dataclass(frozen=True)
class Executor:
    """Executes plans. Only here a password reference is replaced by the password to send.

    Rarely needed parts are imported and created when a plan needs them, since each task compiles its imports. The
    workflow does so before it starts a second thread.
    """

    connection: Connection
    reader: Reader
    writer: Writer
    policy_checker: PolicyChecker
    waiter: Waiter
    wait: bool
    journal: Journal
    session_regions: t.Sequence[str] | None

    @cached_property
    def revoker(self) -> SessionRevoker:
        """Return what lists and revokes sign-in sessions."""
        from ansible_collections.identity.aws.plugins.module_utils._aws.sign_in_sessions import SignInSessions

        from .session_revoker import SessionRevoker

        return SessionRevoker(self.reader, SignInSessions(self.connection, self.session_regions), self.waiter.stop)

    @cached_property
    def deliverer(self) -> SecretDeliverer:
        """Return what stores passwords in Secrets Manager."""
        from ansible_collections.identity.aws.plugins.module_utils._aws.secrets_manager import SecretsManager

        from .secret_deliverer import SecretDeliverer

        return SecretDeliverer(SecretsManager(self.connection))

    def execute(self, plan: Plan, secrets: SecretStore) -> Outcome:
        """Execute the actions in order. Stop at the first failure, or if AWS does not show the result in time."""
        record = self.journal.record_of(plan)
        stores = any(action.secret is not None for action in plan.actions)
        if stores:
            plan = self.deliverer.numbered(plan)
        outcome = self._execute(plan, secrets, record)
        if stores and outcome.failure is not None:
            outcome = self.deliverer.explain(outcome, record)
        record.failure = outcome.failure
        return outcome

    def _execute(self, plan: Plan, secrets: SecretStore, record: Record) -> Outcome:
        outcome = Outcome(plan, plan.before)
        try:
            password = self._password(plan, secrets, record)
        except RequestError as request_error:
            return replace(outcome, not_attempted=plan.actions, failure=request_error.failure(plan.principal))
        steps = plan.actions if plan.revokes_because is None else steps_of(plan)
        for position, action in enumerate(steps):
            if self.waiter.stop.is_interrupted():
                return self._interrupted(outcome, steps[position:])
            outcome = self._execute_step(outcome, action, password, record)
            rest = (*outcome.not_attempted, *steps[position + 1 :])
            if outcome.failure is not None:
                return replace(outcome, not_attempted=_with_effect(rest))
            if outcome.not_attempted:
                return self._interrupted(outcome, rest)
        return outcome if plan.revokes_because is not None else self._read_back(outcome, password)

    def _execute_step(self, outcome: Outcome, action: Action, password: Secret | None, record: Record) -> Outcome:
        """Return the outcome with one more action. An action that an interruption prevented is not attempted."""
        if action.operation == "BatchRevokeSessions":
            # The password must be deleted before the sessions are listed again.
            outcome = self._read_back(outcome, password)
            if outcome.failure is not None:
                return replace(outcome, not_attempted=(action,))
            return self.revoker.revoke(outcome, action, record)
        record.begin(action)
        try:
            done, profile = self._carry_out(action, password)
        except LoginProfileError as error:
            if error.is_unsent:
                record.withdraw(action)
                return replace(outcome, not_attempted=(action,))
            failure = self.policy_checker.explain_rejection(error, outcome.plan.principal, password)
            return replace(outcome, failed=(action,), failure=failure)
        record.done += () if done is None else (done,)
        record.under_way = None
        after = profile if action.is_about_the_login_profile else outcome.after
        return replace(outcome, done=record.done, after=after)

    def _carry_out(self, action: Action, password: Secret | None) -> tuple[Action | None, LoginProfile | None]:
        """Return the executed action (None if another task did it), and the login profile if AWS returned one."""
        if action.secret is not None:
            return self.deliverer.write(action, action.secret, password), None
        was_applied, profile = self._write(action, None if action.password is None else password)
        return (action if was_applied else None), profile

    def _password(self, plan: Plan, secrets: SecretStore, record: Record) -> Secret | None:
        """Return the password that the plan sets, or None. Raises RequestError if it cannot be delivered."""
        if plan.sets(GENERATED):
            sign_in_url = None if plan.sign_in is None else plan.sign_in.url
            policy = self.policy_checker.policy_for_generation()
            record.delivery = secrets.generate(plan.principal, policy, sign_in_url)
        references = [action.password for action in plan.actions if action.password is not None]
        return secrets.value(references[0]) if references else None

    def _interrupted(self, outcome: Outcome, rest: t.Sequence[Action]) -> Outcome:
        """Return the outcome of a plan interrupted before these actions. It failed if others were done."""
        left = ", ".join(map(str, rest))
        message = f"{self.waiter.stop.interruption} Not attempted for {outcome.plan.principal}: {left}."
        failure = Failure(message, "interrupted") if outcome.done else None
        return replace(outcome, not_attempted=_with_effect(rest), failure=failure)

    def _write(self, action: Action, password: Secret | None) -> tuple[bool, LoginProfile | None]:
        """Make the call. Returns whether a call of this task did it, and the login profile if AWS returned one."""
        began = self.waiter.clock()
        target = _Target(self.reader, action)
        try:
            return True, self.waiter.retry_while_unmodifiable(
                lambda: self.writer.carry_out(action, password), target.is_still_there
            )
        except LoginProfileError as error:
            if target.is_gone and action.operation in {"DeleteLoginProfile", "UntagUser"}:
                # It is removed, by this task if the reply to one of its requests was lost.
                return error.follows_lost_reply, None
            seconds = self.waiter.clock() - began  # before another read, which may take some time
            profile = self._created_by_lost_request(error, action)
            if _is_own(profile, action) and _is_newer(profile, error, seconds):
                return True, profile
            # It may be another task's, with another password.
            raise

    def _created_by_lost_request(self, error: LoginProfileError, action: Action) -> LoginProfile | None:
        """Read the existing login profile, which a request without a reply may have created."""
        if error.code != "EntityAlreadyExists" or not error.follows_lost_reply:
            return None
        try:
            return self.reader.login_profile(action.principal)
        except LoginProfileError:
            return None  # Nothing more is known, so the error of the write is reported.

    def _read_back(self, outcome: Outcome, password: Secret | None) -> Outcome:
        """Return the outcome with the login profile as AWS shows it, or with a failure."""
        try:
            return self._shown(outcome)
        except LoginProfileError as error:
            return replace(outcome, failure=error.failure(outcome.plan.principal, password))

    def _shown(self, outcome: Outcome) -> Outcome:
        """Read the login profile after the last action, unless its reply had it. Wait for it if requested."""
        changes = [action for action in outcome.done if action.is_about_the_login_profile]
        if not changes:
            return outcome
        action = changes[-1]
        expected = predict(outcome.plan)
        if _is_known_update(action):
            return replace(outcome, after=expected)
        if action.operation != "UpdateLoginProfile" and not self.wait:
            return outcome

        def is_as_expected(profile: LoginProfile | None) -> bool:
            return (profile is None) == (expected is None)

        after = self.reader.login_profile(action.principal)
        if self.wait and not is_as_expected(after):
            after = self.waiter.until(is_as_expected, lambda: self.reader.login_profile(action.principal))
        if is_as_expected(after):
            return replace(outcome, after=_with_duration_of(action, after))
        return replace(outcome, failure=Failure(self._not_shown(action), "not_shown_yet"))

    def _not_shown(self, action: Action) -> str:
        shown = {
            "CreateLoginProfile": "was created, but AWS does not show it",
            "UpdateLoginProfile": "was updated, but AWS does not show it",
            "DeleteLoginProfile": "was deleted, but AWS still shows it",
        }[action.operation]
        if self.waiter.stop.is_requested():
            return f"The login profile of {action.principal} {shown}, and the task was stopped. Check it again later."
        if not self.wait:
            return f"The login profile of {action.principal} {shown}. Check it again later."
        waited = f"after {self.waiter.timeout:g} seconds. Check it again later, or raise wait_timeout."
        return f"The login profile of {action.principal} {shown} {waited}"


def _with_effect(actions: t.Iterable[Action]) -> tuple[Action, ...]:
    """Return the actions without a revocation of no session."""
    return tuple(action for action in actions if action.operation != "BatchRevokeSessions" or action.sessions)


class _Target:
    """The target of an action's write. The plan has read it, so a single NoSuchEntity of the write is verified."""

    def __init__(self, reader: Reader, action: Action) -> None:
        """Store what reads the target again."""
        self._reader = reader
        self._action = action
        self.is_gone = False

    def is_still_there(self, error: LoginProfileError) -> bool:
        """Return whether AWS shows the target of a write that failed with NoSuchEntity: the reply was stale."""
        if error.kind is not CallKind.WRITE or error.code != "NoSuchEntity":
            return False
        try:
            is_there = self._is_shown()
        except LoginProfileError:
            return False  # Neither verified nor refuted, so the write failed.
        self.is_gone = not is_there
        return is_there

    def _is_shown(self) -> bool:
        name = self._action.principal.user_name
        if self._action.operation in {"UpdateLoginProfile", "DeleteLoginProfile"}:
            return self._reader.login_profile(self._action.principal) is not None
        return name is not None and self._reader.user(name) is not None


def _is_own(profile: LoginProfile | None, action: Action) -> bool:
    """Return whether the action can have created a login profile. Another creator's may differ."""
    return profile is not None and profile == replace(
        profile,
        password_reset_required=bool(action.password_reset_required),
        max_signin_session_duration=action.max_signin_session_duration,
    )


def _is_known_update(action: Action) -> bool:
    """Return whether an update's result is known without a read, including the flag."""
    flag_is_known = action.password is None or action.password_reset_required is not None
    return action.operation == "UpdateLoginProfile" and flag_is_known


def _with_duration_of(action: Action, profile: LoginProfile | None) -> LoginProfile | None:
    """Return a login profile with the duration that the action set: IAM may show the earlier one for a while."""
    seconds = action.max_signin_session_duration
    if profile is None or seconds is None:
        return profile
    return replace(profile, max_signin_session_duration=seconds or None)


def _is_newer(profile: LoginProfile | None, error: LoginProfileError, seconds: float) -> bool:
    """Return whether a login profile was created since the task began its write, ``seconds`` before the last reply.

    The task read that there was none, and a reply was lost, so then the task created it. Both times are AWS's, in whole
    seconds.
    """
    if profile is None or profile.create_date is None or error.answered_at is None:
        return False
    return parse_time(profile.create_date) >= error.answered_at - timedelta(seconds=seconds + 2)
