# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One account as the checks read it: the rows of its users, its password policy, and its roster.

Pure. `parsing.py` creates these values from a playbook's input.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from functools import cached_property

from ansible_collections.identity.aws.plugins.module_utils._core.credential_report import ROOT
from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal, account_id_in
from ansible_collections.identity.aws.plugins.module_utils._core.roster_entries import folded
from ansible_collections.identity.aws.plugins.module_utils._core.valid_until import ValidUntil
from ansible_collections.identity.aws.plugins.module_utils._core.validation import account_id_problem, user_name_problem

# Parts of an account that could not be read. A single user who could not be read has a row.
Part = t.Literal["account", "credential_report", "password_policy", "member_roots", "sessions"]


class LoginProfile(t.TypedDict, total=False):
    """The login profile of a row; empty if the user has none."""

    user_name: str | None
    create_date: str | None
    password_reset_required: bool | None
    max_signin_session_duration: int | None


class SignInSession(t.TypedDict):
    """A sign-in session, as AWS lists it. None is what AWS omits."""

    session_arn: str
    issued_at: str | None
    expires_at: str
    client_type: str | None
    client_id: str | None
    status: str | None


class Row(t.TypedDict):
    """One user in a result of iam_login_profile_info. None means unknown."""

    user_name: str
    root_account_id: str | None
    user_exists: bool | None
    arn: str | None
    password_enabled: bool | None
    login_profile: LoginProfile | None
    mfa_active: bool | None
    password_last_used: str | None
    password_last_changed: str | None
    password_next_rotation: str | None
    sessions: list[SignInSession] | None
    msg: str | None


class PasswordPolicy(t.TypedDict, total=False):
    """An account password policy, in the names of iam_login_profile_info; empty without one."""

    minimum_password_length: int | None
    require_symbols: bool | None
    require_numbers: bool | None
    require_uppercase_characters: bool | None
    require_lowercase_characters: bool | None
    allow_users_to_change_password: bool | None
    expire_passwords: bool | None
    max_password_age: int | None
    password_reuse_prevention: int | None
    hard_expiry: bool | None


@dataclass(frozen=True)
class Roster:
    """Users who may have a password: IAM user names, in lower case as IAM compares them, and member account ids.

    ``absent_names`` and ``absent_root_account_ids`` are those whose entry has the state absent. ``ends`` has the end of
    temporary access.
    """

    names: t.Mapping[str, str]
    root_account_ids: frozenset[str]
    absent_names: frozenset[str] = frozenset()
    absent_root_account_ids: frozenset[str] = frozenset()
    ends: t.Mapping[Principal, ValidUntil] = field(default_factory=dict)

    def has(self, row: Row) -> bool:
        """Return whether this user may have a password."""
        return _is_among(row, self.names, self.root_account_ids)

    def has_absent(self, row: Row) -> bool:
        """Return whether an entry requires that this user has none."""
        return _is_among(row, self.absent_names, self.absent_root_account_ids)

    def end_of(self, row: Row) -> ValidUntil | None:
        """Return the end of the access of this user, None without one."""
        account_id = row["root_account_id"]
        return self.ends.get(folded(Principal(row["user_name"]) if account_id is None else Principal(None, account_id)))


def _is_among(row: Row, names: t.Container[str], root_account_ids: t.Container[str]) -> bool:
    if row["root_account_id"] is not None:
        return row["root_account_id"] in root_account_ids
    return row["user_name"].lower() in names


@dataclass(frozen=True)
class Account:
    """One account.

    ``msg`` is why a part of it could not be read, and ``unread`` which parts. ``report_msg`` is why a requested
    credential report is missing. ``answered_at`` is when AWS replied. ``roots`` are root users by the credential
    report, ``member_roots`` those that AssumeRoot reached, and ``left_out`` member accounts that it did not reach, each
    with the reason. ``policy`` is empty if the account has none, and None if unknown. ``has_sessions``: the rows have a
    column of sign-in sessions. ``knows_session_limits``: a login profile without max_signin_session_duration has no
    limit. ``organization_features`` are those of centralized root access; None if unknown, for the reason in
    ``features_msg``.
    """

    name: str | None
    msg: str | None = None
    unread: tuple[Part, ...] = ()
    left_out: tuple[str, ...] = ()
    users: tuple[Row, ...] = ()
    roots: tuple[Row, ...] = ()
    member_roots: tuple[Row, ...] = ()
    report_time: str | None = None
    report_msg: str | None = None
    answered_at: str | None = None
    policy: PasswordPolicy | None = None
    roster: Roster | None = None
    has_sessions: bool = False
    knows_session_limits: bool = False
    organization_features: tuple[str, ...] | None = None
    features_msg: str = "The features of the organization were not read."

    @property
    def was_read(self) -> bool:
        """Return whether any part of it was read."""
        return "account" not in self.unread

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the rows of all users."""
        return (*self.users, *self.roots, *self.member_roots)

    @cached_property
    def account_id(self) -> str | None:
        """Return the id of the account, by the ARN of any of its users; None if no row has one."""
        return next((found for row in (*self.users, *self.roots) if (found := account_id_of(row))), None)

    @property
    def name_or_id(self) -> str | None:
        """Return its name, or else its id; None if neither is known."""
        return self.name or self.account_id

    @property
    def label(self) -> str:
        """Return its name in a report."""
        return self.name_or_id or "the account"


def account_id_of(row: Row) -> str | None:
    """Return the account id of a row, or None."""
    return row["root_account_id"] or account_id_in(row["arn"] or "") or None


def is_root(row: Row) -> bool:
    """Return whether a row is about a root user."""
    return row["user_name"] == ROOT


def is_named(row: Row) -> bool:
    """Return whether a task can name the user of a row: by an IAM user name or an account id."""
    if is_root(row):
        return account_id_problem(row["root_account_id"] or "") is None
    return user_name_problem(row["user_name"]) is None
