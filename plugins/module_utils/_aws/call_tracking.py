# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Track each call of a botocore client: lost replies, the source of the call, the clock of AWS, and a proxy's login.

botocore's errors do not have this information, or only a part of it. Event handlers add it to each reply
(``ResponseMetadata``) and to each exception.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

Reply = t.Mapping[str, t.Any]

# Keys of the notes. LOST_REPLIES differs from botocore's RetryAttempts, which does not have the reasons.
LOST_REPLIES, _SOURCE = "LostReplies", "CallSource"
# The attribute of an exception for the notes.
_NOTES = "call_notes"
# RFC 9110. For HTTPS, http.client puts the status into the message of an error.
_PROXY_LOGIN_STATUS = 407
_TUNNEL_STATUS = re.compile(r"Tunnel connection failed: 407\b")


class NotSent:
    """Mixin for exceptions that replace a request."""


class LoginRequired(OSError):
    """A proxy requires a login."""


@dataclass(frozen=True)
class CallSource:
    """The profile (None for other credentials), the region and the endpoint URL (None if unknown)."""

    profile: str | None = None
    region: str | None = None
    endpoint_url: str | None = None


class AWSClock:
    """Records when AWS last replied."""

    def __init__(self) -> None:
        """Start without a reply."""
        self._last: datetime | None = None

    @property
    def answered_at(self) -> str | None:
        """Return when AWS last replied, in ISO 8601; None if no reply had a date."""
        return None if self._last is None else self._last.isoformat()

    def note(self, reply: Reply) -> None:
        """Record the date of a reply. Concurrent calls reply in any order."""
        at = answered_at(reply)
        if at is not None:
            self._last = at if self._last is None else max(at, self._last)


def track_calls(client: t.Any, profile: str | None, clock: AWSClock) -> None:
    """Track the calls of a botocore client whose credentials are from ``profile``."""
    source = CallSource(profile, client.meta.region_name, client.meta.endpoint_url)

    def note_in_reply(parsed: dict[str, t.Any], **_others: t.Any) -> None:
        parsed.setdefault("ResponseMetadata", {})[_SOURCE] = source
        clock.note(parsed)

    def note_in_exception(exception: Exception, context: t.Mapping[str, t.Any], **_others: t.Any) -> None:
        setattr(exception, _NOTES, {LOST_REPLIES: context.get(LOST_REPLIES, 0), _SOURCE: source})

    events = client.meta.events
    events.register("needs-retry", note_attempt, unique_id="identity.aws")
    events.register("before-parse", _reject_proxy_login)
    events.register("after-call", note_in_reply)
    events.register("after-call-error", note_in_exception)


def note_attempt(
    request_dict: dict[str, t.Any],
    response: t.Any = None,
    caught_exception: BaseException | None = None,
    **_others: t.Any,
) -> None:
    """Record one attempt of a call. Returns None: botocore's own handlers decide about retries.

    AWS does not carry out a throttled request. A request whose reply was lost, or that ended in a server error, may
    have been carried out. The next attempt then finds a login profile that already exists, or is already deleted.
    """
    if is_proxy_login(caught_exception) or isinstance(caught_exception, NotSent):
        return  # not forwarded by the proxy, or not sent
    context = request_dict["context"]
    lost = context.get(LOST_REPLIES, 0)
    metadata = {} if response is None else response[1].setdefault("ResponseMetadata", {})
    metadata[LOST_REPLIES] = lost
    if response is None or response[0].status_code >= 500:
        context[LOST_REPLIES] = lost + 1


def lost_replies(exception: BaseException | None, reply: Reply) -> int:
    """Return how many requests before the last one of a failed call may have been carried out."""
    lost: int = _notes(exception, reply).get(LOST_REPLIES, 0)
    return lost


def source_of(exception: BaseException | None, reply: Reply) -> CallSource:
    """Return the source of a failed call, completed from botocore's exception."""
    noted = _notes(exception, reply).get(_SOURCE, CallSource())
    given = getattr(exception, "kwargs", {})
    url = given.get("proxy_url") or given.get("endpoint_url") or noted.endpoint_url
    return CallSource(given.get("profile") or noted.profile, noted.region, url and _without_credentials(str(url)))


def copy_notes(exception: Exception, to: Exception) -> None:
    """Copy the notes to an exception that replaces another one."""
    setattr(to, _NOTES, getattr(exception, _NOTES, {}))


def answered_at(reply: Reply) -> datetime | None:
    """Return the time of a reply from its Date header; None without a valid one."""
    headers = reply.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    try:
        at = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, OverflowError):
        return None
    # "-0000" is UTC too (RFC 5322), but Python returns it without a time zone.
    return at if at.tzinfo is not None else at.replace(tzinfo=timezone.utc)


def skew_now(reply: Reply) -> timedelta | None:
    """Return how far the clock of AWS is ahead of this host's, for a reply that was just received."""
    at = answered_at(reply)
    return None if at is None else at - datetime.now(timezone.utc)


def is_proxy_login(exception: BaseException | None) -> bool:
    """Return whether an exception of botocore means that a proxy requires a login.

    It selects only the message and the code. botocore reports this like a proxy that does not reply.
    """
    error = getattr(exception, "kwargs", {}).get("error")
    reasons = [error, getattr(error, "original_error", None)]
    return any(isinstance(each, LoginRequired) or _TUNNEL_STATUS.search(str(each)) is not None for each in reasons)


def _reject_proxy_login(response_dict: Reply, **_others: t.Any) -> None:
    """Raise for HTTP what botocore raises for HTTPS. botocore would parse the proxy's page as a reply."""
    if response_dict["status_code"] == _PROXY_LOGIN_STATUS:
        from botocore.exceptions import ProxyConnectionError

        raise ProxyConnectionError(proxy_url="", error=LoginRequired())


def _notes(exception: BaseException | None, reply: Reply) -> dict[str, t.Any]:
    return {**getattr(exception, _NOTES, {}), **reply.get("ResponseMetadata", {})}


def _without_credentials(url: str) -> str | None:
    """Return scheme, host and port of a URL, so that no message shows its user name, password or query."""
    try:
        parts = urlsplit(url)
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return None
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}" if host else None
