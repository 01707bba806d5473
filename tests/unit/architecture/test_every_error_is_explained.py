# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whoever looks an error up in the guide of errors finds it there."""

from __future__ import annotations

import ast
import json
import pathlib
import re
import typing as t

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import CallKind, LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._core.error_codes import FailureCode, RequestCode
from ansible_collections.identity.aws.plugins.module_utils._core.models import POLICY_VIOLATION
from ansible_collections.identity.aws.plugins.module_utils._run.report_fetcher import NOT_READY
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import client_error

COLLECTION = pathlib.Path(__file__).parents[3]
RAISED = {"RequestError", "Failure", "AnsibleActionFail", "AnsibleFilterError"}
# How much of a sentence's longest fixed part the guide has at least, from its beginning.
ENOUGH = 20


def sentences() -> dict[str, str]:
    """Return the longest fixed part of each error that is raised, and where."""
    found = {}
    for path in sorted((COLLECTION / "plugins").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in RAISED and node.args:
                parts = [each.value for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)]
                fixed = max((str(part).strip(" .:'") for part in parts), key=len, default="")
                if " " in fixed:
                    found[fixed] = f"{path.name}, line {node.lineno}"
    return found


def test_every_error_is_in_the_guide() -> None:
    """Fails when a new error, or another wording, is not in the guide of errors."""
    guide = (COLLECTION / "docs/docsite/rst/guide_errors.rst").read_text(encoding="utf-8").replace("`", "")
    said = re.sub(r"\s+", " ", guide)
    found = sentences()
    assert "The policy must be a dictionary" in found
    unknown = [f"{where}: {fixed}" for fixed, where in found.items() if fixed[:ENOUGH] not in said]
    assert unknown == []


def test_every_code_is_in_the_guide_and_each_that_is_given_is_known() -> None:
    """Fails when a code is not in the table of the guide, is there and does not exist, or is misspelt in the code."""
    guide = (COLLECTION / "docs/docsite/rst/guide_errors.rst").read_text(encoding="utf-8")
    table = guide.partition("guide_errors_codes:")[2].partition(".. code-block::")[0]
    codes = re.findall(r"^  \* - ``(\w+)``$", table, re.MULTILINE)
    assert codes == sorted({*t.get_args(RequestCode), *t.get_args(FailureCode)})
    given = set()
    for path in sorted((COLLECTION / "plugins/module_utils").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Failure", "RequestError", ".request")):
                given |= {each.value for each in node.args[1:2] if isinstance(each, ast.Constant)}
    assert "users_failed" in given
    assert given <= set(codes)


def test_every_declared_error_has_advice() -> None:
    """Fails when AWS declares an error for a call, and users get the sentence for unknown errors."""
    record = json.loads((COLLECTION / "tests/api/record.json").read_text(encoding="utf-8"))
    declared = {
        (call, code)
        for service in record.values()
        for call, parts in service["calls"].items()
        for code in parts["errors"]
    }
    assert ("UpdateLoginProfile", "InvalidInput") in declared
    # These are not reported as they are: see policy_checker.py, and the wait for the credential report.
    elsewhere = {POLICY_VIOLATION, *NOT_READY}
    without = []
    for call, code in sorted(declared):
        kind = CallKind.ASSUME_ROOT if call == "AssumeRoot" else CallKind.READ
        said = LoginProfileError("Failed", client_error(call, code), kind).failure(None).message
        if code not in elsewhere and "AWS rejected the request." in said:
            without.append(f"{call}: {code}")
    assert without == []
