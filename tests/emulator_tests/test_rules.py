# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What IAM refuses by the request alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import rules
from client import Emulator

GOOD = "Str0ng-password"
ErrorOf = Callable[..., tuple[str, int, str]]


@pytest.mark.parametrize("name", ["a", "a" * 64, "A.b_c+d=e,f@g-h"])
def test_good_names_pass(name: str) -> None:
    """Fails if the pattern or the length is narrower than userNameType."""
    assert rules.malformed("CreateLoginProfile", {"UserName": name}) is None


@pytest.mark.parametrize("name", ["", "a" * 65, "a b", "é", "a\n", "a/b", "a:b"])
def test_bad_names_are_refused(name: str) -> None:
    """Fails if the pattern takes Unicode letters or a trailing line feed, or lengths are not checked."""
    error = rules.malformed("GetLoginProfile", {"UserName": name})
    assert error is not None
    assert (error.status, error.code) == (400, "ValidationError")


def test_other_calls_take_128_characters() -> None:
    """Fails if existingUserNameType is taken for userNameType, or the other way round."""
    assert rules.malformed("GetUser", {"UserName": "a" * 128}) is None
    assert rules.malformed("GetUser", {"UserName": "a" * 129})
    assert rules.malformed("CreateUser", {"UserName": "a" * 65})


@pytest.mark.parametrize("password", ["", "x" * 129, "Grüße-\u0100", "nul\0", "escape\x1b", "\U0001f511" * 8])
def test_bad_passwords_are_refused_without_being_told(password: str) -> None:
    """Fails if passwordType is not checked, or the message repeats the password."""
    error = rules.malformed("UpdateLoginProfile", {"UserName": "alice", "Password": password})
    assert error is not None
    assert error.code == "ValidationError"
    assert not password or password not in error.message


@pytest.mark.parametrize("password", ["x", "x" * 128, "\t\n\r ~\u00a0ÿ", "\x7f\x80"])
def test_good_passwords_pass(password: str) -> None:
    """Fails if the pattern is narrower than the range of passwordType."""
    assert rules.malformed("CreateLoginProfile", {"UserName": "alice", "Password": password}) is None


@pytest.mark.parametrize(("value", "good"), [("1", True), ("1000", True), ("0", False), ("1001", False), ("x", False)])
def test_max_items(value: str, good: bool) -> None:
    """Fails if maxItemsType's range is wrong, or a value that is no number gets through."""
    assert (rules.malformed("ListUsers", {"MaxItems": value}) is None) is good


def test_every_problem_is_counted() -> None:
    """Fails if only the first problem of a request is told."""
    error = rules.malformed("CreateLoginProfile", {"UserName": "a b", "Password": ""})
    assert error is not None
    assert error.message.startswith("2 validation errors detected: ")


CASES: list[tuple[str, Mapping[str, str]]] = [
    ("create_login_profile", {"UserName": "é", "Password": GOOD}),
    ("create_login_profile", {"UserName": "alice", "Password": "x" * 129}),
    ("create_login_profile", {"UserName": "alice"}),
    ("update_login_profile", {"Password": GOOD}),
    ("update_login_profile", {"UserName": "alice", "Password": "\u0100"}),
    ("get_login_profile", {"UserName": "a" * 65}),
    ("delete_login_profile", {"UserName": ""}),
    ("create_user", {"UserName": "a b"}),
    ("update_user", {"UserName": "alice", "NewUserName": "a" * 65}),
]


@pytest.mark.parametrize(("call", "parameters"), CASES)
def test_refused_before_the_backend(
    alice: Any, emulator: Emulator, error_of: ErrorOf, call: str, parameters: Mapping[str, str]
) -> None:
    """Fails if the layer does not ask the rules, or a refused call leaves a password behind."""
    code, status, message = error_of(getattr(alice, call), **parameters)
    assert (code, status) == ("ValidationError", 400)
    assert "validation error" in message
    assert emulator.passwords() == {}
