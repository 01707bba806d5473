# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The accounts for tasks, and helpers for their tests."""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.models import Operation
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM

CANARY = "Canary-Passw0rd"
GIVEN: dict[str, t.Any] = {"password": CANARY}
WRITES = set(t.get_args(Operation))
DAY = "2026-11-20T08:01:11+00:00"
WITH, WITHOUT, SUSPENDED = "111111111111", "222222222222", "333333333333"
AUDIT = "IAMAuditRootUserCredentials"


def account() -> InMemoryIAM:
    """Create one where ana and ben have a login profile and chloe has none."""
    iam = InMemoryIAM({"ana": {"PasswordResetRequired": True}, "ben": {}, "chloe": None, "caller": {}})
    iam.tags["ana"] = {"identity.aws/password-version": "1"}
    return iam


def reported_account() -> InMemoryIAM:
    """Create one where ana and ben have a login profile, and chloe has none; ben has MFA, and the report is older."""
    iam = InMemoryIAM({"ana": {"PasswordResetRequired": True}, "ben": {}, "chloe": None})
    iam.report = [
        reported("<root_account>", arn="arn:aws:iam::111122223333:root", password_enabled="not_supported"),
        reported("ben", mfa_active="true"),
        reported("chloe", password_last_used="no_information"),
        reported("gone"),
    ]
    return iam


def organization_account(users: dict[str, dict[str, t.Any] | None]) -> InMemoryIAM:
    """Create the management account of three member accounts, one of which has a root password."""
    iam = InMemoryIAM(users)
    iam.member_accounts = {WITH: "ACTIVE", WITHOUT: "ACTIVE", SUSPENDED: "SUSPENDED"}
    iam.root_users[WITH] = InMemoryIAM({"root": {}})
    return iam


def reported(name: str, **columns: str) -> dict[str, str]:
    """Return a row of the credential report."""
    arn = f"arn:aws:iam::111122223333:user/{name}"
    row = {"user": name, "arn": arn, "password_enabled": "true", "password_last_used": DAY}
    return {**row, "password_last_changed": DAY, "password_next_rotation": "N/A", "mfa_active": "false", **columns}


def by_name(result: dict[str, t.Any]) -> dict[str, dict[str, t.Any]]:
    """Return user name -> row."""
    return {row["user_name"]: row for row in result["users"]}
