# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sign-in sessions as AWS lists them, such as those of ``aws login``.

Pure. Shape ``Session`` of the Signin service model.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime

from .models import Principal, account_id_in, user_name_in

# The most that BatchRevokeSessions takes at a time (shape SessionArnList).
REVOKED_AT_A_TIME = 5
_REGION = 3


@dataclass(frozen=True)
class SignInSession:
    """A sign-in session. ``client_type`` is ``CLI`` or ``MCP``. AWS may omit what can be None."""

    session_arn: str
    principal_arn: str
    status: str | None
    issued_at: datetime
    expires_at: datetime
    client_type: str | None = None
    client_id: str | None = None

    def is_active(self, now: datetime) -> bool:
        """Return whether it can be refreshed. AWS lists an expired session as ``ACTIVE``."""
        return self.status != "REVOKED" and self.expires_at > now

    @property
    def region(self) -> str:
        """Return the region, the fourth part of the ARN (``arn:aws:signin:REGION:ACCOUNT:session/UUID``)."""
        return self.session_arn.split(":")[_REGION]


def by_principal(sessions: t.Iterable[SignInSession]) -> dict[Principal, list[SignInSession]]:
    """Return the sessions of each IAM user and of the root user, oldest first. Those of roles are not among them."""
    grouped: dict[Principal, list[SignInSession]] = {}
    for session in sorted(sessions, key=lambda session: (session.issued_at, session.session_arn)):
        arn = session.principal_arn
        name, is_root = user_name_in(arn), arn.endswith(":root")
        if name is not None or is_root:
            principal = Principal(root_account_id=account_id_in(arn)) if is_root else Principal(name)
            grouped.setdefault(principal, []).append(session)
    return grouped


def by_user_name(sessions: t.Iterable[SignInSession]) -> dict[str, list[SignInSession]]:
    """Return the sessions of each IAM user. Those of roles and of the root user are not among them."""
    grouped: dict[str, list[SignInSession]] = {}
    for session in sessions:
        name = user_name_in(session.principal_arn)
        if name is not None:
            grouped.setdefault(name, []).append(session)
    return grouped
