# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task can be asked to do: the columns of the matrix. Each begins in an account of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import pysequoia

USER, ROSTER, INFO = "iam_login_profile", "iam_login_profile_roster", "iam_login_profile_info"
ALICE, BOB, CAROL, DAVE, LEAVER, BYSTANDER = "alice", "bob", "carol", "dave", "leaver", "bystander"
ROOT = ":root"
"""Stands for the root user of the account; no IAM user has a colon."""

GIVEN = {name: f"Given-{number}-Canary-Passw0rd" for number, name in enumerate((ALICE, BOB, CAROL, DAVE), 1)}
BEFORE, OTHER = "Before-Canary-Passw0rd", "Other-Canary-Passw0rd"
GENERATED = "(generated)"
TAG = "identity.aws/password-version"


@cache
def reader() -> Any:
    """Return the key of whoever is to read generated passwords. Made once in each process."""
    return pysequoia.Tsk.generate("reader@example.com")


@lru_cache(maxsize=64)
def decrypted(message: str) -> str:
    """Return what the reader reads."""
    plain = pysequoia.decrypt(message.encode(), reader().decryptor()).bytes
    assert plain is not None
    return plain.decode()


@dataclass(frozen=True)
class ProfileState:
    """A user's password, flag and recorded version, as the emulated AWS has them; no password: no login profile."""

    password: str | None = None
    reset: bool = False
    version: str | None = None


WITH = ProfileState(BEFORE)


@dataclass(frozen=True)
class Asked:
    """What a task asks for one user. A password of None: whichever it is."""

    user: str
    present: bool = True
    password: str | None = None
    reset: bool | None = None
    version: str | None = None


@dataclass(frozen=True)
class Scenario:
    """One column: what is there before, what the task is given, and what that asks for."""

    name: str
    group: str
    options: Mapping[str, Any]
    before: Mapping[str, ProfileState]
    asked: tuple[Asked, ...]
    module: str = USER
    caller: str | None = None
    root: bool | None = None
    """Whether the root user has a password; None where it is not about one."""

    whole_only: bool = False
    """Whether CI leaves it out."""

    thinned_to: frozenset[str | None] | None = None
    """Whose calls CI puts faults into, where not everybody's; None among them: those about nobody."""

    check_whole_only: bool = False
    """Whether CI leaves it out in check mode, where it makes the same calls as another."""

    delivers: bool = False
    """Whether generated passwords go into a file as well; the option is added where the file is made."""

    @property
    def waits(self) -> bool:
        """Say whether the task looks until AWS shows what was done."""
        return bool(self.options.get("wait", True))

    def task(self) -> dict[str, Any]:
        """Return the options, with a key for generated passwords."""
        options = _with_key(dict(self.options))
        if "profiles" in options:
            options["profiles"] = [_with_key(dict(profile)) for profile in options["profiles"]]
        return options


def _with_key(options: dict[str, Any]) -> dict[str, Any]:
    if options.get("generate_password"):
        options["pgp_key"] = str(reader().extract_certificate())
    return options


_GENERATE = {"generate_password": True}
_ABSENT = {"state": "absent"}
_ALWAYS = {"update_password": "always"}
_ROSTER = [
    {"user_name": ALICE, **_GENERATE, "password_reset_required": True},
    {"user_name": BOB, "password": GIVEN[BOB], **_ALWAYS, "password_version": "2"},
    {"user_name": CAROL, **_ABSENT},
]
_ROSTER_BEFORE = {ALICE: ProfileState(), BOB: ProfileState(BEFORE, version="1"), CAROL: WITH}
_ROSTER_ASKED = (
    Asked(ALICE, password=GENERATED, reset=True),
    Asked(BOB, password=GIVEN[BOB], version="2"),
    Asked(CAROL, present=False),
)

_IN_A_FILE = [
    {"user_name": ALICE, **_GENERATE, "password_reset_required": True},
    {"user_name": BOB, **_GENERATE, **_ALWAYS, "password_version": "2"},
    {"user_name": CAROL, "password": GIVEN[CAROL]},
]

