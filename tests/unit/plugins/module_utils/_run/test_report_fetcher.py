# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The credential report: requested again until AWS has made it, for a limited time, and reported if there is none."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM, client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

DAY = "2026-11-20T08:01:11+00:00"
READS = ("GenerateCredentialReport", "GetCredentialReport")


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


PASSING = [
    ("GenerateCredentialReport", "LimitExceeded"),
    *((operation, code) for operation in READS for code in ("Throttling", "RequestLimitExceeded")),
]


def test_a_report_that_is_being_made_is_waited_for(tasks: TaskRunner) -> None:
    """Fails when STARTED, INPROGRESS or an expired report ends the task."""
    tasks.iam.report_states = ["STARTED", "INPROGRESS", "COMPLETE"]
    tasks.iam.faults = [
        ("GetCredentialReport", client_error("GetCredentialReport", code))
        for code in ("ReportExpired", "ReportNotPresent", "ReportInProgress")
    ]
    assert set(by_name(tasks.run_info(source="report"))) == {"ben", "chloe", "gone"}
    assert tasks.called() == ["GenerateCredentialReport"] * 2 + ["GenerateCredentialReport", "GetCredentialReport"] * 4


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
    *((operation, "AccessDenied", "AccessDenied") for operation in READS),
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
