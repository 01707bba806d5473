# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account that tasks about many users meet, and what their tests look for."""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM

CANARY = "Canary-Passw0rd"
GIVEN = {"password": CANARY}
WRITES = {"CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile", "TagUser", "UntagUser"}


def account() -> InMemoryIAM:
    """Make one where ana and ben have a login profile and chloe has none."""
    iam = InMemoryIAM({"ana": {"PasswordResetRequired": True}, "ben": {}, "chloe": None, "caller": {}})
    iam.tags["ana"] = {"identity.aws/password-version": "1"}
    return iam


def by_name(result: dict[str, t.Any]) -> dict[str, dict[str, t.Any]]:
    """Return user name -> row."""
    return {row["user_name"]: row for row in result["users"]}
