# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The principal that makes the requests of a purge, which does not remove the login profile of its own IAM user.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from .models import account_id_in, user_name_in


@dataclass(frozen=True)
class Caller:
    """ARNs of the caller and, if it is a role and this is known, of the principal that the role was assumed with."""

    arn: str
    source_arn: str | None = None

    @property
    def user_name(self) -> str | None:
        """Return the IAM user of the account who makes the requests, by a role or not, or None if it is not known."""
        name = user_name_in(self.arn)
        if name is None and self.source_arn is not None and account_id_in(self.source_arn) == account_id_in(self.arn):
            name = user_name_in(self.source_arn)
        return name

    @property
    def is_unknown_user(self) -> bool:
        """Return whether an IAM user may be behind the caller. The root user has a password of its own."""
        return self.user_name is None and not self.arn.endswith(":root")

    def describe_spared_user(self) -> str:
        """Return the warning for an IAM user who is neither listed nor excluded, and not purged either."""
        role = "" if user_name_in(self.arn) is not None else f" by the role '{self.arn}'"
        return (
            f"The purge does not affect IAM user '{self.user_name}', who makes the requests{role}. Add the user to "
            "profiles or purge_exclude."
        )

    def describe_unknown_user(self) -> str:
        """Return the warning for a caller that is not known to be an IAM user of the account."""
        source = "" if self.source_arn is None else f", assumed by '{self.source_arn}',"
        return (
            f"The caller '{self.arn}'{source} is not an IAM user of this account, so the purge spares no user as the "
            "caller. If an IAM user of this account is behind it, add the user to profiles or purge_exclude."
        )
