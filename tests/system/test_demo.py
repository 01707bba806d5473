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
from signals import SECONDS, wait_until

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
    """Start the demo in a separate session, so that all its processes can be found."""
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


def left_running(session: int) -> list[str]:
    """Return the commands that still run in a session (Linux's /proc)."""
    commands = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
            if int(fields[3]) == session and fields[0] != "Z":
                commands.append(stat.with_name("cmdline").read_text().replace("\0", " "))
        except (FileNotFoundError, ProcessLookupError):
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
    wait_until(lambda: not left_running(demo.pid))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demo_leaves_no_process_or_file(tmp_path: Path, number: signal.Signals) -> None:
    """Fails when Ctrl-C (to the whole group) or a plain SIGTERM leaves the emulator or a file."""
    # A separate folder: the other demo may run at the same time.
    demo = start(tmp_path, DEMO_REPORT=str(tmp_path / "report"))
    assert demo.stdout is not None
    assert any("TASK" in line for line in demo.stdout)
    if number is signal.SIGINT:
        os.killpg(demo.pid, number)
    else:
        demo.send_signal(number)
    demo.stdout.read()
    assert demo.wait(SECONDS) != 0
    wait_until(lambda: not left_running(demo.pid))
    assert [path for path in tmp_path.iterdir() if path.name.startswith("identity.aws-demo-")] == []
