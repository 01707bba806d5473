# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials: providers that fail at the first call and at each renewal, and the source profile of a role.

botocore's own providers, with a program and files of this machine. The credentials expire in five minutes, so botocore
renews them for every request.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import pathlib
import re
import typing as t

import boto3
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from ansible_collections.identity.aws.plugins.module_utils._aws import credentials, interruption
from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection, ConnectionOptions
from ansible_collections.identity.aws.plugins.module_utils._aws.credentials import source_profile_of
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import caller_arn
from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    CANARY,
    GENERATED,
    ROLE,
    UNKNOWN,
    LoopbackAWS,
    Profiles,
    Reply,
    check_general,
    error,
    keys,
    result,
)

# The requests of a task that creates a password, in order.
REQUESTS = (
    *("GetLoginProfile", "GetUser", "ListAccountAliases", "GetAccountPasswordPolicy"),
    *("CreateLoginProfile", "GetLoginProfile"),
)
SET = '{"Version": 1, "AccessKeyId": "AKIA", "SecretAccessKey": "secret", "SessionToken": "token", "Expiration": "%s"}'
MISBEHAVIOURS = {
    "garbage": f"echo '{CANARY} {{'",
    "nothing": "true",
    "no UTF-8": "printf '\\377\\376'",
    "a list": f"echo '[\"{CANARY}\"]'",
    "no keys": f'echo \'{{"Version": 1, "Other": "{CANARY}"}}\'',
    "another version": f'echo \'{{"Version": "{CANARY}"}}\'',
    "numbers": f"echo '{SET % '2126-01-01T00:00:00Z'}' | sed 's/\"AKIA\"/5/'",
    "a line feed": f"echo '{SET % '2126-01-01T00:00:00Z'}' | sed 's/token/{CANARY}\\\\n/'",
    "no date": f"echo '{SET % CANARY}'",
    "expired": f"echo '{SET % '2020-01-01T00:00:00Z'}'",
    "exit status": f"echo {CANARY}; echo {CANARY} >&2; exit 3",
    "killed": "kill -9 $$",
    "hangs": "exec sleep 20",
    "gone": "",  # the program is deleted
}


def process(folder: pathlib.Path, nth: int, misbehaviour: str) -> str:
    """Return the path of a program that returns credentials for five minutes, and fails from its nth call."""
    program, calls = folder / "credentials", folder / "calls"
    expires = dt.datetime.now(dt.timezone.utc) + dt.timedelta(minutes=5)
    # The last good call deletes the program.
    last = f"[ $n -eq {nth - 1} ] && rm '{program}'" if misbehaviour == "gone" else ""
    lines = [
        *("#!/bin/sh", f"echo >> '{calls}'", f"n=$(wc -l < '{calls}')"),
        f"if [ $n -ge {nth} ]; then {MISBEHAVIOURS[misbehaviour] or ':'}; exit; fi",
        *(last, f"echo '{SET % expires.isoformat()}'"),
    ]
    program.write_text("\n".join(lines))
    program.chmod(0o700)
    if misbehaviour == "gone" and nth == 1:
        program.unlink()
    return str(program)


