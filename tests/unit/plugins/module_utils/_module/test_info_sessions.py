# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tasks that list sign-in sessions. Null means "unknown", an empty list "none", and no session is hidden."""

from __future__ import annotations

import typing as t
from collections import Counter

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.tests.emulator.model.state import SignInSession
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import by_name, reported
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import (
    InMemoryIAM,
    client_error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

ACCOUNT = "111122223333"
ROOT = "<root_account>"
HOUR = 3600
DELETED = "AWS lists active sign-in sessions of IAM users who do not exist: dora."
NOT_REPORTED = "AWS lists active sign-in sessions of IAM users who are not in the credential report: ana, dora."
Opened = dict[str, SignInSession]


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    return TaskRunner(monkeypatch, InMemoryIAM({"ana": {}, "ben": {}, "chloe": None, "dora": {}, "emil": {}}))


@pytest.fixture
def opened(tasks: TaskRunner) -> Opened:
    """Open sessions of all kinds. dora and emil are deleted later. The first page has only expired ones of emil."""
    iam = tasks.iam
    for _number in range(100):
        iam.open_session("emil", age=5 * HOUR, lifetime=HOUR)
    iam.root_users[ACCOUNT] = InMemoryIAM({"root": {}})
    sessions = {
        "new": iam.open_session("ana", age=HOUR),
        "revoked": iam.open_session("ana", age=4 * HOUR, client_type="MCP"),
        "european": iam.open_session("ana", age=2 * HOUR, region="eu-west-1"),
        "of dora": iam.open_session("dora", age=HOUR),
        "of the root user": iam.open_session(None),
        "of a role": iam.open_session("ben", age=HOUR),
    }
    sessions["revoked"].revoke(None)
    sessions["of a role"].principal = f"arn:aws:iam::{ACCOUNT}:role/staff/ben"
    for name in ("dora", "emil"):
        del iam.users[name]
    return sessions


def arns(result: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return the ARNs of the sessions of each user, null if unknown."""
    rows = [*result["users"], *result["root_users"]]
    assert len({row["user_name"] for row in rows}) == len(rows)
    return {
        row["user_name"]: row["sessions"] and [session["session_arn"] for session in row["sessions"]] for row in rows
    }


def test_all_users(tasks: TaskRunner, opened: Opened) -> None:
    """Fails when a session is hidden, is another user's, differs from AWS's values, or costs a call per user."""
    result = tasks.run_info(sessions=True)
    calls = Counter(tasks.called())
    assert arns(result) == {
        "ana": [opened["revoked"].arn, opened["new"].arn],
        "ben": [],
        "chloe": [],
        "dora": [opened["of dora"].arn],
        ROOT: [opened["of the root user"].arn],
    }
    assert (result["failed"], result["warnings"]) == (False, [DELETED])
    assert by_name(result)["ana"]["sessions"][0] == {
        "session_arn": opened["revoked"].arn,
        "issued_at": "2026-11-22T05:30:00+00:00",
        "expires_at": "2026-11-22T17:30:00+00:00",
        "client_type": "MCP",
        "client_id": opened["revoked"].client_id,
        "status": "REVOKED",
    }
    dora = by_name(result)["dora"]
    assert [dora[key] for key in ("user_exists", "password_enabled", "login_profile", "msg")] == [
        False,
        False,
        {},
        None,
    ]
    (root,) = result["root_users"]
    assert [root[key] for key in ("root_account_id", "user_exists", "password_enabled")] == [ACCOUNT, None, None]
    # The second ListUsers belongs to every task in which a user has no password.
    assert calls == {"ListSessions": 2, "GetCallerIdentity": 1, "GetLoginProfile": 3, "ListUsers": 2}
    assert not any("sessions" in row for row in tasks.run_info()["users"])


def test_several_regions(tasks: TaskRunner, opened: Opened) -> None:
    """Fails when a region is not read, or a user's sessions are not in one list, oldest first."""
    both = tasks.run_info(sessions=True, session_regions=["us-east-1", "eu-west-1"])
    assert tasks.called().count("ListSessions") == 3
    assert arns(both)["ana"] == [opened[name].arn for name in ("revoked", "european", "new")]
    assert arns(tasks.run_info(sessions=True, session_regions=["eu-west-1"])) == {
        "ana": [opened["european"].arn],
        "ben": [],
        "chloe": [],
    }


@pytest.mark.parametrize(
    ("options", "names", "missing", "principal"),
    [
        ({"user_names": ["ana"]}, ["ana"], [], "user/ana"),
        ({"user_names": ["dora"]}, ["dora"], ["dora"], "user/dora"),
        ({"user_names": ["emil"]}, [], ["emil"], "user/emil"),
        ({"user_names": ["emil", "dora", "ben"]}, ["ben", "dora"], ["emil", "dora"], "*"),
        ({"path_prefix": "/"}, ["ana", "ben", "chloe"], [], "*"),
        ({"user_names": []}, [], [], None),
    ],
)
def test_some_users(
    tasks: TaskRunner,
    opened: Opened,
    options: dict[str, t.Any],
    names: list[str],
    missing: list[str],
    principal: str | None,
) -> None:
    """Fails when another user's session is returned, or a needless list is read."""
    result = tasks.run_info(sessions=True, **options)
    listed = {given["principalArn"] for call, given in tasks.iam.calls if call == "ListSessions"}
    assert listed == (set() if principal is None else {f"arn:aws:iam::{ACCOUNT}:{principal}"})
    assert (list(arns(result)), result["missing_users"], result["failed"]) == (names, missing, False)
    assert all(row["user_exists"] is (row["user_name"] != "dora") for row in result["users"])


def test_the_credential_report(tasks: TaskRunner, opened: Opened) -> None:
    """Fails when a user missing in the report counts as deleted, or the root user has two rows."""
    tasks.iam.report = [reported(ROOT, arn=f"arn:aws:iam::{ACCOUNT}:root", mfa_active="true"), reported("ben")]
    alone = tasks.run_info(sessions=True, source="report")
    assert arns(alone) == {
        "ben": [],
        "ana": [opened["revoked"].arn, opened["new"].arn],
        "dora": [opened["of dora"].arn],
        ROOT: [opened["of the root user"].arn],
    }
    unknown = [by_name(alone)[name][key] for name in ("ana", "dora") for key in ("user_exists", "password_enabled")]
    assert (unknown, len(alone["warnings"]), alone["failed"]) == ([None] * 4, 1, False)
    assert alone["warnings"][0].startswith(NOT_REPORTED)
    joined = tasks.run_info(sessions=True, credential_report=True)
    (root,) = joined["root_users"]
    assert (root["mfa_active"], arns(joined)) == (True, arns(tasks.run_info(sessions=True)))
    assert len({tuple(row) for result in (alone, joined) for row in [*result["users"], *result["root_users"]]}) == 1


@pytest.mark.parametrize("operation", ["ListSessions", "GetCallerIdentity"])
@pytest.mark.parametrize("code", ["AccessDeniedException", "TooManyRequestsError", "InternalServerException"])
def test_sessions_that_could_not_be_listed(tasks: TaskRunner, opened: Opened, operation: str, code: str) -> None:
    """Fails when an error is read as "no sessions", hides a user, or is not reported next to a user's error."""
    tasks.iam.faults = [(operation, client_error(operation, code))]
    result = tasks.run_info(sessions=True, account_password_policy=True)
    assert (result["failed"], arns(result)) == (True, dict.fromkeys(["ana", "ben", "chloe"]))
    assert [row["password_enabled"] for row in result["users"]] == [True, True, False]
    assert (result["error"], result["account_password_policy"]) == (
        {"code": "sessions_unreadable", "message": "AWS's own words."},
        {},
    )
    tasks.iam.faults = [
        *[(each, client_error(each, "AccessDenied")) for each in (operation, "GetAccountPasswordPolicy")],
        ("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied")),
    ]
    result = tasks.run_info(sessions=True, account_password_policy=True)
    assert (result["error"]["code"], set(arns(result).values())) == ("users_failed", {None})
    actions = ("iam:GetAccountPasswordPolicy", "iam:GetLoginProfile", "signin:ListSessions")
    assert [action in result["msg"] for action in actions] == [True, True, operation == "ListSessions"]


def test_where_they_cannot_be_listed_nothing_is_called(tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when users are read before an old botocore or a region without sessions is reported."""

    def signin_client(iam: InMemoryIAM, region: str | None) -> InMemoryIAM:
        if region == "us-west-2":
            raise RequestError("Not here.", "sign_in_sessions_not_supported")
        return iam

    monkeypatch.setattr(InMemoryIAM, "signin_client", signin_client)
    result = tasks.run_info(sessions=True, session_regions=["us-east-1", "us-west-2"])
    assert (result["msg"], result["error"]["code"]) == ("Not here.", "sign_in_sessions_not_supported")
    assert (result["users"], tasks.called()) == (None, [])


def test_a_user_who_could_not_be_read_has_sessions(tasks: TaskRunner, opened: Opened) -> None:
    """Fails when the error of a user hides the sessions, or the user counts as deleted."""
    tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))]
    result = tasks.run_info(sessions=True, user_names=["ana"])
    assert (result["users"][0]["password_enabled"], result["failed"]) == (None, True)
    assert (len(arns(result)["ana"]), result["warnings"]) == (2, [])
