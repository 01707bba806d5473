# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets Manager: secrets with their versions and staging labels.

API reference and service model of botocore (secretsmanager, 2017-10-17). A label is on one version at a time. The first
version is always AWSCURRENT. When AWSCURRENT moves, AWSPREVIOUS moves to the version that it leaves.

Messages are those that users report. Assumed here, since not recorded from AWS:

- A key of KMS other than ``KMS_KEYS`` is an EncryptionFailure.
- The secret of another account: AccessDeniedException. There are no resource policies.
- DeletedDate of DescribeSecret is DeletionDate of DeleteSecret.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .errors import AWSError
from .request import Handler, Reply, Request
from .state import Secret, SecretVersion

if TYPE_CHECKING:
    from .aws import AWS

CURRENT, PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"
KMS_KEYS = ("alias/aws/secretsmanager", "alias/passwords")
_NAME = re.compile(r"[A-Za-z0-9/_+=.@-]{1,512}")
_ARN = re.compile(r"arn:aws:secretsmanager:([a-z0-9-]+):([0-9]{12}):secret:(.+)")
_DAYS = range(7, 31)
_NOT_FOUND = "Secrets Manager can't find the specified secret."
_SCHEDULED = "You can't perform this operation on the secret because it was marked for deletion."


def failure(code: str, message: str) -> AWSError:
    """Errors of a JSON service come with HTTP status 400."""
    return AWSError(400, code, message)


def invalid(message: str) -> AWSError:
    return failure("ValidationException", message)


def user_of(secret_id: str | None) -> str | None:
    """Return the last part of a secret's name, which is a user name in tests; None without one."""
    arn = _ARN.fullmatch(secret_id or "")
    name = arn[3][:-7] if arn else secret_id or ""
    return name.rpartition("/")[2] if "/" in name else None


def add(aws: AWS, region: str, name: str, account: str | None = None, **settings: Any) -> Secret:
    """Add a secret without a version to an account. ``settings`` are attributes of state.Secret."""
    owner = aws.account(account)
    suffix = aws.made_up("", 6, string.ascii_letters + string.digits)
    arn = f"arn:aws:secretsmanager:{region}:{owner.number}:secret:{name}-{suffix}"
    secret = owner.secrets[region, name] = Secret(arn, name, region, aws.now().replace(microsecond=0), **settings)
    return secret


def create_secret(request: Request) -> Reply:
    given, region = request.parameters, request.call.region
    name = given["Name"]
    if not _NAME.fullmatch(name):
        message = "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: "
        raise invalid(f"{message}-/_+=.@!")
    if existing := request.account.secrets.get((region, name)):
        return _same_creation(existing, given)
    key = given.get("KmsKeyId")
    if key not in {None, *KMS_KEYS}:
        raise failure("EncryptionFailure", f"Secrets Manager can't encrypt the secret with the key {key}.")
    tags = {tag["Key"]: tag["Value"] for tag in given.get("Tags", [])}
    secret = add(request.aws, region, name, request.caller.account, kms_key_id=key, tags=tags)
    if "SecretString" not in given:
        return _named(secret)
    return {**_named(secret), "VersionId": _put(request, secret, [CURRENT])}


def _same_creation(secret: Secret, given: Mapping[str, Any]) -> Reply:
    """Return the reply to a repeated call, which does nothing, or raise that the name is in use."""
    if secret.deleted:
        message = "You can't create this secret because a secret with this name is already scheduled for deletion."
        raise failure("InvalidRequestException", message)
    token = given.get("ClientRequestToken", "")
    version = secret.versions.get(token)
    if version is None or version.value != given.get("SecretString"):
        raise failure(
            "ResourceExistsException", f"The operation failed because the secret {secret.name} already exists."
        )
    return {**_named(secret), "VersionId": token}


def describe_secret(request: Request) -> Reply:
    """Return only the members that have a value, as AWS does, without the secret value."""
    secret = _found(request)
    stages = {each: list(version.stages) for each, version in secret.versions.items() if version.stages}
    facts = {
        **_named(secret),
        "KmsKeyId": secret.kms_key_id,
        "RotationEnabled": secret.rotation_enabled or None,
        "DeletedDate": secret.deleted,
        "OwningService": secret.owning_service,
        "PrimaryRegion": secret.primary_region,
        "CreatedDate": secret.created,
        "Tags": [{"Key": key, "Value": value} for key, value in secret.tags.items()] or None,
        "VersionIdsToStages": stages or None,
    }
    return {name: value for name, value in facts.items() if value is not None}


def put_secret_value(request: Request) -> Reply:
    secret, given = _modifiable(request), request.parameters
    version = _put(request, secret, given.get("VersionStages", [CURRENT]))
    return {**_named(secret), "VersionId": version, "VersionStages": list(secret.versions[version].stages)}


