# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one shape of a row about one user, whatever it was read from.

Pure.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .credential_report import ROOT, Report, ReportRow
from .model import Failure, LoginProfile, first_of
from .reporting import describe, describe_failure

_TOLD_AT_MOST = 5


@dataclass(frozen=True)
class Access:
    """What is known of one user's console access.

    ``password_enabled`` is None where it could not be read, which a ``failure`` explains.
    """

    user_name: str
    arn: str | None = None
    password_enabled: bool | None = None
    login_profile: LoginProfile | None = None
    failure: Failure | None = None

    @classmethod
    def from_report(cls, row: ReportRow) -> Access:
        """Take the report's word for it. It knows neither when a password was created nor the reset flag."""
        profile = LoginProfile(row.user_name, None, None) if row.password_enabled else None
        return cls(row.user_name, row.arn, row.password_enabled, profile)


class Asked(t.Protocol):
    """The part of a task's question that the report of its answer needs."""

    @property
    def user_names(self) -> tuple[str, ...] | None:
        """Return the names that were asked for, or None."""

    @property
    def is_about_everybody(self) -> bool:
        """Say whether the question was about the whole account."""


def describe_access(access: Access, report: ReportRow | None) -> dict[str, t.Any]:
    """Return the row of one user: every key in every row, and null for what is not known.

    ``login_profile`` is empty where there is none, and null where nobody knows.
    """
    return {
        "user_name": access.user_name,
        "arn": access.arn or (report.arn if report else None),
        "password_enabled": access.password_enabled,
        "login_profile": None if access.password_enabled is None else describe(access.login_profile),
        "password_last_used": report.password_last_used if report else None,
        "password_last_changed": report.password_last_changed if report else None,
        "password_next_rotation": report.password_next_rotation if report else None,
        "mfa_active": report.mfa_active if report else None,
        "msg": None,
        "error": None,
        **(describe_failure(access.failure) if access.failure else {}),
    }


def describe_accesses(
    accesses: t.Sequence[Access], question: Asked, report: Report | None, reason: str | None
) -> dict[str, t.Any]:
    """Return the result of a task that looked, with a ``msg`` where somebody could not be read, or for a ``reason``."""
    reported = {row.user_name: row for row in report.rows} if report else {}
    found = {access.user_name for access in accesses}
    result: dict[str, t.Any] = {
        "users": [describe_access(access, reported.get(access.user_name)) for access in accesses],
        "missing_users": [name for name in question.user_names or () if name not in found],
    }
    if report is not None:
        result["credential_report"] = {"generated_time": report.generated_time}
        roots = [reported[ROOT]] if question.is_about_everybody and ROOT in reported else []
        result["root_users"] = [describe_access(Access.from_report(row), row) for row in roots]
    failed = [access for access in accesses if access.failure is not None]
    if failed or reason is not None:
        result["msg"] = _failure_message(failed, len(accesses), reason)
    return result


def _failure_message(failed: t.Sequence[Access], of: int, reason: str | None) -> str:
    names = first_of([access.user_name for access in failed])
    numbers = f"{len(failed)} of {of} users could not be read, so nobody knows whether they have a password: {names}."
    whys = dict.fromkeys(access.failure.message for access in failed if access.failure is not None)
    more = "Each has its msg in users." if len(whys) > _TOLD_AT_MOST else ""
    told = list(whys)[:_TOLD_AT_MOST]
    return " ".join(sentence for sentence in (reason or "", numbers if failed else "", *told, more) if sentence)
