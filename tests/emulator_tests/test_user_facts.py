# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sign-ins and MFA, which a test says: what the calls on users tell of them, and what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from client import Emulator, EmulatorError

PASSWORD = "Passw0rd-1"
SIGNED_IN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone.utc)


@pytest.fixture
def with_password(alice: Any) -> Any:
    """A client of IAM in an account with a user alice, who has a password."""
    alice.create_login_profile(UserName="alice", Password=PASSWORD)
    return alice


def last_used(iam: Any, name: str = "alice") -> tuple[object, object]:
    """Return what GetUser and ListUsers tell."""
    (listed,) = [user for user in iam.list_users()["Users"] if user["UserName"] == name]
    return iam.get_user(UserName=name)["User"].get("PasswordLastUsed"), listed.get("PasswordLastUsed")


def test_a_sign_in_shows_at_once(with_password: Any, emulator: Emulator) -> None:
    """Fails if GetUser or ListUsers does not tell of it, tells it of another user, or had a date before."""
    with_password.create_user(UserName="bob")
    assert last_used(with_password) == (None, None)
    emulator.sign_in("alice", SIGNED_IN)
    assert last_used(with_password) == (SIGNED_IN, SIGNED_IN)
    assert last_used(with_password, "bob") == (None, None)


def test_without_a_time_it_is_now(with_password: Any, emulator: Emulator) -> None:
    """Fails if the time that is left out is any other."""
    before = datetime.now(timezone.utc).replace(microsecond=0)
    emulator.sign_in("alice")
    at, _listed = last_used(with_password)
    assert isinstance(at, datetime)
    assert before <= at <= datetime.now(timezone.utc)


def test_a_sign_in_outlives_the_password_but_not_the_user(with_password: Any, emulator: Emulator) -> None:
    """Fails if the date goes with the password, or comes back with another user of the name."""
    emulator.sign_in("alice", SIGNED_IN)
    with_password.delete_login_profile(UserName="alice")
    assert last_used(with_password) == (SIGNED_IN, SIGNED_IN)
    with_password.delete_user(UserName="alice")
    with_password.create_user(UserName="alice")
    assert last_used(with_password) == (None, None)


def test_of_sign_ins_within_five_minutes_the_first_counts(with_password: Any, emulator: Emulator) -> None:
    """Fails if each use is recorded, or none after the first one."""
    emulator.sign_in("alice", SIGNED_IN)
    emulator.sign_in("alice", SIGNED_IN + timedelta(minutes=4, seconds=59))
    assert last_used(with_password) == (SIGNED_IN, SIGNED_IN)
    later = SIGNED_IN + timedelta(minutes=5)
    emulator.sign_in("alice", later)
    assert last_used(with_password) == (later, later)


@pytest.mark.parametrize("emulator", ["moto"], indirect=True)
def test_sign_in_and_mfa_follow_a_renamed_user(with_password: Any, emulator: Emulator) -> None:
    """Fails if they stay with the old name; ministack has no UpdateUser."""
    emulator.sign_in("alice", SIGNED_IN)
    emulator.mfa("alice")
    with_password.update_user(UserName="alice", NewUserName="bob")
    assert last_used(with_password, "bob") == (SIGNED_IN, SIGNED_IN)
    with_password.generate_credential_report()
    report = with_password.get_credential_report()["Content"].decode()
    assert report.splitlines()[-1].split(",")[7] == "true"


def test_mfa_goes_with_its_user(alice: Any, emulator: Emulator) -> None:
    """Fails if the next user of the name has MFA from the start."""
    emulator.mfa("alice")
    alice.delete_user(UserName="alice")
    alice.create_user(UserName="alice")
    alice.generate_credential_report()
    assert alice.get_credential_report()["Content"].decode().splitlines()[-1].split(",")[7] == "false"


def test_what_cannot_be_is_refused(alice: Any, emulator: Emulator) -> None:
    """Fails if a misspelt name or a value of another kind is taken and then does nothing."""
    for control in (emulator.sign_in, emulator.mfa):
        with pytest.raises(EmulatorError, match="No user bob was created in the account 123456789012"):
            control("bob")
    with pytest.raises(EmulatorError, match="No user alice was created in the account 111122223333"):
        emulator.mfa("alice", account="111122223333")
    with pytest.raises(EmulatorError, match="alice has no password to sign in with"):
        emulator.sign_in("alice")
    with pytest.raises(EmulatorError, match="names no time zone"):
        emulator.sign_in("alice", SIGNED_IN.replace(tzinfo=None))
    with pytest.raises(EmulatorError, match="true or false"):
        emulator._control("POST", "mfa", {"user_name": "alice", "active": "no", "account": None})
    with pytest.raises(EmulatorError, match="Needed is a JSON object"):
        emulator._control("POST", "mfa", {"user_name": "alice"})
