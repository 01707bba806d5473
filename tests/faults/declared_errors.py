# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The errors that AWS declares for its calls: all in ``tests/api/record.json``, supported or not.

The record does not change with the installed botocore; ``tests/api/compare.py`` reports errors that it lacks.
"""

from __future__ import annotations

from functools import cache

import api_record

WRITES = frozenset(
    {
        *("CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile", "TagUser", "UntagUser"),
        *("ChangePassword", "BatchRevokeSessions"),
        *("CreateSecret", "PutSecretValue", "UpdateSecretVersionStage", "DeleteSecret"),
    }
)


@cache
def errors_of(action: str) -> tuple[tuple[str, int], ...]:
    """Return code and HTTP status of each error of a call."""
    calls = next(service["calls"] for service in api_record.load().values() if action in service["calls"])
    return tuple((code, error["status"]) for code, error in calls[action]["errors"].items())
