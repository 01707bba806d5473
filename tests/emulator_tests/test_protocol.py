# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Between botocore's client and the model: forms, XML and JSON, the log, the controls and the backend."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import urllib3
from client import Emulator, EmulatorError

ErrorOf = Callable[..., tuple[str, int, str]]
Clients = Callable[..., Any]
PASSWORD = "Passw0rd-1"
MEMBER, AUDIT = "111122223333", "IAMAuditRootUserCredentials"
SIGNED_IN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone.utc)
NASTY = (
    *("  Lead1ng and trailing  ", "Tab1\tand\r\nlines", "A&b=c+d%20e;f#1", "%C3%A9-As-typed-1"),
    *("Grüße-ÿ-\u00a0-1A", "\"Quotes' <&> \\1", "Aa1" + "ÿ" * 125),
)


def test_passwords_arrive_byte_for_byte(alice: Any, emulator: Emulator) -> None:
    """Fails if the form is not decoded exactly as botocore encodes it: spaces, plus signs, percent, Latin-1."""
    alice.create_login_profile(UserName="alice", Password=PASSWORD)
    for password in NASTY:
        alice.update_login_profile(UserName="alice", Password=password)
        assert emulator.passwords() == {"alice": password}


def test_values_come_back_in_their_shapes(alice: Any, client: Clients, emulator: Emulator) -> None:
    """Fails if botocore reads another list, map, flag, number, date, bytes or special character."""
    tags = [{"Key": "a & b", "Value": "<ü>"}, {"Key": "c", "Value": ""}]
    alice.create_user(UserName="bob", Path="/x<y/", Tags=tags)
    user = alice.get_user(UserName="bob")["User"]
    assert (user["Path"], user["Tags"]) == ("/x<y/", tags)
    assert abs(user["CreateDate"] - datetime.now(timezone.utc)) < timedelta(minutes=1)
    made = alice.create_login_profile(UserName="bob", Password=PASSWORD, PasswordResetRequired=True)["LoginProfile"]
    assert made == alice.get_login_profile(UserName="bob")["LoginProfile"]
    assert made["PasswordResetRequired"] is True
    made = alice.create_login_profile(UserName="alice", Password=PASSWORD)["LoginProfile"]
    assert made["PasswordResetRequired"] is False
    alice.update_account_password_policy(MinimumPasswordLength=7)
    assert alice.get_account_password_policy()["PasswordPolicy"]["MinimumPasswordLength"] == 7
    pages = alice.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 1})
    assert [user["UserName"] for page in pages for user in page["Users"]] == ["alice", "bob"]
    alice.generate_credential_report()
    assert alice.get_credential_report()["Content"].startswith(b"user,arn,")
    emulator.organization([{"id": MEMBER, "name": "one"}])
    _management, member = client("organizations").list_accounts()["Accounts"]
    assert member.pop("JoinedTimestamp") == datetime(2020, 1, 1, tzinfo=timezone.utc)
    assert member.pop("Arn") == f"arn:aws:organizations::123456789012:account/o-emulated00/{MEMBER}"
    states = {"Status": "ACTIVE", "State": "ACTIVE", "JoinedMethod": "CREATED"}
    assert member.pop("Paths") == [f"o-emulated00/r-emul/{MEMBER}/"]
    assert member == {"Id": MEMBER, "Email": f"root+{MEMBER}@example.com", "Name": "one", **states}
    assert client("organizations").describe_organization()["Organization"]["MasterAccountId"] == "123456789012"


@pytest.mark.parametrize(
    ("more", "words"), [("Get&UserName=a%20b", "1 validation"), ("Create&Password=%FF", "not valid UTF-8")]
)
def test_errors_have_iams_shape(emulator: Emulator, more: str, words: str) -> None:
    """Fails if an error lacks type, namespace or id, which other SDKs read, or invalid bytes are accepted."""
    action, _and, rest = more.partition("&")
    body = f"Action={action}LoginProfile&Version=2010-05-08&{rest}"
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    with urllib3.PoolManager() as pool:
        reply = pool.request("POST", emulator.endpoint_url, body=body, headers=headers)
    begin = '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>'
    assert (reply.status, reply.data.decode().startswith(f"{begin}<Code>ValidationError</Code>")) == (400, True)
    assert words.encode() in reply.data
    assert b"<RequestId>" in reply.data


def test_the_log_has_each_call_without_its_secrets(
    alice: Any, client: Clients, root: Clients, emulator: Emulator
) -> None:
    """Fails if a call is missing, out of order or wrong, or the log has a password, token or key."""
    emulator.organization([{"id": MEMBER}])
    key = alice.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    emulator.clear_calls()
    alice.create_login_profile(UserName="alice", Password=PASSWORD, PasswordResetRequired=True)
    with pytest.raises(alice.exceptions.NoSuchEntityException):
        root(MEMBER, AUDIT).get_login_profile()
    assert client(key=key).get_user()["User"]["UserName"] == "alice"
    calls = emulator.calls()
    assert PASSWORD not in json.dumps(calls)
    times = [call.pop("at") for call in calls]
    assert times == sorted(times)
    create, assume, get, own = calls
    given = {"UserName": "alice", "Password": True, "PasswordResetRequired": "true"}
    who: dict[str, Any] = {"user_name": "alice", "access_key": "test", "account": "123456789012", "task_policy": None}
    result: dict[str, Any] = {"status": 200, "code": None, "carried_out": True}
    assert create == {"action": "CreateLoginProfile", "parameters": given, **who, **result}
    assert (assume["action"], assume["account"], assume["task_policy"]) == ("AssumeRoot", MEMBER, None)
    who = {"user_name": None, "access_key": get["access_key"], "account": MEMBER, "task_policy": AUDIT}
    result = {"status": 404, "code": "NoSuchEntity", "carried_out": False}
    assert get == {"action": "GetLoginProfile", "parameters": {}, **who, **result}
    assert (own["user_name"], own["parameters"]) == ("alice", {})


