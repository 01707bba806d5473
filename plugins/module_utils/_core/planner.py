# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decide what to do, and foresee what comes of it.

Pure: the plan is a value made from a request and from what was read, so a check-mode run and a real run have the same.
"""

from __future__ import annotations

from dataclasses import replace

from .models import Action, LoginProfile, Observed, Owner, Plan, Refusal, Request, Version

# "IAM and STS quotas", IAM User Guide: tags of a user. The quota cannot be raised.
TAG_QUOTA = 50


def plan(request: Request, observed: Observed) -> Plan:
    """Return the plan that takes the owner from ``observed`` to what ``request`` asks for.

    Raises Refusal where no plan can.
    """
    before = observed.login_profile
    if observed.is_contradictory:
        raise contradiction(request.owner)
    if request.state == "absent":
        actions = _deletion(request, observed)
    elif before is None:
        actions = [_creation(request, observed), _record(request, observed)]
    elif request.update_password == "on_create" or _is_recorded(request, observed):
        actions = []
    else:
        actions = [_update(request, before, observed.version), _record(request, observed)]
    planned = tuple(action for action in actions if action)
    return Plan(request.owner, before, planned, observed.version, _owner_exists(observed))


def _owner_exists(observed: Observed) -> bool | None:
    """Return whether the IAM user exists. A login profile with a name shows it; that of a root user has none."""
    profile = observed.login_profile
    return True if profile is not None and profile.user_name is not None else observed.owner_exists


def is_about_nobody(plan_: Plan) -> bool:
    """Return whether there is nothing to do because the IAM user does not exist."""
    return plan_.owner_exists is False and plan_.before is None


def contradiction(owner: Owner) -> Refusal:
    """Return the refusal to believe one of two replies."""
    return Refusal(
        f"The replies of AWS contradict each other: {owner} has a login profile, and does not exist. AWS has probably "
        "not finished an earlier change of the user. Run the task again in a minute.",
        "contradictory_replies",
    )


def _deletion(request: Request, observed: Observed) -> list[Action | None]:
    delete = forget = None
    if observed.login_profile is not None:
        delete = Action("DeleteLoginProfile", request.owner, request.absent_because)
    if request.version is not None and observed.version is not None:
        forget = Action(
            "UntagUser", request.owner, "A deleted password has no version to record.", version=request.version
        )
    return [delete, forget]


def _creation(request: Request, observed: Observed) -> Action:
    owner = request.owner
    if observed.owner_exists is False:
        raise Refusal(
            f"{owner} does not exist. Create the user first, for example with amazon.aws.iam_user.", "user_not_found"
        )
    if request.password is not None:
        return Action(
            "CreateLoginProfile",
            owner,
            "There is no login profile yet.",
            password=request.password,
            password_reset_required=bool(request.password_reset_required),
        )
    if owner.user_name is not None:
        raise Refusal(
            f"{owner} has no login profile yet, and creating one needs a password. "
            "Give the password option, or generate_password.",
            "password_required",
        )
    if request.password_reset_required:
        raise Refusal(
            "password_reset_required needs a password where a login profile is created. Give the password option, or "
            "leave the flag out: an AssumeRoot session sets no password that could be reset.",
            "password_required",
        )
    return Action(
        "CreateLoginProfile",
        owner,
        "There is no login profile yet; without a password it lets the root user recover one (AssumeRoot session).",
    )


def _update(request: Request, before: LoginProfile, recorded: str | None) -> Action | None:
    flag = request.password_reset_required
    if request.password is not None and request.version is not None:
        reason = _difference(request.version, recorded)
    elif request.password is not None:
        reason = "update_password is always, and no API can tell whether a password matches."
    elif flag is not None and flag != before.password_reset_required:
        reason = f"password_reset_required is {str(not flag).lower()} and shall be {str(flag).lower()}."
    else:
        return None
    # UpdateLoginProfile is the one call that needs the name, so the caller's own is taken from what was read.
    owner = request.owner if request.owner.user_name is not None else Owner(before.user_name)
    if owner.user_name is None:
        raise Refusal(
            "The caller's login profile has no user name, so there is no update for it. Give user_name in place of "
            "caller.",
            "login_profile_not_updatable",
        )
    return Action("UpdateLoginProfile", owner, reason, password=request.password, password_reset_required=flag)


def _is_recorded(request: Request, observed: Observed) -> bool:
    return request.version is not None and request.version.value == observed.version


def _record(request: Request, observed: Observed) -> Action | None:
    """Record the version. Last, so that a failure means one more rotation and never a missed one."""
    if request.version is None or _is_recorded(request, observed):
        return None
    if observed.version is None and observed.tags >= TAG_QUOTA:
        raise Refusal(
            f"{request.owner} has {observed.tags} tags, which is the most that IAM allows, and none of them is "
            f"'{request.version.tag}', in which password_version is recorded. Remove a tag that the user does not "
            "need, or omit password_version, and update_password: always with it.",
            "tag_quota_exceeded",
        )
    return Action("TagUser", request.owner, _difference(request.version, observed.version), version=request.version)


def _difference(version: Version, recorded: str | None) -> str:
    known = "not recorded" if recorded is None else f"recorded as '{recorded}'"
    return f"password_version is {known} and shall be '{version.value}'."


def is_held_back(request: Request, plan_: Plan) -> bool:
    """Say whether a version asks for a new password, and update_password for none."""
    is_there = request.state == "present" and plan_.before is not None
    asks = request.version is not None and request.version.value != plan_.version_before
    return is_there and asks and request.update_password == "on_create"


def foresee(plan_: Plan) -> LoginProfile | None:
    """Return the login profile as it would be once every action of the plan is carried out, or None where absent."""
    profile = plan_.before
    for action in plan_.actions:
        if action.is_about_the_login_profile:
            profile = _after(action, profile)
    return profile


def foresee_version(plan_: Plan) -> str | None:
    """Return the version as it would be recorded once every action of the plan is carried out."""
    version = plan_.version_before
    for action in plan_.actions:
        if action.version is not None:
            version = action.version.value if action.operation == "TagUser" else None
    return version


def _after(action: Action, profile: LoginProfile | None) -> LoginProfile | None:
    if action.operation == "DeleteLoginProfile":
        return None
    if profile is None:
        return LoginProfile(action.owner.user_name, None, bool(action.password_reset_required))
    if action.password_reset_required is None:
        return profile
    return replace(profile, password_reset_required=action.password_reset_required)
