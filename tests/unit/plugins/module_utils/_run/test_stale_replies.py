# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replies of AWS that contradict each other: NoSuchEntity for what another reply has just shown, and the reverse."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import (
    CREATED,
    InMemoryIAM,
    client_error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

ALWAYS: dict[str, t.Any] = {"update_password": "always"}
OLD = {"identity.aws/password-version": "1"}
# Each write with a request that leads to it, and what shows whether its target is there.
WRITES: list[tuple[str, str, dict[str, t.Any]]] = [
    ("CreateLoginProfile", "GetUser", {"user_name": "bob", "password": "New-Passw0rd"}),
    ("UpdateLoginProfile", "GetLoginProfile", {"user_name": "alice", "password": "New-Passw0rd", **ALWAYS}),
    ("DeleteLoginProfile", "GetLoginProfile", {"user_name": "alice", "state": "absent"}),
    (
        *("TagUser", "GetUser"),
        {"user_name": "alice", "password": "New-Passw0rd", "password_version": "2", **ALWAYS},
    ),
    ("UntagUser", "GetUser", {"user_name": "alice", "state": "absent", "password_version": "1"}),
]


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where alice has a login profile and a recorded version, and bob has none."""
    iam = InMemoryIAM({"alice": {"Password": "Old-Passw0rd"}, "bob": None})
    iam.tags["alice"] = dict(OLD)
    return TaskRunner(monkeypatch, iam)


def stale(tasks: TaskRunner, operation: str, times: int) -> None:
    tasks.iam.faults += [(operation, client_error(operation, "NoSuchEntity"))] * times


@pytest.mark.parametrize(("operation", "read", "params"), WRITES)
@pytest.mark.parametrize("wait", [True, False])
def test_a_stale_reply_to_a_write_is_outlasted(
    tasks: TaskRunner, operation: str, read: str, params: dict[str, t.Any], wait: bool
) -> None:
    """Fails when one NoSuchEntity is believed, or fails the task, although AWS still shows what is written to."""
    stale(tasks, operation, 3)
    result = tasks.run(**params, wait=wait)
    assert (result["failed"], result["changed"]) == (False, True)
    assert result["actions"][-1]["action"] == f"iam:{operation}"
    calls = tasks.called()
    first = calls.index(operation)
    assert calls[first : first + 7] == [operation, read] * 3 + [operation]
    assert tasks.run(**{**params, "update_password": "on_create"})["changed"] is False


@pytest.mark.parametrize(("operation", "read", "params"), WRITES)
@pytest.mark.parametrize("seconds", [0, 30])
def test_a_contradiction_that_lasts_fails(
    tasks: TaskRunner, operation: str, read: str, params: dict[str, t.Any], seconds: int
) -> None:
    """Fails when the task takes the login profile for deleted, waits longer than it may, or claims the write."""
    stale(tasks, operation, 1000)
    result = tasks.run(**params, wait_timeout=seconds)
    assert (result["failed"], result["error"]["code"], tasks.clock.now) == (True, "NoSuchEntity", seconds)
    assert [action["action"] for action in result["failed_actions"]] == [f"iam:{operation}"]
    assert "which it returned to this task before" in result["msg"]
    assert "It is not known" not in result["msg"]
    assert read in tasks.called()


def test_a_delete_whose_end_cannot_be_read_fails(tasks: TaskRunner) -> None:
    """Fails when NoSuchEntity of a delete is believed, and nobody could verify it."""
    original = tasks.iam.delete_login_profile

    def delete(**parameters: t.Any) -> t.NoReturn:
        tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))]
        tasks.iam.delete_login_profile = original  # type: ignore[method-assign]
        raise client_error("DeleteLoginProfile", "NoSuchEntity")

    tasks.iam.delete_login_profile = delete  # type: ignore[method-assign]
    result = tasks.run(user_name="alice", state="absent")
    assert (result["failed"], result["changed"], result["error"]["code"]) == (True, False, "NoSuchEntity")


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_user_with_a_login_profile_exists(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when one NoSuchEntity of GetUser is read as "no version recorded", and a password is rotated."""
    stale(tasks, "GetUser", 2)
    params = {"user_name": "alice", "password": "New-Passw0rd", "password_version": "1", **ALWAYS}
    result = tasks.run(check_mode=check_mode, **params)
    assert (result["failed"], result["changed"]) == (False, False)
    stale(tasks, "GetUser", 1000)
    result = tasks.run(check_mode=check_mode, **params, wait_timeout=5)
    assert (result["failed"], result["changed"], result["error"]["code"]) == (True, False, "contradictory_replies")


def test_a_roster_deletes_in_spite_of_a_stale_reply(tasks: TaskRunner) -> None:
    """Fails when a purge reports "unchanged" for a user who keeps the login profile."""
    stale(tasks, "DeleteLoginProfile", 2)
    result = tasks.run_roster(profiles=[{"user_name": "bob", "password": "New-Passw0rd"}], purge=True)
    assert (result["failed"], result["summary"]["done"]) == (False, ["bob", "alice"])
    assert tasks.iam.users["alice"] is None


def test_an_audit_keeps_a_user_whose_login_profile_was_read(tasks: TaskRunner) -> None:
    """Fails when one NoSuchEntity of GetUser makes a user who can sign in "missing"."""
    columns = (
        "password_enabled",
        "password_last_used",
        "password_last_changed",
        "password_next_rotation",
        "mfa_active",
    )
    tasks.iam.report = [{"user": "alice", "arn": "arn:aws:iam::1:user/alice", **dict.fromkeys(columns, "N/A")}]
    # After the report, so the user is read as well.
    tasks.iam.created["alice"] = CREATED + dt.timedelta(days=1)
    stale(tasks, "GetUser", 1)
    result = tasks.run_info(user_names=["alice"], credential_report=True)
    assert (result["failed"], result["missing_users"]) == (True, [])
    assert result["users"][0]["error"]["code"] == "contradictory_replies"
