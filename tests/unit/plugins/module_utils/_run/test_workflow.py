# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stages for many jobs: a predicted failure of one stops all, other failures do not."""

from __future__ import annotations

import threading
import typing as t

import pytest
from botocore import exceptions

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import GIVEN, account, by_name
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, fail

CHECK_MODES = pytest.mark.parametrize("check_mode", [False, True])


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    return TaskRunner(monkeypatch, account())


def jobs(*names: str, **options: t.Any) -> list[dict[str, t.Any]]:
    return [{"user_name": name, **options} for name in names]


@CHECK_MODES
def test_a_user_with_a_login_profile_exists(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when one NoSuchEntity of GetUser is read as "no version recorded", and a password is rotated."""
    options: dict[str, t.Any] = {"user_name": "ana", **GIVEN, "password_version": "1", "update_password": "always"}
    for times, code in ((2, None), (99, "contradictory_replies")):
        tasks.iam.faults = [("GetUser", client_error("GetUser", "NoSuchEntity"))] * times
        result = tasks.run(check_mode=check_mode, **options, wait_timeout=5)
        assert (result["changed"], (result.get("error") or {}).get("code")) == (False, code)


@CHECK_MODES
def test_a_key_is_tried_before_the_first_write_if_there_is_something_to_set(
    tasks: TaskRunner, check_mode: bool
) -> None:
    """Fails when an unusable key is found after a write, or fails a task that has nothing to set."""
    options = {"generate_password": True, "pgp_key": "garbage"}
    result = tasks.run(check_mode=check_mode, user_name="chloe", **options)
    assert (result["failed"], result["changed"], result["error"]["code"]) == (True, False, "encryption_key_invalid")
    assert [action["action"] for action in result["not_attempted"]] == ["iam:CreateLoginProfile"]
    assert tasks.called() == ["GetLoginProfile", "GetUser", "ListAccountAliases"]
    assert tasks.run(check_mode=check_mode, user_name="ana", **options)["failed"] is False


@CHECK_MODES
def test_a_policy_that_cannot_be_read_stops_before_the_write(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a password is set with unknown rules, or check mode does not predict the failure."""
    fail(tasks, "GetAccountPasswordPolicy", client_error("GetAccountPasswordPolicy", "ServiceFailure"))
    result = tasks.run(check_mode=check_mode, user_name="chloe", generate_password=True, reveal_password=True)
    assert (result["failed"], result["changed"], tasks.iam.users["chloe"]) == (True, False, None)
    assert "password" not in result


def test_the_policy_is_read_once_for_all_and_without_it_there_is_a_warning(tasks: TaskRunner) -> None:
    """Fails when each password costs a call, or a policy without read permission stops the task."""
    roster: dict[str, t.Any] = {"profiles": jobs("ana", "ben", **GIVEN), "update_password": "always"}
    fail(tasks, "GetAccountPasswordPolicy", client_error("GetAccountPasswordPolicy", "AccessDenied"))
    result = tasks.run_roster(**roster)
    (warning,) = result["warnings"]
    assert "The password of each of 2 IAM users (ana, ben) was not checked" in warning
    assert (result["failed"], tasks.called().count("GetAccountPasswordPolicy")) == (False, 0)
    tasks.run_roster(**roster)
    assert tasks.called().count("GetAccountPasswordPolicy") == 1


@pytest.mark.parametrize(
    ("code", "stop_on_failure", "reason"),
    [
        ("AccessDenied", True, "at the first failure (stop_on_failure)"),
        ("ExpiredToken", False, "every other user would fail with the same error"),
    ],
)
def test_after_a_general_failure_the_others_are_not_attempted(
    tasks: TaskRunner, code: str, stop_on_failure: bool, reason: str
) -> None:
    """Fails when users are tried after a general failure, or are not named."""
    fail(tasks, "DeleteLoginProfile", client_error("DeleteLoginProfile", code))
    options: dict[str, t.Any] = {"state": "absent", "concurrency": 1, "stop_on_failure": stop_on_failure}
    result = tasks.run_roster(profiles=jobs("caller", "ana", "ben"), **options)
    assert result["summary"] == {"done": [], "unchanged": [], "failed": ["caller"], "not_attempted": ["ana", "ben"]}
    assert reason in result["msg"]
    assert result["msg"].count("AWS's own words.") == 1
    assert [action["action"] for action in by_name(result)["ben"]["not_attempted"]] == ["iam:DeleteLoginProfile"]
    assert "login_profile" not in by_name(result)["ben"]


@pytest.mark.parametrize("before", [("ana",), ("ana", "ben")])
def test_check_mode_predicts_a_stop_while_reading(tasks: TaskRunner, before: tuple[str, ...]) -> None:
    """Fails when check mode predicts success for users that a real run does not attempt after a general failure."""
    original = tasks.iam.get_login_profile

    def failing(**parameters: t.Any) -> t.Any:
        if parameters["UserName"] == "caller":
            raise exceptions.EndpointConnectionError(endpoint_url="https://iam.amazonaws.com")
        return original(**parameters)

    tasks.iam.get_login_profile = failing  # type: ignore[method-assign]
    options: dict[str, t.Any] = {"profiles": jobs(*before, "caller"), "state": "absent", "concurrency": 1}
    predicted, real = (tasks.run_roster(**options, check_mode=check_mode) for check_mode in (True, False))
    assert predicted == real
    assert (real["changed"], real["summary"]["not_attempted"]) == (False, list(before))


def test_a_write_in_doubt_is_reported(tasks: TaskRunner) -> None:
    """Fails when "Nothing was changed" is reported although a write has an unknown outcome."""
    fail(tasks, "CreateLoginProfile", exceptions.ReadTimeoutError(endpoint_url="https://iam"), after=True)
    result = tasks.run_roster(profiles=jobs("chloe", **GIVEN))
    assert "The outcome is unknown" in result["msg"]
    assert "Nothing was changed" not in result["msg"]


def test_an_error_that_all_users_have_hides_no_write(tasks: TaskRunner) -> None:
    """Fails when the write of a user is lost because another user reports the error that ended both."""
    both = threading.Barrier(2, timeout=10)

    def tag_user(**_parameters: t.Any) -> t.NoReturn:
        both.wait()
        raise client_error("TagUser", "ExpiredToken")

    tasks.iam.tag_user = tag_user  # type: ignore[method-assign]
    roster = jobs("ana", "ben", **GIVEN, password_version="2")
    result = tasks.run_roster(profiles=roster, update_password="always", concurrency=2)
    assert result["failed"]
    for row in result["users"]:
        assert [action["action"] for action in row["actions"]] == ["iam:UpdateLoginProfile"]
