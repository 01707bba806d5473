# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sessions of AWS Sign-In, by botocore's own client over HTTP. They are not recorded from AWS."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError
from client import Emulator, EmulatorError

Clients = Callable[..., Any]
HERE, OTHER, EU = "123456789012", "111122223333", "eu-west-1"
PASSWORD = "Passw0rd-1"
ALICE, BOB = f"arn:aws:iam::{HERE}:user/alice", f"arn:aws:iam::{HERE}:user/bob"
ROOT, ALL = f"arn:aws:iam::{HERE}:root", f"arn:aws:iam::{HERE}:*"
CLI = "arn:aws:signin:::devtools/same-device"
UNKNOWN = f"arn:aws:signin:us-east-1:{HERE}:session/00000000-0000-4000-8000-000000000000"
DENIED = "INSUFFICIENT_PERMISSIONS"
HOUR = 3600.0


@pytest.fixture
def sessions(alice: Any, client: Clients, emulator: Emulator) -> dict[str, str]:
    """Open sessions of two users (bob has a path and one-hour sessions), of the root user, and elsewhere."""
    alice.create_login_profile(UserName="alice", Password=PASSWORD)
    alice.create_user(UserName="bob", Path="/staff/")
    alice.create_login_profile(UserName="bob", Password=PASSWORD, MaxSigninSessionDuration=3600)
    other = client(key=OTHER)
    other.create_user(UserName="alice")
    other.create_login_profile(UserName="alice", Password=PASSWORD)
    emulator.root_password(HERE)
    return {
        "old": emulator.open_session("alice", age=30 * HOUR),
        "bob": emulator.open_session("bob", age=2 * HOUR),
        "root": emulator.open_session(None, age=1.5 * HOUR),
        "mcp": emulator.open_session("alice", client_type="MCP", age=HOUR, lifetime=90 * 24 * HOUR),
        "eu": emulator.open_session("alice", region=EU),
        "other": emulator.open_session("alice", account=OTHER),
    }


@pytest.fixture
def listed(client: Clients, sessions: dict[str, str]) -> Callable[..., list[str]]:
    """Return the names of the sessions in a caller's list."""
    names = {arn: name for name, arn in sessions.items()}

    def shown(key: str = "test", region: str = "us-east-1", **parameters: Any) -> list[str]:
        pages = client("signin", key=key, region=region).get_paginator("list_sessions").paginate(**parameters)
        return [names[item["sessionArn"]] for page in pages for item in page["items"]]

    return shown


def test_whose_sessions_are_listed(alice: Any, listed: Any) -> None:
    """Fails if a session of another principal, account or region is listed, or the caller is not the default."""
    bob = alice.create_access_key(UserName="bob")["AccessKey"]["AccessKeyId"]
    assert listed(principalArn=ALL) == ["old", "bob", "root", "mcp"]
    assert listed(principalArn=ALL, region=EU) == ["eu"]
    assert [listed(principalArn=each) for each in (ALICE, BOB, ROOT)] == [["old", "mcp"], ["bob"], ["root"]]
    assert (listed(), listed(key=bob), listed(key=bob, region=EU)) == (["root"], ["bob"], [])
    assert listed(key=OTHER, principalArn=f"arn:aws:iam::{OTHER}:*") == ["other"]
    assert listed(principalArn=f"arn:aws:iam::{HERE}:user/nobody") == []


def test_a_session_as_it_is_listed(client: Clients, emulator: Emulator, sessions: dict[str, str]) -> None:
    """Fails if a member is missing or has another type, or a session ends at another time, or is then not ACTIVE."""
    items = client("signin").list_sessions(principalArn=ALL)["items"]
    old, bob, root, mcp = items
    issued = old["issuedAt"]
    assert old == {
        "sessionArn": sessions["old"],
        "principalArn": ALICE,
        "status": "ACTIVE",
        "issuedAt": issued,
        "expiresAt": issued + 12 * 3600,
        "clientId": CLI,
        "clientType": "CLI",
    }
    assert isinstance(issued, int)
    assert [item["expiresAt"] - item["issuedAt"] for item in (bob, root, mcp)] == [3600, 12 * 3600, 90 * 24 * 3600]
    assert (mcp["clientType"], mcp["clientId"].rpartition("/")[0]) == (
        "MCP",
        "arn:aws:signin:us-east-1::external-client/dcr",
    )
    first = emulator.sessions()[0]
    assert (first["arn"], datetime.fromisoformat(first["issued"]).timestamp()) == (old["sessionArn"], issued)
    assert datetime.fromisoformat(first["expires"]) - datetime.fromisoformat(first["issued"]) == timedelta(hours=12)


