# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The time of AWS, by the header ``Date`` of its replies, and how far the clock of this host is from it."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

Reply = t.Mapping[str, t.Any]


class AWSClock:
    """Notes when AWS answered last."""

    def __init__(self) -> None:
        """Start without a reply."""
        self._last: datetime | None = None

    @property
    def answered_at(self) -> str | None:
        """Return when AWS answered last, in ISO 8601; None if no reply had a date."""
        return None if self._last is None else self._last.isoformat()

    def watch(self, client: t.Any) -> t.Any:
        """Note the date of each reply to a botocore client, and return the client."""
        client.meta.events.register("after-call", self._note)
        return client

    def _note(self, parsed: Reply, **_others: t.Any) -> None:
        at = answered_at(parsed)
        if at is not None:
            self._last = at if self._last is None else max(at, self._last)


def answered_at(reply: Reply) -> datetime | None:
    """Return when AWS sent a reply that botocore parsed; None if it has no date, or no valid one."""
    headers = reply.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    try:
        at = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, OverflowError):
        return None
    # "-0000" is UTC as well (RFC 5322), and Python returns it without a zone.
    return at if at.tzinfo is not None else at.replace(tzinfo=timezone.utc)


def skew_now(reply: Reply) -> timedelta | None:
    """Return how far the clock of AWS is ahead of that of this host, for a reply that came just now."""
    at = answered_at(reply)
    return None if at is None else at - datetime.now(timezone.utc)
