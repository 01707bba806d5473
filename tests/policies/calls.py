# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a call, as botocore's client takes it, to what AWS authorizes: an action, its resource and context keys."""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ansible_collections.identity.aws.tests.policies.authorization import resource_types
from ansible_collections.identity.aws.tests.policies.evaluation import Request

Json = dict[str, t.Any]
# "No permissions are required to perform this operation" (STS API reference).
NEED_NONE = {"sts:GetCallerIdentity"}
# Aliases of KMS keys. A policy names a key by its ARN (AWS KMS Developer Guide, "Specifying KMS keys in IAM policies").
_KEYS = {"alias/passwords": "key/EXAMPLE"}


@dataclass(frozen=True)
class Caller:
    """Whose call it is: an IAM user by name, or a role if that is None. ``path_of`` returns the path of a user."""

    account: str
    path_of: Callable[[str], str]
    user_name: str | None = None
    region: str = "us-east-1"

    def requests(self, service: str, operation: str, parameters: Json) -> list[Request]:
        """Return what AWS authorizes for a call."""
        action = f"{service}:{operation}"
        if action in NEED_NONE:
            return []
        request = Request(action, self._resource(action, parameters), dict(self._context(operation, parameters)))
        return [request, *self._implied(request, parameters)]

    def _resource(self, action: str, parameters: Json) -> str:
        types = resource_types(action)
        if not types:
            return "*"
        if "user" in types:
            name = parameters.get("UserName") or self.user_name
            assert name, f"{action} has no user"
            return f"arn:aws:iam::{self.account}:user{self.path_of(name)}{name}"
        return _RESOURCES[types[0]](self, parameters)

    def _context(self, operation: str, parameters: Json) -> Iterator[tuple[str, tuple[str, ...]]]:
        if self.user_name:
            yield "aws:username", (self.user_name,)
        if operation in {"TagUser", "UntagUser"}:
            yield "aws:TagKeys", tuple(parameters.get("TagKeys") or [tag["Key"] for tag in parameters["Tags"]])
        if operation == "AssumeRoot":
            yield "sts:TaskPolicyArn", (parameters["TaskPolicyArn"]["arn"],)

    def _implied(self, request: Request, parameters: Json) -> Iterator[Request]:
        """Yield what CreateSecret needs beside the action: for tags, and for a KMS key other than aws/secretsmanager.

        Secrets Manager API reference, CreateSecret, "Required permissions".
        """
        if request.action == "secretsmanager:CreateSecret":
            if parameters.get("Tags"):
                yield Request("secretsmanager:TagResource", request.resource, request.context)
            if alias := parameters.get("KmsKeyId"):
                key = f"{_arn(self, 'kms')}:{_KEYS[alias]}"
                yield from (Request(f"kms:{each}", key, request.context) for each in ("GenerateDataKey", "Decrypt"))


def _secret(caller: Caller, parameters: Json) -> str:
    """Return the ARN of a secret, whose last seven characters AWS adds to the name."""
    name = parameters.get("SecretId") or parameters["Name"]
    return str(name) if name.startswith("arn:") else f"{_arn(caller, 'secretsmanager')}:secret:{name}-AbCdEf"


def _in_organization(caller: Caller, parameters: Json) -> str:
    """Return the ARN of a root, a unit or an account, by its id."""
    number = parameters.get("ParentId") or parameters["ResourceId"]
    kind = {"r": "root", "o": "ou"}.get(number[0], "account")
    return f"arn:aws:organizations::{caller.account}:{kind}/o-example00/{number}"


def _arn(caller: Caller, service: str) -> str:
    return f"arn:aws:{service}:{caller.region}:{caller.account}"


_RESOURCES: dict[str, Callable[[Caller, Json], str]] = {
    "root-user": lambda _caller, parameters: f"arn:aws:iam::{parameters['TargetPrincipal']}:root",
    "Secret": _secret,
    "group": lambda caller, parameters: f"arn:aws:iam::{caller.account}:group/{parameters['GroupName']}",
    "mfa": lambda _caller, parameters: str(parameters["SerialNumber"]),
    "organizationalunit": _in_organization,
    "account": _in_organization,
}
"""By the first resource type of an action that has no users."""
