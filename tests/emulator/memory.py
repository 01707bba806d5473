# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the layer remembers because the backends do not: passwords, their dates, names and access keys."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from organization import Organization
from root_sessions import RootSession

Owner = tuple[str, str]
"""An account and the name of a user in it."""


@dataclass
class Profile:
    """A user's console password.

    ``created_at`` is a monotonic time, ``create_date`` what AWS shows, ``changed`` when the password was last set.
    """

    user_name: str
    password: str
    reset_required: bool
    create_date: str
    created_at: float
    changed: datetime


@dataclass(frozen=True)
class Deleted:
    """A profile that has gone, and when."""

    profile: Profile
    deleted_at: float


class Memory:
    """Everything remembered since the last reset."""

    def __init__(self) -> None:
        """Start empty."""
        self.profiles: dict[Owner, Profile] = {}
        self.deleted: dict[Owner, Deleted] = {}
        self.previous: defaultdict[Owner, list[str]] = defaultdict(list)
        self.user_names: dict[Owner, str] = {}  # account and name in lower case -> name as given
        self.key_owners: dict[str, Owner] = {}
        self.accounts: dict[str, str] = {}
        self.root_profiles: dict[str, str] = {}  # account -> date of creation
        self.root_sessions: dict[str, RootSession] = {}  # by access key
        self.role_sessions: dict[str, tuple[str, str]] = {}  # by access key: ARN and identifier of the session
        self.source_identities: dict[str, str] = {}  # by access key
        self.issued: list[str] = []  # secret keys and session tokens that STS has returned for roles
        self.organization: Organization | None = None
        self.signed_in: dict[Owner, datetime] = {}  # it outlives the password: shape User, PasswordLastUsed
        self.mfa: set[Owner] = set()
        self.created: dict[Owner, datetime] = {}  # users whose date of creation a test has set
        self.locks: defaultdict[Owner, asyncio.Lock] = defaultdict(asyncio.Lock)

    def passwords(self, account: str) -> dict[str, str]:
        """Return the password of every user of an account who has one."""
        return {name: profile.password for (where, name), profile in self.profiles.items() if where == account}

    def knows_user(self, owner: Owner) -> bool:
        """Tell whether a user was created under exactly this name. False does not mean that there is none."""
        return self.user_names.get(_folded(owner)) == owner[1]

    def name_taken(self, owner: Owner) -> bool:
        """Tell whether a user of this name, whatever its case, was created."""
        return _folded(owner) in self.user_names

    def add_user(self, owner: Owner) -> None:
        """Note a user who was created."""
        self.user_names[_folded(owner)] = owner[1]

    def note_sign_in(self, owner: Owner, at: datetime) -> None:
        """User Guide, password_last_used: "more than once in a 5-minute span, only the first use is recorded"."""
        last = self.signed_in.get(owner)
        if last is None or at - last >= timedelta(minutes=5):
            self.signed_in[owner] = at

    def forget_user(self, owner: Owner) -> None:
        """Drop all that is known of a user."""
        self.user_names.pop(_folded(owner), None)
        for known in (self.profiles, self.deleted, self.previous, self.signed_in, self.created):
            known.pop(owner, None)
        self.mfa.discard(owner)

    def rename_user(self, owner: Owner, new: Owner) -> None:
        """Move all that is known of a user to a new name."""
        self.user_names.pop(_folded(owner), None)
        self.add_user(new)
        if profile := self.profiles.pop(owner, None):
            profile.user_name = new[1]
            self.profiles[new] = profile
        self.previous[new] = self.previous.pop(owner, [])
        if at := self.signed_in.pop(owner, None):
            self.signed_in[new] = at
        if created := self.created.pop(owner, None):
            self.created[new] = created
        self.mfa = {new if whose == owner else whose for whose in self.mfa}
        self.key_owners = {key: new if whose == owner else whose for key, whose in self.key_owners.items()}


def _folded(owner: Owner) -> Owner:
    return owner[0], owner[1].lower()
