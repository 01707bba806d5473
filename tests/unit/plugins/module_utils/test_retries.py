# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Retries are botocore's alone, so that no back-off multiplies another: counted, and timed by a clock of our own."""

from __future__ import annotations

import os
import time
import typing as t
from dataclasses import dataclass

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from ansible_collections.identity.aws.plugins.module_utils.connecting import Connection
from ansible_collections.identity.aws.plugins.module_utils.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils.model import Owner
from ansible_collections.identity.aws.plugins.module_utils.reading import Reader
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import ModuleDouble

ACCESS: dict[str, t.Any] = {
    "access_key": "testing",
    "secret_key": "testing",
    "session_token": None,
    "profile": None,
    "region": "us-east-1",
    "endpoint_url": "http://127.0.0.1:9",
    "validate_certs": True,
    "aws_ca_bundle": None,
    "aws_config": None,
}
THROTTLING = b"<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>"
# What the guide on errors says of how long a call is tried.
ONE_USER, MANY_USERS = 30, 180


@dataclass
class Storm:
    """An AWS that refuses every request for its rate, and a clock that only sleeping moves."""

    requests: int = 0
    now: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def answer(self, **_request: t.Any) -> AWSResponse:
        self.requests += 1
        return AWSResponse("http://127.0.0.1:9", 400, t.cast("t.Any", {}), Raw(THROTTLING))


class Raw:
    """A body, as urllib3 hands it over."""

    def __init__(self, body: bytes) -> None:
        self._parts = [body]

    def stream(self, *_size: t.Any) -> t.Iterator[bytes]:
        yield from self._parts


@pytest.fixture
def storm(monkeypatch: pytest.MonkeyPatch) -> Storm:
    """Replace what botocore waits by, without the pace that its adaptive mode keeps for all calls together."""
    storm = Storm()
    monkeypatch.setattr(time, "sleep", storm.sleep)
    monkeypatch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_self, **_amount: True)
    for name in ("AWS_RETRY_MODE", "AWS_MAX_ATTEMPTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    return storm


def ask(storm: Storm, client: t.Any) -> None:
    """Ask for a login profile until botocore gives up."""
    storm.requests, storm.now = 0, 0.0
    client.meta.events.register("before-send", storm.answer)
    with pytest.raises(LoginProfileError) as error:
        Reader(client, t.cast("t.Any", None)).login_profile(Owner("alice"))
    assert error.value.code == "Throttling"


def connection(concurrency: int, config: dict[str, t.Any] | None) -> Connection:
    module: t.Any = ModuleDouble({**ACCESS, "aws_config": config}, check_mode=True)
    return Connection(module, concurrency)


@pytest.mark.parametrize(
    ("concurrency", "config", "requests"),
    [
        (8, None, 10),
        (1, {"retries": {"total_max_attempts": 1}}, 1),
        (1, {"retries": {"mode": "standard", "total_max_attempts": 7}}, 7),
        (8, {"retries": {"mode": "standard", "total_max_attempts": 3}}, 3),
    ],
    ids=["many users", "one user, once", "one user, aws_config", "many users, aws_config"],
)
def test_a_call_is_tried_as_often_and_as_long_as_the_guide_says(
    storm: Storm, concurrency: int, config: dict[str, t.Any] | None, requests: int
) -> None:
    """Fails when another layer retries too, aws_config is not heeded, or the waits add up to more than is said."""
    ask(storm, connection(concurrency, config).iam())
    assert storm.requests == requests
    assert storm.now <= MANY_USERS


def test_for_one_user_the_retries_are_those_of_botocore(storm: Storm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a task about one user tries more often than a bare client, or the environment has no say."""
    access: t.Any = {f"aws_{name}": "testing" for name in ("access_key_id", "secret_access_key")}
    for attempts in (None, "4"):
        if attempts is not None:
            monkeypatch.setenv("AWS_MAX_ATTEMPTS", attempts)
        ask(storm, boto3.client("iam", region_name="us-east-1", endpoint_url=ACCESS["endpoint_url"], **access))
        bare = storm.requests
        ask(storm, connection(1, None).iam())
        assert storm.requests == bare == (bare if attempts is None else int(attempts))
        assert storm.now <= ONE_USER
