# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""GenerateCredentialReport and GetCredentialReport: when there is a report, and which one is served."""

from __future__ import annotations

import asyncio
import base64
import csv
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any, cast

import pytest
from backend import Backend, BackendError
from client import Emulator, EmulatorError
from credential_report import CredentialReports
from memory import Memory
from query import Reply, build, result_reply
from settings import Settings

ErrorOf = Callable[..., tuple[str, int, str]]
FOUR_HOURS = 4 * 3600.0
PASSWORD = "Passw0rd-1"


def users(iam: Any) -> list[str]:
    """Return the names in the report that is served."""
    lines = iam.get_credential_report()["Content"].decode().splitlines()
    return [row["user"] for row in csv.DictReader(lines)]


def test_the_first_generate_starts_and_the_next_one_finds_it_complete(iam: Any) -> None:
    """Fails on bare ministack, which is COMPLETE at once, or if COMPLETE is never told."""
    first = iam.generate_credential_report()
    described = "No report exists. Starting a new report generation task"
    assert (first["State"], first["Description"]) == ("STARTED", described)
    second = iam.generate_credential_report()
    assert (second["State"], "Description" in second) == ("COMPLETE", False)


def test_a_report_that_takes_time_is_in_progress(iam: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if report_takes is not heeded by one of the two calls, or the report is never complete."""
    emulator.settings(report_takes=0.6)
    assert iam.generate_credential_report()["State"] == "STARTED"
    assert iam.generate_credential_report()["State"] == "INPROGRESS"
    assert error_of(iam.get_credential_report) == ("ReportInProgress", 404, "")
    time.sleep(0.6)
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    assert users(iam) == ["<root_account>"]


def test_capacity_is_needed_to_start_a_report_and_comes_back(iam: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the lack of capacity never ends, has another error, or holds for a report that there is."""
    emulator.settings(reports_without_capacity=2)
    no_capacity = ("LimitExceeded", 409, "No more capacity to launch new report generation tasks")
    assert [error_of(iam.generate_credential_report)[:3] for _time in range(2)] == [no_capacity] * 2
    assert iam.generate_credential_report()["State"] == "STARTED"
    emulator.settings(reports_without_capacity=1)
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    with pytest.raises(EmulatorError, match="a whole number"):
        emulator.settings(reports_without_capacity=0.5)


def test_no_report_is_an_error(iam: Any, error_of: ErrorOf) -> None:
    """Fails if Get makes a report that nobody asked for, or its error is another."""
    assert error_of(iam.get_credential_report) == ("ReportNotPresent", 410, "")


def test_the_report_is_csv_and_tells_when_it_was_made(iam: Any) -> None:
    """Fails on bare moto, which says 2015."""
    before = datetime.now(timezone.utc).replace(microsecond=0)
    iam.generate_credential_report()
    report = iam.get_credential_report()
    assert report["ReportFormat"] == "text/csv"
    assert before <= report["GeneratedTime"] <= datetime.now(timezone.utc)


def test_the_report_is_as_old_as_its_start(alice: Any, emulator: Emulator) -> None:
    """Fails if the report is live, as moto's is, or taken anew by a later Generate, or when it is complete."""
    emulator.settings(report_takes=0.3)
    alice.generate_credential_report()
    alice.create_user(UserName="bob")
    time.sleep(0.3)
    made = alice.get_credential_report()
    alice.delete_user(UserName="alice")
    assert alice.generate_credential_report()["State"] == "COMPLETE"
    assert users(alice) == ["<root_account>", "alice"]
    again = alice.get_credential_report()
    assert (again["Content"], again["GeneratedTime"]) == (made["Content"], made["GeneratedTime"])


def test_after_four_hours_the_report_has_expired_and_a_new_one_is_made(
    alice: Any, emulator: Emulator, error_of: ErrorOf
) -> None:
    """Fails if an old report is served, or Generate does not replace it."""
    alice.generate_credential_report()
    alice.create_user(UserName="bob")
    emulator.age_credential_report()
    assert error_of(alice.get_credential_report)[:2] == ("ReportExpired", 410)
    started = alice.generate_credential_report()
    assert (started["State"], "Description" in started) == ("STARTED", False)
    assert alice.generate_credential_report()["State"] == "COMPLETE"
    assert users(alice) == ["<root_account>", "alice", "bob"]


def test_up_to_four_hours_the_report_is_the_one_served(alice: Any, emulator: Emulator) -> None:
    """Fails if a report expires too soon, or GeneratedTime does not go back with its age."""
    alice.generate_credential_report()
    made = alice.get_credential_report()["GeneratedTime"]
    emulator.age_credential_report(FOUR_HOURS - 60)
    assert alice.generate_credential_report()["State"] == "COMPLETE"
    assert alice.get_credential_report()["GeneratedTime"] == made - timedelta(seconds=FOUR_HOURS - 60)


def test_of_several_generates_at_a_time_one_starts(iam: Any, emulator: Emulator) -> None:
    """Fails if each of several callers starts a report of its own."""
    emulator.settings(report_takes=30)
    with ThreadPoolExecutor(6) as pool:
        states = list(pool.map(lambda _: iam.generate_credential_report()["State"], range(6)))
    assert sorted(states) == ["INPROGRESS"] * 5 + ["STARTED"]


@pytest.mark.parametrize("emulator", ["ministack"], indirect=True)
def test_each_account_has_its_own_report(client: Callable[..., Any], emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if a report, its age, or what it knows of a user is shared between accounts."""
    one, other = client(), client(key="111122223333")
    for iam in (one, other):
        iam.create_user(UserName="alice")
    other.create_login_profile(UserName="alice", Password=PASSWORD)
    one.generate_credential_report()
    assert error_of(other.get_credential_report)[0] == "ReportNotPresent"
    other.generate_credential_report()
    emulator.age_credential_report(account="111122223333")
    assert error_of(other.get_credential_report)[0] == "ReportExpired"
    assert ",arn:aws:iam::123456789012:user/alice," in one.get_credential_report()["Content"].decode()
    assert ",true," not in one.get_credential_report()["Content"].decode()


def test_reset_leaves_no_report(iam: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if a report outlives a reset."""
    iam.generate_credential_report()
    emulator.reset()
    assert error_of(iam.get_credential_report)[0] == "ReportNotPresent"
    assert iam.generate_credential_report()["State"] == "STARTED"


@pytest.mark.parametrize("call", ["generate_credential_report", "get_credential_report"])
def test_faults_hit_the_report_too(iam: Any, emulator: Emulator, error_of: ErrorOf, call: str) -> None:
    """Fails if the two calls pass by the faults, or a fault keeps the report from being made later."""
    action = call.title().replace("_", "")
    emulator.faults([{"action": action, "kind": "error", "status": 409, "code": "LimitExceeded"}])
    if call == "get_credential_report":
        iam.generate_credential_report()
    assert error_of(getattr(iam, call))[:2] == ("LimitExceeded", 409)
    iam.generate_credential_report()
    assert users(iam) == ["<root_account>"]


def test_a_report_that_could_not_be_made_is_started_anew() -> None:
    """Fails if a failure of the backend leaves a report in progress for ever."""
    asked = []

    async def ask(action: str, *_rest: object) -> Reply:
        asked.append(action)
        content = f"<Content>{base64.b64encode(b'header').decode()}</Content>"
        failing = action == "GetCredentialReport" and asked.count(action) == 1
        return Reply(500, b"<html>") if failing else result_reply(action, content)

    async def generated() -> list[str | None]:
        backend = cast(Backend, SimpleNamespace(name="moto", ask=ask))
        reports = CredentialReports(backend, Memory(), Settings())
        call, owner = build("iam", "GenerateCredentialReport", {}, ""), ("123456789012", "")
        with pytest.raises(BackendError, match="made no credential report"):
            await reports.generate(call, owner)
        return [(await reports.generate(call, owner)).text_of("State") for _time in range(2)]

    assert asyncio.run(generated()) == ["STARTED", "COMPLETE"]


def test_only_a_complete_report_can_be_aged(iam: Any, emulator: Emulator) -> None:
    """Fails if a test that ages nothing could pass unnoticed."""
    with pytest.raises(EmulatorError, match="no complete credential report"):
        emulator.age_credential_report()
    emulator.settings(report_takes=30)
    iam.generate_credential_report()
    with pytest.raises(EmulatorError, match="no complete credential report"):
        emulator.age_credential_report()
    with pytest.raises(EmulatorError, match="number of seconds"):
        emulator.age_credential_report(-1)
