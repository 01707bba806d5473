# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a figure rests on: the facts that the endpoint returns about a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from client import start
from endpoint import Conditions, Endpoint
from scenario_rate_limit import ideal_seconds
from token_bucket import TokenBucket


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[Endpoint]:
    """A running endpoint, for the test to seed."""
    with start(None, tmp_path) as emulator:
        yield Endpoint(emulator)


def test_the_facts_of_a_run(endpoint: Endpoint) -> None:
    """Fails if a call or password is not in the facts, a rejected call counts or is carried out, or latency is lost."""
    config = Config(retries={"total_max_attempts": 1, "mode": "standard"}, proxies={})
    access: dict[str, Any] = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    url = endpoint.emulator.endpoint_url
    iam: Any = boto3.client("iam", endpoint_url=url, region_name="us-east-1", config=config, **access)
    endpoint.seed(Conditions(users=250, latency=0.1, rate=3))
    assert len(iam.list_users(MaxItems=1000)["Users"]) == 250
    iam.get_login_profile(UserName="user00249")
    iam.update_login_profile(UserName="user00001", Password="a&b +%-A1")

    def too_many() -> None:
        for _time in range(9):
            iam.update_login_profile(UserName="user00002", Password="a&b +%-A1")

    with pytest.raises(ClientError, match="Throttling"):
        too_many()
    facts = endpoint.facts()
    assert facts.passwords.pop("user00001") == "a&b +%-A1"
    assert set(facts.passwords) <= {"user00002"}
    assert (facts.calls["ListUsers"], facts.calls["GetLoginProfile"]) == (1, 1)
    assert facts.throttled == {"UpdateLoginProfile": 1}
    assert facts.seconds >= 0.4


def test_bucket_fills_up_to_a_second_s_worth() -> None:
    """Fails if it starts empty, fills at another rate, or holds more than the tokens of one second."""
    bucket = TokenBucket(rate=3, now=10)
    assert [bucket.take(10) for dummy in range(4)] == [True, True, True, False]
    assert [bucket.take(10.4), bucket.take(10.4)] == [True, False]
    assert [bucket.take(100) for dummy in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(("calls", "seconds"), [(10, 0.0), (20, 0.0), (200, 9.0)])
def test_ideal_is_what_the_bucket_allows(calls: int, seconds: float) -> None:
    """Fails if a caller that always waits for the next token would need another time."""
    assert ideal_seconds(calls, rate=20) == seconds
