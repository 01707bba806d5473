# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The log, the reset, and that all else passes through."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from client import Emulator, EmulatorError

PASSWORD = "Passw0rd-1"


def test_the_log_tells_each_call_without_its_password(alice: Any, emulator: Emulator) -> None:
    """Fails if a call is missing, out of order or wrong, or a password shows."""
    emulator.clear_calls()
    alice.create_login_profile(UserName="alice", Password=PASSWORD, PasswordResetRequired=True)
    with pytest.raises(alice.exceptions.NoSuchEntityException):
        alice.get_login_profile(UserName="bob")
    calls = emulator.calls()
    times = [call.pop("at") for call in calls]
    assert times == sorted(times)
    assert calls == [
        {
            "action": "CreateLoginProfile",
            "user_name": "alice",
            "parameters": {"UserName": "alice", "Password": True, "PasswordResetRequired": "true"},
            "access_key": "test",
            "account": "123456789012",
            "task_policy": None,
            "status": 200,
            "code": None,
            "carried_out": True,
        },
        {
            "action": "GetLoginProfile",
            "user_name": "bob",
            "parameters": {"UserName": "bob"},
            "access_key": "test",
            "account": "123456789012",
            "task_policy": None,
            "status": 404,
            "code": "NoSuchEntity",
            "carried_out": False,
        },
    ]
    assert PASSWORD not in json.dumps(calls)


def test_reset_leaves_nothing(alice: Any, client: Callable[..., Any], emulator: Emulator) -> None:
    """Fails if a user, password, policy, key, root profile, fault, setting or call is left."""
    alice.create_login_profile(UserName="alice", Password=PASSWORD)
    alice.update_account_password_policy(MinimumPasswordLength=64)
    client(key="ASIAROOT111122223333").create_login_profile()
    emulator.faults([{"action": "CreateUser", "kind": "html"}])
    emulator.settings(latency=5.0)
    emulator.reset()
    assert (emulator.calls(), emulator.passwords()) == ([], {})
    assert alice.list_users()["Users"] == []
    alice.create_user(UserName="alice")
    alice.create_login_profile(UserName="alice", Password=PASSWORD)
    client(key="ASIAROOT111122223333").create_login_profile()


def test_other_services_pass_untouched(alice: Any, client: Callable[..., Any], emulator: Emulator) -> None:
    """Fails if the layer's rules touch another service, or bodies and headers are changed on the way."""
    assert client("sts").get_caller_identity()["Account"] == "123456789012"
    assert [call["action"] for call in emulator.calls()] == ["CreateUser", "GetCallerIdentity"]
    alice.tag_user(UserName="alice", Tags=[{"Key": "a b", "Value": "ü"}])
    assert alice.list_user_tags(UserName="alice")["Tags"] == [{"Key": "a b", "Value": "ü"}]
    s3 = client("s3")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="a b/é", Body=b"\x00\xff")
    assert s3.head_object(Bucket="bucket", Key="a b/é")["ContentLength"] == 2
    assert s3.get_object(Bucket="bucket", Key="a b/é")["Body"].read() == b"\x00\xff"


@pytest.mark.parametrize("emulator", ["ministack"], indirect=True)
def test_accounts_are_apart(client: Callable[..., Any], emulator: Emulator) -> None:
    """Fails if what the layer remembers of one account shows in another; ministack takes 12 digits as one."""
    one, other = client(), client(key="111122223333")
    for iam in (one, other):
        iam.create_user(UserName="alice")
    one.create_login_profile(UserName="alice", Password=PASSWORD)
    other.create_login_profile(UserName="alice", Password=PASSWORD + "x")
    assert emulator.passwords() == {"alice": PASSWORD}
    assert emulator.passwords("111122223333") == {"alice": PASSWORD + "x"}


def test_errors_have_iams_shape(emulator: Emulator) -> None:
    """Fails if an error of the layer's own lacks what an SDK of another language may read: type, namespace, id."""
    body = b"Action=GetLoginProfile&Version=2010-05-08&UserName=a%20b"
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    request = urllib.request.Request(emulator.endpoint_url, body, headers)  # noqa: S310 - always http
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10)
    with caught.value as reply:
        text = reply.read().decode()
        assert (reply.code, reply.headers["Content-Type"]) == (400, "text/xml")
    assert text.startswith(
        '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>'
    )
    assert "<Code>ValidationError</Code>" in text
    assert "<RequestId>" in text


def test_a_form_that_is_not_utf8_is_refused(emulator: Emulator) -> None:
    """Fails if wrong bytes are replaced by others instead of being refused."""
    body = b"Action=CreateLoginProfile&Version=2010-05-08&UserName=alice&Password=%FF"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = urllib.request.Request(emulator.endpoint_url, body, headers)  # noqa: S310 - always http
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10)
    with caught.value as reply:
        assert (reply.code, b"not valid UTF-8" in reply.read()) == (400, True)


@pytest.mark.parametrize("path", ["nothing", "calls/x"])
def test_unknown_controls_are_refused(emulator: Emulator, path: str) -> None:
    """Fails if a misspelt control reaches the backend."""
    with pytest.raises(EmulatorError, match="No such control"):
        emulator._control("GET", path)
