# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The values that the stages of a task exchange.

Pure: no AWS, no Ansible, no passwords.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

if t.TYPE_CHECKING:
    from .error_codes import RequestCode
    from .sign_in_url import SignIn
    from .stored_secrets import SecretTarget, SecretWrite
    from .valid_until import ValidUntil

State = t.Literal["present", "absent"]
UpdatePassword = t.Literal["on_create", "always"]
Status = t.Literal["done", "unchanged", "failed", "not_attempted"]
Operation = t.Literal[
    "CreateLoginProfile",
    "UpdateLoginProfile",
    "DeleteLoginProfile",
    "TagUser",
    "UntagUser",
    "ChangePassword",
    "BatchRevokeSessions",
    "CreateSecret",
    "PutSecretValue",
    "UpdateSecretVersionStage",
    "DeleteSecret",
]
LeftOutCode = t.Literal["account_not_active", "management_account"]


POLICY_VIOLATION = "PasswordPolicyViolation"
# AWS accepts requests if the sender's clock differs by at most this ("Signature Version 4", AWS General Reference).
CLOCK_TOLERANCE = timedelta(minutes=5)
# The maximum number of names in a sentence, and of failures in a message.
_NAMED_AT_MOST = 10
FAILURES_AT_MOST = 5
# The service prefix of permissions other than "iam".
_SERVICES = {
    "AssumeRoot": "sts",
    "GetCallerIdentity": "sts",
    "DescribeOrganization": "organizations",
    "ListAccounts": "organizations",
    "ListAccountsForParent": "organizations",
    "ListOrganizationalUnitsForParent": "organizations",
    "ListRoots": "organizations",
    "ListTagsForResource": "organizations",
    "ListSessions": "signin",
    "BatchRevokeSessions": "signin",
    "DescribeSecret": "secretsmanager",
    "CreateSecret": "secretsmanager",
    "PutSecretValue": "secretsmanager",
    "UpdateSecretVersionStage": "secretsmanager",
    "DeleteSecret": "secretsmanager",
}
_REGION = 3


def permission_of(operation: str) -> str:
    """Return the IAM action of an operation, which is also the name of its permission."""
    return f"{_SERVICES.get(operation, 'iam')}:{operation}"


class RequestError(Exception):
    """The request cannot be carried out. ``message`` is for the author of the task, ``code`` for playbooks."""

    def __init__(self, message: str, code: RequestCode = "invalid_options") -> None:
        """Store sentences and a code."""
        super().__init__(message)
        self.code = code

    def failure(self, principal: Principal | None = None, *, is_general: bool = False) -> Failure:
        """Return the failure of a task that cannot be carried out, preceded by the ``principal``."""
        message = str(self) if principal is None else about(principal, str(self))
        return Failure(message, self.code, is_general=is_general)


@dataclass(frozen=True)
class Principal:
    """The principal with the login profile: an IAM user, the root user of a member account, or the caller.

    The caller makes the request; a task selects it with ``caller: true``.
    """

    user_name: str | None = None
    root_account_id: str | None = None

    def __str__(self) -> str:
        if self.root_account_id is not None:
            return f"the root user of account {self.root_account_id}"
        return "the caller" if self.user_name is None else f"IAM user '{self.user_name}'"

    @property
    def label(self) -> str:
        """Return the name for a list of names. IAM user names have no colon."""
        if self.root_account_id is not None:
            return f"{self.root_account_id}:root"
        return self.user_name or str(self)


def about(principal: Principal, sentences: str) -> str:
    """Return sentences preceded by the principal; the caller has no name."""
    who = str(principal)
    return sentences if principal == Principal() else f"{who[0].upper()}{who[1:]}: {sentences}"


def name_all(principals: t.Sequence[Principal]) -> str:
    """Return the name of one principal, or the number and the first names: grammatically singular."""
    if len(principals) == 1:
        return str(principals[0])
    return f"each of {len(principals)} IAM users ({first_of([principal.label for principal in principals])})"


def account_id_in(arn: str) -> str:
    """Return the account id, the fifth part of an ARN ("IAM ARNs", IAM User Guide), or an empty string."""
    return [*arn.split(":"), *[""] * 5][4]


