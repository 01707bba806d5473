# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sign-in URL: with each delivered password, and on request. No failure of it loses a password."""

from __future__ import annotations

import json
import types
import typing as t

import pytest
from botocore import exceptions

from ansible_collections.identity.aws.plugins.module_utils._aws.interruption import Interrupted
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import SignInReader
from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._secrets import pgp
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import (
    GIVEN,
    WITHOUT,
    WRITES,
    by_name,
    organization_account,
    reported,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

if t.TYPE_CHECKING:
    import pathlib

Json = dict[str, t.Any]
ALIAS, CALLER = "ListAccountAliases", "GetCallerIdentity"
BY_ID, BY_ALIAS = (f"https://{name}.signin.aws.amazon.com/console" for name in ("111122223333", "example"))
REVEALED: Json = {"generate_password": True, "reveal_password": True, "update_password": "always"}
STORED: Json = {"secrets_manager": {"name": "console/{user_name}"}, "update_password": "always"}
UNREACHABLE = exceptions.EndpointConnectionError(endpoint_url="https://sts.us-east-1.amazonaws.com")
UNKNOWN = "so sign_in_url is null."
CHECK_MODES = pytest.mark.parametrize("check_mode", [True, False])


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account with an alias, where ana has a login profile and ben none."""
    made = TaskRunner(monkeypatch, organization_account({"ana": {}, "ben": None}))
    made.iam.alias = "example"
    return made


def console_url(tasks: TaskRunner, user_name: str) -> str | None:
    """Return the URL in the value of a user's secret."""
    (version,) = tasks.iam.secrets["us-east-1", f"console/{user_name}"].versions.values()
    url: str | None = json.loads(version.value).get("console_url")
    return url


@CHECK_MODES
@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({"user_name": "ana", **REVEALED}, BY_ALIAS),
        ({"user_name": "ben", **REVEALED}, BY_ALIAS),
        ({"user_name": "ana", **GIVEN, **STORED}, BY_ALIAS),
        ({"user_name": "ana", "generate_password": True, **STORED}, BY_ALIAS),
        ({"user_name": "ana", **GIVEN, "update_password": "always"}, None),
        ({"user_name": "ana", **REVEALED, "update_password": "on_create"}, None),
        ({"user_name": "ana", "state": "absent"}, None),
        ({"root_account_id": WITHOUT}, None),
    ],
)
def test_a_task_that_delivers_a_password_has_the_address(
    tasks: TaskRunner, options: Json, url: str | None, check_mode: bool
) -> None:
    """Fails when a delivery lacks it, a secret has another, or a task without a delivery has it or makes a call."""
    result = tasks.run(check_mode=check_mode, **options)
    assert (result["failed"], result.get("sign_in_url"), result["warnings"]) == (False, url, [])
    if url is None:
        assert "sign_in_url" not in result
        assert not {ALIAS, CALLER} & set(tasks.called())
    elif "secrets_manager" in options and not check_mode:
        assert console_url(tasks, "ana") == url


@pytest.mark.parametrize("denied", [True, False])
def test_without_an_alias_the_address_has_the_account(tasks: TaskRunner, denied: bool) -> None:
    """Fails when a denied read of the alias loses the URL, or shows a warning."""
    tasks.iam.alias = None
    tasks.iam.faults = [(ALIAS, client_error(ALIAS, "AccessDenied"))] * denied
    result = tasks.run(user_name="ben", **REVEALED)
    assert (result["sign_in_url"], result["warnings"]) == (BY_ID, [])


@CHECK_MODES
@pytest.mark.parametrize(
    ("operation", "error", "words"),
    [
        (ALIAS, client_error(ALIAS, "ServiceFailure"), "Failed to list the account aliases"),
        (CALLER, UNREACHABLE, "https://sts.us-east-1.amazonaws.com"),
        (CALLER, RequestError("AWS_ENDPOINT_URL_STS is invalid."), "AWS_ENDPOINT_URL_STS is invalid."),
    ],
)
def test_a_password_is_delivered_without_the_address(
    tasks: TaskRunner, operation: str, error: Exception, words: str, check_mode: bool
) -> None:
    """Fails when an unreadable URL prevents a delivery, is guessed, or is null without the reason."""
    tasks.iam.faults = [(operation, error)]
    result = tasks.run(check_mode=check_mode, user_name="ana", generate_password=True, reveal_password=False, **STORED)
    (warning,) = result["warnings"]
    assert (result["failed"], result["changed"], result["sign_in_url"]) == (False, True, None)
    assert UNKNOWN in warning
    assert words in warning
    assert check_mode or console_url(tasks, "ana") is None


