# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later


"""Providers of credentials that ask a service: IAM Identity Center, a proxy, a container, MFA, and profiles."""

from __future__ import annotations

import datetime as dt
import hashlib
import inspect
import pathlib
import threading
import typing as t
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import botocore.endpoint
import pytest
from botocore.credentials import AssumeRoleProvider, SSOProvider

from ansible_collections.identity.aws.plugins.module_utils._aws.credential_errors import Provider, provider_of
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    LoopbackAWS,
    error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.provider_setup import (
    CANARY,
    GENERATED,
    IN_DOUBT,
    REQUESTS,
    ROLE,
    base,
    check_general,
    configure,
    iam_and_sts,
)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[LoopbackAWS]:
    """IAM, and STS, with alice, who has no login profile."""
    with iam_and_sts(monkeypatch) as server:
        yield server


@pytest.fixture
def serve() -> t.Iterator[t.Callable[[type[BaseHTTPRequestHandler]], str]]:
    """Start servers, and return their URLs."""
    servers: list[ThreadingHTTPServer] = []

    def start(handler: type[BaseHTTPRequestHandler]) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


Serve = t.Callable[[type[BaseHTTPRequestHandler]], str]


SSO = {"sso_start_url": "https://example.awsapps.com/start", "sso_region": "us-east-1"}
ACCOUNT = {"sso_account_id": "111111111111", "sso_role_name": "Ops"}


class Portal(BaseHTTPRequestHandler):
    """The portal of SSO, which accepts no token."""

    def do_GET(self) -> None:
        self.send_response_only(401)
        self.send_header("x-amzn-errortype", "UnauthorizedException")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")


@pytest.mark.parametrize("expires", [None, "2020-01-01T00:00:00Z", "2126-01-01T00:00:00Z", '"'])
@pytest.mark.parametrize("is_source", [False, True])
def test_an_sso_token_that_is_missing_or_not_accepted(
    aws: LoopbackAWS,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: pathlib.Path,
    expires: str | None,
    is_source: bool,
) -> None:
    """Fails when the message does not have the command to run, with the profile that has the SSO settings."""
    monkeypatch.setattr(SSOProvider, "_SSO_TOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", serve(Portal))
    role: dict[str, dict[str, str]] = {"ops": {"role_arn": ROLE, "source_profile": "my sso"}} if is_source else {}
    configure(monkeypatch, tmp_path, **{"my sso": {**SSO, **ACCOUNT}}, **role)
    if expires is not None:
        cached = f'{{"accessToken": "x", "expiresAt": "{expires}"}}'
        name = hashlib.sha1(SSO["sso_start_url"].encode()).hexdigest()  # noqa: S324  # as botocore does
        (tmp_path / f"{name}.json").write_text(cached)
    told = aws.run("task", aws.access(profile="ops" if is_source else "my sso"), **GENERATED)
    check_general(told)
    assert "(profile 'my sso', SSO): the SSO token is missing" in told["msg"]
    assert "Run: aws sso login --profile 'my sso' (" in told["msg"]


class Proxy(BaseHTTPRequestHandler):
    """A proxy that requires a login."""

    def do_CONNECT(self) -> None:
        self.send_response_only(407, "Proxy Authentication Required")
        self.send_header("Content-Length", "9")
        self.end_headers()
        self.wfile.write(b"<p>Log in")

    do_POST = do_CONNECT  # noqa: N815


class Metadata(BaseHTTPRequestHandler):
    """The service of a container, which fails after some replies with credentials."""

    left = 0

    def do_GET(self) -> None:
        if Metadata.left == 0:
            return self.reply(f"{CANARY} {{".encode())
        Metadata.left -= 1
        soon = f"{dt.datetime.now(dt.timezone.utc) + dt.timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"
        keys = '"AccessKeyId": "A", "SecretAccessKey": "s", "Token": "t"'
        return self.reply(f'{{{keys}, "Expiration": "{soon}"}}'.encode())

    def reply(self, body: bytes) -> None:
        self.send_response_only(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.mark.parametrize("endpoint_url", ["https://iam.example.test", "http://iam.example.test"])
@pytest.mark.parametrize("door", ["task", "roster_task"])
def test_a_proxy_that_requires_a_login(aws: LoopbackAWS, serve: Serve, door: str, endpoint_url: str) -> None:
    """Fails when the message is that of a proxy that does not answer, or each user has one."""
    if endpoint_url.startswith("http:") and "before-parse" not in inspect.getsource(botocore.endpoint):
        pytest.skip("this botocore has no event before it parses a reply")
    proxy = serve(Proxy)
    profiles = {"profiles": [{"user_name": f"u-{number}", "state": "absent"} for number in range(3)]}
    access = aws.access(endpoint_url=endpoint_url, aws_config={"proxies": {"http": proxy, "https": proxy}})
    told = aws.run(door, access, **(profiles if door == "roster_task" else {"user_name": "u", "state": "absent"}))
    check_general(told, "proxy_authentication_required")
    assert told["msg"].count("requires a login (407)") == 1
    assert "cannot be reached" not in told["msg"]
    assert "often passes" not in told["msg"]


def test_a_proxy_between_a_provider_and_aws(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, serve: Serve
) -> None:
    """Fails when a proxy that requires a login is not recognized where a provider meets it."""
    configure(monkeypatch, tmp_path, **base())
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "https://sts.example.test")
    monkeypatch.setenv("HTTPS_PROXY", serve(Proxy))
    told = aws.run("task", aws.access(profile="ops"), **GENERATED)
    check_general(told, "proxy_authentication_required")
    assert "requires a login (407)" in told["msg"]


