# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Recognize a proxy that requires a login, which botocore reports like one that does not answer.

Its status is 407 (RFC 9110). For HTTPS, http.client puts it into the text of an error. It only selects the words of a
message and its code.
"""

from __future__ import annotations

import re
import typing as t

_TUNNEL_STATUS = re.compile(r"Tunnel connection failed: 407\b")
_STATUS = 407


class LoginRequired(OSError):
    """The reply of a proxy that requires a login."""


def note_proxy_login(client: t.Any) -> t.Any:
    """Make a botocore client raise an error for such a reply to a plain HTTP request, and return the client."""
    # It raises what botocore raises for HTTPS. botocore itself takes the proxy's page for a reply of AWS.
    from botocore.exceptions import ProxyConnectionError

    def check(response_dict: t.Mapping[str, t.Any], **_others: t.Any) -> None:
        if response_dict["status_code"] == _STATUS:
            raise ProxyConnectionError(proxy_url="", error=LoginRequired())

    client.meta.events.register("before-parse", check)
    return client


def is_proxy_login(exception: BaseException | None) -> bool:
    """Return whether an exception of botocore means that a proxy requires a login."""
    error = getattr(exception, "kwargs", {}).get("error")
    reasons = [error, getattr(error, "original_error", None)]
    return any(isinstance(each, LoginRequired) or _TUNNEL_STATUS.search(str(each)) is not None for each in reasons)
