# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes whose result differs from the last reply, and their report.

The faults of single calls are in tests/faults. Here are the cases that depend on a clock or on two replies.
"""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._module import runtime
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import GIVEN
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import (
    DONE,
    InMemoryIAM,
    client_error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, fail

CREATE: dict[str, t.Any] = {"user_name": "bob", **GIVEN}
DELETE: dict[str, t.Any] = {"user_name": "alice", "state": "absent"}
UPDATE: dict[str, t.Any] = {"user_name": "alice", **GIVEN, "update_password": "always"}


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where alice has a login profile, and bob none."""
    return TaskRunner(monkeypatch, InMemoryIAM({"alice": {"PasswordResetRequired": True}, "bob": None}))


def replace(tasks: TaskRunner, method: str, double: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
    """Replace a call by a double, and return the original."""
    original: t.Callable[..., t.Any] = getattr(tasks.iam, method)
    setattr(tasks.iam, method, double)
    return original


def already_exists(second: int | None) -> Exception:
    """Return the error of a create after a lost reply, this many seconds after CREATED, which is 09:30:00."""
    date = "" if second is None else f"Sun, 22 Nov 2026 09:{30 + second // 60:02}:{second % 60:02} GMT"
    return client_error("CreateLoginProfile", "EntityAlreadyExists", lost=1, date=date)


@pytest.mark.parametrize(("second", "own"), [(0, True), (2, True), (3, False), (None, False)])
def test_a_create_with_a_lost_reply_is_recognized_by_its_time(tasks: TaskRunner, second: int | None, own: bool) -> None:
    """Fails when the task's own success is denied, or another's is claimed."""
    fail(tasks, "CreateLoginProfile", already_exists(second), after=True)
    result = tasks.run(**CREATE, password_version="1")
    assert (result["failed"], result["changed"], tasks.iam.tags != {}) == (not own, own, own)
    assert own or "This task may have created it" in result["msg"]
    assert own or "The outcome is unknown" in result["msg"]


@pytest.mark.parametrize(
    ("requested", "found", "own"),
    [
        ({}, {"PasswordResetRequired": False}, True),
        ({}, {"PasswordResetRequired": True}, False),
        ({"max_signin_session_duration": 3600}, {"MaxSigninSessionDuration": 3600}, True),
        ({"max_signin_session_duration": 3600}, {"MaxSigninSessionDuration": 7200}, False),
        ({"max_signin_session_duration": 3600}, {}, False),
        ({"max_signin_session_duration": 0}, {"MaxSigninSessionDuration": 3600}, False),
        ({}, {"MaxSigninSessionDuration": 3600}, False),
    ],
)
def test_a_create_that_is_found_with_other_settings_is_not_claimed(
    tasks: TaskRunner, requested: dict[str, t.Any], found: dict[str, t.Any], own: bool
) -> None:
    """Fails when another's login profile is claimed, although its settings differ from the task's."""

    def create(**_parameters: t.Any) -> t.NoReturn:
        original(UserName="bob", Password="Other-Passw0rd", **found)
        raise already_exists(0)

    original = replace(tasks, "create_login_profile", create)
    result = tasks.run(**CREATE, **requested)
    assert (result["failed"], result["changed"]) == (not own, own)


def test_a_stale_read_does_not_hide_the_duration_that_was_set(tasks: TaskRunner) -> None:
    """Fails when the result has the earlier duration, which IAM still returns after a password was set with it."""
    tasks.iam.users["alice"] = {"MaxSigninSessionDuration": 7200}

    def update(**_parameters: t.Any) -> t.Any:
        return DONE

    replace(tasks, "update_login_profile", update)
    for seconds in (3600, 0):
        result = tasks.run(**UPDATE, max_signin_session_duration=seconds)
        assert result["login_profile"]["max_signin_session_duration"] == (seconds or None)


def test_the_time_of_the_read_is_not_that_of_the_create(tasks: TaskRunner) -> None:
    """Fails when a login profile older than the task's call is claimed, since reading it took a while."""

    def slow(**parameters: t.Any) -> t.Any:
        tasks.clock.now += 300
        return original(**parameters)

    fail(tasks, "CreateLoginProfile", already_exists(200), after=True)
    original = replace(tasks, "get_login_profile", slow)
    assert tasks.run(**CREATE)["failed"]


@pytest.mark.parametrize("unmodifiable", ["EntityTemporarilyUnmodifiable", "ConcurrentModification"])
def test_a_lost_reply_keeps_the_outcome_unknown(tasks: TaskRunner, unmodifiable: str) -> None:
    """Fails when only the last reply counts, although an earlier one was lost and the delete was carried out."""
    fail(tasks, "DeleteLoginProfile", client_error("DeleteLoginProfile", unmodifiable, lost=1), after=True)
    result = tasks.run(**DELETE)
    assert (result["failed"], result["changed"]) == (False, True)


@pytest.mark.parametrize(
    ("operation", "lost", "code", "options"),
    [("DeleteLoginProfile", 0, "NoSuchEntity", DELETE), ("CreateLoginProfile", 1, "EntityAlreadyExists", CREATE)],
)
def test_a_contradiction_that_cannot_be_verified_fails(
    tasks: TaskRunner, operation: str, lost: int, code: str, options: dict[str, t.Any]
) -> None:
    """Fails when the error of a write is accepted, or hidden, because the read that would verify it fails."""

    def write(**_parameters: t.Any) -> t.NoReturn:
        tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))]
        raise client_error(operation, code, lost=lost)

    replace(tasks, operation.replace("LoginProfile", "_login_profile").lower(), write)
    result = tasks.run(**options)
    assert (result["failed"], result["changed"], result["error"]["code"]) == (True, False, code)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (CREATE, "was created, but AWS does not show it after 10 seconds."),
        (DELETE, "was deleted, but AWS still shows it after 10 seconds."),
        (UPDATE, "was updated, but AWS does not show it after 10 seconds."),
        ({**UPDATE, "wait": False}, "was updated, but AWS does not show it. Check it again later."),
    ],
)
def test_what_aws_never_shows_is_a_failure_that_reports_the_write(
    tasks: TaskRunner, options: dict[str, t.Any], sentence: str
) -> None:
    """Fails when the task passes, hides that it wrote, or waits too long."""

    def update(**_parameters: t.Any) -> t.Any:
        tasks.iam.users["alice"] = None
        return DONE

    replace(tasks, "update_login_profile", update)
    tasks.iam.settings.create_visible_after = 1000 if options is CREATE else 0
    tasks.iam.settings.delete_visible_after = 1000 if options is DELETE else 0
    result = tasks.run(**options, wait_timeout=10)
    assert (result["failed"], result["changed"], len(result["actions"])) == (True, True, 1)
    assert sentence in result["msg"]
    assert tasks.clock.now == pytest.approx(10 if options.get("wait", True) else 0)