def user_name_in(arn: str) -> str | None:
    """Return the name in an IAM user's ARN, or None for other principals ("IAM ARNs", IAM User Guide)."""
    resource = arn.split(":", 5)[-1]
    return resource.rpartition("/")[2] if resource.startswith("user/") else None


def path_in(arn: str) -> str:
    """Return the path in an IAM user's ARN, with a slash at both ends."""
    return arn.split(":", 5)[-1].removeprefix("user").rpartition("/")[0] + "/"


def first_of(names: t.Sequence[str]) -> str:
    """Join the first ten names, followed by the number of the others."""
    more = len(names) - _NAMED_AT_MOST
    return ", ".join(names[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class User:
    """An IAM user. ``arn`` is None if only the name is known, ``create_date`` (ISO 8601) if it is unknown."""

    user_name: str
    arn: str | None
    create_date: str | None = None


@dataclass(frozen=True)
class LeftOut:
    """Why an account's root user is not read: a code for playbooks and audits, and a sentence for people."""

    code: LeftOutCode
    reason: str


@dataclass(frozen=True)
class MemberAccount:
    """An account of an organization. ``left_out`` is None if AssumeRoot reaches its root user.

    ``name`` and ``email`` are None if only the id is known.
    """

    account_id: str
    left_out: LeftOut | None = None
    name: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class PasswordRef:
    """Refers to a password in requests and plans. Only ``store.SecretStore`` has the password."""

    option: str


@dataclass(frozen=True)
class Version:
    """A password version, and the name of the IAM user's tag that records it."""

    tag: str
    value: str


@dataclass(frozen=True)
class LoginProfile:
    """A login profile as AWS returns it (shape ``LoginProfile`` of the IAM service model), or as predicted.

    ``create_date`` is ISO 8601, None if predicted. The credential report has only the name.
    ``max_signin_session_duration`` is in seconds, None if not set or unknown.
    """

    user_name: str | None
    create_date: str | None
    password_reset_required: bool | None
    max_signin_session_duration: int | None = None


@dataclass(frozen=True)
class SignInSession:
    """A sign-in session (shape ``Session`` of the Signin service model). AWS may omit the optional fields.

    ``client_type`` is ``CLI`` or ``MCP``.
    """

    session_arn: str
    principal_arn: str
    status: str | None
    issued_at: datetime
    expires_at: datetime
    client_type: str | None = None
    client_id: str | None = None

    def is_active(self, now: datetime) -> bool:
        """Return whether it can be refreshed. AWS lists expired sessions as ``ACTIVE``."""
        return self.status != "REVOKED" and self.expires_at > now

    @property
    def region(self) -> str:
        """Return the region, the fourth part of the ARN (``arn:aws:signin:REGION:ACCOUNT:session/UUID``)."""
        return self.session_arn.split(":")[_REGION]


@dataclass(frozen=True)
class Request:
    """A task's request for one principal. ``principal_exists`` is None if the read stage must check it.

    ``max_signin_session_duration`` is in seconds. 0 clears the setting, None does not change it. If ``valid_until`` has
    passed, the state is absent. If access ends soon, ``days_left`` is the number of days until then.
    """

    principal: Principal
    state: State = "present"
    password: PasswordRef | None = None
    password_reset_required: bool | None = None
    update_password: UpdatePassword = "on_create"
    version: Version | None = None
    absent_because: str = "state is absent."
    principal_exists: bool | None = None
    max_signin_session_duration: int | None = None
    revoke_sessions: bool = False
    secret: SecretTarget | None = None
    valid_until: ValidUntil | None = None
    days_left: int | None = None

    def without_actions(self, *, principal_exists: bool | None = None) -> Plan:
        """Return a plan without actions, for a principal that was not read."""
        return Plan(self.principal, None, principal_exists=principal_exists, valid_until=self.valid_until)

    @property
    def needs_session_duration(self) -> bool:
        """Return whether it needs a botocore with session durations. A deletion does not."""
        return self.state == "present" and self.max_signin_session_duration is not None

    @property
    def may_revoke_sessions(self) -> bool:
        """Return whether its plan can revoke sign-in sessions, so they must be read."""
        sets_password = self.password is not None and self.update_password == "always"
        return self.revoke_sessions and (self.state == "absent" or sets_password)


@dataclass(frozen=True)
class CurrentState:
    """The result of the read stage.

    ``principal_exists`` is None if it was not read, or the permission iam:GetUser is missing. ``version`` (the recorded
    one) and ``tags`` (the number that counts towards the quota) are read only for requests with a version.
    """

    login_profile: LoginProfile | None
    principal_exists: bool | None = None
    version: str | None = None
    tags: int = 0

    @property
    def is_contradictory(self) -> bool:
        """Return whether AWS returned a login profile for a user that does not exist by another reply."""
        return self.login_profile is not None and self.principal_exists is False


@dataclass(frozen=True)
class Action:
    """One write, its reason and its parameters. A parameter that is None is not sent.

    A ``max_signin_session_duration`` of 0 clears the setting (update only). ``sessions`` are the sign-in sessions to
    revoke, five per call. ``secret`` is the change of a secret in Secrets Manager. ``password`` is the login profile's,
    even if a secret stores it too.
    """

    operation: Operation
    principal: Principal
    reason: str
    password: PasswordRef | None = None
    password_reset_required: bool | None = None
    version: Version | None = None
    max_signin_session_duration: int | None = None
    sessions: tuple[SignInSession, ...] = ()
    secret: SecretWrite | None = None

    def __str__(self) -> str:
        number = len(self.sessions)
        return f"{self.operation} ({number} session{'s' * (number > 1)})" if number else self.operation

    @property
    def is_about_the_login_profile(self) -> bool:
        """Return whether it changes the login profile itself, not a version, session or secret."""
        return self.operation in {"CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile"}


@dataclass(frozen=True)
class Plan:
    """The writes for one principal. Safe to print at any verbosity.

    ``version_before`` is the recorded version, None without one or without a version in the request.
    ``principal_exists`` is None for a root user, and if unknown. ``revokes_because`` is the reason to revoke all active
    sign-in sessions, None to revoke none. ``sign_in`` is for a delivered password, otherwise None. ``valid_until`` is
    the request's.
    """

    principal: Principal
    before: LoginProfile | None
    actions: tuple[Action, ...] = ()
    version_before: str | None = None
    principal_exists: bool | None = None
    revokes_because: str | None = None
    sign_in: SignIn | None = None
    valid_until: ValidUntil | None = None

    def sets(self, *refs: PasswordRef) -> bool:
        """Return whether an action sets one of these passwords."""
        return any(action.password in refs for action in self.actions)


@dataclass(frozen=True)
class Failure:
    """Why a task could not finish: a sentence, a code, and AWS's message, None without a reply of AWS.

    The code is AWS's, or a RequestCode or FailureCode. ``in_doubt``: AWS may still have carried out the request.
    ``is_general``: not specific to a principal, so all others would fail too, for example without a connection.
    """

    message: str
    code: str
    aws_message: str | None = None
    in_doubt: bool = False
    is_general: bool = False


@dataclass(frozen=True)
class Outcome:
    """The result of a plan: predicted in check mode, applied otherwise.

    ``done`` are the actions that changed the account, or would. ``failed`` and ``not_attempted`` are the others. A
    ``failure`` without a failed action happened before the first write or after the last. ``after`` is unknown if there
    is a failure. ``reached`` is False if the task stopped before it read this principal.
    """

    plan: Plan
    after: LoginProfile | None = None
    done: tuple[Action, ...] = ()
    failed: tuple[Action, ...] = ()
    not_attempted: tuple[Action, ...] = ()
    failure: Failure | None = None
    reached: bool = True

    @property
    def status(self) -> Status:
        """Return the result in one word."""
        if self.failure is not None:
            return "failed"
        if self.not_attempted or not self.reached:
            return "not_attempted"
        return "done" if self.done else "unchanged"

    @property
    def applied(self) -> Plan:
        """Return the plan, or the part that was carried out before a failure."""
        return self.plan if self.failure is None else replace(self.plan, actions=self.done)

    def may_have_set(self, ref: PasswordRef | None = None) -> bool:
        """Return whether this password (None for any) was or may have been set."""
        in_doubt = self.failed if self.failure is not None and self.failure.in_doubt else ()
        set_ = [action.password for action in (*self.done, *in_doubt) if action.password is not None]
        return bool(set_) if ref is None else ref in set_
