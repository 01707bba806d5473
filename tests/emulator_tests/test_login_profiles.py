# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The four calls on an IAM user's login profile, and what moto gets wrong about them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from client import Emulator

ErrorOf = Callable[..., tuple[str, int, str]]
FIRST, SECOND = "First-Passw0rd", "Second-Passw0rd"
NASTY = (
    "  Lead1ng and trailing  ",
    "Tab1\tand\r\nlines",
    "A&b=c+d%20e;f#1",
    "Grüße-ÿ-\u00a0-1A",
    "\"Quotes' <&> \\1",
    "%C3%A9-As-typed-1",
    "Aa1" + "ÿ" * 125,
)


def test_an_existing_password_is_not_created_again(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if a second create replaces the password, or the error is not IAM's."""
    alice.create_login_profile(UserName="alice", Password=FIRST)
    error = error_of(alice.create_login_profile, UserName="alice", Password=SECOND)
    assert error == ("EntityAlreadyExists", 409, "Login Profile for user alice already exists.")
    assert emulator.passwords() == {"alice": FIRST}


@pytest.mark.parametrize("call", ["get_login_profile", "update_login_profile", "delete_login_profile"])
def test_no_password_and_no_user_differ_in_the_message(alice: Any, error_of: ErrorOf, call: str) -> None:
    """Fails if the layer leaves the backends' own wording, or one message for both."""
    missing = error_of(getattr(alice, call), UserName="alice")
    assert missing == ("NoSuchEntity", 404, "Login Profile for User alice cannot be found.")
    missing = error_of(getattr(alice, call), UserName="bob")
    assert missing == ("NoSuchEntity", 404, "The user with name bob cannot be found.")


def test_create_needs_a_user(iam: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if a create for nobody succeeds, or its error is not IAM's."""
    error = error_of(iam.create_login_profile, UserName="bob", Password=FIRST)
    assert error == ("NoSuchEntity", 404, "The user with name bob cannot be found.")
    assert emulator.passwords() == {}


@pytest.mark.parametrize("flag", [True, False])
def test_the_flag_is_kept_from_create_on(alice: Any, flag: bool) -> None:
    """Fails on bare moto, which drops PasswordResetRequired at create."""
    created = alice.create_login_profile(UserName="alice", Password=FIRST, PasswordResetRequired=flag)
    assert created["LoginProfile"]["PasswordResetRequired"] is flag
    assert alice.get_login_profile(UserName="alice")["LoginProfile"] == created["LoginProfile"]


def test_the_date_is_the_passwords_and_stays_at_an_update(alice: Any) -> None:
    """Fails on bare moto, which gives the user's date, and if an update moves the date."""
    alice.create_user(UserName="bob")
    alice.create_login_profile(UserName="bob", Password=FIRST)
    before = alice.get_login_profile(UserName="bob")["LoginProfile"]["CreateDate"]
    time.sleep(1.1)  # the dates are whole seconds
    created = alice.create_login_profile(UserName="alice", Password=FIRST)["LoginProfile"]["CreateDate"]
    assert created > before
    assert created > alice.get_user(UserName="alice")["User"]["CreateDate"]
    alice.update_login_profile(UserName="bob", Password=SECOND)
    assert alice.get_login_profile(UserName="bob")["LoginProfile"]["CreateDate"] == before


def test_an_update_of_the_flag_keeps_the_password(alice: Any, emulator: Emulator) -> None:
    """Fails on bare moto, which deletes the profile."""
    alice.create_login_profile(UserName="alice", Password=FIRST)
    for flag in (True, False):
        alice.update_login_profile(UserName="alice", PasswordResetRequired=flag)
        assert alice.get_login_profile(UserName="alice")["LoginProfile"]["PasswordResetRequired"] is flag
    assert emulator.passwords() == {"alice": FIRST}


def test_an_update_of_the_password_keeps_the_flag(alice: Any, emulator: Emulator) -> None:
    """Fails on bare moto, whose Get then has no flag."""
    alice.create_login_profile(UserName="alice", Password=FIRST, PasswordResetRequired=True)
    alice.update_login_profile(UserName="alice", Password=SECOND)
    assert alice.get_login_profile(UserName="alice")["LoginProfile"]["PasswordResetRequired"] is True
    assert emulator.passwords() == {"alice": SECOND}


def test_a_deleted_password_has_gone_and_can_come_again(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if anything of the deleted profile stays."""
    alice.create_login_profile(UserName="alice", Password=FIRST, PasswordResetRequired=True)
    alice.delete_login_profile(UserName="alice")
    assert error_of(alice.get_login_profile, UserName="alice")[0] == "NoSuchEntity"
    assert emulator.passwords() == {}
    alice.create_login_profile(UserName="alice", Password=SECOND)
    assert alice.get_login_profile(UserName="alice")["LoginProfile"]["PasswordResetRequired"] is False


def test_passwords_arrive_byte_for_byte(alice: Any, emulator: Emulator) -> None:
    """Fails if the form is decoded in any other way than botocore encodes it: blanks, plus signs, percent, Latin-1."""
    alice.create_login_profile(UserName="alice", Password=FIRST)
    for password in NASTY:
        alice.update_login_profile(UserName="alice", Password=password)
        assert emulator.passwords() == {"alice": password}
