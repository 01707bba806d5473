# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tasks, through botocore, whose write is carried out by one of ten attempts while its reply is lost."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    LoopbackAWS,
    OneUser,
    Reply,
    error,
    loopback_aws,
)

ATTEMPTS = 10
MODES = ("standard", "adaptive", "legacy")
CLOSED, SERVER_ERROR = None, error("InternalFailure", 500)
LOSSES = [*((attempt, CLOSED) for attempt in range(1, ATTEMPTS + 1)), *((n, SERVER_ERROR) for n in (1, 9, 10))]
TASKS: dict[str, dict[str, t.Any]] = {
    "CreateLoginProfile": {"password": "Canary-Passw0rd"},
    "DeleteLoginProfile": {"state": "absent"},
}
UNKNOWN = "It is not known whether AWS carried it out"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[LoopbackAWS]:
    """A server that throttles everything, until a test scripts it."""
    with loopback_aws(monkeypatch) as server:
        yield server


def run(aws: LoopbackAWS, write: str, *, lost_at: int | None, loss: Reply | None, answered: bool = True) -> t.Any:
    """Return the result of a task whose write is throttled nine times, but for the attempt that AWS carries out.

    ``answered``: the tenth attempt is not throttled.
    """
    account = OneUser(aws.clock, has_profile=write == "DeleteLoginProfile")

    def script(call: str, attempt: int) -> Reply | None:
        if call != write:
            return account(call)
        if attempt == lost_at:
            assert account(call).status == 200
            return loss
        return account(call) if answered and attempt == ATTEMPTS else error("Throttling", 400)

    aws.script = script
    result = aws.run("task", user_name="alice", **TASKS[write])
    assert aws.attempts[write] == ATTEMPTS
    return result


@pytest.mark.parametrize(("lost_at", "loss"), LOSSES)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("write", TASKS)
def test_a_write_whose_reply_was_lost_is_the_task_s_own(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, write: str, mode: str, lost_at: int, loss: Reply | None
) -> None:
    """Fails when a lost attempt is forgotten on the way to the tenth, or minutes of pauses hide whose work it is."""
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    result = run(aws, write, lost_at=lost_at, loss=loss)
    if lost_at < ATTEMPTS:
        assert (result["failed"], result["changed"]) == (False, True)
        assert [action["action"] for action in result["actions"]] == [f"iam:{write}"]
    else:
        assert (result["failed"], UNKNOWN in result["msg"]) == (True, True)
        assert [action["action"] for action in result["failed_actions"]] == [f"iam:{write}"]


@pytest.mark.parametrize("lost_at", [1, ATTEMPTS - 1, None])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("write", TASKS)
def test_a_write_that_is_throttled_to_the_end_is_unknown_only_after_a_lost_reply(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, write: str, mode: str, lost_at: int | None
) -> None:
    """Fails when the last reply, which was not carried out, hides an attempt that was, or throttling counts as lost."""
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    result = run(aws, write, lost_at=lost_at, loss=CLOSED, answered=False)
    assert (result["failed"], result["changed"], result["error"]["code"]) == (True, False, "Throttling")
    assert (UNKNOWN in result["msg"]) is (lost_at is not None)


@pytest.mark.parametrize("mode", MODES)
def test_what_somebody_else_created_during_the_pauses_is_not_claimed(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """Fails when throttled attempts count as lost: somebody else's password would be reported as the task's own."""
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    account = OneUser(aws.clock)

    def script(call: str, attempt: int) -> Reply:
        if call == "CreateLoginProfile" and attempt < ATTEMPTS:
            if attempt == ATTEMPTS - 1:
                account(call)
            return error("Throttling", 400)
        return account(call)

    aws.script = script
    result = aws.run("task", user_name="alice", **TASKS["CreateLoginProfile"])
    assert (result["failed"], result["changed"], result["error"]["code"]) == (True, False, "EntityAlreadyExists")
    assert "somebody else" in result["msg"]
