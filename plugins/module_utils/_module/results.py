# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Describe an outcome in the common format of results, diffs and rows.

Pure, and without secrets: a plan contains none. A diff has headers with the user, the change and its reason. Check mode
and a real run have the same diff.
"""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Action,
    Failure,
    LoginProfile,
    Outcome,
    Plan,
    Principal,
    permission_of,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import predict, predict_version


def describe(profile: LoginProfile | None) -> dict[str, t.Any]:
    """Return a login profile as users see it, with every key; empty if absent."""
    if profile is None:
        return {}
    return {
        "user_name": profile.user_name,
        "create_date": profile.create_date,
        "password_reset_required": profile.password_reset_required,
        "max_signin_session_duration": profile.max_signin_session_duration,
    }


def describe_diff(outcome: Outcome) -> dict[str, t.Any]:
    """Return the diff of a task about one user."""
    name, plan = _name(outcome), outcome.applied
    # From the plan, so that check mode and a real run agree.
    predicted = predict(plan)
    header = f"{name} {_after_header(outcome, predicted)}"
    return {"before_header": name, "after_header": header, **_before_and_after(outcome, plan, predicted)}


def _before_and_after(outcome: Outcome, plan: Plan, predicted: LoginProfile | None) -> dict[str, t.Any]:
    """Return before and after of the changes of an outcome."""
    before = describe(plan.before)
    if not outcome.done:
        return {"before": before, "after": before}
    after = describe(predicted)
    if any(action.password for action in outcome.done):
        after["password"] = "(set by this task, not shown)"
    if _records_version(outcome.done):
        before |= _describe_version(plan.version_before)
        after |= _describe_version(predict_version(plan))
    if any(action.secret for action in outcome.done):
        secret_before, secret_after = _secret_before_and_after(outcome.done)
        before |= secret_before
        after |= secret_after
    if revoked := count_sessions(outcome.done):
        active = count_sessions((*outcome.done, *outcome.failed, *outcome.not_attempted))
        before["active_sign_in_sessions"], after["active_sign_in_sessions"] = active, active - revoked
    return {"before": before, "after": after}


def _secret_before_and_after(actions: t.Sequence[Action]) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
    secret, operations = _describe_secret(actions), {action.operation for action in actions}
    before = {} if "CreateSecret" in operations else {"secret": {"name": secret["name"]}}
    after = {} if "DeleteSecret" in operations else {"secret": {key: secret[key] for key in ("name", "stage")}}
    return before, after


def describe_outcome(outcome: Outcome) -> dict[str, t.Any]:
    """Return one principal's result: what was done and AWS's state, or what was done and what was not.

    A principal that failed or was not reached has no ``login_profile``: an empty one would mean "absent".
    """
    until = outcome.plan.valid_until
    result: dict[str, t.Any] = {
        "changed": bool(outcome.done),
        **_describe_principal(outcome),
        "user_exists": outcome.plan.principal_exists,
        "valid_until": None if until is None else until.end.isoformat(),
        "actions": _describe_actions(outcome.done),
        "revoked_sessions": count_sessions(outcome.done),
    }
    if any(action.secret for action in outcome.done):
        result["secret"] = _describe_secret(outcome.done)
    if outcome.plan.sign_in is not None and outcome.may_have_set():
        result["sign_in_url"] = outcome.plan.sign_in.url
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


def _describe_secret(actions: t.Sequence[Action]) -> dict[str, str | None]:
    """Return the secret after these actions. Imported on demand: few tasks have one."""
    from ansible_collections.identity.aws.plugins.module_utils._core.secret_planner import describe_secret

    return describe_secret(actions)


def _describe_version(version: str | None) -> dict[str, str]:
    return {} if version is None else {"password_version": version}


def count_sessions(actions: t.Iterable[Action]) -> int:
    """Return how many sign-in sessions the actions revoke."""
    return sum(len(action.sessions) for action in actions)


def describe_failure(failure: Failure) -> dict[str, t.Any]:
    """Return a failure as users see it: ``msg``, and ``error`` with the code and AWS's message or null."""
    return {"msg": failure.message, "error": {"code": failure.code, "message": failure.aws_message}}


def _describe_actions(actions: t.Iterable[Action]) -> list[dict[str, str]]:
    """Return actions as users see them: the IAM action, which is also the permission, and the reason."""
    return [{"action": permission_of(action.operation), "reason": action.reason} for action in actions]


def _name(outcome: Outcome) -> str:
    """Return the principal with a name: the caller's is in the login profile."""
    principal, profile = outcome.plan.principal, outcome.plan.before
    if principal == Principal() and profile is not None and profile.user_name is not None:
        return f"IAM user '{profile.user_name}' (the caller)"
    return str(principal)


def _after_header(outcome: Outcome, after: LoginProfile | None) -> str:
    reasons = " ".join(dict.fromkeys(action.reason for action in outcome.done))
    change = f"{_change(outcome, outcome.plan.before, after)}{_revocation(count_sessions(outcome.done))}"
    return change + (f": {reasons}" if reasons else "")


def _revocation(sessions: int) -> str:
    number = "1 sign-in session" if sessions == 1 else f"{sessions} sign-in sessions"
    return f", and loses {number}" if sessions else ""


def _change(outcome: Outcome, before: LoginProfile | None, after: LoginProfile | None) -> str:
    if not outcome.done and before != after:
        return "has no login profile; this task did not delete it"
    if before is None and after is None:
        record = ", and loses the recorded password_version" if _records_version(outcome.done) else ""
        return f"has no login profile{record}"
    if before is None:
        return "gains a login profile"
    if after is None:
        return "loses the login profile"
    return f"keeps the login profile{_update(outcome.done)}"


def _update(actions: t.Sequence[Action]) -> str:
    """Return the changes that the actions make to an existing login profile."""
    about_profile = [action for action in actions if action.is_about_the_login_profile]
    if any(action.password is not None for action in about_profile):
        return ", with a new password"
    if about_profile:
        return ", changed"
    return ", and the recorded password_version changes" if _records_version(actions) else ""


def _records_version(actions: t.Iterable[Action]) -> bool:
    """Return whether the actions change the recorded version of a password."""
    return any(action.version is not None for action in actions)
