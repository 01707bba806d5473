# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The errors that AWS declares for its calls: all of ``tests/api/record.json``, supported or not.

AWS can return an error whether the collection supports its cause or not, so each has its cells. The record does not
change with the installed botocore; ``tests/api/compare.py`` reports an error that is not in it yet.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import api_record

WRITES = frozenset({"CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile", "TagUser", "UntagUser"})


class Declared(NamedTuple):
    """An error: AWS's code, and the HTTP status it comes with."""

    code: str
    status: int


@cache
def _record() -> api_record.Record:
    return api_record.load()


def errors_of(action: str) -> tuple[Declared, ...]:
    """Return the errors of a call. Raises ValueError for a call that is not in the record."""
    for service in _record().values():
        if call := service["calls"].get(action):
            return tuple(Declared(code, entry["status"]) for code, entry in call["errors"].items())
    raise ValueError(f"tests/api/record.json does not have the call {action}.")
