# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Run demo.yml with ansible-playbook against an emulated AWS that lives as long as the demo: `make demo`.

Arguments go to ansible-playbook, so `run.py -vvvv` looks for passwords in the output. Nothing of the caller's AWS and
Ansible settings reaches the playbook: it can talk to the emulator only.

It shows this checkout, and leaves its report in build/demo. DEMO_COLLECTIONS names another folder of collections to
show, such as one that identity.aws was installed into, and DEMO_REPORT another one for the report.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "emulator"), str(HERE.parent / "tools")]
import client
import collection_tree

MEMBERS = ["111122223333", "444455556666"]
# It outlives the demo, to be looked at.
REPORT = os.environ.get("DEMO_REPORT") or str(collection_tree.CHECKOUT / "build" / "demo")


def environment(endpoint_url: str, home: Path) -> dict[str, str]:
    """The environment of the playbook."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "AWS_"))}
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
        "DEMO_REPORT": REPORT,
    }


def play(arguments: list[str], env: dict[str, str]) -> int:
    """Run the playbook to its end, also when it is interrupted, and give its exit code."""
    playbook = Path(sys.executable).with_name("ansible-playbook")
    command = [sys.executable, str(playbook), str(HERE / "demo.yml"), *arguments]
    # In a group of its own, so that all it starts can be stopped before the folder that they write to is removed.
    group: dict[str, Any] = {"process_group": 0}  # known since Python 3.11; types are checked for the targets' 3.10
    with subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, **group) as process:
        try:
            return process.wait()
        except BaseException:
            stop_group(process)
            raise


def stop_group(leader: subprocess.Popen[bytes]) -> None:
    """Stop a group of processes, and wait until the last one is gone."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + 10
        try:
            os.killpg(leader.pid, number)
            while time.monotonic() < deadline:
                leader.poll()  # a leader that nobody asks after stays in its group
                os.killpg(leader.pid, 0)
                time.sleep(0.05)
        except ProcessLookupError:
            return


def main() -> int:
    # SIGTERM and SIGHUP end Python on the spot. As an exception they let the emulator be stopped.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))
    try:
        with tempfile.TemporaryDirectory(prefix="identity.aws-demo-") as folder:
            home = Path(folder)
            with client.start("ministack", home / "emulator") as emulator:
                print(f"An emulated AWS runs at {emulator.endpoint_url}; nothing here leaves this machine.", flush=True)
                # Two member accounts; somebody has set a root password in one of them.
                emulator.organization([{"id": account} for account in MEMBERS])
                emulator.root_password(MEMBERS[0])
                return play(sys.argv[1:], environment(emulator.endpoint_url, home))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
