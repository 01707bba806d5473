# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Injected faults: which calls they hit, and what each does to the caller and to the account."""

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
from client import Emulator, EmulatorError

Clients = Callable[..., Any]
ErrorOf = Callable[..., tuple[str, int, str]]
FIRST, SECOND = "First-Passw0rd", "Second-Passw0rd"
ONE, TWO = "111122223333", "444455556666"
AUDIT, DELETE = "IAMAuditRootUserCredentials", "IAMDeleteRootUserCredentials"
LIMIT = {"status": 409, "code": "LimitExceeded", "message": "Too many."}
OTHER = {"action": "CreateLoginProfile", "parameters": {"UserName": "alice", "Password": SECOND}}


def create(iam: Any, name: str = "alice") -> Any:
    """Create a login profile."""
    return iam.create_login_profile(UserName=name, Password=FIRST)


@pytest.mark.parametrize(
    ("fault", "raised", "status", "landed"),
    [
        ({"kind": "error", **LIMIT}, ClientError, 409, None),
        ({"kind": "error_cut_short", **LIMIT}, ResponseParserError, 409, None),
        ({"kind": "apply_then_error", **LIMIT}, ClientError, 409, FIRST),
        ({"kind": "truncate"}, ResponseParserError, 200, FIRST),
        ({"kind": "html"}, ClientError, 503, None),
        ({"kind": "html", "status": 200}, KeyError, 200, None),  # what botocore raises for a reply of another form
        ({"kind": "reset_before"}, ConnectionClosedError, None, None),
        ({"kind": "reset_after"}, ConnectionClosedError, None, FIRST),
        ({"kind": "hang_before", "seconds": 0.3}, ConnectionClosedError, None, None),
        ({"kind": "hang_after", "seconds": 0.3}, ConnectionClosedError, None, FIRST),
        ({"act_first": [OTHER]}, ClientError, 409, SECOND),
    ],
    ids=lambda value: value.get("kind", "act_first") if isinstance(value, dict) else "",
)
def test_each_kind_of_fault(
    alice: Any, emulator: Emulator, fault: dict[str, Any], raised: type[Exception], status: int | None, landed: str
) -> None:
    """Fails if the caller sees another error, or the call is carried out or logged as if it were when it should not."""
    emulator.faults([{"action": "CreateLoginProfile", **fault}])
    started = time.monotonic()
    with pytest.raises(raised):
        create(alice)
    assert time.monotonic() - started >= fault.get("seconds", 0)
    assert emulator.passwords().get("alice") == landed
    entry = emulator.calls()[-1]
    assert (entry["status"], entry["carried_out"]) == (status, landed == FIRST)
    assert len([call for call in emulator.calls() if call["action"] == "CreateLoginProfile"]) == 1
    alice.get_user(UserName="alice")  # is not hit