def test_an_interruption_while_the_address_is_read_writes_nothing(tasks: TaskRunner) -> None:
    """Fails when an interrupted task continues to set a password, or reports the user as done."""
    tasks.iam.faults = [(ALIAS, Interrupted("Nobody reads.", sent=0, lost=0))]
    result = tasks.run_roster(profiles=[{"user_name": "ben"}], **REVEALED)
    assert (result["changed"], result["summary"]["not_attempted"]) == (False, ["ben"])
    assert not WRITES & set(tasks.called())


def test_the_address_of_an_unknown_partition_is_null() -> None:
    """Fails when the URL of another partition is returned for an unknown one."""
    arn = "arn:aws-iso:iam::111122223333:user/ana"
    reader: t.Any = types.SimpleNamespace(user_arn=arn, account_alias=lambda: None)
    known = SignInReader(reader, lambda: pytest.fail("STS is not needed")).read()
    assert known.url is None
    assert "the partition 'aws-iso'" in (known.problem or "")


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_roster_reads_the_address_once(
    tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, concurrency: int
) -> None:
    """Fails when each user costs a call, or a row or a line of the file has no URL, or an unneeded one."""
    key = types.SimpleNamespace(readers={}, encrypt=lambda text: text)
    monkeypatch.setattr(pgp, "PgpKey", lambda _text: key)
    path = tmp_path / "passwords.jsonl"
    result = tasks.run_roster(
        profiles=[
            {"user_name": "ana", "update_password": "always"},
            {"user_name": "ben"},
            {"root_account_id": WITHOUT},
        ],
        generate_password=True,
        pgp_key="key",
        delivery_path=str(path),
        concurrency=concurrency,
    )
    ana, ben, root = (row.get("sign_in_url", "none") for row in result["users"])
    assert (ana, ben, root, result["warnings"]) == (BY_ALIAS, BY_ALIAS, "none", [])
    assert [json.loads(line)["sign_in_url"] for line in path.read_text().splitlines()] == [BY_ALIAS] * 2
    assert tasks.called().count(ALIAS) == 1


@pytest.mark.parametrize(
    ("options", "calls"),
    [
        ({}, ["ListUsers", "GetLoginProfile", "GetLoginProfile", "ListUsers", ALIAS]),
        ({"source": "report"}, ["GenerateCredentialReport", "GetCredentialReport", ALIAS]),
        ({"user_names": []}, [CALLER, ALIAS]),
    ],
)
def test_a_task_that_reads_returns_it_on_request(tasks: TaskRunner, options: Json, calls: list[str]) -> None:
    """Fails when it is returned or read without a request, or STS is called although an ARN is known."""
    tasks.iam.report = [reported("<root_account>", arn="arn:aws:iam::111122223333:root")]
    assert "sign_in_url" not in tasks.run_info(**options, concurrency=1)
    assert not {ALIAS, CALLER} & set(tasks.called())
    assert tasks.run_info(**options, sign_in_url=True, concurrency=1)["sign_in_url"] == BY_ALIAS
    assert tasks.called() == calls


def test_users_are_read_without_the_address(tasks: TaskRunner) -> None:
    """Fails when an unknown URL hides the users, or is null without the reason."""
    tasks.iam.faults = [(ALIAS, UNREACHABLE)]
    result = tasks.run_info(sign_in_url=True)
    assert (result["failed"], result["sign_in_url"], set(by_name(result))) == (False, None, {"ana", "ben"})
    assert [UNKNOWN in warning for warning in result["warnings"]] == [True]
