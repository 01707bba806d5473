# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tasks: the calls they make, what they report, and that check mode foresees exactly that."""

from __future__ import annotations

import copy
import typing as t

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import (
    DONE,
    InMemoryIAM,
    client_error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import flags
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

CANARY = "Canary-Passw0rd"
WRITES = {"CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile", "TagUser", "UntagUser"}


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where alice has a login profile, and bob none."""
    return TaskRunner(monkeypatch, InMemoryIAM({"alice": {"PasswordResetRequired": True}, "bob": None}))


@pytest.mark.parametrize(
    ("params", "calls"),
    [
        (
            # One more than without: the policy is read for the warning to users who could not comply.
            {"user_name": "bob", "password": CANARY, "password_reset_required": True},
            ["GetLoginProfile", "GetUser", "CreateLoginProfile", "GetLoginProfile", "GetAccountPasswordPolicy"],
        ),
        ({"user_name": "alice"}, ["GetLoginProfile"]),
        ({"user_name": "alice", "password": CANARY}, ["GetLoginProfile"]),
        (
            {"user_name": "bob", "password": CANARY},
            ["GetLoginProfile", "GetUser", "CreateLoginProfile", "GetLoginProfile"],
        ),
        (
            {"user_name": "bob", "password": CANARY, "wait": False},
            ["GetLoginProfile", "GetUser", "CreateLoginProfile"],
        ),
        (
            {"user_name": "alice", "password": CANARY, "update_password": "always", "password_reset_required": False},
            ["GetLoginProfile", "UpdateLoginProfile"],
        ),
        (
            {"user_name": "alice", "password": CANARY, "update_password": "always"},
            ["GetLoginProfile", "UpdateLoginProfile", "GetLoginProfile"],
        ),
        (
            {"user_name": "alice", "password_reset_required": False, "update_password": "always"},
            ["GetLoginProfile", "UpdateLoginProfile"],
        ),
        ({"user_name": "alice", "state": "absent"}, ["GetLoginProfile", "DeleteLoginProfile", "GetLoginProfile"]),
        ({"user_name": "alice", "state": "absent", "wait": False}, ["GetLoginProfile", "DeleteLoginProfile"]),
        ({"user_name": "bob", "state": "absent"}, ["GetLoginProfile", "GetUser"]),
        ({"user_name": "nobody", "state": "absent"}, ["GetLoginProfile", "GetUser"]),
    ],
)
def test_a_real_run_makes_these_calls_and_no_more(
    tasks: TaskRunner, params: dict[str, t.Any], calls: list[str]
) -> None:
    """Fails when a call is made twice or a needless one at all."""
    assert tasks.run(**params)["failed"] is False
    assert tasks.called() == calls


params_ = st.fixed_dictionaries(
    {
        "user_name": st.sampled_from(["alice", "bob", "nobody", None]),
        "caller": st.booleans(),
        "state": st.sampled_from(["present", "absent"]),
        "password": st.sampled_from([None, CANARY, "short"]),
        "password_reset_required": flags,
        "update_password": st.sampled_from(["on_create", "always"]),
        "wait": st.booleans(),
        "generate_password": st.booleans(),
        "reveal_password": st.booleans(),
        "password_version": st.sampled_from([None, "2026-10", "2026-11"]),
    }
)


@given(params_, st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_check_mode_foresees_the_real_run_and_writes_nothing(params: dict[str, t.Any], caller_has_one: bool) -> None:
    """Fails when the two runs differ in actions, diff or failure, or check mode writes, or a secret is in a result."""
    params = {name: value for name, value in params.items() if value is not None}
    with pytest.MonkeyPatch.context() as monkeypatch:
        iam = InMemoryIAM({"alice": {"PasswordResetRequired": True}, "bob": None})
        iam.users["caller"] = {} if caller_has_one else None
        iam.tags["alice"] = {"identity.aws/password-version": "2026-10", "team": "blue"}
        tasks = TaskRunner(monkeypatch, iam)
        before = copy.deepcopy((iam.users, iam.tags))
        foreseen = tasks.run(check_mode=True, **params)
        assert (iam.users, iam.tags) == before
        assert "password" not in foreseen
        assert not WRITES & set(tasks.called())
        if foreseen.get("error", {}).get("code") == "PasswordPolicyViolation":
            refusal = client_error("CreateLoginProfile", "PasswordPolicyViolation")
            iam.faults += [("CreateLoginProfile", refusal), ("UpdateLoginProfile", refusal)]
        real = tasks.run(**params)
    if foreseen["failed"]:
        for key in ("msg", "actions", "failed_actions", "not_attempted"):
            assert foreseen[key] == real[key]
        assert (iam.users, iam.tags) == before
    else:
        assert not real["failed"]
        for key in ("actions", "diff", "changed", "warnings", "password_version"):
            assert foreseen.get(key) == real.get(key)
    assert CANARY not in repr((foreseen, real))
    assert real["changed"] is (before != (iam.users, iam.tags) or bool(real["actions"]))
    assert iam.tags["alice"]["team"] == "blue"


def test_the_diff_of_a_set_password_says_so_without_it(tasks: TaskRunner) -> None:
    """Fails when an update that only sets a password has an empty diff, or shows the password."""
    result = tasks.run(user_name="alice", password=CANARY, update_password="always")
    assert result["diff"]["after"] == {
        **result["diff"]["before"],
        "password": "(set by this task, not shown)",
    }


def test_the_diff_of_a_removal_ends_with_nothing(tasks: TaskRunner) -> None:
    """Fails when a record that is gone is shown as one that is there and is null."""
    tasks.run(user_name="bob", password=CANARY, password_version="1")
    diff = tasks.run(user_name="bob", state="absent", password_version="1")["diff"]
    assert (diff["before"]["password_version"], diff["after"]) == ("1", {})


def test_who_goes_needs_no_way_to_be_handed_a_password(tasks: TaskRunner) -> None:
    """Fails when one task for joiners and leavers is refused for the leavers."""
    assert not tasks.run(user_name="alice", state="absent", generate_password=True)["failed"]
    refused = tasks.run(user_name="alice", state="absent", generate_password=True, reveal_password=True, pgp_key="key")
    assert "A generated password must be returned in one way" in refused["msg"]


def test_the_result_is_what_aws_holds_after_an_update(tasks: TaskRunner) -> None:
    """Fails when the flag is guessed rather than read back after an update without one."""
    result = tasks.run(user_name="alice", password=CANARY, update_password="always")
    assert result["login_profile"] == {
        "user_name": "alice",
        "create_date": "2026-11-22T09:30:00+00:00",
        "password_reset_required": True,
    }


@pytest.mark.parametrize("operation", ["UpdateLoginProfile", "DeleteLoginProfile"])
def test_an_unmodifiable_user_is_tried_again(tasks: TaskRunner, operation: str) -> None:
    """Fails when EntityTemporarilyUnmodifiable ends the task at once."""
    tasks.iam.faults = [(operation, client_error(operation, "EntityTemporarilyUnmodifiable")) for dummy in range(5)]
    state = "absent" if operation == "DeleteLoginProfile" else "present"
    result = tasks.run(user_name="alice", state=state, password_reset_required=False, update_password="always")
    assert (result["failed"], result["changed"]) == (False, True)
    assert tasks.clock.now == pytest.approx(0.25 + 0.5 + 1 + 2 + 4)


def test_an_unmodifiable_user_is_tried_for_wait_timeout_seconds_only(tasks: TaskRunner) -> None:
    """Fails when the wait has no bound, or the failure does not say what was not done."""
    error = client_error("DeleteLoginProfile", "EntityTemporarilyUnmodifiable")
    tasks.iam.faults = [("DeleteLoginProfile", error) for dummy in range(1000)]
    result = tasks.run(user_name="alice", state="absent", wait_timeout=30)
    assert tasks.clock.now == pytest.approx(30)
    assert (result["failed"], result["changed"], result["actions"]) == (True, False, [])
    assert result["failed_actions"][0]["action"] == "iam:DeleteLoginProfile"
    assert "wait_timeout" in result["msg"]


def test_a_created_login_profile_is_waited_for(tasks: TaskRunner) -> None:
    """Fails when a stale read after the create ends the task or is taken for absence."""
    real_read = tasks.iam.get_login_profile
    answers = iter(["missing", "stale", "stale"])

    def stale_read(**parameters: t.Any) -> dict[str, t.Any]:
        if next(answers, None):
            tasks.iam.calls.append(("GetLoginProfile", parameters))
            raise client_error("GetLoginProfile", "NoSuchEntity")
        return real_read(**parameters)

    tasks.iam.get_login_profile = stale_read  # type: ignore[method-assign]
    result = tasks.run(user_name="bob", password=CANARY)
    assert result["login_profile"]["user_name"] == "bob"
    assert tasks.called() == ["GetLoginProfile", "GetUser", "CreateLoginProfile"] + ["GetLoginProfile"] * 3


@pytest.mark.parametrize(
    ("state", "user_name", "verb"), [("present", "bob", "created"), ("absent", "alice", "deleted")]
)
def test_what_never_shows_is_a_failure_that_reports_the_write(
    tasks: TaskRunner, state: str, user_name: str, verb: str
) -> None:
    """Fails when the task passes although AWS does not show the end, or hides that it wrote."""
    shown = tasks.iam.get_login_profile(UserName="alice")

    def never_changing(**parameters: t.Any) -> dict[str, t.Any]:
        if state == "present":
            raise client_error("GetLoginProfile", "NoSuchEntity")
        return shown

    tasks.iam.get_login_profile = never_changing  # type: ignore[method-assign]
    result = tasks.run(user_name=user_name, state=state, password=CANARY, wait_timeout=10)
    assert (result["failed"], result["changed"], len(result["actions"])) == (True, True, 1)
    assert f"was {verb}" in result["msg"]
    assert "after 10 seconds" in result["msg"]
    assert tasks.clock.now == pytest.approx(10)


def test_an_error_of_the_read_back_does_not_hide_the_write(tasks: TaskRunner) -> None:
    """Fails when the task reports no change though the password was set."""
    original = tasks.iam.update_login_profile

    def update(**parameters: t.Any) -> dict[str, t.Any]:
        tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))]
        return original(**parameters)

    tasks.iam.update_login_profile = update  # type: ignore[method-assign]
    result = tasks.run(user_name="alice", password=CANARY, update_password="always")
    assert (result["failed"], result["changed"]) == (True, True)
    assert result["actions"][0]["action"] == "iam:UpdateLoginProfile"
    assert "login_profile" not in result


def test_a_read_back_that_finds_nothing_is_waited_for(tasks: TaskRunner) -> None:
    """Fails when a stale read after an update is reported as absence."""
    original = tasks.iam.update_login_profile

    def update(**parameters: t.Any) -> dict[str, t.Any]:
        tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "NoSuchEntity"))]
        return original(**parameters)

    tasks.iam.update_login_profile = update  # type: ignore[method-assign]
    result = tasks.run(user_name="alice", password=CANARY, update_password="always")
    assert result["login_profile"]["user_name"] == "alice"
    tasks.iam.update_login_profile = lambda **parameters: tasks.iam.users.update(alice=None) or DONE  # type: ignore[method-assign]
    result = tasks.run(user_name="alice", password=CANARY, update_password="always", wait_timeout=5)
    assert (result["failed"], result["changed"]) == (True, True)
    assert "was updated, but AWS does not show it after 5 seconds" in result["msg"]


def test_who_does_not_wait_looks_once(tasks: TaskRunner) -> None:
    """Fails when wait_timeout holds for a read-back that nobody wanted to wait for."""
    tasks.iam.update_login_profile = lambda **parameters: tasks.iam.users.update(alice=None) or DONE  # type: ignore[method-assign]
    result = tasks.run(user_name="alice", password=CANARY, update_password="always", wait=False)
    assert (result["failed"], result["changed"], tasks.clock.now) == (True, True, 0)
    assert result["msg"].endswith("was updated, but AWS does not show it. Look again later.")


def test_the_name_of_the_tag_is_not_case_sensitive(tasks: TaskRunner) -> None:
    """Fails when a tag that AWS keeps in another spelling means a rotation on every run."""
    tasks.iam.tags["alice"] = {"Identity.AWS/Password-Version": "1"}
    result = tasks.run(user_name="alice", password=CANARY, update_password="always", password_version="1")
    assert result["changed"] is False


@pytest.mark.parametrize("user", ["alice", "bob"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_the_tag_quota_is_known_before_the_password_is_set(tasks: TaskRunner, user: str, check_mode: bool) -> None:
    """Fails when a password is set whose version cannot be recorded, or check mode predicts that it can."""
    tasks.iam.tags[user] = {f"tag-{number}": "" for number in range(50)}
    before = copy.deepcopy(tasks.iam.users)
    params = {"user_name": user, "password": CANARY, "password_version": "1", "update_password": "always"}
    result = tasks.run(check_mode=check_mode, **params)
    assert (result["failed"], result["changed"], result["error"]["code"]) == (True, False, "tag_quota_exceeded")
    assert f"IAM user '{user}' has 50 tags" in result["msg"]
    assert tasks.iam.users == before
    assert not WRITES & set(tasks.called())


@pytest.mark.parametrize(
    "tags",
    [
        ["Identity.AWS/Password-Version", *(f"tag-{number}" for number in range(49))],
        ["aws:cloudformation:stack-name", *(f"tag-{number}" for number in range(49))],
    ],
)
def test_a_tag_that_takes_no_room_is_no_reason_to_fail(tasks: TaskRunner, tags: list[str]) -> None:
    """Fails when a tag in another spelling, or one that AWS has added, is counted, and the task is refused."""
    tasks.iam.tags["alice"] = dict.fromkeys(tags, "0")
    result = tasks.run(user_name="alice", password=CANARY, password_version="1", update_password="always")
    assert (result["failed"], len(result["actions"])) == (False, 2)


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_password_that_nobody_can_type_is_a_warning(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a password that ends with a line feed is set in silence, is refused, or is in the warning."""
    result = tasks.run(check_mode=check_mode, user_name="bob", password=f"{CANARY}\n")
    assert (result["failed"], result["changed"]) == (False, True)
    (warning,) = result["warnings"]
    assert "cannot be seen: bob (a line feed at the end). " in warning
    assert CANARY not in warning
    assert tasks.run(check_mode=check_mode, user_name="alice", password=f"{CANARY}\n")["warnings"] == []


def test_the_warning_of_many_passwords_is_one_sentence(tasks: TaskRunner) -> None:
    """Fails when a roster of passwords that echo has ended with a line feed makes a warning each, or an endless one."""
    tasks.iam.users |= {f"user-{number}": None for number in range(30)}
    profiles = [{"user_name": f"user-{number}", "password": f"{CANARY} "} for number in range(30)]
    (warning,) = tasks.run_roster(profiles=[{"user_name": "bob", "password": CANARY}, *profiles])["warnings"]
    assert "user-0 (a blank at the end), user-1 (a blank at the end), " in warning
    assert " and 20 more." in warning


def test_a_user_who_vanishes_takes_the_tag_along(tasks: TaskRunner) -> None:
    """Fails when absent fails because what was to go is gone."""
    tasks.iam.tags["alice"] = {"identity.aws/password-version": "1"}
    original = tasks.iam.delete_login_profile

    def delete(**parameters: t.Any) -> t.Any:
        original(**parameters)
        return tasks.iam.users.pop("alice") or DONE

    tasks.iam.delete_login_profile = delete  # type: ignore[method-assign]
    result = tasks.run(user_name="alice", state="absent", password_version="1")
    assert (result["failed"], [action["action"] for action in result["actions"]]) == (False, ["iam:DeleteLoginProfile"])


def test_a_policy_with_a_field_of_tomorrow_is_read(tasks: TaskRunner) -> None:
    """Fails when AWS's own reply is refused for a name that this version does not know."""
    tasks.iam.policy = {"MinimumPasswordLength": 30, "RequireEmoji": True}
    result = tasks.run(check_mode=True, user_name="bob", password=CANARY)
    assert "at least 30 characters" in result["msg"]
