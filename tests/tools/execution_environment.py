# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
What ansible-builder makes of the definition that the guide shows, up to where a container engine would be needed.

In an image, ansible-builder first installs the collection, and then asks it for what it needs. The first part is looked
at in the build context, the second by asking the installed collection in the same way.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import collection_tree
import yaml

GUIDE = "docs/docsite/rst/guide_first_steps.rst"
COLLECTION = "identity.aws"


def definition() -> str:
    """The definition that the guide shows."""
    text = (collection_tree.CHECKOUT / GUIDE).read_text(encoding="utf-8")
    found = re.search(r"``execution-environment\.yml``:\n\n\.\. code-block:: yaml\n\n((?:  .*\n|\n)+)", text)
    if found is None:
        raise SystemExit(f"{GUIDE} shows no execution-environment.yml.")
    return textwrap.dedent(found[1])


def python_packages() -> set[str]:
    """What requirements.txt asks for."""
    lines = (collection_tree.CHECKOUT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def complaints(ansible: Callable[..., str], build: Path, installed: Path) -> list[str]:
    """Say what is wrong with the build context, or with what ansible-builder finds in the installed collection."""
    file, context = build / "execution-environment.yml", build / "context"
    file.write_text(definition(), encoding="utf-8")
    create = ("create", "--output-filename", "Containerfile", "--file", str(file), "--context", str(context))
    ansible("ansible-builder", *create)
    galaxy = yaml.safe_load((context / "_build" / "requirements.yml").read_text(encoding="utf-8"))
    containerfile = (context / "Containerfile").read_text(encoding="utf-8")
    needs = yaml.safe_load(ansible("ansible-builder", "introspect", str(installed)))
    # Each line says in a comment which collection asks for it.
    asked = {str(line).split("#", maxsplit=1)[0].strip() for line in needs.get("python", [])}
    print(f"Build context: {sorted(str(path.relative_to(context)) for path in context.rglob('*') if path.is_file())}")
    print(f"From Galaxy: {galaxy['collections']}; Python: {sorted(asked)}; system: {needs.get('system', [])}")
    wrong = []
    if [each["name"] for each in galaxy["collections"]] != [COLLECTION]:
        wrong.append("The build context installs something else than the collection.")
    if "ansible-galaxy collection install" not in containerfile or "introspect" not in containerfile:
        wrong.append("The Containerfile does not install the collection, or does not ask it for what it needs.")
    if asked != python_packages():
        wrong.append(f"ansible-builder finds {sorted(asked)}, and requirements.txt has {sorted(python_packages())}.")
    if needs.get("system"):
        wrong.append(f"System packages are asked for: {needs['system']}.")
    return wrong
