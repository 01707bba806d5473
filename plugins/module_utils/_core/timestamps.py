# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parse ISO 8601 times. AWS uses several formats, and older Python versions parse fewer of them.

Pure.
"""

from __future__ import annotations

import re
from datetime import datetime, timezone

# Python 3.10 parses fractions of three or six digits, and neither "Z" nor a zone without a colon.
_TIME = re.compile(
    r"(?P<seconds>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.(?P<fraction>\d+))?(?P<zone>Z|[+-]\d\d:?\d\d)?", re.ASCII
)


def parse_time(value: str) -> datetime:
    """Return the time of an ISO 8601 string; without a zone it is UTC. Raises ValueError or TypeError."""
    if match := _TIME.fullmatch(value):
        fraction = (match["fraction"] or "")[:6].ljust(6, "0")
        zone = (match["zone"] or "+0000").replace("Z", "+0000").replace(":", "")
        value = f"{match['seconds']}.{fraction}{zone[:3]}:{zone[3:]}"
    time = datetime.fromisoformat(value)
    return time if time.tzinfo is not None else time.replace(tzinfo=timezone.utc)
