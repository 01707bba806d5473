# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes whose end is not what the last answer says: lost replies, requests sent twice, somebody else at work."""

from __future__ import annotations

import types
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._aws.call_tracking import note_attempt
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM, client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, fail

CANARY = "Canary-Passw0rd"


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where alice has a login profile, and bob none."""
    return TaskRunner(monkeypatch, InMemoryIAM({"alice": {"PasswordResetRequired": True}, "bob": None}))


def test_a_create_lost_to_somebody_else_is_a_failure(tasks: TaskRunner) -> None:
    """Fails when somebody else's password is taken for one's own."""
    tasks.iam.faults = [("CreateLoginProfile", client_error("CreateLoginProfile", "EntityAlreadyExists"))]
    result = tasks.run(user_name="bob", password=CANARY)
    assert (result["failed"], result["changed"], result["error"]["code"]) == (True, False, "EntityAlreadyExists")
    assert "somebody else" in result["msg"]


@pytest.mark.parametrize(
    ("date", "own"),
    [
        ("Sun, 22 Nov 2026 09:30:00 GMT", True),
        ("Sun, 22 Nov 2026 09:30:02 GMT", True),
        ("Sun, 22 Nov 2026 09:30:03 GMT", False),
        ("", False),
    ],
)
def test_a_create_whose_reply_was_lost_is_ones_own_if_it_is_as_new(tasks: TaskRunner, date: str, own: bool) -> None:
    """Fails when one's own success is denied, somebody else's claimed, or AWS not asked. CREATED is 09:30:00."""
    error = client_error("CreateLoginProfile", "EntityAlreadyExists", lost=1, date=date)
    fail(tasks, "CreateLoginProfile", error, after=True)
    result = tasks.run(user_name="bob", password=CANARY, password_version="1")
    assert (result["failed"], result["changed"], tasks.iam.tags != {}) == (not own, own, own)
    if own:
        assert result["login_profile"]["create_date"] == "2026-11-22T09:30:00+00:00"
    else:
        assert "It may be this task's own" in result["msg"]
        assert "It is not known whether AWS carried it out" in result["msg"]
        assert "changed nothing" not in result["msg"]


@pytest.mark.parametrize(("flag", "own"), [(False, True), (True, False)])
def test_a_create_that_is_found_with_another_flag_is_not_claimed(tasks: TaskRunner, flag: bool, own: bool) -> None:
    """Fails when what somebody else created meanwhile is claimed, although it cannot be this task's own."""

    def somebody_first(**_parameters: t.Any) -> t.Any:
        original(UserName="bob", Password="Other-Passw0rd", PasswordResetRequired=flag)
        date = "Sun, 22 Nov 2026 09:30:00 GMT"
        raise client_error("CreateLoginProfile", "EntityAlreadyExists", lost=1, date=date)

    original, tasks.iam.create_login_profile = tasks.iam.create_login_profile, somebody_first  # type: ignore[method-assign]
    result = tasks.run(user_name="bob", password=CANARY)
    assert (result["failed"], result["changed"]) == (not own, own)
    assert own or "It is not known whether AWS carried it out" in result["msg"]


def test_the_time_of_the_look_is_not_that_of_the_create(tasks: TaskRunner) -> None:
    """Fails when a login profile older than this task's call is claimed, since asking for it took a while."""
    date = "Sun, 22 Nov 2026 09:33:20 GMT"
    fail(
        tasks,
        "CreateLoginProfile",
        client_error("CreateLoginProfile", "EntityAlreadyExists", lost=1, date=date),
        after=True,
    )
    original = tasks.iam.get_login_profile

    def slow(**parameters: t.Any) -> dict[str, t.Any]:
        tasks.clock.now += 300
        return original(**parameters)

    tasks.iam.get_login_profile = slow  # type: ignore[method-assign]
    result = tasks.run(user_name="bob", password=CANARY)
    assert (result["failed"], result["changed"]) == (True, False)


def test_a_create_that_cannot_be_asked_for_is_in_doubt(tasks: TaskRunner) -> None:
    """Fails when the error of the question hides the doubt."""
    error = client_error("CreateLoginProfile", "EntityAlreadyExists", lost=1, date="Sun, 22 Nov 2026 09:30:00 GMT")
    original = tasks.iam.create_login_profile

    def create(**parameters: t.Any) -> dict[str, t.Any]:
        original(**parameters)
        tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))]
        raise error

    tasks.iam.create_login_profile = create  # type: ignore[method-assign]
    result = tasks.run(user_name="bob", password=CANARY)
    assert (result["failed"], result["error"]["code"]) == (True, "EntityAlreadyExists")
    assert "It is not known whether AWS carried it out" in result["msg"]


def test_only_what_may_have_been_carried_out_counts_as_lost() -> None:
    """Fails when a request that AWS refused to take counts, or one whose reply did not come does not."""
    request: dict[str, t.Any] = {"context": {}}
    counted = []
    for status in (400, 503, None, 500, 409):
        parsed: dict[str, t.Any] = {}
        response = None if status is None else (types.SimpleNamespace(status_code=status), parsed)
        assert note_attempt(request_dict=request, response=response) is None  # type: ignore[func-returns-value]
        counted.append(parsed.get("ResponseMetadata", {}).get("LostReplies"))
    assert counted == [0, 0, None, 2, 3]


@pytest.mark.parametrize("unmodifiable", ["EntityTemporarilyUnmodifiable", "ConcurrentModification"])
def test_a_doubt_outlives_the_tries_that_follow_it(tasks: TaskRunner, unmodifiable: str) -> None:
    """Fails when only the last answer is looked at: an earlier one was lost, after which the delete was done."""
    original = tasks.iam.delete_login_profile
    answers = iter([client_error("DeleteLoginProfile", unmodifiable, lost=1)])

    def delete(**parameters: t.Any) -> dict[str, t.Any]:
        for answer in answers:
            original(**parameters)
            raise answer
        return original(**parameters)

    tasks.iam.delete_login_profile = delete  # type: ignore[method-assign]
    result = tasks.run(user_name="alice", state="absent")
    assert (result["failed"], result["changed"]) == (False, True)


@pytest.mark.parametrize(("retries", "changed"), [(0, False), (1, True)])
def test_a_delete_that_finds_nothing_is_done_by_whoever_did_it(tasks: TaskRunner, retries: int, changed: bool) -> None:
    """Fails when somebody else's delete is claimed, or one's own with a lost reply is not."""
    original = tasks.iam.delete_login_profile

    def gone(**parameters: t.Any) -> dict[str, t.Any]:
        original(**parameters)
        raise client_error("DeleteLoginProfile", "NoSuchEntity", lost=retries)

    tasks.iam.delete_login_profile = gone  # type: ignore[method-assign]
    result = tasks.run(user_name="alice", state="absent")
    assert (result["failed"], result["changed"], result["login_profile"]) == (False, changed, {})
