# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tasks with a purge: who else loses the login profile, and what holds it back."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.roster_account import (
    WRITES,
    account,
    by_name,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    return TaskRunner(monkeypatch, account())


def test_a_purge_takes_it_from_all_the_others(tasks: TaskRunner) -> None:
    """Fails when a user who is not listed keeps a login profile, or one who is to be kept loses it."""
    tasks.iam.users["break-glass"] = {}
    options: dict[str, t.Any] = {"profiles": [{"user_name": "ana"}], "purge": True, "purge_exclude": ["BREAK-*"]}
    foreseen = tasks.run_roster(check_mode=True, **options)
    result = tasks.run_roster(**options)
    assert [row["user_name"] for row in result["users"]] == ["ana", "ben"]
    assert by_name(result)["ben"]["actions"][0]["reason"] == "purge is true, and the user is not in the roster."
    assert {name for name, profile in tasks.iam.users.items() if profile is not None} == {
        *("ana", "break-glass", "caller")
    }
    assert "The purge leaves IAM user 'caller' alone, whose credentials these are." in result["warnings"][0]
    assert foreseen["diff"] == result["diff"]
    assert result["diff"][0]["after_header"] == "IAM user 'ben' loses the login profile"


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"profiles": []}, "and nobody is in the roster"),
        ({"profiles": [{"user_name": "ana", "state": "absent"}]}, "and nobody is in the roster"),
        ({"profiles": [{"user_name": "ana"}], "purge_limit": "0"}, "and purge_limit allows 0"),
        ({"profiles": [{"user_name": "ana"}], "purge_limit": "40%"}, "purge_limit allows 0"),
        ({"profiles": [{"user_name": "ANA"}]}, "'ANA' in profiles is 'ana' in the account"),
        ({"profiles": [], "purge_limit": "many"}, "purge_limit must be"),
        ({"profiles": [], "path_prefix": "colleagues"}, "path_prefix must begin and end"),
        ({"profiles": [], "purge": False, "purge_limit": "3"}, "purge_limit would do nothing without purge"),
        ({"profiles": [], "concurrency": 65}, "concurrency must be 1 to 64"),
        ({"profiles": [], "wait_timeout": -1}, "wait_timeout must be 0"),
        ({"profiles": [], "wait_timeout": 86401}, "wait_timeout must be 0"),
    ],
)
def test_a_purge_that_goes_too_far_changes_nothing(
    tasks: TaskRunner, options: dict[str, t.Any], words: str, check_mode: bool
) -> None:
    """Fails when an empty or mistyped roster locks anybody out."""
    result = tasks.run_roster(check_mode=check_mode, **{"purge": True, **options})
    assert (result["failed"], result["changed"]) == (True, False)
    assert words in result["msg"]
    assert not WRITES & set(tasks.called())


def test_an_excluded_caller_needs_no_warning(tasks: TaskRunner) -> None:
    """Fails when a task warns of what it was told to do."""
    result = tasks.run_roster(profiles=[{"user_name": "ana"}], purge=True, purge_exclude=["CALL*"])
    assert result["warnings"] == []


def test_a_purge_is_bounded_by_its_path(tasks: TaskRunner) -> None:
    """Fails when a user of another path is purged."""
    tasks.iam.users["dave"] = {}
    tasks.iam.paths = {"ben": "/colleagues/", "ana": "/colleagues/", "dave": "/colleagues-too/"}
    result = tasks.run_roster(profiles=[{"user_name": "ana"}], purge=True, path_prefix="/colleagues/")
    assert result["summary"]["done"] == ["ben"]


def test_who_cannot_be_looked_at_is_not_purged(tasks: TaskRunner) -> None:
    """Fails when an error is taken for a login profile that is to go, or goes unreported."""
    tasks.iam.users.pop("caller")
    original = tasks.iam.get_login_profile

    def unreadable(**parameters: t.Any) -> dict[str, t.Any]:
        if parameters["UserName"] == "ben":
            raise client_error("GetLoginProfile", "AccessDenied")
        return original(**parameters)

    tasks.iam.get_login_profile = unreadable  # type: ignore[method-assign]
    result = tasks.run_roster(profiles=[{"user_name": "ana"}], purge=True)
    assert result["summary"]["failed"] == ["ben"]
    assert "DeleteLoginProfile" not in tasks.called()


def test_no_one_knows_the_caller_so_nobody_is_purged(tasks: TaskRunner) -> None:
    """Fails when a purge that cannot tell whom it must keep is carried out."""
    tasks.iam.faults = [("GetCallerIdentity", client_error("GetCallerIdentity", "ExpiredToken"))]
    result = tasks.run_roster(profiles=[{"user_name": "ana"}], purge=True)
    assert (result["failed"], result["users"]) == (True, [])
    assert "Failed to find out whose credentials these are" in result["msg"]
    assert not WRITES & set(tasks.called())


def test_a_pattern_that_keeps_nobody_is_told(tasks: TaskRunner) -> None:
    """Fails when a typo in purge_exclude goes unnoticed, or a blank before a name is a part of it."""
    options: dict[str, t.Any] = {"profiles": [{"user_name": "ana"}], "purge": True}
    result = tasks.run_roster(**options, purge_exclude=["caller", " ben", "breakglass-*"])
    assert result["summary"]["done"] == []
    assert "purge_exclude has 'breakglass-*', which is no user that the purge looks at" in result["warnings"][0]


@pytest.mark.parametrize("check_mode", [False, True])
def test_nobody_loses_a_login_profile_before_all_have_theirs(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a purge goes on although those who were to sign in cannot."""
    tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))]
    result = tasks.run_roster(check_mode=check_mode, profiles=[{"user_name": "ana"}], purge=True, concurrency=1)
    assert result["summary"] == {"done": [], "unchanged": [], "failed": ["ana"], "not_attempted": ["ben"]}
    assert "The purge was held back" in result["msg"]
    assert not WRITES & set(tasks.called())
