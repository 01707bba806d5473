# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carry out a plan, wait for AWS to show it, and account for every action of it. The only stage that writes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .compliance import Compliance
from .errors import LoginProfileError
from .model import Action, Failure, LoginProfile, Outcome, Plan
from .passwords import Passwords
from .planning import foresee
from .reading import Reader
from .waiting import Patience
from .writing import Writer


@dataclass(frozen=True)
class Applier:
    """What the apply stage works with. Here alone a reference leads to a password that is sent."""

    reader: Reader
    writer: Writer
    compliance: Compliance
    passwords: Passwords
    patience: Patience
    wait: bool

    def apply(self, plan: Plan) -> Outcome:
        """Carry out the actions in order and stop at the first that fails, or when AWS does not show the end.

        Raises Refusal or LoginProfileError where a password cannot be made; nothing is written then.
        """
        self.compliance.make_password(plan)
        outcome = Outcome(plan, plan.before)
        for position, action in enumerate(plan.actions):
            try:
                happened, reply = self._carry_out(action)
            except LoginProfileError as error:
                failure = self.compliance.explained(error, plan.owner, action.password)
                rest = plan.actions[position + 1 :]
                return replace(outcome, failed=(action,), not_attempted=rest, failure=failure)
            if action.is_about_the_login_profile:
                outcome = replace(outcome, after=reply)
            outcome = replace(outcome, done=outcome.done + ((action,) if happened else ()))
        try:
            return self._settle(outcome)
        except LoginProfileError as error:
            return replace(outcome, failure=error.failure(plan.owner))

    def _carry_out(self, action: Action) -> tuple[bool, LoginProfile | None]:
        """Make the call. Returns whether this task's call did it, and the login profile where the reply holds one."""
        password = None if action.password is None else self.passwords.value(action.password)
        try:
            return True, self.patience.while_unmodifiable(lambda: self.writer.carry_out(action, password))
        except LoginProfileError as error:
            return _settled_by(error, action), None

    def _settle(self, outcome: Outcome) -> Outcome:
        """Find out what AWS holds after the last action, and wait for it where that was asked for."""
        changes = [action for action in outcome.done if action.is_about_the_login_profile]
        if not changes:
            return outcome
        action = changes[-1]
        expected = foresee(outcome.plan)
        if action.operation == "UpdateLoginProfile":
            flag_is_known = action.password_reset_required is not None
            return replace(outcome, after=expected if flag_is_known else self.reader.login_profile(action.owner))
        if not self.wait and (outcome.after is not None or expected is None):
            return outcome
        after = self.patience.until(
            lambda seen: (seen is None) == (expected is None), lambda: self.reader.login_profile(action.owner)
        )
        if (after is None) == (expected is None):
            return replace(outcome, after=after)
        return replace(outcome, failure=_not_shown(outcome, self.patience.timeout))


def _settled_by(error: LoginProfileError, action: Action) -> bool:
    """Say whether the action's end holds in spite of an error: True by this task, False by somebody else.

    Raises the error where it does not hold. A reply that is lost after the call was carried out makes botocore send the
    call again, and the answer to that is that the login profile is already there, or already gone.
    """
    if action.operation == "CreateLoginProfile" and error.code == "EntityAlreadyExists" and error.was_retried:
        return True
    if action.operation == "DeleteLoginProfile" and error.code == "NoSuchEntity":
        return error.was_retried
    raise error


def _not_shown(outcome: Outcome, timeout: float) -> Failure:
    created = foresee(outcome.plan) is not None
    seen = "was created, but AWS does not show it" if created else "was deleted, but AWS still shows it"
    return Failure(
        f"The login profile of {outcome.plan.owner} {seen} after {timeout:g} seconds. "
        "Look again later, or raise wait_timeout."
    )
