# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The URL where the IAM users of an account sign in to the console.

Pure. "How IAM users sign in to the AWS Management Console" (IAM User Guide), and the user guides of the partitions.
"""

from __future__ import annotations

from dataclasses import dataclass

_HOSTS = {
    "aws": "signin.aws.amazon.com",
    "aws-cn": "signin.amazonaws.cn",
    "aws-us-gov": "signin.amazonaws-us-gov.com",
}


def sign_in_url(account: str, partition: str) -> str | None:
    """Return the URL for an account, by its id or alias, or None for a partition without a public URL."""
    host = _HOSTS.get(partition)
    return None if host is None else f"https://{account}.{host}/console"


@dataclass(frozen=True)
class SignIn:
    """The sign-in URL of IAM users. ``url`` is None if ``problem``, a sentence, has the reason."""

    url: str | None
    problem: str | None = None
