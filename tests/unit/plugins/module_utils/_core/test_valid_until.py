# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The end of an access: the formats of valid_until, and the status before and after it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.valid_until import ValidUntil, valid_until_problem

END = datetime(2027, 1, 1, tzinfo=timezone.utc)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2026-12-31", END),
        # What YAML parses as a date or time, as Ansible passes it on.
        (date(2026, 12, 31).isoformat(), END),
        (str(datetime(2026, 12, 31, 23, tzinfo=timezone.utc)), END - HOUR),
        *((f"2027-01-01{text}", END) for text in ("T00:00", " 00:00:00", "T00:00Z", "T00:00:00.000Z", "T01:00+0100")),
        ("2026-12-31T18:00:00-06:00", END),
        ("2026-12-31T23:59:59.5", END - SECOND / 2),
        ("2028-02-29", datetime(2028, 3, 1, tzinfo=timezone.utc)),
        ("2999-12-31", datetime(3000, 1, 1, tzinfo=timezone.utc)),
    ],
)
def test_a_date_is_the_whole_day_and_a_time_is_that_moment(text: str, end: datetime) -> None:
    """Fails when access ends at the beginning of the last day, or a zone shifts the end."""
    until = ValidUntil.parse(text)
    assert (until, until.end.tzinfo, valid_until_problem(text)) == (ValidUntil(text, end), timezone.utc, None)


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "2026-12", "20261231", "2026-W53-4", "31.12.2026", "2026-02-29", "2026-13-01", "2026-00-10"),
        *("2026-12-31T24:00", "2026-12-31T18", "2026-12-31T18:00:60", "2026-12-31T18:00+24:00", "2026-12-31Z"),
        *("0026-12-31", "1926-12-31", "9999-12-31", "12026-12-31", "2026-12-31\n", " 2026-12-31", "\u0662026-12-31"),
        *(20261231, None, True, date(2026, 12, 31)),
    ],
)
def test_another_format_is_rejected_without_its_value(text: object) -> None:
    """Fails when a typo is another date, another release of Python parses more formats, or a value is repeated."""
    problem = valid_until_problem(text)
    assert problem is not None
    assert problem == valid_until_problem("Canary")


@pytest.mark.parametrize(
    ("before", "status", "days"),
    [
        *((14 * DAY + SECOND, "valid", 15), (14 * DAY, "ends_soon", 14), (13 * DAY + SECOND, "ends_soon", 14)),
        *((DAY, "ends_soon", 1), (SECOND, "ends_soon", 1), (0 * DAY, "ended", 0), (-SECOND, "ended", 0)),
    ],
)
def test_the_status_changes_at_the_moment(before: timedelta, status: str, days: int) -> None:
    """Fails when a limit is off by a second, or the last day does not count."""
    until = ValidUntil.parse("2026-12-31")
    assert (until.status(END - before, 14), until.days_left(END - before)) == (status, days)
