# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which profile, region and endpoint a call used, for the messages of its errors.

botocore has none of them in an error reply, and only some in its own exceptions. They are noted on each client.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from urllib.parse import urlsplit

# Where a reply has it, and the attribute of an exception.
_KEY, _ATTRIBUTE = "CallSource", "call_source"


@dataclass(frozen=True)
class CallSource:
    """The profile, None for other credentials; the region and the endpoint URL, None where they are not known."""

    profile: str | None = None
    region: str | None = None
    endpoint_url: str | None = None


def note_source(client: t.Any, profile: str | None) -> t.Any:
    """Make a botocore client note its source in each reply and each exception, and return the client."""
    source = CallSource(profile, client.meta.region_name, client.meta.endpoint_url)

    def note_in_reply(parsed: dict[str, t.Any], **_others: t.Any) -> None:
        parsed.setdefault("ResponseMetadata", {})[_KEY] = source

    def note_in_exception(exception: Exception, **_others: t.Any) -> None:
        setattr(exception, _ATTRIBUTE, source)

    client.meta.events.register("after-call", note_in_reply)
    client.meta.events.register("after-call-error", note_in_exception)
    return client


def source_of(exception: BaseException | None, reply: t.Mapping[str, t.Any]) -> CallSource:
    """Return the source of a call that failed, with what botocore's own exceptions have."""
    noted = reply.get("ResponseMetadata", {}).get(_KEY) or getattr(exception, _ATTRIBUTE, None) or CallSource()
    given = getattr(exception, "kwargs", {})
    profile = given.get("profile") or noted.profile
    url = given.get("proxy_url") or given.get("endpoint_url") or noted.endpoint_url
    return CallSource(profile, noted.region, None if url is None else _without_credentials(str(url)))


def copy_source(exception: Exception, to: Exception) -> None:
    """Give an exception the source of the one that it replaces."""
    setattr(to, _ATTRIBUTE, getattr(exception, _ATTRIBUTE, None))


def _without_credentials(url: str) -> str | None:
    """Return scheme, host and port of a URL. A user name, a password and a query never get into a message."""
    try:
        parts = urlsplit(url)
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return None
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}" if host else None
