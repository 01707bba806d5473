# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients: the attempts per call, counted at a server, and the endpoints for root users."""

from __future__ import annotations

import time
import typing as t
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection, ConnectionOptions
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    ATTEMPTS,
    HAS_SESSIONS,
    LoopbackAWS,
    Reply,
    error,
    keys,
)

# The longest pauses of ten attempts, in seconds, as documented.
PAUSES = 111
CREDENTIALS: t.Any = {"AccessKeyId": "ASIA", "SecretAccessKey": "secret", "SessionToken": "token"}
CLIENTS: dict[str, tuple[t.Callable[[Connection], t.Any], str]] = {
    "IAM": (Connection.iam, "get_user"),
    "STS": (Connection.sts, "get_caller_identity"),
    "STS of the region": (Connection.regional_sts, "get_caller_identity"),
    "Organizations": (Connection.organizations, "list_accounts"),
    "AWS Sign-In": (lambda connection: connection.signin(None), "list_sessions"),
    "Secrets Manager": (lambda connection: connection.secrets_manager("us-east-1"), "list_secrets"),
    "IAM of a root user": (lambda connection: connection.root_iam(CREDENTIALS), "get_user"),
}
FAILURES: dict[str, t.Callable[[str, int], Reply | None]] = {
    "throttled": lambda call, _attempt: throttled(call),
    "server error": lambda call, _attempt: error("ServiceUnavailable", 503, call),
    "broken connection": lambda _call, _attempt: None,
}


def throttled(call: str) -> Reply:
    """Return what AWS declares for throttling."""
    return (
        error("TooManyRequestsError", 429, call) if call == "ListSessions" else error("ThrottlingException", 400, call)
    )


def client_of(aws: LoopbackAWS, name: str, concurrency: int = 1, **options: t.Any) -> t.Any:
    if name == "AWS Sign-In" and not HAS_SESSIONS:
        pytest.skip("botocore has sign-in sessions since 1.44.6")
    return CLIENTS[name][0](Connection(ConnectionOptions(aws.access(**options)), concurrency))


def config_of(client: t.Any) -> t.Any:
    """Return the configuration of a client, for a root session that of the shared client."""
    return getattr(client, "_client", client).meta.config


def attempts(aws: LoopbackAWS, name: str, client: t.Any) -> int:
    """Return the number of requests until botocore gives up one call."""
    aws.attempts.clear()
    with pytest.raises((ClientError, BotoCoreError)):
        getattr(client, CLIENTS[name][1])()
    return aws.attempts.total()