@pytest.mark.parametrize(
    ("misbehaviour", "nth"),
    [
        *((misbehaviour, nth) for misbehaviour in MISBEHAVIOURS for nth in (1, 5)),
        *(("garbage", nth) for nth in range(1, len(REQUESTS) + 2) if nth not in {1, 5}),
    ],
)
def test_a_credential_process_that_fails(
    alice: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, misbehaviour: str, nth: int
) -> None:
    """Fails when a failure is another error, has an unknown outcome, hides actions, or repeats the program's output."""
    if misbehaviour == "hangs":
        monkeypatch.setattr(credentials, "LIMIT", 1.5)
    alice.configure(ops={"credential_process": process(alice.folder, nth, misbehaviour)})
    reported = alice.run("task", alice.access(profile="ops"), **GENERATED)
    check_general(reported)
    assert "(profile 'ops', credential_process)" in reported["msg"]
    assert "credential_process manually" in reported["msg"]
    assert ("did not return credentials within 1.5 seconds" in reported["msg"]) is (misbehaviour == "hangs")
    assert UNKNOWN not in reported["msg"]
    # The first call is the client's, before any request.
    sent = REQUESTS[: max(nth - 2, 0)]
    assert sum(alice.attempts.values()) == len(sent)
    assert reported["changed"] is ("CreateLoginProfile" in sent)
    assert ("password" in reported) is reported["changed"]


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("nth", [1, 9])
def test_a_roster_reports_the_failure_once(alice: LoopbackAWS, nth: int, concurrency: int) -> None:
    """Fails when each user has a row that repeats the failure, or a user who was not begun counts as failed."""
    alice.configure(ops={"credential_process": process(alice.folder, nth, "garbage")})
    alice.script = everybody
    options = {name: value for name, value in GENERATED.items() if name != "user_name"}
    profiles = [{"user_name": f"u-{number}"} for number in range(5)]
    access = alice.access(profile="ops")
    reported = alice.run("roster_task", access, profiles=profiles, concurrency=concurrency, **options)
    check_general(reported)
    assert reported["msg"].count("credential_process manually") == 1
    assert UNKNOWN not in reported["msg"]
    # Users with a write that the task could not read again have failed.
    failed = [row for row in reported["users"] if row["status"] == "failed" and not row["actions"]]
    assert len(failed) <= 1
    assert nth == 1 or reported["summary"]["failed"]
    assert all("password" in row for row in reported["users"] if row["changed"])


def everybody(call: str, _attempt: int) -> Reply:
    """Reply for existing users without a login profile, and accept every write."""
    replies = {
        "GetUser": f"<User><UserName>u</UserName><Arn>{ROLE}</Arn><Path>/</Path><UserId>AIDA</UserId></User>",
        "CreateLoginProfile": "<LoginProfile><CreateDate>2026-11-22T12:00:00Z</CreateDate></LoginProfile>",
    }
    return result(call, replies[call]) if call in replies else error("NoSuchEntity", 404)


@pytest.mark.parametrize(
    ("call", "nth", "is_lost"),
    [("CreateLoginProfile", 7, True), ("CreateLoginProfile", 7, False), ("GetLoginProfile", 3, True)],
)
def test_only_a_write_that_was_sent_before_is_in_doubt(alice: LoopbackAWS, call: str, nth: int, is_lost: bool) -> None:
    """Fails when a lost write counts as not sent because its retry could not be signed, or another write as lost."""
    alice.configure(ops={"credential_process": process(alice.folder, nth, "garbage")})
    alice.alice({call: lambda _attempt: None if is_lost else error("Throttling", 400)})
    reported = alice.run("task", alice.access(profile="ops"), **GENERATED)
    check_general(reported)
    assert alice.attempts[call] == 1
    in_doubt = is_lost and call == "CreateLoginProfile"
    assert (f"for IAM user 'alice' was sent before, and its reply was lost. {UNKNOWN}" in reported["msg"]) is in_doubt
    assert ("password" in reported) is in_doubt
    failed = ["iam:CreateLoginProfile"] if call == "CreateLoginProfile" else []
    assert [action["action"] for action in reported["failed_actions"]] == failed


def role(**settings: str) -> dict[str, str]:
    return {"role_arn": ROLE, **settings}