def test_filters_and_pages(client: Clients, listed: Any, sessions: dict[str, str]) -> None:
    """Fails if a filter is ignored or off by one, or a revocation between pages hides a session."""
    signin = client("signin")
    signin.batch_revoke_sessions(principalArn=ALL, sessionArns=[sessions["root"]])
    bob = signin.list_sessions(principalArn=BOB)["items"][0]["issuedAt"]
    assert listed(principalArn=ALL, issuedAfter=bob) == ["bob", "root", "mcp"]
    assert listed(principalArn=ALL, issuedAfter=bob + 1) == ["root", "mcp"]
    assert listed(principalArn=ALL, issuedBefore=bob) == ["old"]
    assert listed(principalArn=ALL, issuedBefore=bob + 1) == ["old", "bob"]
    assert listed(principalArn=ALL, status="REVOKED") == ["root"]
    assert listed(principalArn=ALL, status="ACTIVE", clientId=CLI) == ["old", "bob"]
    assert listed(principalArn=ALL, PaginationConfig={"PageSize": 1}) == ["old", "bob", "root", "mcp"]
    given = {"principalArn": ALL, "status": "ACTIVE"}
    page = signin.list_sessions(**given, maxResults=2)
    signin.batch_revoke_sessions(principalArn=ALL, sessionArns=[each["sessionArn"] for each in page["items"]])
    page = signin.list_sessions(**given, nextToken=page["nextToken"])
    assert ([each["sessionArn"] for each in page["items"]], "nextToken" in page) == ([sessions["mcp"]], False)


def test_revoking(alice: Any, client: Clients, emulator: Emulator, sessions: dict[str, str]) -> None:
    """Fails if one failure fails the others, another session is revoked, or a revoked one is an error."""
    broken = emulator.open_session("alice", revoke_error="InternalServerException")
    arns = [sessions[name] for name in ("old", "bob", "other")] + [UNKNOWN, broken]
    for reason in ("left", "again"):
        reply = client("signin").batch_revoke_sessions(principalArn=ALICE, sessionArns=arns, reason=reason)
        assert reply["revokedSessions"] == [{"sessionArn": sessions["old"]}]
        assert [error["sessionArn"] for error in reply["errors"]] == arns[1:]
        codes = [error["code"] for error in reply["errors"]]
        assert codes == 3 * ["ResourceNotFoundException"] + ["InternalServerException"]
    elsewhere = client("signin", region=EU).batch_revoke_sessions(principalArn=ALL, sessionArns=[sessions["mcp"]])
    assert (elsewhere["revokedSessions"], len(elsewhere["errors"])) == ([], 1)
    call = emulator.calls()[-2]
    assert (call["user_name"], call["parameters"]["reason"], call["carried_out"]) == ("alice", "again", True)
    assert json.loads(call["parameters"]["sessionArns"]) == arns
    bob = alice.create_access_key(UserName="bob")["AccessKey"]["AccessKeyId"]
    alice.delete_login_profile(UserName="bob")
    assert client("signin", key=bob).batch_revoke_sessions(sessionArns=[sessions["bob"]])["errors"] == []
    states = {each["arn"]: (each["status"], each["reason"]) for each in emulator.sessions()}
    revoked = {arn: state for arn, state in states.items() if state != ("ACTIVE", None)}
    assert revoked == {sessions["old"]: ("REVOKED", "left"), sessions["bob"]: ("REVOKED", None)}
    assert emulator.sessions(OTHER)[0]["status"] == "ACTIVE"


@pytest.mark.parametrize(
    ("call", "parameters", "message"),
    [
        ("list_sessions", {"maxResults": 0}, "Value '0' at 'maxResults' failed"),
        ("list_sessions", {"maxResults": 101}, "less than or equal to 100"),
        ("list_sessions", {"principalArn": f"arn:aws:iam::{HERE}:user/staff/bob"}, "pattern"),
        ("list_sessions", {"principalArn": f"arn:aws-cn:iam::{HERE}:user/bob"}, "pattern"),
        ("list_sessions", {"status": "EXPIRED"}, "Member must satisfy enum value set: [ACTIVE, REVOKED]"),
        ("list_sessions", {"nextToken": "bm9uc2Vuc2U="}, "Invalid nextToken."),
        ("batch_revoke_sessions", {}, "Value null at 'sessionArns' failed"),
        ("batch_revoke_sessions", {"sessionArns": []}, "length greater than or equal to 1"),
        ("batch_revoke_sessions", {"sessionArns": [UNKNOWN] * 6}, "length less than or equal to 5"),
        ("batch_revoke_sessions", {"sessionArns": [UNKNOWN], "reason": "x" * 257}, "less than or equal to 256"),
        *(
            ("batch_revoke_sessions", {"sessionArns": [UNKNOWN, arn]}, "sessionArns.2.member")
            for arn in ("", "x" * 257)
        ),
    ],
)
def test_what_the_shapes_do_not_permit(client: Clients, call: str, parameters: dict[str, Any], message: str) -> None:
    """Fails if a constraint of the service model is not enforced, or the service does not declare the error."""
    signin = client("signin")
    with pytest.raises(signin.exceptions.ValidationException) as caught:
        getattr(signin, call)(**parameters)
    response: Any = caught.value.response
    assert (response["error"], response["ResponseMetadata"]["HTTPStatusCode"]) == ("INVALID_REQUEST", 400)
    assert message in response["Error"]["Message"]


