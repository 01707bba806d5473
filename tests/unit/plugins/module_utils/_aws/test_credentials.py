# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Providers of credentials that fail: at the first call and at each renewal, before reads and before writes.

botocore's own providers, with a program, files and servers of this machine. The credentials expire in five minutes, so
botocore renews them for every request.
"""

from __future__ import annotations

import datetime as dt
import pathlib
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._aws import credentials
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    LoopbackAWS,
    OneUser,
    Reply,
    error,
    result,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.provider_setup import (
    CANARY,
    DENIED,
    GENERATED,
    IN_DOUBT,
    REQUESTS,
    ROLE,
    base,
    check_general,
    configure,
    iam_and_sts,
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


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[LoopbackAWS]:
    """IAM, and STS, with alice, who has no login profile."""
    with iam_and_sts(monkeypatch) as server:
        yield server


def process(folder: pathlib.Path, nth: int, misbehaviour: str) -> str:
    """Return the path of a program that gives credentials for five minutes, and misbehaves from its nth call on."""
    program, calls = folder / "credentials", folder / "calls"
    expires = dt.datetime.now(dt.timezone.utc) + dt.timedelta(minutes=5)
    # The last good call deletes the program.
    last = f"[ $n -eq {nth - 1} ] && rm '{program}'" if misbehaviour == "gone" else ""
    program.write_text(
        "\n".join(
            [
                "#!/bin/sh",
                f"echo >> '{calls}'",
                f"n=$(wc -l < '{calls}')",
                f"if [ $n -ge {nth} ]; then {MISBEHAVIOURS[misbehaviour] or ':'}; exit; fi",
                last,
                f"echo '{SET % expires.isoformat()}'",
            ]
        )
    )
    program.chmod(0o700)
    if misbehaviour == "gone" and nth == 1:
        program.unlink()
    return str(program)


@pytest.mark.parametrize("nth", range(1, len(REQUESTS) + 2))
@pytest.mark.parametrize("misbehaviour", MISBEHAVIOURS)
def test_a_credential_process_that_fails(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, misbehaviour: str, nth: int
) -> None:
    """Fails when a failure is no credentials error, is in doubt, hides what was done, or repeats the program's text."""
    if misbehaviour == "hangs":
        monkeypatch.setattr(credentials, "LIMIT", 1.5)
    configure(monkeypatch, tmp_path, ops={"credential_process": process(tmp_path, nth, misbehaviour)})
    told = aws.run("task", aws.access(profile="ops"), **GENERATED)
    check_general(told)
    assert "(profile 'ops', credential_process)" in told["msg"]
    assert "credential_process manually" in told["msg"]
    assert IN_DOUBT not in told["msg"]
    # The first call is that of the client, before any request.
    sent = REQUESTS[: max(nth - 2, 0)]
    assert sum(aws.attempts.values()) == len(sent)
    assert told["changed"] is ("CreateLoginProfile" in sent)
    assert ("password" in told) is told["changed"]


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("nth", [1, 2, 9, 17])
def test_a_roster_reports_the_failure_once(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, nth: int, concurrency: int
) -> None:
    """Fails when each user has a row that repeats the failure, or a user who was not begun counts as failed."""
    configure(monkeypatch, tmp_path, ops={"credential_process": process(tmp_path, nth, "garbage")})
    profiles = [{"user_name": f"u-{number}"} for number in range(5)]
    aws.script = everybody
    told = aws.run(
        "roster_task",
        aws.access(profile="ops"),
        profiles=profiles,
        concurrency=concurrency,
        **{name: value for name, value in GENERATED.items() if name != "user_name"},
    )
    check_general(told)
    assert told["msg"].count("credential_process manually") == 1
    assert IN_DOUBT not in told["msg"]
    # Of those for whom something was done, each one whom the task could not look at again has failed.
    failed = [row for row in told["users"] if row["status"] == "failed" and not row["actions"]]
    assert len(failed) <= 1
    assert nth == 1 or told["summary"]["failed"]
    assert all("password" in row for row in told["users"] if row["changed"])


def everybody(call: str, _attempt: int) -> Reply:
    """Reply for users who exist and have no login profile, and accept every write."""
    if call == "GetUser":
        arn = "<Arn>arn:aws:iam::111111111111:user/u</Arn><Path>/</Path><UserId>AIDA</UserId>"
        return result(call, f"<User><UserName>u</UserName>{arn}</User>")
    if call == "CreateLoginProfile":
        return result(call, "<LoginProfile><CreateDate>2026-11-22T12:00:00Z</CreateDate></LoginProfile>")
    return error("NoSuchEntity", 404)


