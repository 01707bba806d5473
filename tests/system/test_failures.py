# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Failures as a person meets them: through ansible-playbook, in check mode as in a real run."""

from __future__ import annotations

import socket
import subprocess
import venv
from typing import TYPE_CHECKING, Any, NamedTuple

from playbook_runner import PlaybookRunner, task

if TYPE_CHECKING:
    from client import Emulator
    from mypy_boto3_iam import IAMClient

GIVEN = {"user_name": "bob", "password": "Bobs-Passw0rd"}
NO_RETRIES = {"retries": {"max_attempts": 0}, "read_timeout": 1, "connect_timeout": 1}


class Row(NamedTuple):
    """What is wrong, the words that say so, and how it comes about."""

    name: str
    words: str
    options: dict[str, Any]
    faults: tuple[dict[str, Any], ...] = ()
    changed: bool = False


def fault(action: str, code: str, status: int = 400, **more: Any) -> dict[str, Any]:
    """Answer every such call with an error."""
    return {"action": action, "kind": "error", "status": status, "code": code, "nth": None, **more}


def broken(action: str, kind: str, **more: Any) -> dict[str, Any]:
    """Break or delay every such call."""
    return {"action": action, "kind": kind, "nth": None, **more}


def somebody_first(action: str, **parameters: Any) -> dict[str, Any]:
    """Let somebody else make the same call just before."""
    return {"action": action, "act_first": [{"action": action, "parameters": parameters}]}


READ, WRITE = "GetLoginProfile", "CreateLoginProfile"

# In check mode as in a real run.
FORESEEN = [
    Row("no such user", "IAM user 'nobody' does not exist. Check the spelling", {"user_name": "nobody"}),
    Row(
        "no password",
        "creating one needs a password. If the user is to sign in",
        {"password": None},
    ),
    Row("empty password", "password was given, but is empty.", {"password": ""}),
    Row("long password", "longer than the 128 characters", {"password": "a" * 129}),
    Row("bad name", "user_name must have 1 to 64 characters", {"user_name": "\u00e9lodie"}),
    Row("policy", "account password policy. It must have at least 8 characters.", {"password": "short"}),
    Row("denied", "do not have the permission iam:GetLoginProfile.", {}, (fault(READ, "AccessDenied", 403),)),
    Row("denied user", "do not have the permission iam:GetUser.", {}, (fault("GetUser", "AccessDenied", 403),)),
    Row("service failure", "IAM failed for a reason of its own;", {}, (fault(READ, "ServiceFailure", 500),)),
    Row("throttled", "refused the rate of requests", {}, (fault(READ, "Throttling"),)),
    Row("expired", "the credentials have expired.", {}, (fault(READ, "ExpiredToken", 403),)),
    Row("cut off", "the reply could not be read", {"user_name": "alice"}, (broken(READ, "truncate"),)),
    Row("html", "IAM failed for a reason of its own;", {}, (broken(READ, "html"),)),
    Row("reset", "broke, or the reply could not be read", {}, (broken(READ, "reset_before"),)),
    Row("slow", "did not answer in time", {}, (broken(READ, "delay", seconds=3),)),
    Row("nobody there", "cannot be reached. Check endpoint_url", {"endpoint_url": "http://127.0.0.1:9"}),
    Row("no profile", "is not in the AWS configuration", {"access_key": "", "secret_key": "", "profile": "nope"}),
    Row("unknown setting", "is not what botocore accepts", {"aws_config": {"no_such": 1}}),
    Row("no endpoint", "is not what botocore accepts", {"endpoint_url": "here"}),
]
# What only a write meets.
OTHERS_FIRST = somebody_first(WRITE, UserName="somebody-was-faster", Password="Other-Passw0rd")
REAL = [
    Row("denied", "the permission iam:CreateLoginProfile.", {}, (fault(WRITE, "AccessDenied", 403),)),
    Row("limit", "a limit of the account is reached", {}, (fault(WRITE, "LimitExceeded", 409),)),
    Row("service failure", "IAM failed for a reason of its own;", {}, (fault(WRITE, "ServiceFailure", 500),)),
    Row("somebody was faster", "somebody else created it", {}, (OTHERS_FIRST,)),
    Row("slow", "It is not known whether AWS carried it out", {}, (broken(WRITE, "delay", seconds=3),)),
    Row(
        "read-back denied",
        "iam:GetLoginProfile.",
        {},
        (fault(READ, "AccessDenied", 403, nth=2, times=9),),
        changed=True,
    ),
]


def with_faults(emulator: Emulator, row: Row, *tasks: dict[str, Any]) -> list[dict[str, Any]]:
    """Return tasks that set a row's faults in the place of others, and then these."""
    faults = {"url": f"{emulator.endpoint_url}/_emulator/faults", "method": "POST", "body_format": "json"}
    return [{"ansible.builtin.uri": {**faults, "body": row.faults}, "check_mode": False}, *tasks]


def options(row: Row) -> dict[str, Any]:
    given = {"aws_config": NO_RETRIES, **GIVEN, **row.options}
    return {name: value for name, value in given.items() if value is not None}


