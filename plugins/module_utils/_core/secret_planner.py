# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plan how AWS Secrets Manager stores a password, and describe where it is when a plan fails.

An existing secret has the password as AWSPENDING before it is set, and as AWSCURRENT after. The first version of a
secret is always AWSCURRENT, so a new secret has the password before it is set.

Pure.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .models import Action, Outcome, Plan, Principal, Request, RequestError
from .stored_secrets import CURRENT, PENDING, SecretTarget, SecretWrite, StoredSecret

_OTHER = "Give another secret in secrets_manager.name."


def concerns_secret(request: Request, plan_: Plan) -> bool:
    """Return whether the plan depends on the secret of the request: to store a password, or to delete it."""
    if request.secret is None:
        return False
    if request.state == "absent":
        return request.secret.deletes
    return any(action.password is not None for action in plan_.actions)


def with_secret(plan_: Plan, request: Request, stored: StoredSecret | None, console_url: str | None) -> Plan:
    """Return the plan with the writes to its secret; ``stored`` is AWS's, None if there is none.

    Raises RequestError if the secret cannot be used.
    """
    target = request.secret
    if target is None:
        return plan_
    if request.state == "absent":
        return _with_deletion(plan_, target, stored)
    _verify_stored(plan_.principal, target, stored)
    before, after = _around(plan_.principal, target, stored, console_url)
    of_profile = [action for action in plan_.actions if action.is_about_the_login_profile]
    others = [action for action in plan_.actions if not action.is_about_the_login_profile]
    return replace(plan_, actions=(*before, *of_profile, *after, *others))


def _around(
    principal: Principal, target: SecretTarget, stored: StoredSecret | None, console_url: str | None
) -> tuple[list[Action], list[Action]]:
    """Return the actions before the password is set, and those after."""
    if stored is None:
        write = SecretWrite(target, CURRENT, console_url=console_url)
        return [Action("CreateSecret", principal, f"There is no secret '{target.name}' yet.", secret=write)], []
    current = stored.holder(CURRENT)
    write = SecretWrite(target, CURRENT, stored.arn, current=current, console_url=console_url)
    if current is None:
        reason = f"The secret '{target.name}' has no value yet."
        return [Action("PutSecretValue", principal, reason, secret=write)], []
    pending = replace(write, stage=PENDING)
    return (
        [Action("PutSecretValue", principal, "The password is stored as AWSPENDING before it is set.", secret=pending)],
        [
            Action("UpdateSecretVersionStage", principal, "The password is set, so it is AWSCURRENT.", secret=write),
            removal(principal, pending, "The password is AWSCURRENT, and no longer AWSPENDING."),
        ],
    )


def removal(principal: Principal, write: SecretWrite, reason: str) -> Action:
    """Return the action that removes AWSPENDING, which blocks rotations on another version than AWSCURRENT."""
    return Action("UpdateSecretVersionStage", principal, reason, secret=replace(write, stage=PENDING))


def _with_deletion(plan_: Plan, target: SecretTarget, stored: StoredSecret | None) -> Plan:
    """Return the plan with the deletion of the secret as the last action: it is the least urgent."""
    if stored is None or stored.deleted_date is not None:
        return plan_
    _verify_own(plan_.principal, target, stored)
    write = SecretWrite(target, None, stored.arn)
    reason = f"delete_when_absent is true. The recovery window is {target.recovery_window} days."
    return replace(plan_, actions=(*plan_.actions, Action("DeleteSecret", plan_.principal, reason, secret=write)))


def _verify_stored(principal: Principal, target: SecretTarget, stored: StoredSecret | None) -> None:
    """Raise RequestError if a password cannot be stored in the secret."""
    if stored is None:
        if target.is_arn:
            raise RequestError(
                f"{_the_secret(principal, target)} does not exist. An ARN must be that of an existing secret. "
                "Correct it, or give the name of a secret, which the module then creates.",
                "secret_not_found",
            )
        return
    if stored.deleted_date is not None:
        raise RequestError(
            f"{_the_secret(principal, target)} is scheduled for deletion ({stored.deleted_date}). Cancel the deletion "
            f"(aws secretsmanager restore-secret --secret-id {stored.arn}). {_OTHER}",
            "secret_scheduled_for_deletion",
        )
    _verify_own(principal, target, stored)
    pending = stored.holder(PENDING)
    if pending is not None and pending != stored.holder(CURRENT):
        raise RequestError(
            f"{_the_secret(principal, target)} has AWSPENDING on version {pending}, which is not AWSCURRENT. It "
            "belongs to a rotation, or to an earlier run whose outcome is unknown. Its password would be lost. If "
            "the user can sign in with it, make it current: "
            f"{promotion_command(stored.arn, pending, stored.holder(CURRENT))}. Then, or if the user cannot, remove "
            f"the label: {removal_command(stored.arn, pending)}.",
            "secret_version_pending",
        )


