# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The policies in the documentation."""

from __future__ import annotations

import json
import pathlib
import re
import textwrap
from functools import cache

from ansible_collections.identity.aws.tests.policies.evaluation import Json, Policy

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = "docs/docsite/rst/guide_permissions.rst"
_PLACES = ("README.md", "docs/docsite/rst/*.rst", "plugins/**/*.py", "roles/**/*.md")
_BLOCK = re.compile(r"(?:\.\. code-block:: json\n\n((?:[ ]+.*\n|\n)+))|(?:```json\n((?s:.*?))```)")
_VERSION = re.compile(r'"Version"\s*:\s*"20')
_HEADING = re.compile(r"\n([^\n]+)\n([-~])\2{2,}\n")


@cache
def documents() -> tuple[tuple[str, Json], ...]:
    """Return place and JSON of each policy, in the order of the pages. A place is the path of a file."""
    found = []
    for place in _PLACES:
        for path in sorted(ROOT.glob(place)):
            policies = _policies(path.read_text(encoding="utf-8"))
            found += [(str(path.relative_to(ROOT)), policy) for policy in policies]
    return tuple(found)


@cache
def sections() -> dict[str, tuple[Json, ...]]:
    """Return heading -> the policies below it, of the permissions guide."""
    parts = _HEADING.split((ROOT / GUIDE).read_text(encoding="utf-8"))
    found = {title: tuple(_policies(text)) for title, text in zip(parts[1::3], parts[3::3], strict=True)}
    return {title: policies for title, policies in found.items() if policies}


def of_section(*names: str) -> tuple[Policy, ...]:
    """Return the policies of sections. A name is that of a section, or of one of its statements: ``section: Sid``."""
    found = []
    for name in names:
        title, _colon, sid = name.partition(": ")
        for document in sections()[title]:
            chosen = [each for each in document["Statement"] if sid in {"", each["Sid"]}]
            assert chosen, f"{name} is not in the guide"
            found.append(Policy.of({**document, "Statement": chosen}))
    return tuple(found)


def _policies(text: str) -> list[Json]:
    """Return the policies in the JSON blocks of a page. Other JSON is ignored."""
    blocks = [textwrap.dedent(rst or markdown) for rst, markdown in _BLOCK.findall(text)]
    return [json.loads(block) for block in blocks if _VERSION.search(block)]
