# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How often a call is attempted, counted at a server; no other loop multiplies the retries of botocore."""

from __future__ import annotations

import pathlib
import re
import typing as t

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection, ConnectionOptions
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    LoopbackAWS,
    OneUser,
    Reply,
    error,
    loopback_aws,
)

# As in guide_errors.rst: attempts, and the most seconds of pauses in the modes "standard" and "adaptive".
ATTEMPTS, PAUSES = 10, 111
CREDENTIALS = {"AccessKeyId": "ASIA", "SecretAccessKey": "secret", "SessionToken": "token"}
CLIENTS: dict[str, tuple[t.Callable[[Connection], t.Any], str]] = {
    "IAM": (Connection.iam, "get_user"),
    "STS": (Connection.sts, "get_caller_identity"),
    "STS of the region": (Connection.regional_sts, "get_caller_identity"),
    "Organizations": (Connection.organizations, "list_accounts"),
    "IAM of a root user": (lambda connection: connection.root_iam(CREDENTIALS), "get_user"),
}
FAILURES: dict[str, t.Callable[[str, int], Reply | None]] = {
    "throttled": lambda call, _attempt: error("ThrottlingException", 400, call),
    "server error": lambda call, _attempt: error("ServiceUnavailable", 503, call),
    "broken connection": lambda _call, _attempt: None,
}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[LoopbackAWS]:
    """A server that throttles everything, until a test scripts it."""
    with loopback_aws(monkeypatch) as server:
        yield server


def client_of(aws: LoopbackAWS, name: str, concurrency: int = 1, **options: t.Any) -> t.Any:
    return CLIENTS[name][0](Connection(ConnectionOptions(aws.access(**options)), concurrency))


def attempts(aws: LoopbackAWS, name: str, client: t.Any) -> int:
    """Return how many requests the server gets until botocore gives up one call."""
    aws.attempts.clear()
    with pytest.raises((ClientError, BotoCoreError)):
        getattr(client, CLIENTS[name][1])()
    return aws.attempts.total()


@pytest.mark.parametrize("concurrency", [1, 8])
@pytest.mark.parametrize("name", CLIENTS)
def test_every_client_makes_ten_attempts(aws: LoopbackAWS, name: str, concurrency: int) -> None:
    """Fails when a client gives up earlier, something multiplies the attempts, or pauses are longer than documented."""
    client = client_of(aws, name, concurrency)
    for failure, aws.script in FAILURES.items():
        aws.clock.slept = 0.0
        assert (failure, attempts(aws, name, client)) == (failure, ATTEMPTS)
        assert aws.clock.slept <= PAUSES
    assert client.meta.config.retries["mode"] == ("standard" if concurrency == 1 else "adaptive")