def test_a_renewal_that_fails_after_a_lost_reply_is_in_doubt(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    """Fails when a write that was sent counts as not sent, since its repetition could not be signed."""
    configure(monkeypatch, tmp_path, ops={"credential_process": process(tmp_path, 6, "garbage")})
    account = OneUser(aws.clock)
    aws.script = lambda call, _attempt: None if call == "CreateLoginProfile" else account(call)
    told = aws.run("task", aws.access(profile="ops"), **GENERATED)
    check_general(told)
    assert aws.attempts["CreateLoginProfile"] == 1
    assert f"for IAM user 'alice' was sent before, and its reply was lost. {IN_DOUBT}" in told["msg"]
    assert [action["action"] for action in told["failed_actions"]] == ["iam:CreateLoginProfile"]
    assert "password" in told


@pytest.mark.parametrize("lost", [False, True])
def test_a_read_is_never_in_doubt(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, lost: bool
) -> None:
    """Fails when the lost reply to a read, or a throttled write, counts as a write that may have been carried out."""
    configure(monkeypatch, tmp_path, ops={"credential_process": process(tmp_path, 3 if lost else 6, "garbage")})
    account = OneUser(aws.clock)
    failing = "GetLoginProfile" if lost else "CreateLoginProfile"
    reply = None if lost else error("Throttling", 400)
    aws.script = lambda call, _attempt: reply if call == failing else account(call)
    told = aws.run("task", aws.access(profile="ops"), **GENERATED)
    check_general(told)
    assert aws.attempts[failing] == 1
    assert IN_DOUBT not in told["msg"]
    assert "password" not in told


@pytest.mark.parametrize(
    ("code", "message", "words"),
    [
        ("AccessDenied", DENIED, "in the trust policy of the role"),
        ("AccessDenied", f"{DENIED} because no session policy allows the sts:AssumeRole action", "The session policy"),
        ("ExpiredToken", "The security token is expired", "The credentials have expired."),
        ("InvalidClientTokenId", "No such key", "AWS does not know the access key."),
        ("NoSuchEntity", "odd", "Check the settings of the profile."),
        ("Throttling", "Rate exceeded", "after all retries"),
    ],
)
@pytest.mark.parametrize("door", ["task", "roster_task", "info_task"])
def test_an_assume_role_that_aws_rejects(
    aws: LoopbackAWS,
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
    aws.script = lambda _call, _attempt: Reply(403, body)
    users = ["alice", "bob", "carol"]
    options: dict[str, dict[str, t.Any]] = {
        "task": {"user_name": "alice", "state": "absent"},
        "roster_task": {"profiles": [{"user_name": name, "state": "absent"} for name in users]},
        "info_task": {"user_names": users},
    }
    told = aws.run(door, aws.access(profile="ops"), **options[door])
    check_general(told, code)
    assert told["changed"] is False
    assert set(aws.attempts) == {"AssumeRole"}
    who = f"rejected sts:AssumeRole for {ROLE} with the credentials of profile 'base', AWS credentials file."
    assert who in told["msg"]
    assert told["msg"].count(who) == 1
    assert words in told["msg"]
    assert f"AWS said: {code}: {message}" in told["msg"]
    assert "permission iam:" not in told["msg"]


def test_a_role_that_is_denied_at_a_renewal_is_not_the_password_policy(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    """Fails when AccessDenied of AssumeRole counts as a missing permission of the call that it was for."""
    configure(monkeypatch, tmp_path, **base())
    account = OneUser(aws.clock)
    soon = f"{dt.datetime.now(dt.timezone.utc) + dt.timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"
    keys = "<AccessKeyId>A</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
    session = f"<Credentials>{keys}<Expiration>{soon}</Expiration></Credentials>"

    def script(call: str, attempt: int) -> Reply:
        if call != "AssumeRole":
            return account(call)
        return result(call, session) if attempt <= 2 else error("AccessDenied", 403)

    aws.script = script
    told = aws.run("task", aws.access(profile="ops"), **GENERATED)
    check_general(told, "AccessDenied")
    assert "sts:AssumeRole" in told["msg"]
    assert aws.attempts["GetAccountPasswordPolicy"] == aws.attempts["CreateLoginProfile"] == 0
