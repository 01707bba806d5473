# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stand in for the servers that callbacks report to: whatever they send is kept."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import DatagramRequestHandler, ThreadingUDPServer


@dataclass
class Received:
    """What was sent by HTTP, to each path, and by UDP, and the ports to send it to."""

    posts: dict[str, bytearray] = field(default_factory=lambda: defaultdict(bytearray))
    datagrams: bytearray = field(default_factory=bytearray)
    http_port: int = 0
    udp_port: int = 0


@contextmanager
def receiving() -> Iterator[Received]:
    """Listen on loopback until the end."""
    received = Received()

    class Posted(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.posts[self.path] += self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    class Datagram(DatagramRequestHandler):
        def handle(self) -> None:
            received.datagrams += self.rfile.read()

    with ThreadingHTTPServer(("127.0.0.1", 0), Posted) as http, ThreadingUDPServer(("127.0.0.1", 0), Datagram) as udp:
        received.http_port, received.udp_port = http.server_address[1], udp.server_address[1]
        for server in (http, udp):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield received
        finally:
            http.shutdown()
            udp.shutdown()
