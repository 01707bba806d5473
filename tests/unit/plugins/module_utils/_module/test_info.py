# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tasks that look: who has a login profile, what stands for "not known", and that an error is never "none"."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import (
    CREATED,
    InMemoryIAM,
    client_error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

DAY = "2026-11-20T08:01:11+00:00"
LOOKS = ("GenerateCredentialReport", "GetCredentialReport")
LIVE = ["ListUsers", "GetLoginProfile", "GetLoginProfile", "GetLoginProfile", "ListUsers"]


def reported(name: str, **columns: str) -> dict[str, str]:
    """Make a row of the credential report."""
    arn = f"arn:aws:iam::111122223333:user/{name}"
    row = {"user": name, "arn": arn, "password_enabled": "true", "password_last_used": DAY}
    return {**row, "password_last_changed": DAY, "password_next_rotation": "N/A", "mfa_active": "false", **columns}


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where ana and ben have a login profile, and chloe has none; ben has MFA, and the report is older."""
    iam = InMemoryIAM({"ana": {"PasswordResetRequired": True}, "ben": {}, "chloe": None})
    iam.report = [
        reported("<root_account>", arn="arn:aws:iam::111122223333:root", password_enabled="not_supported"),
        reported("ben", mfa_active="true"),
        reported("chloe", password_last_used="no_information"),
        reported("gone"),
    ]
    return TaskRunner(monkeypatch, iam)


def by_name(result: dict[str, t.Any]) -> dict[str, dict[str, t.Any]]:
    return {row["user_name"]: row for row in result["users"]}


def test_everybody_live(tasks: TaskRunner) -> None:
    """Fails when a user is left out, or a call is made that is not needed."""
    result = tasks.run_info()
    assert {row["user_name"]: row["password_enabled"] for row in result["users"]} == {
        "ana": True,
        "ben": True,
        "chloe": False,
    }
    assert by_name(result)["ana"]["login_profile"]["password_reset_required"] is True
    assert by_name(result)["chloe"]["login_profile"] == {}
    assert (result["changed"], result["missing_users"]) == (False, [])
    assert tasks.called() == LIVE


def test_the_users_are_listed_again_only_where_somebody_has_no_password(tasks: TaskRunner) -> None:
    """Fails when an account of password users costs a second listing."""
    tasks.iam.users.pop("chloe")
    tasks.run_info()
    assert tasks.called() == LIVE[:-2]


def test_a_user_who_vanishes_is_left_out(tasks: TaskRunner) -> None:
    """Fails when somebody who is gone passes for a user without a password."""
    original = tasks.iam.get_login_profile

    def vanish(**parameters: t.Any) -> dict[str, t.Any]:
        tasks.iam.users.pop("chloe", None)
        return original(**parameters)

    tasks.iam.get_login_profile = vanish  # type: ignore[method-assign]
    assert set(by_name(tasks.run_info())) == {"ana", "ben"}


def test_named_users(tasks: TaskRunner) -> None:
    """Fails when a name that nobody has passes for a user without a password, or one is looked at twice."""
    result = tasks.run_info(user_names=["chloe", "zoe", "ana", "ana"])
    assert [row["user_name"] for row in result["users"]] == ["chloe", "ana"]
    assert result["missing_users"] == ["zoe"]
    assert sorted(tasks.called()) == ["GetLoginProfile"] * 3 + ["GetUser"] * 2
    assert tasks.run_info(user_names=[])["users"] == []


def test_below_a_path(tasks: TaskRunner) -> None:
    """Fails when another path's users are looked at."""
    tasks.iam.paths = {"ana": "/colleagues/"}
    assert set(by_name(tasks.run_info(path_prefix="/colleagues/"))) == {"ana"}


def test_the_report_joined_to_what_is_read_now(tasks: TaskRunner) -> None:
    """Fails when the report has a say in who has a password, or a user who is newer has another's columns."""
    result = tasks.run_info(credential_report=True)
    rows = by_name(result)
    assert set(rows) == {"ana", "ben", "chloe"}
    assert (rows["ben"]["mfa_active"], rows["ben"]["password_last_used"]) == (True, DAY)
    assert (rows["chloe"]["password_enabled"], rows["chloe"]["password_last_changed"]) == (False, DAY)
    assert (rows["ana"]["password_enabled"], rows["ana"]["mfa_active"]) == (True, None)
    assert result["credential_report"] == {
        "generated_time": "2026-11-22T09:30:00+00:00",
        "msg": None,
        "error": None,
    }
    (root,) = result["root_users"]
    assert (root["user_name"], root["password_enabled"], root["login_profile"]) == ("<root_account>", None, None)


