# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many calls a second the endpoint can answer, by a load that costs next to nothing to make."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

from endpoint import Conditions, Endpoint, user_name
from http_messages import build

_CONNECTIONS = 16


def calls_per_second(endpoint: Endpoint, seconds: float) -> float:
    """Read a login profile on some connections at once, for about so many seconds."""
    endpoint.seed(Conditions(users=1, latency=0))
    body = build("iam", "GetLoginProfile", {"UserName": user_name(0)}, "benchmark").body
    headers = ("Host: endpoint", "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}")
    request = "\r\n".join(["POST / HTTP/1.1", *headers, "", ""]).encode() + body
    with ExitStack() as stack:
        address = ("127.0.0.1", urlsplit(endpoint.emulator.endpoint_url).port or 0)
        connections = [stack.enter_context(socket.create_connection(address)) for dummy in range(_CONNECTIONS)]
        done, started = 0, time.monotonic()
        while time.monotonic() - started < seconds:
            for connection in connections:
                connection.sendall(request)
            for connection in connections:
                response = b""
                while not response.endswith(b"</GetLoginProfileResponse>"):
                    received = connection.recv(65536)
                    if not received or b"<Error>" in received:
                        raise RuntimeError(f"The endpoint did not answer as it should: {response + received!r}")
                    response += received
            done += len(connections)
        return done / (time.monotonic() - started)
