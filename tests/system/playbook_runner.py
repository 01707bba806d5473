# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run tasks with the real ansible-playbook, and return each task's result and the output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import collection_tree
import yaml

if TYPE_CHECKING:
    from client import Emulator

MODULE = "identity.aws.iam_login_profile"
ROSTER, INFO = f"{MODULE}_roster", f"{MODULE}_info"
OWN = "identity.aws.iam_own_password"
ANSIBLE_PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")
# The interpreter of the modules, which may differ from Ansible's.
TARGET_PYTHON = os.environ.get("IDENTITY_AWS_TARGET_PYTHON", sys.executable)


class Unsafe(str):
    """A string that Ansible does not template."""

    __slots__ = ()


class Dumper(yaml.SafeDumper):
    """YAML with Ansible's tag for strings that are not templates."""


Dumper.add_representer(Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text), style='"'))


@dataclass(frozen=True)
class PlaybookResult:
    """A finished ansible-playbook: the exit code, the output, and the results of the tasks in order."""

    code: int
    output: str
    results: list[dict[str, Any]]

    def only(self) -> dict[str, Any]:
        """Return the result of the only task."""
        (result,) = self.results
        return result


@dataclass
class PlaybookRunner:
    """Runs playbooks in a separate folder, without the caller's settings, against one emulator."""

    folder: Path
    emulator: Emulator
    environment: dict[str, str] = field(default_factory=dict)

    def env(self, **more: str) -> dict[str, str]:
        """Return the environment of a run. Only the emulator can be reached with it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "AWS_"))}
        access = {
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_URL": self.emulator.endpoint_url,
            "AWS_ENDPOINT_URL": self.emulator.endpoint_url,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "ANSIBLE_COLLECTIONS_PATH": str(collection_tree.linked()),
            "ANSIBLE_HOME": str(self.folder / "ansible"),
            "ANSIBLE_LOCAL_TEMP": str(self.folder / "tmp"),
            # Ansible does not read HOME to find the home of the user who runs a module.
            "ANSIBLE_REMOTE_TEMP": str(self.folder / "remote"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_NOCOLOR": "true",
            "HOME": str(self.folder),
        }
        return {**kept, **access, **self.environment, **more}

    def play(self, tasks: list[dict[str, Any]], *arguments: str, **env: str) -> PlaybookResult:
        """Run tasks to the last one, even after failures."""
        code, output = self.run_playbook(self.playbook_with_results(tasks), *arguments, **env)
        return PlaybookResult(code, output, self.results())

    def results(self) -> list[dict[str, Any]]:
        """Return the results of the tasks of the last run, if it reached its end."""
        path = self.folder / "results.json"
        results: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        return results

    def playbook_with_results(self, tasks: list[dict[str, Any]]) -> Path:
        """Write a playbook with these tasks that continues after failures and writes all results at its end."""
        numbered = [{"register": f"task_{n}", "ignore_errors": True, **task} for n, task in enumerate(tasks)]
        content = f"{{{{ [{', '.join(task['register'] for task in numbered)}] | to_json }}}}"
        copy = {"content": content, "dest": str(self.folder / "results.json"), "mode": "0600"}
        return self.playbook([*numbered, {"ansible.builtin.copy": copy, "check_mode": False, "diff": False}])

    def playbook(self, tasks: list[dict[str, Any]], **keywords: Any) -> Path:
        """Write a playbook with these tasks."""
        interpreter = {"ansible_python_interpreter": TARGET_PYTHON}
        play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "vars": interpreter, "tasks": tasks}
        return self.write([{**play, **keywords}])

    def write(self, plays: list[dict[str, Any]], name: str = "playbook.yml") -> Path:
        """Write a playbook with these plays."""
        path = self.folder / name
        path.write_text(yaml.dump(plays, Dumper=Dumper, sort_keys=False, allow_unicode=True), encoding="utf-8")
        return path

    def run_playbook(self, path: Path, *arguments: str, **env: str) -> tuple[int, str]:
        """Run a playbook; return its exit code and all output."""
        with self.start(path, *arguments, **env) as process:
            output, _nothing = process.communicate()
        return process.returncode, output.decode("utf-8", "replace")

    def start(self, path: Path, *arguments: str, **env: str) -> subprocess.Popen[bytes]:
        """Start a playbook, whose output the caller must read."""
        self.folder.joinpath("results.json").unlink(missing_ok=True)
        return subprocess.Popen(
            [sys.executable, str(ANSIBLE_PLAYBOOK), *arguments, str(path)],
            cwd=self.folder,
            env=self.env(**env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )


def task(**options: Any) -> dict[str, Any]:
    """Return a task of the module for one user; ``check`` sets check mode."""
    return _task(MODULE, options)


def roster(profiles: list[dict[str, Any]] | str, **options: Any) -> dict[str, Any]:
    """Return a task of the module for many users."""
    return _task(ROSTER, {"profiles": profiles, **options})


def info(**options: Any) -> dict[str, Any]:
    """Return a task of the module that only reads."""
    return _task(INFO, options)


def own(**options: Any) -> dict[str, Any]:
    """Return a task of the module that changes the caller's password."""
    return _task(OWN, options)


def _task(module: str, options: dict[str, Any]) -> dict[str, Any]:
    keywords = {"check_mode": options.pop("check")} if "check" in options else {}
    return {module: options, **keywords}
