# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run demo.yml with ansible-playbook against an emulated AWS, which stops at the end of the demo: `make demo`.

Arguments are passed to ansible-playbook (`run.py -vvvv`). The caller's AWS and Ansible settings are ignored: the
playbook connects only to the emulator.

The demo uses this checkout and writes its report to build/demo. DEMO_COLLECTIONS sets another folder of collections,
for example one where identity.aws is installed. DEMO_REPORT sets another folder for the report.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "emulator"), str(HERE.parent / "tools")]
import client
import collection_tree

MEMBERS = ["111122223333", "444455556666"]
REPORT = Path(os.environ.get("DEMO_REPORT") or collection_tree.CHECKOUT / "build" / "demo")
JSON = REPORT / "console-access.json"


def environment(endpoint_url: str, home: Path) -> dict[str, str]:
    """The environment of the playbook."""
    # Without byte code, each module process compiles boto3 again, which takes most of its time.
    dropped = ("ANSIBLE_", "AWS_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {
        "ANSIBLE_COLLECTIONS_PATH": os.environ.get("DEMO_COLLECTIONS") or str(collection_tree.linked()),
        "ANSIBLE_CONFIG": str(HERE / "ansible.cfg"),
        "ANSIBLE_FORCE_COLOR": str(sys.stdout.isatty() and "NO_COLOR" not in os.environ),
        "ANSIBLE_HOME": str(home / "ansible"),
        "ANSIBLE_REMOTE_TMP": str(home / "remote"),
        "AWS_ACCESS_KEY_ID": "demo",
        "AWS_SECRET_ACCESS_KEY": "demo",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "DEMO_REPORT": str(REPORT),
    }


def play(arguments: list[str], env: dict[str, str]) -> int:
    """Run the playbook to its end, even when interrupted, and return its exit code."""
    playbook = Path(sys.executable).with_name("ansible-playbook")
    command = [sys.executable, str(playbook), str(HERE / "demo.yml"), *arguments]
    # In a separate process group, so that all processes can be stopped before their folder is removed.
    group: dict[str, Any] = {"process_group": 0}  # known since Python 3.11; types are checked for the targets' 3.10
    reader, writer = os.pipe()
    with (
        os.fdopen(reader, "rb") as pipe,
        subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, pass_fds=[writer], **group) as process,
    ):
        os.close(writer)
        try:
            return process.wait()
        except BaseException:
            stop_group(process)
            # A worker of Ansible leaves the group, and a signal right after its fork is lost: it completes its task.
            # Each worker inherits the pipe, so the pipe ends with the last one.
            pipe.read()
            raise


def stop_group(leader: subprocess.Popen[bytes]) -> None:
    """Stop a group of processes, and wait until the last one has ended."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + 10
        try:
            os.killpg(leader.pid, number)
            while time.monotonic() < deadline:
                leader.poll()  # an unreaped leader stays in its process group
                os.killpg(leader.pid, 0)
                time.sleep(0.05)
        except ProcessLookupError:
            return


def closing(report: dict[str, Any], emulator: client.Emulator) -> list[str]:
    """Return the summary of the demo, from the audit report (its JSON format) and the calls that AWS carried out."""
    calls = [call for call in emulator.calls() if call["carried_out"]]
    # Calls on a root user have no user name.
    done = Counter((call["action"], bool(call["user_name"])) for call in calls)
    updated = Counter(name for call in calls if call["action"] == "UpdateLoginProfile" for name in call["parameters"])
    revoked = sum(session["status"] == "REVOKED" for session in emulator.sessions())
    summary = report["summary"]
    findings = ", ".join(f"{count} {severity}" for severity, count in summary["findings"].items())
    kept = [
        finding["user_name"]
        for finding in report["findings"]
        if finding["accepted"] and finding["id"] == "user_not_in_roster"
    ]
    passwords = (
        f"{done['CreateLoginProfile', True]} created, {updated['Password']} rotated, "
        f"{done['DeleteLoginProfile', True]} removed"
    )
    users = f"{summary['with_password']} of {summary['users']} users, root users included, have a console password"
    return [
        "The demo is complete. It showed, on an emulated AWS:",
        f"  Console passwords of IAM users: {passwords}.",
        f"  Passwords stored in AWS Secrets Manager: {sum(call['action'] == 'CreateSecret' for call in calls)}.",
        f"  Sign-in sessions: {updated['MaxSigninSessionDuration']} limit set, {revoked} session revoked.",
        f"  Users who are not in the roster and keep their password (purge_exclude): {', '.join(kept) or 'none'}.",
        f"  Root passwords of member accounts: {done['DeleteLoginProfile', False]} removed.",
        f"  Audit: {users}. Findings: {findings}, {summary['accepted']} accepted.",
        "Open the audit report in a browser:",
        f"  {JSON.with_suffix('.html')}",
    ]


def main() -> int:
    # SIGTERM and SIGHUP end Python immediately. As exceptions, they let the emulator be stopped.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))
    try:
        with tempfile.TemporaryDirectory(prefix="identity.aws-demo-") as folder:
            home = Path(folder)
            with client.start("ministack", home / "emulator") as emulator:
                print(
                    f"The emulated AWS listens at {emulator.endpoint_url}. The demo contacts no other host.", flush=True
                )
                # Two member accounts, one with a root password.
                features = ["RootCredentialsManagement", "RootSessions"]
                emulator.organization([{"id": account} for account in MEMBERS], features=features)
                emulator.root_password(MEMBERS[0])
                # The report of an earlier demo has other figures.
                JSON.unlink(missing_ok=True)
                code = play(sys.argv[1:], environment(emulator.endpoint_url, home))
                # Arguments such as --syntax-check or --check write no report.
                if code == 0 and JSON.exists():
                    report = json.loads(JSON.read_text(encoding="utf-8"))
                    print(*closing(report, emulator), sep="\n", flush=True)
                return code
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
