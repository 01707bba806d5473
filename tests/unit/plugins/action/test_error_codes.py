# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each code of ours comes out of a task, and each failure of a task has a code, a message and the user's name.

The keys of a failed result are verified for every task of the unit tests, by ``assert_shape`` in task_run.py.
"""

from __future__ import annotations

import pathlib
import types
import typing as t

import pytest
from ansible.errors import AnsibleActionFail
from botocore import exceptions

from ansible_collections.identity.aws.plugins.action import console_access_report
from ansible_collections.identity.aws.plugins.module_utils._aws.call_tracking import LoginRequired
from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection, ConnectionOptions
from ansible_collections.identity.aws.plugins.module_utils._aws.error_advice import CONNECTION_ERRORS
from ansible_collections.identity.aws.plugins.module_utils._core.error_codes import FailureCode, RequestCode
from ansible_collections.identity.aws.plugins.module_utils._module import info as info_task
from ansible_collections.identity.aws.plugins.module_utils._module import login_profile as task
from ansible_collections.identity.aws.plugins.module_utils._module import roster as roster_task
from ansible_collections.identity.aws.plugins.module_utils._secrets import pgp
from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import SEVERITIES
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM, client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.openpgp_keys import built, in_base64
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import FAILED, TaskRunner, fail

CANARY = "Canary-Passw0rd"
MEMBER = "111122223333"
REVEAL = {"generate_password": True, "reveal_password": True}
ENDPOINT = {"endpoint_url": "https://127.0.0.1:1"}
Case = t.Callable[[TaskRunner, pytest.MonkeyPatch], t.Any]
ABSENT_ONLY = [{"user_name": "ana", "state": "absent"}]


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where ana and eve have a login profile, and bob none."""
    runner = TaskRunner(monkeypatch, InMemoryIAM({"ana": {}, "bob": None, "eve": {}}))
    runner.expects_the_unforeseen = True
    return runner


# A botocore exception of each kind that has a code.
NO_REPLY: dict[str, Exception] = {
    "NoCredentialsError": exceptions.NoCredentialsError(),
    "PartialCredentialsError": exceptions.PartialCredentialsError(provider="env", cred_var="x"),
    "CredentialRetrievalError": exceptions.CredentialRetrievalError(provider="p", error_msg="x"),
    "ProfileNotFound": exceptions.ProfileNotFound(profile="p"),
    "NoRegionError": exceptions.NoRegionError(),
    "ReadTimeoutError": exceptions.ReadTimeoutError(**ENDPOINT),
    "ConnectTimeoutError": exceptions.ConnectTimeoutError(**ENDPOINT),
    "EndpointConnectionError": exceptions.EndpointConnectionError(**ENDPOINT),
    "ProxyConnectionError": exceptions.ProxyConnectionError(proxy_url="http://127.0.0.1:1"),
    "SSLError": exceptions.SSLError(**ENDPOINT, error=OSError()),
    "ResponseStreamingError": exceptions.ResponseStreamingError(error="x"),
    "HTTPClientError": exceptions.HTTPClientError(error="x"),
    "ParamValidationError": exceptions.ParamValidationError(report="x"),
    "BotoCoreError": exceptions.UnknownServiceError(service_name="x", known_service_names="y"),
}


def _key(tasks: TaskRunner, key: str) -> t.Any:
    return tasks.run(user_name="bob", generate_password=True, pgp_key=key)


def _interrupted(tasks: TaskRunner, patch: pytest.MonkeyPatch) -> t.Any:
    patch.setattr(
        "ansible_collections.identity.aws.plugins.module_utils._core.cancellation.CancellationToken.is_requested", _stop
    )
    return tasks.run(user_name="ana", state="absent")


def _stop(self: t.Any) -> bool:
    self.request("The task was interrupted (SIGTERM).")
    return True


def _settings(tasks: TaskRunner, patch: pytest.MonkeyPatch) -> t.Any:
    options = ConnectionOptions({"profile": "p", "access_key": "k"})
    patch.setattr(task, "Connection", lambda _options, **_others: Connection(options))
    return tasks.run(user_name="ana")


def _full_disk(tasks: TaskRunner, patch: pytest.MonkeyPatch) -> t.Any:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    patch.setattr("os.fsync", full)
    profiles = [{"user_name": "bob", "generate_password": True, "pgp_key": in_base64(built("RSA"))}]
    return tasks.run_roster(profiles=profiles, delivery_path="passwords.jsonl")


def _old_botocore(tasks: TaskRunner, patch: pytest.MonkeyPatch) -> t.Any:
    patch.delattr(InMemoryIAM, "assume_root")
    return tasks.run(root_account_id=MEMBER)


