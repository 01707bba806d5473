# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors of credentials: which provider of botocore failed, why, and what to do."""

from __future__ import annotations

import datetime as dt
import hashlib
import pathlib
import typing as t

import pytest
from botocore.credentials import AssumeRoleProvider, SSOProvider

from ansible_collections.identity.aws.plugins.module_utils._aws.credential_errors import Provider, provider_of
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    CANARY,
    DOORS,
    GENERATED,
    ROLE,
    UNKNOWN,
    LoopbackAWS,
    Reply,
    base,
    check_general,
    error,
    keys,
    result,
    serving,
)

DENIED = f"User: arn:aws:iam::1:user/base is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
START = "https://example.awsapps.com/start"
SSO = {"sso_start_url": START, "sso_region": "us-east-1", "sso_account_id": "111111111111", "sso_role_name": "Ops"}


def in_five_minutes() -> str:
    return f"{dt.datetime.now(dt.timezone.utc) + dt.timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("expires", [None, "2020-01-01T00:00:00Z", "2126-01-01T00:00:00Z", '"'])
@pytest.mark.parametrize("is_source", [False, True])
def test_an_sso_token_that_is_missing_or_not_accepted(
    alice: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, expires: str | None, is_source: bool
) -> None:
    """Fails when the message does not have the command to run, with the profile that has the SSO settings."""
    monkeypatch.setattr(SSOProvider, "_SSO_TOKEN_CACHE_DIR", str(tmp_path))
    alice.configure(**{"my sso": SSO, "ops": {"role_arn": ROLE, "source_profile": "my sso"}})
    if expires is not None:
        name = hashlib.sha1(START.encode()).hexdigest()  # noqa: S324  # as botocore does
        (tmp_path / f"{name}.json").write_text(f'{{"accessToken": "x", "expiresAt": "{expires}"}}')
    with serving(lambda: Reply(401, "{}"), **{"x-amzn-errortype": "UnauthorizedException"}) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", url)
        returned = alice.run("task", alice.access(profile="ops" if is_source else "my sso"), **GENERATED)
    check_general(returned)
    assert "(profile 'my sso', SSO): the SSO token is missing" in returned["msg"]
    assert "Run: aws sso login --profile 'my sso' (" in returned["msg"]


@pytest.mark.parametrize("replies", [1, 6])
def test_a_service_of_a_container_that_fails_at_a_renewal(
    alice: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, replies: int
) -> None:
    """Fails when the failure has an unknown outcome, does not name the service, or repeats its reply.

    The instance service cannot fail like this: botocore continues with its present credentials.
    """
    body = f'{{"AccessKeyId": "A", "SecretAccessKey": "s", "Token": "t", "Expiration": "{in_five_minutes()}"}}'
    bodies = iter([body] * replies)
    monkeypatch.setattr("botocore.utils.ContainerMetadataFetcher.SLEEP_TIME", 0)
    with serving(lambda: Reply(200, next(bodies, f"{CANARY} {{"))) as url:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url)
        returned = alice.run("task", alice.access(access_key=None, secret_key=None, profile=None), **GENERATED)
    check_general(returned)
    assert "(container credentials)" in returned["msg"]
    assert UNKNOWN not in returned["msg"]
    assert returned["changed"] is ("password" in returned) is (replies == 6)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"source_profile": "base", "mfa_serial": "arn:aws:iam::1:mfa/base"}, "aws sts get-session-token"),
        ({"source_profile": "nobody"}, 'source_profile "nobody" referenced'),
        ({}, "missing: source_profile or credential_source"),
        ({"web_identity_token_file": "/nobody/has/it"}, "No such file or directory"),
    ],
)
def test_a_profile_that_cannot_be_used(
    alice: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], words: str
) -> None:
    """Fails when the message does not have the reason, or the alternative to a prompt that nobody answers."""

    def no_terminal(_prompt: str) -> t.NoReturn:
        raise EOFError

    monkeypatch.setattr(AssumeRoleProvider.__init__, "__defaults__", (no_terminal, None, None))
    alice.configure(base=keys(), ops={"role_arn": ROLE, **settings})
    returned = alice.run("task", alice.access(profile="ops"), **GENERATED)
    check_general(returned)
    assert words in returned["msg"]
    assert "(profile 'ops', AssumeRole" in returned["msg"]


