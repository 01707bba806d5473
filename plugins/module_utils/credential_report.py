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

from .model import Refusal, account_id_in

ROOT = "<root_account>"
_COLUMNS = {
    *("user", "arn", "password_enabled", "password_last_used", "password_last_changed", "password_next_rotation"),
    "mfa_active",
}
# What stands for "none" or "not known" in a column of dates.
_NO_DATE = {"N/A", "no_information", "not_supported", ""}
_FLAGS = {"true": True, "false": False}


@dataclass(frozen=True)
class ReportRow:
    """What the report says of one user. Dates are ISO 8601; None is none, or not known to AWS."""

    user_name: str
    arn: str
    password_enabled: bool | None
    password_last_used: str | None
    password_last_changed: str | None
    password_next_rotation: str | None
    mfa_active: bool | None

    @property
    def account_id(self) -> str:
        """Return the id of the account."""
        return account_id_in(self.arn)

    def is_below(self, path_prefix: str) -> bool:
        """Say whether the user's path begins so. The path is a part of the ARN ("IAM ARNs", IAM User Guide)."""
        return self.arn.partition(":user")[2].startswith(path_prefix)


@dataclass(frozen=True)
class Report:
    """The report, and when AWS made it (ISO 8601)."""

    generated_time: str
    rows: tuple[ReportRow, ...]


def rows_of(report: str) -> list[ReportRow]:
    """Take the report's text. Raises Refusal where it is not the CSV that AWS documents.

    Columns are found by their names, since AWS adds some.
    """
    reader = csv.DictReader(report.splitlines(), strict=True)
    try:
        rows = list(reader)
        columns = set(reader.fieldnames or ())
    except csv.Error as error:
        raise Refusal(f"AWS's credential report cannot be read: {error}. Look live, or try again.") from error
    missing = sorted(_COLUMNS - columns)
    if missing:
        raise Refusal(f"AWS's credential report has no {', '.join(missing)}. It is not what AWS documents; try again.")
    # A user's name may have a comma, and AWS does not say that it quotes one. Shifted columns would tell lies.
    uneven = [row["user"] for row in rows if None in row or None in row.values()]
    if uneven:
        raise Refusal(
            f"The credential report has another number of columns for {', '.join(uneven)} than in its first line, so "
            "it cannot be read. Look live: leave source and credential_report out."
        )
    return [_row(row) for row in rows]


def _row(row: t.Mapping[str, str]) -> ReportRow:
    return ReportRow(
        user_name=row["user"],
        arn=row["arn"],
        password_enabled=_FLAGS.get(row["password_enabled"].lower()),
        password_last_used=_date(row["password_last_used"]),
        password_last_changed=_date(row["password_last_changed"]),
        password_next_rotation=_date(row["password_next_rotation"]),
        mfa_active=_FLAGS.get(row["mfa_active"].lower()),
    )


def _date(value: str) -> str | None:
    # The API gives "Z" in some dates and "+00:00" in others; a row has one form for all of them.
    return None if value in _NO_DATE else f"{value[:-1]}+00:00" if value.endswith("Z") else value
