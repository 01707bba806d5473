# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All calls that change an account."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Action,
    LoginProfile,
    Operation,
    SignInSession,
)
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret

from .errors import CallKind, aws_call
from .reads import to_login_profile, user_name_parameter
from .root_sessions import TASKS, RootSessions

if t.TYPE_CHECKING:
    from mypy_boto3_iam.client import IAMClient

    from ansible_collections.identity.aws.plugins.module_utils._core.stored_secrets import SecretWrite

# What each call does, for a sentence.
WHAT: dict[Operation, str] = {
    "CreateLoginProfile": "create the login profile",
    "UpdateLoginProfile": "update the login profile",
    "DeleteLoginProfile": "delete the login profile",
    "TagUser": "record the password version in a tag",
    "UntagUser": "remove the tag with the password version",
    "ChangePassword": "change the password",
    "BatchRevokeSessions": "revoke sign-in sessions",
    "CreateSecret": "create the secret",
    "PutSecretValue": "store the password in the secret",
    "UpdateSecretVersionStage": "move a staging label of the secret",
    "DeleteSecret": "schedule the deletion of the secret",
}


class _PasswordParameters(t.TypedDict, total=False):
    Password: str
    PasswordResetRequired: bool


@dataclass(frozen=True)
class SessionError:
    """Why AWS did not revoke a session (shape ``BatchRevokeSessionError`` of the Signin service model)."""

    session_arn: str
    code: str
    message: str


@dataclass(frozen=True)
class Revoked:
    """The reply to one BatchRevokeSessions: the ARNs of revoked sessions, and the errors of others."""

    session_arns: frozenset[str]
    errors: tuple[SessionError, ...]


def revoke_sessions(
    client: t.Any, sessions: t.Sequence[SignInSession], principal_arn: str | None, reason: str
) -> Revoked:
    """Revoke up to five sessions of a principal, None for the caller. ``reason`` has at most 256 characters.

    ``client`` is a Signin client of the sessions' region. Revoking a revoked session succeeds, so a request whose reply
    was lost can be repeated. Raises LoginProfileError.
    """
    about = {} if principal_arn is None else {"principalArn": principal_arn}
    with aws_call(f"{WHAT['BatchRevokeSessions']} in {client.meta.region_name}", CallKind.WRITE):
        arns = [session.session_arn for session in sessions]
        reply = client.batch_revoke_sessions(**about, sessionArns=arns, reason=reason)
        revoked = frozenset(each["sessionArn"] for each in reply["revokedSessions"])
        errors = [SessionError(each["sessionArn"], each["code"], each["message"]) for each in reply["errors"]]
    return Revoked(revoked, tuple(errors))


def write_secret(client: t.Any, operation: Operation, write: SecretWrite, value: Secret | None) -> str:
    """Make the call of an action on a secret, and return the secret's ARN. Raises LoginProfileError.

    ``client`` is of the secret's region. ``value`` is the content of a new version.
    """
    with aws_call(f"{WHAT[operation]} '{write.secret_id}'", CallKind.WRITE):
        reply = _send_to_secret(client, operation, write, value)
        arn: str = reply["ARN"]
        return arn


def _send_to_secret(client: t.Any, operation: Operation, write: SecretWrite, value: Secret | None) -> t.Any:
    from ansible_collections.identity.aws.plugins.module_utils._core.stored_secrets import CURRENT

    target = write.target
    if operation == "DeleteSecret":
        return client.delete_secret(SecretId=write.secret_id, RecoveryWindowInDays=target.recovery_window)
    if operation == "UpdateSecretVersionStage":
        is_promotion = write.stage == CURRENT
        versions = {"RemoveFromVersionId": write.current if is_promotion else write.version_id}
        versions |= {"MoveToVersionId": write.version_id} if is_promotion else {}
        return client.update_secret_version_stage(SecretId=write.secret_id, VersionStage=write.stage, **versions)
    if value is None:
        raise AssertionError(f"{operation} needs the value of the secret")
    # The token is the version id, so a repeated request creates no second version.
    new = {"ClientRequestToken": write.version_id, "SecretString": value.reveal()}
    if operation == "PutSecretValue":
        return client.put_secret_value(SecretId=write.secret_id, VersionStages=[write.stage], **new)
    key = {} if target.kms_key_id is None else {"KmsKeyId": target.kms_key_id}
    tags = {"Tags": [{"Key": name, "Value": text} for name, text in target.tags]} if target.tags else {}
    return client.create_secret(Name=target.secret_id, **new, **key, **tags)


class Writer:
    """Executes one action of a plan at a time."""

    def __init__(self, client: IAMClient, root_sessions: RootSessions) -> None:
        """Store the client for IAM users, and the factory of clients for root users."""
        self._client = client
        self._root_sessions = root_sessions

    def carry_out(self, action: Action, password: Secret | None) -> LoginProfile | None:
        """Make the action's call. Returns the login profile if the reply has one. Raises LoginProfileError."""
        client = self._client
        if action.principal.root_account_id is not None:
            # Before the write: if the session fails, nothing was attempted.
            client = self._root_sessions.client(action.principal, TASKS[action.operation])
        with aws_call(WHAT[action.operation], CallKind.WRITE):
            reply = _verified(_send(client, action, password))
            return to_login_profile(reply["LoginProfile"]) if "LoginProfile" in reply else None


def change_own_password(client: IAMClient, old: Secret, new: Secret) -> None:
    """Change the password of the IAM user whose credentials the client has. Raises LoginProfileError."""
    with aws_call(WHAT["ChangePassword"], CallKind.WRITE):
        _verified(client.change_password(OldPassword=old.reveal(), NewPassword=new.reveal()))


def _verified(reply: t.Any) -> t.Any:
    """Return a reply of AWS. Raises KeyError for a reply of another origin.

    For a call without a result, botocore accepts any XML. AWS's replies always have a request id.
    """
    _id = reply["ResponseMetadata"]["RequestId"]
    return reply


def _send(client: IAMClient, action: Action, password: Secret | None) -> t.Any:
    """Make the action's call, and return botocore's reply. Only one call returns a login profile."""
    name = user_name_parameter(action.principal)
    if action.version is not None:
        # Each names one tag: the user's other tags are not changed.
        tag, value = action.version.tag, action.version.value
        if action.operation == "UntagUser":
            return client.untag_user(**name, TagKeys=[tag])
        return client.tag_user(**name, Tags=[{"Key": tag, "Value": value}])
    values: _PasswordParameters = {}
    if password is not None:
        values["Password"] = password.reveal()
    if action.password_reset_required is not None:
        values["PasswordResetRequired"] = action.password_reset_required
    duration = _session_duration(action.max_signin_session_duration)
    if action.operation == "CreateLoginProfile":
        return client.create_login_profile(**name, **values, **duration)
    if action.operation == "UpdateLoginProfile":
        return client.update_login_profile(**name, **values, **duration)
    return client.delete_login_profile(**name)


def _session_duration(seconds: int | None) -> dict[str, t.Any]:
    """Return the parameter that sets the duration or, for 0, clears it. AWS accepts only one of the two."""
    if seconds is None:
        return {}
    return {"MaxSigninSessionDuration": seconds} if seconds else {"ResetMaxSigninSessionDuration": True}
