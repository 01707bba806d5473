# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users with a login profile now: users deleted meanwhile, and errors that are never "no password"."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import by_name, reported_account
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import CREATED, client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, fail

DENIED = client_error("GetUser", "AccessDenied")


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    return TaskRunner(monkeypatch, reported_account())


def test_all_users_live(tasks: TaskRunner) -> None:
    """Fails when a user is omitted, or a needless call is made."""
    result = tasks.run_info()
    rows = by_name(result)
    assert {name: row["password_enabled"] for name, row in rows.items()} == {"ana": True, "ben": True, "chloe": False}
    assert rows["ana"]["login_profile"]["password_reset_required"] is True
    assert rows["chloe"]["login_profile"] == {}
    assert (result["changed"], result["missing_users"]) == (False, [])
    assert tasks.called() == ["ListUsers", *["GetLoginProfile"] * 3, "ListUsers"]


def test_a_user_deleted_meanwhile_is_omitted(tasks: TaskRunner) -> None:
    """Fails when a deleted user counts as a user without a password."""
    original = tasks.iam.get_login_profile

    def delete_meanwhile(**parameters: t.Any) -> dict[str, t.Any]:
        tasks.iam.users.pop("chloe", None)
        return original(**parameters)

    tasks.iam.get_login_profile = delete_meanwhile  # type: ignore[method-assign]
    assert set(by_name(tasks.run_info())) == {"ana", "ben"}


def test_named_users(tasks: TaskRunner) -> None:
    """Fails when an unknown name or an error of GetUser is a user without a password, or one is read twice."""
    result = tasks.run_info(user_names=["chloe", "zoe", "ana", "ana"])
    assert [row["user_name"] for row in result["users"]] == ["chloe", "ana"]
    assert result["missing_users"] == ["zoe"]
    assert sorted(tasks.called()) == ["GetLoginProfile"] * 3 + ["GetUser"] * 2
    tasks.iam.faults = [("GetUser", DENIED)]
    result = tasks.run_info(user_names=["chloe"])
    assert (result["failed"], result["missing_users"]) == (True, [])
    assert by_name(result)["chloe"]["password_enabled"] is None


def test_a_user_is_read_only_where_the_report_may_be_about_another(tasks: TaskRunner) -> None:
    """Fails when each named user costs a second call, or an error of that call is read as "the same user"."""
    tasks.run_info(credential_report=True, user_names=["ana", "ben"])
    assert "GetUser" not in tasks.called()
    tasks.iam.created = {"ben": CREATED + dt.timedelta(hours=1)}
    tasks.run_info(user_names=["ben"])
    assert tasks.called() == ["GetLoginProfile"]
    tasks.iam.faults = [("GetUser", DENIED)]
    result = tasks.run_info(credential_report=True, user_names=["ben"])
    assert (result["failed"], by_name(result)["ben"]["mfa_active"]) == (True, None)
    assert "iam:GetUser" in result["msg"]
    tasks.iam.faults = [("GetUser", client_error("GetUser", "NoSuchEntity"))]
    result = tasks.run_info(credential_report=True, user_names=["ben"])
    assert (result["missing_users"], by_name(result)["ben"]["error"]["code"]) == ([], "contradictory_replies")


def test_a_failed_second_listing_keeps_the_rows(tasks: TaskRunner) -> None:
    """Fails when earlier reads are lost, or a possibly deleted user counts as one without a password."""
    original, listings = tasks.iam.paginate, iter([True, False])

    def once(**parameters: t.Any) -> t.Iterator[dict[str, t.Any]]:
        if next(listings):
            return original(**parameters)
        raise client_error("ListUsers", "Throttling")

    tasks.iam.paginate = once  # type: ignore[method-assign]
    result = tasks.run_info()
    assert result["failed"]
    assert [row["password_enabled"] for row in result["users"]] == [True, True, None]
    assert "Send fewer requests at a time" in by_name(result)["chloe"]["msg"]


@pytest.mark.parametrize(("options", "exists"), [({}, True), ({"user_names": ["ana"]}, None)])
def test_a_row_that_could_not_be_read(tasks: TaskRunner, options: dict[str, t.Any], exists: bool | None) -> None:
    """Fails when a listed user is not known to exist, or a named one is, though neither could be read."""
    fail(tasks, "GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))
    assert tasks.run_info(concurrency=1, **options)["users"][0]["user_exists"] is exists
