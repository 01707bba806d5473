# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task produces each of our codes, and each failure has a code, a message and the user's name.

The keys of a failed result are verified for every task of the unit tests, by ``assert_shape`` in task_run.py.
"""

from __future__ import annotations

import pathlib
import types
import typing as t

import pytest
from ansible.errors import AnsibleActionFail

from ansible_collections.identity.aws.plugins.action import console_access_report
from ansible_collections.identity.aws.plugins.module_utils._aws.call_tracking import LoginRequired
from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection, ConnectionOptions
from ansible_collections.identity.aws.plugins.module_utils._aws.error_advice import CONNECTION_ERRORS
from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken
from ansible_collections.identity.aws.plugins.module_utils._core.error_codes import FailureCode, RequestCode
from ansible_collections.identity.aws.plugins.module_utils._module import info as info_task
from ansible_collections.identity.aws.plugins.module_utils._module import login_profile as task
from ansible_collections.identity.aws.plugins.module_utils._module import roster as roster_task
from ansible_collections.identity.aws.plugins.module_utils._module import runtime
from ansible_collections.identity.aws.plugins.module_utils._secrets import pgp
from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import SEVERITIES
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import (
    CREATED,
    InMemoryIAM,
    client_error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import botocore_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.openpgp_keys import built, in_base64
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import FAILED, TaskRunner, fail

CANARY = "Canary-Passw0rd"
MEMBER = "111122223333"
REVEAL = {"generate_password": True, "reveal_password": True}
Case = t.Callable[[TaskRunner, pytest.MonkeyPatch], t.Any]
ABSENT_ONLY = [{"user_name": "ana", "state": "absent"}]


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where ana and eve have a login profile, and bob none."""
    runner = TaskRunner(monkeypatch, InMemoryIAM({"ana": {}, "bob": None, "eve": {}}))
    runner.expects_unexpected_error = True
    return runner


def running(method: str = "run", **params: t.Any) -> Case:
    """Return a case that runs a task."""
    return lambda tasks, _patch: getattr(tasks, method)(**params)


