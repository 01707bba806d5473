# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The login profiles of IAM users.

AWS documents no order of errors. Here: an invalid request, a missing user, an existing or missing profile, and then the
password policy.

MaxSigninSessionDuration: it is in the reply only if set, and is deleted with the login profile. AWS's message for a
request that also resets it is not recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from . import password_policy
from .errors import AWSError, login_profile_exists, missing, no_login_profile, validation_error
from .request import Handler, Reply, Request
from .state import Profile, User


def create_login_profile(request: Request) -> Reply:
    """CreateLoginProfile, Password: omitted with an AssumeRoot session, "It is required in all other cases"."""
    user, given = request.user, request.parameters
    if "Password" not in given:
        raise validation_error(f"1 validation error detected: {missing('password')}")
    if user.profile:
        raise login_profile_exists(f"user {user.name}")
    _check_password(request)
    user.profile = Profile(request.now, request.today, given["Password"], given.get("PasswordResetRequired"))
    user.profile.max_session_seconds = given.get("MaxSigninSessionDuration")
    user.deleted = None
    return {"LoginProfile": _shown(user, user.profile)}


def get_login_profile(request: Request) -> Reply:
    """IAM User Guide, "Troubleshoot IAM": changes are not immediately visible; the delay is a setting."""
    user, settings = request.user, request.settings
    if user.deleted and _younger(request, user.deleted[1], settings.delete_visible_after):
        return {"LoginProfile": _shown(user, user.deleted[0])}
    profile = _existing(user)
    if _younger(request, profile.created, settings.create_visible_after):
        raise no_login_profile(user.name)
    return {"LoginProfile": _shown(user, profile)}


def update_login_profile(request: Request) -> Reply:
    given, resets = request.parameters, request.parameters.get("ResetMaxSigninSessionDuration")
    if resets and "MaxSigninSessionDuration" in given:
        message = "MaxSigninSessionDuration and ResetMaxSigninSessionDuration exclude one another."
        raise AWSError(400, "InvalidInput", message)
    profile = modifiable(request, request.user)
    _check_password(request)
    if resets or "MaxSigninSessionDuration" in given:
        profile.max_session_seconds = given.get("MaxSigninSessionDuration")
    if "PasswordResetRequired" in given:
        profile.reset_required = given["PasswordResetRequired"]
    if "Password" in given:
        profile.password, profile.changed = given["Password"], request.today
    return {}


def delete_login_profile(request: Request) -> Reply:
    user = request.user
    user.deleted = (modifiable(request, user), request.now)
    user.profile = None
    return {}


def _existing(user: User) -> Profile:
    if user.profile is None:
        raise no_login_profile(user.name)
    return user.profile


def modifiable(request: Request, user: User) -> Profile:
    """EntityTemporarilyUnmodifiable: declared by UpdateLoginProfile and DeleteLoginProfile."""
    profile = _existing(user)
    if _younger(request, profile.created, request.settings.unmodifiable_after_create):
        message = f"Login Profile for User {user.name} cannot be modified while login profile is being created."
        raise AWSError(409, "EntityTemporarilyUnmodifiable", message)
    return profile


def _younger(request: Request, began: datetime, seconds: float) -> bool:
    return 0 <= (request.now - began).total_seconds() < seconds


def _check_password(request: Request) -> None:
    password = request.parameters.get("Password")
    if password is not None and not request.settings.any_password:
        password_policy.check(password, request.account.password_policy)


def _shown(user: User, profile: Profile) -> Reply:
    """Shape LoginProfile."""
    seconds = profile.max_session_seconds
    return {
        "UserName": user.name,
        "CreateDate": profile.created.replace(microsecond=0),
        "PasswordResetRequired": bool(profile.reset_required),
        **({} if seconds is None else {"MaxSigninSessionDuration": seconds}),
    }


ACTIONS: Mapping[str, Handler] = {
    "CreateLoginProfile": create_login_profile,
    "GetLoginProfile": get_login_profile,
    "UpdateLoginProfile": update_login_profile,
    "DeleteLoginProfile": delete_login_profile,
}
