# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors of the credentials of `aws login`: missing packages, the stored token, and its refresh.

The tests that need awscrt run in the session crt of nox. If it is installed, botocore signs all requests with it.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import pathlib
import shlex
import socket
import sys
import typing as t

import botocore.credentials
import pytest

from ansible_collections.identity.aws.plugins.module_utils._aws import credentials, interruption
from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection, ConnectionOptions
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import caller_arn
from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.login_cache import (
    HAS_CRT,
    NEEDS_CRT,
    SESSION,
    refreshed,
    store,
    token,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    DOORS,
    GENERATED,
    ROLE,
    UNKNOWN,
    LoopbackAWS,
    Reply,
    check_general,
    serving,
)

# None before botocore 1.41.0.
LOGIN = getattr(botocore.credentials, "LoginProvider", None)
RUN = "Run: aws login --profile 'my dev'"
STORED = token(-1)
ACCESS: dict[str, t.Any] = STORED["accessToken"]
BROKEN: tuple[dict[str, t.Any], ...] = (
    {"accessToken": {}},
    {"accessToken": {**ACCESS, "expiresAt": "soon"}},
    {"refreshToken": None},
    {"dpopKey": "x"},
    {"dpopKey": 5},
)


@pytest.fixture
def login(alice: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> LoopbackAWS:
    """AWS, and profiles with a login session whose cache is empty."""
    monkeypatch.setenv("AWS_LOGIN_CACHE_DIRECTORY", str(tmp_path / "cache"))
    alice.configure(**{"my dev": {"login_session": SESSION}, "ops": {"role_arn": ROLE, "source_profile": "my dev"}})
    return alice


def check_login(returned: dict[str, t.Any], code: str, *words: str) -> None:
    check_general(returned, code)
    assert returned["error"]["code"] == code
    assert returned["msg"].startswith("Failed to get AWS credentials (profile 'my dev', aws login): ")
    for each in words:
        assert each in returned["msg"]
    assert UNKNOWN not in returned["msg"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("code", "words"),
    [
        pytest.param(
            "library_missing",
            "-m pip install 'botocore[crt]'",
            marks=pytest.mark.skipif(
                HAS_CRT or LOGIN is None, reason="this botocore reads login_session, or never does"
            ),
        ),
        ("library_outdated", "-m pip install --upgrade boto3 'botocore[crt]'"),
    ],
)
def test_a_host_without_what_aws_login_needs(
    login: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, door: str, code: str, words: str
) -> None:
    """Fails when the message does not have what to install, or is the one of missing credentials."""
    if code == "library_outdated" and LOGIN is not None:
        monkeypatch.setattr(LOGIN, "load", lambda _provider: None)
    returned = login.run(door, login.access(profile="my dev"), **DOORS[door])
    check_login(returned, code, f" {shlex.quote(sys.executable)} {words}")
    assert not login.attempts


def denied(error: str, message: str = "No.") -> Reply:
    return Reply(403, json.dumps({"error": error, "message": message}))


@NEEDS_CRT
@pytest.mark.parametrize(
    ("stored", "words", "code"),
    [
        *(
            (content, f"is missing, not valid or has expired. {RUN} (", "")
            for content in (None, "{", "null", "5", "{}")
        ),
        *((token(-1, **fields), f"is missing, not valid or has expired. {RUN} (", "") for fields in BROKEN),
        (
            token(-1, signInRegion=None),
            "the provider needs a region. Give region, or set AWS_REGION.",
            "region_required",
        ),
        (token(60, accessToken={**ACCESS, "expiresAt": "2126-01-01T00:00:00Z", "sessionToken": "\n"}), RUN, ""),
    ],
)
def test_a_login_cache_that_cannot_be_used(
    login: LoopbackAWS, tmp_path: pathlib.Path, stored: t.Any, words: str, code: str
) -> None:
    """Fails when an error of any class is not reported for the login session, or without the command to run."""
    if stored is not None:
        store(tmp_path / "cache", stored)
    region = None if code else "us-east-1"
    returned = login.run(
        "task", login.access(profile="my dev", region=region, endpoint_url=login.url if region else None), **GENERATED
    )
    check_login(returned, code or "credentials_unavailable", words)
    assert not login.attempts


@NEEDS_CRT
@pytest.mark.parametrize("is_source", [False, True])
@pytest.mark.parametrize(
    ("reply", "error_type", "words"),
    [
        (denied("TOKEN_EXPIRED"), "AccessDeniedException", f"The login session has expired. {RUN}."),
        (denied("USER_CREDENTIALS_CHANGED"), "AccessDeniedException", f"have changed since the login. {RUN}."),
        (
            denied("INSUFFICIENT_PERMISSIONS"),
            "AccessDeniedException",
            f"signin:AuthorizeOAuth2Access and signin:CreateOAuth2Token. {RUN}.",
        ),
        (denied("NEW"), "AccessDeniedException", f"signin:CreateOAuth2Token. {RUN}."),
        (denied("X", "x with an explicit deny"), "AccessDeniedException", "A policy denies it explicitly."),
        (Reply(400, '{"error": "INVALID_REQUEST", "message": "No."}'), "ValidationException", f"Token. {RUN}."),
        (Reply(429, '{"error": "X", "message": "No."}'), "TooManyRequestsError", "AWS throttled"),
        (
            Reply(500, '{"error": "X", "message": "No."}'),
            "InternalServerException",
            "The service had an internal error.",
        ),
    ],
)
def test_a_login_session_that_aws_does_not_refresh(
    login: LoopbackAWS,
    tmp_path: pathlib.Path,
    reply: Reply,
    error_type: str,
    words: str,
    is_source: bool,
) -> None:
    """Fails when the failed call is not reported as the provider's, or AWS's message is lost, as botocore loses it."""
    store(tmp_path / "cache", STORED)
    with serving(lambda: reply, **{"x-amzn-errortype": error_type}) as url:
        login.setenv("AWS_ENDPOINT_URL_SIGNIN", url)
        returned = login.run("task", login.access(profile="ops" if is_source else "my dev"), **GENERATED)
    check_login(returned, error_type, "AWS rejected signin:CreateOAuth2Token. ", words, f"AWS returned: {error_type}: ")
    assert not returned["changed"]
    assert not login.attempts


@NEEDS_CRT
@pytest.mark.parametrize("refreshes", [0, 5])
def test_a_login_session_that_ends_while_a_task_runs(
    login: LoopbackAWS, tmp_path: pathlib.Path, refreshes: int
) -> None:
    """Fails when a session is not refreshed, or its end has an unknown outcome or hides what was done."""
    store(tmp_path / "cache", STORED)
    bodies = iter([refreshed(minutes=1)] * refreshes)
    with serving(lambda: Reply(200, next(bodies, "{}"))) as url:
        login.setenv("AWS_ENDPOINT_URL_SIGNIN", url)
        returned = login.run("task", login.access(profile="my dev"), **GENERATED)
    check_login(returned, "credentials_unavailable", RUN)
    assert sum(login.attempts.values()) == refreshes
    assert returned["changed"] is ("password" in returned) is (refreshes == 5)


@NEEDS_CRT
@pytest.mark.parametrize(
    ("url", "words"),
    [(None, "did not return credentials within 1.5 seconds. Check proxy"), ("http://127.0.0.1:1", "cannot be reached")],
)
def test_a_refresh_that_gets_no_reply(
    login: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, url: str | None, words: str
) -> None:
    """Fails when the message advises a new login, which would not help."""
    monkeypatch.setattr(credentials, "LIMIT", 1.5)
    store(tmp_path / "cache", STORED)
    with silent() as silent_url:
        login.setenv("AWS_ENDPOINT_URL_SIGNIN", url or silent_url)
        returned = login.run("task", login.access(profile="my dev"), **GENERATED)
    check_login(returned, "credentials_unavailable", words)
    assert RUN not in returned["msg"]


@NEEDS_CRT
def test_a_refreshed_token_that_cannot_be_stored(
    login: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    """Fails when the message does not have the reason and the folder to make writable."""

    def full(*_arguments: t.Any, **_options: t.Any) -> t.NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("botocore.utils.tempfile.mkstemp", full)
    store(tmp_path / "cache", STORED)
    with serving(lambda: Reply(200, refreshed())) as url:
        login.setenv("AWS_ENDPOINT_URL_SIGNIN", url)
        returned = login.run("task", login.access(profile="my dev"), **GENERATED)
    check_login(returned, "credentials_unavailable", "No space left on device.", "~/.aws/login/cache")


@NEEDS_CRT
def test_an_interrupted_task_does_not_wait_for_a_refresh(
    login: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    """Fails when a signal or stop_after does not end a task whose login session is being refreshed."""
    monkeypatch.setattr(interruption, "_SLICE", 0.01)
    store(tmp_path / "cache", STORED)
    with silent() as url:
        login.setenv("AWS_ENDPOINT_URL_SIGNIN", url)
        stop = CancellationToken()
        connection = Connection(ConnectionOptions(login.access(profile="my dev")), stop=stop)
        client = connection.sts()
        stop.interrupt("Enough.")
        with pytest.raises(LoginProfileError) as raised:
            caller_arn(client)
    assert raised.value.is_interruption
    assert not login.attempts


@contextlib.contextmanager
def silent() -> t.Iterator[str]:
    """Accept connections, and send no reply until the end of the block. Returns the URL."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
