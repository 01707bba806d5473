# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands in a credential report: its columns, the root user's row, and each user's."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from client import Emulator

HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
    "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)
NO_KEYS = "false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
PASSWORD = "Passw0rd-1"
SIGNED_IN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone.utc)


def content(iam: Any) -> str:
    """Have a report made and return it."""
    iam.generate_credential_report()
    text: str = iam.get_credential_report()["Content"].decode()
    return text


def row(iam: Any, user: str) -> dict[str, str]:
    """Have a report made and return one user's row."""
    (found,) = [each for each in csv.DictReader(content(iam).splitlines()) if each["user"] == user]
    return found


def moment(text: str) -> datetime:
    """Read a date of the report, which must be in AWS's form."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


def test_the_whole_report(iam: Any) -> None:
    """Fails if a column is missing or misplaced, a value differs, or the rows are in another order or end otherwise."""
    iam.create_user(UserName="Bob")
    iam.create_user(UserName="alice", Path="/staff/")
    created = [
        iam.get_user(UserName=name)["User"]["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ") for name in ("alice", "Bob")
    ]
    assert content(iam).split("\n") == [
        HEADER,
        "<root_account>,arn:aws:iam::123456789012:root,2020-01-01T00:00:00Z,false,N/A,N/A,not_supported,false,"
        + NO_KEYS,
        f"alice,arn:aws:iam::123456789012:user/staff/alice,{created[0]},false,N/A,N/A,N/A,false,{NO_KEYS}",
        f"Bob,arn:aws:iam::123456789012:user/Bob,{created[1]},false,N/A,N/A,N/A,false,{NO_KEYS}",
    ]


def test_commas_do_not_shift_columns(iam: Any) -> None:
    """Fails if a name or path with a comma or a quotation mark is written as the backends do, which quote nothing."""
    iam.create_user(UserName="a,b", Path='/x,arn:"y/')
    found = row(iam, "a,b")
    assert found["arn"] == 'arn:aws:iam::123456789012:user/x,arn:"y/a,b'
    assert (found["password_enabled"], found["cert_2_last_rotated"]) == ("false", "N/A")


def test_a_password_that_was_never_used(alice: Any) -> None:
    """Fails on either backend alone: one knows no date, the other says not_supported for the rotation."""
    created = alice.create_login_profile(UserName="alice", Password=PASSWORD)["LoginProfile"]["CreateDate"]
    found = row(alice, "alice")
    assert (found["password_enabled"], found["password_last_used"]) == ("true", "no_information")
    assert (moment(found["password_last_changed"]), found["password_next_rotation"]) == (created, "N/A")


def test_the_passwords_last_change_is_its_own(alice: Any, emulator: Emulator) -> None:
    """Fails on bare moto, which takes the user's creation, and if an update of the flag alone counts as a change."""
    alice.create_login_profile(UserName="alice", Password=PASSWORD)
    alice.create_user(UserName="bob")
    created = alice.create_login_profile(UserName="bob", Password=PASSWORD)["LoginProfile"]["CreateDate"]
    time.sleep(1.1)  # the dates are whole seconds
    alice.update_login_profile(UserName="alice", Password=PASSWORD + "x")
    alice.update_login_profile(UserName="bob", PasswordResetRequired=True)
    changed = moment(row(alice, "alice")["password_last_changed"])
    assert changed > alice.get_login_profile(UserName="alice")["LoginProfile"]["CreateDate"]
    assert changed > alice.get_user(UserName="alice")["User"]["CreateDate"]
    assert moment(row(alice, "bob")["password_last_changed"]) == created


@pytest.mark.parametrize("days", [1, 90])
def test_the_rotation_follows_the_policy(alice: Any, days: int) -> None:
    """Fails if MaxPasswordAge is not read, or does not count from the last change in days."""
    alice.update_account_password_policy(MaxPasswordAge=days)
    alice.create_login_profile(UserName="alice", Password=PASSWORD)
    alice.create_user(UserName="bob")
    found = row(alice, "alice")
    assert moment(found["password_next_rotation"]) - moment(found["password_last_changed"]) == timedelta(days=days)
    assert row(alice, "bob")["password_next_rotation"] == "N/A"


def test_a_policy_without_an_age_asks_for_no_rotation(alice: Any) -> None:
    """Fails if moto's MaxPasswordAge of 0 is taken for an age."""
    alice.update_account_password_policy(MinimumPasswordLength=8)
    alice.create_login_profile(UserName="alice", Password=PASSWORD)
    assert row(alice, "alice")["password_next_rotation"] == "N/A"


def test_a_sign_in_shows_while_there_is_a_password(alice: Any, emulator: Emulator) -> None:
    """Fails if the sign-in is not in the report, or the report tells it of a user without a password."""
    alice.create_login_profile(UserName="alice", Password=PASSWORD)
    emulator.sign_in("alice", SIGNED_IN)
    assert row(alice, "alice")["password_last_used"] == "2026-03-04T05:06:07Z"
    alice.delete_login_profile(UserName="alice")
    emulator.age_credential_report()
    found = row(alice, "alice")
    assert (found["password_enabled"], found["password_last_used"]) == ("false", "N/A")
    assert (found["password_last_changed"], found["password_next_rotation"]) == ("N/A", "N/A")


def test_mfa_is_what_the_test_says(alice: Any, emulator: Emulator) -> None:
    """Fails if mfa_active does not follow the control, there and back."""
    emulator.mfa("alice")
    assert row(alice, "alice")["mfa_active"] == "true"
    emulator.mfa("alice", active=False)
    emulator.age_credential_report()
    assert row(alice, "alice")["mfa_active"] == "false"


def test_access_keys_show_with_their_state(alice: Any) -> None:
    """Fails if a key is left out, an inactive one counts as active, or its date is lost."""
    keys = [alice.create_access_key(UserName="alice")["AccessKey"] for _number in range(2)]
    alice.update_access_key(UserName="alice", AccessKeyId=keys[1]["AccessKeyId"], Status="Inactive")
    found = row(alice, "alice")
    assert (found["access_key_1_active"], found["access_key_2_active"]) == ("true", "false")
    for number, key in enumerate(keys, 1):
        assert moment(found[f"access_key_{number}_last_rotated"]) == key["CreateDate"].replace(microsecond=0)


def test_a_key_that_was_used_counts_as_unused_on_either_backend(alice: Any, client: Callable[..., Any]) -> None:
    """Fails on bare moto, which knows a date, and writes not_supported for the region and the service."""
    client(key=alice.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]).get_user()
    found = row(alice, "alice")
    assert {found[f"access_key_1_last_used_{what}"] for what in ("date", "region", "service")} == {"N/A"}


def test_the_root_user_has_a_password_once_it_is_allowed(
    iam: Any, client: Callable[..., Any], emulator: Emulator
) -> None:
    """Fails if the root user's row does not follow what a root session does, or takes another account's password."""
    client(key="ASIAROOT111122223333").create_login_profile()
    assert row(iam, "<root_account>")["password_enabled"] == "false"
    created = client(key="ASIAROOT123456789012").create_login_profile()["LoginProfile"]["CreateDate"]
    emulator.age_credential_report()
    found = row(iam, "<root_account>")
    assert (found["password_enabled"], found["password_last_used"]) == ("true", "no_information")
    assert (moment(found["password_last_changed"]), found["password_next_rotation"]) == (created, "not_supported")
