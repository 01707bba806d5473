# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide of errors has what the code has, and each error of AWS has advice."""

from __future__ import annotations

import ast
import json
import pathlib
import typing as t

from ansible_collections.identity.aws.plugins.module_utils._aws import error_advice, errors
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import CallKind, LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._core.error_codes import FailureCode, RequestCode
from ansible_collections.identity.aws.plugins.module_utils._core.models import POLICY_VIOLATION
from ansible_collections.identity.aws.plugins.module_utils._run.report_fetcher import NOT_READY
from ansible_collections.identity.aws.tests.tools import error_guide
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import client_error

COLLECTION = pathlib.Path(__file__).parents[3]
CODES = {*t.get_args(RequestCode), *t.get_args(FailureCode)}


def test_the_guide_is_what_the_generator_writes() -> None:
    """Fails when a code, an advice or a message changes, and the guide was not written again (see error_guide.py)."""
    guide = error_guide.GUIDE.read_text(encoding="utf-8")
    assert error_guide.page(guide) == guide, f"Run: {error_guide.COMMAND}"


def test_every_code_is_explained_and_each_that_is_given_is_known() -> None:
    """Fails when a code has no meaning in the guide, a meaning has no code, or a code is misspelt in the code."""
    assert set(error_guide.CODES) == CODES
    assert [code for code, meaning in error_guide.own_codes() if not meaning] == []
    given = set()
    for path in sorted((COLLECTION / "plugins/module_utils").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Failure", "RequestError", ".request")):
                given |= {each.value for each in node.args[1:2] if isinstance(each, ast.Constant)}
    assert "users_failed" in given
    assert given <= CODES


def test_every_code_of_aws_with_advice_is_in_the_guide() -> None:
    """Fails when the guide lacks a code of AWS that has advice, or another name of one."""
    shown = " ".join(code for code, _meaning in error_guide.aws_codes())
    known = {*error_advice.CODES, *errors._SAME_AS}
    assert [code for code in sorted(known) if f"``{code}``" not in shown] == []


def test_every_declared_error_has_advice() -> None:
    """Fails when AWS declares an error for a call, and users get the message for unknown errors."""
    record = json.loads((COLLECTION / "tests/api/record.json").read_text(encoding="utf-8"))
    declared = {
        (call, code)
        for service in record.values()
        for call, parts in service["calls"].items()
        for code in parts["errors"]
    }
    assert ("UpdateLoginProfile", "InvalidInput") in declared
    # These are not reported as such: see policy_checker.py, and the wait for the credential report.
    elsewhere = {POLICY_VIOLATION, *NOT_READY}
    without = []
    for call, code in sorted(declared):
        kind = CallKind.ASSUME_ROOT if call == "AssumeRoot" else CallKind.READ
        said = LoginProfileError("Failed", client_error(call, code), kind).failure(None).message
        if code not in elsewhere and error_advice._REFUSED in said:
            without.append(f"{call}: {code}")
    assert without == []
