# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Event handlers of a Signin client, for missing features of botocore."""

from __future__ import annotations

import typing as t
import urllib.parse

# The throttling code that AWS declares for this service, and the code that botocore retries.
_DECLARED, _RETRIED = "TooManyRequestsError", "TooManyRequestsException"
_TOO_MANY_REQUESTS = 429


def handle_signin_calls(client: t.Any, endpoint_url: str | None) -> None:
    """Make a client use its configured endpoint URL, if any, and retry throttled calls."""
    events = client.meta.events
    if endpoint_url is not None:
        configured = urllib.parse.urlsplit(endpoint_url)
        events.register("before-sign.signin", lambda request, **_others: _redirect(request, configured))
    # Before botocore's handlers of the same event, which decide by the code.
    events.register_first("needs-retry.signin", _rename_throttling)
    events.register("after-call.signin", _restore_code)


def _redirect(request: t.Any, configured: urllib.parse.SplitResult) -> None:
    """Replace the host: botocore's rule set ignores the configured endpoint in calls such as ListSessions."""
    url = urllib.parse.urlsplit(request.url)
    path = configured.path.rstrip("/") + url.path
    request.url = url._replace(scheme=configured.scheme, netloc=configured.netloc, path=path).geturl()


def _rename_throttling(response: t.Any = None, **_others: t.Any) -> None:
    """Replace the throttling code by one that botocore retries. It retries neither the declared code nor the status."""
    if response is None:
        return
    status, error = response[0].status_code, response[1].get("Error", {})
    if status == _TOO_MANY_REQUESTS or error.get("Code") == _DECLARED:
        error["Code"] = _RETRIED


def _restore_code(parsed: dict[str, t.Any], **_others: t.Any) -> None:
    """Restore the code that AWS declares."""
    error = parsed.get("Error", {})
    if error.get("Code") == _RETRIED:
        error["Code"] = _DECLARED
