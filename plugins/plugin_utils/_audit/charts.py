# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The charts of a report, as bars with a label and a count.

Pure.
"""

from __future__ import annotations

import typing as t
from collections import Counter

Rows = t.Sequence[t.Mapping[str, t.Any]]
Bars = list[dict[str, t.Any]]

_NOT_KNOWN = "not known"
_NEVER = "never"
_OVER_A_YEAR = "over a year"
# The last day of each bar, counted from today.
_AGES = {30: "up to 30 days", 90: "31 to 90 days", 180: "91 to 180 days", 365: "181 to 365 days"}
_USES = {7: "up to 7 days", 45: "8 to 45 days", 90: "46 to 90 days", 365: "91 to 365 days"}


def access_chart(rows: Rows) -> Bars:
    """Return how many users have a password, over MFA."""
    counted = Counter(
        (row["password_enabled"], row["mfa_active"] if row["password_enabled"] is True else None) for row in rows
    )
    return [
        _bar("Password and MFA", counted[True, True], "good"),
        _bar("Password, no MFA", counted[True, False], "bad"),
        _bar("Password, MFA not known", counted[True, None], "unknown"),
        _bar("No password", counted[False, None], "neutral"),
        _bar("Could not be read", counted[None, None], "unknown"),
    ]


def password_age_chart(rows: Rows) -> Bars:
    """Return how old the passwords are."""
    return _bars((_place(row["password_age_days"], _AGES) for row in _with_password(rows)), [*_AGES.values()])


def last_use_chart(rows: Rows) -> Bars:
    """Return how long ago the passwords were used."""
    places = (_NEVER if row["never_used"] else _place(row["unused_days"], _USES) for row in _with_password(rows))
    return _bars(places, [*_USES.values()], _NEVER)


def _with_password(rows: Rows) -> list[t.Mapping[str, t.Any]]:
    return [row for row in rows if row["password_enabled"] is True]


def _place(days: int | None, ends: t.Mapping[int, str]) -> str:
    if days is None:
        return _NOT_KNOWN
    return next((label for end, label in ends.items() if days <= end), _OVER_A_YEAR)


def _bars(places: t.Iterable[str], labels: t.Sequence[str], *more: str) -> Bars:
    counted = Counter(places)
    bars = [_bar(label, counted[label], "neutral") for label in (*labels, _OVER_A_YEAR, *more)]
    return [*bars, _bar(_NOT_KNOWN, counted[_NOT_KNOWN], "unknown")]


def _bar(label: str, count: int, tone: str) -> dict[str, t.Any]:
    return {"label": label, "count": count, "tone": tone}
