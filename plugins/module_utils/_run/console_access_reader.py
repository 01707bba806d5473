# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read which users have a login profile now."""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass, replace

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError, unexpected_failure
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader
from ansible_collections.identity.aws.plugins.module_utils._core.console_access import Access
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Failure,
    MemberAccount,
    Principal,
    RequestError,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import contradiction
from ansible_collections.identity.aws.plugins.module_utils._core.timestamps import parse_time

from .workers import WorkerPool


@dataclass(frozen=True)
class ConsoleAccessReader:
    """Reads users concurrently. A failure is specific to its user, and hides no other user."""

    reader: Reader
    workers: WorkerPool

    def read_named(self, user_names: t.Sequence[str], report_time: str | None = None) -> list[Access]:
        """Return the access of each named user, without users that do not exist.

        If a credential report's time (ISO 8601) is given, users with a newer login profile have their creation date:
        the report may be about a deleted user of the same name.
        """
        users = [Access(Principal(name)) for name in user_names]
        read = functools.partial(self._read_named, report_time=report_time)
        found = self.workers.map("read", read, users, self._not_reached, _broken)
        return [access for access in found if access is not None]

    def read_all(self, path_prefix: str | None) -> list[Access]:
        """Return the access of each user of the account, or below a path, without users deleted meanwhile.

        GetLoginProfile returns the same error for a deleted user and for one without a password. After such an error
        the users are listed again: one call per thousand users. GetUser for each user would double the calls.
        """
        users = [
            Access(Principal(user.user_name), user.arn, create_date=user.create_date, user_exists=True)
            for user in self.reader.users(path_prefix)
        ]
        found = self.workers.map("read", self._read, users, self._not_reached, _broken)
        if all(access.password_enabled is not False for access in found):
            return found
        try:
            existing = {user.user_name for user in self.reader.users(path_prefix)}
        except LoginProfileError as error:
            failure = error.failure(None)
            return [_unverified(access, failure) for access in found]
        return [
            access for access in found if access.password_enabled is not False or access.principal.user_name in existing
        ]

    def read_root_users(self, accounts: t.Sequence[MemberAccount]) -> list[Access]:
        """Return the access of the root user of each of these member accounts."""
        roots = [
            Access(Principal(root_account_id=each.account_id), account_name=each.name, account_email=each.email)
            for each in accounts
        ]
        return self.workers.map("read", self._read, roots, self._not_reached, _broken)

    def _read_named(self, unread: Access, report_time: str | None) -> Access | None:
        access = self._read(unread)
        if access.password_enabled is None or (access.password_enabled and not _is_newer(access, report_time)):
            return access
        try:
            user = self.reader.user(str(unread.principal.user_name))
        except LoginProfileError as error:
            return self._unread(unread, error)
        if user is None:
            # A login profile was read, so the user exists: one of the two replies is stale.
            contradicted = bool(access.password_enabled)
            return self._failed(unread, contradiction(unread.principal).failure()) if contradicted else None
        return replace(access, create_date=user.create_date, user_exists=True)

    def _read(self, unread: Access) -> Access:
        try:
            profile = self.reader.login_profile(unread.principal)
        except RequestError as request_error:
            return self._failed(unread, request_error.failure(is_general=True))
        except LoginProfileError as error:
            return self._unread(unread, error)
        exists = True if profile is not None and unread.principal.user_name is not None else unread.user_exists
        return replace(unread, password_enabled=profile is not None, login_profile=profile, user_exists=exists)

    def _unread(self, unread: Access, error: LoginProfileError) -> Access:
        return (
            self._not_reached(unread)
            if error.is_interruption
            else self._failed(unread, error.failure(unread.principal))
        )

    def _failed(self, unread: Access, failure: Failure) -> Access:
        if failure.is_general and not self.workers.stop.request_for_all(failure):
            return self._not_reached(unread)
        return replace(unread, failure=failure)

    def _not_reached(self, unread: Access) -> Access:
        who = str(unread.principal)
        message = f"{who[0].upper()}{who[1:]} was not read. {self.workers.stop.reason}"
        return replace(unread, failure=Failure(message, "not_attempted"))


def _unverified(access: Access, failure: Failure) -> Access:
    """Return the access of a user who may be deleted if there is no password; it is then unknown."""
    if access.password_enabled is not False:
        return access
    return replace(access, password_enabled=None, user_exists=None, failure=failure)


def _is_newer(access: Access, report_time: str | None) -> bool:
    """Return whether the login profile was created after the report, as it is for users created after it."""
    created = access.login_profile.create_date if access.login_profile is not None else None
    if report_time is None or created is None:
        return False
    return parse_time(created) > parse_time(report_time)


def _broken(unread: Access, error: Exception) -> Access:
    return replace(unread, failure=unexpected_failure(error, unread.principal))
