# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls that change an account. There are no others."""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.models import Action, LoginProfile, Operation, Version
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret

from .credential_errors import CredentialsError
from .errors import WriteErrorHandler, send
from .reads import to_login_profile, user_name_parameter
from .root_sessions import TASKS, RootSessions

# What each call does, for a sentence, and the call itself.
_CALLS: dict[Operation, tuple[str, t.Callable[[t.Any], t.Callable[..., t.Any]]]] = {
    "CreateLoginProfile": ("create the login profile", lambda client: client.create_login_profile),
    "UpdateLoginProfile": ("update the login profile", lambda client: client.update_login_profile),
    "DeleteLoginProfile": ("delete the login profile", lambda client: client.delete_login_profile),
    "TagUser": ("record the password version in a tag", lambda client: client.tag_user),
    "UntagUser": ("remove the tag with the password version", lambda client: client.untag_user),
}


class Writer:
    """Carries out one action of a plan at a time."""

    def __init__(self, client: t.Any, root_sessions: RootSessions) -> None:
        """Take a botocore IAM client (made at run time, so it has no static type), and where root users' come from."""
        self._client = client
        self._root_sessions = root_sessions

    def carry_out(self, action: Action, password: Secret | None) -> LoginProfile | None:
        """Make the action's call. Returns the login profile where the reply holds one. Raises LoginProfileError."""
        parameters: dict[str, t.Any] = user_name_parameter(action.principal)
        if password is not None:
            parameters["Password"] = password.reveal()
        if action.password_reset_required is not None:
            parameters["PasswordResetRequired"] = action.password_reset_required
        if action.version is not None:
            parameters.update(_tag_parameters(action.operation, action.version))
        client = self._client
        if action.principal.root_account_id is not None:
            # Before the write, and no part of it: where the session fails, nothing was tried.
            client = self._root_sessions.client(action.principal, TASKS[action.operation])
        what, method = _CALLS[action.operation]

        def reply() -> LoginProfile | None:
            told = method(client)(**parameters)
            # botocore takes any XML for the reply to a call that returns nothing. AWS's has an id, whatever the call.
            _id = told["ResponseMetadata"]["RequestId"]
            return to_login_profile(told["LoginProfile"]) if "LoginProfile" in told else None

        try:
            made: LoginProfile | None = WriteErrorHandler.common_error_handler(what)(send)(reply)
        except CredentialsError as error:
            error.is_write = True
            raise
        return made


def _tag_parameters(operation: Operation, version: Version) -> dict[str, t.Any]:
    """Name one tag: the user's others are not touched by either call."""
    if operation == "UntagUser":
        return {"TagKeys": [version.tag]}
    return {"Tags": [{"Key": version.tag, "Value": version.value}]}