@pytest.mark.parametrize(
    ("later", "is_the_same"), [(dt.timedelta(0), True), (dt.timedelta(seconds=1), True), (dt.timedelta(hours=1), False)]
)
@pytest.mark.parametrize("asked", [{}, {"user_names": ["ben"]}])
def test_the_report_is_about_the_user_that_was_created_then(
    tasks: TaskRunner, later: dt.timedelta, is_the_same: bool, asked: dict[str, t.Any]
) -> None:
    """Fails when a user has MFA because a deleted user of the same name had it, or loses it to a rounded second."""
    tasks.iam.report = [reported("ben", mfa_active="true", user_creation_time=CREATED.isoformat())]
    tasks.iam.created = {"ben": CREATED + later}
    ben = by_name(tasks.run_info(credential_report=True, **asked))["ben"]
    columns = ("mfa_active", "password_last_used", "password_last_changed")
    assert [ben[name] for name in columns] == ([True, DAY, DAY] if is_the_same else [None] * 3)
    assert ben["password_enabled"] is True


def test_a_user_is_read_only_where_the_report_may_be_about_another(tasks: TaskRunner) -> None:
    """Fails when each named user costs a second call, or an error of that call is read as "the same user"."""
    tasks.run_info(credential_report=True, user_names=["ana", "ben"])
    assert "GetUser" not in tasks.called()
    tasks.iam.created = {"ben": CREATED + dt.timedelta(hours=1)}
    tasks.run_info(user_names=["ben"])
    assert tasks.called() == ["GetLoginProfile"]
    tasks.iam.faults = [("GetUser", client_error("GetUser", "AccessDenied"))]
    result = tasks.run_info(credential_report=True, user_names=["ben"])
    assert (result["failed"], by_name(result)["ben"]["mfa_active"]) == (True, None)
    assert "iam:GetUser" in result["msg"]


def test_a_malformed_row_costs_that_row(tasks: TaskRunner) -> None:
    """Fails when one row ends the task, is dropped silently, or hides the other rows."""
    tasks.iam.report = [reported("ana"), reported('b"en', mfa_active="x,y"), reported("chloe")]
    sentence = "Row 2 of the credential report is malformed"
    live = tasks.run_info(credential_report=True)
    assert [sentence in warning for warning in live["warnings"]] == [True]
    assert [row["mfa_active"] for row in live["users"]] == [False, None, False]
    alone = tasks.run_info(source="report")
    assert [row["password_enabled"] for row in alone["users"]] == [True, True, None]
    assert alone["failed"]
    assert sentence in alone["msg"]
    assert by_name(alone)['b"en']["root_account_id"] is None


def test_the_report_alone(tasks: TaskRunner) -> None:
    """Fails when another call is made, or what the report does not know is guessed."""
    result = tasks.run_info(source="report")
    assert tasks.called() == ["GenerateCredentialReport", "GetCredentialReport"]
    assert set(by_name(result)) == {"ben", "chloe", "gone"}
    assert by_name(result)["ben"]["login_profile"] == {
        "user_name": "ben",
        "create_date": None,
        "password_reset_required": None,
    }


def test_a_row_has_the_same_keys_whatever_it_was_read_from(tasks: TaskRunner) -> None:
    """Fails when a play has to know where a row comes from."""
    ways: list[dict[str, t.Any]] = [{}, {"credential_report": True}, {"source": "report"}, {"user_names": ["ana"]}]
    results = [tasks.run_info(**way) for way in ways]
    tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))]
    results.append(tasks.run_info())
    assert len({tuple(row) for result in results for row in [*result["users"], *result.get("root_users", [])]}) == 1


@pytest.mark.parametrize(
    ("user_names", "rows", "missing"), [(["ben", "zoe"], {"ben"}, ["zoe"]), (["ana"], set(), ["ana"])]
)
def test_the_report_s_answer_about_some(
    tasks: TaskRunner, user_names: list[str], rows: set[str], missing: list[str]
) -> None:
    """Fails when the report tells of more than was asked, or keeps silent on who is not in it."""
    result = tasks.run_info(source="report", user_names=user_names)
    assert (set(by_name(result)), result["missing_users"], result["root_users"]) == (rows, missing, [])


