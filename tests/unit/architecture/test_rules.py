# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of the house, read off the source. CONTRIBUTING.md says what each is for."""

from __future__ import annotations

import ast
import pathlib
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import Action, PasswordRef, Plan

PLUGINS = pathlib.Path(__file__).parents[3] / "plugins"
SOURCES = {path.relative_to(PLUGINS).as_posix(): ast.parse(path.read_text()) for path in PLUGINS.rglob("*.py")}

# The packages of module_utils, and the packages that each may import. Imports run downwards.
LAYERS = {
    "_core": {"_core"},
    "_secrets": {"_secrets", "_core"},
    "_aws": {"_aws", "_core"},
    "_run": {"_run", "_aws", "_secrets", "_core"},
    "_module": {"_module", "_run", "_aws", "_secrets", "_core"},
}
# Decisions, which know neither AWS nor Ansible, no clock and no randomness.
PURE = {name for name in SOURCES if name.startswith(("module_utils/_core/", "plugin_utils/"))}
# Of datetime they have no clock.
PURE_LIBRARY = {
    *(
        "__future__",
        "base64",
        "collections",
        "csv",
        "dataclasses",
        "datetime",
        "difflib",
        "fnmatch",
        "functools",
        "html.entities",
        "json",
        "re",
    ),
    *("string", "types", "typing", "unicodedata", "urllib.parse"),
}
# What makes a report is on the controller, which has the libraries of Ansible itself.
PURE_LIBRARY_OF_REPORTS = PURE_LIBRARY | {
    *(
        "base64",
        "collections",
        "functools",
        "hashlib",
        "io",
        "itertools",
        "jinja2",
        "json",
        "markupsafe",
        "pathlib",
    ),
    *("xml.etree", "yaml"),
}
CLOCKS = {"now", "today", "utcnow"}
HOME = "ansible_collections.identity.aws.plugins."
WRITING_VERBS = tuple(
    f"{verb}_"
    for verb in (
        *("add", "attach", "change", "create", "deactivate", "delete", "detach", "put", "remove", "reset", "set"),
        *("tag", "untag", "update", "upload"),
    )
)
READING_VERBS = ("get_", "list_", "generate_", "simulate_")


def nodes(name: str, kind: type[ast.AST]) -> list[t.Any]:
    return [node for node in ast.walk(SOURCES[name]) if isinstance(node, kind)]


def client_methods(name: str, verbs: tuple[str, ...]) -> set[str]:
    """Return the attributes of a botocore client that a file uses."""
    attributes = nodes(name, ast.Attribute)
    on_clients = [node for node in attributes if ast.unparse(node.value) in {"client", "self._client"}]
    return {node.attr for node in on_clients if node.attr.startswith(verbs)}


def imported_files(name: str) -> set[str]:
    """Return the files of this collection that a file imports, with those that are imported for types alone."""
    files = set()
    for node in nodes(name, ast.ImportFrom):
        base = (node.module or "").removeprefix(HOME).split(".") if node.module else []
        if node.level:
            base = [*name.split("/")[: -node.level], *base]
        elif not (node.module or "").startswith(HOME):
            continue
        path = "/".join(base)
        files |= {f"{path}.py"} if f"{path}.py" in SOURCES else {f"{path}/{each.name}.py" for each in node.names}
    return files


def package_of(name: str) -> str:
    """Return the package of a file of module_utils."""
    return name.split("/")[1]


@pytest.mark.parametrize("name", sorted(name for name in SOURCES if name.startswith("module_utils/")))
def test_imports_run_downwards(name: str) -> None:
    """Rule 2. Fails when a package imports one above it, or a file is in no package."""
    assert {package_of(each) for each in imported_files(name)} <= LAYERS[package_of(name)]