def _verify_own(principal: Principal, target: SecretTarget, stored: StoredSecret) -> None:
    """Raise RequestError if something other than this collection writes to the secret."""
    managed = {
        f"is managed by the service {stored.owning_service}": stored.owning_service,
        f"is a replica (primary secret: {stored.primary})": stored.primary,
        "has rotation enabled, which would replace the password by another one": stored.rotation_enabled,
    }
    if reasons := [reason for reason, holds in managed.items() if holds]:
        message = (
            f"{_the_secret(principal, target)} {' and '.join(reasons)}, so the module does not change it. {_OTHER}"
        )
        raise RequestError(message, "secret_not_writable")


def _the_secret(principal: Principal, target: SecretTarget) -> str:
    return f"The secret '{target.secret_id}' of {principal}"


def promotion_command(arn: str, version_id: str, current: str | None) -> str:
    """Return the command that makes a version AWSCURRENT."""
    source = "" if current is None else f" --remove-from-version-id {current}"
    return f"{_command(arn)} --version-stage AWSCURRENT --move-to-version-id {version_id}{source}"


def removal_command(arn: str, version_id: str) -> str:
    """Return the command that removes AWSPENDING from a version."""
    return f"{_command(arn)} --version-stage AWSPENDING --remove-from-version-id {version_id}"


def _command(arn: str) -> str:
    return f"aws secretsmanager update-secret-version-stage --region {arn.split(':')[3]} --secret-id {arn}"


def numbered(plan_: Plan, version_id: str) -> Plan:
    """Return the plan with the id of the version that its writes create."""
    actions = [
        action if action.secret is None else replace(action, secret=replace(action.secret, version_id=version_id))
        for action in plan_.actions
    ]
    return replace(plan_, actions=tuple(actions))


def describe_secret(actions: t.Iterable[Action]) -> dict[str, t.Any]:
    """Return the secret after these actions as users see it."""
    described: dict[str, t.Any] = {}
    stage: str | None = None
    for action in actions:
        if (write := action.secret) is None:
            continue
        is_removal = action.operation == "UpdateSecretVersionStage" and write.stage == PENDING
        if not is_removal:
            stage = write.stage
        elif stage == PENDING:
            stage = None
        version_id = None if action.operation == "DeleteSecret" else write.version_id
        described = {"name": write.target.name, "arn": write.arn, "version_id": version_id, "stage": stage}
    return described


@dataclass(frozen=True)
class Remainder:
    """The state of the secret after a failed plan: a sentence, and the action that corrects it, if any.

    The sentence applies if the action is not carried out.
    """

    sentence: str
    compensation: Action | None = None


def remainder_of(outcome: Outcome) -> Remainder | None:
    """Return where the password of a failed plan is, or None if there is nothing to report."""
    in_doubt = outcome.failure is not None and outcome.failure.in_doubt
    maybe_done = (*outcome.done, *(outcome.failed if in_doubt else ()))
    stored = _last(maybe_done, lambda action: action.operation in {"CreateSecret", "PutSecretValue"})
    if stored is None or stored.secret is None:
        return None
    write = stored.secret
    place = f"version {write.version_id} of the secret {write.secret_id}"
    if stored not in outcome.done:
        return Remainder(f"The password was not set. It may be in {place}: check that before you run the task again.")
    is_set = _last(outcome.done, lambda action: action.password is not None) is not None
    may_be_set = _last(maybe_done, lambda action: action.password is not None) is not None
    if write.stage == CURRENT:
        return None if is_set else Remainder(_in_current(place, may_be_set=may_be_set))
    return _of_pending(outcome, stored.principal, write, place, is_set=is_set, may_be_set=may_be_set)


def _in_current(place: str, *, may_be_set: bool) -> str:
    if may_be_set:
        return (
            f"It is not known whether the password in {place} (AWSCURRENT) was set. Sign in with it to check, before "
            "the next run."
        )
    return (
        f"The password in {place} (AWSCURRENT) was not set, so nobody can sign in with it. The next run that sets a "
        "password replaces it."
    )


def _of_pending(
    outcome: Outcome, principal: Principal, write: SecretWrite, place: str, *, is_set: bool, may_be_set: bool
) -> Remainder | None:
    arn, version_id = write.secret_id, write.version_id or ""
    promote, remove = promotion_command(arn, version_id, write.current), removal_command(arn, version_id)
    if not may_be_set:
        sentence = f"The password in {place} (AWSPENDING) was not set. Remove the label before the next run: {remove}."
        return Remainder(sentence, removal(principal, write, "The password was not set."))
    if not is_set:
        return Remainder(
            f"It is not known whether the password in {place} was set, so it stays AWSPENDING. If the user can sign in "
            f"with it: {promote}. Then, or if the user cannot: {remove}."
        )
    labels = [
        each.secret.stage for each in outcome.done if each.secret and each.operation == "UpdateSecretVersionStage"
    ]
    if CURRENT not in labels:
        return Remainder(
            f"The password is set, and is in {place} as AWSPENDING, while AWSCURRENT may be an earlier one. Make it "
            f"current: {promote}. Then: {remove}."
        )
    if PENDING not in labels:
        return Remainder(
            f"The password is set, and is in {place} as AWSCURRENT. The version also has AWSPENDING, which has "
            "no effect."
        )
    return None


def _last(actions: t.Sequence[Action], holds: t.Callable[[Action], bool]) -> Action | None:
    return next((action for action in reversed(actions) if holds(action)), None)
