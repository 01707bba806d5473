# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The header ``Date`` of AWS: errors name a wrong clock of the host, and results have the time of AWS."""

from __future__ import annotations

import datetime as dt
import re
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._aws.call_tracking import answered_at
from ansible_collections.identity.aws.plugins.module_utils._aws.error_advice import clock_advice
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    NOON,
    LoopbackAWS,
    OneUser,
    error,
    loopback_aws,
)

CODES = [
    *("SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature"),
    *("RequestExpired", "RequestTimeTooSkewed"),
]
TOLERATED = 300
seconds = st.integers(-(10**8), 10**8) | st.sampled_from([-TOLERATED - 1, -TOLERATED, 0, TOLERATED, TOLERATED + 1])


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[LoopbackAWS]:
    """A server, in whose account IAM user alice has no login profile."""
    with loopback_aws(monkeypatch) as server:
        yield server


def set_clock_of(aws: LoopbackAWS, skew: int) -> None:
    """Set the clock of the server to so many seconds after that of this machine."""
    aws.clock.slept = (dt.datetime.now(dt.timezone.utc) - NOON).total_seconds() + skew


@given(st.sampled_from(["SignatureDoesNotMatch", "RequestExpired"]), seconds)
def test_the_clock_is_blamed_where_it_is_wrong_and_nothing_else(code: str, skew: int) -> None:
    """Fails when somebody replaces a good secret key for a wrong clock, or sets a right clock for a wrong key."""
    said = clock_advice(code, dt.timedelta(seconds=skew)) or ""
    assert ("Set the clock (NTP)" in said) is (abs(skew) > TOLERATED)
    assert ("secret key" in said) is (abs(skew) <= TOLERATED and code == "SignatureDoesNotMatch")
    if abs(skew) > TOLERATED:
        assert f" is {abs(skew)} seconds {'behind' if skew > 0 else 'ahead of'} the clock of AWS" in said


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("skew", "is_wrong"), [(-7200, True), (-200, False), (200, False), (7200, True)])
@pytest.mark.parametrize("door", ["task", "roster_task", "info_task"])
def test_an_error_names_the_skew_in_seconds(aws: LoopbackAWS, door: str, code: str, skew: int, is_wrong: bool) -> None:
    """Fails when the clocks are not compared at the time of the reply, or a code for a wrong clock is not known."""
    set_clock_of(aws, skew)
    aws.script = lambda call, _attempt: error(code, 403, call)
    options: dict[str, dict[str, t.Any]] = {
        "task": {"user_name": "alice", "state": "absent"},
        "roster_task": {"profiles": [{"name": "alice", "state": "absent"}]},
        "info_task": {"user_names": ["alice"]},
    }
    msg = aws.run(door, **options[door])["msg"]
    named = re.search(r"is (\d+) seconds (behind|ahead of) the clock of AWS", msg)
    assert bool(named) is is_wrong
    if named is not None:
        assert abs(int(named[1]) - abs(skew)) <= 60
        assert named[2] == ("behind" if skew > 0 else "ahead of")
    assert "AWS refused the request." not in msg


@pytest.mark.parametrize("code", CODES)
def test_without_a_date_both_causes_are_named(code: str) -> None:
    """Fails when a reply without a date ends in a traceback, or one cause is taken for certain."""
    failure = LoginProfileError("Failed", exception=client_error("GetUser", code)).failure(None)
    assert "clock" in failure.message
    assert failure.is_general


def test_a_result_has_the_time_of_aws(aws: LoopbackAWS) -> None:
    """Fails when the time is that of the host, or of an earlier reply."""
    account = OneUser(aws.clock, has_profile=True)

    def answer(call: str, _attempt: int) -> t.Any:
        aws.clock.slept += 60
        return account(call)

    aws.script = answer
    result = aws.run("info_task", user_names=["alice", "bob"])
    assert result["answered_at"] == (NOON + dt.timedelta(seconds=60 * aws.attempts.total())).isoformat()


@given(st.text() | st.sampled_from(["Sun, 22 Nov 2026 09:30:00 -0000", f"Sun, 22 Nov {'9' * 30} 09:30:00 GMT"]))
def test_what_is_no_date_is_no_error(text: str) -> None:
    """Fails when a proxy's header ends a task in a traceback, or is a time without a zone."""
    at = answered_at({"ResponseMetadata": {"HTTPHeaders": {"date": text}}})
    assert at is None or at.tzinfo is not None
