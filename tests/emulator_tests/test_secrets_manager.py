# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The secrets of Secrets Manager, by botocore's own client over HTTP, including details of AWS that others omit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from client import Emulator

Clients = Callable[..., Any]
ErrorOf = Callable[..., tuple[str, int, str]]
ONE, TWO, THREE = (f"{digit * 8}-0000-4000-8000-{digit * 12}" for digit in "123")
NAME = "console/ana+b@example.com"


@pytest.fixture
def secrets(client: Clients) -> Any:
    """A client, and a secret whose version ONE is current."""
    made = client("secretsmanager")
    made.create_secret(Name=NAME, SecretString="old", ClientRequestToken=ONE)
    return made


def stages(secrets: Any, name: str = NAME) -> dict[str, set[str]]:
    """Return version -> labels."""
    described = secrets.describe_secret(SecretId=name).get("VersionIdsToStages", {})
    return {version: set(labels) for version, labels in described.items()}


def test_creation(client: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if a secret without a value has a version, or a repeated call with another value is accepted or logged."""
    secrets = client("secretsmanager")
    secrets.create_secret(Name="empty")
    assert stages(secrets, "empty") == {}
    given = {"Name": NAME, "SecretString": "s", "ClientRequestToken": ONE, "Tags": [{"Key": "a", "Value": "b"}]}
    made = secrets.create_secret(**given, KmsKeyId="alias/passwords")
    assert made["ARN"][:-7] == f"arn:aws:secretsmanager:us-east-1:123456789012:secret:{NAME}"
    assert {**made, "ResponseMetadata": 0} == {**secrets.create_secret(**given), "ResponseMetadata": 0}
    assert error_of(secrets.create_secret, **{**given, "SecretString": "t"})[0] == "ResourceExistsException"
    described = secrets.describe_secret(SecretId=NAME)
    assert abs(described.pop("CreatedDate") - datetime.now(timezone.utc)) < timedelta(minutes=1)
    del described["ResponseMetadata"]
    facts = {"ARN": made["ARN"], "Name": NAME, "KmsKeyId": "alias/passwords", "Tags": given["Tags"]}
    assert described == {**facts, "VersionIdsToStages": {ONE: ["AWSCURRENT"]}}
    for name in (made["ARN"], made["ARN"][:-7]):
        assert secrets.get_secret_value(SecretId=name)["SecretString"] == "s"
    other = client("secretsmanager", region="eu-west-1")
    assert error_of(other.describe_secret, SecretId=NAME)[0] == "ResourceNotFoundException"
    assert [call["parameters"].get("SecretString") for call in emulator.calls()[:3]] == [None, None, True]


def test_a_pending_version_is_promoted(secrets: Any, error_of: ErrorOf) -> None:
    """Fails if a label is on two versions, the old value is read after the promotion, or AWSPREVIOUS is lost."""
    put = {"SecretId": NAME, "VersionStages": ["AWSPENDING"]}
    assert secrets.put_secret_value(**put, SecretString="x", ClientRequestToken=TWO)["VersionStages"] == ["AWSPENDING"]
    secrets.put_secret_value(**put, SecretString="new", ClientRequestToken=THREE)
    secrets.put_secret_value(**put, SecretString="new", ClientRequestToken=THREE)
    assert error_of(secrets.put_secret_value, **put, SecretString="y", ClientRequestToken=THREE)[0] == (
        "ResourceExistsException"
    )
    assert stages(secrets) == {ONE: {"AWSCURRENT"}, THREE: {"AWSPENDING"}}
    assert secrets.get_secret_value(SecretId=NAME)["SecretString"] == "old"
    assert secrets.get_secret_value(SecretId=NAME, VersionStage="AWSPENDING")["SecretString"] == "new"
    move = {"SecretId": NAME, "VersionStage": "AWSCURRENT"}
    for wrong in (
        {"MoveToVersionId": THREE},
        {"MoveToVersionId": THREE, "RemoveFromVersionId": TWO},
        {"RemoveFromVersionId": ONE},
        {},
    ):
        assert error_of(secrets.update_secret_version_stage, **move, **wrong)[0] == "InvalidParameterException"
    secrets.update_secret_version_stage(**move, MoveToVersionId=THREE, RemoveFromVersionId=ONE)
    assert stages(secrets) == {ONE: {"AWSPREVIOUS"}, THREE: {"AWSPENDING", "AWSCURRENT"}}
    drop = {"SecretId": NAME, "VersionStage": "AWSPENDING", "RemoveFromVersionId": THREE}
    secrets.update_secret_version_stage(**drop)
    assert stages(secrets) == {ONE: {"AWSPREVIOUS"}, THREE: {"AWSCURRENT"}}
    assert error_of(secrets.update_secret_version_stage, **drop)[0] == "InvalidParameterException"
    assert secrets.get_secret_value(SecretId=NAME)["SecretString"] == "new"
    assert secrets.get_secret_value(SecretId=NAME, VersionStage="AWSPREVIOUS")["SecretString"] == "old"


def test_the_first_version_is_current(client: Clients, emulator: Emulator) -> None:
    """Fails if the first version of a secret has only the requested label."""
    emulator.add_secret(NAME)
    secrets = client("secretsmanager")
    secrets.put_secret_value(SecretId=NAME, SecretString="s", ClientRequestToken=ONE, VersionStages=["AWSPENDING"])
    assert stages(secrets) == {ONE: {"AWSCURRENT", "AWSPENDING"}}


def test_a_deleted_secret(secrets: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if a secret is deleted before its recovery window ends, or can be written, read or created in it."""
    for days in (6, 31):
        code = error_of(secrets.delete_secret, SecretId=NAME, RecoveryWindowInDays=days)[0]
        assert code == "InvalidParameterException"
    ends = secrets.delete_secret(SecretId=NAME)["DeletionDate"]
    assert abs(ends - datetime.now(timezone.utc) - timedelta(days=30)) < timedelta(minutes=1)
    assert secrets.describe_secret(SecretId=NAME)["DeletedDate"] == ends
    assert datetime.fromisoformat(emulator.secrets()[0]["deleted"]) == ends
    given = {"SecretId": NAME, "SecretString": "s"}
    assert error_of(secrets.put_secret_value, **given)[0] == "InvalidRequestException"
    assert error_of(secrets.get_secret_value, SecretId=NAME)[0] == "InvalidRequestException"
    assert error_of(secrets.delete_secret, SecretId=NAME)[0] == "InvalidRequestException"
    assert error_of(secrets.create_secret, Name=NAME, SecretString="s")[0] == "InvalidRequestException"


@pytest.mark.parametrize(
    ("action", "parameters", "code"),
    [
        ("create_secret", {"Name": "a,b"}, "ValidationException"),
        ("create_secret", {"Name": "a" * 513}, "ValidationException"),
        ("create_secret", {"Name": "a", "SecretString": "s" * 65537}, "ValidationException"),
        ("create_secret", {"Name": "a", "KmsKeyId": "alias/none"}, "EncryptionFailure"),
        ("put_secret_value", {"SecretId": "none", "SecretString": "s"}, "ResourceNotFoundException"),
        (
            "describe_secret",
            {"SecretId": f"arn:aws:secretsmanager:us-east-1:999999999999:secret:{NAME}"},
            "AccessDeniedException",
        ),
    ],
)
def test_what_aws_rejects(secrets: Any, error_of: ErrorOf, action: str, parameters: Any, code: str) -> None:
    """Fails if a wrong name, a long value, or an unknown key, secret or account is accepted."""
    assert error_of(getattr(secrets, action), **parameters)[0] == code


@pytest.mark.parametrize("settings", [{"owning_service": "rds"}, {"primary_region": "eu-west-1"}])
def test_a_foreign_secret(client: Clients, emulator: Emulator, error_of: ErrorOf, settings: Any) -> None:
    """Fails if a managed secret or a replica accepts a value, or its description does not show that."""
    arn = emulator.add_secret("managed", **settings)
    secrets = client("secretsmanager")
    assert error_of(secrets.put_secret_value, SecretId=arn, SecretString="s")[0] == "InvalidRequestException"
    names = {"owning_service": "OwningService", "primary_region": "PrimaryRegion"}
    assert [secrets.describe_secret(SecretId=arn)[names[each]] for each in settings] == list(settings.values())
