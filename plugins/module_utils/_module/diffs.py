# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Diffs with headers that name the user, what changes and why. Check mode and a real run have the same.

Pure, and without secrets: a plan contains none.
"""

from __future__ import annotations

import typing as t
from collections import Counter
from dataclasses import replace

from ansible_collections.identity.aws.plugins.module_utils._core.models import LoginProfile, Outcome, Principal
from ansible_collections.identity.aws.plugins.module_utils._core.planner import predict

from .results import describe_diff

Diff = dict[str, t.Any]
Effect = t.Literal["gained", "lost", "changed", "unchanged"]

_EFFECTS: tuple[Effect, ...] = ("gained", "lost", "changed", "unchanged")
# Shown only where there are any.
_OTHERS = ("failed", "not attempted")


def describe_diff_of_one(outcome: Outcome) -> Diff:
    """Return the diff of a task about one user."""
    return {"before_header": _principal(outcome), "after_header": _after_header(outcome), **describe_diff(outcome)}


def describe_diffs(outcomes: t.Sequence[Outcome]) -> list[Diff]:
    """Return the diff of each user with a change, then a line with the numbers. Empty if there is no change.

    A change that was not attempted, for example because a purge was rejected, is there as well, and marked.
    """
    changes = [outcome for outcome in outcomes if outcome.done or _is_only_planned(outcome)]
    numbered = [_describe_change(outcome, f"{i} of {len(changes)}") for i, outcome in enumerate(changes, 1)]
    return [*numbered, {"prepared": _numbers(outcomes)}] if changes else []


def _describe_change(outcome: Outcome, number: str) -> Diff:
    note = ", not attempted" if _is_only_planned(outcome) else ""
    diff = describe_diff_of_one(_as_planned(outcome))
    return {**diff, "before_header": f"{diff['before_header']} (change {number}{note})"}


def _is_only_planned(outcome: Outcome) -> bool:
    return bool(outcome.plan.actions) and outcome.status == "not_attempted" and not outcome.done


def _as_planned(outcome: Outcome) -> Outcome:
    """Return the outcome as it would have been, if nothing was attempted."""
    return replace(outcome, done=outcome.plan.actions, not_attempted=()) if _is_only_planned(outcome) else outcome


def _principal(outcome: Outcome) -> str:
    """Return the principal with a name: that of the caller is known from the login profile."""
    principal, profile = outcome.plan.principal, outcome.plan.before
    if principal == Principal() and profile is not None and profile.user_name is not None:
        return f"IAM user '{profile.user_name}' (the caller)"
    return str(principal)


def _after_header(outcome: Outcome) -> str:
    before, after = outcome.plan.before, predict(outcome.applied)
    reasons = " ".join(dict.fromkeys(action.reason for action in outcome.done))
    return f"{_principal(outcome)} {_change(outcome, before, after)}" + (f": {reasons}" if reasons else "")


def _change(outcome: Outcome, before: LoginProfile | None, after: LoginProfile | None) -> str:
    about_profile = [action for action in outcome.done if action.is_about_the_login_profile]
    if not outcome.done and before != after:
        return "has no login profile any more, and not because of this task"
    if before is None and after is None:
        return "has no login profile" + (", and loses the record of a version" if outcome.done else "")
    if before is None:
        return "gains a login profile"
    if after is None:
        return "loses the login profile"
    if not outcome.done:
        return "keeps the login profile"
    if not about_profile:
        return "keeps the login profile, and the record of its version changes"
    is_password = any(action.password is not None for action in about_profile)
    return f"keeps the login profile, {'with a new password' if is_password else 'changed'}"


def _numbers(outcomes: t.Iterable[Outcome]) -> str:
    numbers = Counter(map(_effect, outcomes))
    parts = [f"{numbers[name]} {name}" for name in (*_EFFECTS, *_OTHERS) if name in _EFFECTS or numbers[name]]
    return f"Login profiles: {', '.join(parts)}.\n"


def _effect(outcome: Outcome) -> str:
    if outcome.status in {"failed", "not_attempted"}:
        return outcome.status.replace("_", " ")
    if not outcome.done:
        return "unchanged"
    before, after = outcome.plan.before, predict(outcome.applied)
    if before is None:
        return "gained" if after is not None else "changed"
    return "lost" if after is None else "changed"
