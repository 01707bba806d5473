# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the active sign-in sessions of users, and revoke them.

They are listed before the plan, so that a missing permission is found before the first write. They are listed again
after a write to the login profile, since a session may have been opened in between.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader
from ansible_collections.identity.aws.plugins.module_utils._aws.sign_in_sessions import SignInSessions
from ansible_collections.identity.aws.plugins.module_utils._aws.writes import Revoked, SessionError, revoke_sessions
from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    FAILURES_AT_MOST,
    Action,
    Failure,
    Outcome,
    Principal,
    RequestError,
    SignInSession,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import revocation
from ansible_collections.identity.aws.plugins.module_utils._core.sign_in_sessions import batches, by_principal

from .journal import Record

_ACTIVE = "ACTIVE"
_NOT_FOUND = "ResourceNotFoundException"


class SessionRevoker:
    """Revokes the active sessions of one user at a time."""

    def __init__(self, reader: Reader, sessions: SignInSessions, stop: CancellationToken) -> None:
        """Store the readers of users and sessions, and the cancellation token. Lists nothing yet."""
        self._reader = reader
        self._sessions = sessions
        self._stop = stop
        self._of_account: dict[Principal, list[SignInSession]] | None = None

    def connect(self) -> None:
        """Create the clients. Makes no call. Raises RequestError if sessions cannot be listed in one of the regions."""
        self._sessions.connect()

    def list_account(self) -> None:
        """List the sessions of the account, for the plans of many users. Raises RequestError or LoginProfileError."""
        self._sessions.note_account(self._reader.user_arn)
        self._of_account = by_principal(self._sessions.of_account(_ACTIVE))

    def active(self, principal: Principal) -> list[SignInSession]:
        """Return the active sessions for a plan. Raises RequestError or LoginProfileError."""
        if self._of_account is None:
            return self._listed(principal)
        return self._still_active(self._of_account.get(principal, ()))

    def revoke(self, outcome: Outcome, planned: Action, record: Record) -> Outcome:
        """Return the outcome with the revocation of the ``planned`` sessions, and of those opened since the plan.

        After an interruption the remaining actions are not attempted, without a failure. The ``record`` is for
        unexpected errors.
        """
        principal, reason = outcome.plan.principal, f"identity.aws: {outcome.plan.revokes_because}"
        try:
            sessions = self._due(outcome, planned)
        except (LoginProfileError, RequestError) as error:
            return replace(outcome, not_attempted=(planned,), failure=error.failure(principal))
        progress = _Progress(outcome, record, sessions)
        failures: dict[str, Failure] = {}
        for batch in batches(sessions):
            region = batch[0].region
            if region in failures:
                continue  # If one region fails, the sessions in the others are still revoked.
            if self._stop.is_interrupted():
                break
            try:
                progress.begin()
                progress.end(self._revoked(principal, batch, reason))
            except LoginProfileError as error:
                if error.is_unsent:
                    break
                failures[region] = error.failure(principal)
                if failures[region].is_general:
                    break
        else:
            if not failures:
                return progress.finished(self._still_listed(principal, progress.unrevoked))
        return progress.failed(_gravest(failures)) if failures else progress.interrupted()

    def _due(self, outcome: Outcome, planned: Action) -> list[SignInSession]:
        """Return the sessions to revoke. They are listed again after a write to the login profile."""
        plan = outcome.plan
        writes = any(action.is_about_the_login_profile for action in plan.actions)
        listed = self._listed(plan.principal) if writes else []
        sessions = {session.session_arn: session for session in (*planned.sessions, *listed)}
        return self._still_active(sessions.values())

    def _listed(self, principal: Principal) -> list[SignInSession]:
        self._sessions.note_account(self._reader.user_arn)
        return self._still_active(self._sessions.of(principal, _ACTIVE))

    def _still_active(self, sessions: t.Iterable[SignInSession]) -> list[SignInSession]:
        """Return the active ones. Raises RequestError if one is in a region where it cannot be revoked."""
        now = self._sessions.now()
        active = [session for session in sessions if session.is_active(now)]
        for session in active:
            self._sessions.client_of(session)
        return active

    def _revoked(self, principal: Principal, batch: t.Sequence[SignInSession], reason: str) -> Revoked:
        """Make one call. If AWS does not find the sessions, each has that error, as in a partial failure."""
        client, principal_arn = self._sessions.client_of(batch[0]), self._sessions.principal_arn(principal)
        try:
            return revoke_sessions(client, batch, principal_arn, reason)
        except LoginProfileError as error:
            if error.code != _NOT_FOUND or error.in_doubt:
                raise
            message = error.failure(principal).aws_message or ""
            errors = [SessionError(session.session_arn, _NOT_FOUND, message) for session in batch]
            return Revoked(frozenset(), tuple(errors))

    def _still_listed(self, principal: Principal, unrevoked: t.Sequence[SignInSession]) -> t.Sequence[SignInSession]:
        """Return the sessions that AWS still lists as active.

        AWS does not document the error codes of single sessions. A removed or expired session cannot be refreshed,
        which is the requested state, so the list decides. If it cannot be read, the errors count.
        """
        if not unrevoked:
            return ()
        try:
            listed = {session.session_arn for session in self._listed(principal)}
        except (LoginProfileError, RequestError):
            return unrevoked
        return [session for session in unrevoked if session.session_arn in listed]


