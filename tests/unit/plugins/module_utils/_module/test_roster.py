# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tasks about many users: one engine with a task about one, and nothing written where a failure is foreseen."""

from __future__ import annotations

import copy
import typing as t

import pytest
from botocore import exceptions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.roster_account import (
    CANARY,
    GIVEN,
    WRITES,
    account,
    by_name,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import flags
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, fail

if t.TYPE_CHECKING:
    import pathlib


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    return TaskRunner(monkeypatch, account())


profiles = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(["present", "absent"]),
        "password": st.just(CANARY),
        "password_reset_required": flags,
        "update_password": st.sampled_from(["on_create", "always"]),
        "password_version": st.sampled_from(["1", "2"]),
    },
)
rosters = st.dictionaries(st.sampled_from(["ana", "ben", "chloe"]), profiles, min_size=1)


@given(rosters, st.sampled_from([1, 3]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_roster_does_what_a_task_for_each_user_does(roster: dict[str, dict[str, t.Any]], concurrency: int) -> None:
    """Fails when the roster plans, writes or reports anything else than the module for one user."""
    jobs = [{"user_name": name, **options} for name, options in roster.items()]
    with pytest.MonkeyPatch.context() as monkeypatch:
        together = TaskRunner(monkeypatch, account())
        before = copy.deepcopy(together.iam.users)
        foreseen = together.run_roster(check_mode=True, profiles=jobs, concurrency=concurrency)
        assert together.iam.users == before
        assert not WRITES & set(together.called())
        result = together.run_roster(profiles=jobs, concurrency=concurrency)
    with pytest.MonkeyPatch.context() as monkeypatch:
        apart = TaskRunner(monkeypatch, account())
        singles = [apart.run(**job) for job in jobs]
    if any(single["failed"] for single in singles):
        assert result["failed"]
        assert not result["changed"]
        assert together.iam.users == before
        return
    assert (together.iam.users, together.iam.tags) == (apart.iam.users, apart.iam.tags)
    extras = {"status", "failed", "diff", "warnings"}
    for row, guess, single in zip(result["users"], foreseen["users"], singles, strict=True):
        assert without(row, extras) == without(single, extras)
        assert (guess["actions"], guess["status"]) == (row["actions"], row["status"])
    assert foreseen["diff"] == result["diff"]
    assert [row["user_name"] for row in result["users"]] == list(roster)
    assert CANARY not in repr((foreseen, result))


def without(row: dict[str, t.Any], keys: set[str]) -> dict[str, t.Any]:
    return {key: value for key, value in row.items() if key not in keys}


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("job", "words"),
    [
        ({"user_name": "zoe", "password": CANARY}, "IAM user 'zoe' does not exist"),
        ({"user_name": "chloe"}, "IAM user 'chloe' has no login profile yet"),
        ({"user_name": "chloe", "password": "weak"}, "breaks the account password policy"),
        ({"user_name": "chloe", "password": "\u20ac"}, "profiles[1] (chloe): password has a character"),
        ({"user_name": "a b", "password": CANARY}, "profiles[1]: user_name must have"),
        ({"user_name": "BEN"}, "differ only in case"),
        ({}, "profiles[1] has no owner. Give user_name or root_account_id."),
        (
            {"user_name": "chloe", "root_account_id": "111122223333"},
            "profiles[1] has user_name and root_account_id. Give user_name or root_account_id.",
        ),
        ({"user_name": "ben"}, "is in profiles 2 times"),
        ({"user_name": "chloe", "generate_password": True}, "profiles[1] (chloe): A generated password must be"),
        ({"user_name": "chloe", "generate_password": True, "pgp_key": "garbage"}, "pgp_key is neither"),
    ],
)
def test_what_can_be_foreseen_means_that_nothing_was_changed(
    tasks: TaskRunner, job: dict[str, t.Any], words: str, check_mode: bool
) -> None:
    """Fails when another user is written to before the error of one is found, or check mode does not find it."""
    result = tasks.run_roster(check_mode=check_mode, profiles=[{"user_name": "ben", "state": "absent"}, job])
    assert (result["failed"], result["changed"]) == (True, False)
    assert words in result["msg"]
    assert ("Nothing was changed." in result["msg"]) is bool(result["users"])
    assert not WRITES & set(tasks.called())
    assert result["summary"]["not_attempted"] == (["ben"] if result["users"] else [])


def test_an_empty_password_is_one_mistake(tasks: TaskRunner) -> None:
    """Fails when a variable that is empty is told as a mistake of options that the entry does not have."""
    job = {"user_name": "chloe", "password": ""}
    result = tasks.run_roster(profiles=[job], generate_password=True, reveal_password=True)
    assert result["msg"] == (
        "profiles[0] (chloe): password was given, but is empty. Correct the variable, or omit the option: an existing "
        "password is then kept."
    )


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_version_that_rotates_nothing_is_a_warning(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a new version is taken for a rotation that was not asked for, and nobody is told."""
    tasks.run_roster(profiles=[{"user_name": "ana", **GIVEN, "password_version": "1"}], update_password="always")
    again = {"ana": "2", "ben": "1", "chloe": "1"}
    jobs = [{"user_name": name, **GIVEN, "password_version": version} for name, version in again.items()]
    result = tasks.run_roster(profiles=jobs, check_mode=check_mode)
    (warning,) = result["warnings"]
    assert warning == (
        "The password_version of each of 2 IAM users (ana, ben) is not the one that is recorded, and nothing is "
        "rotated, since update_password is on_create. Give update_password: always where a new version is to be a new "
        "password."
    )
    assert tasks.run_roster(profiles=[jobs[0]], update_password="always", check_mode=check_mode)["warnings"] == []
    assert tasks.run_roster(profiles=jobs, state="absent", check_mode=check_mode)["warnings"] == []


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_version_or_a_mode_without_a_password_is_a_warning(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when default(omit) for a variable that is missing costs a rotation, and nobody learns of it."""
    tasks.iam.tags = {"ana": {"identity.aws/password-version": "2026-11"}}
    profiles = [{"user_name": "ana", "password_version": "2026-12"}, {"user_name": "ben"}]
    result = tasks.run_roster(check_mode=check_mode, profiles=profiles, update_password="always")
    assert [warning.partition(". ")[0] for warning in result["warnings"]] == [
        "The recorded password_version of IAM user 'ana' changes without a new password",
        "update_password is always for IAM user 'ben', and there is nothing to set",
    ]
    first = tasks.run_roster(check_mode=check_mode, profiles=[{"user_name": "ben", "password_version": "1"}])
    assert not any("without a new password" in warning for warning in first["warnings"])


def test_the_policy_is_read_once_for_all(tasks: TaskRunner) -> None:
    """Fails when each password costs a call."""
    jobs = [{"user_name": name, **GIVEN} for name in ("ana", "ben", "chloe")]
    tasks.run_roster(profiles=jobs, update_password="always")
    assert tasks.called().count("GetAccountPasswordPolicy") == 1


def test_an_unreadable_policy_is_one_warning_that_names_the_users(tasks: TaskRunner) -> None:
    """Fails when it stops the task, or each user is a warning."""
    tasks.iam.faults = [("GetAccountPasswordPolicy", client_error("GetAccountPasswordPolicy", "AccessDenied"))]
    jobs = [{"user_name": name, **GIVEN} for name in ("ana", "ben")]
    result = tasks.run_roster(profiles=jobs, update_password="always")
    assert not result["failed"]
    (warning,) = result["warnings"]
    assert "The password of each of 2 IAM users (ana, ben) was not checked" in warning


def test_the_failure_of_one_does_not_stop_the_others(tasks: TaskRunner) -> None:
    """Fails when others are left out, or what was done goes unreported."""
    tasks.iam.faults = [("DeleteLoginProfile", client_error("DeleteLoginProfile", "AccessDenied"))]
    jobs = [{"user_name": name} for name in ("ana", "ben")]
    result = tasks.run_roster(profiles=jobs, state="absent", concurrency=1)
    assert (result["failed"], result["changed"]) == (True, True)
    assert result["summary"] == {"done": ["ben"], "unchanged": [], "failed": ["ana"], "not_attempted": []}
    assert by_name(result)["ana"]["error"]["code"] == "AccessDenied"
    assert "1 done, 0 unchanged, 1 failed" in result["msg"]
    assert "iam:DeleteLoginProfile" in result["msg"]


def test_an_unreadable_user_does_not_stop_the_others(tasks: TaskRunner) -> None:
    """Fails when an error of the read stage is taken for absence, or for everybody's."""
    tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))]
    jobs = [{"user_name": name, **GIVEN} for name in ("ana", "ben")]
    result = tasks.run_roster(profiles=jobs, update_password="always", concurrency=1)
    assert result["summary"] == {"done": ["ben"], "unchanged": [], "failed": ["ana"], "not_attempted": []}
    assert "login_profile" not in by_name(result)["ana"]


