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
from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError, ReadTimeoutError
from botocore.parsers import ResponseParserError
from client import Emulator, EmulatorError

ErrorOf = Callable[..., tuple[str, int, str]]
FIRST, SECOND = "First-Passw0rd", "Second-Passw0rd"
ONE, TWO = "111122223333", "444455556666"
AUDIT, DELETE = "IAMAuditRootUserCredentials", "IAMDeleteRootUserCredentials"
LIMIT = {"status": 409, "code": "LimitExceeded", "message": "Too many."}


def create(iam: Any, name: str = "alice") -> Any:
    """Create a login profile."""
    return iam.create_login_profile(UserName=name, Password=FIRST)


def test_error_is_answered_instead(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the call is carried out, the error differs, or it hits more than the first call."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": "error", **LIMIT}])
    assert error_of(create, iam=alice) == ("LimitExceeded", 409, "Too many.")
    assert emulator.passwords() == {}
    create(alice)
    assert [call["code"] for call in emulator.calls()[-2:]] == ["LimitExceeded", None]


def test_an_error_may_have_no_message(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the element is there and empty, which botocore reads as an empty message."""
    emulator.faults([{"action": "GetUser", "kind": "error", "status": 404, "code": "NoSuchEntity", "message": None}])
    with pytest.raises(ClientError) as caught:
        alice.get_user(UserName="alice")
    assert "Message" not in caught.value.response["Error"]


def test_an_error_may_repeat_the_password(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if a test of leaks is told something else than the password of the call, or the log keeps it."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": "error", **LIMIT, "message": "Not {Password}."}])
    assert error_of(create, iam=alice)[2] == f"Not {FIRST}."
    assert FIRST not in str(emulator.calls())


def test_apply_then_error_is_carried_out(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the password does not land, or the error is not seen."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": "apply_then_error", "status": 500, "code": "Oops"}])
    assert error_of(create, iam=alice)[:2] == ("Oops", 500)
    assert emulator.passwords() == {"alice": FIRST}


@pytest.mark.parametrize(("kind", "landed"), [("reset_before", False), ("reset_after", True)])
def test_resets_cut_the_connection(alice: Any, emulator: Emulator, kind: str, landed: bool) -> None:
    """Fails if the caller gets any reply, or the call is carried out when it should not be, or the reverse."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": kind}])
    with pytest.raises(ConnectionClosedError):
        create(alice)
    assert ("alice" in emulator.passwords()) is landed
    assert (emulator.calls()[-1]["status"], emulator.calls()[-1]["code"]) == (None, None)


def test_a_reset_is_one(emulator: Emulator) -> None:
    """Fails if the connection is closed in an orderly way, which is another error to a client."""
    emulator.faults([{"action": "GET /", "kind": "reset_before"}])
    port = int(emulator.endpoint_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            raw.recv(1)


def test_a_lost_reply_makes_botocore_try_again(alice: Any, client: Callable[..., Any], emulator: Emulator) -> None:
    """Fails if a reset after the call is not what botocore retries: the caller's own write then exists already."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": "reset_after"}])
    with pytest.raises(ClientError) as caught:
        create(client(attempts=2))
    response: Any = caught.value.response
    assert response["Error"]["Code"] == "EntityAlreadyExists"
    assert response["ResponseMetadata"]["RetryAttempts"] == 1


def test_truncated_replies_do_not_parse(alice: Any, emulator: Emulator) -> None:
    """Fails if the reply is whole, or the call was not carried out."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": "truncate"}])
    with pytest.raises(ResponseParserError):
        create(alice)
    assert emulator.passwords() == {"alice": FIRST}


@pytest.mark.parametrize(("kind", "landed"), [("hang_before", False), ("hang_after", True)])
def test_a_call_that_hangs_has_no_reply(
    alice: Any, client: Callable[..., Any], emulator: Emulator, kind: str, landed: bool
) -> None:
    """Fails if a caller who waits less gets any reply, or the call is carried out when it should not be, or late."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": kind, "seconds": 1.5}])
    with pytest.raises(ReadTimeoutError):
        create(client(read_timeout=0.3))
    assert ("alice" in emulator.passwords()) is landed
    assert emulator.calls()[-1]["carried_out"] is landed
    time.sleep(1.5)
    assert ("alice" in emulator.passwords()) is landed


def test_a_call_that_hangs_ends(alice: Any, emulator: Emulator) -> None:
    """Fails if whoever is patient is left waiting, or gets a reply after all."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": "hang_after", "seconds": 0.3}])
    started = time.monotonic()
    with pytest.raises(ConnectionClosedError):
        create(alice)
    assert time.monotonic() - started >= 0.3


def test_an_error_cut_short_does_not_parse(alice: Any, emulator: Emulator) -> None:
    """Fails if the error can be read, or the call was carried out."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": "error_cut_short", **LIMIT}])
    with pytest.raises(ResponseParserError):
        create(alice)
    assert emulator.passwords() == {}
    assert (emulator.calls()[-1]["status"], emulator.calls()[-1]["carried_out"]) == (409, False)


@pytest.mark.parametrize(
    ("fault", "carried_out"),
    [
        ({"kind": "error", **LIMIT}, False),
        ({"kind": "apply_then_error", **LIMIT}, True),
        ({"kind": "reset_before"}, False),
        ({"kind": "reset_after"}, True),
        ({"kind": "truncate"}, True),
        (
            {"act_first": [{"action": "CreateLoginProfile", "parameters": {"UserName": "alice", "Password": SECOND}}]},
            False,
        ),
    ],
)
def test_the_log_tells_what_was_carried_out(
    alice: Any, emulator: Emulator, fault: dict[str, Any], carried_out: bool
) -> None:
    """Fails if a call that changed something is not told from one that did not, or is taken for somebody else's."""
    emulator.faults([{"action": "CreateLoginProfile", **fault}])
    with pytest.raises((BotoCoreError, ClientError, ResponseParserError)):
        create(alice)
    assert emulator.calls()[-1]["carried_out"] is carried_out


