# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tasks with valid_until, at a time set by the test: before the end, soon before it, and after it."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import (
    CANARY,
    WITH,
    WRITES,
    account,
    by_name,
    organization_account,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, fail

Json = dict[str, t.Any]
END = datetime(2027, 1, 1, tzinfo=timezone.utc)
A_SECOND, A_DAY = timedelta(seconds=1), timedelta(days=1)
UNTIL: Json = {"valid_until": "2026-12-31"}
ANA: Json = {"user_name": "ana", **UNTIL}
WHY = "valid_until was 2026-12-31, which has passed."
SOON = "Access ends soon (valid_until): {}. To extend it, set a later valid_until."
ENDED = "Access has ended (valid_until) for users who lose the login profile: {}."
SECRET: Json = {"name": "console/{user_name}", "delete_when_absent": True}


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """A runner where ana has a session, and ana and chloe have secrets."""
    return runner(monkeypatch)


def runner(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    made = TaskRunner(monkeypatch, account())
    made.iam.open_session("ana", lifetime=90 * 86400)
    for name in ("ana", "chloe"):
        made.iam.add_secret(f"console/{name}", "{}")
    return made


@pytest.mark.parametrize(
    ("before", "warning", "is_present"),
    [
        (30 * A_DAY, None, True),
        (14 * A_DAY + A_SECOND, None, True),
        (14 * A_DAY, "ana (2026-12-31, 14 days left)", True),
        (A_SECOND, "ana (2026-12-31, 1 day left)", True),
        (0 * A_DAY, None, False),
        (-90 * A_DAY, None, False),
    ],
)
def test_the_last_day_of_access(tasks: TaskRunner, before: timedelta, warning: str | None, is_present: bool) -> None:
    """Fails when access ends at another time, there is no warning, or check mode predicts anything else."""
    tasks.iam.now = END - before
    predicted, result, again = (tasks.run(check_mode=check, **ANA) for check in (True, False, False))
    of_end = [SOON.format(warning)] if warning else []
    assert result["warnings"] == (of_end if is_present else [ENDED.format("ana (2026-12-31)")])
    assert (predicted["actions"], predicted["warnings"], predicted["diff"]) == (
        *(result["actions"], result["warnings"], result["diff"]),
    )
    deletion = [{"action": "iam:DeleteLoginProfile", "reason": WHY}]
    assert (result["actions"], bool(result["login_profile"])) == ([] if is_present else deletion, is_present)
    assert ("ana" in {name for name, profile in tasks.iam.users.items() if profile is not None}) is is_present
    # After the login profile is deleted, there is nothing to warn about.
    assert (again["changed"], len(again["warnings"])) == (False, int(warning is not None))
    assert result["valid_until"] == END.isoformat()


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"password": CANARY, "update_password": "always", "password_version": "2", "password_reset_required": True},
        {"generate_password": True, "reveal_password": True, "max_signin_session_duration": 3600},
        {"revoke_sessions": True, "session_regions": ["us-east-1"]},
        {"generate_password": True, "secrets_manager": SECRET},
        {"password": CANARY, "secrets_manager": {**SECRET, "delete_when_absent": False}},
        {"user_name": "chloe", "generate_password": True, "secrets_manager": SECRET},
        {"user_name": "nobody"},
    ],
)
def test_after_the_end_a_task_is_one_for_the_state_absent(options: Json, check_mode: bool) -> None:
    """Fails when an ended access differs from state: absent, or gives another reason than the date."""
    outcomes = []
    for state in ({"state": "absent"}, UNTIL):
        with pytest.MonkeyPatch.context() as monkeypatch:
            tasks = runner(monkeypatch)
            tasks.iam.now = END
            result = tasks.run(check_mode=check_mode, **{"user_name": "ana", **options, **state})
            reasons = repr(result).replace(WHY, "state is absent.").replace(f"'{END.isoformat()}'", "None")
            outcomes.append((reasons.partition("'warnings'")[0], tasks.called(), repr(tasks.iam.users)))
    assert outcomes[0] == outcomes[1]
    assert "'failed': False" in outcomes[0][0]


def test_a_roster_has_a_default_and_one_warning_of_each_kind(tasks: TaskRunner) -> None:
    """Fails when each user has a warning, more than ten are named, or an entry cannot have another date."""
    names = [f"user-{number:02}" for number in range(12)]
    tasks.iam.users |= {name: {} for name in names}
    ended = [{"user_name": "ben", "valid_until": "2026-11-30"}, {"user_name": "chloe", "valid_until": "2026-11-30"}]
    entries = [*({"user_name": name} for name in names), *ended, {"user_name": "ana", "valid_until": "2027-06-30"}]
    tasks.iam.now = END - 2 * A_DAY
    result = tasks.run_roster(profiles=entries, **UNTIL, valid_until_warn_days=7, state="present")
    ten = ", ".join(f"{name} (2026-12-31, 2 days left)" for name in names[:10])
    assert result["warnings"] == [SOON.format(f"{ten} and 2 more"), ENDED.format("ben (2026-11-30)")]
    assert result["summary"]["done"] == ["ben"]
    assert by_name(result)["ana"]["valid_until"] == "2027-07-01T00:00:00+00:00"


