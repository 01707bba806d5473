# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a task flows: arguments, validate, read, plan, apply or foresee, report."""

from __future__ import annotations

import time
import typing as t

from ansible.module_utils.common.warnings import warn

from .applying import Applier
from .arguments import to_request
from .compliance import Compliance
from .connecting import iam_client
from .errors import LoginProfileError
from .model import Failure, Outcome, Owner, Plan, Refusal
from .passwords import GENERATED, Passwords
from .planning import foresee, plan
from .reading import Reader
from .reporting import describe_diff, describe_outcome
from .waiting import Patience
from .writing import Writer

if t.TYPE_CHECKING:
    from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule


def run(module: AnsibleAWSModule) -> None:
    """Do what the module's arguments ask for, and leave by exit_json or fail_json."""
    outcome, delivery = _outcome(module)
    result = {**describe_outcome(outcome), **delivery}
    if outcome.failure is not None:
        if delivery:
            result["msg"] += f" The generated password is in this result: {', '.join(delivery)}."
        module.fail_json(**result)
    if module._diff:
        result["diff"] = describe_diff(outcome)
    module.exit_json(**result)


def _outcome(module: AnsibleAWSModule) -> tuple[Outcome, dict[str, str]]:
    """Return what became of the task, and what hands a generated password over where one was set, or may have been."""
    # A name that is refused is not repeated: it may be a password in the wrong place.
    plan_ = Plan(Owner(), before=None)
    try:
        request, passwords = to_request(module.params, module.no_log_values.add)
        plan_ = Plan(request.owner, before=None)
        client = iam_client(module)
        reader = Reader(client)
        plan_ = plan(request, reader.observe(request))
        outcome = _carry_out(module, plan_, client, reader, passwords)
    except Refusal as refusal:
        return Outcome(plan_, failure=Failure(str(refusal)), not_attempted=plan_.actions), {}
    except LoginProfileError as error:
        return Outcome(plan_, failure=error.failure(plan_.owner), not_attempted=plan_.actions), {}
    return outcome, passwords.delivery() if _may_be_set(outcome) else {}


def _carry_out(module: AnsibleAWSModule, plan_: Plan, client: t.Any, reader: Reader, passwords: Passwords) -> Outcome:
    # Not module.warn: amazon.aws's hands warnings to exit_json as well, which ansible-core 2.23 will refuse.
    compliance = Compliance(reader, passwords, warn)
    compliance.prepare(plan_)
    if module.check_mode:
        failure = compliance.foreseen_failure(plan_)
        if failure is not None:
            # The action that sets the password comes first, and a real run stops at it.
            return Outcome(plan_, failed=plan_.actions[:1], not_attempted=plan_.actions[1:], failure=failure)
        compliance.warn_of_stuck_users(plan_)
        return Outcome(plan_, foresee(plan_), done=plan_.actions)
    patience = Patience(module.params["wait_timeout"], time.monotonic, time.sleep)
    applier = Applier(reader, Writer(client), compliance, passwords, patience, module.params["wait"])
    outcome = applier.apply(plan_)
    if outcome.done:
        compliance.warn_of_stuck_users(plan_)
    return outcome


def _may_be_set(outcome: Outcome) -> bool:
    """Say whether a generated password was set, or nobody can tell."""
    in_doubt = outcome.failed if outcome.failure is not None and outcome.failure.in_doubt else ()
    return any(action.password == GENERATED for action in (*outcome.done, *in_doubt))