def test_html_comes_from_something_in_between(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the call is carried out, or the reply is XML after all."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": "html"}])
    assert error_of(create, iam=alice)[1] == 503
    assert emulator.passwords() == {}
    emulator.faults([{"action": "CreateLoginProfile", "kind": "html", "status": 200}])
    with pytest.raises(KeyError):  # botocore's word for a reply of another form
        create(alice)
    assert emulator.passwords() == {}


def test_delay_is_slow_and_then_right(alice: Any, emulator: Emulator) -> None:
    """Fails if there is no delay, or no reply after it."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": "delay", "seconds": 0.4}])
    started = time.monotonic()
    create(alice)
    assert time.monotonic() - started >= 0.4
    assert emulator.passwords() == {"alice": FIRST}


def test_act_first_is_a_concurrent_writer(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the other write comes too late, shows in the log, or passes by what the layer remembers."""
    other = {"UserName": "alice", "Password": SECOND, "PasswordResetRequired": True}
    emulator.faults(
        [{"action": "CreateLoginProfile", "act_first": [{"action": "CreateLoginProfile", "parameters": other}]}]
    )
    emulator.clear_calls()
    assert error_of(create, iam=alice)[0] == "EntityAlreadyExists"
    assert emulator.passwords() == {"alice": SECOND}
    assert len(emulator.calls()) == 1
    assert alice.get_login_profile(UserName="alice")["LoginProfile"]["PasswordResetRequired"] is True


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
        ({"user_name": "bob"}, "-----"),
        ({"user_name": "alice", "nth": None}, "xxxxx"),
    ],
)
def test_which_calls_are_hit(alice: Any, emulator: Emulator, which: dict[str, Any], hit: str) -> None:
    """Fails if a fault hits other calls than nth, times and user_name say."""
    emulator.faults([{"action": "GetUser", "kind": "error", **LIMIT, **which}])
    seen = ""
    for _time in hit:
        try:
            alice.get_user(UserName="alice")
            seen += "-"
        except ClientError:
            seen += "x"
    assert seen == hit
    emulator.faults([])
    alice.get_user(UserName="alice")


@pytest.mark.parametrize(
    "fault",
    [
        {"action": "GetUser", "kind": "error"},
        {"action": "GetUser", "kind": "explode"},
        {"action": "GetUser"},
        {"action": "GetUser", "kind": "delay"},
        {"action": "GetUser", "kind": "hang_after"},
        {"action": "GetUser", "kind": "error_cut_short"},
        {"action": "GetUser", "kind": "html", "colour": "red"},
        {"action": "GetUser", "kind": "html", "nth": 0},
        {"kind": "html"},
        {"action": "GetUser", "act_first": [{"action": "X"}]},
        {"action": "GetUser", "act_first": 1},
    ],
)
def test_what_is_no_fault_is_refused(emulator: Emulator, fault: dict[str, Any]) -> None:
    """Fails if a misspelt fault is taken and then does nothing."""
    with pytest.raises(EmulatorError, match=r"HTTP 400: "):
        emulator.faults([fault])


def test_an_error_may_have_the_date_of_another_clock(alice: Any, emulator: Emulator) -> None:
    """Fails if a test of wrong clocks sees a right one, or the date of other errors is shifted too."""
    emulator.faults([{"action": "CreateLoginProfile", "kind": "error", "skew": 7200, **LIMIT}])
    for expected in (7200, 0):
        with pytest.raises(ClientError) as error:
            create(alice)
        sent = parsedate_to_datetime(error.value.response["ResponseMetadata"]["HTTPHeaders"]["date"])
        assert abs((sent - datetime.now(timezone.utc)).total_seconds() - expected) < 60
        emulator.faults([{"action": "CreateLoginProfile", "kind": "error", **LIMIT}])


def test_a_fault_of_one_account(client: Callable[..., Any], root: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the fault hits another account's calls, counts them, or the target of AssumeRoot is not the account."""
    emulator.organization([{"id": ONE}, {"id": TWO}])
    emulator.root_password(ONE)
    emulator.root_password(TWO)
    failure = {"kind": "error", "status": 500, "code": "ServiceFailure", "account": TWO}
    emulator.faults([{"action": "AssumeRoot", **failure}, {"action": "GetLoginProfile", **failure, "nth": 2}])
    one = root(ONE, AUDIT)
    assert error_of(root, account=TWO, task=AUDIT)[0] == "ServiceFailure"
    two = root(TWO, AUDIT)
    one.get_login_profile()
    two.get_login_profile()
    one.get_login_profile()
    assert error_of(two.get_login_profile)[:2] == ("ServiceFailure", 500)
    # What another one does first is done in the same session.
    act = {"action": "DeleteLoginProfile", "parameters": {}}
    emulator.faults([{"action": "DeleteLoginProfile", "account": ONE, "act_first": [act]}])
    assert error_of(root(ONE, DELETE).delete_login_profile)[0] == "NoSuchEntity"


def test_organizations_fails_in_its_own_protocol(client: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the error is not JSON, which botocore would not read."""
    emulator.organization([{"id": ONE}])
    many = {"action": "ListAccounts", "kind": "error", "status": 400, "code": "TooManyRequestsException"}
    emulator.faults([{**many, "message": "Slow down."}])
    organizations = client("organizations")
    assert error_of(organizations.list_accounts) == ("TooManyRequestsException", 400, "Slow down.")
    organizations.list_accounts()
    assert [call["code"] for call in emulator.calls()] == ["TooManyRequestsException", None]
