# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a password keeps to the account password policy, told without trying it, and told alike after AWS said no."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .errors import LoginProfileError
from .model import Failure, Owner, PasswordRef, Plan
from .password_policy import violations
from .reading import Reader

CODE = "PasswordPolicyViolation"


@dataclass(frozen=True)
class Compliance:
    """Reads the policy only where a password is to be judged. ``warn`` takes a sentence."""

    reader: Reader
    passwords: t.Mapping[PasswordRef, str]
    warn: t.Callable[[str], None]

    def foreseen_failure(self, plan: Plan) -> Failure | None:
        """Say why AWS would refuse a password of the plan, or None. Raises LoginProfileError.

        A policy that the caller may not read is a warning: a real run does not need that permission.
        """
        refs = [action.password for action in plan.actions if action.password is not None]
        if not refs:
            return None
        try:
            policy = self.reader.password_policy()
        except LoginProfileError as error:
            if not error.is_access_denied:
                raise
            self.warn(
                f"The password of {plan.owner} was not checked against the account password policy: the credentials "
                "do not have the permission iam:GetAccountPasswordPolicy."
            )
            return None
        broken = [sentence for ref in refs for sentence in violations(self.passwords[ref], policy)]
        return _failure(plan.owner, broken, aws_message=None) if broken else None

    def explained(self, error: LoginProfileError, owner: Owner, ref: PasswordRef | None) -> Failure:
        """Return the failure that an error of a write means, with the broken rules where it is about the password."""
        failure = error.failure(owner)
        if error.code != CODE or ref is None:
            return failure
        try:
            broken = violations(self.passwords[ref], self.reader.password_policy())
        except LoginProfileError:
            # AWS has judged already; the rules are a service on top, so its own sentence has to do.
            broken = []
        return _failure(owner, broken, failure.aws_message)


def _failure(owner: Owner, broken: list[str], aws_message: str | None) -> Failure:
    rules = " ".join(broken) or (
        "It keeps the rules that can be read or AWS did not let them be read. It may have been used before, or be "
        f"the account's name or e-mail address. AWS said: {aws_message}"
    )
    return Failure(f"The password of {owner} breaks the account password policy. {rules}", CODE, aws_message)
