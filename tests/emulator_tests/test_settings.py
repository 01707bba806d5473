# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings: how slow the emulated AWS is, how many calls it takes, and when a change shows."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from client import Emulator, EmulatorError

ErrorOf = Callable[..., tuple[str, int, str]]
FIRST, SECOND = "First-Passw0rd", "Second-Passw0rd"


def create(iam: Any, name: str = "alice") -> Any:
    """Create a login profile."""
    return iam.create_login_profile(UserName=name, Password=FIRST)


@pytest.mark.parametrize("setting", [{"latencies": 1}, {"latency": -1}, {"latency": None}, {"rate_limit": "fast"}])
def test_what_is_no_setting_is_refused(emulator: Emulator, setting: dict[str, Any]) -> None:
    """Fails if a misspelt setting is taken and then does nothing."""
    with pytest.raises(EmulatorError, match=r"HTTP 400: .*setting"):
        emulator.settings(**setting)


def test_latency_holds_for_every_call(alice: Any, emulator: Emulator) -> None:
    """Fails if the latency is not waited, or calls wait for one another."""
    emulator.settings(latency=0.2)
    started = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: alice.get_user(UserName="alice"), range(4)))
    assert 0.2 <= time.monotonic() - started < 0.7


def test_above_the_rate_calls_are_throttled(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the limit is not kept, or does not end after a second or when it is lifted."""
    emulator.settings(rate_limit=2)
    for _time in range(2):
        alice.get_user(UserName="alice")
    assert error_of(alice.get_user, UserName="alice") == ("Throttling", 400, "Rate exceeded")
    time.sleep(1.0)
    alice.get_user(UserName="alice")
    emulator.settings(rate_limit=None)
    for _time in range(5):
        alice.get_user(UserName="alice")


def test_a_created_profile_is_visible_later(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if Get sees a profile at once, or never."""
    emulator.settings(create_visible_after=0.5)
    create(alice)
    assert error_of(alice.get_login_profile, UserName="alice")[:2] == ("NoSuchEntity", 404)
    time.sleep(0.5)
    alice.get_login_profile(UserName="alice")


def test_a_deleted_profile_is_visible_for_a_while(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if Get tells of the deletion at once, or never."""
    create(alice)
    before = alice.get_login_profile(UserName="alice")["LoginProfile"]
    emulator.settings(delete_visible_after=0.5)
    alice.delete_login_profile(UserName="alice")
    assert alice.get_login_profile(UserName="alice")["LoginProfile"] == before
    time.sleep(0.5)
    assert error_of(alice.get_login_profile, UserName="alice")[:2] == ("NoSuchEntity", 404)


def test_a_new_profile_ends_the_sight_of_the_deleted_one(alice: Any, emulator: Emulator) -> None:
    """Fails if Get tells of the old profile although there is a new one."""
    emulator.settings(delete_visible_after=60)
    create(alice)
    alice.delete_login_profile(UserName="alice")
    alice.create_login_profile(UserName="alice", Password=SECOND, PasswordResetRequired=True)
    assert alice.get_login_profile(UserName="alice")["LoginProfile"]["PasswordResetRequired"] is True


def test_a_created_profile_is_unmodifiable_for_a_while(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if Update or Delete pass at once, or never."""
    emulator.settings(unmodifiable_after_create=0.5)
    create(alice)
    unmodifiable = ("EntityTemporarilyUnmodifiable", 409)
    assert error_of(alice.update_login_profile, UserName="alice", Password=SECOND)[:2] == unmodifiable
    assert error_of(alice.delete_login_profile, UserName="alice")[:2] == unmodifiable
    time.sleep(0.5)
    alice.update_login_profile(UserName="alice", Password=SECOND)
    alice.delete_login_profile(UserName="alice")


def test_concurrent_writes_are_all_answered(iam: Any, emulator: Emulator) -> None:
    """Fails if a write is lost, or mixed up with that of another user."""
    names = [f"user-{number}" for number in range(24)]

    def write(name: str) -> None:
        iam.create_user(UserName=name)
        create(iam, name)
        iam.update_login_profile(UserName=name, PasswordResetRequired=True)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, names))
    assert emulator.passwords() == dict.fromkeys(names, FIRST)
