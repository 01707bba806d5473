# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Interruptions of a call: no write begins, a write under way ends, and no other call is waited for."""

from __future__ import annotations

import datetime as dt
import os
import pathlib
import signal
import sys
import threading
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._aws import interruption
from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection, ConnectionOptions
from ansible_collections.identity.aws.plugins.module_utils._aws.interruption import until_interrupted
from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    MODES,
    UNKNOWN,
    LoopbackAWS,
    Reply,
    error,
)

INTERRUPTED = "The task was interrupted (SIGTERM)."
CREATE: dict[str, t.Any] = {"user_name": "alice", "password": "Canary-Passw0rd-1"}
LOST = {"throttled": error("Throttling", 400), "server error": error("InternalFailure", 500), "cut": None}


@pytest.fixture(autouse=True)
def short_wait(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[None]:
    """Wait only briefly after an interruption. SIGTERM has its default effect in a terminal."""
    monkeypatch.setattr(interruption, "_SLICE", 0.01)
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGTERM, before)


def interrupt() -> None:
    """Send SIGTERM to this process, and return when its main thread has handled it."""
    handler = signal.getsignal(signal.SIGTERM)
    assert callable(handler)
    os.kill(os.getpid(), signal.SIGTERM)
    while signal.getsignal(signal.SIGTERM) is handler:
        threading.Event().wait(0.001)


CarryOut = t.Callable[[], Reply]
Answer = t.Callable[[CarryOut], "Reply | None"]


def interrupted(answer: Answer) -> Answer:
    """Return a reply that arrives after an interruption."""

    def answer_after(carry_out: CarryOut) -> Reply | None:
        interrupt()
        return answer(carry_out)

    return answer_after


def at(aws: LoopbackAWS, call: str, reply: Answer) -> None:
    """Reply to one call with ``reply``, which gets the function for the call, and to others as alice's account."""
    account = aws.alice({call: lambda _attempt: reply(lambda: account(call))})


@pytest.mark.parametrize(
    ("door", "call"),
    [
        *(("task", call) for call in ("GetLoginProfile", "GetUser")),
        *(("roster_task", call) for call in ("GetLoginProfile", "GetAccountPasswordPolicy", "ListUsers")),
        *(("info_task", call) for call in ("GetLoginProfile", "GetUser", "GetAccountPasswordPolicy", "ListUsers")),
    ],
)
def test_a_read_that_hangs_is_not_waited_for(aws: LoopbackAWS, door: str, call: str) -> None:
    """Fails when a task interrupted in a read waits for its reply, or reports a failure of the user."""
    released = threading.Event()

    def hang(carry_out: CarryOut) -> Reply:
        released.wait(30)
        return carry_out()

    at(aws, call, interrupted(hang))
    params: dict[str, dict[str, t.Any]] = {
        "task": {**CREATE, "password_reset_required": True, "password_version": "1"},
        "roster_task": {"profiles": [CREATE], "purge": call == "ListUsers", "password_version": "1"},
        "info_task": {"account_password_policy": True, **({} if call == "ListUsers" else {"user_names": ["alice"]})},
    }
    try:
        result = aws.run(door, **params[door])
    finally:
        released.set()
    assert (aws.attempts[call], aws.attempts["CreateLoginProfile"]) == (1, 0)
    assert (result["failed"], result["changed"]) == (True, False)
    assert INTERRUPTED in result["msg"]
    if door == "roster_task" and call != "ListUsers":
        assert result["summary"]["not_attempted"] == ["alice"]


@pytest.mark.parametrize("door", ["task", "roster_task"])
def test_a_write_under_way_is_waited_for(aws: LoopbackAWS, door: str) -> None:
    """Fails when a sent write is not waited for, so that it is carried out and not reported."""

    def late(carry_out: CarryOut) -> Reply:
        threading.Event().wait(0.1)  # ten slices
        return carry_out()

    at(aws, "CreateLoginProfile", interrupted(late))
    result = aws.run(door, **(CREATE if door == "task" else {"profiles": [CREATE]}))
    row = result["users"][0] if door == "roster_task" else result
    assert (row["changed"], [action["action"] for action in row["actions"]]) == (True, ["iam:CreateLoginProfile"])
    # It is also read once.
    assert row["login_profile"]["user_name"] == "alice"


