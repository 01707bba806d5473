# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The emulator behind the layer: started, asked, reset and stopped as a child process on loopback."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from query import Call, Reply, build
from yarl import URL

ACCOUNT = "123456789012"
_RUNNER = Path(__file__).with_name("backend_process.py")
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "expect", "te", "upgrade"})
_START_SECONDS = 20.0
_STOP_SECONDS = 3.0
_ATTEMPTS = 3


@dataclass(frozen=True)
class Kind:
    """How one emulator is started and reset, and whether it stands concurrent requests."""

    module: str
    reset_path: str
    concurrent: bool

    def arguments(self, port: int) -> list[str]:
        """Return the command line arguments after the module."""
        return ["-H", "127.0.0.1", "-p", str(port)] if self.module == "moto.server" else []

    def environment(self, port: int, state_dir: Path) -> dict[str, str]:
        """Return the variables that keep the emulator on loopback, quiet and away from real credentials."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        credentials = {"AWS_ACCESS_KEY_ID": "layer", "AWS_SECRET_ACCESS_KEY": "layer"}
        ministack = {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
        }
        return inherited | credentials | ministack | {"MOTO_ACCOUNT_ID": ACCOUNT, "TMPDIR": str(state_dir)}


KINDS: Mapping[str, Kind] = {
    "ministack": Kind("ministack", "/_ministack/reset", concurrent=True),
    "moto": Kind("moto.server", "/moto-api/reset", concurrent=False),
}


class BackendError(Exception):
    """The emulator did not start, or ended."""


class Backend:
    """One running emulator."""

    def __init__(self, name: str, state_dir: Path) -> None:
        """Prepare; nothing is started yet."""
        self.name = name
        self._kind = KINDS[name]
        self._state_dir = state_dir
        self._log = state_dir / "backend.log"
        self._process: asyncio.subprocess.Process | None = None
        self._session: aiohttp.ClientSession | None = None
        self._url = ""
        self.changes = 0  # counts the calls that may have changed something, each before its caller hears of it
        turn: AbstractAsyncContextManager[object] = asyncio.Lock()
        self._turn = nullcontext() if self._kind.concurrent else turn

    async def start(self) -> None:
        """Start the emulator and wait until it answers an IAM call; another program may take its port: try again."""
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=20)
        self._session = aiohttp.ClientSession(connector=connector, auto_decompress=False)
        for _attempt in range(_ATTEMPTS):
            await self._launch(_free_port())
            if await self._answers():
                return
            await self._end_process()
        raise BackendError(f"{self.name} did not start; its log ends:\n{self.log_tail()}")

    async def forward(self, call: Call) -> Reply:
        """Pass a call on as it came and return the reply."""
        try:
            return await self._passed_on(call)
        finally:
            if not call.only_reads:
                self.changes += 1

    async def _passed_on(self, call: Call) -> Reply:
        assert self._session is not None
        headers = {name: value for name, value in call.headers.items() if name.lower() not in _HOP_BY_HOP}
        url = URL(self._url + call.target, encoded=True)
        async with (
            self._turn,
            self._session.request(call.method, url, data=call.body, headers=headers, allow_redirects=False) as response,
        ):
            body = await response.read()
        dropped = _HOP_BY_HOP - {"content-length"} if call.method == "HEAD" else _HOP_BY_HOP
        kept = {name: value for name, value in response.headers.items() if name.lower() not in dropped}
        return Reply(response.status, body, kept)

    async def ask(self, action: str, parameters: Mapping[str, str], access_key: str, service: str = "iam") -> Reply:
        """Make a call of the layer's own, in the account of ``access_key``."""
        return await self.forward(build(service, action, parameters, access_key))

    async def reset(self) -> None:
        """Forget everything that was created."""
        assert self._session is not None
        async with self._turn, self._session.post(self._url + self._kind.reset_path) as response:
            if response.status != 200:
                raise BackendError(f"{self.name} refused to reset: HTTP {response.status}")

    async def ended(self) -> int:
        """Wait for the emulator's end and return its exit status."""
        assert self._process is not None
        return await self._process.wait()

    async def stop(self) -> None:
        """Stop the emulator, and wait until it has gone."""
        if self._session is not None:
            await self._session.close()
        await self._end_process()

    def log_tail(self) -> str:
        """Return the end of the emulator's log."""
        return self._log.read_text("utf-8", "replace")[-2000:] if self._log.exists() else ""

    async def _launch(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}"
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # the names of this folder's modules must not shadow the emulator's own imports
                str(_RUNNER),
                self._kind.module,
                *self._kind.arguments(port),
                env=self._kind.environment(port, self._state_dir),
                cwd=self._state_dir,
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches this process only, which then stops the emulator
            )

    async def _answers(self) -> bool:
        assert self._process is not None
        deadline = asyncio.get_running_loop().time() + _START_SECONDS
        while self._process.returncode is None and asyncio.get_running_loop().time() < deadline:
            try:
                reply = await self.ask("GetAccountPasswordPolicy", {}, "")
            except aiohttp.ClientError:
                await asyncio.sleep(0.02)
            else:
                return reply.error_code == "NoSuchEntity"
        return False

    async def _end_process(self) -> None:
        """Close the pipe that keeps the emulator alive (see backend_process.py); kill what stays."""
        process = self._process
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
