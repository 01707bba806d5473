# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The credential report of an account: a CSV of all its users, up to four hours old.

Pure. Columns and values: "Generate credential reports for your AWS account" in the IAM User Guide.
"""

from __future__ import annotations

import csv
import typing as t
from dataclasses import dataclass
from datetime import datetime, timedelta

from .models import Failure, RequestError, account_id_in
from .timestamps import parse_time

ROOT = "<root_account>"
_COLUMNS = {
    *("user", "arn", "password_enabled", "password_last_used", "password_last_changed", "password_next_rotation"),
    "mfa_active",
}
# Values of date columns without a date.
_NO_DATE = {"N/A", "no_information", "not_supported", ""}
_FLAGS = {"true": True, "false": False}


@dataclass(frozen=True)
class ReportRow:
    """The row of one user. Dates are ISO 8601. None: none, or unknown."""

    user_name: str
    arn: str
    password_enabled: bool | None
    password_last_used: str | None
    password_last_changed: str | None
    password_next_rotation: str | None
    mfa_active: bool | None
    user_creation_time: str | None = None

    def is_about(self, create_date: str | None) -> bool:
        """Return whether the row is about the user created at ``create_date`` (ISO 8601).

        An earlier, deleted user of the same name has another date. One second is for rounding. If one of the dates is
        missing, there is nothing to compare.
        """
        created, reported = _moment(create_date), _moment(self.user_creation_time)
        return created is None or reported is None or abs(created - reported) <= timedelta(seconds=1)

    @property
    def account_id(self) -> str:
        """Return the id of the account."""
        return account_id_in(self.arn)

    def is_below(self, path_prefix: str) -> bool:
        """Return whether the user's path begins so. The ARN contains the path ("IAM ARNs", IAM User Guide)."""
        return self.arn.partition(":user")[2].startswith(path_prefix)


@dataclass(frozen=True)
class Report:
    """The report, and when AWS made it (ISO 8601)."""

    generated_time: str
    rows: tuple[ReportRow, ...]
    malformed: tuple[MalformedRow, ...] = ()


@dataclass(frozen=True)
class MalformedRow:
    """A row that cannot be parsed: its first cell, normally the user name, and its number from 1."""

    user_name: str
    number: int

    @property
    def failure(self) -> Failure:
        """Return why nothing is known about this user."""
        return Failure(
            f"Row {self.number} of the credential report is malformed: its columns are not those of the first line. "
            f"It begins with {self.user_name!r}. The data of this user in the report cannot be read.",
            "malformed_report_row",
        )


def read_report(report: str, generated_time: str) -> Report:
    """Parse the report. Raises RequestError if a documented column is missing.

    A malformed row does not affect other rows. Columns are found by name, since AWS adds some.
    """
    first, *lines = report.splitlines() or [""]
    columns = _cells(first)
    missing = sorted(_COLUMNS - set(columns))
    if missing:
        raise RequestError(
            (
                f"The credential report of AWS has no {', '.join(missing)}. This differs from the AWS documentation. "
                "Run the task again."
            ),
            "unreadable_credential_report",
        )
    rows = [_row(line, columns, number) for number, line in enumerate(lines, start=1) if line]
    return Report(
        generated_time,
        tuple(row for row in rows if isinstance(row, ReportRow)),
        tuple(row for row in rows if isinstance(row, MalformedRow)),
    )


def _cells(line: str) -> list[str]:
    """Return the cells of a line, none if its quotes are unbalanced."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return []


def _row(line: str, columns: t.Sequence[str], number: int) -> ReportRow | MalformedRow:
    cells = _cells(line)
    if len(cells) != len(columns):
        cells = _cells_from_the_right(line, columns)
    if not cells:
        return MalformedRow(line.partition(",")[0], number)
    return _report_row(dict(zip(columns, cells, strict=True)))


def _cells_from_the_right(line: str, columns: t.Sequence[str]) -> list[str]:
    """Return the cells of a row with unquoted commas in the name or path, or none if that fails.

    AWS does not document quoting. A name has no colon, and only the first two columns can have a comma.
    """
    if [*columns[:2]] != ["user", "arn"]:
        return []
    names, *values = line.rsplit(",", len(columns) - 2)
    user_name, found, arn = names.partition(",arn:")
    return [user_name, f"arn:{arn}", *values] if found and arn.endswith(f"/{user_name}") else []


def _report_row(row: t.Mapping[str, str]) -> ReportRow:
    return ReportRow(
        user_name=row["user"],
        arn=row["arn"],
        password_enabled=_FLAGS.get(row["password_enabled"].lower()),
        password_last_used=_date(row["password_last_used"]),
        password_last_changed=_date(row["password_last_changed"]),
        password_next_rotation=_date(row["password_next_rotation"]),
        mfa_active=_FLAGS.get(row["mfa_active"].lower()),
        user_creation_time=_date(row.get("user_creation_time", "")),
    )


def _moment(value: str | None) -> datetime | None:
    try:
        return parse_time(value or "")
    except ValueError:
        return None


def _date(value: str) -> str | None:
    # AWS writes "Z" in some dates and "+00:00" in others. Rows have one format.
    return None if value in _NO_DATE else f"{value[:-1]}+00:00" if value.endswith("Z") else value