def _gravest(failures: t.Mapping[str, Failure]) -> Failure:
    """Return the failure of the first region, or of one with an unknown outcome."""
    return next((failure for failure in failures.values() if failure.in_doubt), next(iter(failures.values())))


class _Progress:
    """The progress of revoking one user's sessions. It updates the record."""

    def __init__(self, outcome: Outcome, record: Record, sessions: t.Sequence[SignInSession]) -> None:
        self._outcome = outcome
        self._record = record
        self._sessions = sessions
        self._arns: set[str] = set()
        self._errors: dict[str, SessionError] = {}

    @property
    def unrevoked(self) -> list[SignInSession]:
        """Return the sessions that are not revoked, in their order."""
        return [session for session in self._sessions if session.session_arn not in self._arns]

    def begin(self) -> None:
        """Record the call that begins next."""
        self._record.begin(self._action(self.unrevoked))

    def end(self, reply: Revoked) -> None:
        """Record the reply."""
        self._arns |= reply.session_arns
        self._errors |= {error.session_arn: error for error in reply.errors}
        self._record.under_way, self._record.done = None, self._done()

    def interrupted(self) -> Outcome:
        """Return the outcome if the task was interrupted before a call."""
        left = self._action(self.unrevoked)
        self._record.withdraw(left)
        return replace(self._outcome, done=self._done(), not_attempted=(left,))

    def failed(self, failure: Failure, sessions: t.Sequence[SignInSession] | None = None) -> Outcome:
        """Return the outcome if sessions were not revoked; by default none of the remaining ones was."""
        self._record.under_way = self._action(self.unrevoked if sessions is None else sessions)
        return replace(self._outcome, done=self._done(), failed=(self._record.under_way,), failure=failure)

    def finished(self, refused: t.Sequence[SignInSession]) -> Outcome:
        """Return the outcome after all calls. The ``refused`` sessions are still active."""
        if refused:
            return self.failed(self._failure(refused), refused)
        return replace(self._outcome, done=self._done())

    def _done(self) -> tuple[Action, ...]:
        revoked = [session for session in self._sessions if session.session_arn in self._arns]
        return (*self._outcome.done, self._action(revoked)) if revoked else self._outcome.done

    def _action(self, sessions: t.Sequence[SignInSession]) -> Action:
        return revocation(self._outcome.plan, sessions)

    def _failure(self, refused: t.Sequence[SignInSession]) -> Failure:
        """Return the failure of sessions that AWS did not revoke, whether the reply reports success or not."""
        neither = SessionError("", "unreadable_reply", "The reply has neither the session nor an error.")
        errors = [(session, self._errors.get(session.session_arn, neither)) for session in refused]
        named = [f"{session.session_arn} ({error.code}: {error.message})" for session, error in errors]
        more = len(named) - FAILURES_AT_MOST
        message = (
            f"AWS did not revoke {len(refused)} of {len(self._sessions)} sign-in sessions of "
            f"{self._outcome.plan.principal}, which are still active: {', '.join(named[:FAILURES_AT_MOST])}"
            f"{f' and {more} more' if more > 0 else ''}. Run the task again."
        )
        first = errors[0][1]
        return Failure(message, first.code, None if first is neither else first.message)
