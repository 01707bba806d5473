# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for every row of the module's table, and the properties of every plan."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from hypothesis import given, reject

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

ALICE, CALLER = Principal("alice"), Principal()
PASSWORD = PasswordRef("password")
V11 = Version("identity.aws/password-version", "2026-11")
DATE = "2026-11-22T09:30:00+00:00"
MISSING = CurrentState(None, principal_exists=True)
NOBODY = CurrentState(None, principal_exists=False)
UNNAMED = CurrentState(LoginProfile(None, DATE, password_reset_required=False))
CREATE, UPDATE, DELETE, TAG, UNTAG = (
    *("CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile"),
    *("TagUser", "UntagUser"),
)
EITHER: tuple[bool | None, ...] = (False, True)
ANY: tuple[bool | None, ...] = (None, False, True)

alice = replace(Request(ALICE), password=PASSWORD)
always = replace(alice, update_password="always")
rotate = replace(always, version=V11, password_reset_required=True)


def there(*, reset: bool = False, **more: t.Any) -> CurrentState:
    """Return the state of a user with a login profile."""
    return CurrentState(LoginProfile("alice", DATE, reset), **more)


def flag(request: Request, value: bool | None) -> Request:
    return replace(request, password_reset_required=value)


PLANS: list[tuple[Request, CurrentState, list[tuple[t.Any, ...]]]] = [
    # A missing login profile is created, whatever update_password is. The flag is sent as given, or false.
    *((flag(r, given_), MISSING, [(CREATE, PASSWORD, bool(given_))]) for given_ in ANY for r in (alice, always)),
    (replace(alice, version=V11), MISSING, [(CREATE, PASSWORD, False), (TAG, None, None)]),
    (Request(CALLER, password=PASSWORD), CurrentState(None), [(CREATE, PASSWORD, False)]),
    # AWS rejects all parameters in an AssumeRoot session.
    *((flag(Request(CALLER), given_), CurrentState(None), [(CREATE, None, None)]) for given_ in (None, False)),
    # on_create does not change an existing login profile: a user who has reset the password is compliant.
    *((flag(r, f), there(reset=bool(s)), []) for r in (alice, Request(ALICE)) for f in ANY for s in EITHER),
    (replace(alice, version=V11), there(), []),
    # always sets a given password, and only a given flag.
    *((flag(always, given_), there(), [(UPDATE, PASSWORD, given_)]) for given_ in ANY),
    *((replace(flag(always, f), password=None), there(reset=True), []) for f in (None, True)),
    (replace(flag(always, True), password=None), there(), [(UPDATE, None, True)]),
    (replace(flag(always, False), password=None), there(reset=True), [(UPDATE, None, False)]),
    # With a version, always is idempotent, and the version is recorded after the password is set.
    *((rotate, there(version=v), [(UPDATE, PASSWORD, True), (TAG, None, None)]) for v in (None, "2026-10")),
    (rotate, there(version="2026-11"), []),
    (Request(ALICE, "absent"), there(), [(DELETE, None, None)]),
    *((Request(ALICE, "absent"), current, []) for current in (CurrentState(None), NOBODY)),
    # The record is removed with its password: a later one of the same version would not be set.
    (Request(ALICE, "absent", version=V11), there(version="2026-10"), [(DELETE, None, None), (UNTAG, None, None)]),
    (Request(ALICE, "absent", version=V11), CurrentState(None, version="2026-10"), [(UNTAG, None, None)]),
    (Request(ALICE, "absent", version=V11), CurrentState(None), []),
    # The quota of tags matters only if a tag is added.
    (replace(alice, version=V11), replace(MISSING, tags=49), [(CREATE, PASSWORD, False), (TAG, None, None)]),
    (rotate, there(version="", tags=50), [(UPDATE, PASSWORD, True), (TAG, None, None)]),
    (replace(alice, version=V11), there(tags=50), []),
    (Request(ALICE, "absent", version=V11), there(tags=50), [(DELETE, None, None)]),
]


@pytest.mark.parametrize(("request_", "current", "expected"), PLANS)
def test_the_plan_for_each_state(request_: Request, current: CurrentState, expected: list[t.Any]) -> None:
    """Fails when a write is missing, surplus or in another order, or sends another password or flag."""
    made = plan(request_, current)
    assert [(each.operation, each.password, each.password_reset_required) for each in made.actions] == expected
    assert made.before == current.login_profile


def duration(request: Request, seconds: int | None) -> Request:
    return replace(request, max_signin_session_duration=seconds)


BECAUSE = "update_password is always, and AWS has no API that verifies a password."


