# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whom a purge takes the login profile from, and when that would be too many.

Pure.
"""

from __future__ import annotations

import fnmatch
import re
import typing as t
from dataclasses import dataclass

from .models import Plan, Principal, Request, RequestError

NOT_LISTED = "purge is true, and the user is not in the roster."
_FORM_OF_A_LIMIT = re.compile(r"([0-9]{1,9})(%?)", re.ASCII)
_LIMIT = (10, 20)


@dataclass(frozen=True)
class Limit:
    """How many login profiles a purge may remove: so many, or so many percent of those there are, whichever is more."""

    users: int
    percent: int = 0

    @classmethod
    def from_text(cls, text: str) -> Limit:
        """Take a number, or a number with a percent sign. Raises RequestError."""
        match = _FORM_OF_A_LIMIT.fullmatch(text.strip())
        if match is None or (match[2] and int(match[1]) > 100):
            raise RequestError('purge_limit must be a number of users, or 0 to 100 percent of them, as "25" or "40%".')
        return cls(0, int(match[1])) if match[2] else cls(int(match[1]))

    def of(self, login_profiles: int) -> int:
        """Return how many of so many login profiles may be removed."""
        return max(self.users, login_profiles * self.percent // 100)


@dataclass(frozen=True)
class Purge:
    """What a roster says of the users who are not in it. Without a ``limit`` the default one holds."""

    exclude: tuple[str, ...] = ()
    path_prefix: str | None = None
    limit: Limit | None = None
    allow_unmatched: bool = False

    def requests(self, users: t.Iterable[str], listed: t.Iterable[str], caller: str | None) -> list[Request]:
        """Return a request for each of the ``users`` who is neither listed nor excluded nor the caller, by name.

        Names and patterns match whatever their case, which AWS does not tell apart, so that a slip keeps a user.
        """
        kept = {name.lower() for name in (*listed, caller) if name is not None}
        return [
            Request(Principal(name), state="absent", absent_because=NOT_LISTED, principal_exists=True)
            for name in sorted(users)
            if name.lower() not in kept and not self.excludes(name)
        ]

    def unmatched(self, users: t.Collection[str]) -> list[str]:
        """List the patterns that match none of the ``users``."""
        return [pattern for pattern in self.exclude if not any(matches(name, pattern) for name in users)]

    def excludes(self, name: str) -> bool:
        """Say whether the user is one whom the purge leaves alone."""
        return any(matches(name, pattern) for pattern in self.exclude)

    def refusal(self, leaving: t.Sequence[Plan], login_profiles: int, *, anybody_stays: bool) -> str | None:
        """Say why the purge would remove too many of so many ``login_profiles``, or None.

        ``anybody_stays`` says whether the roster has anybody who may sign in: without a limit of its own, one that has
        nobody removes nothing, since it may be empty by mistake.
        """
        limit = self.limit or Limit(*(_LIMIT if anybody_stays else (0, 0)))
        allowed = limit.of(login_profiles)
        if len(leaving) <= allowed:
            return None
        # All of them: whoever raises the limit has to have read the names.
        names = ", ".join(str(plan.principal.user_name) for plan in leaving)
        count = f"The purge would remove {len(leaving)} of {login_profiles} login profiles"
        lose = f"These users would lose the login profile: {names}."
        keep = "Add users who are to keep it to profiles or purge_exclude"
        if not anybody_stays and not self.limit:
            # No limit is advised: the roster may be empty by mistake.
            return f"{count}, and profiles names no user who keeps one. {lose} Check the variable. {keep}."
        limit_advice = f'or set purge_limit to at least "{len(leaving)}"'
        return f"{count}, and purge_limit allows {allowed}. {lose} {keep}, {limit_advice}."


def matches(name: str, pattern: str) -> bool:
    """Return whether a pattern of ``purge_exclude`` matches the name of a user, whatever the case."""
    return fnmatch.fnmatchcase(name.lower(), pattern.lower())


def case_mismatches(users: t.Iterable[str], listed: t.Iterable[str]) -> list[str]:
    """List the names of a roster that the account has in another spelling, as sentences."""
    spelling = {name.lower(): name for name in users}
    pairs = [(name, spelling.get(name.lower(), name)) for name in listed]
    return [
        f"'{name}' in profiles is '{user}' in the account. Correct the name." for name, user in pairs if name != user
    ]
