# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Root sessions: their task policies and requests, compared with botocore's own model of the requests."""

from __future__ import annotations

import datetime as dt
import re
import threading
import typing as t
import urllib.parse

import boto3
import pytest
from botocore.stub import Stubber

from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader
from ansible_collections.identity.aws.plugins.module_utils._aws.root_sessions import AUDIT, TASKS, RootSessions
from ansible_collections.identity.aws.plugins.module_utils._aws.writes import Writer
from ansible_collections.identity.aws.plugins.module_utils._core.models import Action, Operation, Principal
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import DONE
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    LoopbackAWS,
    Reply,
    error,
    result,
)

ROOT = Principal(root_account_id="111122223333")
CREATED = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.timezone.utc)
PROFILE = {"LoginProfile": {"UserName": "root", "CreateDate": CREATED, "PasswordResetRequired": False}}
KEYS = {"AccessKeyId": "ASIAEXAMPLEEXAMPLE12", "SecretAccessKey": "secret", "SessionToken": "token"}
CREDENTIALS = {**KEYS, "Expiration": CREATED}
NOBODY: t.Any = None


class StubbedConnection:
    """Real clients with expected requests and replies only."""

    def __init__(self, policy: str, operation: str, reply: dict[str, t.Any]) -> None:
        self.stubs: list[Stubber] = []
        assumed = {"TargetPrincipal": "111122223333", "TaskPolicyArn": {"arn": policy}, "DurationSeconds": 900}
        self.sts = self._stubbed("sts", "assume_root", {"Credentials": CREDENTIALS}, assumed)
        # No UserName and no Password: a session of AssumeRoot must omit them.
        self.iam = self._stubbed("iam", operation, reply, {})
        self.regional_sts = lambda: self.sts
        self.given: t.Any = None

    def _stubbed(self, service: t.Any, operation: str, reply: dict[str, t.Any], expected: dict[str, t.Any]) -> t.Any:
        client = boto3.client(service, region_name="us-gov-west-1", aws_access_key_id="a", aws_secret_access_key="b")
        stub = Stubber(client)
        stub.add_response(operation, reply, expected)
        stub.activate()
        self.stubs.append(stub)
        return client

    def root_iam(self, credentials: t.Any) -> t.Any:
        self.given = credentials
        return self.iam


@pytest.mark.parametrize(
    ("operation", "method", "reply"),
    [
        (None, "get_login_profile", PROFILE),
        ("CreateLoginProfile", "create_login_profile", {**PROFILE, **DONE}),
        ("DeleteLoginProfile", "delete_login_profile", DONE),
    ],
)
def test_each_root_task_has_its_own_policy_and_no_user_name(
    operation: Operation | None, method: str, reply: dict[str, t.Any]
) -> None:
    """Fails when a parameter is not what AWS expects, or the policy or the credentials are wrong."""
    policy = AUDIT if operation is None else TASKS[operation]
    connection: t.Any = StubbedConnection(f"arn:aws-us-gov:iam::aws:policy/root-task/{policy}", method, reply)
    sessions = RootSessions(connection)
    if operation is None:
        assert Reader(NOBODY, sessions).login_profile(ROOT) is not None
    else:
        Writer(NOBODY, sessions).carry_out(Action(operation, ROOT, "because"), None)
    assert connection.given == CREDENTIALS
    for stub in connection.stubs:
        stub.assert_no_pending_responses()


WORKERS = 8
ACCOUNTS = [f"1111111111{number}" for number in range(10, 10 + 4 * WORKERS)]


def test_each_call_is_signed_for_its_own_account(aws: LoopbackAWS) -> None:
    """Fails when a call of concurrent threads, or a retry, has the keys of another account.

    Eight requests are always answered together, so all threads are within a call. Each account is throttled once.
    """
    together, throttled = threading.Barrier(WORKERS, timeout=30), set[str]()

    def reply(call: str, _attempt: int) -> Reply:
        request = aws.received.request
        if call == "AssumeRoot":
            account = dict(urllib.parse.parse_qsl(request.body))["TargetPrincipal"]
            secrets = f"<SecretAccessKey>secret</SecretAccessKey><SessionToken>token-{account}</SessionToken>"
            keys = f"<AccessKeyId>ASIA{account}</AccessKeyId>{secrets}<Expiration>2026-11-22T12:15:00Z</Expiration>"
            return result(call, f"<Credentials>{keys}</Credentials>")
        together.wait()
        found = re.search(r"Credential=ASIA(\d+)/", str(request.headers["Authorization"]))
        account = found[1] if found else "of the caller"
        if f"token-{account}" not in str(request.headers["X-Amz-Security-Token"]):
            return error("InvalidClientTokenId", 403)
        if account not in throttled:
            throttled.add(account)
            return error("Throttling", 400)
        created = f"<CreateDate>20{account[-2:]}-01-01T00:00:00Z</CreateDate>"
        return result(call, f"<LoginProfile>{created}</LoginProfile>")

    aws.script = reply
    rows = aws.run("info_task", root_account_ids=ACCOUNTS, concurrency=WORKERS)["root_users"]
    assert [row["root_account_id"] for row in rows] == ACCOUNTS
    assert {row["msg"] for row in rows} == {None}
    created = [row["login_profile"]["create_date"][:4] for row in rows]
    assert created == [f"20{account[-2:]}" for account in ACCOUNTS]
    assert (throttled, aws.attempts["AssumeRoot"]) == (set(ACCOUNTS), len(ACCOUNTS))
