# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Failures in ansible-playbook, in check mode and in a real run."""

from __future__ import annotations

import socket
import subprocess
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from accounts import READS, denied
from playbook_runner import roster, task

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

PASSWORD = "Bobs-Passw0rd"
NO_RETRIES = {"retries": {"max_attempts": 0}, "read_timeout": 1, "connect_timeout": 1}
NO_KEYS = {"access_key": "", "secret_key": ""}
CONFIG = """\
[profile sso]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = Ops
[profile login]
login_session = arn:aws:iam::123456789012:user/ops
[profile mfa]
role_arn = arn:aws:iam::123456789012:role/ops
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/ops
[profile keys]
aws_access_key_id = testing
aws_secret_access_key = testing
"""


class Row(NamedTuple):
    """A part of an error, and the options that cause it."""

    words: str
    options: dict[str, Any]


# The same in check mode. Failures of requests to AWS are in the fault matrix.
PREDICTED = [
    Row("IAM user 'nobody' does not exist. Check the spelling", {"user_name": "nobody"}),
    Row("account password policy. It must have at least 20 characters", {"password": "short-1"}),
    Row("do not have the permission iam:GetLoginProfile.", {"user_name": "denied"}),
    Row("the reply could not be read", {"user_name": "cut-off"}),
]
REAL = [
    Row("cannot be reached. Check endpoint_url", {"endpoint_url": "http://127.0.0.1:9"}),
    Row("is not in the AWS configuration", {**NO_KEYS, "profile": "nope"}),
    Row("Run: aws sso login --profile sso (", {**NO_KEYS, "profile": "sso"}),
    Row("-m pip install 'botocore[crt]'. Do not set BOTO_DISABLE_CRT.", {**NO_KEYS, "profile": "login"}),
    Row("(profile 'mfa', AssumeRole): the profile has mfa_serial", {**NO_KEYS, "profile": "mfa"}),
    Row("botocore rejects aws_config", {"aws_config": {"no_such": 1}}),
    Row("no AWS credentials were found. Give profile, or access_key and secret_key", NO_KEYS),
]


def given(options: dict[str, Any]) -> dict[str, Any]:
    return {"user_name": "bob", "password": PASSWORD, "aws_config": NO_RETRIES, **options}


def test_failures_of_a_task(account: Account, runner: PlaybookRunner) -> None:
    """Fails when an error is missing or differs in check mode, something was written, or a traceback is shown."""
    account.add("bob", "denied", "cut-off")
    policy = {"MinimumPasswordLength": 20, "RequireUppercaseCharacters": True}
    account.iam.update_account_password_policy(**policy)  # type: ignore[arg-type]
    truncated = {"action": "GetLoginProfile", "user_name": "cut-off", "kind": "truncate", "nth": None}
    account.emulator.faults([denied("GetLoginProfile", "denied"), truncated])
    account.emulator.clear_calls()
    config, no_keys = runner.folder / "config", dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "")
    config.write_text(CONFIG, encoding="utf-8")
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        # Its queue is full, so the handshake of another connection never ends.
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        never = Row("ConnectTimeoutError", {"endpoint_url": f"http://127.0.0.1:{listener.getsockname()[1]}"})
        real = [*PREDICTED, *REAL, never]
        tasks = [task(**given(row.options), check=True) for row in PREDICTED]
        tasks += [
            {
                **task(**given(row.options)),
                **({"environment": no_keys} if NO_KEYS.items() <= row.options.items() else {}),
            }
            for row in real
        ]
        run = runner.play(tasks, AWS_CONFIG_FILE=str(config))
    for row, result in zip([*PREDICTED, *real], run.results, strict=True):
        assert (row.words, result["failed"], result["changed"]) == (row.words, True, False)
        assert row.words in result["msg"]
        assert result["error"]["code"], row.words
    assert [result["msg"] for result in run.results[:4]] == [result["msg"] for result in run.results[4:8]]
    assert "Traceback" not in run.output + str(run.results)
    assert PASSWORD not in str(run.results)
    assert account.passwords() == {}


def test_failures_of_single_users(account: Account, runner: PlaybookRunner) -> None:
    """Fails when one user's error prevents others, or a row or the summary reports it wrongly."""
    names = ["first", "denied", "unread", "last"]
    account.add(*names, password="Before-Passw0rd")
    account.emulator.faults([denied("UpdateLoginProfile", "denied"), denied("GetLoginProfile", "unread")])
    profiles = [{"user_name": name, "password": PASSWORD} for name in names]
    weak = roster([profiles[0], {"user_name": "nobody", "password": PASSWORD}], update_password="always")
    account.emulator.clear_calls()
    predicted = runner.play([weak]).only()
    assert (predicted["failed"], predicted["changed"]) == (True, False)
    assert [row["status"] for row in predicted["users"]] == ["not_attempted", "failed"]
    assert set(account.calls()) <= READS
    result = runner.play([roster(profiles, update_password="always")]).only()
    assert (result["failed"], result["changed"]) == (True, True)
    assert result["summary"] == {
        "done": ["first", "last"],
        "unchanged": [],
        "failed": ["denied", "unread"],
        "not_attempted": [],
    }
    rows = {row["user_name"]: row for row in result["users"]}
    assert [each["action"] for each in rows["denied"]["failed_actions"]] == ["iam:UpdateLoginProfile"]
    assert "login_profile" not in rows["unread"]
    assert all(rows[name]["msg"] in result["msg"] for name in ("denied", "unread"))
    assert {name for name, password in account.passwords().items() if password == PASSWORD} == {"first", "last"}


def test_without_boto3(runner: PlaybookRunner) -> None:
    """Fails when a host without boto3 gets a traceback instead of what to install."""
    bare = runner.folder / "bare"
    venv.create(bare, symlinks=True)
    python = Path(bare, "bin", "python")
    assert subprocess.run([python, "-c", "import boto3"], capture_output=True, check=False).returncode == 1
    result = runner.play([{**task(**given({})), "vars": {"ansible_python_interpreter": str(python)}}]).only()
    assert "Failed to import the required Python library (botocore and boto3)" in result["msg"]
    assert "Traceback" not in str(result)