def test_threads_make_one_client_at_a_time(aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when two threads use the botocore session of a task at once, which is not thread-safe."""
    connection, busy, most = Connection(ConnectionOptions(aws.access()), 2), [None], 0
    create = Session.create_client

    def counting(*given: t.Any, **options: t.Any) -> t.Any:
        nonlocal most
        busy.append(None)
        time.sleep(0.05)
        most = max(most, len(busy) - 1)
        made = create(*given, **options)
        busy.pop()
        return made

    connection.iam()
    monkeypatch.setattr(Session, "create_client", counting)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda make: make(), [connection.sts, lambda: connection.root_iam(CREDENTIALS)]))
    assert most == 1


@pytest.mark.parametrize(("concurrency", "mode"), [(1, "standard"), (8, "adaptive"), (8, "legacy")])
@pytest.mark.parametrize("name", CLIENTS)
def test_every_client_makes_ten_attempts(aws: LoopbackAWS, name: str, concurrency: int, mode: str) -> None:
    """Fails when a client gives up earlier, attempts are multiplied, pauses are too long, or a mode is replaced."""
    if mode == "legacy":
        aws.setenv("AWS_RETRY_MODE", mode)
    client = client_of(aws, name, concurrency)
    for failure, aws.script in FAILURES.items():
        aws.clock.slept = 0.0
        assert (failure, attempts(aws, name, client)) == (failure, ATTEMPTS)
        assert mode == "legacy" or aws.clock.slept <= PAUSES
    assert config_of(client).retries["mode"] == mode


# Where a setting is: an environment variable with its file, the section, and the options of the task.
FOUR, FIVE, LEGACY = {"max_attempts": "4"}, {"max_attempts": "5"}, {"retry_mode": "legacy"}


@pytest.mark.parametrize(
    ("environment", "in_profile", "config", "mode", "made"),
    [
        (FOUR, {}, {}, "standard", 4),
        ({}, FOUR, {}, "standard", 4),
        (FOUR, FIVE, {}, "standard", 4),
        (LEGACY, {}, {}, "legacy", ATTEMPTS),
        ({}, LEGACY, {}, "legacy", ATTEMPTS),
        ({}, {"max_attempts": "12", "retry_mode": "adaptive"}, {}, "adaptive", 12),
        # An empty variable does not count.
        ({"max_attempts": "", "retry_mode": ""}, {}, {}, "standard", ATTEMPTS),
        # max_attempts of aws_config does not count the first attempt, unlike the settings of that name.
        ({}, {}, {"max_attempts": 0}, "standard", 1),
        ({}, {}, {"total_max_attempts": 4}, "standard", 4),
        ({}, {}, {"mode": "legacy"}, "legacy", ATTEMPTS),
        (FOUR, FIVE, {"total_max_attempts": 6}, "standard", 6),
        (FOUR, FIVE, {"mode": "legacy"}, "legacy", 4),
    ],
)
@pytest.mark.parametrize("is_option", [True, False])
def test_what_the_user_set_wins_each_setting_for_itself(
    aws: LoopbackAWS,
    environment: dict[str, str],
    in_profile: dict[str, str],
    config: dict[str, t.Any],
    mode: str,
    made: int,
    is_option: bool,
) -> None:
    """Fails when a default replaces the user's setting, or is omitted for an unset one, or the precedence differs.

    aws_config overrides the environment, which overrides the profile (the option or AWS_PROFILE).
    """
    aws.configure(work={**keys(), **in_profile})
    for name, value in {**environment, **({} if is_option else {"profile": "work"})}.items():
        aws.setenv(f"AWS_{name.upper()}", value)
    options: dict[str, t.Any] = {"profile": "work"} if is_option else {}
    options |= {"aws_config": {"retries": config, "connect_timeout": 7}} if config else {}
    for name in CLIENTS if config else ("IAM",):
        client = client_of(aws, name, **options)
        assert (config_of(client).retries["mode"], attempts(aws, name, client)) == (mode, made)
        assert config_of(client).connect_timeout == (7 if config else 60)


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("AWS_MAX_ATTEMPTS", "many", "AWS_MAX_ATTEMPTS or the profile's max_attempts: "),
        ("AWS_RETRY_MODE", "patient", "botocore could not make the call: "),
    ],
)
def test_a_setting_that_botocore_rejects_ends_in_a_message(
    aws: LoopbackAWS, variable: str, value: str, says: str
) -> None:
    """Fails when a wrong setting is replaced by a default, or ends in a traceback."""
    aws.setenv(variable, value)
    with pytest.raises((RequestError, LoginProfileError)) as rejected:
        client_of(aws, "IAM")
    failure = t.cast("RequestError", rejected.value).failure(None)
    assert says in failure.message
    assert value in failure.message


ALICE: dict[str, t.Any] = {"user_name": "alice", "password": "Canary-Passw0rd"}
TASKS: dict[str, tuple[str, dict[str, t.Any], str]] = {
    "one user, read": ("task", ALICE, "GetLoginProfile"),
    "one user, write": ("task", ALICE, "CreateLoginProfile"),
    "root user": ("task", {"root_account_id": "111122223333", "state": "absent"}, "AssumeRoot"),
    "roster, one at a time": ("roster_task", {"profiles": [ALICE], "concurrency": 1}, "CreateLoginProfile"),
    "roster": ("roster_task", {"profiles": [ALICE]}, "CreateLoginProfile"),
    "info": ("info_task", {"user_names": ["alice"]}, "GetLoginProfile"),
    "info, organization": ("info_task", {"root_of_organization": True}, "DescribeOrganization"),
}


@pytest.mark.parametrize(("door", "params", "call"), TASKS.values(), ids=TASKS)
def test_no_loop_of_a_task_multiplies_the_attempts(
    aws: LoopbackAWS, door: str, params: dict[str, t.Any], call: str
) -> None:
    """Fails when a wait repeats a call that botocore gave up, or a task gives up a call earlier."""
    if call == "AssumeRoot" and not hasattr(client_of(aws, "STS"), "assume_root"):
        pytest.skip("botocore has AssumeRoot since 1.35.61")
    aws.alice({call: lambda _attempt: error("ThrottlingException", 400, call)})
    result = aws.run(door, **params)
    assert (result["failed"], aws.attempts[call]) == (True, ATTEMPTS)


@pytest.mark.parametrize("wait_timeout", [0, 600])
def test_the_wait_for_the_credential_report_is_limited_by_wait_timeout(aws: LoopbackAWS, wait_timeout: int) -> None:
    """Fails when throttling ends the wait early, or botocore's attempts continue after wait_timeout."""
    result = aws.run("info_task", source="report", wait_timeout=wait_timeout)
    assert (result["failed"], "Throttling" in result["msg"]) == (True, True)
    assert (aws.attempts["GenerateCredentialReport"] > ATTEMPTS) is (wait_timeout > 0)
    # An attempt that begins before the end has its pauses, and so has the last one.
    assert wait_timeout <= aws.clock.slept <= wait_timeout + 2 * PAUSES


def regional_sts(aws: LoopbackAWS, **options: t.Any) -> t.Any:
    return client_of(aws, "STS of the region", **{"endpoint_url": None, **options})


@pytest.mark.parametrize(
    ("region", "endpoint", "partition"),
    [
        ("us-east-1", "https://sts.us-east-1.amazonaws.com", "aws"),
        ("us-gov-west-1", "https://sts.us-gov-west-1.amazonaws.com", "aws-us-gov"),
        ("cn-north-1", "https://sts.cn-north-1.amazonaws.com.cn", "aws-cn"),
    ],
)
@pytest.mark.parametrize("setting", ["regional", "legacy"])
@pytest.mark.parametrize("is_of_profile", [False, True])
def test_assume_root_goes_to_the_region_s_own_endpoint(
    aws: LoopbackAWS, region: str, endpoint: str, partition: str, setting: str, is_of_profile: bool
) -> None:
    """Fails when the global endpoint is used, which does not support it, as by default before botocore 1.36."""
    aws.setenv("AWS_STS_REGIONAL_ENDPOINTS", setting)
    aws.configure(work={**keys(), "region": region})
    of_profile = {"profile": "work", "region": None}
    client = regional_sts(aws, **(of_profile if is_of_profile else {"region": region}))
    assert (client.meta.endpoint_url, client.meta.partition) == (endpoint, partition)


@pytest.mark.parametrize(
    "url",
    [
        *("https://sts.eu-central-1.amazonaws.com", "https://sts-fips.us-east-1.amazonaws.com"),
        *("https://vpce-1a.sts.us-east-1.vpce.amazonaws.com", "http://127.0.0.1:5000", "https://sts.example.com"),
    ],
)
def test_an_endpoint_that_may_serve_assume_root_is_used(aws: LoopbackAWS, url: str) -> None:
    """Fails when an endpoint of STS in a VPC, an emulator or a proxy is rejected, or replaced."""
    assert regional_sts(aws, endpoint_url=url).meta.endpoint_url == url


OTHER = "Remove endpoint_url, and give region"


@pytest.mark.parametrize(
    ("region", "url", "words"),
    [
        *((region, None, "Give region, such as us-east-1, or set AWS_REGION") for region in (None, "aws-global")),
        *(
            (name, None, (f"The endpoint data of botocore does not contain the region '{name}'"))
            for name in ("us-est-1", "us-east-1a", "aws-cn-global")
        ),
        *(("us-east-1", f"https://{host}", OTHER) for host in ("sts.amazonaws.com", "STS.amazonaws.com:443/")),
        *(("us-east-1", f"http://u:Canary@{host}", OTHER) for host in ("sts.amazonaws.com", "iam.amazonaws.com")),
        ("us-east-1", "https://iam.cn-north-1.amazonaws.com.cn", OTHER),
    ],
)
def test_an_endpoint_without_assume_root_is_rejected(
    aws: LoopbackAWS, region: str | None, url: str | None, words: str
) -> None:
    """Fails when the wrong endpoint is used, a name without a DNS entry is resolved, or a password is shown."""
    with pytest.raises(RequestError, match=words) as rejected:
        regional_sts(aws, region=region, endpoint_url=url)
    assert rejected.value.code == "no_regional_endpoint"
    assert "Canary" not in str(rejected.value)


@pytest.mark.parametrize(
    ("region", "words"),
    [
        (None, "the region is not known"),
        ("aws-global", "the region is not known"),
        ("us-est-1", "The endpoint data of botocore does not contain the region 'us-est-1'"),
    ],
)
def test_a_secret_has_a_known_region(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, region: str | None, words: str
) -> None:
    """Fails when a secret is read in an unselected region, or in one that does not exist."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(RequestError, match=words) as rejected:
        Connection(ConnectionOptions(aws.access(region=region))).secrets_manager(None)
    assert rejected.value.code == "region_required"
    client = Connection(ConnectionOptions(aws.access(region=region))).secrets_manager("eu-west-1")
    assert (client.meta.region_name, client.meta.endpoint_url) == ("eu-west-1", aws.access()["endpoint_url"])


def test_a_root_session_has_its_own_credentials_and_the_settings_of_the_task(aws: LoopbackAWS) -> None:
    """Fails when the root user's calls use the caller's credentials, or aws_config and endpoint_url are lost.

    Without a session, or after its call, the shared client must send nothing.
    """
    aws.configure(work=keys("AKIACALLER"))
    aws.setenv("AWS_ACCESS_KEY_ID", "AKIACALLER")
    aws.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    sent: list[t.Any] = []

    def reply(call: str, _attempt: int) -> Reply:
        sent.append(aws.received.request.headers)
        return error("NoSuchEntity", 404, call)

    aws.script = reply
    for options in ({}, {"profile": "work"}, {"access_key": None, "secret_key": None}):
        client = client_of(aws, "IAM of a root user", aws_config={"connect_timeout": 3}, **options)
        assert (config_of(client).connect_timeout, client._client.meta.endpoint_url) == (3, aws.url)
        with pytest.raises(ClientError, match="NoSuchEntity"):
            client.get_user()
        headers = sent.pop()
        assert "Credential=ASIA/" in str(headers["Authorization"])
        assert "token" in str(headers["X-Amz-Security-Token"])
        pages = client.get_paginator(operation_name="list_users").paginate()
        for call in (client._client.get_user, pages.build_full_result):
            with pytest.raises(LookupError):
                call()
    assert sent == []
