# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The values that a task is made of.

Pure: nothing here knows AWS or Ansible, and nothing here holds a password.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace
from datetime import timedelta

from .error_codes import RequestCode

State = t.Literal["present", "absent"]
UpdatePassword = t.Literal["on_create", "always"]
Status = t.Literal["done", "unchanged", "failed", "not_attempted"]
Operation = t.Literal["CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile", "TagUser", "UntagUser"]
LeftOutCode = t.Literal["account_not_active", "management_account"]


POLICY_VIOLATION = "PasswordPolicyViolation"
# AWS accepts a request if the clock of its sender differs by no more ("Signature Version 4", AWS General Reference).
CLOCK_TOLERANCE = timedelta(minutes=5)
# How many names a sentence has at most, and how many failures a message.
_NAMED_AT_MOST = 10
FAILURES_AT_MOST = 5


class RequestError(Exception):
    """The request cannot be carried out. ``message`` is for the person who wrote the task, ``code`` for playbooks."""

    def __init__(self, message: str, code: RequestCode = "invalid_options") -> None:
        """Take sentences and a code."""
        super().__init__(message)
        self.code = code

    def failure(self, principal: Principal | None = None, *, is_general: bool = False) -> Failure:
        """Return the failure of a task that cannot be carried out. The ``principal`` is named in front of it."""
        message = str(self) if principal is None else about(principal, str(self))
        return Failure(message, self.code, is_general=is_general)


@dataclass(frozen=True)
class Principal:
    """Whose login profile it is: an IAM user, the root user of a member account, or else the caller.

    The caller is the principal making the request, which a task has to ask for with ``caller: true``.
    """

    user_name: str | None = None
    root_account_id: str | None = None

    def __str__(self) -> str:
        if self.root_account_id is not None:
            return f"the root user of account {self.root_account_id}"
        return "the caller" if self.user_name is None else f"IAM user '{self.user_name}'"

    @property
    def label(self) -> str:
        """Return what stands for it in a list of names; no IAM user's name has a colon."""
        if self.root_account_id is not None:
            return f"{self.root_account_id}:root"
        return self.user_name or str(self)


def about(principal: Principal, sentences: str) -> str:
    """Return sentences with the principal in front of them; the caller has no name."""
    who = str(principal)
    return sentences if principal == Principal() else f"{who[0].upper()}{who[1:]}: {sentences}"


def name_all(principals: t.Sequence[Principal]) -> str:
    """Name one principal, or say how many they are and name the first: in either case a singular."""
    if len(principals) == 1:
        return str(principals[0])
    return f"each of {len(principals)} IAM users ({first_of([principal.label for principal in principals])})"


def account_id_in(arn: str) -> str:
    """Return the id of the account, which is the fifth part of an ARN ("IAM ARNs", IAM User Guide); else nothing."""
    return [*arn.split(":"), *[""] * 5][4]


def user_name_in(arn: str) -> str | None:
    """Return the name in the ARN of an IAM user, or None for another principal ("IAM ARNs", IAM User Guide)."""
    resource = arn.split(":", 5)[-1]
    return resource.rpartition("/")[2] if resource.startswith("user/") else None


def path_in(arn: str) -> str:
    """Return the path in the ARN of an IAM user, with a slash at both ends."""
    return arn.split(":", 5)[-1].removeprefix("user").rpartition("/")[0] + "/"