def set_by_environment(_folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> dict[str, t.Any]:
    for name, value in settings.items():
        monkeypatch.setenv(f"AWS_{name.upper()}", value)
    return {}


def set_in_files(
    folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch, section: str, variable: str, **settings: str
) -> dict[str, t.Any]:
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    lines = [f"[{section}]", *(f"{name} = {value}" for name, value in {**keys, **settings}.items())]
    file = folder / variable
    file.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv(variable, str(file))
    return {}


def set_by_profile_option(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> dict[str, t.Any]:
    set_in_files(folder, monkeypatch, "profile work", "AWS_CONFIG_FILE", **settings)
    return {"profile": "work"}


def set_by_aws_profile(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> dict[str, t.Any]:
    monkeypatch.setenv("AWS_PROFILE", "work")
    return set_in_files(folder, monkeypatch, "profile work", "AWS_CONFIG_FILE", **settings)


def set_by_default_profile(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> dict[str, t.Any]:
    return set_in_files(folder, monkeypatch, "default", "AWS_CONFIG_FILE", **settings)


def set_by_credentials_file(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> dict[str, t.Any]:
    return set_in_files(folder, monkeypatch, "default", "AWS_SHARED_CREDENTIALS_FILE", **settings)


def set_by_aws_config(_folder: pathlib.Path, _monkeypatch: pytest.MonkeyPatch, **settings: str) -> dict[str, t.Any]:
    """The key ``max_attempts`` of aws_config leaves out the first attempt, unlike the setting of that name."""
    names: dict[str, tuple[str, t.Callable[[str], t.Any]]] = {
        "max_attempts": ("max_attempts", lambda value: int(value) - 1),
        "retry_mode": ("mode", str),
    }
    given = {names[name][0]: names[name][1](value) for name, value in settings.items()}
    return {"aws_config": {"retries": given, "connect_timeout": 7}}


PLACES = (
    *(set_by_environment, set_by_profile_option, set_by_aws_profile, set_by_default_profile),
    *(set_by_credentials_file, set_by_aws_config),
)


@pytest.mark.parametrize(
    ("settings", "made", "mode"),
    [
        ({"max_attempts": "4"}, 4, "standard"),
        ({"retry_mode": "legacy"}, ATTEMPTS, "legacy"),
        ({"max_attempts": "12", "retry_mode": "adaptive"}, 12, "adaptive"),
    ],
    ids=["attempts", "mode", "both"],
)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", CLIENTS)
def test_what_the_user_set_wins_each_setting_for_itself(
    aws: LoopbackAWS,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: pathlib.Path,
    name: str,
    place: t.Callable[..., dict[str, t.Any]],
    settings: dict[str, str],
    made: int,
    mode: str,
) -> None:
    """Fails when a default replaces what the user set, or is omitted for what the user did not set."""
    client = client_of(aws, name, **place(tmp_path, monkeypatch, **settings))
    assert (client.meta.config.retries["mode"], attempts(aws, name, client)) == (mode, made)
    assert client.meta.config.connect_timeout == (7 if place is set_by_aws_config else 60)


@pytest.mark.parametrize("failure", FAILURES)
def test_the_mode_legacy_works_for_several_calls_at_a_time(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    """Fails when our mode replaces the user's in a task about many users, or legacy makes other than ten attempts."""
    monkeypatch.setenv("AWS_RETRY_MODE", "legacy")
    client = client_of(aws, "IAM", concurrency=8)
    aws.script = FAILURES[failure]
    assert (client.meta.config.retries["mode"], attempts(aws, "IAM", client)) == ("legacy", ATTEMPTS)


@pytest.mark.parametrize(
    ("environment", "in_profile", "config", "made"),
    [
        ("4", "5", {"total_max_attempts": 6}, 6),
        ("4", "5", {"max_attempts": 0}, 1),
        ("4", "5", {"mode": "legacy"}, 4),
        ("4", "5", None, 4),
        ("", "5", None, 5),
        ("", "", None, ATTEMPTS),
    ],
)
def test_aws_config_wins_over_the_environment_and_that_over_the_profile(
    aws: LoopbackAWS,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: pathlib.Path,
    environment: str,
    in_profile: str,
    config: dict[str, t.Any] | None,
    made: int,
) -> None:
    """Fails when the order is not that of botocore, or a variable that is set to nothing counts as set."""
    options = set_by_profile_option(tmp_path, monkeypatch, **({"max_attempts": in_profile} if in_profile else {}))
    if environment:
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", environment)
    elif not in_profile:
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "")
        monkeypatch.setenv("AWS_RETRY_MODE", "")
    client = client_of(aws, "IAM", **options, aws_config=None if config is None else {"retries": config})
    assert attempts(aws, "IAM", client) == made


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("AWS_MAX_ATTEMPTS", "many", "AWS_MAX_ATTEMPTS.* is not what botocore accepts.*'many'"),
        ("AWS_RETRY_MODE", "patient", "patient"),
    ],
)
def test_a_setting_that_botocore_rejects_ends_in_a_message(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str
) -> None:
    """Fails when a wrong setting is replaced by a default, or ends in a traceback."""
    monkeypatch.setenv(variable, value)
    with pytest.raises((RequestError, LoginProfileError)) as rejected:
        client_of(aws, "IAM")
    assert re.search(says, rejected.value.failure(None).message)


ALICE: dict[str, t.Any] = {"user_name": "alice", "password": "Canary-Passw0rd"}
TASKS: dict[str, tuple[str, dict[str, t.Any], str]] = {
    "one user, read": ("task", ALICE, "GetLoginProfile"),
    "one user, write": ("task", ALICE, "CreateLoginProfile"),
    "roster, one at a time": ("roster_task", {"profiles": [ALICE], "concurrency": 1}, "CreateLoginProfile"),
    "roster": ("roster_task", {"profiles": [ALICE]}, "CreateLoginProfile"),
    "info": ("info_task", {"user_names": ["alice"]}, "GetLoginProfile"),
    "info, organization": ("info_task", {"root_of_organization": True}, "DescribeOrganization"),
}


@pytest.mark.parametrize(("door", "params", "call"), TASKS.values(), ids=TASKS)
def test_no_loop_of_a_task_multiplies_the_attempts(
    aws: LoopbackAWS, door: str, params: dict[str, t.Any], call: str
) -> None:
    """Fails when a wait, or a decorator of amazon.aws, repeats a call that botocore gave up."""
    account = OneUser(aws.clock)

    def script(made: str, _attempt: int) -> Reply:
        return error("ThrottlingException", 400, call) if made == call else account(made)

    aws.script = script
    result = aws.run(door, **params)
    assert (result["failed"], aws.attempts[call]) == (True, ATTEMPTS)


@pytest.mark.parametrize("wait_timeout", [0, 600])
def test_the_wait_for_the_credential_report_is_limited_by_wait_timeout(aws: LoopbackAWS, wait_timeout: int) -> None:
    """Fails when throttling ends the wait early, or the attempts of botocore continue after wait_timeout."""
    result = aws.run("info_task", source="report", wait_timeout=wait_timeout)
    assert (result["failed"], "Throttling" in result["msg"]) == (True, True)
    assert (aws.attempts["GenerateCredentialReport"] > ATTEMPTS) is (wait_timeout > 0)
    # An attempt that begins before the end has its pauses, and so has the last one.
    assert wait_timeout <= aws.clock.slept <= wait_timeout + 2 * PAUSES


@pytest.mark.parametrize("state", ["present", "absent"])
def test_one_user_survives_eight_throttled_replies_in_a_row(aws: LoopbackAWS, state: str) -> None:
    """Fails when a task about one user is less patient than amazon.aws.iam_user: eight replies, for every call."""
    account = OneUser(aws.clock, has_profile=state == "absent")

    def script(call: str, attempt: int) -> Reply:
        return account(call) if attempt % 9 == 0 else error("Throttling", 400)

    aws.script = script
    result = aws.run("task", state=state, **(ALICE if state == "present" else {"user_name": "alice"}))
    assert (result["failed"], result["changed"]) == (False, True)
    assert all(count % 9 == 0 for count in aws.attempts.values())
