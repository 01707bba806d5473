# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""STS GetCallerIdentity: whose key it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from client import Emulator

ErrorOf = Callable[..., tuple[str, int, str]]
Clients = Callable[..., Any]


def identity(client: Clients, key: str) -> tuple[str, str, str]:
    """Return ARN, account and identifier of a key."""
    answer = client("sts", key=key).get_caller_identity()
    return answer["Arn"], answer["Account"], answer["UserId"]


def test_a_users_key_is_the_users(iam: Any, client: Clients) -> None:
    """Fails on bare ministack, for which every key is the root user's, or if the path is left out."""
    user = iam.create_user(UserName="alice", Path="/staff/")["User"]
    key = iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    arn = "arn:aws:iam::123456789012:user/staff/alice"
    assert identity(client, key) == (arn, "123456789012", user["UserId"])


def test_a_root_sessions_key_is_the_root_users(client: Clients) -> None:
    """Fails if the session is taken for the usual account's."""
    expected = ("arn:aws:iam::111122223333:root", "111122223333", "111122223333")
    assert identity(client, "ASIAROOT111122223333") == expected


def test_a_role_s_session_is_the_role_s(iam: Any, client: Clients) -> None:
    """Fails on bare ministack, for which the key of a session is the root user's."""
    role = iam.create_role(RoleName="ops", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    began = client("sts").assume_role(RoleArn=role, RoleSessionName="mine")
    arn = "arn:aws:sts::123456789012:assumed-role/ops/mine"
    told = (arn, "123456789012", began["AssumedRoleUser"]["AssumedRoleId"])
    assert identity(client, began["Credentials"]["AccessKeyId"]) == told


@pytest.mark.parametrize("kind", ["any key", "deleted key"])
def test_other_keys_are_for_the_backend(alice: Any, client: Clients, kind: str) -> None:
    """Fails if the layer answers for a key that it does not know, or that is nobody's any more."""
    key = "test"
    if kind == "deleted key":
        key = alice.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
        alice.delete_access_key(UserName="alice", AccessKeyId=key)
    arn, account, _identifier = identity(client, key)
    assert account == "123456789012"
    assert "alice" not in arn


@pytest.mark.parametrize("emulator", ["moto"], indirect=True)
def test_a_renamed_users_key_has_the_new_name(alice: Any, client: Clients) -> None:
    """Fails if the ARN is the one from the key's creation; ministack has no UpdateUser."""
    key = alice.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    alice.update_user(UserName="alice", NewUserName="bob", NewPath="/staff/")
    assert identity(client, key)[0] == "arn:aws:iam::123456789012:user/staff/bob"


@pytest.mark.parametrize("emulator", ["ministack"], indirect=True)
def test_a_key_of_another_account_is_that_accounts(client: Clients) -> None:
    """Fails if the usual account is asked for a user of another one; ministack takes 12 digits as an account."""
    other = client(key="111122223333")
    other.create_user(UserName="alice")
    key = other.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    assert identity(client, key)[:2] == ("arn:aws:iam::111122223333:user/alice", "111122223333")


def test_the_reply_is_of_sts(alice: Any, client: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the call passes by the log or the faults."""
    sts = client("sts", key=alice.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"])
    emulator.faults([{"action": "GetCallerIdentity", "kind": "error", "status": 403, "code": "ExpiredToken"}])
    assert error_of(sts.get_caller_identity)[:2] == ("ExpiredToken", 403)
    sts.get_caller_identity()
    assert [call["code"] for call in emulator.calls()[-2:]] == ["ExpiredToken", None]
