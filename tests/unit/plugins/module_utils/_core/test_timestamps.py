# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every release of Python parses times in the same way."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.timestamps import parse_time

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(timezones=OFFSETS).filter(lambda moment: 1970 < moment.year < 2200)


@given(MOMENTS, st.integers(0, 9), st.sampled_from([":", "", "Z"]), st.sampled_from(["T", " "]))
def test_every_format_is_parsed(moment: datetime, digits: int, zone: str, between: str) -> None:
    """Fails when a time is rejected or misread because of its digits, its zone or a release of Python."""
    moment = moment.astimezone(timezone.utc) if zone == "Z" else moment
    fraction = f"{moment.microsecond:06}000"[:digits]
    moment = moment.replace(microsecond=int(fraction[:6].ljust(6, "0")))
    offset = "Z" if zone == "Z" else moment.strftime("%z")
    offset = f"{offset[:3]}:{offset[3:]}" if zone == ":" else offset
    written = moment.strftime(f"%Y-%m-%d{between}%H:%M:%S") + (f".{fraction}" if digits else "") + offset
    assert parse_time(written) == moment


@pytest.mark.parametrize("value", ["2026-11-29T08:00:00", "2026-11-29T08:00", "2026-11-29 08:00"])
def test_without_a_zone_it_is_utc(value: str) -> None:
    """Fails when a time without a zone has the machine's zone, or none."""
    assert parse_time(value) == datetime(2026, 11, 29, 8, tzinfo=timezone.utc)


@pytest.mark.parametrize("value", ["", "x", "2026-11-29T08:00:00.", "2026-13-29T08:00:00Z", "08:00:00Z", "N/A"])
def test_anything_else_is_rejected(value: str) -> None:
    """Fails when an invalid time is accepted."""
    with pytest.raises(ValueError):
        parse_time(value)
