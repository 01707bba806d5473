# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`make demo`: it shows the expected warning, prints no password, and leaves no process, however it ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from signals import SECONDS, below, command_of, wait_until

DEMO = Path(__file__).parents[1] / "demo" / "run.py"
CLOSING = f"""\
The demo is complete. It showed, on an emulated AWS:
  Console passwords of IAM users: 6 created, 1 rotated, 2 removed.
  Passwords stored in AWS Secrets Manager: 1.
  Sign-in sessions: 1 limit set, 1 session revoked.
  Users who are not in the roster and keep their password (purge_exclude): break-glass-1.
  Root passwords of member accounts: 1 removed.
  Audit: 4 of 9 users, root users included, have a console password. Findings: 3 high, 1 medium, 0 low, 2 accepted.
Open the audit report in a browser:
  {DEMO.parents[2] / "build" / "demo" / "console-access.html"}
"""
ENDED = "Access has ended (valid_until) for users who lose the login profile: dora (2026-06-30)."


def start(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    """Start the demo in a separate session, so that a signal to its group does not reach the tests."""
    # A background job inherits an ignored SIGINT, and would pass it on.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [sys.executable, str(DEMO), *arguments],
            cwd=tmp_path,
            env={**os.environ, "TMPDIR": str(tmp_path), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)


def playbooks(demo: int) -> list[int]:
    """Return the process of ansible-playbook and its workers."""
    return [pid for pid in below(demo) if any(word.endswith("ansible-playbook") for word in command_of(pid))]


def left_running(folder: Path) -> list[str]:
    """Return the commands that still run with a folder as TMPDIR, in any session (Linux's /proc)."""
    commands = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"TMPDIR={folder}" in environ.read_text(errors="replace").split("\0"):
                commands.append(environ.with_name("cmdline").read_text().replace("\0", " "))
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
    return commands


def test_the_demo_shows_the_main_job_and_no_password(tmp_path: Path) -> None:
    """Fails when it fails, has other warnings or a password at -vvvv, ends with other lines, or leaves something."""
    demo = start(tmp_path, "-vvvv")
    output, _stderr = demo.communicate(timeout=300)
    assert demo.returncode == 0, output[-3000:]
    assert re.search(r"failed=0", output)
    for words in ("+++ after", "iam:UpdateLoginProfile", "(set by this task, not shown)"):
        assert words in output
    passwords = re.findall(r'"password": "([^"]*)"', output)
    assert set(passwords) <= {"VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "(set by this task, not shown)"}
    warnings = re.findall(r"\[[A-Z ]*WARNING\].*", output)
    assert warnings == [f"[WARNING]: {ENDED}"]
    assert output.endswith("\n" + CLOSING)
    wait_until(lambda: not left_running(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demo_leaves_no_process_or_file(tmp_path: Path, number: signal.Signals) -> None:
    """Fails when Ctrl-C (to the whole group) or SIGTERM leaves the emulator, a worker of Ansible or a file."""
    # ansible-core loses a signal that a worker gets right after its fork: it completes its task.
    python = tmp_path / "python"
    python.mkdir()
    python.joinpath("sitecustomize.py").write_text(
        "import os, time\nos.register_at_fork(after_in_child=lambda: time.sleep(1))\n"
    )
    # A separate folder: the other demo may run at the same time.
    demo = start(tmp_path, DEMO_REPORT=str(tmp_path / "report"), PYTHONPATH=str(python))
    assert demo.stdout is not None
    assert any("TASK" in line for line in demo.stdout)
    wait_until(lambda: len(playbooks(demo.pid)) > 1)
    if number is signal.SIGINT:
        os.killpg(demo.pid, number)
    else:
        demo.send_signal(number)
    demo.stdout.read()
    assert demo.wait(SECONDS) != 0
    wait_until(lambda: not left_running(tmp_path))
    assert [path for path in tmp_path.iterdir() if path.name.startswith("identity.aws-demo-")] == []
