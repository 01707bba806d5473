# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose login profile a call without UserName means: the caller's, or a root user's in an AssumeRoot session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from client import Emulator

ErrorOf = Callable[..., tuple[str, int, str]]
NO_USER = ("ValidationError", 400, "Must specify userName when calling with non-User credentials")
PASSWORD = "Passw0rd-1"


def test_the_user_whose_key_signed_is_meant(alice: Any, client: Callable[..., Any], emulator: Emulator) -> None:
    """Fails if the layer does not learn the key, or any of the four calls does not use it."""
    key = alice.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    own = client(key=key)
    assert own.get_user()["User"]["UserName"] == "alice"
    own.create_login_profile(Password=PASSWORD)
    assert emulator.passwords() == {"alice": PASSWORD}
    assert own.get_login_profile()["LoginProfile"]["UserName"] == "alice"
    assert emulator.calls()[-1]["user_name"] == "alice"
    assert emulator.calls()[-1]["parameters"] == {}
    own.delete_login_profile()
    assert emulator.passwords() == {}


@pytest.mark.parametrize("call", ["create_login_profile", "get_login_profile", "delete_login_profile", "get_user"])
def test_credentials_of_no_user_need_a_name(iam: Any, error_of: ErrorOf, call: str) -> None:
    """Fails if an unknown key is taken for some user, or the error is not the one that IAM is known for."""
    assert error_of(getattr(iam, call)) == NO_USER


def test_a_deleted_key_is_nobodys(alice: Any, client: Callable[..., Any], error_of: ErrorOf) -> None:
    """Fails if a key outlives its deletion."""
    key = alice.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    alice.delete_access_key(UserName="alice", AccessKeyId=key)
    assert error_of(client(key=key).get_user) == NO_USER


def test_update_has_no_default(alice: Any, client: Callable[..., Any], error_of: ErrorOf) -> None:
    """Fails if UpdateLoginProfile falls back to the caller like the other three."""
    key = alice.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    code, status, message = error_of(client(key=key).update_login_profile, Password=PASSWORD)
    assert (code, status) == ("ValidationError", 400)
    assert "'userName'" in message


def test_a_root_session_allows_and_removes_password_recovery(client: Callable[..., Any], error_of: ErrorOf) -> None:
    """Fails if a root user's profile is not created, seen and deleted, or is shared between accounts."""
    root, other = client(key="ASIAROOT111122223333"), client(key="ASIAROOT444455556666")
    assert error_of(root.get_login_profile)[:2] == ("NoSuchEntity", 404)
    assert error_of(root.delete_login_profile)[:2] == ("NoSuchEntity", 404)
    created = root.create_login_profile()["LoginProfile"]
    assert root.get_login_profile()["LoginProfile"] == created
    assert error_of(root.create_login_profile)[:2] == ("EntityAlreadyExists", 409)
    assert error_of(other.get_login_profile)[:2] == ("NoSuchEntity", 404)
    root.delete_login_profile()
    assert error_of(root.get_login_profile)[:2] == ("NoSuchEntity", 404)


@pytest.mark.parametrize(
    ("call", "parameters", "code"),
    [
        ("create_login_profile", {"Password": PASSWORD}, "ValidationError"),
        ("create_login_profile", {"UserName": "alice"}, "AccessDenied"),
        ("get_login_profile", {"UserName": "alice"}, "AccessDenied"),
        ("delete_login_profile", {"UserName": "alice"}, "AccessDenied"),
        ("update_login_profile", {"UserName": "alice", "Password": PASSWORD}, "AccessDenied"),
        ("create_user", {"UserName": "bob"}, "AccessDenied"),
    ],
)
def test_a_root_session_may_do_nothing_else(
    client: Callable[..., Any], error_of: ErrorOf, call: str, parameters: dict[str, str], code: str
) -> None:
    """Fails if the session reaches a user, or takes a password."""
    assert error_of(getattr(client(key="ASIAROOT111122223333"), call), **parameters)[0] == code
