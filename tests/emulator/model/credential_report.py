# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The credential report: one report per account, made at most every four hours.

IAM User Guide, "Generate credential reports for your AWS account": "IAM first checks whether a report for the AWS
account has been generated within the past four hours. If so, the most recent report is downloaded." Else "IAM generates
[...] a new report". The User Guide does not define when the snapshot is taken: here at the start of the generation.

The columns are those of "Understanding the report format". Undocumented details follow public recordings of reports
(2026): lower case; dates with a Z; a line feed between lines and none at the end; users sorted without regard to case.
Access keys are not modelled.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from .errors import AWSError
from .request import Handler, Reply, Request, user_arn
from .state import BEGINNING, Account, Report, User

COLUMNS = (
    *("user", "arn", "user_creation_time"),
    *("password_enabled", "password_last_used", "password_last_changed", "password_next_rotation", "mfa_active"),
    *("access_key_1_active", "access_key_1_last_rotated"),
    *("access_key_1_last_used_date", "access_key_1_last_used_region", "access_key_1_last_used_service"),
    *("access_key_2_active", "access_key_2_last_rotated"),
    *("access_key_2_last_used_date", "access_key_2_last_used_region", "access_key_2_last_used_service"),
    *("cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated"),
)
ROOT = "<root_account>"
_LASTS = timedelta(hours=4)
_NOTHING = {name: "false" if name.endswith(("_enabled", "_active")) else "N/A" for name in COLUMNS}
_FIRST = {"Description": "No report exists. Starting a new report generation task"}
"""GenerateCredentialReport, as the CLI reference shows it for an account that had no report."""


def generate_credential_report(request: Request) -> Reply:
    account, settings = request.account, request.settings
    before = account.report
    if before and (state := _state(before, request.now)) != "EXPIRED":
        return {"State": state}
    if settings.reports_without_capacity:
        settings.reports_without_capacity -= 1
        raise AWSError(409, "LimitExceeded", "No more capacity to launch new report generation tasks")
    account.report = Report(written(account), request.now + timedelta(seconds=settings.report_takes))
    return {"State": "STARTED"} | ({} if before else _FIRST)


def get_credential_report(request: Request) -> Reply:
    """Public recordings show no message for two of the three errors."""
    report = request.account.report
    if report is None:
        raise AWSError(410, "ReportNotPresent")
    state = _state(report, request.now)
    if state == "INPROGRESS":
        raise AWSError(404, "ReportInProgress")
    if state == "EXPIRED":
        raise AWSError(410, "ReportExpired", "The most recent credential report has expired.")
    made = report.complete.replace(microsecond=0)
    return {"Content": report.content.encode(), "ReportFormat": "text/csv", "GeneratedTime": made}


def expire(account: Account, now: datetime) -> None:
    """Make a complete report so old that it has expired, or raise ValueError without one."""
    report = account.report
    if report is None or _state(report, now) == "INPROGRESS":
        raise ValueError(f"The account {account.number} has no complete credential report.")
    report.complete -= _LASTS


def _state(report: Report, now: datetime) -> str:
    """Return INPROGRESS, COMPLETE, or EXPIRED, for which the API has an error but no state."""
    if now < report.complete:
        return "INPROGRESS"
    return "COMPLETE" if now - report.complete < _LASTS else "EXPIRED"


def written(account: Account) -> str:
    """Return the present report of an account."""
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerow(_root(account))
    max_age = (account.password_policy or {}).get("MaxPasswordAge", 0)
    for user in sorted(account.users.values(), key=lambda user: user.name.lower()):
        table.writerow(_row(account, user, max_age))
    return text.getvalue().rstrip("\n")


def _row(account: Account, user: User, max_age: int) -> Mapping[str, str]:
    row = _NOTHING | {
        "user": user.name,
        "arn": user_arn(account.number, user),
        "user_creation_time": _date(user.created),
        "mfa_active": "true" if user.has_mfa else "false",
    }
    return row | _password(user, max_age)


def _password(user: User, max_age: int) -> dict[str, str]:
    """Columns password_*: N/A "when the user does not have a password", no_information when it "has never been used".

    password_next_rotation: "When the account has a password policy that requires password rotation".
    """
    if user.profile is None:
        return {}
    changed = user.profile.changed
    return {
        "password_enabled": "true",
        "password_last_used": _date(user.signed_in) if user.signed_in else "no_information",
        "password_last_changed": _date(changed),
        "password_next_rotation": _date(changed + timedelta(days=max_age)) if max_age else "N/A",
    }


def _root(account: Account) -> Mapping[str, str]:
    """Return the root user's row.

    password_enabled is "FALSE for new member accounts [...] as they have no root user credentials by default"; so it is
    here, until a root session has allowed the recovery of the password. password_next_rotation is "always
    not_supported".
    """
    row = _NOTHING | {"user": ROOT, "arn": f"arn:aws:iam::{account.number}:root"}
    row |= {"user_creation_time": _date(BEGINNING), "password_next_rotation": "not_supported"}
    if created := account.root_profile:
        row |= {"password_enabled": "true", "password_last_used": "no_information"}
        row["password_last_changed"] = _date(created)
    return row


def _date(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


ACTIONS: Mapping[str, Handler] = {
    "GenerateCredentialReport": generate_credential_report,
    "GetCredentialReport": get_credential_report,
}
