# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for every row of the module's table, and what holds of every plan."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from hypothesis import given

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    CurrentState,
    LoginProfile,
    PasswordRef,
    Plan,
    Principal,
    Request,
    RequestError,
    Version,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import plan, predict, predict_version
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import observations, requests

ALICE = Principal("alice")
CALLER = Principal()
PASSWORD = PasswordRef("password")
MISSING = CurrentState(None, principal_exists=True)


def existing(*, reset: bool = False) -> CurrentState:
    return CurrentState(LoginProfile("alice", "2026-11-22T09:30:00+00:00", reset))


def only_action(request: Request, current: CurrentState) -> tuple[str, PasswordRef | None, bool | None]:
    (action,) = plan(request, current).actions
    return action.operation, action.password, action.password_reset_required


@pytest.mark.parametrize("update_password", ["on_create", "always"])
@pytest.mark.parametrize(("given_flag", "sent_flag"), [(None, False), (False, False), (True, True)])
def test_a_missing_login_profile_is_created(
    update_password: t.Literal["on_create", "always"], given_flag: bool | None, sent_flag: bool
) -> None:
    """Fails when on_create looks at anything but the login profile, or the flag is not sent as given or false."""
    request = Request(ALICE, "present", PASSWORD, given_flag, update_password)
    assert only_action(request, MISSING) == ("CreateLoginProfile", PASSWORD, sent_flag)


def test_the_caller_creates_with_a_password() -> None:
    """Fails when a given password is lost for a principal without a name."""
    assert only_action(Request(CALLER, password=PASSWORD), CurrentState(None)) == (
        "CreateLoginProfile",
        PASSWORD,
        False,
    )


def test_an_assume_root_session_creates_with_no_parameters() -> None:
    """Fails when anything is sent: the API refuses a password in an AssumeRoot session."""
    assert only_action(Request(CALLER), CurrentState(None)) == ("CreateLoginProfile", None, None)
    assert only_action(Request(CALLER, password_reset_required=False), CurrentState(None))[1:] == (None, None)


@pytest.mark.parametrize(
    ("request_", "current", "words"),
    [
        (Request(ALICE), MISSING, "needs a password"),
        (Request(ALICE, password=PASSWORD), CurrentState(None, principal_exists=False), "does not exist"),
        (Request(ALICE), CurrentState(None, principal_exists=False), "does not exist"),
        (
            Request(ALICE, password=PASSWORD, version=Version("v", "1")),
            CurrentState(None, principal_exists=True, tags=50),
            "has 50 tags",
        ),
        (Request(ALICE), CurrentState(existing().login_profile, principal_exists=False), "contradict each other"),
        (Request(CALLER, password_reset_required=True), CurrentState(None), "password_reset_required needs a password"),
        (
            Request(CALLER, password=PASSWORD, update_password="always"),
            CurrentState(LoginProfile(None, "2026-11-22T09:30:00+00:00", password_reset_required=False)),
            "there is no update for it",
        ),
    ],
)
def test_what_no_plan_can_do_is_refused(request_: Request, current: CurrentState, words: str) -> None:
    """Fails when a request that AWS would refuse gets a plan, or the sentence does not say why."""
    with pytest.raises(RequestError, match=words):
        plan(request_, current)


@pytest.mark.parametrize("flag", [None, False, True])
@pytest.mark.parametrize("password", [None, PASSWORD])
@pytest.mark.parametrize("reset", [False, True])
def test_on_create_leaves_an_existing_login_profile_alone(
    flag: bool | None, password: PasswordRef | None, reset: bool
) -> None:
    """Fails when a flag that differs is taken for drift: the user has complied."""
    assert plan(Request(ALICE, "present", password, flag), existing(reset=reset)).actions == ()


@pytest.mark.parametrize("flag", [None, False, True])
def test_always_sets_a_given_password(flag: bool | None) -> None:
    """Fails when the password or a given flag is not sent, or a flag is sent that was not given."""
    request = Request(ALICE, "present", PASSWORD, flag, "always")
    assert only_action(request, existing()) == ("UpdateLoginProfile", PASSWORD, flag)


def test_always_without_a_password_changes_the_flag_only() -> None:
    """Fails when the password is touched for a flag, or the flag that differs is left."""
    request = Request(ALICE, "present", None, password_reset_required=True, update_password="always")
    assert only_action(request, existing(reset=False)) == ("UpdateLoginProfile", None, True)


@pytest.mark.parametrize("flag", [None, True])
def test_always_without_a_password_does_nothing_where_the_flag_fits(flag: bool | None) -> None:
    """Fails when an equal flag, or none, causes a write."""
    assert plan(Request(ALICE, "present", None, flag, "always"), existing(reset=True)).actions == ()


def test_an_update_for_the_caller_takes_the_name_from_what_was_read() -> None:
    """Fails when UpdateLoginProfile, which needs the name, is planned without one."""
    (action,) = plan(Request(CALLER, "present", PASSWORD, None, "always"), existing()).actions
    assert action.principal == ALICE


