# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ministack, for calls that the model does not have: a child process on loopback, started at the first such call.

A user is created in it when a call about that user is forwarded. In ministack an account number is an access key of the
account.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import aiohttp
from http_messages import Request, Response, build
from model.state import ACCOUNT, User
from yarl import URL

_RUNNER = """
import os, runpy, sys, threading
threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""
# Run a module until standard input is closed. The parent holds the other end of that pipe and never writes to it. If
# the parent ends, even by SIGKILL, the pipe is closed, so the backend cannot outlive it.
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "expect", "te", "upgrade"})
_CODE = re.compile(rb'<Code>([^<]+)</Code>|"__type": *"(?:[^"#]*#)?([^"]+)"')
_START_SECONDS = 20.0
_STOP_SECONDS = 3.0
_ATTEMPTS = 3


class BackendError(Exception):
    """The backend did not start, or ended."""


class Backend:
    """One ministack."""

    name = "ministack"

    def __init__(self, state_dir: Path) -> None:
        """Prepare. Starts nothing yet."""
        self._state_dir = state_dir
        self._log = state_dir / "backend.log"
        self._process: asyncio.subprocess.Process | None = None
        self._session: aiohttp.ClientSession | None = None
        self._url = ""
        self._starting = asyncio.Lock()
        self._started = asyncio.Event()
        self._users: set[tuple[str, str]] = set()  # account and name of the users in the backend

    async def forward(self, request: Request, account: str, user: User | None = None) -> Response:
        """Forward a request unchanged, and return the response."""
        await self._start()
        if user and (account, user.name) not in self._users:
            await self._send(build("iam", "CreateUser", {"UserName": user.name, "Path": user.path}, account))
            self._users.add((account, user.name))
        return await self._send(request.signed_by(account))

    async def reset(self) -> None:
        """Remove everything that was created."""
        self._users.clear()
        if self._session is None:
            return
        async with self._session.post(f"{self._url}/_ministack/reset") as response:
            if response.status != 200:
                raise BackendError(f"{self.name} failed to reset: HTTP {response.status}")

    async def ended(self) -> None:
        """Wait for the end of a started process, and raise BackendError."""
        await self._started.wait()
        assert self._process is not None
        status = await self._process.wait()
        raise BackendError(f"{self.name} ended with status {status}; its log ends:\n{self._log_tail()}")

    async def stop(self) -> None:
        """Stop the process, and wait until it has ended."""
        if self._session is not None:
            await self._session.close()
        await self._end_process()

    async def _start(self) -> None:
        """Start the process and wait until it replies; if another program takes its port, try again."""
        async with self._starting:
            if self._session is not None:
                return
            session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), auto_decompress=False)
            for _attempt in range(_ATTEMPTS):
                await self._launch(_free_port())
                if await self._answers(session):
                    self._session = session
                    self._started.set()
                    return
                await self._end_process()
            await session.close()
            raise BackendError(f"{self.name} did not start; its log ends:\n{self._log_tail()}")

    async def _send(self, request: Request) -> Response:
        assert self._session is not None
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP_BY_HOP}
        url = URL(self._url + request.target, encoded=True)
        options = {"data": request.body, "headers": headers}
        async with self._session.request(request.method, url, allow_redirects=False, **options) as response:
            body = await response.read()
        kept = {name: value for name, value in response.headers.items() if name.lower() not in _HOP_BY_HOP}
        found = _CODE.search(body) if response.status >= 400 else None
        return Response(response.status, body, kept, (found[1] or found[2]).decode() if found else None)

    async def _launch(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}"
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-P", "-c", _RUNNER, self.name),  # -P: ministack does not import modules of this folder
                env=environment(port, self._state_dir),
                cwd=self._state_dir,
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # only this process receives Ctrl-C, and stops the backend
            )

    async def _answers(self, session: aiohttp.ClientSession) -> bool:
        assert self._process is not None
        deadline = asyncio.get_running_loop().time() + _START_SECONDS
        while self._process.returncode is None and asyncio.get_running_loop().time() < deadline:
            try:
                async with session.get(f"{self._url}/_ministack/health") as response:
                    return response.status == 200
            except aiohttp.ClientError:
                await asyncio.sleep(0.02)
        return False

    async def _end_process(self) -> None:
        """Close the pipe that keeps the process alive; kill what remains."""
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

    def _log_tail(self) -> str:
        return self._log.read_text("utf-8", "replace")[-2000:] if self._log.exists() else ""


def environment(port: int, state_dir: Path) -> Mapping[str, str]:
    """Return the variables that keep ministack on loopback, quiet and without real credentials."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return inherited | {
        "AWS_ACCESS_KEY_ID": "emulator",
        "AWS_SECRET_ACCESS_KEY": "emulator",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "TMPDIR": str(state_dir),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