def test_check_mode_is_read_in_one_place_only() -> None:
    """Rule 1. Fails when a second place decides what check mode means: of AWS, and of the files of a report."""
    readers = [
        name
        for name in SOURCES
        for node in nodes(name, ast.Attribute) + nodes(name, ast.Constant)
        if getattr(node, "attr", getattr(node, "value", None)) in {"check_mode", "_check_mode", "_ansible_check_mode"}
    ]
    assert sorted(readers) == ["action/console_access_report.py", "module_utils/_module/login_profile.py"]


@pytest.mark.parametrize("name", sorted(PURE))
def test_the_pure_part_imports_only_itself_and_what_has_no_effects(name: str) -> None:
    """Rule 2. Fails when a pure file imports boto, Ansible, a clock, randomness or a file of the AWS side."""
    absolute = {alias.name for node in nodes(name, ast.Import) for alias in node.names}
    absolute |= {node.module for node in nodes(name, ast.ImportFrom) if not node.level}
    ours = {each for each in absolute if each.startswith(HOME)}
    assert absolute - ours <= (PURE_LIBRARY_OF_REPORTS if name.startswith("plugin_utils/") else PURE_LIBRARY)
    assert imported_files(name) <= PURE
    called = {node.func.attr for node in nodes(name, ast.Call) if isinstance(node.func, ast.Attribute)}
    assert not called & CLOCKS


def test_a_plan_holds_a_reference_to_a_password() -> None:
    """Rule 3. Fails when a plan could hold a password itself."""
    assert t.get_type_hints(Action)["password"] == PasswordRef | None
    assert not [name for name, kind in t.get_type_hints(Plan).items() if kind is str]


def test_a_login_profile_is_described_in_one_place() -> None:
    """Rule 5. Fails when a second function makes the shape that results, diffs and rows share."""
    makers = [
        f"{name}:{function.name}"
        for name in SOURCES
        if not name.startswith("plugin_utils/")  # which read it
        for function in nodes(name, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and node.value == "create_date"
    ]
    assert makers == ["module_utils/_module/results.py:describe"]


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_reads_and_writes_live_apart(name: str) -> None:
    """Rule 7. Fails when a file other than writing.py can change an account, or one other than reading.py reads it."""
    assert bool(client_methods(name, WRITING_VERBS)) is (name == "module_utils/_aws/writes.py")
    assert bool(client_methods(name, READING_VERBS)) is (name == "module_utils/_aws/reads.py")


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_no_handler_hides_what_it_does_not_know(name: str) -> None:
    """Fails on a bare except, `except Exception`, or a global statement."""
    caught = [ast.unparse(handler.type) if handler.type else "" for handler in nodes(name, ast.ExceptHandler)]
    assert not {"", "Exception", "BaseException"} & set(caught)
    assert not nodes(name, ast.Global)


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_file_is_short(name: str) -> None:
    """Fails when a file grows past 400 lines; a module may, since its documentation is part of it."""
    lines = len((PLUGINS / name).read_text().splitlines())
    assert lines <= 400 or name.startswith("modules/")


def constants(name: str) -> dict[str, str]:
    """Return the module-level strings of a file, its own and those that it imports from this collection."""
    strings = {}
    for file in {name, *imported_files(name)} & set(SOURCES):
        for node in SOURCES[file].body:
            value = getattr(node, "value", None)
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(value, ast.Constant):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                strings[ast.unparse(target)] = str(value.value)
    return strings


@pytest.mark.parametrize("name", sorted(name for name in SOURCES if "_utils/" in name))
def test_no_sentence_is_compared(name: str) -> None:
    """Fails when a sentence decides, by ==, != or in. Codes and enums decide. A marker in capitals is no sentence."""
    named = constants(name)
    compared = [operand for node in nodes(name, ast.Compare) for operand in (node.left, *node.comparators)]
    parts = [part for operand in compared for part in (*getattr(operand, "elts", ()), operand)]
    strings = [
        getattr(part, "value", None) if isinstance(part, ast.Constant) else named.get(ast.unparse(part))
        for part in parts
    ]
    assert [each for each in strings if isinstance(each, str) and " " in each.strip() and each != each.upper()] == []
