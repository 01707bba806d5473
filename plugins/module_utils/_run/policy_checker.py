# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check passwords against the account password policy, before and after AWS rejects one.

The failure is the same in both cases.
"""

from __future__ import annotations

import threading
import typing as t
from dataclasses import replace

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import OUTCOME_UNKNOWN, LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader
from ansible_collections.identity.aws.plugins.module_utils._core.models import POLICY_VIOLATION, Failure, Principal
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import PasswordPolicy


class PolicyChecker:
    """Reads the policy of the account at most once, and only if needed."""

    def __init__(self, reader: Reader) -> None:
        """Store the reader. Reads nothing yet."""
        self._reader = reader
        self._lock = threading.Lock()
        self._reply: PasswordPolicy | LoginProfileError | None = None

    @property
    def is_unreadable(self) -> bool:
        """Return whether the policy was needed, but the permission to read it is missing."""
        return isinstance(self._reply, LoginProfileError) and self._reply.is_access_denied

    def policy(self) -> PasswordPolicy | None:
        """Return the policy; None without the permission, which is optional. Raises LoginProfileError.

        Each call raises the error of the first one.
        """
        with self._lock:
            if self._reply is None:
                try:
                    self._reply = self._reader.password_policy()
                except LoginProfileError as error:
                    self._reply = error
        if not isinstance(self._reply, LoginProfileError):
            return self._reply
        if self._reply.is_access_denied:
            return None
        raise self._reply

    def policy_for_generation(self) -> PasswordPolicy:
        """Return the policy for a generated password. Raises LoginProfileError."""
        from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import STRICTEST_CLASSES

        return self.policy() or STRICTEST_CLASSES

    def lets_users_change_passwords(self) -> bool | None:
        """Return whether users may change their own passwords, or None if the policy cannot be read."""
        try:
            policy = self.policy()
        except LoginProfileError:
            return None
        return None if policy is None else policy.users_may_change

    def violation(self, principal: Principal, password: Secret) -> Failure | None:
        """Return why AWS would reject a password; None if it would not, or if unknown. Raises LoginProfileError."""
        policy = self.policy()
        broken = [] if policy is None else _violations(password, policy)
        return _failure(principal, broken, aws_message=None) if broken else None

    def explain_rejection(
        self, error: LoginProfileError, principal: Principal, password: Secret | None, *others: Secret
    ) -> Failure:
        """Return the failure for an error of a write, with the violated rules if it is about the password.

        ``others`` are secrets that were sent with it.
        """
        failure = error.failure(principal, password, *others)
        if error.code != POLICY_VIOLATION or password is None:
            return failure
        try:
            policy = self.policy()
        except LoginProfileError:
            policy = None  # The rules are only additional. Without them, AWS's message is reported.
        broken = [] if policy is None else _violations(password, policy)
        explained = _failure(principal, broken, failure.aws_message)
        if not failure.in_doubt:
            return explained
        # An earlier request may have set it: a policy against reuse then rejects the next one.
        return replace(explained, message=f"{explained.message}{OUTCOME_UNKNOWN}", in_doubt=True)


def _violations(password: Secret, policy: PasswordPolicy) -> list[str]:
    from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import violations

    return violations(password.reveal(), policy)


def _failure(principal: Principal, broken: list[str], aws_message: str | None) -> Failure:
    rules = " ".join(broken) or (
        "The password complies with the rules that can be read, or the rules could not be read. It may have been "
        "used before, be shorter than the policy requires, or be the account's name or e-mail address. AWS returned: "
        f"{aws_message}"
    )
    message = f"The password of {principal} does not comply with the account password policy. {rules}"
    return Failure(message, POLICY_VIOLATION, aws_message)
