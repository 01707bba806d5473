# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The limit of requests, and the ideal that a roster is compared with."""

from __future__ import annotations

import pytest
from token_bucket import TokenBucket, ideal_seconds


def test_bucket_fills_up_to_the_burst() -> None:
    """Fails if it starts empty, fills at another rate, or holds more than the burst."""
    bucket = TokenBucket(rate=2, burst=3, now=10)
    assert [bucket.take(10) for dummy in range(4)] == [True, True, True, False]
    assert [bucket.take(10.5), bucket.take(10.5)] == [True, False]
    assert [bucket.take(100) for dummy in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(("calls", "seconds"), [(10, 0.0), (20, 0.0), (200, 9.0)])
def test_ideal_is_what_the_bucket_allows(calls: int, seconds: float) -> None:
    """Fails if a caller that always waits for the next token would need another time."""
    assert ideal_seconds(calls, rate=20, burst=20) == seconds
