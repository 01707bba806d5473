# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The scenarios: the columns of the matrix. Each begins in a new account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scenario import (
    ALICE,
    BEFORE,
    BOB,
    BYSTANDER,
    CAROL,
    DAVE,
    GENERATED,
    GIVEN,
    INFO,
    LEAVER,
    NONE,
    OWN,
    ROOT,
    ROSTER,
    WITH,
    Expected,
    ProfileState,
    Scenario,
    SecretState,
)

_GENERATE = {"generate_password": True}
_ABSENT = {"state": "absent"}
_ALWAYS = {"update_password": "always"}
_VERSION_1 = ProfileState(BEFORE, version="1")
_PASSWORD = {"password": GIVEN[ALICE]}
_REVOKE = {"revoke_sessions": True}
_SECRET = {"secrets_manager": {"name": "console/{user_name}", "delete_when_absent": True}}
_STORED = ProfileState(BEFORE, version="1", secret=SecretState(((BEFORE, ("AWSCURRENT",)),)))


_Users = Mapping[str, tuple[Mapping[str, Any], ProfileState, Expected]]


def _user(
    name: str,
    group: str,
    options: Mapping[str, Any],
    before: ProfileState,
    *,
    caller: bool = False,
    whole_only: bool = False,
    check_whole_only: bool = False,
    **expected: Any,
) -> Scenario:
    """Return a scenario for alice. ``expected``: the fields of Expected, besides the user."""
    who = {"caller": True} if caller else {"user_name": ALICE}
    return Scenario(
        name,
        group,
        {**who, **options},
        {ALICE: before},
        (Expected(ALICE, **expected),),
        caller=ALICE if caller else None,
        whole_only=whole_only,
        check_whole_only=check_whole_only,
    )


def _roster(
    name: str,
    users: _Users,
    group: str = "roster",
    **more: Any,
) -> Scenario:
    """Return a scenario of the roster. ``users``: user -> profile, initial state, and expected state."""
    options = {"concurrency": 1, **more.pop("options", {})}
    profiles = [{"user_name": user, **profile} for user, (profile, _before, _expected) in users.items()]
    more.setdefault("whole_only", True)
    before = {user: state for user, (_profile, state, _expected) in users.items()} | more.pop("others", {})
    expected = (*(each for _profile, _before, each in users.values()), *more.pop("others_expected", ()))
    return Scenario(name, group, {"profiles": profiles, **options}, before, expected, module=ROSTER, **more)


_NEW = ({**_GENERATE, "password_reset_required": True}, NONE, Expected(ALICE, password=GENERATED, reset=True))
_DAVE = ({"password": GIVEN[DAVE]}, NONE, Expected(DAVE, password=GIVEN[DAVE], reset=False))
_USERS: _Users = {
    ALICE: _NEW,
    BOB: (
        {"password": GIVEN[BOB], **_ALWAYS, "password_version": "2"},
        _VERSION_1,
        Expected(BOB, password=GIVEN[BOB], version="2"),
    ),
    CAROL: (_ABSENT, WITH, Expected(CAROL, present=False)),
}
_DELIVERED: _Users = {
    ALICE: _NEW,
    BOB: (
        {**_GENERATE, **_ALWAYS, "password_version": "2"},
        _VERSION_1,
        Expected(BOB, password=GENERATED, version="2"),
    ),
    CAROL: ({"password": GIVEN[CAROL]}, NONE, Expected(CAROL, password=GIVEN[CAROL], reset=False)),
}
_ROTATE = {**_GENERATE, **_ALWAYS, "password_version": "2"}
_UPDATE = {**_PASSWORD, **_ALWAYS}
_CREATED: dict[str, Any] = {"password": GIVEN[ALICE], "reset": False}
_SEEN = ProfileState(BEFORE, reset=True)
_LIMITED = ProfileState(BEFORE, reset=True, session=7200)