def test_a_failure_says_the_same_in_check_mode_and_really(
    emulator: Emulator, runner: PlaybookRunner, iam: IAMClient
) -> None:
    """Fails when a sentence is missing or differs between the two, something was written, or a traceback is shown."""
    iam.create_user(UserName="bob")
    iam.create_user(UserName="alice")
    iam.create_login_profile(UserName="alice", Password="Alices-Passw0rd")
    tasks = [with_faults(emulator, row, task(**options(row), check=True), task(**options(row))) for row in FORESEEN]
    results = iter(runner.play([each for row in tasks for each in row]).results)
    for row, (_faults_set, foreseen, real) in zip(FORESEEN, zip(results, results, results, strict=True), strict=True):
        for result in (foreseen, real):
            assert (row.name, result["failed"], result["changed"]) == (row.name, True, False)
            assert row.words in result["msg"], row.name
            assert result["error"]["code"], row.name
            assert "Traceback" not in str(result), row.name
            assert GIVEN["password"] not in str(result), row.name
        assert foreseen["msg"] == real["msg"]
    assert emulator.passwords() == {"alice": "Alices-Passw0rd"}


def test_a_failure_of_the_write_says_what_was_done(emulator: Emulator, runner: PlaybookRunner, iam: IAMClient) -> None:
    """Fails when the sentence is missing, or what was done or not is reported wrongly."""
    names = [row.name.replace(" ", "-") for row in REAL]
    for name in names:
        iam.create_user(UserName=name)
    tasks = [
        with_faults(emulator, row, task(**options(row) | {"user_name": name}))
        for row, name in zip(REAL, names, strict=True)
    ]
    results = runner.play([each for row in tasks for each in row]).results[1::2]
    for row, result in zip(REAL, results, strict=True):
        assert (row.name, result["failed"], result["changed"]) == (row.name, True, row.changed)
        assert row.words in result["msg"], row.name
        done, failed = ([action["action"] for action in result[key]] for key in ("actions", "failed_actions"))
        assert (done, failed) == ((["iam:CreateLoginProfile"], []) if row.changed else ([], ["iam:CreateLoginProfile"]))


def test_no_credentials(runner: PlaybookRunner) -> None:
    """Fails when the sentence does not say where credentials come from."""
    environment = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    result = runner.play([task(**GIVEN)], **environment).only()
    assert "no AWS credentials were found. Give profile, or access_key and secret_key" in result["msg"]


def test_a_connection_that_is_never_answered(runner: PlaybookRunner) -> None:
    """Fails when a connect time-out has no sentence. The listener's queue is full, so the handshake never ends."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        result = runner.play([task(**GIVEN, endpoint_url=url, aws_config=NO_RETRIES)]).only()
    assert "cannot be reached. Check endpoint_url" in result["msg"]
    assert "ConnectTimeoutError" in result["msg"]


def test_without_boto3(runner: PlaybookRunner) -> None:
    """Fails when a host without boto3 gets a traceback instead of what to install."""
    bare = runner.folder / "bare"
    venv.create(bare, symlinks=True)
    python = bare / "bin" / "python"
    assert subprocess.run([python, "-c", "import boto3"], capture_output=True, check=False).returncode == 1
    result = runner.play([{**task(**GIVEN), "vars": {"ansible_python_interpreter": str(python)}}]).only()
    assert "Failed to import the required Python library (botocore and boto3)" in result["msg"]
    assert "Traceback" not in str(result)


def test_a_warning_where_the_policy_may_not_be_read(emulator: Emulator, runner: PlaybookRunner, iam: IAMClient) -> None:
    """Fails when check mode passes a password unchecked in silence."""
    iam.create_user(UserName="bob")
    emulator.faults([fault("GetAccountPasswordPolicy", "AccessDenied", 403)])
    result = runner.play([task(**GIVEN, check=True)]).only()
    assert result["changed"] is True
    assert "was not checked against the account password policy" in result["warnings"][0]


def test_a_custom_policy_is_foreseen_and_told_alike(runner: PlaybookRunner, iam: IAMClient) -> None:
    """Fails when check mode and AWS's refusal list different rules."""
    iam.create_user(UserName="bob")
    iam.update_account_password_policy(MinimumPasswordLength=20, RequireSymbols=True, RequireUppercaseCharacters=True)
    options = {"user_name": "bob", "password": "lower-case-only"}
    foreseen, real = runner.play([task(**options, check=True), task(**options)]).results
    assert foreseen["msg"] == real["msg"]
    assert foreseen["error"]["code"] == real["error"]["code"] == "PasswordPolicyViolation"
    for rule in ("at least 20 characters", "an upper-case letter"):
        assert rule in real["msg"]
    assert "a symbol" not in real["msg"]


def test_a_lost_reply_is_no_failure(emulator: Emulator, runner: PlaybookRunner, iam: IAMClient) -> None:
    """Fails when one's own success is taken for somebody else's, or for a failure, since its reply was lost."""
    for name in ("bob", "alice"):
        iam.create_user(UserName=name)
    iam.create_login_profile(UserName="alice", Password="Alices-Passw0rd")
    emulator.faults([{"action": "CreateLoginProfile", "kind": "reset_after"}])
    (created,) = runner.play([task(**GIVEN)]).results
    emulator.faults([{"action": "DeleteLoginProfile", "kind": "reset_after"}])
    (deleted,) = runner.play([task(user_name="alice", state="absent")]).results
    for result in (created, deleted):
        assert (result.get("failed", False), result["changed"], len(result["actions"])) == (False, True, 1), result
    assert created["login_profile"]["create_date"]
    assert emulator.passwords() == {"bob": GIVEN["password"]}
    iam.delete_login_profile(UserName="bob")
    # A request that AWS did not take was not carried out: what is there is somebody else's.
    throttled = {"action": "CreateLoginProfile", "kind": "error", "status": 400, "code": "Throttling"}
    emulator.faults(
        [throttled, {**somebody_first("CreateLoginProfile", UserName="bob", Password="Other-Passw0rd"), "nth": 2}]
    )
    (result,) = runner.play([task(**GIVEN)]).results
    assert (result["failed"], result["changed"]) == (True, False)
    assert "somebody else created it" in result["msg"]