@pytest.mark.parametrize("key", ["test", f"ASIAROOT{OTHER}"])
def test_what_is_not_permitted(client: Clients, emulator: Emulator, sessions: dict[str, str], key: str) -> None:
    """Fails if an account reads or revokes another's sessions, or a root user's session does so."""
    signin = client("signin", key=key)
    given: dict[str, Any] = {"principalArn": f"arn:aws:iam::{OTHER}:*"}
    for call, more in (
        (signin.list_sessions, {}),
        (signin.batch_revoke_sessions, {"sessionArns": [sessions["other"]]}),
    ):
        with pytest.raises(
            signin.exceptions.AccessDeniedException, match="not authorized to perform: signin:"
        ) as caught:
            call(**given, **more)
        response = caught.value.response
        assert (response["error"], response["ResponseMetadata"]["HTTPStatusCode"]) == (DENIED, 400)
    assert emulator.sessions(OTHER)[0]["status"] == "ACTIVE"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"user_name": "carol"}, "carol has no password"),
        ({"user_name": "nobody"}, "NoSuchEntity"),
        ({"user_name": None, "account": OTHER}, f"root user of {OTHER} has no password"),
        ({"user_name": "bob", "client_type": "WEB"}, "No such type of client: WEB"),
    ],
)
def test_who_cannot_open_a_session(
    alice: Any, emulator: Emulator, sessions: dict[str, str], given: dict[str, Any], message: str
) -> None:
    """Fails if a session is opened without a password, or of an unknown kind."""
    alice.create_user(UserName="carol")
    with pytest.raises(EmulatorError, match=message):
        emulator.open_session(**given)
    assert len(emulator.sessions()) == 5
    emulator.reset()
    assert emulator.sessions() == []


@pytest.mark.parametrize(
    ("fault", "raised", "member", "stored"),
    [
        ({"kind": "error", "status": 429, "code": "TooManyRequestsError"}, ClientError, "rate_exceeded", False),
        ({"kind": "error", "status": 500, "code": "InternalServerException"}, ClientError, "server_error", False),
        ({"kind": "apply_then_error", "status": 400, "code": "AccessDeniedException"}, ClientError, DENIED, True),
        ({"kind": "error", "status": 403, "code": "ExpiredTokenException"}, ClientError, None, False),
        ({"kind": "error_cut_short", "status": 429, "code": "TooManyRequestsError"}, ClientError, None, False),
        ({"kind": "html"}, ClientError, None, False),
        ({"kind": "reset_before"}, ConnectionClosedError, None, False),
        ({"kind": "hang_after", "seconds": 0.2}, ConnectionClosedError, None, True),
    ],
)
def test_faults(
    client: Clients,
    emulator: Emulator,
    sessions: dict[str, str],
    fault: dict[str, Any],
    raised: type[Exception],
    member: str | None,
    stored: bool,
) -> None:
    """Fails if a fault affects another user's call, has another format than the service, or revokes wrongly."""
    emulator.faults([{"action": "BatchRevokeSessions", "user_name": "alice", **fault}])
    signin = client("signin")
    signin.batch_revoke_sessions(principalArn=BOB, sessionArns=[sessions["bob"]])
    with pytest.raises(raised) as caught:
        signin.batch_revoke_sessions(principalArn=ALICE, sessionArns=[sessions["old"]])
    if response := getattr(caught.value, "response", None):
        assert (response["Error"]["Code"], response.get("error")) == (fault.get("code", "503"), member)
    statuses = {each["arn"]: each["status"] for each in emulator.sessions()}
    assert (statuses[sessions["bob"]], statuses[sessions["old"]]) == ("REVOKED", "REVOKED" if stored else "ACTIVE")
    assert emulator.calls()[-1]["carried_out"] is stored
