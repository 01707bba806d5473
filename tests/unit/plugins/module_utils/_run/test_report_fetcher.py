# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The credential report: requested again until AWS has made it, for a limited time, and reported if there is none."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import by_name, reported_account
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

READS = GENERATE, GET = ("GenerateCredentialReport", "GetCredentialReport")
PASSING = [
    (GENERATE, "LimitExceeded"),
    *((each, code) for each in READS for code in ("Throttling", "RequestLimitExceeded")),
]


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    return TaskRunner(monkeypatch, reported_account())


def test_a_report_that_is_being_made_is_waited_for(tasks: TaskRunner) -> None:
    """Fails when STARTED, INPROGRESS or an expired report ends the task."""
    tasks.iam.report_states = ["STARTED", "INPROGRESS", "COMPLETE"]
    codes = ("ReportExpired", "ReportNotPresent", "ReportInProgress")
    tasks.iam.faults = [(GET, client_error(GET, code)) for code in codes]
    assert set(by_name(tasks.run_info(source="report"))) == {"ben", "chloe", "gone"}
    assert tasks.called() == [GENERATE] * 2 + [GENERATE, GET] * 4


@pytest.mark.parametrize(("operation", "code"), PASSING)
@pytest.mark.parametrize("options", [{"source": "report"}, {"credential_report": True}])
def test_a_report_is_requested_again_until_aws_has_capacity(
    tasks: TaskRunner, operation: str, code: str, options: dict[str, t.Any]
) -> None:
    """Fails when a temporary condition ends the wait, or AWS's message decides."""
    tasks.iam.faults = [(operation, client_error(operation, code, message=f"Try {n}.")) for n in range(3)]
    result = tasks.run_info(**options)
    assert (result["failed"], by_name(result)["ben"]["mfa_active"]) == (False, True)
    assert tasks.called().count(operation) == 4
    assert 0 < tasks.clock.now < 3


@pytest.mark.parametrize(("operation", "code"), PASSING)
def test_the_wait_for_capacity_ends_with_wait_timeout(tasks: TaskRunner, operation: str, code: str) -> None:
    """Fails when the wait has no limit, or the message lacks AWS's last reply."""
    tasks.iam.faults = [(operation, client_error(operation, code))] * 99
    result = tasks.run_info(source="report", wait_timeout=30)
    assert tasks.clock.now == pytest.approx(30)
    assert "had not finished the credential report after 30 seconds" in result["msg"]
    assert f"AWS returned: {code}: AWS's own words." in result["msg"]
    assert [result[key] for key in ("users", "root_users", "missing_users")] == [None] * 3


def test_a_limit_of_another_operation_is_not_waited_for(tasks: TaskRunner) -> None:
    """Fails when every LimitExceeded counts as a lack of capacity."""
    tasks.iam.faults = [(GET, client_error(GET, "LimitExceeded"))] * 99
    assert (tasks.run_info(source="report")["failed"], tasks.clock.now) == (True, 0)


def test_an_error_that_every_call_would_have_ends_the_task(tasks: TaskRunner) -> None:
    """Fails when expired credentials are reported as an unavailable report."""
    tasks.iam.faults = [(GENERATE, client_error(GENERATE, "ExpiredToken"))]
    result = tasks.run_info(credential_report=True)
    assert (result["failed"], result["error"]["code"], result["users"]) == (True, "ExpiredToken", None)


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        *((GENERATE, code) for code in ("AccessDenied", "LimitExceeded", "ServiceFailure")),
        *((GET, code) for code in ("AccessDenied", "ReportInProgress")),
        (None, "unreadable_credential_report"),
    ],
)
@pytest.mark.parametrize("asked", [{}, {"user_names": ["ana", "ben", "chloe"]}, {"path_prefix": "/"}])
def test_without_a_report_there_are_the_live_rows(
    tasks: TaskRunner, operation: str | None, code: str, asked: dict[str, t.Any]
) -> None:
    """Fails when the live data is lost with the report, a column is guessed, or the reason is not returned."""
    if operation is None:
        tasks.iam.report = [{"user": "ana", "arn": "arn:aws:iam::111122223333:user/ana"}]
    else:
        tasks.iam.faults = [(operation, client_error(operation, code))] * 99
    result = tasks.run_info(credential_report=True, wait_timeout=10, **asked)
    rows = by_name(result)
    assert {name: row["password_enabled"] for name, row in rows.items()} == {"ana": True, "ben": True, "chloe": False}
    columns = ("mfa_active", "password_last_used", "password_last_changed", "password_next_rotation")
    assert {row[column] for row in rows.values() for column in columns} == {None}
    report = result["credential_report"]
    assert (result["failed"], result["root_users"]) == (False, [])
    assert (report["generated_time"], report["error"]["code"]) == (None, code)
    assert [report["msg"] in warning for warning in result["warnings"]] == [True]
