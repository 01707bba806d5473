# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The clients of AWS Sign-In: the destinations of requests, and regions without a list of sessions."""

from __future__ import annotations

import types
import typing as t

import botocore
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection, ConnectionOptions
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.sign_in_sessions import SignInSessions
from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal, RequestError, SignInSession
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    ATTEMPTS,
    HAS_SESSIONS,
    NOON,
    URL,
    LoopbackAWS,
    error,
    keys,
)

DEFAULT = "https://signin.eu-west-1.api.aws"
REGIONS = ("eu-west-1", "eu-west-1", "us-east-1")
needs_sessions = pytest.mark.skipif(not HAS_SESSIONS, reason="botocore has sign-in sessions since 1.44.6")


def connection(aws: LoopbackAWS, **options: t.Any) -> Connection:
    return Connection(ConnectionOptions(aws.access(**{"endpoint_url": None, "region": "eu-west-1", **options})))


def url_of(client: t.Any) -> str:
    """Return the URL of a client's call, which is not sent."""
    sent: list[str] = []

    def receive(request: t.Any, **_event: t.Any) -> AWSResponse:
        sent.append(request.url)
        raw: t.Any = types.SimpleNamespace(stream=lambda: iter([b'{"items": []}']))
        return AWSResponse(request.url, 200, HTTPHeaders(), raw)

    client.meta.events.register_first("before-send.signin", receive)
    client.list_sessions()
    (url,) = sent
    return url


@needs_sessions
@pytest.mark.parametrize(
    ("environment", "in_profile", "options", "url"),
    [
        ({}, {}, {}, DEFAULT),
        ({}, {}, {"endpoint_url": "http://127.0.0.1:8/prefix/"}, "http://127.0.0.1:8/prefix"),
        ({"AWS_ENDPOINT_URL": URL}, {}, {}, URL),
        ({"AWS_ENDPOINT_URL_SIGNIN": URL}, {}, {}, URL),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:8", "AWS_ENDPOINT_URL_SIGNIN": URL}, {}, {}, URL),
        ({"AWS_ENDPOINT_URL_IAM": URL}, {}, {}, DEFAULT),
        ({}, {"endpoint_url": URL}, {"profile": "work"}, URL),
        ({"AWS_ENDPOINT_URL": URL}, {}, {"endpoint_url": "http://127.0.0.1:8"}, "http://127.0.0.1:8"),
        ({"AWS_ENDPOINT_URL": URL, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, {}, {}, DEFAULT),
        # Settings that change the default endpoint, but configure none.
        *(({}, {}, {"aws_config": {name: True}}, DEFAULT) for name in ("use_fips_endpoint", "use_dualstack_endpoint")),
        ({"AWS_USE_FIPS_ENDPOINT": "true"}, {}, {}, DEFAULT),
    ],
)
def test_the_configured_endpoint_is_used(
    aws: LoopbackAWS, environment: dict[str, str], in_profile: dict[str, str], options: dict[str, t.Any], url: str
) -> None:
    """Fails when a request goes to AWS despite a configured endpoint, or elsewhere without one."""
    aws.configure(work={**keys(), **in_profile})
    for name, value in environment.items():
        aws.setenv(name, value)
    assert url_of(connection(aws, **options).signin(None)) == f"{url}/list-sessions"


@needs_sessions
@pytest.mark.parametrize(("region", "from_profile"), [("ap-south-1", False), ("ap-south-1", True), (None, True)])
def test_a_region_has_its_own_client(aws: LoopbackAWS, region: str | None, from_profile: bool) -> None:
    """Fails when another region than the named one is read, or the profile's region is ignored."""
    aws.configure(work={**keys(), "region": "sa-east-1"})
    made = connection(aws, **({"profile": "work", "region": None} if from_profile else {}))
    assert url_of(made.signin(region)) == f"https://signin.{region or 'sa-east-1'}.api.aws/list-sessions"


NOT_SUPPORTED = "sign_in_sessions_not_supported"


@pytest.mark.parametrize(
    ("version", "region", "code", "words"),
    [
        (
            "1.44.5",
            "eu-west-1",
            "library_outdated",
            "require botocore 1.44.6 or later. The installed version is 1.44.5",
        ),
        (None, None, "region_required", "Give session_regions or region, such as us-east-1, or set AWS_REGION"),
        (None, "aws-global", "region_required", "Give session_regions or region"),
        (None, "cn-north-1", NOT_SUPPORTED, "in region 'cn-north-1'"),
        (None, "us-gov-west-1", NOT_SUPPORTED, "in region 'us-gov-west-1'"),
        (None, "us-est-1", NOT_SUPPORTED, "Check the spelling"),
    ],
)
@pytest.mark.parametrize("is_option", [True, False])
def test_without_a_list_of_sessions_the_task_fails_before_the_first_call(
    aws: LoopbackAWS,
    monkeypatch: pytest.MonkeyPatch,
    version: str | None,
    region: str | None,
    code: str,
    words: str,
    is_option: bool,
) -> None:
    """Fails when a call is made before the task finds that sessions cannot be listed, or the reason is missing."""
    if version is None and not HAS_SESSIONS:
        pytest.skip("botocore has sign-in sessions since 1.44.6")
    monkeypatch.setattr(botocore, "__version__", version or botocore.__version__)
    regions: dict[str, t.Any] = {}
    if is_option and region is not None and region != "aws-global":  # not a region code
        regions, region = {"session_regions": [region]}, "eu-west-1"
    revoking: dict[str, t.Any] = {"user_name": "alice", "state": "absent", "revoke_sessions": True}
    many: dict[str, t.Any] = {"profiles": [], "purge": True, "revoke_sessions": True}
    for door, params in (("task", revoking), ("roster_task", many)):
        result = aws.run(door, aws.access(region=region), **params, **regions)
        assert (result["failed"], result["error"]["code"]) == (True, code)
        assert words in result["msg"]
    assert aws.attempts.total() == 0


@needs_sessions
@pytest.mark.parametrize(("code", "status"), [("TooManyRequestsError", 400), ("Odd", 429)])
def test_throttling_is_retried_and_has_the_code_of_aws(aws: LoopbackAWS, code: str, status: int) -> None:
    """Fails when throttling is found by only its code or only its status, or has the code of the retry."""
    aws.script = lambda call, _attempt: error(code, status, call)
    with pytest.raises(LoginProfileError) as throttled:
        SignInSessions(connection(aws, endpoint_url=URL)).of(Principal())
    assert (throttled.value.code, throttled.value.is_throttling) == ("TooManyRequestsError", True)
    assert aws.attempts["ListSessions"] == ATTEMPTS


@needs_sessions
def test_a_region_has_one_client(aws: LoopbackAWS) -> None:
    """Fails when each session has a new client, or a region without sessions is found after the first call."""
    sessions = SignInSessions(connection(aws))
    sessions.connect()
    made = [SignInSession(f"arn:aws:signin:{region}:1:session/1", "", None, NOON, NOON) for region in REGIONS]
    clients = [sessions.client_of(session) for session in made]
    assert [client.meta.region_name for client in clients] == list(REGIONS)
    assert clients[0] is clients[1]
    assert clients[0] is sessions._clients[None]
    with pytest.raises(RequestError):
        SignInSessions(connection(aws), ["eu-west-1", "us-est-1"]).connect()
