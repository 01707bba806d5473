# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The root user of an account in a root session: a password or none, and no other credentials.

IAM API reference, CreateLoginProfile: UserName may be omitted with root credentials in an AssumeRoot session only, and
Password "must be omitted" there. IAM User Guide, "Perform a privileged task on a member account": creating the login
profile allows password recovery. Replies and messages are as recorded from AWS (test_recordings.py): neither a login
profile nor a user has a UserName there, though the service model requires it. Not recorded: the errors for Password and
for MaxSigninSessionDuration, which is "not supported for the root user". CreateLoginProfile declares no error for
either, so both are a ValidationError here.

IAM User Guide, "AWS managed policies for IAM": each task policy denies all but certain calls, and the same calls on any
resource but ``arn:aws:iam::*:root``. Here are those calls that the collection makes. STS API reference,
GetCallerIdentity: "No permissions are required". A denial has the message for a session policy, which a task policy is
(shape PolicyDescriptorType).
"""

from __future__ import annotations

from collections.abc import Mapping

from .errors import AWSError, login_profile_exists, no_login_profile, validation_error
from .request import Reply, Request, RootSession
from .state import BEGINNING

_READS = frozenset({"GetLoginProfile", "GetUser"})
PERMITTED: Mapping[str, frozenset[str]] = {
    "IAMAuditRootUserCredentials": _READS,
    "IAMCreateRootUserPassword": frozenset({"CreateLoginProfile", "GetLoginProfile"}),
    "IAMDeleteRootUserCredentials": _READS | {"DeleteLoginProfile"},
}
_ANY_TASK = frozenset[str]().union(*PERMITTED.values())


def task_of(arn: str) -> str | None:
    """Return the name of the task policy with this ARN, or None."""
    prefix, name = arn.rpartition("/")[::2]
    return name if prefix == "arn:aws:iam::aws:policy/root-task" and name in PERMITTED else None


def permit(request: Request, session: RootSession) -> None:
    """Raise AccessDenied for what the task does not permit: other calls, and other users."""
    call, user = request.call, request.parameters.get("UserName")
    permitted = PERMITTED[session.task] if session.task else _ANY_TASK
    if call.service == "iam" and call.action in permitted and user is None:
        return
    if call.service == "sts" and call.action == "GetCallerIdentity":
        return
    root = request.caller.arn
    resource = root if user is None else f"{root.removesuffix('root')}user/{user}"
    message = (
        f"User: {root} is not authorized to perform: {call.service}:{call.action} "
        f"on resource: {resource} with an explicit deny in a session policy"
    )
    if call.service in {"organizations", "signin"}:
        raise AWSError(400, "AccessDeniedException", message)
    raise AWSError(403, "AccessDenied", message)


def answer(request: Request, session: RootSession) -> Reply:
    """Carry out a permitted call on the root user of the session's account."""
    action, account = request.call.action, request.account
    if action == "GetUser":
        return {"User": {"UserId": session.account, "Arn": request.caller.arn, "CreateDate": BEGINNING}}
    if action == "CreateLoginProfile":
        return _create(request)
    created = account.root_profile
    if created is None:
        raise no_login_profile("null")
    if action == "DeleteLoginProfile":
        account.root_profile = None
        return {}
    return {"LoginProfile": {"CreateDate": created, "PasswordResetRequired": False}}


def _create(request: Request) -> Reply:
    account = request.account
    for name in ("Password", "MaxSigninSessionDuration"):
        if name in request.parameters:
            raise validation_error(f"{name} must be omitted when the request is made with an AssumeRoot session")
    if account.root_profile:
        raise login_profile_exists(f"account {account.number}")
    account.root_profile = request.today
    return {"LoginProfile": {"CreateDate": account.root_profile, "PasswordResetRequired": False}}
