# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of CONTRIBUTING.md, checked on the source.

import-linter could check the order of the packages. The other rules need the syntax tree anyway; with it, that order is
one comparison without another tool. ruff has the rules on handlers of all exceptions (BLE001, E722) and on global
variables (PLW0603).
"""

from __future__ import annotations

import ast
import graphlib
import pathlib
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import Action, Plan

PLUGINS = pathlib.Path(__file__).parents[3] / "plugins"
SOURCES = {path.relative_to(PLUGINS).as_posix(): ast.parse(path.read_text()) for path in PLUGINS.rglob("*.py")}
HOME = "ansible_collections.identity.aws.plugins."

# The packages of module_utils, from the top. Each imports itself and those below it, but _aws and _secrets are apart.
PACKAGES = ("_module", "_run", "_aws", "_secrets", "_core")
APART = ("_aws", "_secrets")
# Decisions without AWS, Ansible, clock or randomness. They use no clock of datetime.
PURE = {name for name in SOURCES if name.startswith(("module_utils/_core/", "plugin_utils/"))}
PURE_LIBRARY = {
    *("__future__", "base64", "collections", "csv", "dataclasses", "datetime", "difflib", "enum", "fnmatch"),
    *("functools", "html.entities", "json", "re", "string", "types", "typing", "unicodedata", "urllib.parse"),
}
# Reports are created on the controller, which has Ansible's own libraries.
PURE_LIBRARY_OF_REPORTS = PURE_LIBRARY | {
    *("hashlib", "io", "itertools", "jinja2", "markupsafe", "pathlib", "xml.etree", "yaml"),
}
# What a report format may import: the report, and sentences. It does not depend on how the report is made.
REPORT = "plugin_utils/_audit/"
OF_A_FORMAT = {f"{REPORT}{name}.py" for name in ("catalogue", "document", "remediation", "sentences")}
CLOCKS = {"now", "today", "utcnow"}
READING_VERBS = ("describe_", "get_", "list_", "generate_", "simulate_")
WRITING_VERBS = (
    *("add_", "attach_", "batch_", "change_", "create_", "deactivate_", "delete_", "detach_", "put_", "remove_"),
    *("reset_", "set_", "tag_", "untag_", "update_", "upload_"),
)
WRITING_FILES = {
    *("chmod", "fdopen", "makedirs", "mkdir", "rename", "rmtree", "touch", "unlink", "write_bytes", "write_text"),
}
FILE_SINKS = ("module_utils/_secrets/", "action/")
# With comprehensions and boolean operators. ruff (C901) allows 10 without them.
MOST_PATHS = 10


def nodes(name: str, *kinds: type[ast.AST]) -> list[t.Any]:
    """Return the nodes of these kinds in a file."""
    return [node for node in ast.walk(SOURCES[name]) if isinstance(node, kinds)]


def imported_files(name: str) -> set[str]:
    """Return the files of this collection that a file imports anywhere, including for types."""
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


def client_methods(name: str, verbs: tuple[str, ...]) -> set[str]:
    """Return the attributes of a botocore client that a file uses."""
    on_clients = [each for each in nodes(name, ast.Attribute) if ast.unparse(each.value) in {"client", "self._client"}]
    return {node.attr for node in on_clients if node.attr.startswith(verbs)}


def paths(function: ast.AST) -> int:
    """Return the cyclomatic complexity of a function, counted with comprehensions and boolean operators."""
    count = 1
    for node in ast.walk(function):
        count += isinstance(node, ast.If | ast.IfExp | ast.For | ast.While | ast.ExceptHandler | ast.match_case)
        count += 1 + len(node.ifs) if isinstance(node, ast.comprehension) else 0
        count += len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0
    return count


def test_imports_run_downwards() -> None:
    """Fails when a package imports one above it, _aws and _secrets import one another, or a file is in no package."""
    wrong = []
    for name in SOURCES:
        kind, package = name.split("/")[:2]
        if kind != "module_utils":
            continue
        below = set(PACKAGES[PACKAGES.index(package) :])
        below -= set(APART) - {package} if package in APART else set()
        imported = imported_files(name)
        wrong += [
            f"{name}: {each}" for each in imported if each.split("/")[0] != kind or each.split("/")[1] not in below
        ]
    assert wrong == []


def test_no_files_import_one_another() -> None:
    """Fails with a CycleError when imports are circular, in a package or between packages."""
    graph = {name: imported_files(name) - {name} for name in SOURCES}
    assert set(graphlib.TopologicalSorter(graph).static_order()) == set(SOURCES)


@pytest.mark.parametrize("name", sorted(PURE))
def test_the_pure_part_imports_only_itself_and_what_has_no_effects(name: str) -> None:
    """Fails when a pure file imports boto, Ansible, a clock, randomness, or a file that is not pure."""
    absolute = {alias.name for node in nodes(name, ast.Import) for alias in node.names}
    absolute |= {node.module for node in nodes(name, ast.ImportFrom) if not node.level}
    library = PURE_LIBRARY_OF_REPORTS if name.startswith(REPORT) else PURE_LIBRARY
    assert {each for each in absolute if not each.startswith(HOME)} <= library
    assert imported_files(name) <= PURE
    called = {node.func.attr for node in nodes(name, ast.Call) if isinstance(node.func, ast.Attribute)}
    assert not called & CLOCKS


@pytest.mark.parametrize("name", sorted(name for name in SOURCES if name.startswith(f"{REPORT}formats/")))
def test_a_format_of_a_report_imports_no_stage(name: str) -> None:
    """Fails when a format evaluates or parses, so that two formats of one report can differ."""
    others = {each for each in imported_files(name) if not each.startswith(f"{REPORT}formats/")}
    assert others <= OF_A_FORMAT


def test_options_are_parsed_without_the_stages() -> None:
    """Fails when the options of a module import the workflow, which each task would have to compile."""
    options = [name for name in SOURCES if name.startswith("module_utils/_module/") and name.endswith("options.py")]
    packages = {each.split("/")[1] for name in options for each in imported_files(name)}
    assert packages == {"_module", "_secrets", "_core"}


def test_only_two_places_handle_every_error() -> None:
    """Fails when a handler could hide an unexpected error. These two report it with its frames."""
    handlers = [
        name
        for name in SOURCES
        for handler in nodes(name, ast.ExceptHandler)
        if handler.type is None or ast.unparse(handler.type) in {"Exception", "BaseException"}
    ]
    assert sorted(handlers) == ["module_utils/_module/runtime.py", "module_utils/_run/workers.py"]


def test_check_mode_is_read_in_one_place() -> None:
    """Fails when a second place decides about check mode: for AWS, and for the files of a report."""
    readers = [
        name.partition("/")[0]
        for name in SOURCES
        for node in nodes(name, ast.Attribute, ast.Constant)
        if getattr(node, "attr", getattr(node, "value", None)) in {"check_mode", "_check_mode", "_ansible_check_mode"}
    ]
    assert sorted(readers) == ["action", "module_utils"]


def test_one_file_reads_accounts_and_one_writes_to_them() -> None:
    """Fails when a file other than writes.py can change an account, or one other than these two reads it."""
    assert [name for name in SOURCES if client_methods(name, WRITING_VERBS)] == ["module_utils/_aws/writes.py"]
    readers = {name for name in SOURCES if client_methods(name, READING_VERBS)}
    assert readers == {"module_utils/_aws/organization.py", "module_utils/_aws/reads.py"}


def test_only_secrets_and_reports_are_written_to_files() -> None:
    """Fails when a file other than the secret sinks and the action of a report changes files."""
    called = {name: {getattr(call.func, "attr", "") for call in nodes(name, ast.Call)} for name in SOURCES}
    writers = [name for name in SOURCES if called[name] & WRITING_FILES]
    assert [name for name in writers if not name.startswith(FILE_SINKS)] == []
    assert len(writers) == len(FILE_SINKS)


def test_a_plan_has_a_reference_to_a_password() -> None:
    """Fails when a plan could contain a password itself."""
    assert Action.__annotations__["password"] == "PasswordRef | None"
    assert not [name for name, kind in Plan.__annotations__.items() if kind == "str"]


def test_a_login_profile_is_described_in_one_place() -> None:
    """Fails when a second function builds the format that results, diffs and rows share."""
    makers = [
        function.name
        for name in SOURCES
        if not name.startswith("plugin_utils/")  # which read it
        for function in nodes(name, ast.FunctionDef)
        if any(isinstance(node, ast.Constant) and node.value == "create_date" for node in ast.walk(function))
    ]
    assert makers == ["describe"]


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_file_is_short_and_simple(name: str) -> None:
    """Fails when a file other than a module has more than 400 lines, or a function has too many paths."""
    lines = len((PLUGINS / name).read_text().splitlines())
    assert lines <= 400 or name.startswith("modules/")
    assert [each.name for each in nodes(name, ast.FunctionDef) if paths(each) > MOST_PATHS] == []


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
    """Fails when a sentence is compared by ==, != or in. Codes and enums decide. A marker in capitals is allowed."""
    named = constants(name)
    compared = [operand for node in nodes(name, ast.Compare) for operand in (node.left, *node.comparators)]
    parts = [part for operand in compared for part in (*getattr(operand, "elts", ()), operand)]
    strings = [
        getattr(part, "value", None) if isinstance(part, ast.Constant) else named.get(ast.unparse(part))
        for part in parts
    ]
    assert [each for each in strings if isinstance(each, str) and " " in each.strip() and each != each.upper()] == []
