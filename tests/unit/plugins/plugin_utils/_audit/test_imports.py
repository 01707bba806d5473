# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The imports of the audit package run one way."""

from __future__ import annotations

import ast
import pathlib

import pytest

AUDIT = pathlib.Path(__file__).parents[5] / "plugins" / "plugin_utils" / "_audit"
PREFIX = "ansible_collections.identity.aws.plugins.plugin_utils._audit."
# Each file may import those above it.
ORDER = (
    *("catalogue", "accounts", "native_types", "remediation", "document", "parsing", "settings", "timeline"),
    *("findings", "sentences", "evaluate", "summary", "report"),
)
# A format knows the report, and not how it is made.
OF_A_FORMAT = {"catalogue", "document", "remediation", "sentences"}
FILES = {path.relative_to(AUDIT).with_suffix("").as_posix().replace("/", "."): path for path in AUDIT.rglob("*.py")}


def imports(name: str) -> set[str]:
    """Return the files of the package that a file imports, with those that are imported for types alone."""
    found = set()
    for node in ast.walk(ast.parse(FILES[name].read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        base = f"{node.module or ''}".removeprefix(PREFIX)
        if node.level:
            base = ".".join(filter(None, (*name.split(".")[: -node.level], node.module)))
        found |= {base} if base in FILES else {f"{base}.{each.name}".lstrip(".") for each in node.names} & {*FILES}
    return found


@pytest.mark.parametrize("name", sorted(FILES))
def test_imports_run_one_way(name: str) -> None:
    """Fails when a file imports a later stage, so that there could be a cycle, or a format a stage."""
    if name.startswith("formats.page."):
        allowed = OF_A_FORMAT
    elif name == "formats.registry":
        allowed = {each for each in FILES if each.startswith("formats.")} | {"document"}
    elif name.startswith("formats."):
        allowed = OF_A_FORMAT | {"formats.page.view"}
    else:
        allowed = set(ORDER[: ORDER.index(name)])
    assert imports(name) <= allowed
