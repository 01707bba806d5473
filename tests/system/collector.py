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
from socketserver import DatagramRequestHandler, StreamRequestHandler, ThreadingTCPServer, ThreadingUDPServer


@dataclass
class Received:
    """What was sent by HTTP, to each path, by UDP and as mail, and the ports to send it to."""

    posts: dict[str, bytearray] = field(default_factory=lambda: defaultdict(bytearray))
    datagrams: bytearray = field(default_factory=bytearray)
    mails: bytearray = field(default_factory=bytearray)
    http_port: int = 0
    udp_port: int = 0
    smtp_port: int = 0


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

    class Mail(StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            is_text = False
            for line in self.rfile:
                if is_text and line != b".\r\n":
                    received.mails += line
                    continue
                is_text = line == b"data\r\n"
                self.wfile.write(b"354 go on\r\n" if is_text else b"250 done\r\n")

    address = ("127.0.0.1", 0)
    http, udp = ThreadingHTTPServer(address, Posted), ThreadingUDPServer(address, Datagram)
    smtp = ThreadingTCPServer(address, Mail)
    received.http_port, received.udp_port, smtp_port = (each.server_address[1] for each in (http, udp, smtp))
    received.smtp_port = smtp_port
    with http, udp, smtp:
        smtp.daemon_threads = True
        for server in (http, udp, smtp):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield received
        finally:
            for server in (http, udp, smtp):
                server.shutdown()
