# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A call to AWS, and its caller."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .errors import AWSError, validation_error

if TYPE_CHECKING:
    from .aws import AWS
    from .state import Account, Settings, User

Reply = dict[str, Any]
Handler = Callable[["Request"], Reply]

_ROOT_WITHOUT_END = re.compile(r"ASIAROOT([0-9]{12})")
_ACCOUNT = re.compile(r"[0-9]{12}")


@dataclass(frozen=True)
class Call:
    """One call, with the service name and parameters of botocore's client."""

    service: str
    action: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    access_key: str = ""
    session_token: str | None = None
    region: str = "us-east-1"


@dataclass(frozen=True)
class RootSession:
    """A session of an account's root user. The task is the name of a policy; None: every task, without a token."""

    account: str
    task: str | None = None
    token: str | None = None
    ends: datetime | None = None

    def verify(self, call: Call, now: datetime) -> None:
        """Reject a call without the right token, or after the end.

        IAM User Guide, "Request temporary security credentials": each request has the session token.
        """
        if self.token and call.session_token != self.token:
            raise AWSError(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
        if self.ends and now >= self.ends:
            raise AWSError(403, "ExpiredToken", "The security token included in the request is expired")


@dataclass(frozen=True)
class Caller:
    """The caller. STS API reference, GetCallerIdentity: ARN, account and unique identifier."""

    account: str
    arn: str
    id: str
    user: User | None = None
    root_session: RootSession | None = None


def caller_of(aws: AWS, call: Call) -> Caller:
    """Return the caller by its access key.

    An account number is a key of that account. ``ASIAROOT`` and an account number is a session of its root user that
    never ends and may do every task. Every unknown key is a key of the default account.
    """
    key = call.access_key
    ever = _ROOT_WITHOUT_END.fullmatch(key)
    if session := RootSession(ever.group(1)) if ever else aws.root_sessions.get(key):
        return Caller(session.account, f"arn:aws:iam::{session.account}:root", session.account, None, session)
    if known := aws.role_sessions.get(key):
        return known
    if owner := aws.key_owners.get(key):
        return user_caller(*owner)
    if aws.organization and key in aws.organization.accounts:
        role = f"arn:aws:sts::{key}:assumed-role/OrganizationAccountAccessRole/emulator"
        return Caller(key, role, "AROAEMULATOREMULATOR:emulator")
    number = key if _ACCOUNT.fullmatch(key) else aws.usual_account
    return Caller(number, f"arn:aws:iam::{number}:root", number)


def user_caller(account: str, user: User) -> Caller:
    return Caller(account, user_arn(account, user), user.id, user)


def user_arn(account: str, user: User) -> str:
    return f"arn:aws:iam::{account}:user{user.path}{user.name}"


@dataclass(frozen=True)
class Request:
    """A call with its caller, as a handler takes it."""

    aws: AWS
    call: Call
    caller: Caller

    @property
    def parameters(self) -> Mapping[str, Any]:
        return self.call.parameters

    @property
    def account(self) -> Account:
        return self.aws.account(self.caller.account)

    @property
    def settings(self) -> Settings:
        return self.aws.settings

    @property
    def now(self) -> datetime:
        return self.aws.now()

    @property
    def today(self) -> datetime:
        """Return the time in AWS's precision, a second."""
        return self.now.replace(microsecond=0)

    @property
    def user(self) -> User:
        """Return the named user, or the caller if the name is omitted."""
        if "UserName" in self.parameters:
            return self.account.user(self.parameters["UserName"])
        if self.caller.user is None:
            raise validation_error("Must specify userName when calling with non-User credentials")
        return self.caller.user
