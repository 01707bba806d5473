# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls that change an account. There are no others."""

from __future__ import annotations

import typing as t

from .errors import WriteErrorHandler, send
from .model import Action, LoginProfile, Operation, Version
from .reading import to_login_profile, user_name_parameter


class Writer:
    """Carries out one action of a plan at a time."""

    def __init__(self, client: t.Any) -> None:
        """Take a botocore IAM client (made at run time, so it has no static type)."""
        self._calls: dict[Operation, t.Callable[..., t.Any]] = {
            "CreateLoginProfile": WriteErrorHandler.common_error_handler("create the login profile")(
                lambda **parameters: send(client.create_login_profile, **parameters)
            ),
            "UpdateLoginProfile": WriteErrorHandler.common_error_handler("update the login profile")(
                lambda **parameters: send(client.update_login_profile, **parameters)
            ),
            "DeleteLoginProfile": WriteErrorHandler.common_error_handler("delete the login profile")(
                lambda **parameters: send(client.delete_login_profile, **parameters)
            ),
            "TagUser": WriteErrorHandler.common_error_handler("record the password version in a tag")(
                lambda **parameters: send(client.tag_user, **parameters)
            ),
            "UntagUser": WriteErrorHandler.common_error_handler("remove the tag with the password version")(
                lambda **parameters: send(client.untag_user, **parameters)
            ),
        }

    def carry_out(self, action: Action, password: str | None) -> LoginProfile | None:
        """Make the action's call. Returns the login profile where the reply holds one. Raises LoginProfileError."""
        parameters: dict[str, t.Any] = user_name_parameter(action.owner)
        if password is not None:
            parameters["Password"] = password
        if action.password_reset_required is not None:
            parameters["PasswordResetRequired"] = action.password_reset_required
        if action.version is not None:
            parameters.update(_tag_parameters(action.operation, action.version))
        reply = self._calls[action.operation](**parameters)
        return to_login_profile(reply["LoginProfile"]) if "LoginProfile" in reply else None


def _tag_parameters(operation: Operation, version: Version) -> dict[str, t.Any]:
    """Name one tag: the user's others are not touched by either call."""
    if operation == "UntagUser":
        return {"TagKeys": [version.tag]}
    return {"Tags": [{"Key": version.tag, "Value": version.value}]}
