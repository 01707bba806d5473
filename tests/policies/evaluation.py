# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Evaluate identity-based policies and service control policies, as far as the documentation uses them.

The rules are those of the IAM User Guide, "Policy evaluation logic", "IAM JSON policy element reference" and
"Multivalued context keys". Whatever a policy has that is not here raises PolicyError, so that it is not ignored.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

Json = dict[str, t.Any]
Values = tuple[str, ...]

_ELEMENTS = {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_ARN_PARTS = 6


class PolicyError(Exception):
    """A policy has something that AWS would reject, or that is not modelled here."""


@dataclass(frozen=True)
class Request:
    """What AWS authorizes: an action on a resource, ``*`` if the action has no resource types, and context keys."""

    action: str
    resource: str = "*"
    context: Mapping[str, Values] = field(default_factory=dict, hash=False)

    def values(self, key: str) -> Values | None:
        """Return the values of a context key, whose name is not case-sensitive. None: it is not in the request."""
        return next((values for name, values in self.context.items() if name.lower() == key.lower()), None)


@dataclass(frozen=True)
class Statement:
    """One statement of a policy."""

    effect: str
    actions: Values
    resources: Values
    condition: Mapping[str, Mapping[str, Values]] = field(default_factory=dict, hash=False)
    not_actions: bool = False
    not_resources: bool = False

    @classmethod
    def of(cls, document: Json) -> Statement:
        """Read a statement. Raises PolicyError."""
        if unknown := set(document) - _ELEMENTS:
            raise PolicyError(f"not modelled: {sorted(unknown)}")
        if document.get("Effect") not in {"Allow", "Deny"}:
            raise PolicyError(f"Effect: {document.get('Effect')}")
        action, resource = _one_of(document, "Action"), _one_of(document, "Resource")
        condition = {
            operator: {key: _listed(values) for key, values in block.items()}
            for operator, block in document.get("Condition", {}).items()
        }
        for operator in condition:
            _operator(operator)
        return cls(
            document["Effect"],
            _listed(document[action]),
            _listed(document[resource]),
            condition,
            action == "NotAction",
            resource == "NotResource",
        )

    def matches(self, request: Request) -> bool:
        """Return whether the statement is about a request. Actions are not case-sensitive, resources are."""
        by_action = any(_like(pattern.lower(), request.action.lower()) for pattern in self.actions)
        patterns = [_substituted(pattern, request) for pattern in self.resources]
        by_resource = any(pattern is not None and _like(pattern, request.resource) for pattern in patterns)
        return (
            by_action != self.not_actions
            and by_resource != self.not_resources
            and all(
                _operator(operator)(request, key, values)
                for operator, block in self.condition.items()
                for key, values in block.items()
            )
        )


@dataclass(frozen=True)
class Policy:
    """A policy document."""

    statements: tuple[Statement, ...]

    @classmethod
    def of(cls, document: Json) -> Policy:
        """Read a policy. Raises PolicyError."""
        if set(document) != {"Version", "Statement"} or document["Version"] != "2012-10-17":
            raise PolicyError(f"not modelled: {sorted(document)}, version {document.get('Version')}")
        statements = document["Statement"]
        return cls(tuple(map(Statement.of, [statements] if isinstance(statements, dict) else statements)))


def is_denied(policies: Iterable[Policy], request: Request) -> bool:
    """Return whether a statement denies a request explicitly."""
    return any(each.effect == "Deny" and each.matches(request) for policy in policies for each in policy.statements)


def is_allowed(policies: Iterable[Policy], request: Request) -> bool:
    """Return whether the identity-based policies of a principal allow a request: an explicit deny prevails."""
    policies = tuple(policies)
    allow = any(each.effect == "Allow" and each.matches(request) for policy in policies for each in policy.statements)
    return allow and not is_denied(policies, request)


def _one_of(document: Json, element: str) -> str:
    """Return the element that a statement has, or that with ``Not``."""
    found = [name for name in (element, f"Not{element}") if name in document]
    if len(found) != 1:
        raise PolicyError(f"one of {element} and Not{element} is needed, not {found}")
    return found[0]


def _listed(value: t.Any) -> Values:
    values = tuple(value) if isinstance(value, list) else (value,)
    if not values or not all(isinstance(each, str) for each in values):
        raise PolicyError(f"not a string, or a list of strings: {value}")
    return values


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile("".join({"*": ".*", "?": "."}.get(each, re.escape(each)) for each in pattern), re.DOTALL)


def _like(pattern: str, value: str) -> bool:
    return _pattern(pattern).fullmatch(value) is not None


def _substituted(pattern: str, request: Request) -> str | None:
    """Return a pattern with the values of its policy variables. None: one is not in the request, and nothing matches.

    A value with a wildcard is not modelled: IAM allows none in the variables that are used here.
    """
    values = {name: request.values(name) for name in _VARIABLE.findall(pattern)}
    if None in values.values():
        return None
    for name, value in values.items():
        (single,) = value or ()
        if set(single) & set("*?"):
            raise PolicyError(f"a wildcard in the value of {name}")
        pattern = pattern.replace(f"${{{name}}}", single)
    return pattern


def _arn_like(pattern: str, value: str) -> bool:
    """Compare each of the six parts of an ARN on its own."""
    parts = pattern.split(":", _ARN_PARTS - 1), value.split(":", _ARN_PARTS - 1)
    return len(parts[0]) == len(parts[1]) == _ARN_PARTS and all(map(_like, *parts))


Compare = Callable[[str, str], bool]
_COMPARISONS: Mapping[str, Compare] = {"StringEquals": str.__eq__, "StringLike": _like, "ArnLike": _arn_like}
Operator = Callable[[Request, str, Values], bool]


def _operator(name: str) -> Operator:
    """Return what evaluates one key of a condition. Raises PolicyError for an operator that is not modelled."""
    if name == "Null":
        return _null
    quantifier, colon, comparison = name.rpartition(":")
    if comparison not in _COMPARISONS or quantifier not in {"", "ForAllValues", "ForAnyValue"} or name[:1] == colon:
        raise PolicyError(f"not modelled: {name}")
    compare = _COMPARISONS[comparison]

    def evaluate(request: Request, key: str, expected: Values) -> bool:
        if any(_VARIABLE.search(each) for each in expected):
            raise PolicyError(f"not modelled: a policy variable in the condition on {key}")
        found = request.values(key)
        results = [any(compare(each, value) for each in expected) for value in found or ()]
        if quantifier == "ForAllValues":
            return all(results)  # true as well if the key is missing
        if quantifier == "" and len(results) > 1:
            raise PolicyError(f"{key} has several values, and {name} takes one")
        return any(results)

    return evaluate


def _null(request: Request, key: str, expected: Values) -> bool:
    if expected not in {("true",), ("false",)}:
        raise PolicyError(f"Null: {expected}")
    return (request.values(key) is None) == (expected == ("true",))
