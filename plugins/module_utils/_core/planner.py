# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plan the writes for a request, and predict the result.

Pure: a plan depends only on the request and the current state, so check mode and a real run have the same plan.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .models import (
    Action,
    CurrentState,
    LoginProfile,
    Plan,
    Principal,
    Request,
    RequestError,
    SignInSession,
    Version,
)

# "IAM and STS quotas", IAM User Guide: tags of a user. The quota cannot be raised.
TAG_QUOTA = 50


def plan(request: Request, current: CurrentState) -> Plan:
    """Return the plan that changes the ``current`` state to the requested one.

    Without sign-in sessions; see ``with_sessions``. Raises RequestError if no such plan exists.
    """
    before = current.login_profile
    if current.is_contradictory:
        raise contradiction(request.principal)
    if request.state == "absent":
        actions = _deletion(request, current)
    elif before is None:
        actions = [_creation(request, current), _record(request, current)]
    else:
        if request.update_password == "on_create" or _is_recorded(request, current):
            request = _settings_of(request)
        actions = [_update(request, before, current.version), _record(request, current)]
    planned = tuple(action for action in actions if action)
    exists, because = _principal_exists(current), _revokes_because(request, planned)
    return Plan(request.principal, before, planned, current.version, exists, because, valid_until=request.valid_until)


def _revokes_because(request: Request, actions: t.Iterable[Action]) -> str | None:
    """Return why active sessions are revoked, as a sentence, or None.

    A change of the reset flag alone is no reason: the password stays the same.
    """
    if not request.revoke_sessions:
        return None
    if request.state == "absent":
        deletes = any(action.operation == "DeleteLoginProfile" for action in actions)
        return "The login profile is deleted." if deletes else request.absent_because
    replaces = any(action.operation == "UpdateLoginProfile" and action.password is not None for action in actions)
    return "The password is replaced." if replaces else None


def with_sessions(plan_: Plan, sessions: t.Sequence[SignInSession]) -> Plan:
    """Return the plan with the revocation of the active ``sessions``, if any, if the plan revokes them."""
    revokes = plan_.revokes_because is not None and len(sessions) > 0
    return replace(plan_, actions=_before_the_record(plan_, revocation(plan_, sessions))) if revokes else plan_


def revocation(plan_: Plan, sessions: t.Sequence[SignInSession]) -> Action:
    """Return the action that revokes sessions. More may exist than when the plan was made."""
    active = "1 sign-in session was" if len(sessions) == 1 else f"{len(sessions)} sign-in sessions were"
    reason = f"{plan_.revokes_because} {active} active."
    return Action("BatchRevokeSessions", plan_.principal, reason, sessions=tuple(sessions))


def steps_of(plan_: Plan) -> tuple[Action, ...]:
    """Return the actions of a plan that revokes sessions, in their order of execution.

    Sessions may have been opened after the plan was made. So a write to the login profile is always followed by a
    revocation, possibly of no session.
    """
    planned = any(action.operation == "BatchRevokeSessions" for action in plan_.actions)
    return plan_.actions if planned else _before_the_record(plan_, revocation(plan_, ()))


def _before_the_record(plan_: Plan, action: Action) -> tuple[Action, ...]:
    """Insert an action after those on the password, and before those that can wait.

    If it fails, the version is not recorded, so the next run sets a password and revokes sessions again.
    """
    can_wait = [each for each in plan_.actions if each.operation in {"TagUser", "UntagUser", "DeleteSecret"}]
    return (*plan_.actions[: len(plan_.actions) - len(can_wait)], action, *can_wait)


def _settings_of(request: Request) -> Request:
    """Return the part of a request that applies to every existing login profile, without the password."""
    return replace(request, password=None, password_reset_required=None, version=None)


def _principal_exists(current: CurrentState) -> bool | None:
    """Return whether the IAM user exists. A login profile with a name is evidence; a root user's has none."""
    profile = current.login_profile
    return True if profile is not None and profile.user_name is not None else current.principal_exists


def is_about_nobody(plan_: Plan) -> bool:
    """Return whether nothing is to be done because the IAM user does not exist."""
    return plan_.principal_exists is False and plan_.before is None and not plan_.actions


def contradiction(principal: Principal) -> RequestError:
    """Return the error of two contradictory replies."""
    return RequestError(
        f"The replies of AWS contradict each other: {principal} has a login profile, and does not exist. AWS has "
        "probably not finished an earlier change of the user. Run the task again in a minute.",
        "contradictory_replies",
    )


def _deletion(request: Request, current: CurrentState) -> list[Action | None]:
    delete = forget = None
    if current.login_profile is not None:
        delete = Action("DeleteLoginProfile", request.principal, request.absent_because)
    if request.version is not None and current.version is not None:
        forget = Action(
            "UntagUser",
            request.principal,
            "The password is deleted, so its version is removed.",
            version=request.version,
        )
    return [delete, forget]


