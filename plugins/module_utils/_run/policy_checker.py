# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the account password policy means for plans: told before a password is tried, and alike after AWS said no."""

from __future__ import annotations

import threading
import typing as t
from dataclasses import replace

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    POLICY_VIOLATION,
    Failure,
    Plan,
    Principal,
    RequestError,
    first_of,
    name_all,
)
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import (
    STRICTEST_CLASSES,
    PasswordPolicy,
    violations,
)
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret
from ansible_collections.identity.aws.plugins.module_utils._core.validation import untypeable_characters
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import GENERATED, GIVEN, SecretStore

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._secrets.pgp import PgpKey

_UNREADABLE = "the credentials do not have the permission iam:GetAccountPasswordPolicy."


class PolicyChecker:
    """Judges by the account's policy, which is read at most once, and only where there is something to judge."""

    def __init__(self, reader: Reader, warn: t.Callable[[str], None]) -> None:
        """``warn`` takes a sentence."""
        self._reader = reader
        self._warn = warn
        self._keys: dict[Secret, PgpKey] = {}
        self._lock = threading.Lock()
        self._answer: PasswordPolicy | LoginProfileError | None = None

    def predicted_failures(self, cases: t.Sequence[tuple[Plan, SecretStore]], *, given: bool) -> list[Failure | None]:
        """Say of each plan why it must not be carried out, or None: a key that is none, a password AWS would refuse.

        With ``given``, given passwords are judged too. A policy that the caller may not read is a warning: a real run
        does not need that permission.
        """
        judged = [plan for plan, _passwords in cases if given and plan.sets(GIVEN)]
        generated = [plan for plan, _passwords in cases if plan.sets(GENERATED)]
        failures = [self._predicted_failure(plan, passwords, given=given) for plan, passwords in cases]
        if isinstance(self._answer, LoginProfileError) and not any(failures):
            self._warn_of_the_unread(judged, generated)
        return failures

    def _predicted_failure(self, plan: Plan, passwords: SecretStore, *, given: bool) -> Failure | None:
        judged = given and plan.sets(GIVEN)
        if not judged and not plan.sets(GENERATED):
            return None
        try:
            passwords.try_key(self._keys)
            policy = self._readable_policy()
        except RequestError as request_error:
            return request_error.failure(plan.principal)
        except LoginProfileError as error:
            # After an interruption nothing is carried out, and that is no failure of this user.
            return None if error.is_interruption else error.failure(plan.principal)
        broken = violations(passwords.value(GIVEN).reveal(), policy) if judged and policy is not None else []
        return _failure(plan.principal, broken, aws_message=None) if broken else None

    def _warn_of_the_unread(self, judged: t.Sequence[Plan], generated: t.Sequence[Plan]) -> None:
        if judged:
            self._warn(
                f"The password of {_owners(judged)} was not checked against the account password policy: {_UNREADABLE}"
            )
        if generated:
            self._warn(
                f"The password generated for {_owners(generated)} has all classes of characters, but the account "
                f"password policy may ask for more characters than password_length: {_UNREADABLE}"
            )

    def warn_of_untypeable(self, cases: t.Iterable[tuple[Plan, SecretStore]]) -> None:
        """Warn of given passwords that AWS accepts, and that a person can hardly type into the sign-in page."""
        found = [
            f"{plan.principal.label} ({', '.join(listed)})"
            for plan, passwords in cases
            if plan.sets(GIVEN) and (listed := untypeable_characters(passwords.value(GIVEN).reveal()))
        ]
        if found:
            self._warn(
                f"A given password has characters that cannot be seen: {first_of(found)}. AWS accepts them, but the "
                "user may not be able to type them on the sign-in page. A common cause is the line feed that echo "
                "adds before ansible-vault encrypt_string. Encrypt the password with ansible-vault encrypt_string "
                "--prompt, or remove the characters with the filter trim. A password that was set already stays as "
                "it is until update_password is always."
            )

    def make_password(self, plan: Plan, passwords: SecretStore) -> None:
        """Generate what the plan sets, by what was foreseen. Raises RequestError where it cannot be returned."""
        if plan.sets(GENERATED):
            passwords.make(plan.principal, self._readable_policy() or STRICTEST_CLASSES)

    def warn_of_stuck_users(self, plans: t.Iterable[Plan]) -> None:
        """Warn where users have to set new passwords, and the policy does not let users do so."""
        stuck = [plan for plan in plans if any(action.password_reset_required for action in plan.actions)]
        if not stuck:
            return
        try:
            policy = self._readable_policy()
        except LoginProfileError:
            policy = None
        if policy is not None and policy.users_may_change:
            return
        told = "does not let" if policy is not None else "could not be read, so it is not known whether it lets"
        who = _owners(stuck)
        self._warn(
            f"{who[0].upper()}{who[1:]} has to set a new password at the next sign-in, but the account password policy "
            f"{told} users change their own passwords. Without the permission iam:ChangePassword the user cannot sign "
            "in. Attach the AWS managed policy IAMUserChangePassword to the user or to a group of the user "
            "(managed_policies of amazon.aws.iam_user or amazon.aws.iam_group)."
        )

    def explain_rejection(self, error: LoginProfileError, principal: Principal, password: Secret | None) -> Failure:
        """Return the failure that an error of a write means, with the broken rules where it is about the password."""
        failure = error.failure(principal, password)
        if error.code != POLICY_VIOLATION or password is None:
            return failure
        try:
            policy = self._readable_policy()
        except LoginProfileError:
            # AWS has judged already; the rules are a service on top, so its own sentence has to do.
            policy = None
        broken = violations(password.reveal(), policy) if policy is not None else []
        return replace(_failure(principal, broken, failure.aws_message), in_doubt=failure.in_doubt)

    def _readable_policy(self) -> PasswordPolicy | None:
        """Return the policy, or None where the caller may not read it. Raises LoginProfileError for anything else."""
        with self._lock:
            if self._answer is None:
                try:
                    self._answer = self._reader.password_policy()
                except LoginProfileError as error:
                    self._answer = error
        if isinstance(self._answer, PasswordPolicy):
            return self._answer
        if self._answer.is_access_denied:
            return None
        raise self._answer


def _owners(plans: t.Sequence[Plan]) -> str:
    return name_all([plan.principal for plan in plans])


def _failure(principal: Principal, broken: list[str], aws_message: str | None) -> Failure:
    rules = " ".join(broken) or (
        "It keeps the rules that can be read, or they could not be read. It may have been used before, be shorter than "
        f"the policy asks for, or be the account's name or e-mail address. AWS said: {aws_message}"
    )
    message = f"The password of {principal} breaks the account password policy. {rules}"
    return Failure(message, POLICY_VIOLATION, aws_message)
