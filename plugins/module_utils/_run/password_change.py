# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Change the password of the IAM user whose credentials a task has: check, and then predict or execute.

Not a job of the workflow: AWS has no call that verifies a password, so there is no state to compare, and two secrets
are sent. The plan has one action, which is always necessary.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError, predicted_rejection
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader, caller_arn
from ansible_collections.identity.aws.plugins.module_utils._aws.root_sessions import RootSessions
from ansible_collections.identity.aws.plugins.module_utils._aws.waiter import Waiter
from ansible_collections.identity.aws.plugins.module_utils._aws.writes import WHAT, change_own_password
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Action,
    Failure,
    Outcome,
    PasswordRef,
    Plan,
    Principal,
    user_name_in,
)
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import UNREADABLE
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret

from .journal import Journal
from .policy_checker import PolicyChecker

if t.TYPE_CHECKING:
    from mypy_boto3_iam.client import IAMClient
    from mypy_boto3_sts.client import STSClient

_NEW = PasswordRef("new_password")
_REASON = "The task sets new_password, and AWS has no API that verifies a password."
_OLD_OR_NEW = " Sign in with new_password; if that fails, old_password is still the current password."


@dataclass(frozen=True)
class Passwords:
    """The present password, and the new one."""

    old: Secret
    new: Secret


@dataclass(frozen=True)
class PasswordChange:
    """The context of the stages. ``only_predict`` is check mode."""

    iam: IAMClient
    sts: STSClient
    reader: Reader
    policy_checker: PolicyChecker
    waiter: Waiter
    journal: Journal
    warn: t.Callable[[str], None]
    only_predict: bool

    @classmethod
    def on(
        cls, connection: Connection, waiter: Waiter, journal: Journal, warn: t.Callable[[str], None], *, predict: bool
    ) -> PasswordChange:
        """Return the change on a connection. Raises LoginProfileError or RequestError if the connection fails."""
        iam = connection.iam()
        reader = Reader(iam, RootSessions(connection))
        return cls(iam, connection.sts(), reader, PolicyChecker(reader), waiter, journal, warn, predict)

    def run(self, passwords: Passwords) -> Outcome:
        """Return the outcome of the change: applied, or predicted in check mode."""
        plan = _plan(Principal())
        try:
            arn = caller_arn(self.sts)
            plan = _plan(Principal(user_name_in(arn)))
            failure = self._rejection(plan.principal, arn, passwords.new)
        except LoginProfileError as error:
            interrupted = error.is_interruption and self.waiter.stop.is_interrupted()
            return _not_attempted(plan, None if interrupted else error.failure(plan.principal))
        if failure is not None:
            return Outcome(plan, failed=plan.actions, failure=failure)
        if self.waiter.stop.is_requested():
            return _not_attempted(plan)
        return Outcome(plan, done=plan.actions) if self.only_predict else self._execute(plan, passwords)

    def _rejection(self, principal: Principal, arn: str, new: Secret) -> Failure | None:
        """Return why AWS would reject the change, as far as it can be read. Raises LoginProfileError.

        In check mode, warns about what could not be read.
        """
        if principal.user_name is None:
            rejected = _rejected("InvalidUserType", principal)
            return replace(rejected, message=f"{rejected.message} These are the credentials of {arn}.")
        has_password = self._has_password(principal)
        if has_password is False:
            return _rejected("NoSuchEntity", principal)
        failure = self.policy_checker.violation(principal, new)
        if failure is None and self.only_predict:
            self._warn_of_unknowns(principal, has_password=has_password)
        return failure

    def _has_password(self, principal: Principal) -> bool | None:
        """Return whether the user has a password; None without the permission, which a change does not need."""
        try:
            return self.reader.login_profile(principal) is not None
        except LoginProfileError as error:
            if error.is_access_denied:
                return None
            raise

    def _warn_of_unknowns(self, principal: Principal, *, has_password: bool | None) -> None:
        """Warn about rejections that check mode cannot predict."""
        if has_password is None:
            self.warn(
                f"It was not checked whether {principal} has a password: the credentials do not have the permission "
                "iam:GetLoginProfile."
            )
        if self.policy_checker.is_unreadable:
            self.warn(f"The password of {principal} was not checked against the account password policy: {UNREADABLE}")
        elif not self.policy_checker.lets_users_change_passwords():
            self.warn(
                "The account password policy does not let users change their own passwords. A real run fails unless "
                f"{principal} has the permission iam:ChangePassword, for example by the AWS managed policy "
                "IAMUserChangePassword."
            )

    def _execute(self, plan: Plan, passwords: Passwords) -> Outcome:
        """Make the call, and repeat it while IAM has not finished another change of the user."""
        record, (action,) = self.journal.record_of(plan), plan.actions
        record.begin(action)
        try:
            self.waiter.retry_while_unmodifiable(lambda: change_own_password(self.iam, passwords.old, passwords.new))
        except LoginProfileError as error:
            if error.is_unsent:
                record.withdraw(action)
                return _not_attempted(plan)
            record.failure = self._explain(error, plan.principal, passwords)
            return Outcome(plan, failed=plan.actions, failure=record.failure)
        record.done, record.under_way = plan.actions, None
        return Outcome(plan, done=plan.actions)

    def _explain(self, error: LoginProfileError, principal: Principal, passwords: Passwords) -> Failure:
        """Return the failure of the call.

        After a lost reply the outcome is unknown: if AWS carried out the first request, it rejects the next one for a
        wrong old password, but this error has other causes too.
        """
        failure = self.policy_checker.explain_rejection(error, principal, passwords.new, passwords.old)
        return replace(failure, message=f"{failure.message}{_OLD_OR_NEW}") if failure.in_doubt else failure


def _plan(principal: Principal) -> Plan:
    return Plan(principal, None, (Action("ChangePassword", principal, _REASON, _NEW),))


def _not_attempted(plan: Plan, failure: Failure | None = None) -> Outcome:
    return Outcome(plan, not_attempted=plan.actions, failure=failure)


def _rejected(code: str, principal: Principal) -> Failure:
    return predicted_rejection(WHAT["ChangePassword"], code, "ChangePassword", principal)
