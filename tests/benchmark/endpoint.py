# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
A fast HTTP endpoint that answers just the calls to IAM that the benchmark needs; a program of its own.

It prints its port, and serves until its standard input is closed. Emulators answer too few calls a second to measure
anything against. One request at a time on a connection: what is measured does not pipeline.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "emulator"))  # AWS's query protocol
from query import Reply
from service import Service


class Connection(asyncio.Protocol):
    """One keep-alive connection. asyncio sets TCP_NODELAY by itself."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._buffer = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Collect a request, and answer it when it is complete."""
        self._buffer += data
        head, separator, rest = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.title(): value.strip() for name, dummy, value in (line.partition(":") for line in lines)}
        length = int(headers.get("Content-Length", "0"))
        if len(rest) < length:
            return
        self._buffer = rest[length:]
        method, target, dummy_version = first.split(" ")
        reply, wait = self._service.answer(method, target, headers, rest[:length])
        if wait:
            asyncio.get_running_loop().call_later(wait, self._transport.write, encode(reply))
        else:
            self._transport.write(encode(reply))


def encode(reply: Reply) -> bytes:
    """Write a reply as HTTP."""
    lines = [f"HTTP/1.1 {reply.status} -", f"Content-Length: {len(reply.body)}"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + reply.body


async def serve() -> None:
    """Listen on a free port of the loopback interface until nobody holds the other end of standard input."""
    loop = asyncio.get_running_loop()
    service, ended = Service(), asyncio.Event()
    server = await loop.create_server(lambda: Connection(service), "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    loop.add_reader(sys.stdin.fileno(), ended.set)
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(serve())
