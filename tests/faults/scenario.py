# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A scenario: the initial state, the options of a task, and the expected result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import pysequoia

USER, ROSTER, INFO = "iam_login_profile", "iam_login_profile_roster", "iam_login_profile_info"
OWN = "iam_own_password"
ALICE, BOB, CAROL, DAVE, LEAVER, BYSTANDER = "alice", "bob", "carol", "dave", "leaver", "bystander"
ROOT = ":root"
"""Stands for the root user of the account; no IAM user has a colon."""

GIVEN = {name: f"Given-{number}-Canary-Passw0rd" for number, name in enumerate((ALICE, BOB, CAROL, DAVE), 1)}
BEFORE, OTHER = "Before-Canary-Passw0rd", "Other-Canary-Passw0rd"
GENERATED = "(generated)"
TAG = "identity.aws/password-version"


@cache
def reader() -> Any:
    """Return the key of the reader of generated passwords. Made once in each process."""
    return pysequoia.Tsk.generate("reader@example.com")


@lru_cache(maxsize=64)
def decrypted(message: str) -> str:
    """Return the decrypted message."""
    plain = pysequoia.decrypt(message.encode(), reader().decryptor()).bytes
    assert plain is not None
    return plain.decode()


@dataclass(frozen=True)
class SecretState:
    """A secret of Secrets Manager: passwords with their labels, both sorted. A version without a label is omitted."""

    labels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    deleted: bool = False

    def has(self, label: str) -> str | None:
        """Return the password with a label."""
        return next((password for password, labels in self.labels if label in labels), None)


@dataclass(frozen=True)
class ProfileState:
    """A user's password, flag, recorded version and session duration, as in the emulated AWS.

    No password: no login profile. ``sessions`` are the active sign-in sessions, ``secret`` is the secret of the user.
    """

    password: str | None = None
    reset: bool = False
    version: str | None = None
    session: int | None = None
    sessions: int = 0
    secret: SecretState | None = None


NONE, WITH = ProfileState(), ProfileState(BEFORE)


@dataclass(frozen=True)
class Expected:
    """The expected state of one user. A password of None: any. ``revoked``: no session is active.

    ``stored``: the secret has the password, or the secret of an absent user is deleted.
    """

    user: str
    present: bool = True
    password: str | None = None
    reset: bool | None = None
    version: str | None = None
    session: int | None = None
    revoked: bool = False
    stored: bool = False


@dataclass(frozen=True)
class Scenario:
    """One column: the initial state, the options of the task, and the expected result."""

    name: str
    group: str
    options: Mapping[str, Any]
    before: Mapping[str, ProfileState]
    expected: tuple[Expected, ...]
    module: str = USER
    caller: str | None = None
    root: bool | None = None
    """Whether the root user has a password; None if the scenario is not about one."""

    whole_only: bool = False
    """Whether CI omits it."""

    thinned_to: frozenset[str | None] | None = None
    """The users whose calls CI injects faults into, by default all. None: calls without a user."""

    check_whole_only: bool = False
    """Whether CI omits it in check mode, because its calls equal another's."""

    delivers: bool = False
    """Whether generated passwords are also written to a file; the option is added when the file is created."""

    @property
    def has_sessions(self) -> bool:
        """Return whether a user has an active session initially."""
        return any(state.sessions for state in self.before.values())

    @property
    def has_secrets(self) -> bool:
        """Return whether a user has a secret, initially or at the end."""
        return any(expected.stored for expected in self.expected)

    @property
    def waits(self) -> bool:
        """Return whether the task waits until AWS shows the change."""
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