def test_a_path_in_the_report(tasks: TaskRunner) -> None:
    """Fails when a user of another path is in the answer, or a row has not the user's ARN."""
    arn = "arn:aws:iam::111122223333:user/colleagues/dee"
    tasks.iam.report = [*(tasks.iam.report or []), reported("dee", arn=arn)]
    result = tasks.run_info(source="report", path_prefix="/colleagues/")
    assert {row["user_name"]: row["arn"] for row in result["users"]} == {"dee": arn}


def test_an_error_is_that_of_its_user_and_never_no_password(tasks: TaskRunner) -> None:
    """Fails when an unreadable user passes for one without a password, or hides the others."""
    tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))]
    result = tasks.run_info(concurrency=1)
    assert result["failed"]
    rows = by_name(result)
    assert (rows["ana"]["password_enabled"], rows["ana"]["login_profile"]) == (None, None)
    assert rows["ana"]["error"]["code"] == "AccessDenied"
    assert "iam:GetLoginProfile" in rows["ana"]["msg"]
    assert (rows["ben"]["password_enabled"], rows["ben"]["msg"], rows["chloe"]["error"]) == (True, None, None)
    assert "1 of 3 users could not be read, so nobody knows whether they have a password: ana." in result["msg"]


def test_a_name_whose_user_cannot_be_read_is_not_missing(tasks: TaskRunner) -> None:
    """Fails when AccessDenied of GetUser is taken for a user who does not exist."""
    tasks.iam.faults = [("GetUser", client_error("GetUser", "AccessDenied"))]
    result = tasks.run_info(user_names=["chloe"])
    assert (result["failed"], result["missing_users"]) == (True, [])
    assert by_name(result)["chloe"]["password_enabled"] is None


def test_credentials_that_expire_half_way_leave_nobody_unmentioned(tasks: TaskRunner) -> None:
    """Fails when users who were not looked at have no row, or one that says "no password"."""
    original = tasks.iam.get_login_profile

    def expire(**parameters: t.Any) -> dict[str, t.Any]:
        if parameters["UserName"] != "ana":
            raise client_error("GetLoginProfile", "ExpiredToken")
        return original(**parameters)

    tasks.iam.get_login_profile = expire  # type: ignore[method-assign]
    result = tasks.run_info(concurrency=1)
    assert [row["password_enabled"] for row in result["users"]] == [True, None, None]
    assert "was not looked at" in by_name(result)["chloe"]["msg"]
    assert "every other user would fail alike" in result["msg"]


def test_a_report_that_is_being_made_is_waited_for(tasks: TaskRunner) -> None:
    """Fails when STARTED, INPROGRESS or an expired report ends the task."""
    tasks.iam.report_states = ["STARTED", "INPROGRESS", "COMPLETE"]
    tasks.iam.faults = [
        ("GetCredentialReport", client_error("GetCredentialReport", code))
        for code in ("ReportExpired", "ReportNotPresent", "ReportInProgress")
    ]
    assert set(by_name(tasks.run_info(source="report"))) == {"ben", "chloe", "gone"}
    assert tasks.called() == ["GenerateCredentialReport"] * 2 + ["GenerateCredentialReport", "GetCredentialReport"] * 4


def test_a_report_that_does_not_come_is_not_waited_for_for_ever(tasks: TaskRunner) -> None:
    """Fails when the wait has no bound, or the sentence does not say what to do."""
    tasks.iam.report_states = ["INPROGRESS"]
    result = tasks.run_info(source="report", wait_timeout=30)
    assert tasks.clock.now == pytest.approx(30)
    assert "had not made the credential report after 30 seconds" in result["msg"]
    assert [result[key] for key in ("users", "root_users", "missing_users")] == [None] * 3


@pytest.mark.parametrize(
    ("operation", "options"), [("ListUsers", {}), ("GenerateCredentialReport", {"source": "report"})]
)
def test_an_error_about_everybody_ends_the_task(tasks: TaskRunner, operation: str, options: dict[str, t.Any]) -> None:
    """Fails when nobody could be looked at and the task passes, or does not say which permission is missing."""
    tasks.iam.faults = [(operation, client_error(operation, "AccessDenied"))]
    result = tasks.run_info(**options)
    assert result["failed"]
    assert f"iam:{operation}" in result["msg"]
    assert [result[key] for key in ("users", "root_users", "missing_users")] == [None] * 3


