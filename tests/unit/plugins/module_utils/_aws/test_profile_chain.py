# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose credentials a role is assumed with, from the AWS configuration files to the request that shows it."""

from __future__ import annotations

import contextlib
import os
import re
import threading
import typing as t

import boto3
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from ansible_collections.identity.aws.plugins.module_utils._aws import interruption
from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection, ConnectionOptions
from ansible_collections.identity.aws.plugins.module_utils._aws.credentials import source_profile_of
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import caller_arn
from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    LoopbackAWS,
    Reply,
    loopback_aws,
    result,
)

if t.TYPE_CHECKING:
    import pathlib

Profiles = dict[str, dict[str, str]]


def keys(of: str) -> dict[str, str]:
    return {"aws_access_key_id": f"AKIA-{of}", "aws_secret_access_key": "secret"}


def role(**settings: str) -> dict[str, str]:
    return {"role_arn": "arn:aws:iam::111122223333:role/ops", **settings}


# The profiles of the configuration file, and whose keys sign the first AssumeRoot of the chain of the profile "p".
CHAINS: list[tuple[Profiles, str | None]] = [
    ({"p": role(source_profile="me"), "me": keys("me")}, "me"),
    ({"p": role(source_profile="hop"), "hop": role(source_profile="me"), "me": keys("me")}, "me"),
    ({"p": role(source_profile="p") | keys("p")}, "p"),
    # The keys of a source precede its role.
    ({"p": role(source_profile="me"), "me": role(source_profile="hop") | keys("me"), "hop": keys("hop")}, "me"),
    ({"p": role(source_profile="me"), "me": role(source_profile="me") | keys("me")}, "me"),
    ({"p": role(source_profile="hop") | keys("p"), "hop": keys("hop")}, "hop"),
    ({"p": keys("p")}, None),
    ({"p": role(credential_source="Environment")}, None),
    ({"p": role(source_profile="hop"), "hop": role(credential_source="Environment")}, None),
    ({"p": role(web_identity_token_file="/token", source_profile="me"), "me": keys("me")}, None),
    ({"p": role(source_profile="hop"), "hop": role(source_profile="p")}, None),
    ({"p": role(source_profile="missing")}, "missing"),
    ({}, None),
]


@pytest.mark.parametrize(("profiles", "source"), CHAINS)
def test_the_end_of_a_chain(profiles: Profiles, source: str | None) -> None:
    """Fails when another profile than botocore's is taken for the source, or a chain in a circle does not end."""
    assert source_profile_of("p", profiles) == source


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[LoopbackAWS]:
    with loopback_aws(monkeypatch) as server:
        yield server


def configure(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch, profiles: Profiles) -> None:
    lines = [
        line
        for name, settings in profiles.items()
        for line in (f"[profile {name}]", *(f"{key} = {value}" for key, value in settings.items()))
    ]
    (folder / "config").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "config"))


def signers(events: t.Any) -> list[str]:
    """Return a list of the access keys that sign the calls of a client or session from now on."""
    seen: list[str] = []

    def note(request: t.Any, **_others: t.Any) -> None:
        seen.extend(re.findall(r"Credential=([\w-]+)/", str(request.headers["Authorization"])))

    events.register("before-send", note)
    return seen


@pytest.mark.parametrize(("profiles", "source"), [each for each in CHAINS if each[1] in {"me", "p", "hop"}])
def test_the_source_signs_as_in_the_first_call_of_the_chain(
    aws: LoopbackAWS,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    profiles: Profiles,
    source: str,
) -> None:
    """Fails when the client has other credentials than those botocore assumes the role with."""
    configure(tmp_path, monkeypatch, profiles)
    client = Connection(ConnectionOptions(aws.access(profile="p"))).source_sts()
    of_client = signers(client.meta.events)
    aws.script = lambda call, _attempt: result(call, "<Arn>arn:aws:iam::111122223333:user/me</Arn>")
    assert client.get_caller_identity()["Arn"] == "arn:aws:iam::111122223333:user/me"

    session = boto3.session.Session(profile_name="p", region_name="us-east-1")
    of_botocore = signers(session.events)
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    with contextlib.suppress(BotoCoreError, ClientError, KeyError):
        session.client("iam").get_user()
    assert of_client[0] == of_botocore[0] == f"AKIA-{source}"


