# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks that store passwords in Secrets Manager: the calls, the labels, and the password's place after a failure."""

from __future__ import annotations

import json
import typing as t
from datetime import timedelta

import pytest
from botocore import exceptions

from ansible_collections.identity.aws.tests.emulator.model.state import Secret
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import CANARY, by_name
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import (
    CREATED,
    InMemoryIAM,
    client_error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, actions, fail

Json = dict[str, t.Any]
NAME, BEFORE = "console/ana", "Before-Passw0rd"
TARGET: Json = {"secrets_manager": {"name": "console/{user_name}"}}
GENERATED: Json = {"user_name": "ana", "generate_password": True, "update_password": "always", **TARGET}
GIVEN: Json = {"user_name": "ana", "password": CANARY, "update_password": "always", **TARGET}
DELETED: Json = {"user_name": "ana", "state": "absent", "secrets_manager": {"name": NAME, "delete_when_absent": True}}
V0 = "v0".ljust(32, "0")
WRITES = {"CreateSecret", "PutSecretValue", "UpdateSecretVersionStage", "DeleteSecret"}
WRITES |= {"CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile", "TagUser"}
NEW = ["CreateSecret", "CreateLoginProfile"]
EXISTING = ["PutSecretValue", "UpdateLoginProfile", "UpdateSecretVersionStage", "UpdateSecretVersionStage"]
LOST = exceptions.ReadTimeoutError(endpoint_url="https://secretsmanager.us-east-1.amazonaws.com")


def start(monkeypatch: pytest.MonkeyPatch, kind: str) -> TaskRunner:
    """Return an account with a secret of this kind, and a login profile if the secret has a password."""
    tasks = TaskRunner(monkeypatch, InMemoryIAM({"ana": {"Password": BEFORE} if kind == "existing" else None}))
    if kind != "new":
        tasks.iam.add_secret(NAME, *([json.dumps({"password": BEFORE})] if kind == "existing" else []))
    return tasks


def secret_of(tasks: TaskRunner) -> Secret:
    return tasks.iam.secrets["us-east-1", NAME]


def stored(secret: Secret) -> dict[str, tuple[str, ...]]:
    """Return the labels by their password."""
    versions = secret.versions.values()
    return {json.loads(version.value)["password"]: tuple(sorted(version.stages)) for version in versions}


def written(tasks: TaskRunner) -> list[str]:
    return [name for name in tasks.called() if name in WRITES]


@pytest.mark.parametrize(
    ("kind", "writes", "stages"),
    [
        ("new", NEW, {}),
        ("empty", ["PutSecretValue", "CreateLoginProfile"], {}),
        ("existing", EXISTING, {BEFORE: ("AWSPREVIOUS",)}),
    ],
)
@pytest.mark.parametrize("options", [GENERATED, GIVEN], ids=["generated", "given"])
def test_a_password_is_stored(
    monkeypatch: pytest.MonkeyPatch, kind: str, writes: list[str], stages: Json, options: Json
) -> None:
    """Fails when the password is not AWSCURRENT, a label stays, a prediction is wrong, or the password is returned."""
    tasks = start(monkeypatch, kind)
    predicted = tasks.run(check_mode=True, **options)
    assert written(tasks) == []
    result = tasks.run(**options)
    assert written(tasks) == writes
    password = tasks.iam.users["ana"]["Password"]
    assert stored(secret_of(tasks)) == {**stages, password: ("AWSCURRENT",)}
    assert (actions(result), result["failed"], result["warnings"]) == (writes, False, [])
    for key in ("actions", "diff"):
        assert predicted[key] == result[key]
    secret = result["secret"]
    arn, version_id = secret_of(tasks).arn, next(reversed(secret_of(tasks).versions))
    assert secret == {"name": NAME, "arn": arn, "version_id": version_id, "stage": "AWSCURRENT"}
    assert predicted["secret"] == {**secret, "arn": None if kind == "new" else arn, "version_id": None}
    value = json.loads(secret_of(tasks).versions[version_id].value)
    url = "https://111122223333.signin.aws.amazon.com/console"
    assert value == {"username": "ana", "password": password, "console_url": url}
    assert password not in json.dumps(result)
    again = tasks.run(**{**options, "update_password": "on_create"})
    assert (tasks.called(), again["changed"], "secret" in again) == (["GetLoginProfile"], False, False)


def test_a_new_secret_has_what_the_task_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a key, a tag, or an additional value is lost, or the region is wrong."""
    tasks = start(monkeypatch, "new")
    given = {"region": "eu-west-1", "kms_key_id": "alias/passwords", "tags": {"team": "a"}, "values": {"mfa": "yes, ü"}}
    result = tasks.run(**{**GIVEN, "secrets_manager": {"name": "x/{user_name}", **given}})
    assert result["failed"] is False
    secret = tasks.iam.secrets["eu-west-1", "x/ana"]
    assert (secret.kms_key_id, secret.tags) == ("alias/passwords", {"team": "a"})
    value = json.loads(next(iter(secret.versions.values())).value)
    assert (value["mfa"], value["password"]) == ("yes, ü", CANARY)


def test_the_version_of_a_stored_password_is_recorded_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a version is recorded before the password is AWSCURRENT, or sessions are revoked before it is set."""
    tasks = start(monkeypatch, "existing")
    tasks.iam.open_session("ana")
    result = tasks.run(**GENERATED, password_version="2", revoke_sessions=True)
    assert actions(result) == [*EXISTING, "BatchRevokeSessions", "TagUser"]
    tasks.called()
    assert tasks.run(**GENERATED, password_version="2")["changed"] is False
    assert "DescribeSecret" not in tasks.called()


FAULTS = {
    "refused": (client_error("Any", "AccessDeniedException"), False),
    "lost before": (LOST, False),
    "lost after": (LOST, True),
}
CALLS = [
    (kind, writes[i], writes[: i + 1].count(writes[i]))
    for kind, writes in (("new", NEW), ("existing", EXISTING))
    for i in range(len(writes))
]
PROFILE = {"CreateLoginProfile", "UpdateLoginProfile"}


@pytest.mark.parametrize("is_described", [True, False], ids=["described", "not described"])
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("kind", "operation", "nth"), CALLS)
@pytest.mark.parametrize("options", [GENERATED, GIVEN], ids=["generated", "given"])
def test_no_failure_loses_a_password_or_is_silent(
    monkeypatch: pytest.MonkeyPatch, kind: str, operation: str, nth: int, fault: str, is_described: bool, options: Json
) -> None:
    """Fails when a failed call loses a password, or makes a wrong one current without reporting it."""
    tasks = start(monkeypatch, kind)
    error, carried_out = FAULTS[fault]
    fail(tasks, operation, error, nth=nth, after=carried_out)
    if not is_described:
        # The first is the plan's.
        fail(tasks, "DescribeSecret", client_error("DescribeSecret", "AccessDeniedException"), nth=2)
    result = tasks.run(**options)
    secret = tasks.iam.secrets.get(("us-east-1", NAME))
    now = None if tasks.iam.users["ana"] is None else tasks.iam.users["ana"]["Password"]
    by_password = {} if secret is None else stored(secret)
    current = next((each for each, stages in by_password.items() if "AWSCURRENT" in stages), None)
    unfinished = {each for each, stages in by_password.items() if stages == ("AWSPENDING",)}
    if now is not None:
        assert by_password[now], "the password that is set is in no version with a label"
    if not result["failed"]:
        assert (now, unfinished) == (current, set())
    if current != now or unfinished:
        version_id = next(reversed(secret.versions)) if secret else ""
        assert result["failed"]
        assert version_id in result["msg"]
        assert NAME in result["msg"]
    if "secret" in result and result["secret"]["stage"] and secret is not None:
        assert result["secret"]["stage"] in secret.versions[result["secret"]["version_id"]].stages
    # DescribeSecret shows the result of a lost reply.
    finishes = fault == "lost after" and is_described and operation not in PROFILE
    assert result["failed"] is not finishes
    assert result["changed"] is (bool(result["actions"]))
    assert not {each for each in (now, current) if each and each != BEFORE and each in json.dumps(result)}


