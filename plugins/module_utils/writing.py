# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls that change an account. There are no others."""

from __future__ import annotations

import typing as t

from .errors import WriteErrorHandler, send
from .model import Action, LoginProfile, Operation, Version
from .reading import to_login_profile, user_name_parameter
from .root_sessions import TASKS, RootSessions


class Writer:
    """Carries out one action of a plan at a time."""

    def __init__(self, client: t.Any, root_sessions: RootSessions) -> None:
        """Take a botocore IAM client (made at run time, so it has no static type), and where root users' come from."""
        self._client = client
        self._root_sessions = root_sessions

    def carry_out(self, action: Action, password: str | None) -> LoginProfile | None:
        """Make the action's call. Returns the login profile where the reply holds one. Raises LoginProfileError."""
        parameters: dict[str, t.Any] = user_name_parameter(action.owner)
        if password is not None:
            parameters["Password"] = password
        if action.password_reset_required is not None:
            parameters["PasswordResetRequired"] = action.password_reset_required
        if action.version is not None:
            parameters.update(_tag_parameters(action.operation, action.version))
        client = self._client
        if action.owner.root_account_id is not None:
            # Before the write, and no part of it: where the session fails, nothing was tried.
            client = self._root_sessions.client(action.owner, TASKS[action.operation])
        reply = _CALLS[action.operation](client, parameters)
        return to_login_profile(reply["LoginProfile"]) if "LoginProfile" in reply else None


@WriteErrorHandler.common_error_handler("create the login profile")
def _create_login_profile(client: t.Any, parameters: dict[str, t.Any]) -> t.Any:
    return send(client.create_login_profile, **parameters)


@WriteErrorHandler.common_error_handler("update the login profile")
def _update_login_profile(client: t.Any, parameters: dict[str, t.Any]) -> t.Any:
    return send(client.update_login_profile, **parameters)


@WriteErrorHandler.common_error_handler("delete the login profile")
def _delete_login_profile(client: t.Any, parameters: dict[str, t.Any]) -> t.Any:
    return send(client.delete_login_profile, **parameters)


@WriteErrorHandler.common_error_handler("record the password version in a tag")
def _tag_user(client: t.Any, parameters: dict[str, t.Any]) -> t.Any:
    return send(client.tag_user, **parameters)


@WriteErrorHandler.common_error_handler("remove the tag with the password version")
def _untag_user(client: t.Any, parameters: dict[str, t.Any]) -> t.Any:
    return send(client.untag_user, **parameters)


_CALLS: dict[Operation, t.Callable[[t.Any, dict[str, t.Any]], t.Any]] = {
    "CreateLoginProfile": _create_login_profile,
    "UpdateLoginProfile": _update_login_profile,
    "DeleteLoginProfile": _delete_login_profile,
    "TagUser": _tag_user,
    "UntagUser": _untag_user,
}


def _tag_parameters(operation: Operation, version: Version) -> dict[str, t.Any]:
    """Name one tag: the user's others are not touched by either call."""
    if operation == "UntagUser":
        return {"TagKeys": [version.tag]}
    return {"Tags": [{"Key": version.tag, "Value": version.value}]}
