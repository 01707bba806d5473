# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Start and stop: loopback only, and no process remains, however it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from backend import environment
from client import Emulator, EmulatorError, start
from http_messages import build

EMULATOR = Path(__file__).resolve().parents[1] / "emulator"
needs_proc = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="looks processes up in /proc")
KEEP_RUNNING = (
    "import sys, time; sys.path.insert(0, sys.argv[1]); from client import start\n"
    "with start(None, sys.argv[2]): print('ready', flush=True); time.sleep(60)"
)


def living(state_dir: Path) -> set[int]:
    """Return the processes of a state directory: server and backend."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().split(b"\0")  # empty for an ended process
            if os.fsencode(state_dir) in command or (command != [b""] and (entry / "cwd").readlink() == state_dir):
                found.add(int(entry.name))
        except OSError:
            continue
    return found - {os.getpid()}


def gone(state_dir: Path) -> bool:
    """Wait until no process is left."""
    deadline = time.monotonic() + 5
    while living(state_dir) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not living(state_dir)


def listening(process: int) -> set[str]:
    """Return the local addresses, in the kernel's format, on which a process listens."""
    held = {str(link.readlink()) for link in Path(f"/proc/{process}/fd").iterdir()}
    tables = {name: Path(f"/proc/{process}/net/{name}").read_text() for name in ("tcp", "tcp6", "udp", "udp6")}
    rows = [(name, line.split()) for name, text in tables.items() for line in text.splitlines()[1:]]
    listens = [row for name, row in rows if row[3] == "0A" or name.startswith("udp")]
    return {row[1] for row in listens if f"socket:[{row[9]}]" in held}


@pytest.fixture
def left_over(tmp_path: Path) -> Iterator[Path]:
    """A state directory, whose processes are ended even if a test fails because they do not end."""
    state_dir = tmp_path.resolve() / "state"
    yield state_dir
    for process in living(state_dir) if Path("/proc/self/cwd").exists() else ():
        os.kill(process, signal.SIGKILL)


def have_backend(emulator: Emulator) -> None:
    """Make a call that needs the backend."""
    call = build("iam", "ListGroups", {}, "test")
    request = urllib.request.Request(emulator.endpoint_url, call.body, dict(call.headers))  # noqa: S310 - always http
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30).close()


@needs_proc
@pytest.mark.parametrize("backend", [None, "ministack"])
def test_it_listens_on_loopback_only_and_stops_at_a_signal(left_over: Path, backend: str | None) -> None:
    """Fails if a port is open on another address, an unneeded backend is started, or a process remains."""
    with start(backend, left_over) as emulator:
        facts = {"endpoint_url": emulator.endpoint_url, "pid": emulator.pid, "backend": backend}
        assert json.loads((left_over / "endpoint.json").read_text()) == facts
        assert living(left_over) == {emulator.pid}
        if backend:
            have_backend(emulator)
        addresses = {address for process in living(left_over) for address in listening(process)}
        assert len(addresses) == len(living(left_over)) == (2 if backend else 1)
        assert all(address.startswith("0100007F:") for address in addresses)
    assert living(left_over) == set()
    assert not (left_over / "endpoint.json").exists()


@needs_proc
def test_a_killed_server_ends_the_backend(left_over: Path) -> None:
    """Fails if the backend outlives a server that was killed."""
    with start("ministack", left_over) as emulator:
        have_backend(emulator)
        os.kill(emulator.pid, signal.SIGKILL)
        assert gone(left_over)


@needs_proc
def test_it_ends_with_its_parent(left_over: Path) -> None:
    """Fails if the emulator outlives a killed test run, or must be started in the checkout."""
    arguments = [sys.executable, "-c", KEEP_RUNNING, str(EMULATOR), str(left_over)]
    (left_over.parent / "server.py").write_text("raise SystemExit('the wrong module')\n")
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=left_over.parent) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        parent.kill()
    assert gone(left_over)


@needs_proc
def test_it_ends_with_the_backend_and_reports_that(left_over: Path) -> None:
    """Fails if the server continues without its backend, or ends without a message or with status 0."""
    left_over.mkdir()
    command = [sys.executable, str(EMULATOR), "--state-dir", str(left_over), "--backend", "ministack"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        while not (left_over / "endpoint.json").exists():
            time.sleep(0.02)
        have_backend(Emulator(**json.loads((left_over / "endpoint.json").read_text())))
        for backend in living(left_over) - {server.pid}:
            os.kill(backend, signal.SIGKILL)
        _stdout, said = server.communicate(timeout=10)
    assert server.returncode == 1
    assert said.startswith("emulator: ministack ended with status -9; its log ends:")
    assert gone(left_over)


@needs_proc
def test_a_failed_start_leaves_no_process(left_over: Path) -> None:
    """Fails if anything remains when the server cannot listen."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, str(EMULATOR), "--state-dir", str(left_over), "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, timeout=20, check=False)
    assert (done.returncode, done.stderr[:10]) == (1, "emulator: ")
    assert gone(left_over)


def test_the_client_reports_why_the_emulator_failed(left_over: Path) -> None:
    """Fails if the client waits forever, or does not report the emulator's output."""
    with pytest.raises(EmulatorError, match="invalid choice: 'azure'"), start("azure", left_over):
        pass


def test_the_backend_gets_no_real_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails if a real profile, token or key of the user reaches the backend."""
    for variable in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.setenv(variable, "real")
    variables = environment(1, tmp_path)
    assert "real" not in {value for variable, value in variables.items() if variable.startswith("AWS_")}
    assert variables["AWS_ACCESS_KEY_ID"]
