# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tasks that change the caller's password: the known state before the call, and unknown outcomes."""

from __future__ import annotations

import itertools
import typing as t

import pytest
from botocore.exceptions import ReadTimeoutError

from ansible_collections.identity.aws.plugins.module_utils._aws.interruption import Interrupted
from ansible_collections.identity.aws.plugins.module_utils._module import own_password, runtime
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM, client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, fail

Json = dict[str, t.Any]
OLD, NEW = "Old-Canary-Passw0rd", "New-Canary-Passw0rd"
GIVEN: Json = {"old_password": OLD, "new_password": NEW}
CALLER, READ, POLICY, CHANGE = "GetCallerIdentity", "GetLoginProfile", "GetAccountPasswordPolicy", "ChangePassword"
ROLE = "arn:aws:sts::111122223333:assumed-role/r/s"
UNKNOWN = "The outcome is unknown"
SIGN_IN = "Sign in with new_password; if that fails, old_password is still the current password."


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where users may change their passwords; the task has the access key of ana, and ben has none."""
    users: dict[str, Json | None] = {"ana": {"Password": OLD, "PasswordResetRequired": True}, "ben": None}
    iam = InMemoryIAM(users, {"MinimumPasswordLength": 12, "AllowUsersToChangePassword": True})
    iam.caller = "ana"
    return TaskRunner(monkeypatch, iam)


def password(tasks: TaskRunner) -> str:
    """Return ana's password."""
    return str(tasks.iam.users["ana"]["Password"])


def test_check_mode_predicts_the_change_and_a_second_run_explains_why_it_fails(tasks: TaskRunner) -> None:
    """Fails when check mode writes or differs, a call is needless, or a rerun does not report the earlier change."""
    predicted = tasks.run_own(check_mode=True, **GIVEN)
    assert (tasks.called(), password(tasks)) == ([CALLER, READ, POLICY], OLD)
    real = tasks.run_own(**GIVEN)
    assert (tasks.called(), password(tasks)) == ([CALLER, READ, POLICY, CHANGE], NEW)
    assert predicted == real
    assert (real["failed"], real["changed"], real["user_name"], real["warnings"]) == (False, True, "ana", [])
    assert [action["action"] for action in real["actions"]] == ["iam:ChangePassword"]
    assert set(real) == {"actions", "changed", "diff", "failed", "user_name", "warnings"}
    again = tasks.run_own(**GIVEN)
    assert (again["failed"], again["changed"], again["error"]["code"]) == (True, False, "AccessDenied")
    assert "An earlier run may have changed the password already" in again["msg"]
    assert UNKNOWN not in again["msg"]
    assert "Canary" not in repr((predicted, real, again))


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(
    ("caller", "new", "code", "words", "calls"),
    [
        ("a role", NEW, "InvalidUserType", f"These are the credentials of {ROLE}.", [CALLER]),
        ("ben", NEW, "NoSuchEntity", "(IAM user 'ben'): the user has no console password", [CALLER, READ]),
        ("ana", "short", "PasswordPolicyViolation", "It must have at least 12 characters.", [CALLER, READ, POLICY]),
    ],
)
def test_what_aws_would_reject_is_rejected_before_the_call(
    tasks: TaskRunner, caller: str, new: str, code: str, words: str, calls: list[str], check_mode: bool
) -> None:
    """Fails when a predictable failure is sent to AWS, or its code is not AWS's."""
    tasks.iam.caller = caller
    result = tasks.run_own(check_mode=check_mode, old_password=OLD, new_password=new)
    assert (result["failed"], result["error"]) == (True, {"code": code, "message": None})
    assert words in result["msg"]
    assert (result["actions"], len(result["failed_actions"]), tasks.called()) == ([], 1, calls)
    assert result["user_name"] == (None if caller == "a role" else caller)


