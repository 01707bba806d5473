# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the account password policy means for a plan: told before a password is tried, and alike after AWS said no."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .errors import LoginProfileError
from .model import Failure, Owner, PasswordRef, Plan
from .password_policy import STRICTEST_CLASSES, PasswordPolicy, violations
from .passwords import GENERATED, GIVEN, Passwords
from .reading import Reader

CODE = "PasswordPolicyViolation"
_UNREADABLE = "the credentials do not have the permission iam:GetAccountPasswordPolicy."


class Compliance:
    """Judges by the account's policy, which is read at most once, and only where there is something to judge."""

    def __init__(self, reader: Reader, passwords: Passwords, warn: t.Callable[[str], None]) -> None:
        """``warn`` takes a sentence."""
        self._reader = reader
        self._passwords = passwords
        self._warn = warn
        self._policy: PasswordPolicy | None = None

    def foreseen_failure(self, plan: Plan) -> Failure | None:
        """Say why AWS would refuse a given password of the plan, or None. Raises LoginProfileError.

        A policy that the caller may not read is a warning: a real run does not need that permission.
        """
        if not _sets(plan, GIVEN):
            return None
        policy = self._readable_policy()
        if policy is None:
            self._warn(
                f"The password of {plan.owner} was not checked against the account password policy: {_UNREADABLE}"
            )
            return None
        broken = violations(self._passwords.value(GIVEN), policy)
        return _failure(plan.owner, broken, aws_message=None) if broken else None

    def prepare(self, plan: Plan) -> None:
        """Get ready what a password to be generated needs: the key, and the policy.

        Before anything is written, and in check mode too, so that both fail alike. Raises LoginProfileError or Refusal.
        """
        if not _sets(plan, GENERATED):
            return
        self._passwords.try_key()
        if self._readable_policy() is None:
            self._warn(
                f"The password generated for {plan.owner} has all classes of characters, but the account password "
                f"policy may ask for more characters than password_length: {_UNREADABLE}"
            )

    def make_password(self, plan: Plan) -> None:
        """Generate what the plan sets, by what was prepared. Raises Refusal where it cannot be encrypted."""
        if _sets(plan, GENERATED):
            self._passwords.make(self._policy or STRICTEST_CLASSES)

    def warn_of_stuck_users(self, plan: Plan) -> None:
        """Warn where a user has to set a new password, and the policy does not let users do so."""
        if not any(action.password_reset_required for action in plan.actions):
            return
        try:
            policy = self._readable_policy()
        except LoginProfileError:
            policy = None
        if policy is not None and policy.users_may_change:
            return
        told = "does not let" if policy is not None else "could not be read, so it is not known whether it lets"
        self._warn(
            f"{plan.owner} has to set a new password at the next sign-in, but the account password policy {told} users "
            "change their own passwords. The user is stuck unless an IAM policy allows iam:ChangePassword, as "
            "IAMUserChangePassword does, or amazon.aws.iam_password_policy is given allow_pw_change."
        )

    def explained(self, error: LoginProfileError, owner: Owner, ref: PasswordRef | None) -> Failure:
        """Return the failure that an error of a write means, with the broken rules where it is about the password."""
        failure = error.failure(owner)
        if error.code != CODE or ref is None:
            return failure
        try:
            policy = self._readable_policy()
        except LoginProfileError:
            # AWS has judged already; the rules are a service on top, so its own sentence has to do.
            policy = None
        broken = violations(self._passwords.value(ref), policy) if policy is not None else []
        return replace(_failure(owner, broken, failure.aws_message), in_doubt=failure.in_doubt)

    def _readable_policy(self) -> PasswordPolicy | None:
        """Return the policy, or None where the caller may not read it. Raises LoginProfileError for anything else."""
        if self._policy is None:
            try:
                self._policy = self._reader.password_policy()
            except LoginProfileError as error:
                if not error.is_access_denied:
                    raise
        return self._policy


def _sets(plan: Plan, ref: PasswordRef) -> bool:
    return any(action.password == ref for action in plan.actions)


def _failure(owner: Owner, broken: list[str], aws_message: str | None) -> Failure:
    rules = " ".join(broken) or (
        "It keeps the rules that can be read, or they could not be read. It may have been used before, be shorter than "
        f"the policy asks for, or be the account's name or e-mail address. AWS said: {aws_message}"
    )
    return Failure(f"The password of {owner} breaks the account password policy. {rules}", CODE, aws_message)
