# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors of credentials: which provider of botocore failed, why, and what to do."""

from __future__ import annotations

import datetime as dt
import hashlib
import typing as t
from http.server import BaseHTTPRequestHandler

import pytest
from botocore.credentials import AssumeRoleProvider, SSOProvider

from ansible_collections.identity.aws.plugins.module_utils._aws.credential_errors import Provider, provider_of
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    LoopbackAWS,
    OneUser,
    Reply,
    error,
    result,
    serving_handler,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.provider_setup import (
    CANARY,
    DENIED,
    DOORS,
    GENERATED,
    IN_DOUBT,
    ROLE,
    base,
    check_general,
    configure,
)

if t.TYPE_CHECKING:
    import pathlib

SSO = {
    "sso_start_url": "https://example.awsapps.com/start",
    "sso_region": "us-east-1",
    "sso_account_id": "111111111111",
    "sso_role_name": "Ops",
}


def in_five_minutes() -> str:
    return f"{dt.datetime.now(dt.timezone.utc) + dt.timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"


class Portal(BaseHTTPRequestHandler):
    """The portal of SSO, which accepts no token."""

    def do_GET(self) -> None:
        self.send_response_only(401)
        self.send_header("x-amzn-errortype", "UnauthorizedException")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")


@pytest.mark.parametrize(
    ("expires", "is_source"),
    [
        *((expires, False) for expires in (None, "2020-01-01T00:00:00Z", "2126-01-01T00:00:00Z", '"')),
        *((expires, True) for expires in (None, "2126-01-01T00:00:00Z")),
    ],
)
def test_an_sso_token_that_is_missing_or_not_accepted(
    alice: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, expires: str | None, is_source: bool
) -> None:
    """Fails when the message does not have the command to run, with the profile that has the SSO settings."""
    monkeypatch.setattr(SSOProvider, "_SSO_TOKEN_CACHE_DIR", str(tmp_path))
    role = {"ops": {"role_arn": ROLE, "source_profile": "my sso"}} if is_source else {}
    configure(monkeypatch, tmp_path, **{"my sso": SSO}, **role)
    if expires is not None:
        name = hashlib.sha1(SSO["sso_start_url"].encode()).hexdigest()  # noqa: S324  # as botocore does
        (tmp_path / f"{name}.json").write_text(f'{{"accessToken": "x", "expiresAt": "{expires}"}}')
    with serving_handler(Portal) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", url)
        told = alice.run("task", alice.access(profile="ops" if is_source else "my sso"), **GENERATED)
    check_general(told)
    assert "(profile 'my sso', SSO): the SSO token is missing" in told["msg"]
    assert "Run: aws sso login --profile 'my sso' (" in told["msg"]


class Metadata(BaseHTTPRequestHandler):
    """The service of a container, which fails after some replies with credentials."""

    left = 0

    def do_GET(self) -> None:
        keys = '"AccessKeyId": "A", "SecretAccessKey": "s", "Token": "t"'
        body = f'{{{keys}, "Expiration": "{in_five_minutes()}"}}' if Metadata.left > 0 else f"{CANARY} {{"
        Metadata.left -= 1
        self.send_response_only(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())


@pytest.mark.parametrize("replies", [1, 5])
def test_a_service_of_a_container_that_fails_at_a_renewal(
    alice: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, replies: int
) -> None:
    """Fails when the failure is in doubt, does not name the service, or repeats its reply.

    That of an instance cannot fail so: botocore goes on with the credentials that it has.
    """
    Metadata.left = replies
    monkeypatch.setattr("botocore.utils.ContainerMetadataFetcher.SLEEP_TIME", 0)
    with serving_handler(Metadata) as url:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url)
        told = alice.run("task", alice.access(access_key=None, secret_key=None, profile=None), **GENERATED)
    check_general(told)
    assert "(container credentials)" in told["msg"]
    assert IN_DOUBT not in told["msg"]
    assert told["changed"] is ("password" in told) is (replies == 5)


MFA = "arn:aws:iam::111111111111:mfa/base"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"source_profile": "base", "mfa_serial": MFA}, "aws sts get-session-token"),
        ({"source_profile": "nobody"}, 'source_profile "nobody" referenced'),
        ({}, "missing: source_profile or credential_source"),
        ({"web_identity_token_file": "/nobody/has/it"}, "No such file or directory"),
    ],
)
def test_a_profile_that_cannot_be_used(
    alice: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, settings: dict[str, str], words: str
) -> None:
    """Fails when the message does not have the reason, or what to do in place of a prompt that nobody answers."""

    def no_terminal(_prompt: str) -> t.NoReturn:
        raise EOFError

    monkeypatch.setattr(AssumeRoleProvider.__init__, "__defaults__", (no_terminal, None, None))
    configure(monkeypatch, tmp_path, base=base()["base"], ops={"role_arn": ROLE, **settings})
    told = alice.run("task", alice.access(profile="ops"), **GENERATED)
    check_general(told)
    assert words in told["msg"]
    assert "(profile 'ops', AssumeRole" in told["msg"]


@pytest.mark.parametrize(
    ("door", "code", "message", "words"),
    [
        *((door, "AccessDenied", DENIED, "in the trust policy of the role") for door in DOORS),
        ("task", "AccessDenied", f"{DENIED} because no session policy allows the action", "The session policy"),
        ("task", "ExpiredToken", "The security token is expired", "The credentials have expired."),
        ("task", "InvalidClientTokenId", "No such key", "AWS does not know the access key."),
        ("task", "NoSuchEntity", "odd", "Check the settings of the profile."),
        ("task", "Throttling", "Rate exceeded", "after all retries"),
    ],
)
def test_an_assume_role_that_aws_rejects(
    alice: LoopbackAWS,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: pathlib.Path,
    door: str,
    code: str,
    message: str,
    words: str,
) -> None:
    """Fails when a call of a provider passes for one of IAM: by its permission, or as "no such user"."""
    configure(monkeypatch, tmp_path, **base())
    body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    alice.script = lambda _call, _attempt: Reply(403, body)
    told = alice.run(door, alice.access(profile="ops"), **DOORS[door])
    check_general(told, code)
    assert told["changed"] is False
    assert set(alice.attempts) == {"AssumeRole"}
    who = f"rejected sts:AssumeRole for {ROLE} with the credentials of profile 'base', AWS credentials file."
    assert told["msg"].count(who) == 1
    assert words in told["msg"]
    assert f"AWS said: {code}: {message}" in told["msg"]
    assert "permission iam:" not in told["msg"]


def test_a_role_that_is_denied_at_a_renewal_is_not_the_password_policy(
    alice: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    """Fails when AccessDenied of AssumeRole counts as a missing permission of the call that it was for."""
    configure(monkeypatch, tmp_path, **base())
    account = OneUser(alice.clock)
    keys = "<AccessKeyId>A</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
    session = f"<Credentials>{keys}<Expiration>{in_five_minutes()}</Expiration></Credentials>"

    def script(call: str, attempt: int) -> Reply:
        if call != "AssumeRole":
            return account(call)
        return result(call, session) if attempt <= 2 else error("AccessDenied", 403)

    alice.script = script
    told = alice.run("task", alice.access(profile="ops"), **GENERATED)
    check_general(told, "AccessDenied")
    assert "sts:AssumeRole" in told["msg"]
    assert alice.attempts["GetAccountPasswordPolicy"] == alice.attempts["CreateLoginProfile"] == 0


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
