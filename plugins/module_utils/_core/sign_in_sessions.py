# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Group sign-in sessions as AWS lists them, such as those of ``aws login``.

Pure.
"""

from __future__ import annotations

import typing as t

from .models import Principal, SignInSession, account_id_in, user_name_in

# The maximum for one BatchRevokeSessions (shape SessionArnList).
REVOKED_AT_A_TIME = 5


def by_principal(sessions: t.Iterable[SignInSession]) -> dict[Principal, list[SignInSession]]:
    """Return the sessions of each IAM user and of the root user, oldest first, without those of roles."""
    grouped: dict[Principal, list[SignInSession]] = {}
    for session in sorted(sessions, key=lambda session: (session.issued_at, session.session_arn)):
        arn = session.principal_arn
        name, is_root = user_name_in(arn), arn.endswith(":root")
        if name is not None or is_root:
            principal = Principal(root_account_id=account_id_in(arn)) if is_root else Principal(name)
            grouped.setdefault(principal, []).append(session)
    return grouped


def batches(sessions: t.Iterable[SignInSession]) -> list[list[SignInSession]]:
    """Group the sessions by call: a session is revoked in its own region."""
    by_region: dict[str, list[SignInSession]] = {}
    for session in sessions:
        by_region.setdefault(session.region, []).append(session)
    return [
        listed[start : start + REVOKED_AT_A_TIME]
        for listed in by_region.values()
        for start in range(0, len(listed), REVOKED_AT_A_TIME)
    ]
