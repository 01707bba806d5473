# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Say what happened, in the one shape that results, diffs and rows share.

Pure, and without secrets: a plan holds none.
"""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.models import Action, Failure, LoginProfile, Outcome
from ansible_collections.identity.aws.plugins.module_utils._core.planner import predict, predict_version


def describe(profile: LoginProfile | None) -> dict[str, t.Any]:
    """Return a login profile as users see it: user_name, create_date, password_reset_required; empty when absent."""
    if profile is None:
        return {}
    return {
        "user_name": profile.user_name,
        "create_date": profile.create_date,
        "password_reset_required": profile.password_reset_required,
    }


def describe_diff(outcome: Outcome) -> dict[str, dict[str, t.Any]]:
    """Return before and after of what the outcome did. After comes from the plan, so that check and real agree."""
    plan = outcome.applied
    before = describe(plan.before)
    if not outcome.done:
        return {"before": before, "after": before}
    after = describe(predict(plan))
    if any(action.password for action in outcome.done):
        after["password"] = "(set by this task, not shown)"
    if any(action.version for action in outcome.done):
        before |= _describe_version(plan.version_before)
        after |= _describe_version(predict_version(plan))
    return {"before": before, "after": after}


def describe_outcome(outcome: Outcome) -> dict[str, t.Any]:
    """Return the result for one principal: what was done and what AWS holds, or else what was done and what was not.

    A principal who failed, or was not reached, has no ``login_profile``: an empty one would say "absent".
    """
    result: dict[str, t.Any] = {
        "changed": bool(outcome.done),
        **_describe_principal(outcome),
        "user_exists": outcome.plan.principal_exists,
        "actions": _describe_actions(outcome.done),
    }
    if outcome.status in {"done", "unchanged"}:
        result["login_profile"] = describe(outcome.after)
        return {**result, **_describe_version(predict_version(outcome.plan))}
    result["failed_actions"] = _describe_actions(outcome.failed)
    result["not_attempted"] = _describe_actions(outcome.not_attempted)
    return {**result, **describe_failure(outcome.failure)} if outcome.failure is not None else result


def _describe_principal(outcome: Outcome) -> dict[str, str | None]:
    principal, profile = outcome.plan.principal, outcome.after or outcome.plan.before
    if principal.root_account_id is not None:
        return {"user_name": None, "root_account_id": principal.root_account_id}
    return {"user_name": principal.user_name or (profile.user_name if profile else None)}


def _describe_version(version: str | None) -> dict[str, str]:
    return {} if version is None else {"password_version": version}


def describe_failure(failure: Failure) -> dict[str, t.Any]:
    """Return why, as users see it: ``msg``, and the ``error`` with its code, and with the message of AWS or null."""
    return {"msg": failure.message, "error": {"code": failure.code, "message": failure.aws_message}}


def _describe_actions(actions: t.Iterable[Action]) -> list[dict[str, str]]:
    """Return actions as users see them: the IAM action (also the permission's name) and the reason."""
    return [{"action": f"iam:{action.operation}", "reason": action.reason} for action in actions]
