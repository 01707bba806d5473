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

# Where a reply says how many before it were lost, beside botocore's own RetryAttempts.
LOST_REPLIES = "LostReplies"


def count_lost_replies(client: t.Any) -> t.Any:
    """Make a botocore client note it in each reply, and return the client."""
    client.meta.events.register("needs-retry", _note, unique_id="identity.aws")
    return client


def _note(request_dict: dict[str, t.Any], response: t.Any = None, **dummy: t.Any) -> None:
    """Note one try. What it is called for (retries) is decided by botocore's own handlers: it returns nothing."""
    context = request_dict["context"]
    lost = context.get(LOST_REPLIES, 0)
    metadata = {} if response is None else response[1].setdefault("ResponseMetadata", {})
    metadata[LOST_REPLIES] = lost
    if response is None or response[0].status_code >= 500:
        context[LOST_REPLIES] = lost + 1
