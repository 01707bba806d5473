# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who has a login profile now: users who are deleted meanwhile, and errors that are never "no password"."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import (
    CREATED,
    InMemoryIAM,
    client_error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, fail

DAY = "2026-11-20T08:01:11+00:00"
LIVE = ["ListUsers", "GetLoginProfile", "GetLoginProfile", "GetLoginProfile", "ListUsers"]


def reported(name: str, **columns: str) -> dict[str, str]:
    """Make a row of the credential report."""
    arn = f"arn:aws:iam::111122223333:user/{name}"
    row = {"user": name, "arn": arn, "password_enabled": "true", "password_last_used": DAY}
    return {**row, "password_last_changed": DAY, "password_next_rotation": "N/A", "mfa_active": "false", **columns}


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where ana and ben have a login profile, and chloe has none; ben has MFA, and the report is older."""
    iam = InMemoryIAM({"ana": {"PasswordResetRequired": True}, "ben": {}, "chloe": None})
    iam.report = [
        reported("<root_account>", arn="arn:aws:iam::111122223333:root", password_enabled="not_supported"),
        reported("ben", mfa_active="true"),
        reported("chloe", password_last_used="no_information"),
        reported("gone"),
    ]
    return TaskRunner(monkeypatch, iam)


def by_name(result: dict[str, t.Any]) -> dict[str, dict[str, t.Any]]:
    return {row["user_name"]: row for row in result["users"]}


def test_everybody_live(tasks: TaskRunner) -> None:
    """Fails when a user is left out, or a call is made that is not needed."""
    result = tasks.run_info()
    assert {row["user_name"]: row["password_enabled"] for row in result["users"]} == {
        "ana": True,
        "ben": True,
        "chloe": False,
    }
    assert by_name(result)["ana"]["login_profile"]["password_reset_required"] is True
    assert by_name(result)["chloe"]["login_profile"] == {}
    assert (result["changed"], result["missing_users"]) == (False, [])
    assert tasks.called() == LIVE


def test_a_user_who_vanishes_is_left_out(tasks: TaskRunner) -> None:
    """Fails when somebody who is gone passes for a user without a password."""
    original = tasks.iam.get_login_profile

    def vanish(**parameters: t.Any) -> dict[str, t.Any]:
        tasks.iam.users.pop("chloe", None)
        return original(**parameters)

    tasks.iam.get_login_profile = vanish  # type: ignore[method-assign]
    assert set(by_name(tasks.run_info())) == {"ana", "ben"}


def test_named_users(tasks: TaskRunner) -> None:
    """Fails when a name that nobody has passes for a user without a password, or one is looked at twice."""
    result = tasks.run_info(user_names=["chloe", "zoe", "ana", "ana"])
    assert [row["user_name"] for row in result["users"]] == ["chloe", "ana"]
    assert result["missing_users"] == ["zoe"]
    assert sorted(tasks.called()) == ["GetLoginProfile"] * 3 + ["GetUser"] * 2
    assert tasks.run_info(user_names=[])["users"] == []


def test_a_user_is_read_only_where_the_report_may_be_about_another(tasks: TaskRunner) -> None:
    """Fails when each named user costs a second call, or an error of that call is read as "the same user"."""
    tasks.run_info(credential_report=True, user_names=["ana", "ben"])
    assert "GetUser" not in tasks.called()
    tasks.iam.created = {"ben": CREATED + dt.timedelta(hours=1)}
    tasks.run_info(user_names=["ben"])
    assert tasks.called() == ["GetLoginProfile"]
    tasks.iam.faults = [("GetUser", client_error("GetUser", "AccessDenied"))]
    result = tasks.run_info(credential_report=True, user_names=["ben"])
    assert (result["failed"], by_name(result)["ben"]["mfa_active"]) == (True, None)
    assert "iam:GetUser" in result["msg"]


def test_a_name_whose_user_cannot_be_read_is_not_missing(tasks: TaskRunner) -> None:
    """Fails when AccessDenied of GetUser is taken for a user who does not exist."""
    tasks.iam.faults = [("GetUser", client_error("GetUser", "AccessDenied"))]
    result = tasks.run_info(user_names=["chloe"])
    assert (result["failed"], result["missing_users"]) == (True, [])
    assert by_name(result)["chloe"]["password_enabled"] is None


def test_a_second_listing_that_fails_leaves_the_rows(tasks: TaskRunner) -> None:
    """Fails when all that was read is lost, or a user who may be gone passes for one without a password."""
    original, listings = tasks.iam.paginate, iter([True, False])

    def once(**parameters: t.Any) -> t.Iterator[dict[str, t.Any]]:
        if next(listings):
            return original(**parameters)
        raise client_error("ListUsers", "Throttling")

    tasks.iam.paginate = once  # type: ignore[method-assign]
    result = tasks.run_info()
    assert result["failed"]
    assert [row["password_enabled"] for row in result["users"]] == [True, True, None]
    assert "Run fewer at a time" in by_name(result)["chloe"]["msg"]


def test_a_user_whose_login_profile_was_read_is_not_missing(tasks: TaskRunner) -> None:
    """Fails when one NoSuchEntity of GetUser makes a user who can sign in "missing"."""
    # After the report, so the user is read as well.
    tasks.iam.created["ben"] = CREATED + dt.timedelta(days=1)
    fail(tasks, "GetUser", client_error("GetUser", "NoSuchEntity"))
    result = tasks.run_info(user_names=["ben"], credential_report=True)
    assert (result["failed"], result["missing_users"]) == (True, [])
    assert result["users"][0]["error"]["code"] == "contradictory_replies"


@pytest.mark.parametrize(("options", "exists"), [({}, True), ({"user_names": ["ana"]}, None)])
def test_a_row_that_could_not_be_read(tasks: TaskRunner, options: dict[str, t.Any], exists: bool | None) -> None:
    """Fails when a listed user is not known to exist, or a named one is, though neither could be read."""
    fail(tasks, "GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))
    assert tasks.run_info(concurrency=1, **options)["users"][0]["user_exists"] is exists