PASSING = [
    ("GenerateCredentialReport", "LimitExceeded"),
    *((operation, code) for operation in LOOKS for code in ("Throttling", "RequestLimitExceeded")),
]


@pytest.mark.parametrize(("operation", "code"), PASSING)
@pytest.mark.parametrize("options", [{"source": "report"}, {"credential_report": True}])
def test_a_report_is_requested_again_until_aws_has_capacity(
    tasks: TaskRunner, operation: str, code: str, options: dict[str, t.Any]
) -> None:
    """Fails when a condition that passes ends the wait, or the message of AWS decides."""
    tasks.iam.faults = [(operation, client_error(operation, code, message=f"Try {n}.")) for n in range(3)]
    result = tasks.run_info(**options)
    assert (result["failed"], by_name(result)["ben"]["mfa_active"]) == (False, True)
    assert tasks.called().count(operation) == 4
    assert 0 < tasks.clock.now < 3


@pytest.mark.parametrize(("operation", "code"), PASSING)
def test_the_wait_for_capacity_ends_with_wait_timeout(tasks: TaskRunner, operation: str, code: str) -> None:
    """Fails when the wait has no limit, or the message lacks what AWS last replied."""
    tasks.iam.faults = [(operation, client_error(operation, code))] * 99
    result = tasks.run_info(source="report", wait_timeout=30)
    assert tasks.clock.now == pytest.approx(30)
    assert "had not made the credential report after 30 seconds" in result["msg"]
    assert f"AWS said: {code}: AWS's own words." in result["msg"]
    assert [result[key] for key in ("users", "root_users", "missing_users")] == [None] * 3


def test_a_limit_of_another_operation_is_not_waited_for(tasks: TaskRunner) -> None:
    """Fails when every LimitExceeded is a lack of capacity."""
    tasks.iam.faults = [("GetCredentialReport", client_error("GetCredentialReport", "LimitExceeded"))] * 99
    assert tasks.run_info(source="report")["failed"]
    assert tasks.clock.now == 0


UNAVAILABLE = [
    *((operation, "AccessDenied", "AccessDenied") for operation in LOOKS),
    ("GenerateCredentialReport", "LimitExceeded", "LimitExceeded"),
    ("GetCredentialReport", "ReportInProgress", "ReportInProgress"),
    ("GenerateCredentialReport", "ServiceFailure", "ServiceFailure"),
]


@pytest.mark.parametrize(("operation", "code", "told"), UNAVAILABLE)
@pytest.mark.parametrize("asked", [{}, {"user_names": ["ana", "ben", "chloe"]}, {"path_prefix": "/"}])
def test_without_a_report_there_are_the_live_rows(
    tasks: TaskRunner, operation: str, code: str, told: str, asked: dict[str, t.Any]
) -> None:
    """Fails when what was read live is lost with the report, a column is guessed, or the reason is not returned."""
    tasks.iam.faults = [(operation, client_error(operation, code))] * 99
    result = tasks.run_info(credential_report=True, wait_timeout=10, **asked)
    rows = by_name(result)
    assert {name: row["password_enabled"] for name, row in rows.items()} == {"ana": True, "ben": True, "chloe": False}
    columns = ("mfa_active", "password_last_used", "password_last_changed", "password_next_rotation")
    assert {row[column] for row in rows.values() for column in columns} == {None}
    report = result["credential_report"]
    assert (result["failed"], result["root_users"]) == (False, [])
    assert (report["generated_time"], report["error"]["code"]) == (None, told)
    assert [report["msg"] in warning for warning in result["warnings"]] == [True]


def test_a_report_in_another_format_costs_the_columns(tasks: TaskRunner) -> None:
    """Fails when a report without the documented columns hides the live rows, or is read as one without users."""
    tasks.iam.report = [{"user": "ana", "arn": "arn:aws:iam::111122223333:user/ana"}]
    result = tasks.run_info(credential_report=True)
    assert (result["failed"], len(result["users"])) == (False, 3)
    assert "has no mfa_active" in result["credential_report"]["msg"]
    assert result["credential_report"]["error"] == {"code": "unreadable_credential_report", "message": None}
    assert tasks.run_info(source="report")["failed"]


