# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Roster entries for readers that change nothing: the user, and whether and until when there is access.

Pure.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime

from .given_values import check_given
from .models import Principal, RequestError
from .valid_until import Status, ValidUntil, valid_until_problem
from .validation import account_id_problem, user_name_problem

# Other keys, such as passwords, are not read.
_KEYS: t.Mapping[str, t.Mapping[str, t.Any]] = {
    "user_name": {"aliases": ["name"]},
    "root_account_id": {},
    "state": {},
    "valid_until": {},
}


@dataclass(frozen=True)
class RosterEntry:
    """An entry. ``valid_until`` is None for unlimited access, and for the state absent."""

    principal: Principal
    is_absent: bool = False
    valid_until: ValidUntil | None = None

    @classmethod
    def parse(cls, profile: t.Mapping[str, t.Any], where: str) -> RosterEntry:
        """Parse an item of ``profiles`` of iam_login_profile_roster. Raises RequestError, which begins with ``where``.

        An invalid name or id is not repeated: it may be a misplaced password.
        """
        if mistakes := check_given(profile, _KEYS)[1]:
            raise RequestError(f"{where}: {mistakes[0].message}")
        principal = _principal(profile, where)
        where = f"{where} ({principal.user_name or principal.root_account_id})"
        state, until = profile.get("state", "present"), profile.get("valid_until")
        if state not in ("present", "absent"):
            raise RequestError(f"{where} must have the state present or absent.")
        problem = None if until is None else valid_until_problem(until)
        if problem:
            raise RequestError(f"{where}: {problem}")
        is_absent = state == "absent"
        return cls(principal, is_absent, None if until is None or is_absent else ValidUntil.parse(until))


def _principal(profile: t.Mapping[str, t.Any], where: str) -> Principal:
    name, account_id = profile.get("user_name", profile.get("name")), profile.get("root_account_id")
    if not isinstance(name or account_id, str):
        raise RequestError(f"{where} has neither user_name nor root_account_id. Give one of them.")
    if problem := user_name_problem(name) if name else account_id_problem(str(account_id)):
        raise RequestError(f"{where}: {problem}")
    return Principal(name) if name else Principal(root_account_id=account_id)


@dataclass(frozen=True)
class Ends:
    """When the access of principals ends, with the status at the time of the task."""

    by_principal: t.Mapping[Principal, tuple[ValidUntil, Status]]

    @classmethod
    def of(cls, entries: t.Iterable[RosterEntry], now: datetime, warn_days: int) -> Ends:
        """Take the entries of a roster."""
        ends = ends_of(entries)
        return cls({who: (until, until.status(now, warn_days)) for who, until in ends.items()})

    def describe(self, user_name: str, root_account_id: str | None) -> dict[str, str | None]:
        """Return the columns for the row of an IAM user or a root user. None without an end."""
        principal = Principal(user_name) if root_account_id is None else Principal(None, root_account_id)
        until, status = self.by_principal.get(folded(principal), (None, None))
        return {"valid_until": None if until is None else until.end.isoformat(), "valid_until_status": status}


def ends_of(entries: t.Iterable[RosterEntry]) -> dict[Principal, ValidUntil]:
    """Return when access ends, by normalized principal."""
    return {folded(each.principal): each.valid_until for each in entries if each.valid_until is not None}


def folded(principal: Principal) -> Principal:
    """Return a principal with a lower-case name: IAM has no two users whose names differ only in case."""
    name = principal.user_name
    return principal if name is None else Principal(name.lower())
