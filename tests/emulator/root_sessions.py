# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sessions of root users of member accounts: whose key it is, whether it still holds, and what it may call.

AssumeRoot hands out a key for each session. Besides, an access key of ``ASIAROOT`` and the twelve digits of an account
stands for a session of that account that never ends, may do every task, and needs no token.

IAM User Guide, "Request temporary security credentials": the session token is part of each request. That a wrong one is
InvalidClientTokenId and an old one ExpiredToken, both with HTTP status 403, is what AWS is publicly known to answer.

STS API reference, GetCallerIdentity: "No permissions are required", even where it is denied. Every other call that the
task policy does not permit is AccessDenied, in the words of the User Guide ("Troubleshoot access denied error
messages") for a session policy that denies, which a task policy is (shape PolicyDescriptorType). Which words AWS finds
for a task policy is not documented.
"""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import root_tasks
from query import IAM_VERSION, ORGANIZATIONS_VERSION, STS_VERSION, AwsError, Call, partition

_WITHOUT_END = re.compile(r"ASIAROOT([0-9]{12})")
_SERVICES = {IAM_VERSION: "iam:", STS_VERSION: "sts:", ORGANIZATIONS_VERSION: "organizations:"}


@dataclass
class RootSession:
    """A session. Its task is the name of the policy; None: every task, for ever, without a token."""

    account: str
    task: str | None
    seconds: int = 900
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(30), repr=False)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(30), repr=False)
    expiration: datetime = field(init=False)

    def __post_init__(self) -> None:
        """Begin."""
        self.expiration = datetime.now(timezone.utc) + timedelta(seconds=self.seconds)

    def expire(self) -> None:
        """End now."""
        self.expiration = datetime.now(timezone.utc)

    def arn(self, call: Call) -> str:
        """Return the ARN of the root user, in the partition of the endpoint."""
        return f"arn:{partition(call.region)}:iam::{self.account}:root"


def new_key() -> str:
    """Make an access key up, of letters alone: so it never is one that stands for an account."""
    return "ASIA" + "".join(secrets.choice(string.ascii_uppercase) for _position in range(16))


def session_of(access_key: str, sessions: Mapping[str, RootSession]) -> RootSession | None:
    """Return the session that a key is of; None for any other key."""
    found = _WITHOUT_END.fullmatch(access_key)
    return RootSession(found.group(1), None) if found else sessions.get(access_key)


def invalid(session: RootSession, call: Call) -> AwsError | None:
    """Refuse a call without the right token, or after the end."""
    if session.task is None:
        return None
    if call.session_token != session.token:
        return AwsError(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
    if datetime.now(timezone.utc) >= session.expiration:
        return AwsError(403, "ExpiredToken", "The security token included in the request is expired")
    return None


def refused(session: RootSession, call: Call) -> AwsError | None:
    """Refuse what the task does not permit: other calls, and every user but the root user."""
    if call.is_iam:
        permitted = root_tasks.PERMITTED[session.task] if session.task else root_tasks.ANY_TASK
        if call.action in permitted and "UserName" not in call.parameters:
            return None
    elif session.task is None or call.action == "GetCallerIdentity":
        return None
    return _denied(session, call)


def _denied(session: RootSession, call: Call) -> AwsError:
    root, user = session.arn(call), call.parameters.get("UserName")
    resource = root if user is None else f"{root.removesuffix('root')}user/{user}"
    message = (
        f"User: {root} is not authorized to perform: {_SERVICES.get(call.version, '')}{call.action} "
        f"on resource: {resource} with an explicit deny in a session policy"
    )
    if call.version == ORGANIZATIONS_VERSION:
        return AwsError(400, "AccessDeniedException", message)
    return AwsError(403, "AccessDenied", message)