@pytest.mark.parametrize(
    ("code", "options", "reason"),
    [
        ("AccessDenied", {"stop_on_failure": True}, "at the first failure, as stop_on_failure says"),
        ("ExpiredToken", {}, "every other user would fail alike"),
    ],
)
def test_a_stop_leaves_the_rest_and_says_so(
    tasks: TaskRunner, code: str, options: dict[str, t.Any], reason: str
) -> None:
    """Fails when users are tried in vain after one failed for all, or go unnamed."""
    jobs = [{"user_name": name} for name in ("caller", "ana", "ben")]
    fail(tasks, "DeleteLoginProfile", client_error("DeleteLoginProfile", code))
    result = tasks.run_roster(profiles=jobs, state="absent", concurrency=1, **options)
    assert result["summary"] == {
        "done": [],
        "unchanged": [],
        "failed": ["caller"],
        "not_attempted": ["ana", "ben"],
    }
    assert reason in result["msg"]
    assert result["msg"].count("AWS's own words.") == 1
    assert [action["action"] for action in by_name(result)["ben"]["not_attempted"]] == ["iam:DeleteLoginProfile"]
    assert "login_profile" not in by_name(result)["ben"]


def test_a_stop_while_reading_writes_nothing(tasks: TaskRunner) -> None:
    """Fails when users whom nobody has looked at pass for users without a login profile."""
    tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "ExpiredToken"))]
    for check_mode in (False, True):
        result = tasks.run_roster(
            check_mode=check_mode, profiles=[{"user_name": "ana"}, {"user_name": "ben"}], state="absent", concurrency=1
        )
        tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "ExpiredToken"))]
        assert (result["failed"], result["changed"]) == (True, False)
        assert result["summary"]["not_attempted"] == ["ben"]
        assert "login_profile" not in by_name(result)["ben"]