def test_a_purge_does_not_include_listed_users_with_ended_access(tasks: TaskRunner) -> None:
    """Fails when such a user counts towards purge_limit, or has the reason of the purge; other users keep access."""
    tasks.iam.now = END
    profiles = [{"user_name": "ana"}, {"user_name": "ben", **UNTIL}, {"user_name": "caller"}]
    result = tasks.run_roster(profiles=profiles, purge=True, purge_limit="0")
    assert by_name(result)["ben"]["actions"] == [{"action": "iam:DeleteLoginProfile", "reason": WHY}]
    assert (result["failed"], [row["user_name"] for row in result["users"]]) == (False, ["ana", "ben", "caller"])


def test_a_date_that_ends_all_access_rejects_a_purge(tasks: TaskRunner) -> None:
    """Fails when a typo in the default date lets the purge remove the others too, although nobody would stay."""
    tasks.iam.now = END
    result = tasks.run_roster(profiles=[{"user_name": "ana"}, {"user_name": "chloe"}], **UNTIL, purge=True)
    assert result["error"]["code"] == "purge_limit_exceeded"
    assert not WRITES & set(tasks.called())


def test_a_root_user_has_an_end_of_its_own_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when the default of the roster removes a root password, or the date of the entry does not."""
    tasks = TaskRunner(monkeypatch, organization_account({"ana": {}}))
    tasks.iam.now = END
    root = {"root_account_id": WITH}
    kept = tasks.run_roster(profiles=[root], **UNTIL)
    assert (kept["changed"], kept["users"][0]["valid_until"]) == (False, None)
    (row,) = tasks.run_roster(profiles=[{**root, **UNTIL}])["users"]
    assert (row["actions"][0]["reason"], WITH in tasks.iam.root_users) == (WHY, False)
    assert tasks.warnings == [ENDED.format(f"{WITH}:root (2026-12-31)")]


@pytest.mark.parametrize("check_mode", [False, True])
def test_an_invalid_date_is_an_error_before_any_call(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a typo means access without an end, or access that has ended, or its option is not named."""
    one = tasks.run(check_mode=check_mode, user_name="ana", valid_until="2026-31-12")
    many = tasks.run_roster(check_mode=check_mode, profiles=[{"user_name": "ana", "valid_until": "2026-31-12"}])
    info = tasks.run_info(profiles=[{"user_name": "ana", "valid_until": "2026-31-12"}])
    assert (one["valid_until"], tasks.called()) == (None, [])
    for result, where in ((one, "IAM user 'ana'"), (many, "profiles[0] (ana)"), (info, "profiles[0] (ana)")):
        assert result["msg"].startswith(f"{where}: valid_until must be a date such as 2026-12-31,")


def test_a_failed_row_has_its_date(tasks: TaskRunner) -> None:
    """Fails when a user who failed, or was not reached, seems to have access without an end."""
    tasks.iam.now = END
    fail(tasks, "GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))
    profiles = [{"user_name": "ana", **UNTIL}, {"user_name": "ben", **UNTIL}]
    result = tasks.run_roster(profiles=profiles, concurrency=1, stop_on_failure=True)
    rows = [(row["status"], row["valid_until"]) for row in result["users"]]
    assert rows == [("failed", END.isoformat()), ("not_attempted", END.isoformat())]
    assert tasks.run(**ANA, wait_timeout=-1)["valid_until"] == END.isoformat()


def test_the_rows_of_who_has_a_password_show_the_end(tasks: TaskRunner) -> None:
    """Fails when the roster hides or adds a user, an absent entry has an end, or a password in an entry is read."""
    tasks.iam.now = END - A_DAY
    tasks.iam.users["Dora"] = {}
    ended, absent = {"valid_until": "2026-06-30T18:00:00+02:00"}, {"state": "absent", **UNTIL}
    others = [{"name": "chloe", **absent}, {"user_name": "gone", **UNTIL}, {"root_account_id": WITH, **UNTIL}]
    own = {"name": "ANA", **UNTIL, "password": CANARY, "x": [None]}
    profiles = [own, {"user_name": "ben", **ended}, {"name": "dora", **UNTIL}, *others]
    result = tasks.run_info(profiles=profiles, valid_until_warn_days=1)
    rows = {name: (row["valid_until"], row["valid_until_status"]) for name, row in by_name(result).items()}
    assert rows == {
        **dict.fromkeys(("ana", "Dora"), (END.isoformat(), "ends_soon")),
        "ben": ("2026-06-30T16:00:00+00:00", "ended"),
        **dict.fromkeys(("chloe", "caller"), (None, None)),
    }
    assert tasks.run_info(profiles=profiles, valid_until_warn_days=0)["users"][0]["valid_until_status"] == "valid"
    assert CANARY not in repr(result)


def test_the_rows_of_root_users_show_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when the end of a root user's access is that of an IAM user, or missing."""
    tasks = TaskRunner(monkeypatch, organization_account({}))
    tasks.iam.now = END
    result = tasks.run_info(root_account_ids=[WITH], profiles=[{"user_name": WITH}, {"root_account_id": WITH, **UNTIL}])
    assert [row["valid_until_status"] for row in result["root_users"]] == ["ended"]
