# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The promises of tasks that only read, and of the read stage. See invariants.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from declared_errors import WRITES
from scenario import INFO

if TYPE_CHECKING:
    from invariants import Baseline, Broken
    from sandbox import RunResult


def is_judged_before_the_first_write(run: RunResult, _baseline: Baseline) -> Broken:
    """Promise 13: failures of the read stage are reported before the first write, in check mode and real runs."""
    if not run.cell.injection.tags:
        return
    error = run.module_result.result.get("error") or {}
    if not run.module_result.result.get("failed") or error.get("code") != "tag_quota_exceeded":
        yield f"the user has the maximum number of tags, but the task ended with {error or 'no error'}"
    if any(call["action"] in WRITES for call in run.calls):
        yield "a write was sent, although a later one was known to fail"


def is_known_or_null(run: RunResult, _baseline: Baseline) -> Broken:
    """Promise 14: a read returns AWS's state, or null with the reason, and every user."""
    result, injection = run.module_result.result, run.cell.injection
    if run.scenario.module != INFO or injection.lies:
        return
    users: list[dict[str, Any]] = result.get("users") or []  # null if no user could be read
    for row in users:
        holds = run.before[row["user_name"]].password is not None
        if row["password_enabled"] not in {holds, None}:
            yield f"{row['user_name']}: password_enabled is {row['password_enabled']}"
        if row["password_enabled"] is None and not row["msg"]:
            yield f"{row['user_name']}: null without a reason"
    if not result.get("failed") and {row["user_name"] for row in users} != set(run.before):
        yield f"there are rows for {[row['user_name'] for row in users]}"
    yield from _report(result, passes=injection.passes)
    yield from _sessions(run, users)


def _sessions(run: RunResult, users: list[dict[str, Any]]) -> Broken:
    if not run.scenario.has_sessions:
        return
    for row in users:
        if row["sessions"] is None and not run.module_result.result.get("failed"):
            yield f"{row['user_name']}: the sign-in sessions are null, but the task succeeded"
        if row["sessions"] is not None and len(row["sessions"]) != run.before[row["user_name"]].sessions:
            yield f"{row['user_name']}: sessions are {row['sessions']}"


def _report(result: dict[str, Any], *, passes: bool) -> Broken:
    if (report := result.get("credential_report")) is None:
        return
    if passes and report["msg"] is not None:
        yield f"the fault is temporary, but there is no report: {report['msg']}"
    if (report["msg"] is None) != (report["generated_time"] is not None):
        yield "there is a report and an error of the report, or neither"
    for row in result["users"] or ():
        if report["msg"] is not None and row["mfa_active"] is not None:
            yield f"{row['user_name']}: mfa_active without a report"