@pytest.mark.parametrize("after", [("ana",), ("ana", "ben")])
def test_check_mode_foresees_a_stop_while_reading(tasks: TaskRunner, after: tuple[str, ...]) -> None:
    """Fails when check mode says that users before the one who ended it all would be done, whom a real run leaves."""
    jobs = [{"user_name": name} for name in (*after, "caller")]
    results = []
    for check_mode in (True, False):
        calls = tasks.iam.get_login_profile

        def failing(calls: t.Any = calls, **parameters: t.Any) -> t.Any:
            if parameters["UserName"] == "caller":
                raise exceptions.EndpointConnectionError(endpoint_url="https://iam.amazonaws.com")
            return calls(**parameters)

        tasks.iam.get_login_profile = failing  # type: ignore[method-assign]
        results.append(tasks.run_roster(profiles=jobs, state="absent", concurrency=1, check_mode=check_mode))
        tasks.iam.get_login_profile = calls  # type: ignore[method-assign]
    foreseen, real = results
    assert foreseen == real
    assert (real["changed"], real["summary"]["not_attempted"]) == (False, list(after))


def test_generated_passwords_that_were_set_are_in_a_failure(tasks: TaskRunner) -> None:
    """Fails when a password that was set is lost because another user failed."""
    generated = {"user_name": "chloe", "generate_password": True, "reveal_password": True}
    jobs = [generated, {"user_name": "ben", "state": "absent"}]
    fail(tasks, "DeleteLoginProfile", client_error("DeleteLoginProfile", "AccessDenied"))
    result = tasks.run_roster(profiles=jobs)
    assert result["failed"]
    assert tasks.iam.users["chloe"] == {
        "Password": by_name(result)["chloe"]["password"],
        "PasswordResetRequired": False,
    }


def test_a_version_without_a_login_profile_is_no_login_profile(tasks: TaskRunner) -> None:
    """Fails when the heading of a diff tells of a login profile that there is not."""
    tasks.iam.tags["chloe"] = {"identity.aws/password-version": "1"}
    job = {"user_name": "chloe", "state": "absent", "password_version": "1"}
    diff, _numbers = tasks.run_roster(profiles=[job])["diff"]
    assert "IAM user 'chloe' has no login profile, and loses the record of a version" in diff["after_header"]


def test_a_refused_name_is_repeated_nowhere(tasks: TaskRunner, tmp_path: pathlib.Path) -> None:
    """Fails when a password in the wrong place is in a sentence."""
    job = {"user_name": "my secret pass", "generate_password": True, "reveal_password": True}
    result = tasks.run_roster(profiles=[job], delivery_path=str(tmp_path / "passwords"))
    assert "profiles[0]: user_name must have" in result["msg"]
    assert "no password may lie in plain text" in result["msg"]
    assert "secret" not in repr(result)


def test_a_write_in_doubt_is_not_called_nothing(tasks: TaskRunner) -> None:
    """Fails when "Nothing was changed" is said of what may have been."""
    fail(tasks, "CreateLoginProfile", exceptions.ReadTimeoutError(endpoint_url="https://iam"), after=True)
    result = tasks.run_roster(profiles=[{"user_name": "chloe", **GIVEN}])
    assert "It is not known whether AWS carried it out" in result["msg"]
    assert "Nothing was changed" not in result["msg"]


def test_the_diff_of_a_half_done_user_is_the_half(tasks: TaskRunner) -> None:
    """Fails when something that was done is in no diff, or something in it was not done."""
    fail(tasks, "TagUser", client_error("TagUser", "AccessDenied"))
    diff, _numbers = tasks.run_roster(profiles=[{"user_name": "chloe", **GIVEN, "password_version": "1"}])["diff"]
    assert diff["after_header"] == "IAM user 'chloe' gains a login profile: There is no login profile yet."
    assert "password_version" not in diff["after"]


def test_an_entry_that_generates_nothing_needs_no_delivery(tasks: TaskRunner) -> None:
    """Fails when a default for generated passwords refuses an entry without one, or one that says so itself."""
    profiles = [{"user_name": "ana"}, {"user_name": "ben", "state": "absent", "generate_password": True}]
    assert not tasks.run_roster(profiles=profiles, reveal_password=True)["failed"]


def test_a_thousand_problems_are_told_briefly(tasks: TaskRunner) -> None:
    """Fails when one slip in a default fills the screen."""
    profiles = [{"user_name": f"u{number}"} for number in range(1000)]
    message = tasks.run_roster(profiles=profiles, generate_password=True)["msg"]
    assert message.endswith("And 990 more of the kind.")
