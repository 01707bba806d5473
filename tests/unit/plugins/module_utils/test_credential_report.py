# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The credential report: what its columns mean."""

from __future__ import annotations

import pytest

from ansible_collections.identity.aws.plugins.module_utils.credential_report import ReportRow, rows_of
from ansible_collections.identity.aws.plugins.module_utils.model import Refusal

HEAD = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active"
)
ARN = "arn:aws:iam::111122223333:user/colleagues/ana"
DAY = "2026-11-20T08:01:11+00:00"


def row(*values: str) -> ReportRow:
    (only,) = rows_of("\n".join([HEAD, ",".join(values)]))
    return only


def test_a_password_that_is_used() -> None:
    """Fails when a column is taken for another."""
    assert row("ana", ARN, DAY, "true", DAY, "2026-11-01T00:00:00Z", "2027-01-30T00:00:00+00:00", "false", "true") == (
        ReportRow("ana", ARN, True, DAY, "2026-11-01T00:00:00+00:00", "2027-01-30T00:00:00+00:00", False)
    )


@pytest.mark.parametrize("nothing", ["N/A", "no_information", "not_supported", ""])
def test_what_is_no_date_is_none(nothing: str) -> None:
    """Fails when a word in a column of dates reaches a reader who computes with it."""
    told = row("ana", ARN, DAY, "TRUE", nothing, nothing, nothing, "TRUE", "x")
    assert (told.password_last_used, told.password_last_changed, told.password_next_rotation) == (None, None, None)
    assert (told.password_enabled, told.mfa_active) == (True, True)


def test_what_aws_does_not_say_is_not_false() -> None:
    """Fails when "not_supported" is read as "no password"."""
    assert row("<root_account>", "arn", DAY, "not_supported", DAY, "x", "x", "true", "x").password_enabled is None


@pytest.mark.parametrize(
    ("path", "prefix", "below"),
    [
        ("/colleagues/", "/", True),
        ("/colleagues/", "/colleagues/", True),
        ("/colleagues/", "/colleagues/x/", False),
        ("/colleagues/", "/coll/", False),
        ("/x:user/", "/x:user/", True),
    ],
)
def test_the_path_is_in_the_arn(path: str, prefix: str, below: bool) -> None:
    """Fails when a path is compared with anything but the path, or the path itself is taken for its beginning."""
    arn = f"arn:aws:iam::111122223333:user{path}ana"
    assert row("ana", arn, DAY, "true", DAY, DAY, DAY, "true", "x").is_below(prefix) is below


def test_another_csv_is_refused() -> None:
    """Fails when a report without a column that is needed passes."""
    with pytest.raises(Refusal, match="has no arn, mfa_active"):
        rows_of("user,password_enabled\nana,true")
    with pytest.raises(Refusal, match="has no arn"):
        rows_of("")


LONG, SHORT = "a,b,arn:aws:iam::1:user/a,b,x,true,x,x,x,true,x", "ana,arn,x"


@pytest.mark.parametrize(("lines", "names"), [([LONG], "a"), ([SHORT], "ana"), ([LONG, SHORT], "a, ana")])
def test_a_row_whose_columns_are_shifted_is_refused(lines: list[str], names: str) -> None:
    """Fails when a comma in a name moves every column by one, and the row tells lies, or there is a traceback."""
    with pytest.raises(Refusal) as refusal:
        rows_of("\n".join([HEAD, *lines]))
    assert str(refusal.value) == (
        f"The credential report has another number of columns for {names} than in its first line, so it cannot be "
        "read. Look live: leave source and credential_report out."
    )


def test_a_report_that_ends_within_a_name_is_refused() -> None:
    """Fails when the reader does not learn what is wrong with it, or what to do."""
    with pytest.raises(Refusal) as refusal:
        rows_of(f'{HEAD}\n"ana')
    assert str(refusal.value) == (
        "AWS's credential report cannot be read: unexpected end of data. Look live, or try again."
    )


@pytest.mark.parametrize("report", ['"abc', f'{HEAD}\n"ana'])
def test_a_report_that_is_no_csv_is_refused(report: str) -> None:
    """Fails when a damaged report, or one whose first line is damaged, is a traceback."""
    with pytest.raises(Refusal, match=r"^AWS's credential report cannot be read: .*\. Look live, or try again\.$"):
        rows_of(report)


def test_a_name_with_a_comma_that_is_quoted_is_read() -> None:
    """Fails when quotes are taken for a part of the name."""
    assert row('"a,b"', ARN, DAY, "true", DAY, DAY, DAY, "true", "x").user_name == "a,b"
