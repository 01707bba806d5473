# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sign-in sessions that are not revoked, or with an unknown outcome: what is done nevertheless, and reported."""

from __future__ import annotations

import typing as t

import pytest
from botocore import exceptions

from ansible_collections.identity.aws.plugins.module_utils._aws.interruption import Interrupted
from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._module import runtime
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import GIVEN
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import (
    DONE,
    InMemoryIAM,
    client_error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.session_tasks import (
    ABSENT,
    DELETION,
    REVOKE,
    Json,
    account_with_sessions,
    active,
    before,
    roster,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, actions, fail

REPLACED: Json = {"user_name": "ana", **GIVEN, "update_password": "always", "revoke_sessions": True}


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    return TaskRunner(monkeypatch, account_with_sessions())


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("options", [ABSENT, REPLACED])
def test_a_missing_permission_to_list_fails_before_anything_is_written(
    tasks: TaskRunner, options: Json, check_mode: bool
) -> None:
    """Fails when a password is deleted or set before the task finds that sessions cannot be listed."""
    message = "User: arn:aws:iam::1:user/x is not authorized to perform: signin:ListSignInSessions on resource: *"
    tasks.iam.faults = [("ListSessions", client_error("ListSessions", "AccessDeniedException", message=message))]
    result = tasks.run(check_mode=check_mode, **options)
    assert (result["failed"], result["changed"], result["error"]["code"]) == (True, False, "AccessDeniedException")
    assert "do not have the permission signin:ListSignInSessions." in result["msg"]
    assert tasks.iam.users["ana"] == {}


@pytest.mark.parametrize("revoke_error", ["InternalServerException", "ResourceNotFoundException"])
def test_a_session_that_aws_does_not_revoke_is_named_and_the_others_are_revoked(
    tasks: TaskRunner, revoke_error: str
) -> None:
    """Fails when one session stops the others, is counted as revoked or is not named, or the task passes."""
    refused = tasks.iam.open_session("ana", revoke_error=revoke_error)
    for _session in range(6):
        tasks.iam.open_session("ana")
    result = tasks.run(**ABSENT)
    assert (result["failed"], result["changed"], result["revoked_sessions"]) == (True, True, 6)
    assert (actions(result), actions(result, "failed_actions")) == (["DeleteLoginProfile", REVOKE], [REVOKE])
    assert result["failed_actions"][0]["reason"] == "The login profile is deleted. 1 sign-in session was active."
    assert result["error"] == {"code": revoke_error, "message": f"The session {refused.arn} could not be revoked."}
    assert "AWS did not revoke 1 of 7 sign-in sessions of IAM user 'ana', which are still active: " in result["msg"]
    assert f"{refused.arn} ({revoke_error}: The session" in result["msg"]
    assert active(tasks) == ["ben", "caller", "ana"]


@pytest.mark.parametrize(("is_gone", "is_of_request"), [(True, False), (True, True), (False, True)])
def test_the_list_decides_whether_a_session_that_is_not_found_is_a_failure(
    tasks: TaskRunner, is_gone: bool, is_of_request: bool
) -> None:
    """Fails when an ended session fails the task or is counted, or a code hides an active one.

    AWS returns the code for a session, or for the request.
    """
    tasks.iam.open_session("ana")

    def end_session() -> None:
        if is_gone:
            tasks.iam._account.sign_in_sessions.pop()
        if is_of_request:
            tasks.iam.faults = [(REVOKE, client_error(REVOKE, "ResourceNotFoundException"))]

    before(tasks, "batch_revoke_sessions", end_session)
    result = tasks.run(**ABSENT)
    assert tasks.called() == [*DELETION, REVOKE, "ListSessions"]
    assert (result["failed"], result["revoked_sessions"]) == (not is_gone, 0)
    assert actions(result) == ["DeleteLoginProfile"]


def test_only_the_first_sessions_are_named(tasks: TaskRunner) -> None:
    """Fails when the message about many sessions has no limit, or hides their number."""
    opened = [tasks.iam.open_session("ana", revoke_error="Odd") for _session in range(6)]
    message = tasks.run(**ABSENT)["msg"]
    assert [session.arn in message for session in opened] == [True] * 5 + [False]
    assert "AWS did not revoke 6 of 6" in message
    assert " and 1 more. Run the task again." in message


def test_a_session_in_a_region_without_revocation_fails_before_the_write(tasks: TaskRunner) -> None:
    """Fails when the password is deleted before the task finds that a session cannot be revoked."""
    tasks.iam.open_session("ana", region="us-est-1")
    connect = tasks.iam.signin_client

    def signin(region: str | None) -> t.Any:
        if region == "us-est-1":
            raise RequestError("No such region.", "sign_in_sessions_not_supported")
        everywhere = connect(region)
        everywhere._region = "us-est-1"  # as if its list included the sessions of all regions
        return everywhere

    tasks.iam.signin_client = signin  # type: ignore[method-assign]
    result = tasks.run(**ABSENT)
    assert (result["failed"], result["error"]["code"]) == (True, "sign_in_sessions_not_supported")
    assert tasks.iam.users["ana"] == {}


def test_a_reply_that_does_not_have_a_session_is_no_success(tasks: TaskRunner) -> None:
    """Fails when a session counts as revoked because AWS returned no error for it."""
    arn = tasks.iam.open_session("ana").arn
    empty = {**DONE, "revokedSessions": [], "errors": []}
    tasks.iam.batch_revoke_sessions = lambda **_parameters: empty  # type: ignore[method-assign]
    result = tasks.run(**ABSENT)
    assert (result["failed"], result["revoked_sessions"]) == (True, 0)
    assert result["error"] == {"code": "unreadable_reply", "message": None}
    assert f"{arn} (unreadable_reply: The reply has neither the session nor an error.)" in result["msg"]


def test_errors_that_cannot_be_verified_are_failures(tasks: TaskRunner) -> None:
    """Fails when a session counts as ended because the sessions could not be listed."""
    tasks.iam.open_session("ana", revoke_error="Odd")
    error = client_error("ListSessions", "InternalServerException")
    before(tasks, "batch_revoke_sessions", lambda: tasks.iam.faults.append(("ListSessions", error)))
    result = tasks.run(**ABSENT)
    assert (result["failed"], result["error"]["code"], result["revoked_sessions"]) == (True, "Odd", 0)


def test_a_revocation_whose_reply_was_lost_is_in_doubt(tasks: TaskRunner) -> None:
    """Fails when possibly revoked sessions count as revoked or as not revoked, or earlier calls are dropped."""
    for _session in range(7):
        tasks.iam.open_session("ana")
    lost = exceptions.ReadTimeoutError(endpoint_url="https://signin")
    before(tasks, "batch_revoke_sessions", lambda: fail(tasks, REVOKE, lost, after=True))  # the second call's
    result = tasks.run(**ABSENT)
    assert (result["failed"], result["changed"], result["revoked_sessions"]) == (True, True, 5)
    assert (actions(result), actions(result, "failed_actions")) == (["DeleteLoginProfile", REVOKE], [REVOKE])
    assert "The outcome is unknown" in result["msg"]


def test_a_session_that_is_not_found_after_a_lost_reply_is_in_doubt(tasks: TaskRunner) -> None:
    """Fails when the possible result of an earlier request is reported as not done."""
    tasks.iam.open_session("ana")
    fail(tasks, REVOKE, client_error(REVOKE, "ResourceNotFoundException", lost=1), after=True)
    result = tasks.run(**ABSENT)
    assert (result["failed"], actions(result, "failed_actions")) == (True, [REVOKE])
    assert "The outcome is unknown" in result["msg"]


@pytest.mark.parametrize(
    ("code", "sessions", "revoked"),
    [("AccessDeniedException", 1, 2), ("AccessDeniedException", 6, 2), ("ExpiredTokenException", 1, 1)],
)
def test_a_region_where_the_revocation_fails_is_named_and_the_others_are_done(
    tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch, code: str, sessions: int, revoked: int
) -> None:
    """Fails when the region is not reported, it keeps sessions alive in another, or a general failure is repeated."""
    regions = ["us-east-1", "eu-west-1", "eu-west-2"]
    for region in ("us-east-1", *["eu-west-1"] * sessions, "eu-west-2"):
        tasks.iam.open_session("ana", region=region)
    revoke, denied = InMemoryIAM.batch_revoke_sessions, []

    def denied_in_europe(client: InMemoryIAM, **parameters: t.Any) -> Json:
        if client._region == "eu-west-1":
            denied.append(parameters)
            raise client_error(REVOKE, code)
        return revoke(client, **parameters)

    monkeypatch.setattr(InMemoryIAM, "batch_revoke_sessions", denied_in_europe)
    result = tasks.run(**ABSENT, session_regions=regions)
    assert "Failed to revoke sign-in sessions in eu-west-1 (IAM user 'ana')" in result["msg"]
    assert (result["failed"], result["revoked_sessions"], len(denied)) == (True, revoked, 1)
    assert active(tasks) == ["ben", "caller", *["ana"] * (sessions + 2 - revoked)]
    assert (actions(result), actions(result, "failed_actions")) == (["DeleteLoginProfile", REVOKE], [REVOKE])


def test_a_call_that_an_interruption_prevents_is_not_attempted(tasks: TaskRunner) -> None:
    """Fails when an unsent revocation is reported as failed or unknown."""
    tasks.iam.open_session("ana")
    fail(tasks, REVOKE, Interrupted("Nobody reads.", sent=0, lost=0))
    result = tasks.run(**ABSENT)
    assert [actions(result, key) for key in ("failed_actions", "not_attempted")] == [[], [REVOKE]]
    assert (result["error"]["code"], result["revoked_sessions"]) == ("interrupted", 0)


@pytest.mark.parametrize(
    ("done_before", "done", "left"),
    [
        (["DeleteLoginProfile"], "DeleteLoginProfile", "6 sessions"),
        (["DeleteLoginProfile", REVOKE], "DeleteLoginProfile, BatchRevokeSessions (5 sessions)", "1 session"),
    ],
)
def test_an_interruption_is_reported(
    tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch, done_before: list[str], done: str, left: str
) -> None:
    """Fails when sessions are revoked after an interruption, or revoked or remaining ones go unreported."""
    for _session in range(6):
        tasks.iam.open_session("ana")

    def output_is_closed() -> str | None:
        return "Nobody reads." if any(name == done_before[-1] for name, _parameters in tasks.iam.calls) else None

    monkeypatch.setattr(runtime, "output_is_closed", output_is_closed)
    monkeypatch.setattr(runtime, "silence_output", lambda: None)
    result = tasks.run(**ABSENT)
    assert (result["failed"], result["changed"], result["error"]["code"]) == (True, True, "interrupted")
    assert result["msg"] == f"Nobody reads. Not attempted for IAM user 'ana': BatchRevokeSessions ({left})."
    assert tasks.logged == [f"Nobody reads. Done for IAM user 'ana': {done}."]
    assert (actions(result), actions(result, "not_attempted")) == (done_before, [REVOKE])
    assert result["revoked_sessions"] == 5 * (len(done_before) - 1)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (("DeleteLoginProfile", client_error("DeleteLoginProfile", "AccessDenied")), "AccessDenied"),
        (("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied")), "AccessDenied"),
        (("ListSessions", client_error("ListSessions", "ExpiredTokenException")), "ExpiredTokenException"),
        (None, "not_shown_yet"),
    ],
)
@pytest.mark.parametrize("number", [0, 1])
def test_sessions_are_not_revoked_if_the_deletion_is_in_doubt(
    tasks: TaskRunner, fault: tuple[str, BaseException] | None, code: str, number: int
) -> None:
    """Fails when sessions are revoked although new ones can be opened, or the omitted revocation is not reported."""
    for _session in range(number):
        tasks.iam.open_session("ana")
    if fault is None:
        tasks.iam.settings.delete_visible_after = 1000
    else:
        before(tasks, "delete_login_profile", lambda: tasks.iam.faults.append(fault))
    result = tasks.run(**ABSENT, wait_timeout=10)
    assert (result["failed"], result["error"]["code"], result["revoked_sessions"]) == (True, code, 0)
    assert actions(result, "not_attempted") == [REVOKE] * number
    assert REVOKE not in tasks.called()


def test_the_diff_of_a_failed_user_has_the_remaining_sessions(tasks: TaskRunner) -> None:
    """Fails when a partly failed revocation is shown as if all sessions were revoked, or none."""
    tasks.iam.open_session("ana", revoke_error="Odd")
    tasks.iam.open_session("ana")
    diff = roster(tasks, profiles=[{"user_name": "ana", "state": "absent"}])["diff"][0]
    assert (diff["before"]["active_sign_in_sessions"], diff["after"]) == (2, {"active_sign_in_sessions": 1})


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_list_that_cannot_be_read_fails_the_whole_task_once(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a missing permission is reported for each user, or something is written before it is found."""
    tasks.iam.faults = [("ListSessions", client_error("ListSessions", "AccessDeniedException"))]
    result = roster(tasks, profiles=[{"user_name": "ana", "state": "absent"}], check_mode=check_mode)
    assert (result["failed"], result["changed"], result["users"]) == (True, False, [])
    assert (result["error"]["code"], tasks.called()) == ("AccessDeniedException", ["GetCallerIdentity", "ListSessions"])
