# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read what a purge needs: the users of the account, and who makes the requests."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader, caller_arn
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Plan,
    Request,
    RequestError,
    User,
    first_of,
    user_name_in,
)
from ansible_collections.identity.aws.plugins.module_utils._core.purge import (
    Caller,
    Purge,
    case_mismatches,
    describe_unmatched_bounds,
    has_unmatched_bounds,
)


@dataclass(frozen=True)
class Candidates:
    """The requests for the candidates of a purge, and the data for its warnings."""

    requests: list[Request]
    purge: Purge
    users: frozenset[str]
    listed: frozenset[str]
    caller: Caller
    unmatched: str | None

    def warnings(self, listed: t.Iterable[Plan], purged: t.Iterable[Plan]) -> list[str]:
        """Return the warnings for the plans of the ``listed`` users and of the ``purged`` ones."""
        warnings = [self.unmatched, self._outside(listed), self._about_caller(purged)]
        return [warning for warning in warnings if warning is not None]

    def _outside(self, listed: t.Iterable[Plan]) -> str | None:
        """Return the names of listed users outside the scope of the purge, without users that do not exist."""
        if self.purge.path_prefix is None:
            return None
        existing = [plan.principal.user_name for plan in listed if plan.principal_exists]
        names = [name for name in existing if name is not None and name not in self.users]
        if not names:
            return None
        return (
            f"Users in the roster who are not below path_prefix '{self.purge.path_prefix}': {first_of(names)}. The "
            "purge would not affect them if they were removed from the roster. Check path_prefix."
        )

    def _about_caller(self, purged: t.Iterable[Plan]) -> str | None:
        """Report the caller that the purge excludes. A purge that removes nothing affects nobody behind a role."""
        if self.caller.is_unknown_user and any(plan.actions for plan in purged):
            return self.caller.describe_unknown_user()
        name = self.caller.user_name
        is_affected = name in self.users and name not in self.listed and not self.purge.excludes(name)
        return self.caller.describe_spared_user() if is_affected else None


def read_candidates(connection: Connection, reader: Reader, purge: Purge, listed: t.Collection[str]) -> Candidates:
    """Return the candidates of the purge, without the ``listed`` users.

    Raises LoginProfileError; or RequestError if an option of the purge or a listed name is probably a mistake.
    """
    users = [user.user_name for user in reader.users(purge.path_prefix)]
    unmatched = None
    if has_unmatched_bounds(purge, users):
        unmatched = describe_unmatched_bounds(purge, users, _everyone(reader, purge))
        if not purge.allow_unmatched:
            raise RequestError(f"{unmatched} Nothing was changed.", "purge_bound_unmatched")
    if problems := case_mismatches(users, listed):
        raise RequestError(f"{' '.join(problems)} Nothing was changed.", "user_name_case_differs")
    caller = _read_caller(connection)
    requests = purge.requests(users, listed, caller.user_name)
    return Candidates(requests, purge, frozenset(users), frozenset(listed), caller, unmatched)


def _everyone(reader: Reader, purge: Purge) -> list[User]:
    """Return the users outside the scope as well. Only for a message, so errors are ignored."""
    try:
        return [] if purge.path_prefix is None else reader.users(None)
    except LoginProfileError:
        return []


def _read_caller(connection: Connection) -> Caller:
    """Return who makes the requests, and a profile role's source. Raises LoginProfileError.

    The role was just assumed with the source, so an error does not mean that the source is unknown.
    """
    arn = caller_arn(connection.sts())
    source = connection.source_sts() if user_name_in(arn) is None else None
    return Caller(arn, None if source is None else caller_arn(source))