def test_a_user_who_is_deleted_takes_the_tag_along(tasks: TaskRunner) -> None:
    """Fails when a task whose target was removed by another fails, or claims that removal."""

    def delete(**parameters: t.Any) -> t.Any:
        reply = original(**parameters)
        del tasks.iam.users["alice"]
        return reply

    tasks.iam.tags["alice"] = {"identity.aws/password-version": "1"}
    original = replace(tasks, "delete_login_profile", delete)
    result = tasks.run(**DELETE, password_version="1")
    assert result["failed"] is False
    assert [action["action"] for action in result["actions"]] == ["iam:DeleteLoginProfile"]


def test_an_interruption_between_two_writes_is_reported(tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a write begins after an interruption, or the earlier or the omitted writes go unreported."""
    monkeypatch.setattr(runtime, "output_is_closed", lambda: "Nobody reads." if tasks.iam.users["bob"] else None)
    monkeypatch.setattr(runtime, "silence_output", lambda: None)
    result = tasks.run(**CREATE, password_version="1", wait=False)
    assert (result["failed"], result["changed"], tasks.iam.tags) == (True, True, {})
    assert result["msg"] == "Nobody reads. Not attempted for IAM user 'bob': TagUser."
    assert [action["action"] for action in result["not_attempted"]] == ["iam:TagUser"]