CHAINS: list[tuple[Profiles, str | None]] = [
    ({"p": role(source_profile="me"), "me": keys("me")}, "me"),
    ({"p": role(source_profile="hop"), "hop": role(source_profile="me"), "me": keys("me")}, "me"),
    ({"p": role(source_profile="p") | keys("p")}, "p"),
    # The keys of a source take precedence over its role.
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
    """Fails when another profile than botocore's is used as the source, or a circular chain does not end."""
    assert source_profile_of("p", profiles) == source


def source_of(aws: LoopbackAWS, **options: t.Any) -> t.Any:
    return Connection(ConnectionOptions(aws.access(**options))).source_sts()


def signers(events: t.Any) -> list[str]:
    """Return a list of the access keys that sign later calls of a client or session."""
    seen: list[str] = []

    def note(request: t.Any, **_others: t.Any) -> None:
        seen.extend(re.findall(r"Credential=([\w-]+)/", str(request.headers["Authorization"])))

    events.register("before-send", note)
    return seen


@pytest.mark.parametrize(("profiles", "source"), [each for each in CHAINS if each[1] in {"me", "p", "hop"}])
def test_the_source_signs_as_in_the_first_call_of_the_chain(aws: LoopbackAWS, profiles: Profiles, source: str) -> None:
    """Fails when the client has other credentials than botocore uses to assume the role."""
    aws.configure(**profiles)
    client = source_of(aws, profile="p")
    of_client = signers(client.meta.events)
    aws.script = lambda call, _attempt: result(call, "<Arn>arn:aws:iam::111122223333:user/me</Arn>")
    assert caller_arn(client) == "arn:aws:iam::111122223333:user/me"

    session = boto3.session.Session(profile_name="p", region_name="us-east-1")
    of_botocore = signers(session.events)
    aws.setenv("AWS_ENDPOINT_URL", aws.url)
    with contextlib.suppress(BotoCoreError, ClientError, KeyError):
        session.client("iam").get_user()
    assert of_client[0] == of_botocore[0] == source


GIVEN_KEYS = {"access_key": "ASIA", "secret_key": "secret", "session_token": "token"}
NO_KEYS = {"access_key": None, "secret_key": None}
AS_ROLE = {"default": role(source_profile="me"), "me": keys("me"), "p": keys("p")}


@pytest.mark.parametrize(
    ("options", "has_source"),
    [*((options, False) for options in ({}, {"profile": "p"}, GIVEN_KEYS)), (NO_KEYS, True)],
)
@pytest.mark.parametrize("variable", [None, "p"])
def test_the_source_is_that_of_the_credentials_in_use(
    aws: LoopbackAWS, options: dict[str, t.Any], has_source: bool, variable: str | None
) -> None:
    """Fails when given keys count as a profile's, or the default profile is ignored."""
    aws.configure(**AS_ROLE)
    if variable is not None:
        aws.setenv("AWS_PROFILE", variable)
    assert (source_of(aws, **options) is not None) is (has_source and variable is None)


def test_keys_in_the_environment_precede_the_role_of_its_profile(aws: LoopbackAWS) -> None:
    """Fails when a purge spares the user of a profile although botocore signs with keys from the environment."""
    aws.configure(p=role(source_profile="me"), me=keys("me"))
    aws.setenv("AWS_PROFILE", "p")
    # With empty strings amazon.aws leaves the environment to botocore.
    assert source_of(aws, access_key="", secret_key="") is not None
    for name, value in keys("environment").items():
        aws.setenv(name.upper(), value)
    connection = Connection(ConnectionOptions(aws.access(access_key="", secret_key="")))
    client = connection.iam()
    used = signers(client.meta.events)
    with contextlib.suppress(ClientError):
        client.get_user()
    assert set(used) == {"environment"}
    assert connection.source_sts() is None


def test_a_missing_source_is_an_error_of_the_connection(aws: LoopbackAWS) -> None:
    """Fails when botocore's error for a profile is not one that the purge handles."""
    aws.configure(p=role(source_profile="missing"))
    with pytest.raises(LoginProfileError):
        source_of(aws, profile="p")


def test_an_interrupted_task_does_not_wait_for_the_provider_of_the_source(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when a signal or stop_after does not end a task that waits for the source of its role."""
    monkeypatch.setattr(interruption, "_SLICE", 0.01)
    os.mkfifo(aws.folder / "never")
    (aws.folder / "keys.json").write_text('{"Version": 1, "AccessKeyId": "AKIA", "SecretAccessKey": "secret"}')
    # It hangs in its second run, after the role was assumed.
    lines = f"cd {aws.folder}; test -e seen && exec cat never; touch seen; exec cat keys.json"
    (aws.folder / "program").write_text(lines)
    aws.configure(p=role(source_profile="me"), me={"credential_process": f"sh {aws.folder / 'program'}"})
    stop = CancellationToken()
    connection = Connection(ConnectionOptions(aws.access(profile="p", **NO_KEYS)), stop=stop)
    connection.sts()
    stop.interrupt("Enough.")
    with pytest.raises(LoginProfileError) as raised:
        connection.source_sts()
    # Lets the program end.
    os.close(os.open(aws.folder / "never", os.O_WRONLY))
    assert raised.value.is_interruption
    assert not aws.attempts["GetCallerIdentity"]