def test_a_user_who_may_only_change_the_password_can_do_so(tasks: TaskRunner) -> None:
    """Fails when a permission beyond IAMUserChangePassword is needed, or check mode hides what it did not check."""
    denied = [(call, client_error(call, "AccessDenied")) for call in (READ, POLICY)]
    tasks.iam.faults = list(denied)
    predicted = tasks.run_own(check_mode=True, **GIVEN)
    assert [name in " ".join(predicted["warnings"]) for name in (f"iam:{READ}", f"iam:{POLICY}")] == [True, True]
    tasks.iam.faults = list(denied)
    real = tasks.run_own(**GIVEN)
    assert (real["warnings"], password(tasks)) == ([], NEW)
    assert {**predicted, "warnings": []} == real


def test_check_mode_warns_if_the_policy_forbids_password_changes(tasks: TaskRunner) -> None:
    """Fails when a missing permission is not predicted, or its AWS error counts as a wrong password."""
    tasks.iam.policy = None
    assert "IAMUserChangePassword" in tasks.run_own(check_mode=True, **GIVEN)["warnings"][0]
    real = tasks.run_own(**GIVEN)
    assert (real["failed"], real["warnings"], real["error"]["code"]) == (True, [], "AccessDenied")
    assert "the credentials do not have the permission iam:ChangePassword." in real["msg"]


@pytest.mark.parametrize("call", [CALLER, READ, POLICY])
def test_an_error_of_a_read_ends_the_task_before_the_change(tasks: TaskRunner, call: str) -> None:
    """Fails when an error is read as "no password" or "no policy", or the change is made despite it."""
    tasks.iam.faults = [(call, client_error(call, "ServiceFailure"))]
    result = tasks.run_own(**GIVEN)
    assert (result["failed"], result["error"]["code"], tasks.called()[-1]) == (True, "ServiceFailure", call)
    assert (result["failed_actions"], len(result["not_attempted"])) == ([], 1)


@pytest.mark.parametrize(
    ("error", "after"),
    [
        (ReadTimeoutError(endpoint_url="https://iam"), True),
        (ReadTimeoutError(endpoint_url="https://iam"), False),
        (client_error(CHANGE, "AccessDenied", lost=1, message="The old password was incorrect."), True),
        (client_error(CHANGE, "PasswordPolicyViolation", lost=1), True),
    ],
)
def test_after_a_lost_reply_the_outcome_is_unknown(tasks: TaskRunner, error: Exception, after: bool) -> None:
    """Fails when an unknown outcome is reported as a change or as none, or the message has no advice."""
    fail(tasks, CHANGE, error, after=after)
    result = tasks.run_own(**GIVEN)
    assert (result["failed"], result["changed"], len(result["failed_actions"])) == (True, False, 1)
    assert UNKNOWN in result["msg"]
    assert result["msg"].endswith(SIGN_IN)


@pytest.mark.parametrize("repeated", [OLD, NEW])
def test_a_message_of_aws_that_repeats_a_password_is_not_shown(tasks: TaskRunner, repeated: str) -> None:
    """Fails when one of the two secrets is shown because only the other one is searched for."""
    fail(tasks, CHANGE, client_error(CHANGE, "ValidationError", message=f"Value {repeated} is not accepted."))
    result = tasks.run_own(**GIVEN)
    assert result["error"] == {
        "code": "ValidationError",
        "message": "(not shown, since it repeats a secret of the request)",
    }
    assert "Canary" not in repr(result)


