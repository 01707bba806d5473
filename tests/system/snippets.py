# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks of guides, and the documentation's tasks with modules of amazon.aws.

Each of these tasks includes the earlier tasks whose results it uses.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("README.md", "docs/docsite/rst/*.rst", "plugins/**/*.py", "roles/**/*.md")
# These only read, so a task may need their results.
READERS = {"identity.aws.iam_login_profile_info"}
_RST = re.compile(r"\.\. code-block:: yaml(?:\+jinja)?\n\n((?:  .*\n|\n)+)")
_MARKDOWN = re.compile(r"```ya?ml\n(.*?)```", re.DOTALL)


class Loader(yaml.SafeLoader):
    """YAML with Ansible's tags, whose values are not needed here."""


Loader.add_multi_constructor("!", lambda loader, _tag, node: loader.construct_scalar(node))


def offered() -> dict[str, list[dict[str, Any]]]:
    """Return place and name of each task with a module of amazon.aws -> the tasks to run."""
    found: dict[str, list[dict[str, Any]]] = {}
    for place in PLACES:
        for path in sorted(ROOT.glob(place)):
            for block in _blocks(path):
                before: list[dict[str, Any]] = []
                for task in _tasks(_load(block)):
                    if READERS & task.keys():
                        before.append(task)
                    if module_of(task):
                        found[f"{path.name}: {task['name']}"] = [*before, task]
    return found


def playbooks(guide: str, name: str = r"\w+") -> dict[str, str]:
    """Return file name -> content of each playbook of a guide that begins with its file name."""
    contents = _of_guide(guide)
    return {found[1]: text for text in contents if (found := re.match(rf"---\n# ({name}\.yml)\n", text))}


def tasks_of(guide: str) -> str:
    """Return the tasks of a guide that are in no playbook, as one list in the order of the guide."""
    return "".join(text.removeprefix("---\n") for text in _of_guide(guide) if _is_list_of_tasks(_load(text)))


def _of_guide(guide: str) -> list[str]:
    path = ROOT / "docs/docsite/rst" / guide
    return [textwrap.dedent(block) for block in _RST.findall(path.read_text(encoding="utf-8"))]


def _is_list_of_tasks(value: Any) -> bool:
    return isinstance(value, list) and "hosts" not in value[0]


def module_of(task: dict[str, Any]) -> str | None:
    """Return the module of amazon.aws that a task calls, or None."""
    return next((key for key in task if key.startswith("amazon.aws.")), None)


def _blocks(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        blocks = [
            str(node.value.value)
            for node in ast.parse(text).body
            if isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]) == "EXAMPLES"
            and isinstance(node.value, ast.Constant)
        ]
    else:
        pattern = _RST if path.suffix == ".rst" else _MARKDOWN
        blocks = [textwrap.dedent(block) for block in pattern.findall(text)]
    return [block for block in blocks if "amazon.aws." in block]


def _load(block: str) -> Any:
    loader = Loader(block)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _tasks(value: Any) -> Iterator[dict[str, Any]]:
    """Yield each task of plays, blocks and lists of tasks, in order."""
    for item in value if isinstance(value, list) else []:
        if not isinstance(item, dict):
            continue
        nested = [item[key] for key in ("tasks", "block", "rescue", "always") if key in item]
        if not nested:
            yield item
        for each in nested:
            yield from _tasks(each)
