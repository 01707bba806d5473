# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run ansible-inventory, and parse its output."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from playbook_runner import PlaybookRunner

ANSIBLE_INVENTORY = Path(sys.executable).with_name("ansible-inventory")
FILE = "organization_accounts.yml"


@dataclass(frozen=True)
class Inventory:
    """An inventory: the exit code, warnings and errors, host -> variables, and group -> hosts."""

    code: int
    messages: str
    hosts: dict[str, dict[str, Any]]
    groups: dict[str, set[str]]


def listed(runner: PlaybookRunner, config: dict[str, Any] | str, *arguments: str, **env: str) -> Inventory:
    """Write the file of an inventory plugin, and list its inventory. Groups without hosts are omitted."""
    text = config if isinstance(config, str) else yaml.safe_dump(config)
    runner.folder.joinpath(FILE).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(ANSIBLE_INVENTORY), "-i", FILE, "--list", *arguments],
        cwd=runner.folder,
        env=runner.env(**env),
        capture_output=True,
        text=True,
        check=False,
    )
    # Ansible marks strings that are not templates.
    found = json.loads(done.stdout or "{}", object_hook=lambda value: value.get("__ansible_unsafe", value))
    hosts: dict[str, Any] = found.pop("_meta", {}).get("hostvars", {})
    groups = {name: set(group["hosts"]) for name, group in found.items() if "hosts" in group}
    return Inventory(done.returncode, done.stderr, hosts, groups)