@pytest.mark.parametrize(
    ("request_", "before", "sent", "reason"),
    [
        *(
            (duration(request, 3600), 3600, None, "")
            for request in (alice, Request(ALICE), replace(rotate, version=V11))
        ),
        (duration(alice, None), 3600, None, ""),
        (duration(alice, 0), None, None, ""),
        # A difference is corrected with any update_password, and neither password nor flag is sent.
        (duration(flag(alice, True), 3600), 7200, (None, None, 3600), "is 7200 s and must be 3600 s."),
        (duration(Request(ALICE, version=V11), 3600), None, (None, None, 3600), "is not set and must be 3600 s."),
        (duration(rotate, 0), 7200, (None, None, 0), "is 7200 s and must not be set."),
        (
            duration(flag(Request(ALICE, update_password="always"), False), 0),
            7200,
            (None, None, 0),
            "must not be set.",
        ),
        # With a password or a flag it is in the same call, if it differs.
        (duration(always, 3600), None, (PASSWORD, None, 3600), f"{BECAUSE} max_signin_session_duration is not set and"),
        (duration(always, 3600), 3600, (PASSWORD, None, None), BECAUSE),
        (
            duration(flag(Request(ALICE, update_password="always"), True), 3600),
            7200,
            (None, True, 3600),
            "password_reset_required is false and must be true. max_signin_session_duration is 7200 s and must be",
        ),
    ],
)
def test_a_duration_that_differs_is_corrected(
    request_: Request, before: int | None, sent: tuple[t.Any, ...] | None, reason: str
) -> None:
    """Fails when a difference remains, takes a separate call, sets a password or a flag, or has no reason."""
    current = there(version="2026-11" if request_.version else None)
    assert current.login_profile is not None
    profile = replace(current.login_profile, max_signin_session_duration=before)
    made = plan(request_, replace(current, login_profile=profile))
    values = [(each.password, each.password_reset_required, each.max_signin_session_duration) for each in made.actions]
    assert values == ([] if sent is None else [sent])
    assert [each.operation for each in made.actions if reason not in each.reason] == []


@pytest.mark.parametrize(("seconds", "sent"), [(3600, 3600), (0, None), (None, None)])
def test_a_new_login_profile_has_the_duration_and_none_to_clear(seconds: int | None, sent: int | None) -> None:
    """Fails when the duration is lost or takes a second call, or CreateLoginProfile clears a missing one."""
    (action,) = plan(duration(alice, seconds), MISSING).actions
    assert (action.operation, action.max_signin_session_duration) == (CREATE, sent)
    assert plan(duration(Request(CALLER), 0), CurrentState(None)).actions[0].max_signin_session_duration is None


def test_an_update_for_the_caller_has_the_name_that_was_read() -> None:
    """Fails when UpdateLoginProfile, which needs the name, is planned without it, or a given name is replaced."""
    for principal, expected in ((CALLER, ALICE), (Principal("ALICE"), Principal("ALICE"))):
        (action,) = plan(replace(always, principal=principal), there()).actions
        assert action.principal == expected


@pytest.mark.parametrize(
    ("request_", "current", "code", "words"),
    [
        (Request(ALICE), MISSING, "password_required", "requires a password"),
        *((request, NOBODY, "user_not_found", "does not exist") for request in (alice, Request(ALICE))),
        (replace(alice, version=V11), replace(MISSING, tags=50), "tag_quota_exceeded", "has 50 tags"),
        (Request(ALICE), there(principal_exists=False), "contradictory_replies", r"Run the task again in a minute\.$"),
        (flag(Request(CALLER), True), CurrentState(None), "password_required", "password_reset_required requires"),
        (
            replace(flag(Request(CALLER), True), max_signin_session_duration=3600),
            CurrentState(None),
            "password_required",
            "omit password_reset_required and max_signin_session_duration.",
        ),
        (replace(always, principal=CALLER), UNNAMED, "login_profile_not_updatable", "so it cannot be updated"),
    ],
)
def test_what_no_plan_can_do_is_rejected(request_: Request, current: CurrentState, code: str, words: str) -> None:
    """Fails when a request that AWS would reject gets a plan, or the error has no reason."""
    with pytest.raises(RequestError, match=words) as error:
        plan(request_, current)
    assert error.value.code == code


def planned(request: Request, current: CurrentState) -> Plan:
    """Return the plan, or skip the example."""
    try:
        return plan(request, current)
    except RequestError:
        reject()


@given(requests, observations)
def test_a_plan_reaches_what_was_requested(request_: Request, current: CurrentState) -> None:
    """Fails when the prediction is not the requested state, or a second plan after the first is not empty.

    Only always with a password, and no version to compare, always has to write.
    """
    first = planned(request_, current)
    after = predict(first)
    assert (after is not None) == (request_.state == "present")
    if after is not None and after.user_name is None:
        after = replace(after, user_name="caller")  # as AWS then returns it
    again = plan(request_, CurrentState(after, principal_exists=True, version=predict_version(first)))
    every_time = request_.update_password == "always" and request_.password and not request_.version
    expected = [UPDATE] if request_.state == "present" and every_time else []
    assert [action.operation for action in again.actions] == expected


@given(requests, observations)
def test_an_action_belongs_to_the_state_and_has_a_reason(request_: Request, current: CurrentState) -> None:
    """Fails when a request for present plans a delete, absent plans anything else, or a reason is not a sentence."""
    for action in planned(request_, current).actions:
        assert action.operation in ((DELETE, UNTAG) if request_.state == "absent" else (CREATE, UPDATE, TAG))
        assert action.reason.endswith(".")
        assert len(action.reason.split()) > 2
