# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The known console access of one user.

Pure.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace
from datetime import datetime

from .credential_report import ROOT, MalformedRow, ReportRow
from .models import Failure, LoginProfile, Principal, SignInSession
from .sign_in_sessions import by_principal


@dataclass(frozen=True)
class Access:
    """The known console access of one user.

    ``password_enabled`` is None if it could not be read, for the reason in ``failure``. ``create_date`` is the IAM
    user's, None if it was not read. ``user_exists`` is None for a root user, and if unknown. ``account_name`` and
    ``account_email`` are of a root user's account. ``sessions`` is None if unknown.
    """

    principal: Principal
    arn: str | None = None
    password_enabled: bool | None = None
    login_profile: LoginProfile | None = None
    failure: Failure | None = None
    create_date: str | None = None
    user_exists: bool | None = None
    account_name: str | None = None
    account_email: str | None = None
    sessions: tuple[SignInSession, ...] | None = None

    @classmethod
    def from_report(cls, row: ReportRow) -> Access:
        """Return the data of the report, without the password's creation date and the reset flag."""
        profile = LoginProfile(row.user_name, None, None) if row.password_enabled else None
        principal = Principal(root_account_id=row.account_id) if row.user_name == ROOT else Principal(row.user_name)
        return cls(principal, row.arn, row.password_enabled, profile)

    @classmethod
    def from_malformed(cls, row: MalformedRow) -> Access:
        """Return an unknown console access, for a report row that cannot be parsed."""
        return cls(Principal(row.user_name), failure=row.failure)


def with_sessions(accesses: t.Iterable[Access], sessions: t.Iterable[SignInSession]) -> list[Access]:
    """Return the accesses with their sessions, oldest first."""
    listed = by_principal(sessions)
    return [replace(access, sessions=tuple(listed.get(access.principal, ()))) for access in accesses]


def with_active_sessions_only(
    accesses: t.Iterable[Access], sessions: t.Iterable[SignInSession], now: datetime, *, users_exist: bool | None
) -> list[Access]:
    """Return an access for each other principal with a session that is active ``now``.

    ``users_exist`` is False if the accesses are of all IAM users, so the other users were deleted.
    """
    known = {access.principal for access in accesses}
    return [
        Access(
            principal,
            password_enabled=None if principal.user_name is None else users_exist,
            user_exists=None if principal.user_name is None else users_exist,
            sessions=tuple(found),
        )
        for principal, found in by_principal(sessions).items()
        if principal not in known and any(session.is_active(now) for session in found)
    ]
