# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Describe one user as a row, in the same format for every source.

Pure.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.identity.aws.plugins.module_utils._core.console_access import Access
from ansible_collections.identity.aws.plugins.module_utils._core.credential_report import (
    ROOT,
    Report,
    ReportRow,
)
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    FAILURES_AT_MOST,
    Failure,
    LeftOut,
    MemberAccount,
    SignInSession,
    first_of,
)
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import POLICY_KEYS

from .results import describe, describe_failure

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._core.roster_entries import Ends

WITHOUT_REPORT = "The columns of the report are null for all users."
SESSIONS_OF_NOBODY = "AWS lists active sign-in sessions of IAM users who do not exist: {names}."
SESSIONS_NOT_IN_REPORT = (
    "AWS lists active sign-in sessions of IAM users who are not in the credential report: {names}. They were created "
    "after the report, or are deleted. Read the users live (source: live) to know which."
)
# Features of centralized root access (shape FeatureType of the IAM service model), and the calls that enable them.
_FEATURES = {
    "RootCredentialsManagement": "aws iam enable-organizations-root-credentials-management",
    "RootSessions": "aws iam enable-organizations-root-sessions",
}
# The fields that only the credential report has, as named in ReportRow.
_OF_THE_REPORT = ("password_last_used", "password_last_changed", "password_next_rotation", "mfa_active")
_NO_END = dict.fromkeys(("valid_until", "valid_until_status"))
_TRUSTED_ACCESS = "aws organizations enable-aws-service-access --service-principal iam.amazonaws.com"


def _name_of(access: Access) -> str:
    return ROOT if access.principal.user_name is None else access.principal.user_name


def describe_access(access: Access, report: ReportRow | None, *, wants_sessions: bool = False) -> dict[str, t.Any]:
    """Return the row of one user: always every key, and null for unknown values.

    ``login_profile`` is empty if there is none, and null if unknown. ``sessions`` is present if the task requests them.
    """
    sessions = None if access.sessions is None else [describe_session(session) for session in access.sessions]
    return {
        "user_name": _name_of(access),
        "root_account_id": access.principal.root_account_id,
        "account_name": access.account_name,
        "account_email": access.account_email,
        "user_exists": access.user_exists,
        "arn": access.arn or (report.arn if report else None),
        "password_enabled": access.password_enabled,
        "login_profile": None if access.password_enabled is None else describe(access.login_profile),
        **{name: None if report is None else getattr(report, name) for name in _OF_THE_REPORT},
        **({"sessions": sessions} if wants_sessions else {}),
        "msg": None,
        "error": None,
        **(describe_failure(access.failure) if access.failure else {}),
    }


def add_ends(rows: t.Iterable[dict[str, t.Any]], ends: Ends | None) -> None:
    """Add to each row when the user's access ends by the roster, null without an end."""
    for row in rows:
        row.update(_NO_END if ends is None else ends.describe(row["user_name"], row["root_account_id"]))


def describe_session(session: SignInSession) -> dict[str, t.Any]:
    """Return a sign-in session with every key. Times are in ISO 8601, UTC."""
    return {
        "session_arn": session.session_arn,
        "issued_at": session.issued_at.isoformat(),
        "expires_at": session.expires_at.isoformat(),
        "client_type": session.client_type,
        "client_id": session.client_id,
        "status": session.status,
    }


def describe_left_out(member: MemberAccount, left_out: LeftOut) -> dict[str, t.Any]:
    """Return an account whose root user is not read, and why."""
    return {
        "account_id": member.account_id,
        "account_name": member.name,
        "account_email": member.email,
        "code": left_out.code,
        "reason": left_out.reason,
    }


def features_warning(features: t.Container[str]) -> str | None:
    """Return which features of centralized root access are disabled and how to enable them, or None."""
    missing = [feature for feature in _FEATURES if feature not in features]
    if not missing:
        return None
    commands = "; ".join(_FEATURES[feature] for feature in missing)
    return (
        f"Not enabled in the organization: {', '.join(missing)} (centralized root access). Enable it with credentials "
        f"of the management account: {commands}. IAM needs trusted access to the organization: {_TRUSTED_ACCESS}."
    )


def describe_task_failure(failure: Failure) -> dict[str, t.Any]:
    """Return the result of a task that failed before it read a user: null, since an empty list means nobody."""
    return {"changed": False, **dict.fromkeys(("users", "root_users", "missing_users")), **describe_failure(failure)}


def describe_accesses(
    accesses: t.Sequence[Access],
    missing_users: t.Sequence[str],
    report: Report | Failure | None,
    stopped: Failure | None = None,
    unread: t.Sequence[Failure] = (),
    *,
    wants_sessions: bool = False,
) -> dict[str, t.Any]:
    """Return the result of a task that read users, with ``msg`` and ``error`` if it failed.

    It fails if a user could not be read, if it was cancelled (``stopped``), and for each part that was not read
    (``unread``), such as the account password policy. ``missing_users`` are the task's names without a user. ``report``
    is a failure if a requested report is not available.
    """
    reported = {row.user_name: row for row in report.rows} if isinstance(report, Report) else {}
    rows = [describe_access(access, _joined(access, reported), wants_sessions=wants_sessions) for access in accesses]
    result: dict[str, t.Any] = {
        "users": [row for row in rows if row["root_account_id"] is None],
        "root_users": [row for row in rows if row["root_account_id"] is not None],
        "missing_users": list(missing_users),
    }
    if report is not None:
        result["credential_report"] = _describe_report(report)
    return result | _describe_cause(accesses, stopped, unread)


def _describe_cause(
    accesses: t.Sequence[Access], stopped: Failure | None, unread: t.Sequence[Failure]
) -> dict[str, t.Any]:
    """Return why the task failed, empty if it did not."""
    failed = [access for access in accesses if access.failure is not None]
    cause = stopped or (Failure("", "users_failed") if failed else next(iter(unread), None))
    if cause is None:
        return {}
    reason = " ".join(each.message for each in (stopped, *unread) if each is not None)
    return describe_failure(replace(cause, message=_failure_message(failed, len(accesses), reason)))


def _describe_report(report: Report | Failure) -> dict[str, t.Any]:
    """Return when the report was made, or why it is not available: always both keys."""
    if isinstance(report, Report):
        return {"generated_time": report.generated_time, "msg": None, "error": None}
    return {"generated_time": None, "error": None, **describe_failure(report)}


def _joined(access: Access, reported: t.Mapping[str, ReportRow]) -> ReportRow | None:
    """Return the report's row about the same user. A deleted user may have had the same name.

    If a read failed before the creation date was known, nothing shows that the two are the same.
    """
    if access.failure is not None and access.create_date is None:
        return None
    row = reported.get(_name_of(access))
    return row if row is not None and row.is_about(access.create_date) else None


def describe_policy(policy: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the account's password policy with every key, null for what AWS omits; empty without a policy."""
    return {name: policy.get(of_aws) for name, of_aws in POLICY_KEYS.items()} if policy else {}


def _failure_message(failed: t.Sequence[Access], of: int, reason: str) -> str:
    names = first_of([access.principal.label for access in failed])
    numbers = (
        f"{len(failed)} of {of} users could not be read, so it is not known whether they have a password: {names}."
    )
    whys = dict.fromkeys(access.failure.message for access in failed if access.failure is not None)
    more = "The msg of each row has the reason." if len(whys) > FAILURES_AT_MOST else ""
    told = list(whys)[:FAILURES_AT_MOST]
    return " ".join(sentence for sentence in (reason, numbers if failed else "", *told, more) if sentence)
