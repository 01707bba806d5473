# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many calls a second the endpoint can answer, by a load that costs next to nothing to make."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack

import query
from account import user_name
from endpoint_process import Conditions, Endpoint

_CONNECTIONS = 16


def calls_per_second(endpoint: Endpoint, seconds: float) -> float:
    """Ask for login profiles on some connections at once, each time all of them, for about so many seconds."""
    endpoint.seed(Conditions(users=1, latency=0))
    body = query.build("iam", "GetLoginProfile", {"UserName": user_name(0)}, "benchmark").body
    head = f"POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    request = head.encode() + body
    with ExitStack() as stack:
        address = ("127.0.0.1", endpoint.port)
        connections = [stack.enter_context(socket.create_connection(address)) for dummy in range(_CONNECTIONS)]
        done, started = 0, time.monotonic()
        while time.monotonic() - started < seconds:
            for connection in connections:
                connection.sendall(request)
            for connection in connections:
                if b"<LoginProfile>" not in connection.recv(65536):
                    raise RuntimeError("The endpoint did not answer as it should.")
            done += len(connections)
        return done / (time.monotonic() - started)
