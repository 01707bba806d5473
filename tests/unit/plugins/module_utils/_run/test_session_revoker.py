# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks that revoke sign-in sessions: whose, how many, and with which calls."""

from __future__ import annotations

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import GIVEN, by_name
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import DONE, client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.session_tasks import (
    ABSENT,
    DELETION,
    READS,
    REVOKE,
    Json,
    account_with_sessions,
    active,
    before,
    roster,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, actions, fail

REASONS = {
    "delete_login_profile": "identity.aws: The login profile is deleted.",
    "update_login_profile": "identity.aws: The password is replaced.",
}
REPLACED: Json = {"user_name": "ana", **GIVEN, "update_password": "always", "revoke_sessions": True}


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    return TaskRunner(monkeypatch, account_with_sessions())


@pytest.mark.parametrize("number", [0, 1, 5, 6, 12])
def test_a_deletion_revokes_five_sessions_a_call(tasks: TaskRunner, number: int) -> None:
    """Fails when a call is needless or missing, a wrong session is revoked or kept, or a prediction is wrong."""
    for _session in range(number):
        tasks.iam.open_session("ana")
    predicted = tasks.run(check_mode=True, **ABSENT)
    assert (tasks.called(), active(tasks).count("ana")) == (READS, number)
    result = tasks.run(**ABSENT)
    batches = -(-number // 5)
    assert tasks.called() == [*DELETION, *[REVOKE] * batches]
    assert active(tasks) == ["ben", "caller"]
    assert (result["revoked_sessions"], result["changed"], result["failed"]) == (number, True, False)
    assert actions(result) == ["DeleteLoginProfile", *[REVOKE] * bool(number)]
    for key in ("actions", "revoked_sessions", "diff"):
        assert predicted[key] == result[key]
    again = tasks.run(**ABSENT)
    assert tasks.called() == ["GetLoginProfile", "GetUser", "ListSessions"]
    assert (again["changed"], again["revoked_sessions"], again["actions"]) == (False, 0, [])


def test_a_deleted_user_with_a_session_is_no_typo(tasks: TaskRunner) -> None:
    """Fails when a task that revokes the session of a deleted user advises to check the spelling of the name."""
    tasks.iam.open_session("ana")
    del tasks.iam.users["ana"]
    result = tasks.run(**ABSENT)
    assert (result["revoked_sessions"], result["user_exists"], result["warnings"]) == (1, False, [])
    assert len(tasks.run(**ABSENT)["warnings"]) == 1


def test_sessions_are_revoked_when_there_is_nothing_to_delete(tasks: TaskRunner) -> None:
    """Fails when a session outlives a password that was deleted before, or is listed again without a write."""
    tasks.iam.open_session("ana")
    tasks.iam.users["ana"] = None
    predicted, result = (tasks.run(check_mode=check_mode, **ABSENT) for check_mode in (True, False))
    reads = ["GetLoginProfile", "GetUser", "ListSessions"]
    assert tasks.called() == [*reads, *reads, REVOKE]
    assert predicted == result
    assert result["actions"] == [
        {"action": "signin:BatchRevokeSessions", "reason": "state is absent. 1 sign-in session was active."}
    ]
    header = "IAM user 'ana' has no login profile, and loses 1 sign-in session: state is absent."
    assert result["diff"]["after_header"].startswith(header)
    assert tasks.iam._account.sign_in_sessions[-1].reason == "identity.aws: state is absent."
    assert (result["diff"]["before"], result["diff"]["after"]) == (
        {"active_sign_in_sessions": 1},
        {"active_sign_in_sessions": 0},
    )
    assert active(tasks) == ["ben", "caller"]


def test_a_password_that_is_replaced_revokes_sessions_before_its_version_is_recorded(tasks: TaskRunner) -> None:
    """Fails when a failed revocation is never repeated, since the next run finds the version recorded."""
    for _session in range(2):
        tasks.iam.open_session("ana")
    fail(tasks, REVOKE, client_error(REVOKE, "AccessDeniedException"))
    versioned = {**REPLACED, "password_version": "2"}
    result = tasks.run(**versioned)
    assert (result["failed"], result["error"]["code"]) == (True, "AccessDeniedException")
    assert "signin:BatchRevokeSessions" in result["msg"]
    assert [actions(result, key) for key in ("actions", "failed_actions", "not_attempted")] == [
        ["UpdateLoginProfile"],
        [REVOKE],
        ["TagUser"],
    ]
    assert (result["revoked_sessions"], tasks.iam.tags) == (0, {})
    result = tasks.run(**versioned)
    assert actions(result) == ["UpdateLoginProfile", REVOKE, "TagUser"]
    assert (result["revoked_sessions"], result["login_profile"]["user_name"]) == (2, "ana")
    assert active(tasks) == ["ben", "caller"]


@pytest.mark.parametrize(
    "options",
    [
        {"user_name": "ana", **GIVEN},
        {"user_name": "chloe", **GIVEN, "update_password": "always"},
        {"user_name": "ana", "password_reset_required": True, "update_password": "always"},
        {"user_name": "ana", "state": "absent", "revoke_sessions": False},
    ],
)
@pytest.mark.parametrize("check_mode", [False, True])
def test_what_replaces_no_password_revokes_nothing(tasks: TaskRunner, options: Json, check_mode: bool) -> None:
    """Fails when a creation, a flag or an unchanged password costs a session or a call."""
    tasks.iam.open_session("ana")
    result = tasks.run(check_mode=check_mode, **{"revoke_sessions": True, **options})
    assert (result["failed"], result["revoked_sessions"]) == (False, 0)
    assert not {"ListSessions", "GetCallerIdentity", REVOKE} & {*tasks.called()}
    assert active(tasks) == ["ben", "caller", "ana"]


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize(("options", "method"), [(ABSENT, "delete_login_profile"), (REPLACED, "update_login_profile")])
def test_a_session_opened_between_the_list_and_the_write_does_not_survive(
    tasks: TaskRunner, options: Json, method: str, number: int
) -> None:
    """Fails when the sessions are not listed again after the write, or the report has the plan instead."""
    for _session in range(number):
        tasks.iam.open_session("ana")
    before(tasks, method, lambda: tasks.iam.open_session("ana"))
    result = tasks.run(**options)
    assert (result["failed"], result["revoked_sessions"]) == (False, number + 1)
    assert actions(result)[1:] == [REVOKE]
    assert f"{number + 1} sign-in session" in result["actions"][1]["reason"]
    assert tasks.iam._account.sign_in_sessions[-1].reason == REASONS[method]
    assert result["diff"]["before"]["active_sign_in_sessions"] == number + 1
    assert active(tasks) == ["ben", "caller"]


def test_an_expired_session_is_not_active(tasks: TaskRunner) -> None:
    """Fails when only the status counts, so that every task reports `changed`."""
    tasks.iam.open_session("ana", age=3600, lifetime=3600)
    tasks.iam.users["ana"] = None
    result = tasks.run(**ABSENT)
    assert (result["changed"], result["revoked_sessions"]) == (False, 0)


def test_each_region_is_read_and_a_session_is_revoked_in_its_own(tasks: TaskRunner) -> None:
    """Fails when a region is omitted, read twice, or revokes another's sessions, or a call mixes regions."""
    for region in ("eu-west-1", "us-east-1", "eu-west-1", "ap-south-1"):
        tasks.iam.open_session("ana", region=region)
    result = tasks.run(**ABSENT, session_regions=["us-east-1", "eu-west-1", "us-east-1"])
    assert (result["failed"], result["revoked_sessions"]) == (False, 3)
    calls = ["DeleteLoginProfile", "GetLoginProfile", "ListSessions", "ListSessions", REVOKE, REVOKE]
    assert tasks.called() == [*READS, "ListSessions", *calls]
    assert active(tasks) == ["ben", "caller", "ana"]


def test_a_list_of_all_regions_has_each_session_once(tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a session is counted or revoked for each region whose list has it."""
    tasks.iam.open_session("ana", region="eu-west-1")
    tasks.iam.open_session("ana")
    monkeypatch.setattr(
        "ansible_collections.identity.aws.tests.emulator.model.sign_in_sessions._is_meant",
        lambda session, _request, principal: principal in {None, session.principal},
    )
    options = {**ABSENT, "session_regions": ["us-east-1", "eu-west-1"]}
    assert tasks.run(check_mode=True, **options)["revoked_sessions"] == 2
    result = tasks.run(**options)
    assert (result["revoked_sessions"], active(tasks)) == (2, ["ben", "caller"])
    assert tasks.called().count(REVOKE) == 2


def test_the_caller_has_no_name(tasks: TaskRunner) -> None:
    """Fails when the caller's sessions are listed by a name that only GetCallerIdentity has."""
    result = tasks.run(caller=True, state="absent", revoke_sessions=True)
    assert [
        given for name, given in tasks.iam.calls if name in {"ListSessions", REVOKE} and "principalArn" in given
    ] == []
    assert "GetCallerIdentity" not in tasks.called()
    assert (result["revoked_sessions"], active(tasks)) == (1, ["ben"])


def test_a_list_with_other_users_revokes_none_of_theirs(tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a list that is not limited to the user, as from a proxy, ends the sessions of others."""
    tasks.iam.open_session("ana")
    monkeypatch.setattr(
        "ansible_collections.identity.aws.tests.emulator.model.sign_in_sessions._is_meant", lambda *_arguments: True
    )
    assert tasks.run(**ABSENT)["revoked_sessions"] == 1
    assert active(tasks) == ["ben", "caller"]


@pytest.mark.parametrize("listed_as", ["111122223333:user/staff/ana", "999999999999:user/ana"])
def test_a_listed_principal_is_found_by_account_and_name(tasks: TaskRunner, listed_as: str) -> None:
    """Fails when a path in the list hides sessions, or a namesake's in another account count as the user's."""
    tasks.iam.open_session("ana").principal = f"arn:aws:iam::{listed_as}"
    tasks.iam._account.sign_in_sessions[:] = tasks.iam._account.sign_in_sessions[-1:]
    pages = tasks.iam._sessions
    page = {**DONE, "items": next(pages(principalArn="arn:aws:iam::111122223333:*"))["items"]}
    tasks.iam._sessions = lambda **_parameters: iter([page])  # type: ignore[method-assign]
    number = int("staff" in listed_as)
    assert tasks.run(check_mode=True, **ABSENT)["revoked_sessions"] == number
    many = roster(tasks, profiles=[{"user_name": "ana", "state": "absent"}], check_mode=True)
    assert many["users"][0]["revoked_sessions"] == number
    for names in (["ana"], ["ana", "ben"]):
        assert len(by_name(tasks.run_info(sessions=True, user_names=names))["ana"]["sessions"]) == number


def test_the_sessions_of_many_users_are_listed_once(tasks: TaskRunner) -> None:
    """Fails when each user costs a list, an entry cannot override the default, or prediction and result differ."""
    for name in ("ana", "ana", "ben"):
        tasks.iam.open_session(name)
    profiles = [
        {"user_name": "ana", "state": "absent"},
        {"user_name": "ben", "state": "absent", "revoke_sessions": False},
        {"user_name": "caller", **GIVEN},
    ]
    predicted = roster(tasks, profiles=profiles, check_mode=True)
    assert tasks.called() == ["GetCallerIdentity", "ListSessions", *["GetLoginProfile"] * 3]
    result = roster(tasks, profiles=profiles)
    assert tasks.called().count("ListSessions") == 2
    assert [row["revoked_sessions"] for row in result["users"]] == [2, 0, 0]
    assert [row["revoked_sessions"] for row in predicted["users"]] == [2, 0, 0]
    assert predicted["diff"] == result["diff"]
    assert result["diff"][-1]["prepared"].endswith("1 unchanged. Sign-in sessions: 2 revoked.\n")
    assert active(tasks) == ["ben", "caller", "ben"]
    roster(tasks, profiles=profiles)
    steady = ["GetCallerIdentity", "ListSessions", *["GetLoginProfile", "GetUser"] * 2, "GetLoginProfile"]
    assert tasks.called() == steady
    roster(tasks, profiles=profiles[2:])
    assert tasks.called() == ["GetLoginProfile"]


@pytest.mark.parametrize("limit", [None, "0", "1"])
def test_a_purge_revokes_sessions_of_users_without_a_password_too(tasks: TaskRunner, limit: str | None) -> None:
    """Fails when a purged or excluded user, or the caller, is treated wrongly, or a session counts as a login profile.

    The purge removes the login profile of ben, and sessions of ben and chloe.
    """
    tasks.iam.users["chloe"] = {}
    for name in ("chloe", "chloe", "ana"):
        tasks.iam.open_session(name)
    tasks.iam.users["chloe"] = None
    tasks.iam.users["glass"] = {}
    tasks.iam.open_session("glass")
    options = {"purge_exclude": ["glass"], **({} if limit is None else {"purge_limit": limit})}
    result = roster(tasks, profiles=[{"user_name": "ana", **GIVEN}], purge=True, **options)
    if limit == "0":
        assert "would remove 1 of 2 login profiles" in result["msg"]
        assert active(tasks) == ["ben", "caller", "chloe", "chloe", "ana", "glass"]
        return
    rows = by_name(result)
    assert (rows["ben"]["revoked_sessions"], rows["chloe"]["revoked_sessions"]) == (1, 2)
    assert actions(rows["ben"]) == ["DeleteLoginProfile", REVOKE]
    reason = "purge is true, and the user is not in the roster. 2 sign-in sessions were active."
    assert rows["chloe"]["actions"] == [{"action": "signin:BatchRevokeSessions", "reason": reason}]
    assert active(tasks) == ["caller", "ana", "glass"]
    assert tasks.called().count("GetCallerIdentity") == 1
    numbers = "Login profiles: 0 gained, 1 lost, 0 changed, 2 unchanged. Sign-in sessions: 3 revoked.\n"
    assert result["diff"][-1]["prepared"] == numbers
