# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""STS: the caller's identity, and sessions of roles and of root users.

AssumeRoot (STS API reference, and the botocore service model): the caller is of "an Organizations management account"
or of a delegated administrator; "you must have centralized root access in your organization"; "The STS global endpoint
is not supported". RegionDisabledException is declared, with HTTP status 403. Codes, messages and their order are as
recorded from AWS (test_recordings.py): first an invalid request, then the caller and the target, then trusted access,
then the feature for the task. Not recorded: the place of RegionDisabledException in that order, a caller outside of any
organization, a target that is not an active member, and a root user as caller.

The global endpoint replies InvalidAction. Here is one endpoint for all, and a request shows only its signing region.
Requests for the global endpoint are signed for us-east-1: the setting sts_is_global decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from . import root_users
from .errors import AWSError, validation_error
from .request import Call, Caller, Handler, Reply, Request, RootSession
from .state import CREDENTIALS, Organization

_DEFAULT_SECONDS = {"AssumeRoot": 900, "AssumeRole": 3600}
_ROLE = re.compile(r"arn:[^:]+:iam::([0-9]{12}):role/(?:.*/)?([^/]+)")
_NOT_ENABLED = "Root credentials management feature is not enabled for your AWS Organization."


def get_caller_identity(request: Request) -> Reply:
    caller = request.caller
    return {"UserId": caller.id, "Account": caller.account, "Arn": caller.arn}


def assume_role(request: Request) -> Reply:
    """Start a role session. Neither the role nor its trust policy is checked."""
    aws, given = request.aws, request.parameters
    role = _ROLE.fullmatch(given["RoleArn"])
    if role is None:
        raise validation_error(f"{given['RoleArn']} is invalid")
    account, name, session = *role.groups(), given["RoleSessionName"]
    arn = f"arn:aws:sts::{account}:assumed-role/{name}/{session}"
    caller = Caller(account, arn, f"{aws.made_up('AROA', 17)}:{session}")
    key, credentials = _credentials(request, _end(request))
    aws.role_sessions[key] = caller
    aws.issued += [credentials["SecretAccessKey"], credentials["SessionToken"]]
    return {"Credentials": credentials, "AssumedRoleUser": {"AssumedRoleId": caller.id, "Arn": arn}}


def target_of(call: Call) -> str | None:
    """Return the account of TargetPrincipal. None: it is neither an account nor a root user."""
    root = r"arn:aws:iam::([0-9]{12}):root|([0-9]{12})"
    found = re.fullmatch(root, call.parameters.get("TargetPrincipal", ""))
    return found and (found.group(1) or found.group(2))


def assume_root(request: Request) -> Reply:
    call, organization = request.call, request.aws.organization
    if request.settings.sts_is_global and call.region == "us-east-1":
        raise AWSError(400, "InvalidAction", "Unknown Operation")
    target = target_of(call)
    if target is None:
        raise validation_error("Request must contain a valid target principal")
    task = root_users.task_of(request.parameters["TaskPolicyArn"]["arn"])
    if task is None:
        raise validation_error("Request must contain valid AWS managed task policy ARN")
    if organization and call.region in organization.sts_disabled_in:
        message = (
            f"STS is not activated in this region for account:{target}. "
            "Your account administrator can activate STS in this region using the IAM Console."
        )
        raise AWSError(403, "RegionDisabledException", message)
    if organization is None or not _may_call(request, organization, target):
        root = f"arn:aws:iam::{target}:root"
        message = f"User: {request.caller.arn} is not authorized to perform: sts:AssumeRoot on resource: {root}"
        raise AWSError(403, "AccessDenied", message)
    if not organization.trusted_access:
        raise AWSError(403, "AccessDenied", "Service not enabled for AWS Organizations.")
    if CREDENTIALS not in organization.features:
        raise AWSError(403, "AccessDenied", _NOT_ENABLED)
    ends = _end(request)
    key, credentials = _credentials(request, ends)
    request.aws.root_sessions[key] = RootSession(target, task, credentials["SessionToken"], ends)
    return {"Credentials": credentials}


def _may_call(request: Request, organization: Organization, target: str) -> bool:
    account = organization.accounts.get(target)
    is_active_member = account is not None and account.state == "ACTIVE" and target != organization.management
    return is_active_member and organization.is_administrator(request.caller.account)


def _end(request: Request) -> datetime:
    seconds = request.parameters.get("DurationSeconds", _DEFAULT_SECONDS[request.call.action])
    return request.now + timedelta(seconds=seconds)


def _credentials(request: Request, ends: datetime) -> tuple[str, Reply]:
    """Shape Credentials, and its key."""
    aws = request.aws
    key = aws.made_up("ASIA", 16)
    secrets = {"SecretAccessKey": aws.secret(), "SessionToken": aws.secret()}
    return key, {"AccessKeyId": key, **secrets, "Expiration": ends.replace(microsecond=0)}


ACTIONS: Mapping[str, Handler] = {
    "GetCallerIdentity": get_caller_identity,
    "AssumeRole": assume_role,
    "AssumeRoot": assume_root,
}