@pytest.mark.parametrize(("times", "failed"), [(3, False), (99, True)])
def test_an_unfinished_change_is_waited_for(tasks: TaskRunner, times: int, failed: bool) -> None:
    """Fails when the task gives up at once, or waits longer than wait_timeout."""
    tasks.iam.faults = [(CHANGE, client_error(CHANGE, "EntityTemporarilyUnmodifiable"))] * times
    result = tasks.run_own(**GIVEN, wait_timeout=10)
    assert (result["failed"], password(tasks)) == (failed, OLD if failed else NEW)
    assert tasks.clock.now <= 10


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("call", [CALLER, POLICY, CHANGE])
def test_an_interruption_before_the_change_does_not_change_the_password(
    tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch, call: str, check_mode: bool
) -> None:
    """Fails when a change begins after an interruption, an unsent one counts as failed, or the modes differ."""
    is_left = call == CALLER or (call == CHANGE and not check_mode)
    tasks.iam.faults = [(call, Interrupted("Nobody reads.", sent=0, lost=0))] if is_left else []
    end = call if is_left else POLICY
    monkeypatch.setattr(runtime, "output_is_closed", lambda: "Nobody reads." if end in dict(tasks.iam.calls) else None)
    monkeypatch.setattr(runtime, "silence_output", lambda: None)
    result = tasks.run_own(check_mode=check_mode, **GIVEN)
    assert (result["failed"], result["msg"]) == (True, "Nobody reads. Nothing was changed.")
    assert (result["failed_actions"], len(result["not_attempted"])) == ([], 1)
    assert (password(tasks), tasks.logged) == (OLD, [])


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_change_without_a_reader_is_logged(
    tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch, check_mode: bool
) -> None:
    """Fails when neither a reader nor the log receives a change of the password, or the log has a prediction."""
    answers = itertools.chain([None, None][check_mode:], itertools.repeat("Nobody reads."))
    monkeypatch.setattr(runtime, "output_is_closed", lambda: next(answers))
    monkeypatch.setattr(runtime, "silence_output", lambda: None)
    assert tasks.run_own(check_mode=check_mode, **GIVEN)["changed"]
    assert tasks.logged == ([] if check_mode else ["Nobody reads. Done for IAM user 'ana': ChangePassword."])


def broken(*_arguments: t.Any) -> t.NoReturn:
    raise ArithmeticError(NEW)


@pytest.mark.parametrize(
    ("error", "describes", "key", "is_unknown"),
    [
        (ArithmeticError(NEW), True, "failed_actions", True),
        (None, False, "actions", False),
        (client_error(CHANGE, "LimitExceeded"), False, "failed_actions", False),
    ],
)
def test_an_unexpected_error_is_reported_with_the_change(
    tasks: TaskRunner,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception | None,
    describes: bool,
    key: str,
    is_unknown: bool,
) -> None:
    """Fails when an unexpected error hides that the change was made, may have been made, or was rejected."""
    tasks.expects_unexpected_error = True
    if error is not None:
        fail(tasks, CHANGE, error, after=is_unknown)
    if not describes:
        monkeypatch.setattr(own_password, "_describe", broken)
    result = tasks.run_own(**GIVEN)
    assert (result["error"]["code"], result["user_name"]) == ("internal_error", "ana")
    assert [action["action"] for action in result[key]] == ["iam:ChangePassword"]
    assert (result["changed"], UNKNOWN in result["msg"]) == (key == "actions", is_unknown)
    assert "Canary" not in repr(result)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"new_password": OLD}, "new_password is the same as old_password."),
        ({"old_password": "\u20ac", "new_password": "x" * 129}, "old_password has a character"),
        ({"old_password": "\u20ac", "new_password": "x" * 129}, "new_password is longer than the 128 characters"),
        ({"new_password": ""}, "new_password was given, but is empty. Correct the variable."),
        ({"wait_timeout": -1, "stop_after": 0}, "wait_timeout must be 0 to 86400 seconds. stop_after must be"),
    ],
)
def test_wrong_options_are_rejected_before_the_first_call(tasks: TaskRunner, options: Json, words: str) -> None:
    """Fails when a call is made with invalid options, or one of several mistakes is not named."""
    result = tasks.run_own(**{**GIVEN, **options})
    assert (result["failed"], result["actions"], tasks.called()) == (True, [], [])
    assert words in result["msg"]


def test_an_untypeable_password_is_a_warning(tasks: TaskRunner) -> None:
    """Fails when a line feed of echo silently locks a user out, or makes the old password wrong."""
    warnings = tasks.run_own(check_mode=True, old_password=f"{OLD}\n", new_password=f" {NEW}")["warnings"]
    assert [warning.partition(". ")[0] for warning in warnings] == [
        "old_password has characters that cannot be seen: a line feed at the end",
        "new_password has characters that cannot be seen: a space at the beginning",
    ]
