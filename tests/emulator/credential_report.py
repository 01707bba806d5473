# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""GenerateCredentialReport and GetCredentialReport: the one report of an account, made at most every four hours.

IAM User Guide, "Generate credential reports for your AWS account": "IAM first checks whether a report for the AWS
account has been generated within the past four hours. If so, the most recent report is downloaded." Else "IAM
generates [...] a new report". States, errors and their statuses are those of the botocore model.

What the documents leave open: the snapshot is taken when the generation starts, before Generate answers STARTED. What
changes after that shows in the next report only. GeneratedTime is when it was complete, ``report_takes`` later.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import credential_report_csv
import dates
import password_policy
from backend import ACCOUNT, Backend, BackendError
from memory import Memory, Owner
from query import AwsError, Call, Reply, error_reply, result_reply
from settings import Refused, Settings

_LASTS = timedelta(hours=4)
_NOT_YET = datetime.max.replace(tzinfo=timezone.utc)
# By public recordings, these two have no message.
_NOT_PRESENT = AwsError(410, "ReportNotPresent", "")
_ERRORS = {
    "INPROGRESS": AwsError(404, "ReportInProgress", ""),
    "EXPIRED": AwsError(410, "ReportExpired", "The most recent credential report has expired."),
}
_NO_CAPACITY = AwsError(409, "LimitExceeded", "No more capacity to launch new report generation tasks")
"""A passing condition, by public reports. Its status is that of LimitExceededException in the botocore model."""
_FIRST = "<Description>No report exists. Starting a new report generation task</Description>"
"""Response of GenerateCredentialReport, as the CLI reference shows it for an account that had no report."""


@dataclass
class Report:
    """A report, and when it is or was complete."""

    content: bytes = b""
    complete: datetime = _NOT_YET

    @property
    def state(self) -> str:
        """Return INPROGRESS, COMPLETE, or EXPIRED, which the API has an error for and no state."""
        now = datetime.now(timezone.utc)
        if now < self.complete:
            return "INPROGRESS"
        return "COMPLETE" if now - self.complete < _LASTS else "EXPIRED"


class CredentialReports:
    """Answers the two calls, for each account on its own."""

    def __init__(self, backend: Backend, memory: Memory, settings: Settings) -> None:
        """Take what the layer shares."""
        self._backend = backend
        self._memory = memory
        self._settings = settings
        self._reports: dict[str, Report] = {}
        self.answers: Mapping[str, Callable[[Call, Owner], Awaitable[Reply]]] = {
            "GenerateCredentialReport": self.generate,
            "GetCredentialReport": self.get,
        }

    async def generate(self, call: Call, owner: Owner) -> Reply:
        """Tell of the report that there is or that is being made; start one where there is none, or an old one."""
        before = self._reports.get(owner[0])
        if before and before.state != "EXPIRED":
            return result_reply(call.action, f"<State>{before.state}</State>")
        if self._settings.reports_without_capacity:
            self._settings.reports_without_capacity -= 1
            return error_reply(_NO_CAPACITY, call)
        report = self._reports[owner[0]] = Report()
        try:
            report.content = await self._snapshot(call, owner[0])
            report.complete = datetime.now(timezone.utc) + timedelta(seconds=self._settings.report_takes)
        finally:
            if not report.content:
                del self._reports[owner[0]]
        return result_reply(call.action, f"<State>STARTED</State>{'' if before else _FIRST}")

    async def get(self, call: Call, owner: Owner) -> Reply:
        """Answer with the report as it was made: Content in base64, ReportFormat, GeneratedTime."""
        report = self._reports.get(owner[0])
        error = _ERRORS.get(report.state) if report else _NOT_PRESENT
        if report is None or error:
            return error_reply(error or _NOT_PRESENT)
        content = f"<Content>{base64.b64encode(report.content).decode()}</Content>"
        made = f"<GeneratedTime>{dates.written(report.complete)}</GeneratedTime>"
        return result_reply(call.action, f"{content}<ReportFormat>text/csv</ReportFormat>{made}")

    def age(self, wanted: object) -> None:
        """Make a complete report so much older, as a test asks; raise Refused where there is none."""
        if not isinstance(wanted, Mapping) or set(wanted) != {"account", "seconds"}:
            raise Refused(f"Needed is a JSON object with account and seconds, not {wanted!r}.")
        account, seconds = wanted["account"] or ACCOUNT, wanted["seconds"]
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
            raise Refused(f"The age of a report is a number of seconds of at least 0, not {seconds!r}.")
        report = self._reports.get(account)
        if report is None or report.state == "INPROGRESS":
            raise Refused(f"The account {account} has no complete credential report.")
        report.complete -= timedelta(seconds=seconds)

    async def _snapshot(self, call: Call, account: str) -> bytes:
        policy = password_policy.from_reply(await self._backend.ask("GetAccountPasswordPolicy", {}, call.access_key))
        await self._backend.ask("GenerateCredentialReport", {}, call.access_key)
        reply = await self._backend.ask("GetCredentialReport", {}, call.access_key)
        text = reply.text_of("Content")
        if reply.status != 200 or not text:
            raise BackendError(f"{self._backend.name} made no credential report: HTTP {reply.status}")
        rows = base64.b64decode(text).decode()
        return credential_report_csv.written(rows, account, self._memory, policy.max_age if policy else 0)
