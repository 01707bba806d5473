# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Injected faults: which calls they affect, and their effect on the caller and the account."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from botocore.parsers import ResponseParserError
from client import Emulator

Clients = Callable[..., Any]
ErrorOf = Callable[..., tuple[str, int, str]]
FIRST, SECOND = "First-Passw0rd", "Second-Passw0rd"
ONE, TWO = "111122223333", "444455556666"
AUDIT, DELETE = "IAMAuditRootUserCredentials", "IAMDeleteRootUserCredentials"
LIMIT = {"status": 409, "code": "LimitExceeded", "message": "Too many."}
OTHER = {"action": "CreateLoginProfile", "parameters": {"UserName": "alice", "Password": SECOND}}
GONE = {"action": "DeleteLoginProfile", "parameters": {"UserName": "alice"}}


def create(iam: Any) -> Any:
    """Create a login profile."""
    return iam.create_login_profile(UserName="alice", Password=FIRST)


@pytest.mark.parametrize(
    ("kind", "more", "raised", "status", "stored"),
    [
        ("error", LIMIT, ClientError, 409, None),
        ("error_cut_short", LIMIT, ResponseParserError, 409, None),
        ("apply_then_error", LIMIT, ClientError, 409, FIRST),
        ("truncate", {}, ResponseParserError, 200, FIRST),
        ("html", {}, ClientError, 503, None),
        ("html", {"status": 200}, KeyError, 200, None),  # botocore's error for a reply of another format
        ("reset_before", {}, ConnectionClosedError, None, None),
        ("reset_after", {}, ConnectionClosedError, None, FIRST),
        ("hang_before", {"seconds": 0.3}, ConnectionClosedError, None, None),
        ("hang_after", {"seconds": 0.3}, ConnectionClosedError, None, FIRST),
        ("delay", {"seconds": 0.3}, None, 200, FIRST),
        (None, {"act_first": [OTHER]}, ClientError, 409, SECOND),
        (None, {"act_first": [GONE]}, ClientError, 400, None),  # a failing concurrent writer must not stay unnoticed
    ],
)
def test_each_kind_of_fault(
    alice: Any,
    emulator: Emulator,
    kind: str | None,
    more: dict[str, Any],
    raised: type[Exception] | None,
    status: int | None,
    stored: str | None,
) -> None:
    """Fails if the caller receives another error, or the call is wrongly carried out, or wrongly logged."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": kind, **more}])
    started, seen = time.monotonic(), None
    try:
        create(alice)
    except Exception as error:  # noqa: BLE001 - its type is compared
        seen = error
    assert isinstance(seen, raised) if raised else seen is None
    assert time.monotonic() - started >= more.get("seconds", 0)
    assert emulator.passwords().get("alice") == stored
    entry = emulator.calls()[-1]
    assert (entry["status"], entry["carried_out"]) == (status, stored == FIRST)
    assert more.get("act_first") != [GONE] or entry["code"] == "ActFirstFailed"
    assert [call["action"] for call in emulator.calls()] == ["CreateUser", "CreateLoginProfile"]
    alice.get_user(UserName="alice")  # is not affected


def test_the_words_of_an_error(alice: Any, client: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if an error message differs, is unexpected, or has another protocol than the service."""
    fault = {"action": "CreateLoginProfile", "kind": "error", **LIMIT}
    emulator.faults([{**fault, "message": "Not {Password}."}])
    assert error_of(create, iam=alice) == ("LimitExceeded", 409, f"Not {FIRST}.")
    assert FIRST not in str(emulator.calls())
    emulator.faults([{**fault, "message": None}])
    with pytest.raises(ClientError) as caught:
        create(alice)
    assert "Message" not in caught.value.response["Error"]
    emulator.organization([{"id": ONE}])
    emulator.faults([{**fault, "action": "ListAccounts"}])
    assert error_of(client("organizations").list_accounts) == ("LimitExceeded", 409, "Too many.")


def test_an_error_may_have_the_date_of_another_clock(alice: Any, emulator: Emulator) -> None:
    """Fails if the Date of an error is not shifted as requested, or that of other errors is."""
    for skew in (7200, 0):
        emulator.faults([{"action": "CreateLoginProfile", "kind": "error", "skew": skew, **LIMIT}])
        with pytest.raises(ClientError) as error:
            create(alice)
        sent = parsedate_to_datetime(error.value.response["ResponseMetadata"]["HTTPHeaders"]["date"])
        assert abs((sent - datetime.now(timezone.utc)).total_seconds() - skew) < 60


def test_a_reset_is_a_tcp_reset(emulator: Emulator) -> None:
    """Fails if the connection is closed in an orderly way, which is another error for a client."""
    emulator.faults([{"action": "GET /", "kind": "reset_before"}])
    port = int(emulator.endpoint_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            raw.recv(1)


def test_a_lost_or_late_reply(alice: Any, client: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if a caller that times out gets a reply, or botocore does not retry after a reset."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": "hang_after", "seconds": 1.5}])
    with pytest.raises(ReadTimeoutError):
        create(client(read_timeout=0.3))
    assert emulator.passwords() == {"alice": FIRST}
    alice.delete_login_profile(UserName="alice")
    emulator.faults([{"action": "CreateLoginProfile", "kind": "reset_after"}])
    assert error_of(create, iam=client(attempts=2))[0] == "EntityAlreadyExists"


@pytest.mark.parametrize(
    ("which", "hit"),
    [
        ({}, "x----"),
        ({"nth": 3}, "--x--"),
        ({"nth": None}, "xxxxx"),
        ({"nth": None, "times": 2}, "xx---"),
        ({"nth": 2, "times": 3}, "-xxx-"),
        ({"user_name": "alice"}, "x----"),
        ({"user_name": "bob", "nth": None}, "-----"),
    ],
)
def test_which_calls_are_hit(alice: Any, emulator: Emulator, which: dict[str, Any], hit: str) -> None:
    """Fails if a fault affects other calls than nth, times and user_name select."""
    emulator.faults([{"action": "GetUser", "kind": "error", **LIMIT, **which}])
    for _time in hit:
        try:
            alice.get_user(UserName="alice")
        except ClientError:
            continue
    codes = [call["code"] for call in emulator.calls() if call["action"] == "GetUser"]
    assert "".join("x" if code else "-" for code in codes) == hit


def test_a_fault_of_one_account(root: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the fault affects or counts another account's calls, or the account of AssumeRoot is not the target."""
    emulator.organization([{"id": ONE}, {"id": TWO}])
    emulator.root_password(ONE)
    emulator.root_password(TWO)
    failure = {"kind": "error", "status": 500, "code": "ServiceFailure", "account": TWO}
    emulator.faults([{"action": "AssumeRoot", **failure}, {"action": "GetLoginProfile", **failure, "nth": 2}])
    one = root(ONE, AUDIT)
    assert error_of(root, account=TWO, task=AUDIT)[0] == "ServiceFailure"
    two = root(TWO, AUDIT)
    for session in (one, two, one):
        session.get_login_profile()
    assert error_of(two.get_login_profile)[:2] == ("ServiceFailure", 500)
    # A concurrent write is made in the same session.
    act = {"action": "DeleteLoginProfile", "parameters": {}}
    emulator.faults([{"action": "DeleteLoginProfile", "account": ONE, "act_first": [act]}])
    assert error_of(root(ONE, DELETE).delete_login_profile)[0] == "NoSuchEntity"
