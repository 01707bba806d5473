# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Passwords that nobody uses, that are too old, or that were handed out and never replaced.

Pure.
"""

from __future__ import annotations

from . import remediation as remedies
from .catalogue import PASSWORD_TOO_OLD, PASSWORD_UNUSED, RESET_PENDING
from .check_result import AuditContext, CheckResults, who
from .summary import counted
from .timeline import last_use, pending_since, set_at


def unused(case: AuditContext) -> CheckResults:
    """Find passwords that were not used for some days; one that was never used counts from when it was set."""
    unknown = []
    for row in case.with_password():
        use = last_use(row, with_report=case.has_report)
        if use is None:
            unknown.append(row)
            continue
        days = case.days_since(use.at)
        if days is not None and days >= case.thresholds.unused_days:
            ago = f"{counted(days, 'day')} ago"
            told = f"last used {ago}" if use.was_used else f"never used since it was set {ago}"
            summary = f"The password of {who(row)} was {told}."
            remedy = remedies.take_password(row["user_name"])
            yield case.about(PASSWORD_UNUSED, row, summary, *use.columns, remedy=remedy)
    yield from case.unknown(PASSWORD_UNUSED, unknown)


def too_old(case: AuditContext) -> CheckResults:
    """Find passwords that are older than is asked for, or else than the account password policy allows."""
    asked = case.thresholds.max_password_age_days
    # 0 is how some tools write that a policy has no limit; AWS itself leaves it out.
    limit = asked if asked is not None else (case.account.policy or {}).get("max_password_age") or None
    if limit is None:
        yield case.not_evaluated(
            PASSWORD_TOO_OLD, "Neither the account password policy nor max_password_age_days limits it."
        )
        return
    whose = "the account password policy allows" if asked is None else "allowed are"
    unknown = []
    for row in case.with_password():
        was_set = set_at(row, with_report=case.has_report)
        if was_set is None:
            unknown.append(row)
        elif (days := case.days_since(was_set.at)) is not None and days > limit:
            summary = f"The password of {who(row)} is {counted(days, 'day')} old; {whose} {limit}."
            remedy = remedies.require_reset(row["user_name"])
            yield case.about(PASSWORD_TOO_OLD, row, summary, *was_set.columns, remedy=remedy)
    yield from case.unknown(PASSWORD_TOO_OLD, unknown)


def reset_pending(case: AuditContext) -> CheckResults:
    """Find passwords that their users still have to replace, some days after they were set."""
    pending, unknown = [], []
    for row in case.with_password():
        required = (row["login_profile"] or {}).get("password_reset_required")
        if required is None:
            unknown.append(row)
        elif required:
            pending.append(row)
    if unknown:
        yield case.not_evaluated(
            RESET_PENDING,
            "The credential report does not show whether a reset is required. Read the users live (source: live).",
        )
    undated = []
    for row in pending:
        since = pending_since(row, with_report=case.has_report)
        if since is None:
            undated.append(row)
            continue
        days = case.days_since(since.at)
        if days is not None and days >= case.thresholds.reset_pending_days:
            summary = f"{who(row, first=True)} has had to set a new password for {counted(days, 'day')}."
            columns = ("login_profile.password_reset_required", *since.columns)
            yield case.about(RESET_PENDING, row, summary, *columns, remedy=remedies.take_password(row["user_name"]))
    yield from case.unknown(RESET_PENDING, undated)
