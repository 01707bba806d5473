# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Accounts of the emulated AWS, so that the tasks of one playbook do not meet one another's users."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from client import Emulator
    from mypy_boto3_iam import IAMClient

# What can be called in check mode, and by a task that only looks.
READS = {"GetLoginProfile", "GetUser", "ListUsers", "GetAccountPasswordPolicy", "GetCallerIdentity"}


@dataclass(frozen=True)
class Account:
    """An account, the usual one unless told otherwise. Its number is also an access key to it, the way of ministack.

    Every access key that is no number is one to the usual account.
    """

    emulator: Emulator
    number: str = "123456789012"

    @cached_property
    def iam(self) -> IAMClient:
        """A bare boto3 client, to set up and to look."""
        access: dict[str, Any] = {"aws_access_key_id": self.number, "aws_secret_access_key": "testing"}
        return boto3.client("iam", endpoint_url=self.emulator.endpoint_url, region_name="us-east-1", **access)

    def add(self, *names: str, password: str | None = None, reset: bool = False, path: str = "/") -> None:
        """Make users, with a password or without one."""
        for name in names:
            self.iam.create_user(UserName=name, Path=path)
            if password is not None:
                self.iam.create_login_profile(UserName=name, Password=password, PasswordResetRequired=reset)

    def passwords(self) -> dict[str, str]:
        """Return user name -> password of those who have one."""
        return self.emulator.passwords(self.number)

    def users(self) -> list[str]:
        """Return the names of the users."""
        return [user["UserName"] for user in self.iam.list_users()["Users"]]


def calls_of(emulator: Emulator, access_key: str) -> list[str]:
    """Return the actions that were called with an access key, in order."""
    return [call["action"] for call in emulator.calls() if call["access_key"] == access_key]