def _creation(request: Request, current: CurrentState) -> Action:
    principal = request.principal
    if current.principal_exists is False:
        raise RequestError(
            f"{principal} does not exist. Check the spelling and the case of the name, or create the user first, for "
            "example with amazon.aws.iam_user.",
            "user_not_found",
        )
    if request.password is not None:
        return Action(
            "CreateLoginProfile",
            principal,
            "There is no login profile yet.",
            password=request.password,
            password_reset_required=bool(request.password_reset_required),
            # A new login profile has none to clear.
            max_signin_session_duration=request.max_signin_session_duration or None,
        )
    if principal.user_name is not None:
        raise RequestError(
            f"{principal} has no login profile, and creating one requires a password. If the user must not sign in, "
            "set state: absent. Otherwise, give password or generate_password.",
            "password_required",
        )
    settings = {
        "password_reset_required": request.password_reset_required,
        "max_signin_session_duration": request.max_signin_session_duration,
    }
    if given := " and ".join(name for name, value in settings.items() if value):
        raise RequestError(
            f"Creating a login profile with {given} requires a password. Give the password option. In an AssumeRoot "
            f"session, which creates the login profile without a password, omit {given}.",
            "password_required",
        )
    return Action(
        "CreateLoginProfile",
        principal,
        (
            "There is no login profile yet. A login profile without a password allows the root user to recover one "
            "(AssumeRoot session)."
        ),
    )


def _update(request: Request, before: LoginProfile, recorded: str | None) -> Action | None:
    of_password, of_duration = _password_reason(request, before, recorded), _duration_reason(request, before)
    if of_password is None and of_duration is None:
        return None
    # Only UpdateLoginProfile requires the name. For the caller, the login profile has it.
    principal = request.principal if request.principal.user_name is not None else Principal(before.user_name)
    if principal.user_name is None:
        raise RequestError(
            "The caller's login profile has no user name, so it cannot be updated. Give user_name instead of caller.",
            "login_profile_not_updatable",
        )
    return Action(
        "UpdateLoginProfile",
        principal,
        " ".join(reason for reason in (of_password, of_duration) if reason is not None),
        password=request.password,
        password_reset_required=None if of_password is None else request.password_reset_required,
        max_signin_session_duration=None if of_duration is None else request.max_signin_session_duration,
    )


def _password_reason(request: Request, before: LoginProfile, recorded: str | None) -> str | None:
    """Return why the password or the flag is set, or None."""
    flag = request.password_reset_required
    if request.password is not None and request.version is not None:
        return _difference(request.version, recorded)
    if request.password is not None:
        return "update_password is always, and AWS has no API that verifies a password."
    if flag is not None and flag != before.password_reset_required:
        return f"password_reset_required is {str(not flag).lower()} and must be {str(flag).lower()}."
    return None


def _duration_reason(request: Request, before: LoginProfile) -> str | None:
    """Return why the duration is set or cleared, or None."""
    wanted, present = request.max_signin_session_duration, before.max_signin_session_duration
    if wanted is None or (wanted or None) == present:
        return None
    known = "not set" if present is None else f"{present} s"
    return f"max_signin_session_duration is {known} and must {f'be {wanted} s' if wanted else 'not be set'}."


def _is_recorded(request: Request, current: CurrentState) -> bool:
    return request.version is not None and request.version.value == current.version


def _record(request: Request, current: CurrentState) -> Action | None:
    """Record the version as the last action: a failure causes an additional rotation, never a missed one."""
    if request.version is None or _is_recorded(request, current):
        return None
    if current.version is None and current.tags >= TAG_QUOTA:
        raise RequestError(
            f"{request.principal} has {current.tags} tags, which is the most that IAM allows, and none of them is "
            f"'{request.version.tag}', in which password_version is recorded. Remove a tag that the user does not "
            "need, or omit password_version together with update_password: always.",
            "tag_quota_exceeded",
        )
    return Action("TagUser", request.principal, _difference(request.version, current.version), version=request.version)


def _difference(version: Version, recorded: str | None) -> str:
    known = "not recorded" if recorded is None else f"recorded as '{recorded}'"
    return f"password_version is {known} and must be '{version.value}'."


def has_blocked_version(request: Request, plan_: Plan) -> bool:
    """Return whether a version requests a new password that update_password does not allow."""
    is_there = request.state == "present" and plan_.before is not None
    asks = request.version is not None and request.version.value != plan_.version_before
    return is_there and asks and request.update_password == "on_create"


def records_without_a_password(plan_: Plan) -> bool:
    """Return whether another version is recorded without a new password."""
    records = any(action.operation == "TagUser" for action in plan_.actions)
    sets = any(action.password is not None for action in plan_.actions)
    return records and not sets and plan_.version_before is not None


def has_nothing_to_set(request: Request, plan_: Plan) -> bool:
    """Return whether update_password is always, and the request has nothing to set."""
    is_there = request.state == "present" and plan_.before is not None
    settable = (request.password, request.password_reset_required, request.version, request.max_signin_session_duration)
    asks = any(each is not None for each in settable)
    return is_there and request.update_password == "always" and not asks


def predict(plan_: Plan) -> LoginProfile | None:
    """Return the login profile after all actions of the plan, or None."""
    profile = plan_.before
    for action in plan_.actions:
        if action.is_about_the_login_profile:
            profile = _after(action, profile)
    return profile


def predict_version(plan_: Plan) -> str | None:
    """Return the recorded version after all actions of the plan."""
    version = plan_.version_before
    for action in plan_.actions:
        if action.version is not None:
            version = action.version.value if action.operation == "TagUser" else None
    return version


def _after(action: Action, profile: LoginProfile | None) -> LoginProfile | None:
    if action.operation == "DeleteLoginProfile":
        return None
    flag, duration = action.password_reset_required, action.max_signin_session_duration
    if profile is None:
        return LoginProfile(action.principal.user_name, None, bool(flag), duration)
    return replace(
        profile,
        password_reset_required=profile.password_reset_required if flag is None else flag,
        max_signin_session_duration=profile.max_signin_session_duration if duration is None else duration or None,
    )