def _put(request: Request, secret: Secret, stages: list[str]) -> str:
    """Add a version, unless it exists with the same value. Return its id, which is the token of the request."""
    token, value = (
        request.parameters.get("ClientRequestToken") or request.aws.uuid(),
        request.parameters["SecretString"],
    )
    existing = secret.versions.get(token)
    if existing is None:
        secret.versions[token] = SecretVersion(value)
        for stage in dict.fromkeys([*stages, *([] if len(secret.versions) > 1 else [CURRENT])]):
            _move(secret, stage, token)
    elif existing.value != value:
        words = f"You can't use ClientRequestToken {token} because that value is already in use for a version of secret"
        raise failure("ResourceExistsException", f"{words} {secret.arn}.")
    return token


def update_secret_version_stage(request: Request) -> Reply:
    secret, given = _modifiable(request), request.parameters
    stage, to, source = given["VersionStage"], given.get("MoveToVersionId"), given.get("RemoveFromVersionId")
    if to is None and source is None:
        raise failure("InvalidParameterException", "You must specify MoveToVersionId, RemoveFromVersionId, or both.")
    for version in {to, source} - {None}:
        if version not in secret.versions:
            message = f"Secrets Manager can't find the specified secret value for VersionId: {version}"
            raise failure("ResourceNotFoundException", message)
    holder = secret.holder(stage)
    if source != holder and not (holder == to and source is None):
        message = f"The parameter RemoveFromVersionId must be the version {holder}, which has the label {stage}."
        raise failure("InvalidParameterException", message)
    if stage == CURRENT and to is None:
        message = f"You can only move staging label {CURRENT} to a different secret version. It can't be removed."
        raise failure("InvalidParameterException", message)
    _move(secret, stage, to)
    return _named(secret)


def delete_secret(request: Request) -> Reply:
    secret, given = _modifiable(request), request.parameters
    days, at_once = given.get("RecoveryWindowInDays"), given.get("ForceDeleteWithoutRecovery", False)
    if days is not None and (at_once or days not in _DAYS):
        message = "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive)."
        raise failure("InvalidParameterException", message)
    secret.deleted = request.today + timedelta(days=0 if at_once else days or _DAYS[-1])
    if at_once:
        del request.account.secrets[secret.region, secret.name]
    return {**_named(secret), "DeletionDate": secret.deleted}


def get_secret_value(request: Request) -> Reply:
    """For tests only: the collection never calls it."""
    secret, given = _found(request), request.parameters
    if secret.deleted:
        raise failure("InvalidRequestException", _SCHEDULED)
    stage = given.get("VersionStage", CURRENT)
    version = given.get("VersionId", secret.holder(stage))
    if version not in secret.versions:
        message = f"Secrets Manager can't find the specified secret value for staging label: {stage}"
        raise failure("ResourceNotFoundException", message)
    found = secret.versions[version]
    value = {"SecretString": found.value, "VersionStages": list(found.stages), "CreatedDate": secret.created}
    return {**_named(secret), "VersionId": version, **value}


def _found(request: Request) -> Secret:
    """Return a secret by its name, its ARN, or its ARN without the generated suffix."""
    wanted, region = request.parameters["SecretId"], request.call.region
    arn = _ARN.fullmatch(wanted)
    if arn and arn[2] != request.caller.account:
        action = f"secretsmanager:{request.call.action}"
        message = f"User: {request.caller.arn} is not authorized to perform: {action} on resource: {wanted}"
        raise failure("AccessDeniedException", f"{message} because no resource-based policy allows the {action} action")
    for secret in request.account.secrets.values():
        names = {secret.arn, secret.arn[:-7]} if arn else {secret.name}
        if secret.region == region and wanted in names:
            return secret
    raise failure("ResourceNotFoundException", _NOT_FOUND)


def _modifiable(request: Request) -> Secret:
    secret = _found(request)
    if secret.deleted:
        raise failure("InvalidRequestException", _SCHEDULED)
    if secret.owning_service:
        words = f"You can't modify the secret because it is managed by {secret.owning_service}."
        raise failure("InvalidRequestException", words)
    if secret.primary_region:
        raise failure("InvalidRequestException", "Operation not permitted on a replica secret.")
    return secret


def _move(secret: Secret, stage: str, to: str | None) -> None:
    """Move a label to a version, from any other that has it. None removes it."""
    source = secret.holder(stage)
    if source == to:
        return
    if source is not None:
        secret.versions[source].stages.remove(stage)
    if to is not None:
        secret.versions[to].stages.append(stage)
    if stage == CURRENT and source is not None:
        _move(secret, PREVIOUS, source)


def _named(secret: Secret) -> Reply:
    return {"ARN": secret.arn, "Name": secret.name}


ACTIONS: Mapping[str, Handler] = {
    "CreateSecret": create_secret,
    "DescribeSecret": describe_secret,
    "PutSecretValue": put_secret_value,
    "UpdateSecretVersionStage": update_secret_version_stage,
    "DeleteSecret": delete_secret,
    "GetSecretValue": get_secret_value,
}
