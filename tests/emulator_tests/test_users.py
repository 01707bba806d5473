# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules about users themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from client import Emulator

ErrorOf = Callable[..., tuple[str, int, str]]
PASSWORD = "Passw0rd-1"


def test_a_user_with_a_password_is_not_deleted(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails on either backend alone: both delete the user, and one of them keeps the profile."""
    alice.create_login_profile(UserName="alice", Password=PASSWORD)
    error = error_of(alice.delete_user, UserName="alice")
    assert error == ("DeleteConflict", 409, "Cannot delete entity, must delete login profile first.")
    alice.delete_login_profile(UserName="alice")
    alice.delete_user(UserName="alice")
    assert error_of(alice.get_user, UserName="alice")[:2] == ("NoSuchEntity", 404)


def test_a_user_of_the_same_name_starts_anew(alice: Any) -> None:
    """Fails if the passwords of a deleted user count for the next one of that name."""
    alice.update_account_password_policy(PasswordReusePrevention=5)
    for _time in range(2):
        alice.create_login_profile(UserName="alice", Password=PASSWORD)
        alice.delete_login_profile(UserName="alice")
        alice.delete_user(UserName="alice")
        alice.create_user(UserName="alice")


def test_names_are_unique_without_regard_to_case(alice: Any, error_of: ErrorOf) -> None:
    """Fails on either backend alone."""
    assert error_of(alice.create_user, UserName="ALICE")[:2] == ("EntityAlreadyExists", 409)
    alice.delete_user(UserName="alice")
    alice.create_user(UserName="ALICE")


@pytest.mark.parametrize("emulator", ["moto"], indirect=True)
def test_a_password_follows_its_renamed_user(alice: Any, emulator: Emulator) -> None:
    """Fails if what the layer remembers stays with the old name; ministack has no UpdateUser."""
    key = alice.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    alice.create_login_profile(UserName="alice", Password=PASSWORD, PasswordResetRequired=True)
    alice.update_user(UserName="alice", NewUserName="bob")
    profile = alice.get_login_profile(UserName="bob")["LoginProfile"]
    assert (profile["UserName"], profile["PasswordResetRequired"]) == ("bob", True)
    assert emulator.passwords() == {"bob": PASSWORD}
    assert alice.get_access_key_last_used(AccessKeyId=key)["UserName"] in {"alice", "bob"}


def test_users_come_in_pages(iam: Any) -> None:
    """Fails on either backend alone, and if a page is wrong in size, repeats or loses a user."""
    names = [f"user-{number:03}" for number in range(103)]
    for name in reversed(names):
        iam.create_user(UserName=name)
    first = iam.list_users()
    assert (len(first["Users"]), first["IsTruncated"]) == (100, True)
    rest = iam.list_users(Marker=first["Marker"])
    assert (len(rest["Users"]), rest["IsTruncated"], "Marker" in rest) == (3, False, False)
    assert [user["UserName"] for user in first["Users"] + rest["Users"]] == names
    pages = list(iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 20}))
    assert [len(page["Users"]) for page in pages] == [20, 20, 20, 20, 20, 3]
    assert len(iam.list_users(MaxItems=103)["Users"]) == 103


def test_pages_survive_the_deletion_of_the_marked_user(iam: Any) -> None:
    """Fails if the marker is a position, or the user that it names has to exist."""
    for name in "abcd":
        iam.create_user(UserName=name)
    first = iam.list_users(MaxItems=2)
    iam.delete_user(UserName="b")
    assert [user["UserName"] for user in iam.list_users(Marker=first["Marker"])["Users"]] == ["c", "d"]


def test_the_list_of_users_has_no_tags_and_keeps_the_path(iam: Any, error_of: ErrorOf) -> None:
    """Fails if ListUsers tells what AWS does not, forgets PathPrefix, or takes any marker."""
    iam.create_user(UserName="a", Path="/x/", Tags=[{"Key": "k", "Value": "v"}])
    iam.create_user(UserName="b", Path="/y/")
    (user,) = iam.list_users(PathPrefix="/x/")["Users"]
    assert (user["UserName"], user["Path"], "Tags" in user) == ("a", "/x/", False)
    assert iam.get_user(UserName="a")["User"]["Tags"] == [{"Key": "k", "Value": "v"}]
    assert error_of(iam.list_users, Marker="!!!!")[:2] == ("ValidationError", 400)