@pytest.mark.parametrize(
    ("door", "code", "message", "words"),
    [
        *((door, "AccessDenied", DENIED, "in the trust policy of the role") for door in DOORS),
        ("task", "AccessDenied", f"{DENIED} because no session policy allows the action", "The session policy"),
        ("task", "ExpiredToken", "The security token is expired", "The credentials have expired."),
        ("task", "InvalidClientTokenId", "No such key", "AWS does not accept the access key."),
        ("task", "NoSuchEntity", "odd", "Check the settings of the profile."),
        ("task", "Throttling", "Rate exceeded", "after all retries"),
    ],
)
def test_an_assume_role_that_aws_rejects(alice: LoopbackAWS, door: str, code: str, message: str, words: str) -> None:
    """Fails when a provider's call is reported as one of IAM: by its permission, or as "no such user"."""
    alice.configure(**base())
    alice.script = lambda _call, _attempt: error(code, 403, message=message)
    returned = alice.run(door, alice.access(profile="ops"), **DOORS[door])
    check_general(returned, code)
    assert returned["changed"] is False
    assert set(alice.attempts) == {"AssumeRole"}
    who = f"rejected sts:AssumeRole for {ROLE} with the credentials of profile 'base', AWS credentials file."
    assert returned["msg"].count(who) == 1
    assert words in returned["msg"]
    assert f"AWS returned: {code}: {message}" in returned["msg"]
    assert "permission iam:" not in returned["msg"]


def test_a_role_that_is_denied_at_a_renewal_is_not_the_password_policy(alice: LoopbackAWS) -> None:
    """Fails when AccessDenied of AssumeRole counts as a missing permission of the IAM call."""
    alice.configure(**base())
    of_role = "<AccessKeyId>A</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
    session = f"<Credentials>{of_role}<Expiration>{in_five_minutes()}</Expiration></Credentials>"
    denied = error("AccessDenied", 403)
    alice.alice({"AssumeRole": lambda attempt: result("AssumeRole", session) if attempt <= 2 else denied})
    returned = alice.run("task", alice.access(profile="ops"), **GENERATED)
    check_general(returned, "AccessDenied")
    assert "sts:AssumeRole" in returned["msg"]
    assert alice.attempts["GetAccountPasswordPolicy"] == alice.attempts["CreateLoginProfile"] == 0


PROVIDERS: dict[str, tuple[dict[str, str], list[str]]] = {
    "keys": (keys(), ["shared-credentials-file"]),
    "sso": ({"sso_session": "s"}, ["sso"]),
    "process": ({"credential_process": "p"}, ["custom-process"]),
    "role": ({"role_arn": "1", "source_profile": "process", "mfa_serial": "m"}, ["assume-role", "custom-process"]),
    "chain": ({"role_arn": "2", "source_profile": "role"}, ["assume-role", "assume-role", "custom-process"]),
    "self": ({"role_arn": "3", "source_profile": "self", **keys()}, ["assume-role", "shared-credentials-file"]),
    "loop": ({"role_arn": "4", "source_profile": "pool"}, ["assume-role", "assume-role", "iam-role"]),
    "pool": ({"role_arn": "5", "source_profile": "loop"}, ["assume-role", "assume-role", "iam-role"]),
    "container": ({"role_arn": "6", "credential_source": "EcsContainer"}, ["assume-role", "container-role"]),
    "none": ({}, ["iam-role"]),
}


@pytest.mark.parametrize("profile", PROVIDERS)
def test_the_providers_of_a_profile(profile: str) -> None:
    """Fails when the provider, or the chain of sources, is not the one that botocore uses."""
    profiles = {name: settings for name, (settings, _methods) in PROVIDERS.items()}
    assert [each.method for each in provider_of(profiles, profile, {}).chain] == PROVIDERS[profile][1]
    assert provider_of(profiles, profile, {}, "env") == Provider("env", profile)
