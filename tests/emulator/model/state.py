# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of an AWS account and of an organization."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from .errors import no_such_user

ACCOUNT = "123456789012"
"""The default account of access keys, and the management account."""
BEGINNING = datetime(2020, 1, 1, tzinfo=timezone.utc)
"""When accounts and their root users were created."""
ROOT = "r-emul"
"""The root of an organization."""

CREDENTIALS = "RootCredentialsManagement"
FEATURES = ("RootSessions", CREDENTIALS)
"""IAM API reference, ListOrganizationsFeatures, in the order of the recorded reply. AssumeRoot needs CREDENTIALS."""

STATUS_OF = {
    "ACTIVE": "ACTIVE",
    "PENDING_CLOSURE": "PENDING_CLOSURE",
    "SUSPENDED": "SUSPENDED",
    "CLOSED": "SUSPENDED",
    "PENDING_ACTIVATION": "SUSPENDED",
}
"""Shapes AccountState and AccountStatus, which has three of the five states. The model does not define which of the
three stands for the other two."""


@dataclass
class Profile:
    """A console password. A password change does not change ``created``."""

    created: datetime
    changed: datetime
    password: str | None = None
    reset_required: bool | None = None
    max_session_seconds: int | None = None


@dataclass
class AccessKey:
    """An access key of a user."""

    id: str
    secret: str
    created: datetime


@dataclass
class User:
    """An IAM user. ``signed_in`` outlives the password."""

    name: str
    id: str
    created: datetime
    path: str = "/"
    tags: dict[str, str] = field(default_factory=dict)
    profile: Profile | None = None
    deleted: tuple[Profile, datetime] | None = None
    access_keys: list[AccessKey] = field(default_factory=list)
    credentials: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)  # ID -> kind and metadata
    signed_in: datetime | None = None
    has_mfa: bool = False

    def existing_profile(self) -> Profile:
        """Return the login profile, or raise ValueError if there is none to sign in with."""
        if self.profile is None:
            raise ValueError(f"{self.name} has no password to sign in with.")
        return self.profile

    def sign_in(self, at: datetime) -> None:
        self.existing_profile()
        self.signed_in = at


@dataclass
class SignInSession:
    """A session of AWS Sign-In. The principal is the ARN of a user or root user; the reason is of a revocation.

    If ``revoke_error`` is set, a revocation fails with this code.
    """

    arn: str
    principal: str
    region: str
    client_type: str
    client_id: str
    issued: datetime
    expires: datetime
    status: str = "ACTIVE"
    reason: str | None = None
    revoke_error: str | None = None

    def revoke(self, reason: str | None) -> None:
        if self.status == "ACTIVE":
            self.status, self.reason = "REVOKED", reason


@dataclass
class SecretVersion:
    """A version of a secret, and its staging labels."""

    value: str
    stages: list[str] = field(default_factory=list)


@dataclass
class Secret:
    """A secret of Secrets Manager. ``deleted`` is the end of its recovery window, if its deletion is scheduled."""

    arn: str
    name: str
    region: str
    created: datetime
    kms_key_id: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    rotation_enabled: bool = False
    owning_service: str | None = None
    primary_region: str | None = None  # the primary of a replica
    deleted: datetime | None = None
    versions: dict[str, SecretVersion] = field(default_factory=dict)

    def holder(self, stage: str) -> str | None:
        """Return the version with a label."""
        return next((each for each, version in self.versions.items() if stage in version.stages), None)


@dataclass
class Report:
    """A credential report, and the time of its completion."""

    content: str
    complete: datetime


