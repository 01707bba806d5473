# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The evaluation of policies follows the rules of the IAM User Guide, and rejects what it does not know."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ansible_collections.identity.aws.tests.policies.evaluation import (
    Json,
    Policy,
    PolicyError,
    Request,
    Values,
    is_allowed,
)

ALICE, BOB = "arn:aws:iam::111122223333:user/staff/alice", "arn:aws:iam::111122223333:user/bob"
ALLOW: Json = {"Effect": "Allow", "Action": "iam:GetUser", "Resource": "*"}
DENY: Json = {**ALLOW, "Effect": "Deny"}
TAG = "aws:TagKeys"


def policy(*statements: Json) -> Policy:
    return Policy.of({"Version": "2012-10-17", "Statement": list(statements)})


def allows(statement: Json, context: Mapping[str, Values] | None = None) -> bool:
    """Return whether a statement, with the elements of ALLOW that it does not have, allows to read alice."""
    return is_allowed([policy({**ALLOW, **statement})], Request("iam:GetUser", ALICE, context or {}))


def condition(operator: str, *values: str, key: str = TAG) -> Json:
    return {"Condition": {operator: {key: list(values)}}}


def test_an_explicit_deny_prevails_and_nothing_is_allowed_by_default() -> None:
    """Fails when a deny does not win over an allow, in whichever policy, or a request is allowed that no one allows."""
    request = Request("iam:GetUser", ALICE)
    assert is_allowed([policy(ALLOW)], request)
    for policies in ([], [policy(DENY)], [policy(ALLOW, DENY)], [policy(ALLOW), policy(DENY)]):
        assert not is_allowed(policies, request)
    assert is_allowed([policy(ALLOW), policy({**DENY, "Action": "iam:GetRole"})], request)


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ({"Action": "IAM:getuser"}, True),
        ({"Action": ["iam:GetRole", "iam:Get*"]}, True),
        ({"Action": "iam:Get"}, False),
        ({"Action": "iam:GetUse?"}, True),
        ({"Resource": "arn:aws:iam::111122223333:user/staff/*"}, True),
        ({"Resource": "arn:aws:iam::111122223333:user/Staff/*"}, False),
        ({"Resource": "arn:aws:iam::111122223333:user/*"}, True),
        ({"Resource": "arn:aws:iam::111122223333:user"}, False),
        ({"Resource": ["arn:aws:iam::*:role/*", "arn:aws:iam::*:user/staff/alice"]}, True),
        ({"Resource": "arn:aws:iam::111122223333:user/*/${aws:username}"}, True),
        ({"Resource": "arn:aws:iam::111122223333:user/${aws:username}"}, False),
        ({"Resource": "arn:aws:iam::111122223333:user/*/${aws:userid}"}, False),
    ],
)
def test_actions_and_resources(statement: Json, allowed: bool) -> None:
    """Fails when a wildcard, the case of a name, or a policy variable is not as in the IAM User Guide."""
    assert allows(statement, {"aws:username": ("alice",)}) == allowed


def test_the_elements_with_not() -> None:
    """Fails when NotAction or NotResource matches what it names, or does not match the rest."""
    for element, value, other in (("Action", "iam:GetUser", "iam:*Role"), ("Resource", ALICE, BOB)):
        statement = {name: ALLOW[name] for name in ALLOW if name != element}
        found = [
            is_allowed([policy({**statement, f"Not{element}": each})], Request("iam:GetUser", ALICE))
            for each in (value, other)
        ]
        assert found == [False, True]


@pytest.mark.parametrize(
    ("operator", "found"),
    [
        # Whether it matches a key that is missing, has one of the values, another one, or both.
        ("StringEquals", [False, True, False, None]),
        ("ForAllValues:StringEquals", [True, True, False, False]),
        ("ForAnyValue:StringEquals", [False, True, False, True]),
    ],
)
def test_operators_on_keys_with_several_values(operator: str, found: list[bool | None]) -> None:
    """Fails when a set operator, or one without, is not as in "Multivalued context keys"."""
    contexts: list[Mapping[str, Values]] = [{}, *({TAG.lower(): each} for each in (("a",), ("x",), ("a", "x")))]
    for context, expected in zip(contexts, found, strict=True):
        if expected is None:
            with pytest.raises(PolicyError):
                allows(condition(operator, "a", "b"), context)
        else:
            assert allows(condition(operator, "a", "b"), context) == expected


def test_other_operators() -> None:
    """Fails when StringLike, ArnLike or Null is not as in "Condition operators", or one of two conditions is enough."""
    assert allows(condition("StringLike", "team-*"), {"aws:TagKeys": ("team-1",)})
    assert not allows(condition("StringEquals", "team-*"), {"aws:TagKeys": ("team-1",)})
    root, key = "arn:aws:iam::*:root", "aws:PrincipalArn"
    assert allows(condition("ArnLike", root, key=key), {"aws:PrincipalArn": ("arn:aws:iam::111122223333:root",)})
    assert not allows(condition("ArnLike", root, key=key), {"aws:PrincipalArn": (BOB,)})
    assert not allows(condition("ArnLike", root, key=key), {"aws:PrincipalArn": ("arn:aws:iam::1:user:root",)})
    assert [allows(condition("Null", each)) for each in ("true", "false")] == [True, False]
    assert [allows(condition("Null", each), {"aws:TagKeys": ("a",)}) for each in ("true", "false")] == [False, True]
    both = {"Condition": {"StringEquals": {"aws:username": "alice"}, "StringLike": {TAG: "*"}}}
    assert allows(both, {"aws:username": ("alice",), "aws:TagKeys": ("a",)})
    assert not allows(both, {"aws:username": ("alice",)})


UNKNOWN: list[Json] = [
    {"Principal": "*"},
    {"Effect": "allow"},
    {"Action": []},
    {"Resource": 1},
    {"NotAction": "iam:GetRole"},
    condition("StringEqualsIfExists", "a"),
    condition("ForSomeValues:StringEquals", "a"),
    condition(":StringEquals", "a"),
    condition("DateGreaterThan", "2026-01-01T00:00:00Z"),
]


@pytest.mark.parametrize(
    "document",
    [
        {"Version": "2008-10-17", "Statement": []},
        {"Version": "2012-10-17", "Statement": [], "Id": "x"},
        *({"Version": "2012-10-17", "Statement": {**ALLOW, **change}} for change in UNKNOWN),
    ],
)
def test_what_is_not_modelled_is_rejected(document: Json) -> None:
    """Fails when an element, an operator or a version that the evaluation does not know is ignored."""
    with pytest.raises(PolicyError):
        Policy.of(document)


def test_values_that_are_not_modelled_are_rejected() -> None:
    """Fails when a variable in a condition, a wildcard in a variable's value, or a value of Null is ignored."""
    for statement in (condition("StringEquals", "${aws:username}"), condition("Null", "yes")):
        with pytest.raises(PolicyError):
            allows(statement, {"aws:TagKeys": ("a",)})
    with pytest.raises(PolicyError):
        allows({"Resource": "user/${aws:username}"}, {"aws:username": ("a*",)})
