# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A real sshd on loopback for the present user, with its own keys, configuration and home."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from signals import wait_until

_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
_CONFIG = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
SetEnv HOME={folder}
"""


def missing() -> str | None:
    """Return why sshd cannot run, or None."""
    programs = [name for name in ("ssh", "ssh-keygen", "sshd") if shutil.which(name, path=_PATH) is None]
    return f"not installed: {', '.join(programs)}" if programs else None


@dataclass(frozen=True)
class SshServer:
    """A running server, and the connection settings for Ansible."""

    pid: int
    variables: dict[str, Any]


@contextmanager
def serving(folder: Path) -> Iterator[SshServer]:
    """Serve until the end of the block. All its files are in the folder."""
    folder.mkdir()
    for name in ("host", "user"):
        keygen = [_program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(keygen, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    config = folder / "sshd_config"
    config.write_text(_CONFIG.format(port=port, folder=folder), encoding="utf-8")
    if os.geteuid() == 0:  # sshd needs it for privilege separation; an installed service would create it
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    command = [_program("sshd"), "-D", "-e", "-f", str(config)]
    with (folder / "sshd.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        wait_until(lambda: _answers(port))
        yield SshServer(process.pid, _variables(port, folder))
    finally:
        process.terminate()
        process.wait()


def _program(name: str) -> str:
    return str(shutil.which(name, path=_PATH))


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _variables(port: int, folder: Path) -> dict[str, Any]:
    # The command of a task has its own client.
    options = ("StrictHostKeyChecking=no", "IdentitiesOnly=yes", "ControlMaster=no", "ControlPath=none")
    return {
        "ansible_connection": "ssh",
        "ansible_host": "127.0.0.1",
        "ansible_port": port,
        "ansible_user": getpass.getuser(),
        "ansible_ssh_private_key_file": str(folder / "user"),
        "ansible_ssh_args": f"-F none -o UserKnownHostsFile={os.devnull} " + " ".join(f"-o {each}" for each in options),
    }
