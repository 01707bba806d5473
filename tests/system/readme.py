# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The code blocks of the README, by section."""

from __future__ import annotations

import re
import shlex

import collection_tree

README = collection_tree.CHECKOUT / "README.md"
# A heading, or a fenced block with its language.
PARTS = re.compile(r"^#+ (?P<heading>.+)$|^```(?P<language>\S+)\n(?P<code>(?s:.*?))^```$", re.MULTILINE)


def blocks(language: str) -> dict[str, list[str]]:
    """Return section -> the code blocks in a language, for each section with one."""
    found: dict[str, list[str]] = {}
    section = ""
    for part in PARTS.finditer(README.read_text(encoding="utf-8")):
        section = part["heading"] or section
        if part["language"] == language:
            found.setdefault(section, []).append(part["code"])
    return found


def commands(section: str, program: str) -> list[list[str]]:
    """Return the arguments of each call of a program in the console blocks of a section."""
    lines = "".join(blocks("console")[section]).splitlines()
    return [shlex.split(line)[2:] for line in lines if line.startswith(f"$ {program} ")]
