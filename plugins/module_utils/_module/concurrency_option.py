# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option that says how many users are worked on at a time."""

from __future__ import annotations

import typing as t

_MOST_AT_A_TIME = 64


def concurrency_argument() -> dict[str, dict[str, t.Any]]:
    """Return its argument spec."""
    return {"concurrency": {"type": "int", "default": 8}}


def problems_of_concurrency(params: t.Mapping[str, t.Any]) -> list[str]:
    """List what is wrong with it, as sentences."""
    if 1 <= params["concurrency"] <= _MOST_AT_A_TIME:
        return []
    return [f"concurrency must be 1 to {_MOST_AT_A_TIME}."]
