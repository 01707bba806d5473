# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The warnings of a workflow, each for all of its jobs. Check mode and a real run have the same.

Pure.
"""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.models import Plan, first_of, name_all
from ansible_collections.identity.aws.plugins.module_utils._core.planner import (
    has_blocked_version,
    has_nothing_to_set,
    is_about_nobody,
    records_without_a_password,
)
from ansible_collections.identity.aws.plugins.module_utils._core.validation import (
    UNTYPEABLE_ADVICE,
    untypeable_characters,
)
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import GENERATED, GIVEN

from .jobs import PlannedJob


def warnings_of(planned_jobs: t.Sequence[PlannedJob]) -> t.Iterator[str]:
    """Yield the warnings that need only the plans."""
    for warning in _WARNINGS:
        yield from warning(planned_jobs)


def _warning_of_blocked_versions(planned_jobs: t.Iterable[PlannedJob]) -> t.Iterator[str]:
    if blocked := [each.plan for each in planned_jobs if has_blocked_version(each.job.request, each.plan)]:
        yield (
            f"The password_version of {_names(blocked)} differs from the recorded version, but no password is "
            "rotated, because update_password is on_create. To rotate the password with each new version, set "
            "update_password: always."
        )


def _warning_of_recorded_without_password(planned_jobs: t.Iterable[PlannedJob]) -> t.Iterator[str]:
    if recorded := [each.plan for each in planned_jobs if records_without_a_password(each.plan)]:
        yield (
            f"The recorded password_version of {_names(recorded)} changes without a new password. Give password or "
            "generate_password, unless the password was set by other means."
        )


def _warning_of_nothing_to_set(planned_jobs: t.Iterable[PlannedJob]) -> t.Iterator[str]:
    if without_change := [each.plan for each in planned_jobs if has_nothing_to_set(each.job.request, each.plan)]:
        yield (
            f"update_password is always for {_names(without_change)}, but there is nothing to set. Give password, "
            "generate_password or password_reset_required."
        )


def _warning_of_missing(planned_jobs: t.Iterable[PlannedJob]) -> t.Iterator[str]:
    if missing := [each.plan for each in planned_jobs if is_about_nobody(each.plan) and each.failure is None]:
        yield (
            f"{_capitalized(_names(missing))} does not exist, so there is no login profile to delete. Check the "
            "spelling and the case of the name, or remove the task or entry if the user was deleted."
        )


def _warnings_of_ends(planned_jobs: t.Iterable[PlannedJob]) -> t.Iterator[str]:
    """Yield a warning of accesses that end soon, and one of those that end now because of the time."""
    soon, ended = [], []
    for each in planned_jobs:
        until, days = each.job.request.valid_until, each.job.request.days_left
        if until is None:
            continue
        who = f"{each.plan.principal.label} ({until.given}"
        if days is not None:
            soon.append(f"{who}, {'1 day' if days == 1 else f'{days} days'} left)")
        if any(action.operation == "DeleteLoginProfile" for action in each.plan.actions):
            ended.append(f"{who})")
    if soon:
        yield f"Access ends soon (valid_until): {first_of(soon)}. To extend it, set a later valid_until."
    if ended:
        yield f"Access has ended (valid_until) for users who lose the login profile: {first_of(ended)}."


def _warning_of_sign_in_url(planned_jobs: t.Iterable[PlannedJob]) -> t.Iterator[str]:
    if problem := next((each.plan.sign_in.problem for each in planned_jobs if each.plan.sign_in is not None), None):
        yield problem


def _warning_of_untypeable(planned_jobs: t.Iterable[PlannedJob]) -> t.Iterator[str]:
    """Yield a warning of given passwords that are hard to type on the sign-in page."""
    found = [
        f"{each.plan.principal.label} ({', '.join(characters)})"
        for each in planned_jobs
        if each.plan.sets(GIVEN) and (characters := untypeable_characters(each.job.secrets.value(GIVEN).reveal()))
    ]
    if found:
        yield (
            f"A given password has characters that cannot be seen: {first_of(found)}. {UNTYPEABLE_ADVICE} A password "
            "that is already set does not change unless update_password is always."
        )


# In the order of the output.
_WARNINGS = (
    *(
        _warning_of_blocked_versions,
        _warning_of_recorded_without_password,
        _warning_of_nothing_to_set,
        _warning_of_missing,
    ),
    *(_warnings_of_ends, _warning_of_sign_in_url, _warning_of_untypeable),
)


def unread_policy_warnings(plans: t.Sequence[Plan], *, given: bool) -> t.Iterator[str]:
    """Yield the warnings about passwords that could not be checked, including the ``given`` ones."""
    from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import UNREADABLE

    if checked := [plan for plan in plans if given and plan.sets(GIVEN)]:
        yield f"The password of {_names(checked)} was not checked against the account password policy: {UNREADABLE}"
    if generated := [plan for plan in plans if plan.sets(GENERATED)]:
        yield (
            f"The password generated for {_names(generated)} has all classes of characters, but the account password "
            f"policy may require more characters than password_length: {UNREADABLE}"
        )


def reset_warning(plans: t.Sequence[Plan], *, may_change: bool | None) -> str:
    """Return the warning of users who must set a new password. ``may_change`` is None if unknown."""
    policy = "does not let" if may_change is not None else "could not be read, so it is not known whether it lets"
    return (
        f"{_capitalized(_names(plans))} must set a new password at the next sign-in, but the account password policy "
        f"{policy} users change their own passwords. Without the permission iam:ChangePassword the user cannot sign "
        "in. Attach the AWS managed policy IAMUserChangePassword to the user or to a group of the user "
        "(managed_policies of amazon.aws.iam_user or amazon.aws.iam_group)."
    )


def _names(plans: t.Sequence[Plan]) -> str:
    return name_all([plan.principal for plan in plans])


def _capitalized(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
