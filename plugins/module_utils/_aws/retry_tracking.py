# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which of the requests that botocore sent again may have been carried out.

botocore says how often it tried, and not why. A request that AWS refused to take (throttling) changed nothing. One
whose reply was lost, or that ended in a server error, may have been carried out; then the next try meets its work: a
login profile that exists already, or is gone.
"""

from __future__ import annotations

import typing as t

from .proxy_login import is_proxy_login

# Where a reply says how many before it were lost, beside botocore's own RetryAttempts.
LOST_REPLIES = "LostReplies"
# The same on an exception.
_ATTRIBUTE = "lost_replies"


class NotSent:
    """A mark of exceptions that take the place of a request."""


def count_lost_replies(client: t.Any) -> t.Any:
    """Make a botocore client note it in each reply, and return the client."""
    client.meta.events.register("needs-retry", _note, unique_id="identity.aws")
    client.meta.events.register("after-call-error", _note_in_exception)
    return client


def lost_replies(exception: BaseException | None, reply: t.Mapping[str, t.Any]) -> int:
    """Return how many requests before the last one of a call that failed may have been carried out."""
    noted: int = reply.get("ResponseMetadata", {}).get(LOST_REPLIES, 0) or getattr(exception, _ATTRIBUTE, 0)
    return noted


def copy_lost_replies(exception: Exception, to: Exception) -> None:
    """Give an exception the number of the one that it replaces."""
    setattr(to, _ATTRIBUTE, getattr(exception, _ATTRIBUTE, 0))


def _note_in_exception(exception: Exception, context: t.Mapping[str, t.Any], **_others: t.Any) -> None:
    setattr(exception, _ATTRIBUTE, context.get(LOST_REPLIES, 0))


def _note(
    request_dict: dict[str, t.Any],
    response: t.Any = None,
    caught_exception: BaseException | None = None,
    **_others: t.Any,
) -> None:
    """Note one try. What it is called for (retries) is decided by botocore's own handlers: it returns nothing."""
    if is_proxy_login(caught_exception) or isinstance(caught_exception, NotSent):
        return  # the proxy did not forward it, or it was not sent
    context = request_dict["context"]
    lost = context.get(LOST_REPLIES, 0)
    metadata = {} if response is None else response[1].setdefault("ResponseMetadata", {})
    metadata[LOST_REPLIES] = lost
    if response is None or response[0].status_code >= 500:
        context[LOST_REPLIES] = lost + 1