@pytest.mark.parametrize(
    ("kind", "operation", "nth", "fault", "words"),
    [
        ("new", "CreateSecret", 1, "lost before", "The password was not set. It may be in version {id}"),
        ("new", "CreateLoginProfile", 1, "refused", "(AWSCURRENT) was not set, so nobody can sign in with it."),
        (
            "new",
            "CreateLoginProfile",
            1,
            "lost after",
            "(AWSCURRENT) was set. Sign in with it to check, before the next run.",
        ),
        ("existing", "UpdateLoginProfile", 1, "lost after", "so it stays AWSPENDING. If the user can sign in with it:"),
        ("existing", *EXISTING[2:3], 1, "refused", "{arn} as AWSPENDING, while AWSCURRENT may be an earlier one."),
        (
            "existing",
            *EXISTING[2:3],
            2,
            "refused",
            "{arn} as AWSCURRENT. The version also has AWSPENDING, which has no effect.",
        ),
    ],
)
def test_a_failure_reports_where_the_password_is(
    monkeypatch: pytest.MonkeyPatch, kind: str, operation: str, nth: int, fault: str, words: str
) -> None:
    """Fails when the sentence is that of another failure, or a command does something else than advised."""
    tasks = start(monkeypatch, kind)
    error, carried_out = FAULTS[fault]
    fail(tasks, operation, error, nth=nth, after=carried_out)
    message = tasks.run(**GENERATED)["msg"]
    secret = tasks.iam.secrets.get(("us-east-1", NAME))
    version_id = next(reversed(secret.versions)) if secret else ""
    assert words.format(id=version_id, arn=secret.arn if secret else "") in message
    promotes = f"--region us-east-1 --secret-id {secret.arn if secret else ''} --version-stage AWSCURRENT "
    promotes += f"--move-to-version-id {version_id} --remove-from-version-id {V0}"
    assert (promotes in message) is (" as AWSPENDING" in words or "stays AWSPENDING" in words)