def test_the_words_of_an_error(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if code or message differ, a password that AWS repeats is another one, or an empty message is there."""
    fault = {"action": "CreateLoginProfile", "kind": "error", **LIMIT}
    emulator.faults([{**fault, "message": "Not {Password}."}])
    assert error_of(create, iam=alice) == ("LimitExceeded", 409, f"Not {FIRST}.")
    assert FIRST not in str(emulator.calls())
    emulator.faults([{**fault, "message": None}])
    with pytest.raises(ClientError) as caught:
        create(alice)
    assert "Message" not in caught.value.response["Error"]


def test_an_error_may_have_the_date_of_another_clock(alice: Any, emulator: Emulator) -> None:
    """Fails if a test of wrong clocks sees a right one, or the date of other errors is shifted too."""
    for skew in (7200, 0):
        emulator.faults([{"action": "CreateLoginProfile", "kind": "error", "skew": skew, **LIMIT}])
        with pytest.raises(ClientError) as error:
            create(alice)
        sent = parsedate_to_datetime(error.value.response["ResponseMetadata"]["HTTPHeaders"]["date"])
        assert abs((sent - datetime.now(timezone.utc)).total_seconds() - skew) < 60


def test_a_reset_is_one(emulator: Emulator) -> None:
    """Fails if the connection is closed in an orderly way, which is another error to a client."""
    emulator.faults([{"action": "GET /", "kind": "reset_before"}])
    port = int(emulator.endpoint_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            raw.recv(1)


def test_a_lost_reply_makes_botocore_try_again(alice: Any, client: Clients, emulator: Emulator) -> None:
    """Fails if a reset after the call is not what botocore retries: the caller's own write then exists already."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": "reset_after"}])
    with pytest.raises(ClientError) as caught:
        create(client(attempts=2))
    response: Any = caught.value.response
    assert response["Error"]["Code"] == "EntityAlreadyExists"
    assert response["ResponseMetadata"]["RetryAttempts"] == 1


def test_a_caller_who_waits_less_gets_no_reply(alice: Any, client: Clients, emulator: Emulator) -> None:
    """Fails if a call that hangs is carried out late, or answered before."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": "hang_after", "seconds": 1.5}])
    with pytest.raises(ReadTimeoutError):
        create(client(read_timeout=0.3))
    assert emulator.passwords() == {"alice": FIRST}


def test_a_delay_is_slow_and_then_right(alice: Any, emulator: Emulator) -> None:
    """Fails if there is no delay, or no reply after it."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": "delay", "seconds": 0.4}])
    started = time.monotonic()
    create(alice)
    assert time.monotonic() - started >= 0.4
    assert emulator.passwords() == {"alice": FIRST}


def test_act_first_that_fails_is_loud(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if a test whose concurrent writer does nothing could pass unnoticed."""
    act = {"action": "DeleteLoginProfile", "parameters": {"UserName": "alice"}}
    emulator.faults([{"action": "CreateLoginProfile", "act_first": [act]}])
    assert error_of(create, iam=alice)[0] == "ActFirstFailed"


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
    """Fails if a fault hits other calls than nth, times and user_name define."""
    emulator.faults([{"action": "GetUser", "kind": "error", **LIMIT, **which}])
    for _time in hit:
        try:
            alice.get_user(UserName="alice")
        except ClientError:
            continue
    codes = [call["code"] for call in emulator.calls() if call["action"] == "GetUser"]
    assert "".join("x" if code else "-" for code in codes) == hit


def test_a_fault_of_one_account(root: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the fault hits another account's calls, counts them, or the target of AssumeRoot is not the account."""
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
    # What another one does first is done in the same session.
    act = {"action": "DeleteLoginProfile", "parameters": {}}
    emulator.faults([{"action": "DeleteLoginProfile", "account": ONE, "act_first": [act]}])
    assert error_of(root(ONE, DELETE).delete_login_profile)[0] == "NoSuchEntity"


def test_organizations_fails_in_its_own_protocol(client: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the error is not JSON, which botocore would not read."""
    emulator.organization([{"id": ONE}])
    many = {"action": "ListAccounts", "kind": "error", "status": 400, "code": "TooManyRequestsException"}
    emulator.faults([{**many, "message": "Slow down."}])
    organizations = client("organizations")
    assert error_of(organizations.list_accounts) == ("TooManyRequestsException", 400, "Slow down.")
    organizations.list_accounts()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "html"},
        {"action": "GetUser"},
        {"action": "GetUser", "kind": "error"},
        {"action": "GetUser", "kind": "explode"},
        {"action": "GetUser", "kind": "delay"},
        {"action": "GetUser", "kind": "html", "colour": "red"},
        {"action": "GetUser", "kind": "html", "nth": 0},
        {"action": "GetUser", "act_first": [{"action": "X"}]},
    ],
)
def test_what_is_no_fault_is_rejected(emulator: Emulator, fault: dict[str, Any]) -> None:
    """Fails if a misspelt fault is taken and then does nothing."""
    with pytest.raises(EmulatorError, match="HTTP 400: "):
        emulator.faults([fault])
