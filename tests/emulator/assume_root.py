# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""STS AssumeRoot: credentials of the root user of a member account, for one task.

STS API reference, AssumeRoot, and the botocore service model (2011-06-15): the caller is of "an Organizations
management account or a delegated administrator account for IAM" and not a root user; "you must have centralized root
access in your organization"; DurationSeconds "from 0 seconds up to [...] 900", 900 by default; "The STS global endpoint
is not supported". RegionDisabledException is declared, with HTTP status 403.

The other codes, the messages and their order are in no document. They are as recorded from AWS in September 2026 in the
public repository radkawar/stackd (testdata/aws/iam/root_access.json and root_sessions.json): first what is wrong in the
request, then who asks for whom, then trusted access, then the feature that the task needs. Not recorded, and taken for
one who may not ask for whom: a caller outside of any organization, a target that is no member or not active, and a
root user as caller. Not recorded either: where RegionDisabledException comes in that order (its message is one of
AssumeRole's), and a missing or short target.

The global endpoint is known by its answer, InvalidAction (there and in boto/boto3 issue 4461). Here is one endpoint for
all, and a request shows but the region that it was signed for. That of us-east-1 is signed as the global one's, so a
setting, sts_is_global, decides; a request signed for another region never is the global endpoint's.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from xml.sax.saxutils import escape

import dates
import root_sessions
import root_tasks
from backend import ACCOUNT
from memory import Memory
from query import STS_NAMESPACE, STS_VERSION, AwsError, Call, Reply, error_reply, partition, result_reply
from rules import missing, validation_error, validation_errors
from settings import Settings

_LONGEST = 900
_UNKNOWN = AwsError(400, "InvalidAction", "Unknown Operation")
_NOT_ENABLED = {
    "RootCredentialsManagement": "Root credentials management feature is not enabled for your AWS Organization.",
    "RootSessions": "Root sessions feature is not enabled for your AWS Organization.",
}


def is_meant(call: Call) -> bool:
    """Tell whether a call is AssumeRoot."""
    return (call.version, call.action) == (STS_VERSION, "AssumeRoot")


def target_of(call: Call) -> str | None:
    """Return the account that the call is about. None: TargetPrincipal is neither an account nor a root user."""
    root = rf"arn:{partition(call.region)}:iam::([0-9]{{12}}):root|([0-9]{{12}})"
    found = re.fullmatch(root, call.parameters.get("TargetPrincipal", ""))
    return found and (found.group(1) or found.group(2))


class AssumeRoot:
    """Answers the call."""

    def __init__(self, memory: Memory, settings: Settings) -> None:
        """Take what the layer shares."""
        self._memory = memory
        self._settings = settings

    async def answer(self, call: Call, caller: str, arn_of: Callable[[Call], Awaitable[str]]) -> Reply:
        """Answer a caller of this account, who is no root user."""
        if self._settings.sts_is_global and call.region == "us-east-1":
            return error_reply(_UNKNOWN, call)
        if error := _malformed(call) or self._disabled(call):
            return error_reply(error, call)
        target = target_of(call) or ""
        if not self._may_ask(caller, target):
            return error_reply(denied(await arn_of(call), target, call), call)
        task = root_tasks.name_of(call.parameters["TaskPolicyArn.arn"], partition(call.region)) or ""
        if error := self._not_enabled(task):
            return error_reply(error, call)
        seconds = int(call.parameters.get("DurationSeconds", _LONGEST))
        return self._begun(root_sessions.RootSession(target, task, seconds), call)

    def learn(self, call: Call, reply: Reply) -> None:
        """Note a role's session: its secrets, who it is, and its source identity, which AssumeRoot returns.

        Shape AssumedRoleUser: what GetCallerIdentity returns for the session (STS API reference).
        """
        if (call.version, call.action) != (STS_VERSION, "AssumeRole") or reply.status != 200:
            return
        self._memory.issued += filter(None, (reply.text_of("SecretAccessKey"), reply.text_of("SessionToken")))
        key, given = reply.text_of("AccessKeyId"), call.parameters.get("SourceIdentity")
        arn, identifier = reply.text_of("Arn"), reply.text_of("AssumedRoleId")
        if key and arn and identifier:
            self._memory.role_sessions[key] = (arn, identifier)
        if key and given:
            self._memory.source_identities[key] = given

    def _begun(self, session: root_sessions.RootSession, call: Call) -> Reply:
        """Shape AssumeRootResponse."""
        key, source = root_sessions.new_key(), self._memory.source_identities.get(call.access_key)
        self._memory.root_sessions[key] = session
        credentials = {
            "AccessKeyId": key,
            "SecretAccessKey": session.secret,
            "SessionToken": session.token,
            "Expiration": dates.written(session.expiration),
        }
        result = "".join(f"<{name}>{value}</{name}>" for name, value in credentials.items())
        identity = f"<SourceIdentity>{escape(source)}</SourceIdentity>" if source else ""
        return result_reply(call.action, f"<Credentials>{result}</Credentials>{identity}", STS_NAMESPACE)

    def _disabled(self, call: Call) -> AwsError | None:
        organization = self._memory.organization
        if organization is None or call.region not in organization.sts_disabled_in:
            return None
        message = (
            f"STS is not activated in this region for account:{target_of(call)}. "
            "Your account administrator can activate STS in this region using the IAM Console."
        )
        return AwsError(403, "RegionDisabledException", message)

    def _may_ask(self, caller: str, target: str) -> bool:
        organization = self._memory.organization
        if organization is None or not organization.administers(caller) or target == ACCOUNT:
            return False
        account = organization.accounts.get(target)
        return account is not None and account.state == "ACTIVE"

    def _not_enabled(self, task: str) -> AwsError | None:
        organization, feature = self._memory.organization, root_tasks.FEATURES[task]
        if organization is None or not organization.trusted_access:
            return AwsError(403, "AccessDenied", "Service not enabled for AWS Organizations.")
        if feature not in organization.features:
            return AwsError(403, "AccessDenied", _NOT_ENABLED[feature])
        return None


def denied(arn: str, target: str, call: Call) -> AwsError:
    """Refuse a caller, in the words recorded."""
    root = f"arn:{partition(call.region)}:iam::{target}:root"
    message = f"User: {arn} is not authorized to perform: sts:AssumeRoot on resource: {root}"
    return AwsError(403, "AccessDenied", message)


def _malformed(call: Call) -> AwsError | None:
    """Say what is wrong in the request: shapes, and then what they mean."""
    if error := validation_errors(_problems(call.parameters)):
        return error
    if target_of(call) is None:
        return validation_error("Request must contain a valid target principal")
    if root_tasks.name_of(call.parameters["TaskPolicyArn.arn"], partition(call.region)) is None:
        return validation_error("Request must contain valid AWS managed task policy ARN")
    return None


def _problems(parameters: Mapping[str, str]) -> Iterator[str]:
    """Shapes TargetPrincipalType (12 to 2048), PolicyDescriptorType and RootDurationSecondsType (0 to 900)."""
    target, seconds = parameters.get("TargetPrincipal"), parameters.get("DurationSeconds", str(_LONGEST))
    if target is None:
        yield missing("targetPrincipal")
    elif not 12 <= len(target) <= 2048:
        bound = "greater than or equal to 12" if len(target) < 12 else "less than or equal to 2048"
        failed = "failed to satisfy constraint: Member must have length"
        yield f"Value '{target}' at 'targetPrincipal' {failed} {bound}"
    if "TaskPolicyArn.arn" not in parameters:
        yield missing("taskPolicyArn")
    failed = f"Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member must"
    if not re.fullmatch(r"-?[0-9]{1,9}", seconds):
        yield f"{failed} be an integer"
    elif not 0 <= int(seconds) <= _LONGEST:
        bound = "greater than or equal to 0" if int(seconds) < 0 else f"less than or equal to {_LONGEST}"
        yield f"{failed} have value {bound}"
