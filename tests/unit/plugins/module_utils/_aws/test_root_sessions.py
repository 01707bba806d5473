# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Root sessions, held against botocore's own model of the requests, and the endpoints that they go to."""

from __future__ import annotations

import datetime as dt
import pathlib
import types
import typing as t

import boto3
import pytest
from botocore.stub import Stubber

from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader
from ansible_collections.identity.aws.plugins.module_utils._aws.root_sessions import AUDIT, TASKS, RootSessions
from ansible_collections.identity.aws.plugins.module_utils._aws.writes import Writer
from ansible_collections.identity.aws.plugins.module_utils._core.models import Action, Principal, RequestError
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import DONE
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import loopback_aws

ROOT = Principal(root_account_id="111122223333")
CREATED = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.timezone.utc)
CREDENTIALS = {
    "AccessKeyId": "ASIAEXAMPLEEXAMPLE12",
    "SecretAccessKey": "secret",
    "SessionToken": "token",
    "Expiration": CREATED,
}


def module(**options: t.Any) -> t.Any:
    """Stand for a module with these common options of amazon.aws, and credentials."""
    names = ("endpoint_url", "profile", "validate_certs", "aws_ca_bundle", "aws_config", "region", "session_token")
    keys = {"access_key": "testing", "secret_key": "testing"}
    return types.SimpleNamespace(params={**dict.fromkeys(names), **keys, **options})


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no setting of the machine's in force."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_STS_REGIONAL_ENDPOINTS", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")


class StubbedConnection:
    """Gives real clients that answer what is expected of them, and nothing else."""

    def __init__(self, policy: str, operation: str, reply: dict[str, t.Any]) -> None:
        self.stubs: list[Stubber] = []
        assumed = {"TargetPrincipal": "111122223333", "TaskPolicyArn": {"arn": policy}, "DurationSeconds": 900}
        self._sts = self._stubbed("sts", "assume_root", {"Credentials": CREDENTIALS}, assumed)
        # Neither UserName nor Password: what a session of AssumeRoot must leave out.
        self._iam = self._stubbed("iam", operation, reply, {})
        self.given: t.Mapping[str, t.Any] = {}

    def _stubbed(self, service: str, operation: str, reply: dict[str, t.Any], expected: dict[str, t.Any]) -> t.Any:
        client = boto3.client(
            t.cast("t.Any", service), region_name="us-gov-west-1", aws_access_key_id="a", aws_secret_access_key="b"
        )
        stub = Stubber(client)
        stub.add_response(operation, reply, expected)
        stub.activate()
        self.stubs.append(stub)
        return client

    def regional_sts(self) -> t.Any:
        return self._sts

    def root_iam(self, credentials: t.Mapping[str, t.Any]) -> t.Any:
        self.given = credentials
        return self._iam


def carried_out(policy: str, operation: str, reply: dict[str, t.Any]) -> tuple[t.Any, StubbedConnection]:
    connection = StubbedConnection(f"arn:aws-us-gov:iam::aws:policy/root-task/{policy}", operation, reply)
    return RootSessions(t.cast("t.Any", connection)), connection


PROFILE = {"LoginProfile": {"UserName": "root", "CreateDate": CREATED, "PasswordResetRequired": False}}


def test_reading_asks_for_audit_and_names_nobody() -> None:
    """Fails when a parameter is not what botocore's model or AWS asks for, or the policy is of another partition."""
    sessions, connection = carried_out(AUDIT, "get_login_profile", PROFILE)
    profile = Reader(None, sessions).login_profile(ROOT)
    assert profile is not None
    assert connection.given == CREDENTIALS
    for stub in connection.stubs:
        stub.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("operation", "method", "reply"),
    [
        ("CreateLoginProfile", "create_login_profile", {**PROFILE, **DONE}),
        ("DeleteLoginProfile", "delete_login_profile", DONE),
    ],
)
def test_writing_asks_for_its_own_policy_and_names_nobody(
    operation: t.Literal["CreateLoginProfile", "DeleteLoginProfile"], method: str, reply: dict[str, t.Any]
) -> None:
    """Fails when a write goes by another policy, or with a name or password."""
    sessions, connection = carried_out(TASKS[operation], method, reply)
    Writer(None, sessions).carry_out(Action(operation, ROOT, "because"), None)
    for stub in connection.stubs:
        stub.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("region", "endpoint", "partition"),
    [
        ("us-east-1", "https://sts.us-east-1.amazonaws.com", "aws"),
        ("eu-central-1", "https://sts.eu-central-1.amazonaws.com", "aws"),
        ("us-gov-west-1", "https://sts.us-gov-west-1.amazonaws.com", "aws-us-gov"),
        ("cn-north-1", "https://sts.cn-north-1.amazonaws.com.cn", "aws-cn"),
    ],
)
@pytest.mark.parametrize("setting", ["regional", "legacy"])
def test_assume_root_goes_to_the_region_s_own_endpoint(
    monkeypatch: pytest.MonkeyPatch, region: str, endpoint: str, partition: str, setting: str
) -> None:
    """Fails when the global endpoint is asked, which does not serve it, as botocore did by default before 1.36."""
    monkeypatch.setenv("AWS_STS_REGIONAL_ENDPOINTS", setting)
    client = Connection(module(region=region)).regional_sts()
    assert (client.meta.endpoint_url, client.meta.partition) == (endpoint, partition)