@pytest.mark.parametrize(
    "options", [{}, {"profile": "p"}, {"access_key": "ASIA", "secret_key": "secret", "session_token": "token"}]
)
def test_other_credentials_have_no_source(
    aws: LoopbackAWS, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, str]
) -> None:
    """Fails when keys that are given are taken for those of a profile that is configured beside them."""
    configure(tmp_path, monkeypatch, {"default": role(source_profile="me"), "me": keys("me"), "p": keys("p")})
    assert Connection(ConnectionOptions(aws.access(**options))).source_sts() is None


def test_keys_in_the_environment_precede_the_role_of_its_profile(
    aws: LoopbackAWS, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when a purge spares the user of a profile although botocore signs with keys that are set beside it."""
    configure(tmp_path, monkeypatch, {"p": role(source_profile="me"), "me": keys("me")})
    monkeypatch.setenv("AWS_PROFILE", "p")
    # With empty strings amazon.aws leaves the environment to botocore.
    connection = Connection(ConnectionOptions(aws.access(access_key="", secret_key="")))
    assert connection.source_sts() is not None
    for name, value in keys("environment").items():
        monkeypatch.setenv(name.upper(), value)
    connection = Connection(ConnectionOptions(aws.access(access_key="", secret_key="")))
    client = connection.iam()
    used = signers(client.meta.events)
    with contextlib.suppress(ClientError):
        client.get_user()
    assert set(used) == {"AKIA-environment"}
    assert connection.source_sts() is None


def test_the_default_profile_has_a_source_too(
    aws: LoopbackAWS, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when only a profile that is named is looked up: in the option, in AWS_PROFILE, or by default."""
    configure(tmp_path, monkeypatch, {"default": role(source_profile="me"), "me": keys("me"), "p": keys("p")})
    no_keys = {"access_key": None, "secret_key": None}
    assert Connection(ConnectionOptions(aws.access(**no_keys))).source_sts() is not None
    monkeypatch.setenv("AWS_PROFILE", "p")
    assert Connection(ConnectionOptions(aws.access(**no_keys))).source_sts() is None


def test_a_source_that_is_not_there_is_an_error_of_the_connection(
    aws: LoopbackAWS, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when what botocore raises for a profile is not one that the purge expects."""
    configure(tmp_path, monkeypatch, {"p": role(source_profile="missing")})
    with pytest.raises(LoginProfileError):
        Connection(ConnectionOptions(aws.access(profile="p"))).source_sts()


@pytest.mark.parametrize("hangs_in", ["the request", "the provider"])
def test_an_interrupted_task_does_not_wait_for_the_source(
    aws: LoopbackAWS, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, hangs_in: str
) -> None:
    """Fails when a signal or stop_after does not end a task that waits for the source of its role."""
    monkeypatch.setattr(interruption, "_SLICE", 0.01)
    os.mkfifo(tmp_path / "never")
    found = '{"Version": 1, "AccessKeyId": "AKIA-me", "SecretAccessKey": "secret"}'
    (tmp_path / "keys.json").write_text(found, encoding="utf-8")
    # It hangs when it runs again, after the role was assumed.
    lines = f"cd {tmp_path}; test -e seen && exec cat never; touch seen; exec cat keys.json"
    (tmp_path / "program").write_text(lines, encoding="utf-8")
    program = {"credential_process": f"sh {tmp_path / 'program'}"}
    source = keys("me") if hangs_in == "the request" else program
    configure(tmp_path, monkeypatch, {"p": role(source_profile="me"), "me": source})
    released, stop = threading.Event(), CancellationToken()

    def script(call: str, _attempt: int) -> Reply:
        stop.interrupt("Enough.")
        released.wait(30)
        return result(call, "<Arn>arn:aws:iam::111122223333:user/me</Arn>")

    aws.script = script
    connection = Connection(ConnectionOptions(aws.access(profile="p", access_key=None, secret_key=None)), stop=stop)
    connection.sts()
    if hangs_in == "the provider":
        stop.interrupt("Enough.")
    try:
        with pytest.raises(LoginProfileError) as error:
            caller_arn(connection.source_sts())
    finally:
        released.set()
        with contextlib.suppress(OSError):
            # Lets the program end.
            os.close(os.open(tmp_path / "never", os.O_WRONLY | os.O_NONBLOCK))
    assert error.value.is_interruption
    assert aws.attempts["GetCallerIdentity"] == (hangs_in == "the request")