def test_a_password_rejected_by_aws_has_no_label(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when AWSPENDING stays on a password that was not set, or its removal is not reported."""
    tasks = start(monkeypatch, "existing")
    fail(tasks, "UpdateLoginProfile", client_error("UpdateLoginProfile", "AccessDenied"))
    result = tasks.run(**GENERATED, password_version="2")
    assert stored(secret_of(tasks))[BEFORE] == ("AWSCURRENT",)
    assert sorted(stored(secret_of(tasks)).values()) == [(), ("AWSCURRENT",)]
    assert actions(result) == ["PutSecretValue", "UpdateSecretVersionStage"]
    assert result["actions"][1]["reason"] == "The password was not set."
    assert actions(result, "failed_actions") == ["UpdateLoginProfile"]
    assert actions(result, "not_attempted") == ["UpdateSecretVersionStage", "TagUser"]
    assert (result["changed"], result["secret"]["stage"]) == (True, None)
    assert "was not set. AWSPENDING was removed from version" in result["msg"]


def test_a_label_that_cannot_be_removed_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when the password was not set, AWSPENDING stays, and the report does not have the command."""
    tasks = start(monkeypatch, "existing")
    fail(tasks, "UpdateLoginProfile", client_error("UpdateLoginProfile", "AccessDenied"))
    denied = client_error("UpdateSecretVersionStage", "AccessDeniedException")
    fail(tasks, "UpdateSecretVersionStage", denied)
    result = tasks.run(**GENERATED)
    assert actions(result, "failed_actions") == ["UpdateLoginProfile", "UpdateSecretVersionStage"]
    assert actions(result, "not_attempted") == ["UpdateSecretVersionStage"]
    version_id = next(reversed(secret_of(tasks).versions))
    remove = f"--version-stage AWSPENDING --remove-from-version-id {version_id}"
    assert remove in result["msg"]
    assert result["error"]["code"] == "AccessDenied"
    # The next run does not overwrite it.
    tasks.called()
    refused = tasks.run(**GENERATED)
    assert (refused["error"]["code"], written(tasks)) == ("secret_version_pending", [])
    assert remove in refused["msg"]


def test_a_violation_is_found_before_a_secret_is_created(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a secret is created for a given password that the account password policy rejects."""
    tasks = start(monkeypatch, "new")
    tasks.iam.policy = {"MinimumPasswordLength": 40}
    result = tasks.run(**GIVEN)
    assert (result["error"]["code"], written(tasks)) == ("PasswordPolicyViolation", [])
    assert (actions(result, "failed_actions"), actions(result, "not_attempted")) == (NEW[1:], NEW[:1])


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        ({"deleted": CREATED}, "secret_scheduled_for_deletion", "restore-secret"),
        ({"owning_service": "rds"}, "secret_not_writable", "managed by the service rds"),
        ({"primary_region": "eu-west-1"}, "secret_not_writable", "is a replica (primary secret: eu-west-1)"),
        ({"rotation_enabled": True}, "secret_not_writable", "has rotation enabled"),
    ],
)
@pytest.mark.parametrize("options", [GIVEN, DELETED], ids=["stored", "deleted"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_foreign_secret_is_rejected(
    monkeypatch: pytest.MonkeyPatch, settings: Json, code: str, words: str, options: Json, check_mode: bool
) -> None:
    """Fails when a secret managed by others is written or deleted, or check mode does not predict the error."""
    tasks = TaskRunner(monkeypatch, InMemoryIAM({"ana": {"Password": BEFORE}}))
    tasks.iam.add_secret(NAME, "{}", **settings)
    result = tasks.run(check_mode=check_mode, **options)
    if "deleted" in settings and options is DELETED:
        assert actions(result) == ["DeleteLoginProfile"]
        return
    assert (written(tasks), result["error"]["code"], result["changed"]) == ([], code, False)
    assert words in result["msg"]


def test_a_foreign_pending_version_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when AWSPENDING is moved from another version, or stops the task if it is on the current one."""
    tasks = start(monkeypatch, "existing")
    secret_of(tasks).versions[V0].stages.append("AWSPENDING")
    assert tasks.run(**GENERATED)["failed"] is False
    current = next(reversed(secret_of(tasks).versions))
    secret_of(tasks).versions[V0].stages.append("AWSPENDING")
    tasks.called()
    result = tasks.run(**GENERATED)
    assert (written(tasks), result["error"]["code"]) == ([], "secret_version_pending")
    assert f"--move-to-version-id {V0} --remove-from-version-id {current}" in result["msg"]


def test_an_arn_is_that_of_an_existing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a secret is created for an ARN, or a secret is not found by its ARN."""
    tasks = start(monkeypatch, "existing")
    arn = secret_of(tasks).arn
    assert actions(tasks.run(**{**GENERATED, "secrets_manager": {"name": arn}})) == EXISTING
    tasks.called()
    missing = tasks.run(**{**GENERATED, "secrets_manager": {"name": f"{arn[:-7]}x{arn[-7:]}"}})
    assert (written(tasks), missing["error"]["code"]) == ([], "secret_not_found")


@pytest.mark.parametrize("lost", [False, True], ids=["replied", "lost reply"])
def test_a_deletion_is_scheduled_once(monkeypatch: pytest.MonkeyPatch, lost: bool) -> None:
    """Fails when a secret is deleted before the login profile, without a recovery window, or in each run."""
    tasks = start(monkeypatch, "existing")
    predicted = tasks.run(check_mode=True, **DELETED)
    if lost:
        fail(tasks, "DeleteSecret", LOST, after=True)
    result = tasks.run(**DELETED)
    assert written(tasks) == actions(result) == ["DeleteLoginProfile", "DeleteSecret"]
    assert predicted["actions"] == result["actions"]
    assert result["secret"] == {"name": NAME, "arn": secret_of(tasks).arn, "version_id": None, "stage": None}
    assert secret_of(tasks).deleted == CREATED + timedelta(days=30)
    assert result["diff"]["before"]["secret"] == {"name": NAME}
    assert "secret" not in result["diff"]["after"]
    again = tasks.run(**DELETED)
    assert (written(tasks), again["changed"]) == ([], False)


def test_without_the_option_a_secret_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when the secret of a user who loses the password is deleted or read without delete_when_absent."""
    tasks = start(monkeypatch, "existing")
    assert actions(tasks.run(user_name="ana", state="absent", **TARGET)) == ["DeleteLoginProfile"]
    assert not [name for name in tasks.called() if "Secret" in name]


def test_a_roster_has_a_secret_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a default of the roster does not reach a user, or a user without a password has a secret."""
    tasks = TaskRunner(monkeypatch, InMemoryIAM({"ana": None, "ben": None, "chloe": {}, "dave": {}}))
    tasks.iam.add_secret("console/chloe", "{}")
    result = tasks.run_roster(
        profiles=[
            {"user_name": "ana"},
            {"user_name": "ben", "password": CANARY, "secrets_manager": {"name": "other/{user_name}"}},
            {"user_name": "chloe", "state": "absent"},
            {"user_name": "dave", "generate_password": False, "password_reset_required": True},
        ],
        generate_password=True,
        secrets_manager={"name": "console/{user_name}", "delete_when_absent": True},
    )
    assert result["failed"] is False
    rows = {name: row.get("secret", {}).get("name") for name, row in by_name(result).items()}
    assert rows == {"ana": "console/ana", "ben": "other/ben", "chloe": "console/chloe", "dave": None}
    assert tasks.iam.secrets["us-east-1", "console/chloe"].deleted is not None
    for name, key in (("ana", "console/ana"), ("ben", "other/ben")):
        assert stored(tasks.iam.secrets["us-east-1", key]) == {tasks.iam.users[name]["Password"]: ("AWSCURRENT",)}