DEEDS = (
    Scenario(
        "create, given password",
        "create",
        {"user_name": ALICE, "password": GIVEN[ALICE]},
        {ALICE: ProfileState()},
        (Asked(ALICE, password=GIVEN[ALICE], reset=False),),
    ),
    Scenario(
        "create, generated password",
        "create",
        {"user_name": ALICE, **_GENERATE, "password_reset_required": True},
        {ALICE: ProfileState()},
        (Asked(ALICE, password=GENERATED, reset=True),),
        check_whole_only=True,
    ),
    Scenario(
        "create, for the caller",
        "create",
        {"caller": True, "password": GIVEN[ALICE]},
        {ALICE: ProfileState()},
        (Asked(ALICE, password=GIVEN[ALICE], reset=False),),
        caller=ALICE,
        check_whole_only=True,
    ),
    Scenario(
        "create, and record a version",
        "create",
        {"user_name": ALICE, "password": GIVEN[ALICE], "password_version": "1"},
        {ALICE: ProfileState()},
        (Asked(ALICE, password=GIVEN[ALICE], version="1"),),
        check_whole_only=True,
    ),
    Scenario(
        "update the password",
        "update",
        {"user_name": ALICE, "password": GIVEN[ALICE], **_ALWAYS},
        {ALICE: ProfileState(BEFORE, reset=True)},
        (Asked(ALICE, password=GIVEN[ALICE], reset=True),),
        check_whole_only=True,
    ),
    Scenario(
        "update the flag",
        "update",
        {"user_name": ALICE, "password_reset_required": True, **_ALWAYS},
        {ALICE: WITH},
        (Asked(ALICE, reset=True),),
        check_whole_only=True,
    ),
    Scenario(
        "rotate by password_version",
        "rotate",
        {"user_name": ALICE, **_GENERATE, **_ALWAYS, "password_version": "2"},
        {ALICE: ProfileState(BEFORE, version="1")},
        (Asked(ALICE, password=GENERATED, version="2"),),
        check_whole_only=True,
    ),
    Scenario("delete", "delete", {"user_name": ALICE, **_ABSENT}, {ALICE: WITH}, (Asked(ALICE, present=False),)),
    Scenario(
        "delete, and forget the version",
        "delete",
        {"user_name": ALICE, **_ABSENT, "password_version": "1"},
        {ALICE: ProfileState(BEFORE, version="1")},
        (Asked(ALICE, present=False),),
    ),
    Scenario(
        "create, not waiting",
        "create",
        {"user_name": ALICE, **_GENERATE, "wait": False},
        {ALICE: ProfileState()},
        (Asked(ALICE, password=GENERATED, reset=False),),
        whole_only=True,
    ),
    Scenario(
        "update, not waiting",
        "update",
        {"user_name": ALICE, "password": GIVEN[ALICE], **_ALWAYS, "wait": False},
        {ALICE: ProfileState(BEFORE, reset=True)},
        (Asked(ALICE, password=GIVEN[ALICE], reset=True),),
        whole_only=True,
    ),
    Scenario(
        "delete, not waiting",
        "delete",
        {"user_name": ALICE, **_ABSENT, "wait": False},
        {ALICE: WITH},
        (Asked(ALICE, present=False),),
        whole_only=True,
    ),
    Scenario(
        "absent already",
        "nothing",
        {"user_name": ALICE, **_ABSENT},
        {ALICE: ProfileState()},
        (Asked(ALICE, present=False),),
    ),
    Scenario(
        "present already", "nothing", {"user_name": ALICE, "password": GIVEN[ALICE]}, {ALICE: WITH}, (Asked(ALICE),)
    ),
    Scenario("root user: allow recovery", "root user", {}, {}, (Asked(ROOT),), root=False, check_whole_only=True),
    Scenario("root user: delete", "root user", _ABSENT, {}, (Asked(ROOT, present=False),), root=True),
    Scenario(
        "roster",
        "roster",
        {"profiles": _ROSTER, "concurrency": 1},
        _ROSTER_BEFORE,
        _ROSTER_ASKED,
        module=ROSTER,
        thinned_to=frozenset({BOB, None}),
    ),
    Scenario(
        "roster, side by side",
        "roster",
        {"profiles": _ROSTER, "concurrency": 3},
        _ROSTER_BEFORE,
        _ROSTER_ASKED,
        module=ROSTER,
        whole_only=True,
    ),
    Scenario(
        "roster, stopping at the first failure",
        "roster",
        {
            "profiles": [*_ROSTER, {"user_name": DAVE, "password": GIVEN[DAVE]}],
            "concurrency": 1,
            "stop_on_failure": True,
        },
        {**_ROSTER_BEFORE, DAVE: ProfileState()},
        (*_ROSTER_ASKED, Asked(DAVE, password=GIVEN[DAVE], reset=False)),
        module=ROSTER,
        whole_only=True,
    ),
    Scenario(
        "roster, delivered into a file",
        "roster",
        {"profiles": _IN_A_FILE, "concurrency": 1},
        {ALICE: ProfileState(), BOB: ProfileState(BEFORE, version="1"), CAROL: ProfileState()},
        (
            Asked(ALICE, password=GENERATED, reset=True),
            Asked(BOB, password=GENERATED, version="2"),
            Asked(CAROL, password=GIVEN[CAROL], reset=False),
        ),
        module=ROSTER,
        whole_only=True,
        delivers=True,
    ),
    Scenario(
        "roster with purge",
        "purge",
        {
            "profiles": [{"user_name": ALICE, "password": GIVEN[ALICE]}, {"user_name": DAVE, "password": GIVEN[DAVE]}],
            "concurrency": 1,
            "purge": True,
            "purge_exclude": [BYSTANDER],
        },
        {ALICE: WITH, DAVE: ProfileState(), LEAVER: WITH},
        (Asked(ALICE), Asked(DAVE, password=GIVEN[DAVE], reset=False), Asked(LEAVER, present=False)),
        module=ROSTER,
        thinned_to=frozenset({DAVE, LEAVER, None}),
    ),
    Scenario(
        "audit with the credential report",
        "audit",
        {"credential_report": True, "concurrency": 1},
        {ALICE: WITH, BOB: ProfileState()},
        (),
        module=INFO,
        thinned_to=frozenset({ALICE, None}),
        check_whole_only=True,
    ),
)
BY_NAME = {deed.name: deed for deed in DEEDS}
GROUPS = tuple(dict.fromkeys(deed.group for deed in DEEDS))
