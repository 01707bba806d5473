# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Store passwords in AWS Secrets Manager, and report where a password is when a plan fails."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.secrets_manager import SecretsManager
from ansible_collections.identity.aws.plugins.module_utils._aws.writes import write_secret
from ansible_collections.identity.aws.plugins.module_utils._core.models import Action, Failure, Outcome, Plan, Request
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret
from ansible_collections.identity.aws.plugins.module_utils._core.secret_planner import (
    concerns_secret,
    numbered,
    remainder_of,
    with_secret,
)
from ansible_collections.identity.aws.plugins.module_utils._core.stored_secrets import SecretWrite, StoredSecret

from .journal import Record


@dataclass(frozen=True)
class SecretDeliverer:
    """Executes the actions of plans that are about secrets."""

    secrets: SecretsManager

    def planned(self, request: Request, plan: Plan) -> Plan:
        """Return the plan with the writes to its secret. Raises RequestError or LoginProfileError."""
        if request.secret is None or not concerns_secret(request, plan):
            return plan
        stored = self.secrets.stored(request.secret)
        return with_secret(plan, request, stored, None if plan.sign_in is None else plan.sign_in.url)

    def numbered(self, plan: Plan) -> Plan:
        """Return the plan with an id for the new version of its secret."""
        return numbered(plan, str(uuid.uuid4()))

    def write(self, action: Action, write: SecretWrite, password: Secret | None) -> Action:
        """Execute an action, and return it with the secret's ARN. Raises LoginProfileError.

        A request can be repeated, since it names the version. Without any reply, DescribeSecret decides.
        """
        client = self.secrets.client(write.target)
        user_name = action.principal.user_name
        value = None if password is None else Secret(write.value(user_name, password.reveal()))
        try:
            arn = write_secret(client, action.operation, write, value)
        except LoginProfileError as error:
            stored = self._stored_after(error, write)
            if stored is None or not _is_carried_out(action, write, stored):
                raise
            return replace(action, secret=replace(write, arn=stored.arn))
        return replace(action, secret=replace(write, arn=arn))

    def _stored_after(self, error: LoginProfileError, write: SecretWrite) -> StoredSecret | None:
        """Return the secret after a write with an unknown outcome; None if it cannot be read either."""
        if not error.in_doubt:
            return None
        try:
            return self.secrets.stored(write.target)
        except LoginProfileError:
            return None  # Nothing more is known, so the error of the write is reported.

    def explain(self, outcome: Outcome, record: Record) -> Outcome:
        """Return a failed outcome with the password's location. Removes AWSPENDING of a password that was not set."""
        remainder = remainder_of(outcome)
        if remainder is None or outcome.failure is None:
            return outcome
        action = remainder.compensation
        if action is None or action.secret is None:
            return _with_sentence(outcome, remainder.sentence)
        under_way = record.under_way
        record.begin(action)
        try:
            done = self.write(action, action.secret, None)
        except LoginProfileError as error:
            if error.is_unsent:
                record.withdraw(action)
                outcome = _with_sentence(outcome, remainder.sentence)
            else:
                code = error.failure(outcome.plan.principal).code
                attempted = _without(replace(outcome, failed=(*outcome.failed, action)), action)
                outcome = _with_sentence(attempted, f"{remainder.sentence} The module could not remove it ({code}).")
        else:
            record.done += (done,)
            removed = f"The password was not set. AWSPENDING was removed from version {action.secret.version_id}"
            applied = _without(replace(outcome, done=record.done), action)
            outcome = _with_sentence(applied, f"{removed} of the secret {action.secret.secret_id}.")
        record.under_way = under_way
        return outcome


def _is_carried_out(action: Action, write: SecretWrite, stored: StoredSecret) -> bool:
    """Return whether AWS shows that a write with an unknown outcome was carried out."""
    labels = stored.stages.get(write.version_id or "", ())
    if action.operation == "DeleteSecret":
        return stored.deleted_date is not None
    is_removal = action.operation == "UpdateSecretVersionStage" and write.stage == "AWSPENDING"
    return (write.stage in labels) != is_removal


def _without(outcome: Outcome, begun: Action) -> Outcome:
    """Return the outcome without one of the actions that were not attempted."""
    rest = tuple(action for action in outcome.not_attempted if not Record.is_same(action, begun))
    return replace(outcome, not_attempted=rest)


def _with_sentence(outcome: Outcome, sentence: str) -> Outcome:
    failure = outcome.failure or Failure("", "interrupted")
    return replace(outcome, failure=replace(failure, message=f"{failure.message} {sentence}"))
