# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a password was set and last used, combined from several columns.

Pure.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime

from ansible_collections.identity.aws.plugins.module_utils._core.timestamps import parse_time

from .accounts import Account, Row

_CREATED = "login_profile.create_date"
_PAST = ("password_last_used", "password_last_changed", _CREATED)


@dataclass(frozen=True)
class Known:
    """A time, and its source columns. ``was_used`` is False for a password that was set but never used."""

    at: datetime
    columns: tuple[str, ...]
    was_used: bool = True


def _at(row: Row, column: str) -> datetime | None:
    value = value_of(row, column)
    return None if value is None else parse_time(value)


class PastDate(t.NamedTuple):
    """A date that is in the past unless a clock is wrong, with its column; ``row`` is None for the account's."""

    at: datetime
    column: str
    value: str
    row: Row | None = None


def past_dates(account: Account) -> t.Iterator[PastDate]:
    """Return the dates of an account that are in the past unless a clock is wrong."""
    for row in account.rows:
        for column in _PAST:
            if (value := value_of(row, column)) is not None:
                yield PastDate(parse_time(value), column, value, row)
    for column, value in (
        ("credential_report.generated_time", account.report_time),
        ("answered_at", account.answered_at),
    ):
        if value is not None:
            yield PastDate(parse_time(value), column, value)


def value_of(row: Row, column: str) -> t.Any:
    """Return the value of a column, such as ``mfa_active`` or ``login_profile.create_date``."""
    value: t.Any = row
    for part in column.split("."):
        value = (value or {}).get(part)
    return value


def set_at(row: Row, *, with_report: bool) -> Known | None:
    """Return when the present password was set, None if unknown.

    The report may be older than the login profile: the later date is right. A user without the columns of a report is
    newer than the report, so the password is as old as the login profile, whose create_date does not change by an
    update. Without a report it is unknown, since the password may have changed since.
    """
    changed, created = _at(row, "password_last_changed"), _at(row, _CREATED)
    if changed is not None and (created is None or created <= changed):
        return Known(changed, ("password_last_changed",))
    return Known(created, (_CREATED,)) if created is not None and with_report else None


def last_use(row: Row, *, with_report: bool) -> Known | None:
    """Return when the password was last used, or else when it was set; None if neither is known.

    A use before the login profile was created is of an earlier password ("PasswordLastUsed" outlives a deleted
    password, shape ``User`` of the IAM service model). A password that was never used counts as unused.
    """
    used, created = _at(row, "password_last_used"), _at(row, _CREATED)
    if used is not None and (created is None or created <= used):
        return Known(used, ("password_last_used",))
    was_set = set_at(row, with_report=with_report)
    return None if was_set is None else Known(was_set.at, ("password_last_used", *was_set.columns), was_used=False)


def pending_since(row: Row, *, with_report: bool) -> Known | None:
    """Return the latest possible start of a required reset; None if unknown.

    A user who signs in must set a new password at once, so a pending reset was required after the last use.
    """
    was_set, used = set_at(row, with_report=with_report), _at(row, "password_last_used")
    if was_set is None or used is None or used <= was_set.at:
        return was_set
    return Known(used, ("password_last_used",))
