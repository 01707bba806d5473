# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the user of a result or a row exists, which "no login profile" does not show."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM, client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, fail

GIVEN = {"password": "Canary-Passw0rd"}
MEMBER = "111122223333"
ABSENT: dict[str, t.Any] = {"state": "absent"}


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where ana has a login profile, and bob none. Nobody has the credentials of the caller."""
    iam = InMemoryIAM({"ana": {}, "bob": None})
    iam.member_accounts = {MEMBER: "ACTIVE"}
    return TaskRunner(monkeypatch, iam)


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("options", "exists"),
    [
        ({"user_name": "ana"}, True),
        ({"user_name": "ana", "update_password": "always", "password_reset_required": True}, True),
        ({"user_name": "ana", **ABSENT}, True),
        ({"user_name": "bob", **GIVEN}, True),
        ({"user_name": "bob", **GIVEN, "password_version": "1"}, True),
        ({"user_name": "bob", **ABSENT}, True),
        ({"user_name": "bob"}, True),
        ({"user_name": "ghost"}, False),
        ({"user_name": "ghost", **GIVEN}, False),
        ({"user_name": "ghost", **ABSENT}, False),
        ({"user_name": "ghost", **ABSENT, "password_version": "1"}, False),
        ({"user_name": "ghost", "password": ""}, None),
        (ABSENT, None),
        ({"root_account_id": MEMBER}, None),
        ({"root_account_id": MEMBER, **ABSENT}, None),
    ],
    ids=repr,
)
def test_whether_the_user_exists(
    tasks: TaskRunner, options: dict[str, t.Any], exists: bool | None, check_mode: bool
) -> None:
    """Fails when "does not exist" looks like "has no login profile", or check mode returns something else."""
    result = tasks.run(check_mode=check_mode, **options)
    assert result["user_exists"] is exists
    is_warned_of = exists is False and options.get("state") == "absent"
    warning = "IAM user 'ghost' does not exist, so there is no login profile to delete."
    about_it = [each for each in result["warnings"] if "does not exist" in each]
    assert [each.startswith(warning) for each in about_it] == [True] * is_warned_of


def test_without_the_permission_nobody_knows(tasks: TaskRunner) -> None:
    """Fails when a task without iam:GetUser fails where there is nothing to delete, or takes the user for missing."""
    fail(tasks, "GetUser", client_error("GetUser", "AccessDenied"))
    result = tasks.run(user_name="bob", **ABSENT)
    assert (result["failed"], result["user_exists"], result["warnings"]) == (False, None, [])


def test_another_error_fails(tasks: TaskRunner) -> None:
    """Fails when an error other than a missing permission is hidden."""
    fail(tasks, "GetUser", client_error("GetUser", "ServiceFailure"))
    result = tasks.run(user_name="bob", **ABSENT)
    assert (result["failed"], result["user_exists"], result["error"]["code"]) == (True, None, "ServiceFailure")


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_roster_warns_once(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when each missing user has a warning of its own, is not named, or a row does not show it."""
    profiles = [{"user_name": name} for name in ("ana", "bob", "ghost", "shade")]
    result = tasks.run_roster(check_mode=check_mode, profiles=profiles, **ABSENT)
    assert [row["user_exists"] for row in result["users"]] == [True, True, False, False]
    (warning,) = result["warnings"]
    assert warning.startswith("Each of 2 IAM users (ghost, shade) does not exist, so there is no login profile")


def test_a_purge_makes_no_call_for_users_who_are_listed(tasks: TaskRunner) -> None:
    """Fails when a purge reads each user without a password once more, or does not show that a purged one exists."""
    tasks.iam.users["caller"] = {}
    result = tasks.run_roster(profiles=[{"user_name": "caller"}], purge=True, wait=False)
    assert [(row["user_name"], row["user_exists"]) for row in result["users"]] == [("caller", True), ("ana", True)]
    assert "GetUser" not in tasks.called()


def test_the_rows_of_a_task_that_looks(tasks: TaskRunner) -> None:
    """Fails when a row that was read live does not show that the user exists."""
    for result in (tasks.run_info(), tasks.run_info(user_names=["ana", "bob", "ghost"])):
        assert [row["user_exists"] for row in result["users"]] == [True, True]
    assert [row["user_exists"] for row in tasks.run_info(root_account_ids=[MEMBER])["root_users"]] == [None]


@pytest.mark.parametrize(("options", "exists"), [({}, True), ({"user_names": ["ana"]}, None)])
def test_a_row_that_could_not_be_read(tasks: TaskRunner, options: dict[str, t.Any], exists: bool | None) -> None:
    """Fails when a listed user is not known to exist, or a named one is, though neither could be read."""
    fail(tasks, "GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))
    assert tasks.run_info(concurrency=1, **options)["users"][0]["user_exists"] is exists
