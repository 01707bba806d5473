# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The credential report: the meaning of its columns."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.credential_report import ReportRow, read_report
from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError

HEAD = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active"
)
ARN = "arn:aws:iam::111122223333:user/colleagues/ana"
DAY = "2026-11-20T08:01:11+00:00"


def row(*values: str) -> ReportRow:
    (only,) = read_report("\n".join([HEAD, ",".join(values)]), DAY).rows
    return only


def test_a_password_that_is_used() -> None:
    """Fails when a column is read as another."""
    assert row("ana", ARN, DAY, "true", DAY, "2026-11-01T00:00:00Z", "2027-01-30T00:00:00+00:00", "false", "true") == (
        ReportRow("ana", ARN, True, DAY, "2026-11-01T00:00:00+00:00", "2027-01-30T00:00:00+00:00", False, DAY)
    )


@pytest.mark.parametrize("nothing", ["N/A", "no_information", "not_supported", ""])
def test_what_is_no_date_is_none(nothing: str) -> None:
    """Fails when a non-date value of a date column is returned as a date."""
    reported = row("ana", ARN, DAY, "TRUE", nothing, nothing, nothing, "TRUE", "x")
    assert (reported.password_last_used, reported.password_last_changed, reported.password_next_rotation) == (
        None,
        None,
        None,
    )
    assert (reported.password_enabled, reported.mfa_active) == (True, True)


def test_unsupported_is_not_false() -> None:
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
    """Fails when a path is compared with anything but the path, or only as a whole."""
    arn = f"arn:aws:iam::111122223333:user{path}ana"
    assert row("ana", arn, DAY, "true", DAY, DAY, DAY, "true", "x").is_below(prefix) is below


@pytest.mark.parametrize("report", ["user,password_enabled\nana,true", "", '"abc'])
def test_another_csv_is_rejected(report: str) -> None:
    """Fails when a report without a required column passes, or causes a traceback."""
    with pytest.raises(
        RequestError, match=r"^The credential report of AWS has no (arn|.*, arn|arn, .*)\. This differs"
    ):
        read_report(report, DAY)


@pytest.mark.parametrize(
    ("created", "is_about"),
    [
        *((created, True) for created in (None, "x", DAY, "2026-11-20T08:01:12+00:00", "2026-11-20T09:01:10+01:00")),
        *((created, False) for created in ("2026-11-20T08:01:13+00:00", "2026-11-20T08:01:09.9+00:00")),
    ],
)
def test_a_row_is_about_the_user_of_its_creation_time(created: str | None, is_about: bool) -> None:
    """Fails when the row of a deleted namesake counts as this user's, or rounding makes another user."""
    assert row("ana", ARN, DAY, "true", DAY, DAY, DAY, "true", "x").is_about(created) is is_about


# AWS allows each of these characters in a path, and in a name those of IAM_NAMES.
PATHS = st.just("/") | st.text("ab/,:.\"'=@", min_size=1, max_size=6).map(lambda path: f"/{path}/")
IAM_NAMES = st.text("ab1_+=,.@-", min_size=1, max_size=8)


@given(st.lists(st.tuples(IAM_NAMES, PATHS, st.booleans()), max_size=4), st.booleans())
def test_a_name_or_a_path_with_a_comma_is_read(users: list[tuple[str, str, bool]], quotes: bool) -> None:
    """Fails when a comma in a name or a path moves the columns of its row, with or without quotes."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL) if quotes else None
    reported = []
    for name, path, has_mfa in users:
        arn = f"arn:aws:iam::111122223333:user{path}{name}"
        cells = [name, arn, DAY, "true", DAY, DAY, "N/A", str(has_mfa).lower(), "false"]
        reported.append((name, arn, has_mfa))
        if writer is None:
            out.write(",".join(cells) + "\n")
        else:
            writer.writerow(cells)
    report = read_report(f"{HEAD}\n{out.getvalue()}", DAY)
    read = [(row.user_name, row.arn, row.mfa_active) for row in report.rows]
    malformed = [row.user_name for row in report.malformed]
    assert (read, malformed) == (reported, [])


def test_where_the_first_columns_are_others_a_comma_is_not_guessed_at() -> None:
    """Fails when a row with commas is parsed by an order of the columns that the report does not have."""
    head = HEAD.replace("user,arn", "arn,user")
    report = read_report(f"{head}\n{ARN},a,b,{DAY},true,{DAY},{DAY},N/A,true,false", DAY)
    assert (report.rows, [row.number for row in report.malformed]) == ((), [1])


BROKEN = ("a,b,arn:aws:iam::1:user/a,c,x,true,x,x,x,true,x", "ana,arn,x", '"ana', "ana", ',"x"y')


@given(st.lists(st.sampled_from(BROKEN) | st.none(), max_size=5))
def test_a_malformed_row_affects_only_itself(lines: list[str | None]) -> None:
    """Fails when a row with shifted columns is accepted, ends the report, hides another row, or is not named."""
    good = f"ana,{ARN},{DAY},true,{DAY},{DAY},N/A,true,false"
    report = read_report("\n".join([HEAD, *(line or good for line in lines)]), DAY)
    assert [row.user_name for row in report.rows] == ["ana"] * lines.count(None)
    assert [row.number for row in report.malformed] == [n for n, line in enumerate(lines, start=1) if line]
    for row in report.malformed:
        assert row.failure.message.startswith(f"Row {row.number} of the credential report is malformed")
