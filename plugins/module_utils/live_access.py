# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Look now, at each user: who has a login profile?"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .errors import LoginProfileError
from .info_reporting import Access
from .model import Failure, Owner, User
from .reading import Reader
from .side_by_side import SideBySide


@dataclass(frozen=True)
class LiveAccess:
    """Reads users side by side. A failure is that of the user whom it is about, and hides no other."""

    reader: Reader
    side_by_side: SideBySide

    def of(self, user_names: t.Sequence[str]) -> list[Access]:
        """Return the access of each named user, without those who do not exist."""
        users = [User(name, None) for name in dict.fromkeys(user_names)]
        found = self.side_by_side.each("read", self._of_named, users, self._not_reached)
        return [access for access in found if access is not None]

    def of_all(self, path_prefix: str | None) -> list[Access]:
        """Return the access of each user of the account, or below a path, without those who vanish meanwhile.

        GetLoginProfile says of a vanished user what it says of one without a password, so where it said so they are
        listed once more: at most a call for each thousand users, where asking for each would double the calls.
        """
        users = self.reader.users(path_prefix)
        found = self.side_by_side.each("read", self._of_listed, users, self._not_reached)
        if all(access.password_enabled is not False for access in found):
            return found
        there = {user.user_name for user in self.reader.users(path_prefix)}
        return [access for access in found if access.password_enabled is not False or access.user_name in there]

    def _of_named(self, user: User) -> Access | None:
        access = self._of_listed(user)
        if access.password_enabled is not False:
            return access
        try:
            exists = self.reader.user_tags(user.user_name) is not None
        except LoginProfileError as error:
            return _failed(user, error.failure(Owner(user.user_name)))
        return access if exists else None

    def _of_listed(self, user: User) -> Access:
        owner = Owner(user.user_name)
        try:
            profile = self.reader.login_profile(owner)
        except LoginProfileError as error:
            failure = error.failure(owner)
            if failure.is_general:
                self.side_by_side.stop.request("The task stopped, since every other user would fail alike.")
            return _failed(user, failure)
        return Access(user.user_name, user.arn, profile is not None, profile)

    def _not_reached(self, user: User) -> Access:
        reason = self.side_by_side.stop.reason
        return _failed(user, Failure(f"IAM user '{user.user_name}' was not looked at. {reason}"))


def _failed(user: User, failure: Failure) -> Access:
    return Access(user.user_name, user.arn, failure=failure)
