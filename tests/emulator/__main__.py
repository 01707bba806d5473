# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Start the emulated AWS: ``python tests/emulator --state-dir DIR [--backend ministack]``."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path

from aiohttp import web
from backend import Backend, BackendError
from controls import Controls
from server import Server


def main() -> int:
    """Run until stopped; return the exit status."""
    arguments = _arguments()
    arguments.state_dir.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(_run(arguments))
    except (BackendError, OSError) as error:
        print(f"emulator: {error}", file=sys.stderr)
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="emulator", description="An emulated AWS on loopback.")
    parser.add_argument(
        "--backend", choices=[Backend.name], help="the backend of calls that the model does not support"
    )
    parser.add_argument("--state-dir", type=lambda text: Path(text).resolve(), required=True)
    parser.add_argument("--port", type=int, default=0, help="the port to listen on; 0 is a free port")
    parser.add_argument("--parent-pid", type=int, help="stop when this process is no longer the parent")
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> None:
    """Serve until a signal, the end of the parent or backend, or a failure."""
    endpoint = arguments.state_dir / "endpoint.json"
    endpoint.unlink(missing_ok=True)
    backend = Backend(arguments.state_dir) if arguments.backend else None
    tasks = [asyncio.create_task(_stop_requested(arguments.parent_pid))]
    if backend:
        tasks.append(asyncio.create_task(backend.ended()))
    runner = web.ServerRunner(web.Server(Controls(Server(backend)).handle, access_log=None), shutdown_timeout=0.5)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", arguments.port).start()
        _announce(endpoint, arguments.backend, runner.addresses[0][1])
        done, _pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            await task  # raises the reason for the end
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        endpoint.unlink(missing_ok=True)
        await runner.cleanup()
        if backend:
            await backend.stop()


async def _stop_requested(parent_pid: int | None) -> None:
    """Return on SIGTERM or SIGINT, or when the parent of this process has changed."""
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    while not asked.is_set() and parent_pid in {None, os.getppid()}:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asked.wait(), 0.25)


def _announce(endpoint: Path, backend: str | None, port: int) -> None:
    """Write the server's address atomically: a reader sees the whole file or none."""
    written = endpoint.with_suffix(".new")
    facts = {"endpoint_url": f"http://127.0.0.1:{port}", "pid": os.getpid(), "backend": backend}
    written.write_text(json.dumps(facts) + "\n", encoding="utf-8")
    written.replace(endpoint)


if __name__ == "__main__":
    sys.exit(main())
