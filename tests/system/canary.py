# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Look for secrets in what a run printed and left behind."""

from __future__ import annotations

import base64
import json
import urllib.parse
from collections.abc import Iterable
from pathlib import Path

# Python imports this at its start, in the module's process too: what goes to syslog goes to a file as well. With
# CRASH_WITH in its environment, a module of ours ends in an exception with that text, as it leaves with its result.
AT_START = """
import gc, os, syslog
def _write(*arguments):
    with open({path!r}, "a", encoding="utf-8") as log:
        log.write(repr(arguments) + "\\n")
syslog.syslog = _write
_freezes = []
def _crash():
    _freezes.append(1)
    if len(_freezes) == 2:
        raise RuntimeError(os.environ["CRASH_WITH"])
if "CRASH_WITH" in os.environ:
    gc.freeze = _crash
"""
# What Ansible takes for a running systemd. Where there is one, modules write to its journal, and not to syslog.
JOURNAL = """
def send(*arguments, **fields):
    with open({path!r}, "a", encoding="utf-8") as log:
        log.write(repr((arguments, fields)) + "\\n")
sendv = send
"""


def watched(folder: Path) -> dict[str, str]:
    """Make all that Ansible can write of a run land in a folder; return the environment that does so."""
    # Not the folder of the run: Ansible takes that away from a module that it sends through a pipeline.
    python = folder / "python"
    python.mkdir(exist_ok=True)
    python.joinpath("sitecustomize.py").write_text(AT_START.format(path=str(folder / "syslog")), encoding="utf-8")
    return {
        "ANSIBLE_INJECT_INVOCATION": "true",  # off by default since ansible-core 2.20
        "ANSIBLE_LOG_PATH": str(folder / "ansible.log"),
        "PYTHONPATH": str(python),
    }


def journalled(folder: Path) -> None:
    """Make Ansible's modules write to a journal, which is a file in a folder that ``watched`` watches."""
    systemd = folder / "python" / "systemd"
    systemd.mkdir(parents=True)
    systemd.joinpath("__init__.py").touch()
    systemd.joinpath("daemon.py").write_text("def booted():\n    return True\n", encoding="utf-8")
    systemd.joinpath("journal.py").write_text(JOURNAL.format(path=str(folder / "journal")), encoding="utf-8")


def forms(canary: str) -> set[bytes]:
    """Return the canary as it could be written: plain, escaped, quoted, encoded."""
    plain = canary.encode()
    escaped = json.dumps(canary)[1:-1]
    return {
        plain,
        canary.encode("latin-1"),
        canary.encode("unicode_escape"),
        escaped.encode(),
        json.dumps(escaped)[1:-1].encode(),  # JSON in JSON, or in the source of the file that Ansible makes of a module
        json.dumps(canary, ensure_ascii=False)[1:-1].encode(),
        urllib.parse.quote_plus(canary).encode(),
        urllib.parse.quote(canary).encode(),
        base64.b64encode(plain),
        plain.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;"),
    }


def finds(canaries: Iterable[str], folder: Path, output: str, *, but: set[str]) -> list[str]:
    """Return where a canary is found: in the output, or in a file below the folder."""
    wanted = {form for canary in canaries for form in forms(canary)}
    texts = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    texts["(output)"] = output.encode()
    return sorted(name for name, text in texts.items() if name not in but and any(form in text for form in wanted))