@pytest.mark.parametrize("replies", range(1, len(REQUESTS) + 1))
def test_a_service_of_a_container_that_fails_at_a_renewal(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, serve: Serve, replies: int
) -> None:
    """Fails when the failure is in doubt, does not name the service, or repeats its reply.

    That of an instance cannot fail so: botocore goes on with the credentials that it has.
    """
    Metadata.left = replies
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", serve(Metadata))
    told = aws.run("task", aws.access(access_key=None, secret_key=None, profile=None), **GENERATED)
    check_general(told)
    assert "(container credentials)" in told["msg"]
    assert IN_DOUBT not in told["msg"]
    assert told["changed"] is ("password" in told)


def test_a_profile_that_requires_mfa(aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    """Fails when the message of a prompt that nobody can answer does not say what to do in its place."""

    def no_terminal(_prompt: str) -> t.NoReturn:
        raise EOFError

    monkeypatch.setattr(AssumeRoleProvider.__init__, "__defaults__", (no_terminal, None, None))
    configure(monkeypatch, tmp_path, **base(mfa_serial="arn:aws:iam::111111111111:mfa/base"))
    told = aws.run("task", aws.access(profile="ops"), **GENERATED)
    check_general(told)
    assert "(profile 'ops', AssumeRole): the profile has mfa_serial" in told["msg"]
    assert "aws sts get-session-token" in told["msg"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"role_arn": ROLE, "source_profile": "nobody"}, 'source_profile "nobody" referenced'),
        ({"role_arn": ROLE}, "missing: source_profile or credential_source"),
        ({"role_arn": ROLE, "web_identity_token_file": "/nobody/has/it"}, "No such file or directory"),
    ],
)
def test_a_profile_that_cannot_be_used(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, settings: dict[str, str], words: str
) -> None:
    """Fails when the message does not have the reason, which is about the configuration and holds no secret."""
    configure(monkeypatch, tmp_path, ops=settings)
    told = aws.run("task", aws.access(profile="ops"), **GENERATED)
    check_general(told)
    assert words in told["msg"]
    assert "(profile 'ops', AssumeRole" in told["msg"]


@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
def test_the_profile_of_the_environment_is_named(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, variable: str
) -> None:
    """Fails when credentials that have expired are reported without the profile that they are of."""
    configure(monkeypatch, tmp_path, **base())
    monkeypatch.setenv(variable, "base")
    aws.script = lambda _call, _attempt: error("ExpiredToken", 403)
    told = aws.run("task", aws.access(access_key=None, secret_key=None, profile=None), **GENERATED)
    check_general(told, "ExpiredToken")
    assert "profile 'base'" in told["msg"]


PROFILES = {
    "keys": {"aws_access_key_id": "A", "aws_secret_access_key": "s"},
    "sso": {"sso_session": "s"},
    "process": {"credential_process": "p"},
    "role": {"role_arn": "r1", "source_profile": "process", "mfa_serial": "m"},
    "chain": {"role_arn": "r2", "source_profile": "role"},
    "itself": {"role_arn": "r3", "source_profile": "itself", "aws_access_key_id": "A"},
    "loop": {"role_arn": "r4", "source_profile": "pool"},
    "pool": {"role_arn": "r5", "source_profile": "loop"},
    "container": {"role_arn": "r6", "credential_source": "EcsContainer"},
}


@pytest.mark.parametrize(
    ("profile", "methods"),
    [
        ("keys", ["shared-credentials-file"]),
        ("sso", ["sso"]),
        ("process", ["custom-process"]),
        ("role", ["assume-role", "custom-process"]),
        ("chain", ["assume-role", "assume-role", "custom-process"]),
        ("itself", ["assume-role", "shared-credentials-file"]),
        ("loop", ["assume-role", "assume-role", "iam-role"]),
        ("container", ["assume-role", "container-role"]),
        ("none", ["iam-role"]),
    ],
)
def test_the_providers_of_a_profile(profile: str, methods: list[str]) -> None:
    """Fails when the provider, or the chain of sources, is not the one that botocore uses."""
    assert [each.method for each in provider_of(PROFILES, profile, {}).chain] == methods
    assert provider_of(PROFILES, profile, {}, "env") == Provider("env", profile)