def first_of(names: t.Sequence[str]) -> str:
    """Join names for a sentence, no more than fit into one."""
    more = len(names) - _NAMED_AT_MOST
    return ", ".join(names[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class User:
    """An IAM user; without an ``arn``, one who was only named. ``create_date`` is ISO 8601, None where not known."""

    user_name: str
    arn: str | None
    create_date: str | None = None


@dataclass(frozen=True)
class LeftOut:
    """Why the root user of an account is not read: a code for playbooks and audits, and a sentence for people."""

    code: LeftOutCode
    reason: str


@dataclass(frozen=True)
class MemberAccount:
    """An account of an organization. ``left_out`` is None for an account whose root user AssumeRoot reaches."""

    account_id: str
    left_out: LeftOut | None = None


@dataclass(frozen=True)
class PasswordRef:
    """Stands for a password in requests and plans; what it stands for is in ``store.SecretStore`` alone."""

    option: str


@dataclass(frozen=True)
class Version:
    """The version of a password, and the name of the tag of the IAM user that records it."""

    tag: str
    value: str


@dataclass(frozen=True)
class LoginProfile:
    """A login profile as AWS holds it (shape ``LoginProfile`` of the IAM service model), or as it would be.

    ``create_date`` is ISO 8601, and None for a profile that is only foreseen. Of one that the credential report tells
    of, only the name is known.
    """

    user_name: str | None
    create_date: str | None
    password_reset_required: bool | None


@dataclass(frozen=True)
class Request:
    """What a task asks for, for one principal. ``principal_exists`` is None where the read stage has to find out."""

    principal: Principal
    state: State = "present"
    password: PasswordRef | None = None
    password_reset_required: bool | None = None
    update_password: UpdatePassword = "on_create"
    version: Version | None = None
    absent_because: str = "state is absent."
    principal_exists: bool | None = None


@dataclass(frozen=True)
class CurrentState:
    """What the read stage found.

    ``principal_exists`` is None where it was not asked, or the credentials do not have the permission iam:GetUser.
    ``version`` is the recorded one, read only for a request with one,
    as is ``tags``, the number of the user's tags that count towards the quota.
    """

    login_profile: LoginProfile | None
    principal_exists: bool | None = None
    version: str | None = None
    tags: int = 0

    @property
    def is_contradictory(self) -> bool:
        """Return whether AWS returned a login profile of a user who, by another reply, does not exist."""
        return self.login_profile is not None and self.principal_exists is False


@dataclass(frozen=True)
class Action:
    """One write, why it is there, and what it carries. A parameter that is None is not sent."""

    operation: Operation
    principal: Principal
    reason: str
    password: PasswordRef | None = None
    password_reset_required: bool | None = None
    version: Version | None = None

    @property
    def is_about_the_login_profile(self) -> bool:
        """Say whether it changes the login profile itself, not the record of its version."""
        return self.operation not in {"TagUser", "UntagUser"}


@dataclass(frozen=True)
class Plan:
    """What is to be done for one principal. Safe to print at any verbosity.

    ``version_before`` is the recorded version, None where there is none or the request has none. ``principal_exists``
    is None for a root user, and where it is not known.
    """

    principal: Principal
    before: LoginProfile | None
    actions: tuple[Action, ...] = ()
    version_before: str | None = None
    principal_exists: bool | None = None

    def sets(self, ref: PasswordRef) -> bool:
        """Say whether an action of it sets this password."""
        return any(action.password == ref for action in self.actions)


@dataclass(frozen=True)
class Failure:
    """Why a task could not finish: a sentence and a code, and the message of AWS, None if AWS did not answer.

    The code is that of AWS, or a RequestCode or FailureCode. ``in_doubt`` says that what was tried may have been
    carried out all the same, ``is_general`` that it is not about one principal: without a connection or valid
    credentials every other would fail alike.
    """

    message: str
    code: str
    aws_message: str | None = None
    in_doubt: bool = False
    is_general: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a plan: predicted in check mode, applied otherwise.

    ``done`` is what changed the account, or would. ``failed`` and ``not_attempted`` are the plan's other actions; a
    ``failure`` with no failed action came before the first write, or after the last. ``after`` says nothing where there
    is a failure. ``reached`` is False where the task was stopped before it had looked at this principal.
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
        """Say in one word what became of it."""
        if self.failure is not None:
            return "failed"
        if self.not_attempted or not self.reached:
            return "not_attempted"
        return "done" if self.done else "unchanged"

    @property
    def applied(self) -> Plan:
        """Return the plan, or the part of it that was carried out before it failed."""
        return self.plan if self.failure is None else replace(self.plan, actions=self.done)

    def may_have_set(self, ref: PasswordRef) -> bool:
        """Say whether this password was set, or nobody can tell."""
        in_doubt = self.failed if self.failure is not None and self.failure.in_doubt else ()
        return any(action.password == ref for action in (*self.done, *in_doubt))