def test_absent_deletes_what_is_there_and_nothing_else() -> None:
    """Fails when a delete is planned for nothing, or none for a login profile, or the principal's existence matters."""
    assert only_action(Request(ALICE, "absent"), existing()) == ("DeleteLoginProfile", None, None)
    assert plan(Request(ALICE, "absent"), CurrentState(None)).actions == ()
    assert plan(Request(ALICE, "absent"), CurrentState(None, principal_exists=False)).actions == ()


NOVEMBER = Version("identity.aws/password-version", "2026-11")


def operations(request: Request, current: CurrentState) -> list[str]:
    return [action.operation for action in plan(request, current).actions]


@pytest.mark.parametrize("recorded", [None, "2026-10"])
def test_another_version_rotates_and_is_recorded_afterwards(recorded: str | None) -> None:
    """Fails when a rotation is missed, or the version is recorded before the password is set."""
    request = Request(ALICE, "present", PASSWORD, True, "always", NOVEMBER)
    current = CurrentState(existing().login_profile, version=recorded)
    assert operations(request, current) == ["UpdateLoginProfile", "TagUser"]


def test_the_recorded_version_changes_nothing() -> None:
    """Fails when always is not idempotent with a version, or the flag is held to what was given."""
    request = Request(ALICE, "present", PASSWORD, True, "always", NOVEMBER)
    assert operations(request, CurrentState(existing(reset=False).login_profile, version="2026-11")) == []


def test_a_version_is_recorded_on_creation() -> None:
    """Fails when the next run with always would rotate what was just created."""
    request = Request(ALICE, "present", PASSWORD, version=NOVEMBER)
    assert operations(request, MISSING) == ["CreateLoginProfile", "TagUser"]


@pytest.mark.parametrize(
    ("request_", "current"),
    [
        (Request(ALICE, password=PASSWORD, version=NOVEMBER), CurrentState(None, principal_exists=True, tags=49)),
        (
            Request(ALICE, password=PASSWORD, version=NOVEMBER, update_password="always"),
            CurrentState(existing().login_profile, principal_exists=True, version="", tags=50),
        ),
        (
            Request(ALICE, password=PASSWORD, version=NOVEMBER),
            CurrentState(existing().login_profile, principal_exists=True, tags=50),
        ),
        (
            Request(ALICE, "absent", version=NOVEMBER),
            CurrentState(existing().login_profile, principal_exists=True, tags=50),
        ),
    ],
)
def test_the_quota_matters_where_a_tag_is_added(request_: Request, current: CurrentState) -> None:
    """Fails when a task is refused that adds no tag, or has room for one."""
    assert plan(request_, current).before == current.login_profile


def test_on_create_does_not_touch_the_record_of_an_existing_one() -> None:
    """Fails when a version is recorded for a password that is another."""
    request = Request(ALICE, "present", PASSWORD, version=NOVEMBER)
    assert operations(request, existing()) == []


def test_absent_forgets_the_version_too() -> None:
    """Fails when a record outlives its password, so that a later one of the same version would not be set."""
    request = Request(ALICE, "absent", version=NOVEMBER)
    assert operations(request, CurrentState(existing().login_profile, version="2026-10")) == [
        "DeleteLoginProfile",
        "UntagUser",
    ]
    assert operations(request, CurrentState(None, version="2026-10")) == ["UntagUser"]
    assert operations(request, CurrentState(None)) == []


def plan_or_none(request: Request, current: CurrentState) -> Plan | None:
    try:
        return plan(request, current)
    except RequestError:
        return None


@given(requests, observations)
def test_planning_again_after_the_plan_gives_nothing_to_do(request_: Request, current: CurrentState) -> None:
    """Fails when a plan does not reach what was asked for.

    Only always with a password, and no version to know it by, has to run every time.
    """
    first = plan_or_none(request_, current)
    if first is None:
        return
    after = predict(first)
    if after is not None and after.user_name is None:
        after = replace(after, user_name="caller")  # as AWS then shows it
    again = plan(request_, CurrentState(after, principal_exists=True, version=predict_version(first)))
    every_time = request_.update_password == "always" and request_.password and not request_.version
    if request_.state == "present" and every_time:
        assert [action.operation for action in again.actions] == ["UpdateLoginProfile"]
    else:
        assert again.actions == ()


@given(requests, observations)
def test_a_plan_ends_in_the_state_that_was_asked_for(request_: Request, current: CurrentState) -> None:
    """Fails when predict and the actions disagree with the request's state."""
    made = plan_or_none(request_, current)
    if made is not None:
        assert (predict(made) is not None) == (request_.state == "present")


@given(requests, observations)
def test_nothing_is_deleted_that_was_not_to_be(request_: Request, current: CurrentState) -> None:
    """Fails when a request for present plans a delete, or absent plans anything else."""
    made = plan_or_none(request_, current)
    operations = {action.operation for action in made.actions} if made else set()
    assert operations <= (
        {"DeleteLoginProfile", "UntagUser"}
        if request_.state == "absent"
        else {"CreateLoginProfile", "UpdateLoginProfile", "TagUser"}
    )


@given(requests, observations)
def test_every_action_says_why(request_: Request, current: CurrentState) -> None:
    """Fails when a reason is missing or no sentence."""
    made = plan_or_none(request_, current)
    for action in made.actions if made else ():
        assert action.reason.endswith(".")
        assert len(action.reason.split()) > 2