def _no_library(tasks: TaskRunner, patch: pytest.MonkeyPatch) -> t.Any:
    patch.setattr(pgp, "HAS_PYSEQUOIA", False)
    return _key(tasks, in_base64(built("RSA")))


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


def _not_reached(tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
    fail(tasks, "GetLoginProfile", exceptions.NoCredentialsError())
    return tasks.run_info(concurrency=1)


def _not_shown(tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
    error = client_error("GetLoginProfile", "NoSuchEntity")
    tasks.iam.faults = [("GetLoginProfile", error)] * 99
    return tasks.run(user_name="bob", password=CANARY, wait_timeout=5)


def _unread_policy(tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
    fail(tasks, "GetAccountPasswordPolicy", client_error("GetAccountPasswordPolicy", "AccessDenied"))
    return tasks.run_info(account_password_policy=True)


def _unforeseen(tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
    fail(tasks, "GetLoginProfile", ArithmeticError(CANARY))
    return tasks.run(user_name="ana")


def _no_reply(name: str) -> Case:
    def run(tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
        fail(tasks, "GetLoginProfile", NO_REPLY[name])
        return tasks.run(user_name="ana")

    return run


def _proxy_login(tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
    error = exceptions.ProxyConnectionError(proxy_url="http://127.0.0.1:1", error=LoginRequired())
    fail(tasks, "GetLoginProfile", error)
    return tasks.run(user_name="ana")


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


def _not_written(_tasks: TaskRunner, patch: pytest.MonkeyPatch) -> t.Any:
    def full(_path: pathlib.Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    patch.setattr(pathlib.Path, "write_bytes", full)
    return _audit(None)


def _contradicted(tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
    tasks.iam.faults = [("GetUser", client_error("GetUser", "NoSuchEntity"))] * 99
    return tasks.run(user_name="ana", password=CANARY, password_version="1", wait_timeout=5)


def _no_room_for_a_tag(tasks: TaskRunner, _patch: pytest.MonkeyPatch) -> t.Any:
    tasks.iam.tags["bob"] = {f"tag-{number}": "" for number in range(50)}
    return tasks.run(user_name="bob", password=CANARY, password_version="1")


def _availability_zone(tasks: TaskRunner, patch: pytest.MonkeyPatch) -> t.Any:
    options = ConnectionOptions({"region": "us-east-1a", "access_key": "k", "secret_key": "s"})
    patch.setattr(task, "Connection", lambda _options, **_others: Connection(options))
    return tasks.run(root_account_id=MEMBER)


CONNECTION_CODES = {name: code for name, code, _advice in CONNECTION_ERRORS}
CASES: dict[str, Case] = {
    "accounts_not_read": lambda _tasks, _patch: _audit(None),
    "connection_settings_invalid": _settings,
    "contradictory_replies": _contradicted,
    "delivery_failed": _full_disk,
    "encryption_key_invalid": lambda tasks, _patch: _key(tasks, "no key"),
    "encryption_key_unusable": lambda tasks, _patch: _key(tasks, in_base64(built("expired"))),
    "findings": lambda _tasks, _patch: _audit({"users": [], "account_password_policy": {}}),
    "internal_error": _unforeseen,
    "interrupted": _interrupted,
    "invalid_options": lambda tasks, _patch: tasks.run(user_name="ana", wait_timeout=-1),
    "empty_option": lambda tasks, _patch: tasks.run(user_name="ana", password=""),
    "user_required": lambda tasks, _patch: tasks.run(state="absent"),
    "library_missing": _no_library,
    "library_outdated": _old_botocore,
    "login_profile_not_updatable": _root_caller,
    "malformed_report_row": _malformed,
    "no_regional_endpoint": _availability_zone,
    "not_attempted": _not_reached,
    "not_shown_yet": _not_shown,
    "password_not_returnable": _masked,
    "path_not_writable": _not_writable,
    "password_required": lambda tasks, _patch: tasks.run(user_name="bob"),
    "policy_unreadable": _unread_policy,
    "proxy_authentication_required": _proxy_login,
    "purge_bound_unmatched": lambda tasks, _patch: tasks.run_roster(profiles=[], purge=True, path_prefix="/stafff/"),
    "purge_limit_exceeded": lambda tasks, _patch: tasks.run_roster(profiles=ABSENT_ONLY, purge=True),
    "report_not_written": _not_written,
    "tag_quota_exceeded": _no_room_for_a_tag,
    "unreadable_credential_report": lambda tasks, _patch: _report(tasks, {"user": "ana"}),
    "user_name_case_differs": lambda tasks, _patch: tasks.run_roster(profiles=[{"user_name": "Ana"}], purge=True),
    "user_not_found": lambda tasks, _patch: tasks.run(user_name="ghost", password=CANARY),
    "users_failed": lambda tasks, _patch: tasks.run_roster(profiles=[{"user_name": "bob"}]),
}
for _name, _code in CONNECTION_CODES.items():
    CASES.setdefault(_code, _no_reply(_name))


def codes_of(result: dict[str, t.Any]) -> set[str]:
    """Return the codes of a result and of its rows."""
    rows = [*(result.get("users") or ()), *(result.get("root_users") or ())]
    return {failed["error"]["code"] for failed in (result, *rows) if failed.get("error")}


def test_there_is_a_case_for_each_code() -> None:
    """Fails when a code is new and nothing here produces it, or one was removed."""
    assert set(CASES) == {*t.get_args(RequestCode), *t.get_args(FailureCode)}


@pytest.mark.parametrize("code", CASES)
def test_a_failure_has_its_code(
    tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, code: str
) -> None:
    """Fails when a playbook cannot tell this failure from another, or a code stands for nothing that happens."""
    monkeypatch.chdir(tmp_path)
    result = CASES[code](tasks, monkeypatch)
    assert result["failed"]
    assert result["msg"]
    assert code in codes_of(result)
    assert CANARY not in repr(result)


@pytest.mark.parametrize("name", NO_REPLY)
@pytest.mark.parametrize("operation", ["GetLoginProfile", "CreateLoginProfile"])
def test_an_error_without_a_reply_of_aws_has_a_code(tasks: TaskRunner, name: str, operation: str) -> None:
    """Fails when an exception of botocore has no code, or one that another kind has, in a read or in a write."""
    fail(tasks, operation, NO_REPLY[name])
    result = tasks.run(user_name="bob", password=CANARY)
    assert result["error"] == {"code": CONNECTION_CODES[name], "message": None}


def test_each_kind_of_exception_with_advice_has_a_code() -> None:
    """Fails when an exception has advice of its own and the code of another, or is not tried here."""
    assert set(CONNECTION_CODES) == set(NO_REPLY)


@pytest.mark.parametrize(
    "options",
    [
        {"password": ""},
        {"password": "\u20ac"},
        {"password_version": ""},
        {"pgp_key": "x"},
        {"wait_timeout": -1},
        {"generate_password": True},
        {"generate_password": True, "pgp_key": "no key"},
        {"state": "present"},
    ],
    ids=repr,
)
def test_a_failure_names_the_user(tasks: TaskRunner, options: dict[str, t.Any]) -> None:
    """Fails when a valid name is missing in the result or in the message of a request that was rejected."""
    result = tasks.run(user_name="bob", **options)
    assert (result["failed"], result["user_name"], result["actions"]) == (True, "bob", [])
    assert result["msg"].startswith("IAM user 'bob'")


def test_a_root_user_is_named_too(tasks: TaskRunner) -> None:
    """Fails when the account is missing in the result, or in the message."""
    result = tasks.run(root_account_id=MEMBER, password=CANARY)
    assert (result["user_name"], result["root_account_id"], result["user_exists"]) == (None, MEMBER, None)
    assert result["msg"].startswith(f"The root user of account {MEMBER}: root_account_id goes without password")


@pytest.mark.parametrize("options", [{"user_name": f"{CANARY}!"}, {"root_account_id": CANARY}])
def test_a_name_of_a_wrong_form_is_not_repeated(tasks: TaskRunner, options: dict[str, t.Any]) -> None:
    """Fails when a password that was typed in place of a name is in the result."""
    result = tasks.run(**options)
    assert (result["failed"], result["user_name"]) == (True, None)
    assert CANARY not in repr(result)


def test_an_error_that_nobody_knows_has_the_shape_of_all(tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when an error outside of all stages ends a module without what playbooks read from every failure."""

    def mistaken(*_arguments: t.Any) -> t.NoReturn:
        raise ArithmeticError(CANARY)

    for module in (task, roster_task, info_task):
        monkeypatch.setattr(module, "Connection", mistaken)
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
    """Fails when failed users hide that no user could be done, or a row has no code of its own."""
    fail(tasks, "GetLoginProfile", client_error("GetLoginProfile", "ExpiredToken", message="Expired."))
    result = tasks.run_roster(profiles=[{"user_name": "ana"}, {"user_name": "eve"}], concurrency=1)
    assert result["error"] == {"code": "ExpiredToken", "message": "Expired."}
    assert [row["status"] for row in result["users"]] == ["failed", "not_attempted"]
    denied = client_error("GetLoginProfile", "AccessDenied", message="Denied.")
    fail(tasks, "GetLoginProfile", denied)
    result = tasks.run_roster(profiles=[{"user_name": "ana"}, {"user_name": "eve"}], concurrency=1)
    assert result["error"] == {"code": "users_failed", "message": None}
    assert result["users"][0]["error"] == {"code": "AccessDenied", "message": "Denied."}
