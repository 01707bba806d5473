# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sign-in sessions of IAM users, in each region of a task.

A session ARN has a region. AWS does not document whether a list includes other regions. So each region is read, and a
session is revoked in its own region.
"""

from __future__ import annotations

import threading
import typing as t
from datetime import datetime, timezone

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Principal,
    SignInSession,
    account_id_in,
    user_name_in,
)
from ansible_collections.identity.aws.plugins.module_utils._core.timestamps import parse_time

from .reads import caller_arn, list_sign_in_sessions

if t.TYPE_CHECKING:
    from .client import Connection


class SignInSessions:
    """Lists sign-in sessions, and creates the clients that revoke them."""

    def __init__(self, connection: Connection, regions: t.Sequence[str] | None = None) -> None:
        """Store the connection and the regions (default: the region of the connection)."""
        self._connection = connection
        self._regions = tuple(dict.fromkeys(regions or ()))
        self._clients: dict[str | None, t.Any] = {}
        self._account_id: str | None = None
        # A botocore session creates one client at a time.
        self._lock = threading.Lock()

    def connect(self) -> None:
        """Create the client of each region. Makes no call. Raises RequestError if sessions cannot be listed in one."""
        for region in self._regions or (None,):
            self._client(region)

    def of(self, principal: Principal, status: str | None = None) -> list[SignInSession]:
        """Return the sessions of an IAM user or the caller, optionally of one ``status`` (``ACTIVE``, ``REVOKED``).

        Raises RequestError if sessions cannot be listed there, or LoginProfileError.
        """
        arn = self.principal_arn(principal)
        listed = self._listed(arn, status)
        return [each for each in listed if arn is None or _without_path(each.principal_arn) == arn]

    def of_account(self, status: str | None = None) -> list[SignInSession]:
        """Return the sessions of the account; see ``of``."""
        account_id = self._account()
        listed = self._listed(f"arn:aws:iam::{account_id}:*", status)
        return [each for each in listed if account_id_in(each.principal_arn) == account_id]

    def principal_arn(self, principal: Principal) -> str | None:
        """Return the ARN that names a principal to AWS, None for the caller. It has no path (shape PrincipalArn).

        Raises LoginProfileError.
        """
        if principal.root_account_id is not None:
            return f"arn:aws:iam::{principal.root_account_id}:root"
        return None if principal.user_name is None else f"arn:aws:iam::{self._account()}:user/{principal.user_name}"

    def client_of(self, session: SignInSession) -> t.Any:
        """Return the client of the region of a session. Raises RequestError or LoginProfileError."""
        return self._client(session.region)

    def now(self) -> datetime:
        """Return the time by the clock of AWS if known, otherwise of this host."""
        answered_at = self._connection.clock.answered_at
        return datetime.now(timezone.utc) if answered_at is None else parse_time(answered_at)

    def _listed(self, principal_arn: str | None, status: str | None) -> list[SignInSession]:
        listed = [
            session
            for region in self._regions or (None,)
            for session in list_sign_in_sessions(self._client(region), principal_arn, status)
        ]
        # If a list includes all regions, each session is listed once per region.
        return list({session.session_arn: session for session in listed}.values())

    def note_account(self, user_arn: str | None) -> None:
        """Take the account from the ARN of a user that was already read, which saves a call."""
        if user_arn is not None:
            self._account_id = account_id_in(user_arn)

    def _account(self) -> str:
        """Return the account id. Not by AWS_ACCOUNT_ID: it is not verified, and AWS may then list nothing."""
        with self._lock:
            if self._account_id is None:
                self._account_id = account_id_in(caller_arn(self._connection.sts()))
            return self._account_id

    def _client(self, region: str | None) -> t.Any:
        """Return the client of a region, by default of the connection's. Raises RequestError or LoginProfileError."""
        with self._lock:
            if region not in self._clients:
                client = self._connection.signin(region)
                self._clients |= {region: client, client.meta.region_name: client}
            return self._clients[region]


def _without_path(principal_arn: str) -> str:
    """Return the ARN of a principal for a parameter. AWS does not document whether a list has the path."""
    name = user_name_in(principal_arn)
    return principal_arn if name is None else f"arn:aws:iam::{account_id_in(principal_arn)}:user/{name}"
