# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The errors and results about login profiles that the layer words itself.

Codes and statuses are those of the IAM API reference; the wording is what IAM is publicly known to answer. Both
backends say some of it in other words, and do not tell "no such user" from "no password".
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from memory import Profile
from query import AwsError


def no_such_user(name: str) -> AwsError:
    """NoSuchEntity: "it referenced a resource entity that does not exist"."""
    return AwsError(404, "NoSuchEntity", f"The user with name {name} cannot be found.")


def no_login_profile(name: str) -> AwsError:
    """GetLoginProfile: "If the user does not exist or does not have a password, [...] 404 (NoSuchEntity)"."""
    return AwsError(404, "NoSuchEntity", f"Login Profile for User {name} cannot be found.")


def login_profile_exists(name: str) -> AwsError:
    """EntityAlreadyExists: "it attempted to create a resource that already exists"."""
    return AwsError(409, "EntityAlreadyExists", f"Login Profile for user {name} already exists.")


def being_created(name: str) -> AwsError:
    """EntityTemporarilyUnmodifiable: declared by UpdateLoginProfile and DeleteLoginProfile."""
    message = f"Login Profile for User {name} cannot be modified while login profile is being created."
    return AwsError(409, "EntityTemporarilyUnmodifiable", message)


def has_login_profile() -> AwsError:
    """DeleteUser: "you must delete the items attached to the user manually, or the deletion fails" (Password first)."""
    return AwsError(409, "DeleteConflict", "Cannot delete entity, must delete login profile first.")


def user_exists(name: str) -> AwsError:
    """CreateUser, UserName: names "are not distinguished by case"."""
    return AwsError(409, "EntityAlreadyExists", f"User with name {name} already exists.")


def too_many_tags() -> AwsError:
    """TagUser: "A user can have a maximum of 50 tags" (IAM User Guide, quotas); LimitExceeded, HTTP status 409."""
    return AwsError(409, "LimitExceeded", "Cannot exceed quota for TagsPerUser: 50")


def login_profile(profile: Profile) -> str:
    """Shape LoginProfile."""
    return (
        f"<LoginProfile><UserName>{escape(profile.user_name)}</UserName><CreateDate>{profile.create_date}</CreateDate>"
        f"<PasswordResetRequired>{str(profile.reset_required).lower()}</PasswordResetRequired></LoginProfile>"
    )