def failing(operation: str, error: BaseException, method: str = "run", times: int = 1, **params: t.Any) -> Case:
    """Return a case that runs a task in which a call fails."""

    def run(tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
        tasks.iam.faults = [(operation, error)] * times
        return getattr(tasks, method)(**params)

    return run


def encrypted(key: str) -> dict[str, t.Any]:
    return {"user_name": "bob", "generate_password": True, "pgp_key": key}


def patched(case: Case, *target: t.Any) -> Case:
    """Return a case with a replacement: ``target`` has the arguments of monkeypatch.setattr."""

    def run(tasks: TaskRunner, patch: pytest.MonkeyPatch) -> t.Any:
        patch.setattr(*target)
        return case(tasks, patch)

    return run


def connecting(options: dict[str, t.Any], method: str = "run", **params: t.Any) -> Case:
    """Return a case that runs a task with a real connection."""
    made = Connection(ConnectionOptions(options))
    return patched(running(method, **params), runtime, "Connection", lambda *_options: made)


def _full(*_arguments: t.Any) -> t.NoReturn:
    raise OSError(28, "No space left on device")


def _stop(self: t.Any) -> bool:
    self.request("The task was interrupted (SIGTERM).")
    return True


def _old_botocore(tasks: TaskRunner, patch: pytest.MonkeyPatch) -> t.Any:
    patch.delattr(InMemoryIAM, "assume_root")
    return tasks.run(root_account_id=MEMBER)


def _root_caller(tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
    reply = tasks.iam.get_login_profile(UserName="ana")
    del reply["LoginProfile"]["UserName"]
    tasks.iam.get_login_profile = lambda **_parameters: reply  # type: ignore[method-assign]
    return tasks.run(caller=True, update_password="always", password_reset_required=True)


def _masked(tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
    tasks.masked = set(map(chr, range(33, 127)))
    return tasks.run(user_name="bob", **REVEAL)


def _report(tasks: TaskRunner, *rows: dict[str, str]) -> t.Any:
    tasks.iam.report = list(rows)
    return tasks.run_info(source="report")


def _malformed(tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
    columns = ("password_enabled", "password_last_used", "password_last_changed", "password_next_rotation")
    row = {"user": "ana", "arn": "x", **dict.fromkeys((*columns, "mfa_active"), "N/A")}
    return _report(tasks, row, {**row, "user": "e,v,e"})


def _audit(access: dict[str, t.Any] | None, directory: str = "audit") -> t.Any:
    account = {"msg": "Denied.", **({} if access is None else {"access": access})}
    arguments = {"accounts": [account], "directory": directory, "fail_on": SEVERITIES[-1]}
    made = types.SimpleNamespace(args=arguments, async_val=0, check_mode=False, action="console_access_report")
    connection = types.SimpleNamespace(_shell=types.SimpleNamespace(tmpdir="."))
    nothing: t.Any = None
    plugin = console_access_report.ActionModule(
        t.cast("t.Any", made), t.cast("t.Any", connection), nothing, nothing, nothing
    )
    try:
        return plugin.run(task_vars={})
    except AnsibleActionFail as error:
        return {"failed": True, "msg": str(error), **error._result}


def _not_writable(_tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
    pathlib.Path("file").touch()
    return _audit(None, "file/audit")


def _no_room_for_a_tag(tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
    tasks.iam.tags["bob"] = {f"tag-{number}": "" for number in range(50)}
    return tasks.run(user_name="bob", password=CANARY, password_version="1")


def _in_another_partition(tasks: TaskRunner, patch: pytest.MonkeyPatch) -> t.Any:
    result = connecting({"region": "cn-north-1", **KEYS}, "run_info", sessions=True)(tasks, patch)
    if result["error"]["code"] == "library_outdated":
        pytest.skip("botocore has sign-in sessions since 1.44.6")
    return result


def storing(name: str = "x", **settings: t.Any) -> Case:
    """Return a case that stores a password in a secret with these settings."""

    def run(tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
        secret = tasks.iam.add_secret("x", "old", "current", **settings)
        if name == "pending":
            next(iter(secret.versions.values())).stages.append("AWSPENDING")
        secret_id = f"{secret.arn[:-7]}yz{secret.arn[-7:]}" if name == "arn" else "x"
        return tasks.run(user_name="bob", password=CANARY, secrets_manager={"name": secret_id})

    return run


NOT_FOUND = [client_error(call, "NoSuchEntity") for call in ("GetLoginProfile", "GetUser")]
DENIED = client_error("GetAccountPasswordPolicy", "AccessDenied")
LOGIN_REQUIRED = botocore_error("ProxyConnectionError", error=LoginRequired())
VALID = encrypted(in_base64(built("RSA")))
KEYS = {"access_key": "k", "secret_key": "s"}
CASES: dict[str, Case] = {
    "account_differs": running(user_name="ana", account_id="999999999999"),
    "accounts_not_read": lambda _tasks, _patch: _audit(None),
    "connection_settings_invalid": connecting({"profile": "p", "access_key": "k"}, user_name="ana"),
    "contradictory_replies": failing(
        "GetUser", NOT_FOUND[1], times=99, user_name="ana", password=CANARY, password_version="1", wait_timeout=5
    ),
    "delivery_failed": patched(running("run_roster", profiles=[VALID], delivery_path="file.jsonl"), "os.fsync", _full),
    "empty_option": running(user_name="ana", password=""),
    "encryption_key_invalid": running(**encrypted("no key")),
    "encryption_key_unusable": running(**encrypted(in_base64(built("expired")))),
    "findings": lambda _tasks, _patch: _audit({"users": [], "account_password_policy": {}}),
    "internal_error": failing("GetLoginProfile", ArithmeticError(CANARY), user_name="ana"),
    "interrupted": patched(running(user_name="ana", state="absent"), CancellationToken, "is_requested", _stop),
    "invalid_options": running(user_name="ana", wait_timeout=-1),
    "library_missing": patched(running(**VALID), pgp, "HAS_PYSEQUOIA", False),
    "library_outdated": _old_botocore,
    "login_profile_not_updatable": _root_caller,
    "malformed_report_row": _malformed,
    "no_regional_endpoint": connecting({"region": "us-east-1a", **KEYS}, root_account_id=MEMBER),
    "not_attempted": failing("GetLoginProfile", botocore_error("NoCredentialsError"), "run_info", concurrency=1),
    "not_shown_yet": failing(
        "GetLoginProfile", NOT_FOUND[0], times=99, user_name="bob", password=CANARY, wait_timeout=5
    ),
    "password_not_returnable": _masked,
    "password_required": running(user_name="bob"),
    "path_not_writable": _not_writable,
    "policy_unreadable": failing("GetAccountPasswordPolicy", DENIED, "run_info", account_password_policy=True),
    "proxy_authentication_required": failing("GetLoginProfile", LOGIN_REQUIRED, user_name="ana"),
    "purge_bound_unmatched": running("run_roster", profiles=[], purge=True, path_prefix="/stafff/"),
    "purge_limit_exceeded": running("run_roster", profiles=ABSENT_ONLY, purge=True),
    "report_not_written": patched(lambda _tasks, _patch: _audit(None), pathlib.Path, "write_bytes", _full),
    "secret_not_found": storing("arn"),
    "secret_not_writable": storing(rotation_enabled=True),
    "secret_scheduled_for_deletion": storing(deleted=CREATED),
    "secret_version_pending": storing("pending"),
    "sessions_unreadable": failing(
        "ListSessions", client_error("ListSessions", "AccessDenied"), "run_info", sessions=True
    ),
    "sign_in_sessions_not_supported": _in_another_partition,
    "tag_quota_exceeded": _no_room_for_a_tag,
    "unreadable_credential_report": lambda tasks, _patch: _report(tasks, {"user": "ana"}),
    "user_name_case_differs": running("run_roster", profiles=[{"user_name": "Ana"}], purge=True),
    "user_not_found": running(user_name="ghost", password=CANARY),
    "user_required": running(state="absent"),
    "users_failed": running("run_roster", profiles=[{"user_name": "bob"}]),
}
for _name, _code, _advice in CONNECTION_ERRORS:
    CASES.setdefault(_code, failing("GetLoginProfile", botocore_error(_name), user_name="ana"))


def codes_of(result: dict[str, t.Any]) -> set[str]:
    """Return the codes of a result and of its rows."""
    rows = [*(result.get("users") or ()), *(result.get("root_users") or ())]
    return {failed["error"]["code"] for failed in (result, *rows) if failed.get("error")}


def test_there_is_a_case_for_each_code() -> None:
    """Fails when no case here produces a code, or a case has a removed code."""
    assert set(CASES) == {*t.get_args(RequestCode), *t.get_args(FailureCode)}


@pytest.mark.parametrize("code", CASES)
def test_a_failure_has_its_code(
    tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, code: str
) -> None:
    """Fails when a playbook cannot distinguish this failure from another, or a code has no cause."""
    monkeypatch.chdir(tmp_path)
    result = CASES[code](tasks, monkeypatch)
    assert result["failed"]
    assert result["msg"]
    assert code in codes_of(result)
    assert CANARY not in repr(result)


@pytest.mark.parametrize(
    "options",
    [
        *({"password": ""}, {"password": "\u20ac"}, {"password_version": ""}, {"pgp_key": "x"}, {"wait_timeout": -1}),
        *({"generate_password": True}, {"generate_password": True, "pgp_key": "no key"}, {"state": "present"}),
        {"user_name": None, "root_account_id": MEMBER, "password": CANARY},
    ],
)
def test_a_failure_names_the_user(tasks: TaskRunner, options: dict[str, t.Any]) -> None:
    """Fails when a valid name or account is missing in the result or the message of a rejected request."""
    result = tasks.run(**{"user_name": "bob", **options})
    user_name, account = options.get("user_name", "bob"), options.get("root_account_id")
    assert (result["failed"], result["user_name"], result["actions"]) == (True, user_name, [])
    assert result.get("root_account_id") == account
    assert result["msg"].startswith("IAM user 'bob'" if account is None else f"The root user of account {MEMBER}: ")


@pytest.mark.parametrize("options", [{"user_name": f"{CANARY}!", "password": "x" * 129}, {"root_account_id": CANARY}])
def test_an_invalid_name_is_not_repeated(tasks: TaskRunner, options: dict[str, t.Any]) -> None:
    """Fails when a password that was typed in place of a name is in the result, or a call is made."""
    result = tasks.run(**options)
    assert (result["failed"], result["user_name"], tasks.called()) == (True, None, [])
    assert CANARY not in repr(result)


def test_an_unexpected_error_has_the_common_format(tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when an error outside of all stages ends a module without the keys of every failure."""

    def mistaken(*_arguments: t.Any) -> t.NoReturn:
        raise ArithmeticError(CANARY)

    monkeypatch.setattr(runtime, "Connection", mistaken)
    results = {
        task.run: tasks.run(user_name="ana"),
        roster_task.run: tasks.run_roster(profiles=[{"user_name": "ana"}]),
        info_task.run: tasks.run_info(),
    }
    for door, result in results.items():
        assert set(result) >= FAILED[door]
        assert result["error"] == {"code": "internal_error", "message": None}
    assert results[task.run]["user_name"] == "ana"


def test_the_code_of_a_task_that_fails_as_a_whole_is_that_of_its_cause(tasks: TaskRunner) -> None:
    """Fails when failed users hide that no user could be done, or a row has no code."""
    fail(tasks, "GetLoginProfile", client_error("GetLoginProfile", "ExpiredToken", message="Expired."))
    result = tasks.run_roster(profiles=[{"user_name": "ana"}, {"user_name": "eve"}], concurrency=1)
    assert result["error"] == {"code": "ExpiredToken", "message": "Expired."}
    assert [row["status"] for row in result["users"]] == ["failed", "not_attempted"]
    denied = client_error("GetLoginProfile", "AccessDenied", message="Denied.")
    fail(tasks, "GetLoginProfile", denied)
    result = tasks.run_roster(profiles=[{"user_name": "ana"}, {"user_name": "eve"}], concurrency=1)
    assert result["error"] == {"code": "users_failed", "message": None}
    assert result["users"][0]["error"] == {"code": "AccessDenied", "message": "Denied."}