@pytest.mark.parametrize("loss", LOST)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("when", ["in the request", "in the pause after it"])
def test_no_request_for_a_write_is_sent_again(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, mode: str, loss: str, when: str
) -> None:
    """Fails when botocore retries a write after an interruption, waits to do so, or drops a lost reply."""
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    sleep = aws.clock.sleep

    def lose(_carry_out: CarryOut) -> Reply | None:
        if when == "in the request":
            interrupt()
        else:
            monkeypatch.setattr("time.sleep", sleep_interrupted)
        return LOST[loss]

    def sleep_interrupted(seconds: float) -> None:
        monkeypatch.setattr("time.sleep", sleep)
        interrupt()
        sleep(seconds)

    at(aws, "CreateLoginProfile", lose)
    result = aws.run("task", **CREATE)
    assert aws.attempts["CreateLoginProfile"] == 1
    assert (result["failed"], result["changed"]) == (True, False)
    assert [action["action"] for action in result["failed_actions"]] == ["iam:CreateLoginProfile"]
    assert (UNKNOWN in result["msg"]) is (loss != "throttled")
    if when == "in the request":
        assert aws.clock.slept == 0


def test_a_user_who_is_not_to_be_modified_yet_is_not_tried_again(aws: LoopbackAWS) -> None:
    """Fails when the task makes another attempt after an interruption, or hides why the first one failed."""
    at(aws, "CreateLoginProfile", interrupted(lambda _carry_out: error("EntityTemporarilyUnmodifiable", 409)))
    code = aws.run("task", **CREATE)["error"]["code"]
    assert (aws.attempts["CreateLoginProfile"], code) == (1, "EntityTemporarilyUnmodifiable")


def test_a_further_action_of_the_same_user_is_not_begun(aws: LoopbackAWS) -> None:
    """Fails when the version is recorded after an interruption, or the password that was set is not reported."""
    at(aws, "CreateLoginProfile", interrupted(lambda carry_out: carry_out()))
    result = aws.run("task", user_name="alice", generate_password=True, reveal_password=True, password_version="1")
    assert aws.attempts["TagUser"] == 0
    assert (result["failed"], result["changed"], "password" in result) == (True, True, True)
    assert [action["action"] for action in result["not_attempted"]] == ["iam:TagUser"]
    assert result["msg"].startswith(f"{INTERRUPTED} Not attempted for IAM user 'alice': TagUser.")


@pytest.mark.parametrize(
    ("door", "invocation"),
    [*(("task", number) for number in range(1, 6)), ("roster_task", 1), ("roster_task", 4), ("info_task", 2)],
)
def test_credentials_that_hang_are_not_waited_for(
    aws: LoopbackAWS, tmp_path: pathlib.Path, door: str, invocation: int
) -> None:
    """Fails when a hanging credential_process, first or later, delays an interrupted task, or hides a write."""
    # They expire so soon that botocore renews them before each request.
    expires = (dt.datetime.now(dt.timezone.utc) + dt.timedelta(minutes=5)).isoformat()
    keys = '"Version": 1, "AccessKeyId": "testing", "SecretAccessKey": "testing", "SessionToken": "t"'
    (tmp_path / "keys.json").write_text(f'{{{keys}, "Expiration": "{expires}"}}')
    os.mkfifo(tmp_path / "never")
    (tmp_path / "credentials.sh").write_text(
        f"cd {tmp_path}; echo >> count; test $(wc -l < count) -lt {invocation} && exec cat keys.json\n"
        f"kill -TERM {os.getpid()}; exec cat never\n"
    )
    aws.configure(work={"credential_process": f"sh {tmp_path}/credentials.sh"})
    aws.alice()
    params = {"task": CREATE, "roster_task": {"profiles": [CREATE]}, "info_task": {"user_names": ["alice"]}}[door]
    result = aws.run(door, aws.access(profile="work"), **params)
    assert (tmp_path / "count").read_text().count("\n") >= invocation
    # Lets the program end.
    os.close(os.open(tmp_path / "never", os.O_WRONLY))
    assert INTERRUPTED in result["msg"]
    row = (result.get("users") or [result])[0] if door != "info_task" else {"actions": []}
    done = [action["action"] for action in row.get("actions", [])]
    assert done == ["iam:CreateLoginProfile"] * aws.attempts["CreateLoginProfile"]


def test_what_is_raised_in_the_thread_of_a_call_is_raised_to_its_caller() -> None:
    """Fails when an exit of amazon.aws in a call, or an unexpected error, is lost or replaced."""
    with pytest.raises(SystemExit) as left:
        until_interrupted(lambda: sys.exit(3), CancellationToken())
    assert left.value.code == 3


def test_a_machine_without_threads_makes_its_calls(aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a call fails because the machine has no thread for it."""
    client = Connection(ConnectionOptions(aws.access())).iam()
    aws.alice()
    original = threading.Thread.start

    def start(thread: threading.Thread) -> None:
        if thread.name == threading.current_thread().name:
            raise RuntimeError("can't start new thread")
        original(thread)

    monkeypatch.setattr(threading.Thread, "start", start)
    assert client.get_user(UserName="alice")["User"]["UserName"] == "alice"
