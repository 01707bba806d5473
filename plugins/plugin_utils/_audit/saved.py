# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parse the JSON report of an earlier run. Its content is not trusted.

A report of another version has other keys or checks, and is rejected: a missing check would seem to have passed. Pure.
The types of `document.py` are the specification.
"""

from __future__ import annotations

import functools
import json
import types
import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.timestamps import parse_time

from .catalogue import ACCOUNT_NOT_READ, CHECKS
from .document import ReportDocument
from .native_types import native_types
from .remediation import is_remedy

_DEEPEST = 4  # maximum depth of an arbitrary value
_WORDS = {str: "a string", int: "a whole number", bool: "true or false"}


class SavedReport(t.NamedTuple):
    """A report, and the path of its file."""

    path: str
    document: ReportDocument


def to_saved_report(content: bytes, path: str) -> SavedReport:
    """Parse the content of a file. Raises RequestError if it is not a report that this version can read."""
    try:
        document = native_types(json.loads(content, parse_float=_finite, parse_constant=_finite))
    except (ValueError, RecursionError):
        raise RequestError(f"inputs: {path} is not a JSON file.") from None
    problem = _problem(document, ReportDocument, "the report") or _contradiction(document)
    if problem is not None:
        raise RequestError(
            f"inputs: {path} is not a report that this version of identity.aws can read: {problem}. "
            "Run the audit of its accounts again with this version, format json."
        )
    return SavedReport(path, document)


def _finite(number: str) -> float:
    if not abs(value := float(number)) < float("inf"):  # nor is NaN
        raise ValueError
    return value


def _problem(value: t.Any, kind: t.Any, place: str) -> str | None:
    """Return the part of a value that has another type, or None."""
    origin, arguments = t.get_origin(kind), t.get_args(kind)
    if t.is_typeddict(kind):
        return _problem_of_keys(value, kind, place)
    if origin in (list, dict):
        return _problem_of_items(value, origin, arguments[-1], place)
    if origin in (t.Union, types.UnionType):
        # All of them are types or None.
        return None if value is None else _problem(value, arguments[0], place)
    if origin is t.Literal:
        return None if value in arguments else f"{place} is not one of {', '.join(arguments)}"
    if kind is t.Any:
        return None if _is_shallow(value, _DEEPEST) else f"{place} has too many levels"
    return None if _is_of(value, kind) else f"{place} must be {_WORDS[kind]}"


def _is_of(value: t.Any, kind: type) -> bool:
    """Return whether a JSON value has a type. In Python, true and false are numbers too."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _is_shallow(value: t.Any, levels: int) -> bool:
    """Return whether a value has at most this depth. Formats traverse evidence and tasks recursively."""
    if not isinstance(value, (dict, list)):
        return True
    items = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_shallow(each, levels - 1) for each in items)


def _problem_of_keys(value: t.Any, kind: t.Any, place: str) -> str | None:
    if not isinstance(value, dict):
        return f"{place} must be a dictionary"
    kinds = _kinds(kind)
    if surplus := sorted(value.keys() - kinds.keys()):
        return f"{place} has the unknown key {surplus[0]}"
    if missing := sorted(kind.__required_keys__ - value.keys()):
        return f"{place} does not have the key {missing[0]}"
    problems = (_problem(item, kinds[key], f"{place}.{key}") for key, item in value.items())
    return next((problem for problem in problems if problem), None)


@functools.cache
def _kinds(kind: t.Any) -> dict[str, t.Any]:
    return t.get_type_hints(kind)


def _problem_of_items(value: t.Any, container: t.Any, kind: t.Any, place: str) -> str | None:
    if not isinstance(value, container):
        return f"{place} must be a {'list' if container is list else 'dictionary'}"
    items = value.items() if container is dict else enumerate(value)
    problems = (_problem(item, kind, f"{place}[{key}]") for key, item in items)
    return next((problem for problem in problems if problem), None)


def _contradiction(document: ReportDocument) -> str | None:
    """Return what makes a report contradictory although each value has its type, or None."""
    known = [check.id for check in CHECKS]
    if [check["id"] for check in document["checks"]] != known:
        return "its checks are those of another version"
    names = [account["name"] for account in document["accounts"]]
    if len(set(names)) != len(names):
        return "two accounts have the same name"
    named = {each["account_name"] for each in (*document["users"], *document["findings"])}
    named |= {each["account"] for check in document["checks"] for each in check["not_evaluated"]}
    if not named <= set(names):
        return "an account is missing"
    return _contradiction_in_findings(document, known)


def _contradiction_in_findings(document: ReportDocument, known: t.Container[str]) -> str | None:
    reported = set()
    for finding in document["findings"]:
        if finding["id"] not in known:
            return "a finding has an unknown check"
        if finding["remedy"] is not None and not is_remedy(finding["remedy"], finding["user_name"]):
            return "a remediation is not one that this version creates"
        if finding["id"] == ACCOUNT_NOT_READ.id:
            reported.add(finding["account_name"])
    if not {account["name"] for account in document["accounts"] if not account["was_read"]} <= reported:
        return "an account that was not read has no finding"
    try:
        parse_time(document["generated_at"])
    except ValueError:
        return "generated_at is not a time"
    return None
