# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Root sessions: their task policies and requests, compared with botocore's own model of the requests."""

from __future__ import annotations

import datetime as dt
import typing as t

import boto3
import pytest
from botocore.stub import Stubber

from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader
from ansible_collections.identity.aws.plugins.module_utils._aws.root_sessions import AUDIT, TASKS, RootSessions
from ansible_collections.identity.aws.plugins.module_utils._aws.writes import Writer
from ansible_collections.identity.aws.plugins.module_utils._core.models import Action, Operation, Principal
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import DONE

ROOT = Principal(root_account_id="111122223333")
CREATED = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.timezone.utc)
PROFILE = {"LoginProfile": {"UserName": "root", "CreateDate": CREATED, "PasswordResetRequired": False}}
KEYS = {"AccessKeyId": "ASIAEXAMPLEEXAMPLE12", "SecretAccessKey": "secret", "SessionToken": "token"}
CREDENTIALS = {**KEYS, "Expiration": CREATED}
NOBODY: t.Any = None


class StubbedConnection:
    """Has real clients that reply to what is expected of them, and to nothing else."""

    def __init__(self, policy: str, operation: str, reply: dict[str, t.Any]) -> None:
        self.stubs: list[Stubber] = []
        assumed = {"TargetPrincipal": "111122223333", "TaskPolicyArn": {"arn": policy}, "DurationSeconds": 900}
        self.sts = self._stubbed("sts", "assume_root", {"Credentials": CREDENTIALS}, assumed)
        # Neither UserName nor Password: what a session of AssumeRoot must omit.
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
def test_each_task_has_its_own_policy_and_names_nobody(
    operation: Operation | None, method: str, reply: dict[str, t.Any]
) -> None:
    """Fails when a parameter is not what AWS expects, or the policy or the credentials are others."""
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