SCENARIOS = (
    _user("create, given password", "create", _PASSWORD, NONE, **_CREATED),
    _user(
        "create, generated password",
        "create",
        {**_GENERATE, "password_reset_required": True},
        NONE,
        check_whole_only=True,
        password=GENERATED,
        reset=True,
    ),
    _user(
        "create, for the caller",
        "create",
        _GENERATE,
        NONE,
        caller=True,
        check_whole_only=True,
        password=GENERATED,
        reset=False,
    ),
    _user(
        "create, and record a version",
        "create",
        {**_PASSWORD, "password_version": "1"},
        NONE,
        check_whole_only=True,
        password=GIVEN[ALICE],
        version="1",
    ),
    _user("update the password", "update", _UPDATE, _SEEN, check_whole_only=True, password=GIVEN[ALICE], reset=True),
    _user(
        "update the flag",
        "update",
        {"password_reset_required": True, **_ALWAYS},
        WITH,
        check_whole_only=True,
        reset=True,
    ),
    _user(
        "set the duration alone",
        "update",
        {**_PASSWORD, "max_signin_session_duration": 3600},
        _LIMITED,
        check_whole_only=True,
        reset=True,
        session=3600,
    ),
    _user(
        "rotate by password_version",
        "rotate",
        _ROTATE,
        _VERSION_1,
        check_whole_only=True,
        password=GENERATED,
        version="2",
    ),
    _user("delete", "delete", _ABSENT, WITH, present=False),
    _user("delete, and forget the version", "delete", {**_ABSENT, "password_version": "1"}, _VERSION_1, present=False),
    _user(
        "create, not waiting",
        "create",
        {**_GENERATE, "wait": False},
        NONE,
        whole_only=True,
        password=GENERATED,
        reset=False,
    ),
    _user(
        "update, not waiting",
        "update",
        {**_UPDATE, "wait": False},
        _SEEN,
        whole_only=True,
        password=GIVEN[ALICE],
        reset=True,
    ),
    _user("delete, not waiting", "delete", {**_ABSENT, "wait": False}, WITH, whole_only=True, present=False),
    _user("absent already", "nothing", _ABSENT, NONE, present=False),
    _user("present already", "nothing", _PASSWORD, WITH),
    _user(
        "delete, and revoke sessions",
        "revoke",
        {**_ABSENT, **_REVOKE},
        ProfileState(BEFORE, sessions=2),
        present=False,
        revoked=True,
    ),
    _user(
        "rotate, and revoke sessions",
        "revoke",
        {**_UPDATE, **_REVOKE, "password_version": "2"},
        ProfileState(BEFORE, version="1", sessions=1),
        check_whole_only=True,
        password=GIVEN[ALICE],
        version="2",
        revoked=True,
    ),
    _user(
        "revoke sessions alone",
        "revoke",
        {**_ABSENT, **_REVOKE},
        ProfileState(sessions=1),
        check_whole_only=True,
        present=False,
        revoked=True,
    ),
    _user(
        "create, and store in a new secret",
        "secret",
        {**_GENERATE, **_SECRET},
        NONE,
        password=GENERATED,
        reset=False,
        stored=True,
    ),
    _user(
        "rotate, and store in a secret",
        "secret",
        {**_UPDATE, **_SECRET, "password_version": "2"},
        _STORED,
        check_whole_only=True,
        password=GIVEN[ALICE],
        version="2",
        stored=True,
    ),
    _user(
        "delete, and delete the secret",
        "secret",
        {**_ABSENT, **_SECRET},
        replace(_STORED, version=None),
        check_whole_only=True,
        present=False,
        stored=True,
    ),
    Scenario("root user: allow recovery", "root user", {}, {}, (Expected(ROOT),), root=False, check_whole_only=True),
    Scenario("root user: delete", "root user", _ABSENT, {}, (Expected(ROOT, present=False),), root=True),
    Scenario(
        "change the caller's password",
        "own password",
        {"old_password": BEFORE, "new_password": GIVEN[ALICE]},
        {ALICE: WITH},
        (Expected(ALICE, password=GIVEN[ALICE], reset=False),),
        module=OWN,
        caller=ALICE,
    ),
    _roster("roster", _USERS, whole_only=False, thinned_to=frozenset({BOB, None})),
    _roster("roster, concurrently", _USERS, options={"concurrency": 3}),
    _roster("roster, stopping at the first failure", {**_USERS, DAVE: _DAVE}, options={"stop_on_failure": True}),
    _roster("roster, delivered into a file", _DELIVERED, delivers=True),
    _roster(
        "roster with purge",
        {ALICE: (_PASSWORD, WITH, Expected(ALICE)), DAVE: _DAVE},
        group="purge",
        options={"purge": True, "purge_exclude": [BYSTANDER]},
        others={LEAVER: WITH},
        others_expected=(Expected(LEAVER, present=False),),
        whole_only=False,
        thinned_to=frozenset({DAVE, LEAVER, None}),
    ),
    _roster(
        "roster with purge, revoking sessions",
        {ALICE: (_PASSWORD, ProfileState(BEFORE, sessions=1), Expected(ALICE))},
        group="purge",
        options={"purge": True, "purge_exclude": [BYSTANDER], **_REVOKE},
        others={LEAVER: ProfileState(BEFORE, sessions=1)},
        others_expected=(Expected(LEAVER, present=False, revoked=True),),
        whole_only=False,
        check_whole_only=True,
        thinned_to=frozenset({LEAVER, None}),
    ),
    Scenario(
        "audit with the credential report",
        "audit",
        {"credential_report": True, "concurrency": 1},
        {ALICE: WITH, BOB: NONE},
        (),
        module=INFO,
        thinned_to=frozenset({ALICE, None}),
        check_whole_only=True,
    ),
    Scenario(
        "audit with the sign-in sessions",
        "audit",
        {"sessions": True, "sign_in_url": True, "concurrency": 1},
        {ALICE: ProfileState(BEFORE, sessions=2), BOB: NONE},
        (),
        module=INFO,
        thinned_to=frozenset({None}),
        check_whole_only=True,
    ),
)
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
GROUPS = tuple(dict.fromkeys(scenario.group for scenario in SCENARIOS))
