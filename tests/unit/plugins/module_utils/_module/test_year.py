# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A year of one user in a roster that runs every day: hired, rotated monthly, extended, left."""

from __future__ import annotations

import json
import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, actions

Json = dict[str, t.Any]
START = datetime(2026, 1, 1, 6, tzinfo=timezone.utc)
HIRED, EXTENDED = "01-12", "06-20"
# In the model a deleted secret still exists, with the date of its deletion.
STORE = {"name": "console/{user_name}", "delete_when_absent": True}
HIRE = ["CreateSecret", "CreateLoginProfile", "TagUser"]
ROTATION = ["PutSecretValue", "UpdateLoginProfile", "UpdateSecretVersionStage", "UpdateSecretVersionStage"]
ROTATION += ["BatchRevokeSessions", "TagUser"]
LEAVING = ["DeleteLoginProfile", "BatchRevokeSessions", "UntagUser", "DeleteSecret"]
WRITES = {*HIRE, *ROTATION, *LEAVING}


def roster_of(day: str) -> list[Json]:
    """Return the entries in the file on a day (MM-DD)."""
    ana = {
        "user_name": "ana",
        "generate_password": True,
        "password_reset_required": True,
        "secrets_manager": STORE,
        "update_password": "always",
        "password_version": f"2026-{day[:2]}",
        "revoke_sessions": True,
        "max_signin_session_duration": 28800,
        "valid_until": "2026-06-30" if day < EXTENDED else "2026-11-30",
    }
    return [{"user_name": "ben"}, *([ana] if day >= HIRED else [])]


def test_a_year_of_one_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a day has an unexpected action, check mode predicts another, or Ana's access ends on another day.

    Also when a password is not the current one of the secret, a session outlives its password, a warning is missing, a
    password is returned, or Ben, who is always in the roster, is altered.
    """
    tasks = TaskRunner(monkeypatch, InMemoryIAM({"ana": None, "ben": {"Password": "Ben-Passw0rd"}}))
    tasks.iam.policy = {"MinimumPasswordLength": 14, "AllowUsersToChangePassword": True}
    happened: dict[str, list[str]] = {}
    warned: list[str] = []
    passwords: set[str] = set()
    for number in range(365):
        tasks.iam.now = START + timedelta(days=number)
        day = tasks.iam.now.strftime("%m-%d")
        predicted = tasks.run_roster(check_mode=True, profiles=roster_of(day), purge=True)
        assert WRITES.isdisjoint(tasks.called())
        result = tasks.run_roster(profiles=roster_of(day), purge=True)
        tasks.called()
        rows = {row["user_name"]: row for row in result["users"]}
        for row, expected in zip(result["users"], predicted["users"], strict=True):
            assert (row["actions"], row["changed"]) == (expected["actions"], expected["changed"])
        assert (result["failed"], rows["ben"]["changed"]) == (False, False)
        if result["changed"]:
            happened[day] = actions(rows["ana"])
        if any("Access ends soon" in warning for warning in result["warnings"]):
            warned.append(day)
        profile = tasks.iam.users["ana"]
        if profile is not None:
            versions = tasks.iam.secrets["us-east-1", "console/ana"].versions.values()
            (current,) = (json.loads(each.value)["password"] for each in versions if "AWSCURRENT" in each.stages)
            assert current == profile["Password"]
            passwords.add(current)
            assert current not in json.dumps([result, predicted])
        if day.endswith("-15") and profile is not None:
            # She has set her own password, as required: the flag is false, and no run sets it again.
            tasks.iam.users["ana"] = {**profile, "PasswordResetRequired": False}
        if profile is not None:
            # It lasts until 10:00 of the next day, so the next run finds it.
            tasks.iam.now += timedelta(hours=20)
            tasks.iam.open_session("ana")

    rotated = {f"{month:02}-01": ROTATION for month in range(2, 12)}
    assert happened == {HIRED: HIRE, **rotated, "12-01": LEAVING}
    assert warned == [f"06-{number}" for number in range(17, 20)] + [f"11-{number}" for number in range(17, 31)]
    assert len(passwords) == 11
    assert tasks.iam.secrets["us-east-1", "console/ana"].deleted is not None
    audited = tasks.run_info(sessions=True, profiles=roster_of("12-31"))["users"]
    ana = next(row for row in audited if row["user_name"] == "ana")
    assert (ana["password_enabled"], ana["valid_until_status"]) == (False, "ended")
    assert [each["status"] for each in ana["sessions"]].count("REVOKED") == 11
