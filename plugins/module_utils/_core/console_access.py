# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is known of one user's console access.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from .credential_report import ROOT, MalformedRow, ReportRow
from .models import Failure, LoginProfile, Principal


@dataclass(frozen=True)
class Access:
    """What is known of one user's console access.

    ``password_enabled`` is None if it could not be read, for the reason in ``failure``. ``create_date`` is that of the
    IAM user, None if it was not read. ``user_exists`` is None for a root user, and if it is not known.
    """

    principal: Principal
    arn: str | None = None
    password_enabled: bool | None = None
    login_profile: LoginProfile | None = None
    failure: Failure | None = None
    create_date: str | None = None
    user_exists: bool | None = None

    @classmethod
    def from_report(cls, row: ReportRow) -> Access:
        """Return what the report has: neither when a password was created, nor the reset flag."""
        profile = LoginProfile(row.user_name, None, None) if row.password_enabled else None
        principal = Principal(root_account_id=row.account_id) if row.user_name == ROOT else Principal(row.user_name)
        return cls(principal, row.arn, row.password_enabled, profile)

    @classmethod
    def from_malformed(cls, row: MalformedRow) -> Access:
        """Return an unknown console access, for a row of the report that cannot be parsed."""
        return cls(Principal(row.user_name), failure=row.failure)