@pytest.mark.parametrize("region", [None, "aws-global"])
def test_without_a_region_there_is_a_sentence(region: str | None) -> None:
    """Fails when the global endpoint is asked, and answers "Unknown Operation"."""
    with pytest.raises(RequestError, match="Give region, such as us-east-1, or set AWS_REGION") as refused:
        Connection(module(region=region)).regional_sts()
    assert refused.value.code == "no_regional_endpoint"


@pytest.mark.parametrize("region", ["us-est-1", "us-east-1a", "aws-cn-global", "aws-us-gov-global"])
def test_a_region_that_does_not_exist_is_refused(region: str) -> None:
    """Fails when a name is looked up in DNS that no region has, or an availability zone passes for a region."""
    with pytest.raises(RequestError, match=f"botocore knows no region '{region}'") as refused:
        Connection(module(region=region)).regional_sts()
    assert refused.value.code == "no_regional_endpoint"


@pytest.mark.parametrize(
    "url",
    [
        *("https://sts.amazonaws.com", "https://STS.amazonaws.com:443/", "http://user:Canary@sts.amazonaws.com"),
        *("https://iam.amazonaws.com", "https://iam.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_an_endpoint_that_does_not_serve_assume_root_is_refused(url: str) -> None:
    """Fails when an endpoint that was given is asked in vain, or replaced by another, or its password is shown."""
    with pytest.raises(RequestError, match="Remove endpoint_url, and give region") as refused:
        Connection(module(region="us-east-1", endpoint_url=url)).regional_sts()
    assert refused.value.code == "no_regional_endpoint"
    assert "Canary" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        *("https://sts.eu-central-1.amazonaws.com", "https://sts-fips.us-east-1.amazonaws.com"),
        *("https://vpce-1a.sts.us-east-1.vpce.amazonaws.com", "http://127.0.0.1:5000", "https://sts.example.com"),
    ],
)
def test_an_endpoint_that_may_serve_it_is_taken(url: str) -> None:
    """Fails when an endpoint of STS in a VPC, an emulator or a proxy is refused, or replaced."""
    assert Connection(module(region="us-east-1", endpoint_url=url)).regional_sts().meta.endpoint_url == url


def test_the_region_of_the_profile_is_one(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    """Fails when a region that the profile gives is "no region" for a botocore that prefers the global endpoint."""
    (tmp_path / "config").write_text("[profile admin]\nregion = us-east-1\n", encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_STS_REGIONAL_ENDPOINTS", "legacy")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    client = Connection(module(profile="admin", access_key=None, secret_key=None)).regional_sts()
    assert client.meta.endpoint_url == "https://sts.us-east-1.amazonaws.com"


def test_a_root_session_has_its_own_credentials_and_the_settings_of_the_task() -> None:
    """Fails when the caller's credentials are used for the root user, or aws_config and endpoint_url are forgotten."""
    options = {"region": "eu-central-1", "endpoint_url": "http://127.0.0.1:9", "aws_config": {"connect_timeout": 3}}
    client = Connection(module(**options)).root_iam(CREDENTIALS)
    credentials = client._request_signer._credentials
    assert (credentials.access_key, credentials.secret_key, credentials.token) == (
        *("ASIAEXAMPLEEXAMPLE12", "secret", "token"),
    )
    assert (client.meta.endpoint_url, client.meta.config.connect_timeout) == ("http://127.0.0.1:9", 3)


def test_a_root_session_that_is_throttled_is_attempted_ten_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when botocore gives up AssumeRoot earlier, or a loop of the task multiplies the attempts."""
    with loopback_aws(monkeypatch) as aws:
        result = aws.run("task", root_account_id="111122223333", state="absent")
    assert (result["failed"], result["error"]["code"], aws.attempts) == (True, "Throttling", {"AssumeRoot": 10})


def test_a_botocore_that_is_too_old_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a botocore without AssumeRoot ends in a traceback."""
    old = types.SimpleNamespace(meta=types.SimpleNamespace(partition="aws"))
    connection = types.SimpleNamespace(regional_sts=lambda: old)
    with pytest.raises(RequestError, match=r"botocore has since 1\.35\.61"):
        RootSessions(t.cast("t.Any", connection)).client(ROOT, AUDIT)