def test_an_error_that_every_call_would_have_ends_the_task(tasks: TaskRunner) -> None:
    """Fails when expired credentials are reported once for each user, or pass for a report that is not available."""
    tasks.iam.faults = [("GenerateCredentialReport", client_error("GenerateCredentialReport", "ExpiredToken"))]
    result = tasks.run_info(credential_report=True)
    assert result["failed"]
    assert [result[key] for key in ("users", "root_users", "missing_users")] == [None] * 3
    assert tasks.called() == ["GenerateCredentialReport"]


def test_the_states_without_an_error_have_a_code(tasks: TaskRunner) -> None:
    """Fails when a playbook cannot tell a late report from one that is denied."""
    tasks.iam.report_states = ["INPROGRESS"]
    report = tasks.run_info(credential_report=True, wait_timeout=1)["credential_report"]
    assert report["error"] == {"code": "ReportInProgress", "message": None}
    assert "after 1 seconds" in report["msg"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"user_names": ["ana", "b c"]}, "user_names[1]: user_name must have"),
        ({"user_names": ["ana"], "path_prefix": "/"}, "exclude one another"),
        ({"path_prefix": "/x"}, "path_prefix must begin and end"),
        ({"concurrency": 0}, "concurrency must be"),
        ({"wait_timeout": -1}, "wait_timeout must be 0 to 86400 seconds."),
        ({"wait_timeout": 10**400}, "wait_timeout must be 0 to 86400 seconds."),
        ({"root_of_organization": True, "account_password_policy": True}, "Use two tasks"),
    ],
)
def test_options_that_do_not_fit_are_refused_before_any_call(
    tasks: TaskRunner, options: dict[str, t.Any], words: str
) -> None:
    """Fails when a call is made first."""
    assert words in tasks.run_info(**options)["msg"]
    assert tasks.called() == []


def test_a_second_listing_that_fails_leaves_the_rows(tasks: TaskRunner) -> None:
    """Fails when all that was read is lost, or a user who may be gone passes for one without a password."""
    original, listings = tasks.iam.paginate, iter([True, False])

    def once(**parameters: t.Any) -> t.Iterator[dict[str, t.Any]]:
        if next(listings):
            return original(**parameters)
        raise client_error("ListUsers", "Throttling")

    tasks.iam.paginate = once  # type: ignore[method-assign]
    result = tasks.run_info()
    assert result["failed"]
    assert [row["password_enabled"] for row in result["users"]] == [True, True, None]
    assert "Run fewer at a time" in by_name(result)["chloe"]["msg"]


@pytest.mark.parametrize("cell", ['"torn', '"torn"x', "torn"])
def test_a_torn_report_is_a_sentence(tasks: TaskRunner, cell: str) -> None:
    """Fails when a report that is not what AWS documents ends in a traceback."""
    tasks.iam.report = [reported("ana"), reported("ben", mfa_active=cell, arn=cell)]
    result = tasks.run_info(source="report")
    assert result["failed"] is (cell != "torn")
    assert "ana" in by_name(result)


def test_the_account_password_policy(tasks: TaskRunner) -> None:
    """Fails when no policy, a policy and one that could not be read are not told apart, or it is read unasked."""
    assert "account_password_policy" not in tasks.run_info()
    assert "GetAccountPasswordPolicy" not in tasks.called()
    assert tasks.run_info(account_password_policy=True)["account_password_policy"] == {}
    tasks.iam.policy = {"MinimumPasswordLength": 12, "RequireSymbols": True, "ExpirePasswords": False}
    policy = tasks.run_info(account_password_policy=True)["account_password_policy"]
    assert (policy["minimum_password_length"], policy["require_symbols"], policy["hard_expiry"]) == (12, True, None)
    tasks.iam.faults = [("GetAccountPasswordPolicy", client_error("GetAccountPasswordPolicy", "AccessDenied"))]
    result = tasks.run_info(account_password_policy=True)
    assert result["failed"]
    assert result["account_password_policy"] is None
    assert "iam:GetAccountPasswordPolicy" in result["msg"]
    assert len(result["users"]) == 3
