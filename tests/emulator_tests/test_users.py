# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules about users themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
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


def test_a_user_made_again_has_another_date(alice: Any, emulator: Emulator) -> None:
    """Fails if a date that a test sets is not shown everywhere, or goes to the next user of the name."""
    made = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    emulator.created("alice", made)
    alice.generate_credential_report()
    report = alice.get_credential_report()["Content"].decode()
    assert "2026-01-02T03:04:05Z" in report.splitlines()[-1]
    assert [user["CreateDate"] for user in alice.list_users()["Users"]] == [made]
    assert alice.get_user(UserName="alice")["User"]["CreateDate"] == made
    alice.delete_user(UserName="alice")
    alice.create_user(UserName="alice")
    (again,) = alice.list_users()["Users"]
    assert again["CreateDate"] == alice.get_user(UserName="alice")["User"]["CreateDate"] > made
    assert alice.get_credential_report()["Content"].decode() == report


def test_a_user_has_at_most_50_tags(alice: Any, error_of: ErrorOf) -> None:
    """Fails on either backend alone, or if a tag that is there, in whichever case, counts twice."""
    alice.tag_user(UserName="alice", Tags=[{"Key": f"tag-{number}", "Value": ""} for number in range(50)])
    one_more = {"UserName": "alice", "Tags": [{"Key": "one & more", "Value": ""}]}
    error = ("LimitExceeded", 409, "Cannot exceed quota for TagsPerUser: 50")
    assert error_of(alice.tag_user, **one_more) == error
    alice.tag_user(UserName="alice", Tags=[{"Key": "tag-7", "Value": "new"}])
    alice.untag_user(UserName="alice", TagKeys=["tag-7"])
    alice.tag_user(**one_more)
    assert error_of(alice.tag_user, UserName="nobody", Tags=[])[0] == "NoSuchEntity"


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