class Account:
    """An account. User names are unique without regard to case (IAM User Guide, "IAM identifiers")."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.users: dict[str, User] = {}  # by name in lower case
        self.alias: str | None = None
        self.password_policy: dict[str, Any] | None = None
        self.report: Report | None = None
        self.root_profile: datetime | None = None  # the creation time
        self.secrets: dict[tuple[str, str], Secret] = {}  # by region and name
        self.sign_in_sessions: list[SignInSession] = []  # in the order of opening

    def find(self, name: str) -> User | None:
        """Return the user with exactly this name, or None."""
        user = self.users.get(name.lower())
        return user if user and user.name == name else None

    def user(self, name: str) -> User:
        """Return the user with exactly this name, or raise NoSuchEntity."""
        user = self.find(name)
        if user is None:
            raise no_such_user(name)
        return user

    def add(self, user: User) -> None:
        self.users[user.name.lower()] = user

    def passwords(self) -> dict[str, str]:
        """Return user name -> password of users with a given one."""
        users = self.users.values()
        return {user.name: user.profile.password for user in users if user.profile and user.profile.password}


@dataclass(frozen=True)
class MemberAccount:
    """An account of an organization."""

    id: str
    name: str
    state: str = "ACTIVE"
    unit: str = ROOT
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OrganizationalUnit:
    """An organizational unit, and the unit or root that it is in."""

    id: str
    name: str
    parent: str = ROOT


@dataclass(frozen=True)
class Organization:
    """An organization, and its settings of centralized root access."""

    accounts: Mapping[str, MemberAccount]
    features: Collection[str] = (CREDENTIALS,)
    trusted_access: bool = True
    all_features: bool = True
    sts_disabled_in: Collection[str] = ()  # regions
    delegated: Collection[str] = ()  # delegated administrators for IAM
    units: Mapping[str, OrganizationalUnit] = field(default_factory=dict)
    management: str = ACCOUNT
    id: str = "o-emulated00"

    def is_administrator(self, account: str) -> bool:
        return account == self.management or account in self.delegated

    def path(self, unit: str) -> str:
        """Return the path of a unit or of the root (shape Path)."""
        return f"{self.id}/{ROOT}/" if unit == ROOT else f"{self.path(self.units[unit].parent)}{unit}/"

    @classmethod
    def of(
        cls,
        accounts: Iterable[Mapping[str, Any]],
        *,
        units: Iterable[Mapping[str, str]] = (),
        management: str = ACCOUNT,
        **settings: Any,
    ) -> Organization:
        """Parse accounts (id, name, status, unit, tags), units and settings from a test.

        Raise ValueError for a mistake.
        """
        tree = {unit["id"]: OrganizationalUnit(**unit) for unit in units}
        members = [_member(**account) for account in accounts]
        if all(member.id != management for member in members):
            members.insert(0, MemberAccount(management, "Management"))
        parents = {member.unit for member in members} | {unit.parent for unit in tree.values()}
        if unknown_units := parents - {ROOT, *tree}:
            raise ValueError(f"No such units: {', '.join(unknown_units)}.")
        if unknown := set(settings.get("features", ())) - set(FEATURES):
            raise ValueError(f"No such features: {', '.join(unknown)}.")
        if unknown := set(settings.get("delegated", ())) - {member.id for member in members}:
            raise ValueError(f"No accounts of the organization: {', '.join(unknown)}.")
        return cls({member.id: member for member in members}, units=tree, management=management, **settings)


def _member(id: str, name: str = "", status: str = "ACTIVE", **more: Any) -> MemberAccount:  # noqa: A002 - as in the API
    if not re.fullmatch(r"[0-9]{12}", id):
        raise ValueError(f"The id of an account has twelve digits, not {id!r}.")
    if status not in STATUS_OF:
        raise ValueError(f"No such status: {status}. Use one of {', '.join(STATUS_OF)}.")
    return MemberAccount(id, name or f"account-{id}", status, **more)


@dataclass
class Settings:
    """Behaviour of AWS that tests can change. Times are in seconds."""

    create_visible_after: float = 0.0
    delete_visible_after: float = 0.0
    unmodifiable_after_create: float = 0.0
    report_takes: float = 0.0
    reports_without_capacity: int = 0
    """The number of next requests for a credential report that AWS rejects for lack of capacity."""
    sts_is_global: bool = False
    """Treat an STS call signed for us-east-1 as one to the global endpoint, which does not support AssumeRoot."""
    any_password: bool = False
    """Accept every password that matches the API's pattern, even with one character, which no policy allows."""
