# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a user's access ends: the option valid_until.

Pure: the present time is a parameter.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from .timestamps import parse_time
from .validation import VALID_UNTIL

Status = t.Literal["valid", "ends_soon", "ended"]

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ValidUntil:
    """The end of an access: ``given`` is the original value, ``end`` the first moment without access, in UTC."""

    given: str
    end: datetime

    @classmethod
    def parse(cls, text: str) -> ValidUntil:
        """Parse a date (the last day, in UTC) or a date and time; without a zone it is UTC. Raises ValueError.

        YAML parses an unquoted date, and Ansible passes it on as its original string.
        """
        match = VALID_UNTIL.fullmatch(text)
        if match is None:
            raise ValueError
        if match["minute"] is None:
            return cls(text, parse_time(f"{match['day']}T00:00:00") + _DAY)
        time = f"{match['day']}T{match['minute']}{match['second'] or ':00'}{match['zone'] or ''}"
        return cls(text, parse_time(time).astimezone(timezone.utc))

    @property
    def why_ended(self) -> str:
        """Return the reason to end the access."""
        return f"valid_until was {self.given}, which has passed."

    def status(self, now: datetime, warn_days: int) -> Status:
        """Return whether the access has ended, or ends within this number of days."""
        if self.end <= now:
            return "ended"
        return "ends_soon" if self.end - now <= warn_days * _DAY else "valid"

    def days_left(self, now: datetime) -> int:
        """Return the days until the end, rounded up."""
        return -((now - self.end) // _DAY)


def valid_until_problem(value: object) -> str | None:
    """Return why an end of access is invalid, or None. The value is not repeated."""
    try:
        ValidUntil.parse(value if isinstance(value, str) else "")
    except ValueError:
        return (
            "valid_until must be a date such as 2026-12-31, or a date and time in ISO 8601 such as "
            "2026-12-31T18:00:00+01:00, from the year 2000 on. Correct it. For access without an end, omit it."
        )
    return None