def test_reset_leaves_nothing(alice: Any, client: Clients, emulator: Emulator) -> None:
    """Fails if a user, password, policy, root profile, fault, setting or call is left."""
    alice.create_login_profile(UserName="alice", Password=PASSWORD)
    alice.update_account_password_policy(MinimumPasswordLength=64)
    client(key=f"ASIAROOT{MEMBER}").create_login_profile()
    alice.create_group(GroupName="staff")
    emulator.faults([{"action": "CreateUser", "kind": "html"}])
    emulator.settings(latency=5.0)
    emulator.reset()
    assert (emulator.calls(), emulator.passwords(), emulator.root_passwords()) == ([], {}, {})
    assert (alice.list_users()["Users"], alice.list_groups()["Groups"]) == ([], [])
    alice.create_user(UserName="alice")
    alice.create_login_profile(UserName="alice", Password=PASSWORD)


def test_facts_that_no_call_sets(alice: Any, emulator: Emulator, root: Clients, error_of: ErrorOf) -> None:
    """Fails if a sign-in, MFA, an older report or the end of root sessions does not follow its control."""
    alice.create_login_profile(UserName="alice", Password=PASSWORD)
    emulator.sign_in("alice", SIGNED_IN)
    emulator.mfa("alice")
    assert alice.get_user(UserName="alice")["User"]["PasswordLastUsed"] == SIGNED_IN
    assert alice.list_users()["Users"][0]["PasswordLastUsed"] == SIGNED_IN
    alice.generate_credential_report()
    row = alice.get_credential_report()["Content"].decode().splitlines()[-1].split(",")
    assert (row[4], row[7]) == ("2026-03-04T05:06:07Z", "true")
    emulator.expire_credential_report()
    assert error_of(alice.get_credential_report)[:2] == ("ReportExpired", 410)
    emulator.organization([{"id": MEMBER}])
    session = root(MEMBER, AUDIT)
    emulator.root_password(MEMBER)
    emulator.root_password(MEMBER, present=False)
    assert error_of(session.get_login_profile)[0] == "NoSuchEntity"
    emulator.expire_root_sessions()
    assert error_of(session.get_user)[0] == "ExpiredToken"


@pytest.mark.parametrize(
    ("control", "body"),
    [
        ("settings", {"latencies": 1}),
        ("settings", {"latency": -1}),
        ("settings", {"latency": None}),
        ("settings", {"rate_limit": "fast"}),
        ("mfa", {}),
        ("mfa", {"user_name": "bob"}),
        ("sign-ins", {"user_name": "alice", "at": "2026-01-01T00:00:00Z"}),
        ("sign-ins", {"user_name": "alice", "at": "2026-01-01T00:00:00"}),
        ("credential-report/expire", {}),
        ("organization", {"accounts": [], "feature": []}),
        ("organization", {"accounts": [], "features": ["X"]}),
        ("organization", {"accounts": [], "delegated": [MEMBER]}),
        ("organization", {"accounts": [{"id": "1"}]}),
        ("organization", {"accounts": [{"id": MEMBER, "unit": "ou-none"}]}),
        ("organization", {"accounts": [{"id": MEMBER, "status": "GONE"}]}),
        ("faults", [{"kind": "html"}]),
        ("faults", [{"action": "GetUser"}]),
        ("faults", [{"action": "GetUser", "kind": "error"}]),
        ("faults", [{"action": "GetUser", "kind": "explode"}]),
        ("faults", [{"action": "GetUser", "kind": "delay"}]),
        ("faults", [{"action": "GetUser", "kind": "html", "colour": "red"}]),
        ("faults", [{"action": "GetUser", "kind": "html", "nth": 0}]),
        ("faults", [{"action": "GetUser", "act_first": [{"action": "X"}]}]),
        ("nothing", {}),
    ],
)
def test_a_control_with_a_typo_is_rejected(alice: Any, emulator: Emulator, control: str, body: Any) -> None:
    """Fails if a control with a typo in its name or parameters is accepted."""
    with pytest.raises(EmulatorError, match=r"HTTP 40[04]: "):
        emulator._control("POST", control, body)


def test_what_the_model_does_not_have_is_the_backend_s(alice: Any, client: Clients, emulator: Emulator) -> None:
    """Fails if the backend lacks a user of the model, a request is modified on its way, or accounts mix."""
    alice.create_group(GroupName="staff")
    alice.add_user_to_group(GroupName="staff", UserName="alice")
    assert [group["GroupName"] for group in alice.list_groups_for_user(UserName="alice")["Groups"]] == ["staff"]
    other = client(key=MEMBER)
    other.create_user(UserName="bob")
    client(key=other.create_access_key(UserName="bob")["AccessKey"]["AccessKeyId"]).create_group(GroupName="theirs")
    assert [group["GroupName"] for group in alice.list_groups()["Groups"]] == ["staff"]
    assert (emulator.calls()[-1]["action"], emulator.calls()[-1]["account"]) == ("ListGroups", "123456789012")
