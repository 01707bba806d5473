# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Accounts of the emulated AWS, and faults of their calls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from client import Emulator
    from mypy_boto3_iam import IAMClient

# The calls of check mode and of a task that only reads.
READS = {"GetLoginProfile", "GetUser", "ListUsers", "GetAccountPasswordPolicy", "GetCallerIdentity"}


@dataclass(frozen=True)
class Account:
    """Account. Its number is also an access key of it; every other access key belongs to the default account."""

    emulator: Emulator
    number: str = "123456789012"

    @cached_property
    def iam(self) -> IAMClient:
        """A plain boto3 client, for setup and inspection."""
        access: dict[str, Any] = {"aws_access_key_id": self.number, "aws_secret_access_key": "testing"}
        return boto3.client("iam", endpoint_url=self.emulator.endpoint_url, region_name="us-east-1", **access)

    @cached_property
    def secrets(self) -> Any:
        """A plain boto3 client of Secrets Manager."""
        access: dict[str, Any] = {"aws_access_key_id": self.number, "aws_secret_access_key": "testing"}
        return boto3.client(
            "secretsmanager", endpoint_url=self.emulator.endpoint_url, region_name="us-east-1", **access
        )

    def add(self, *names: str, password: str | None = None, reset: bool = False, path: str = "/") -> None:
        """Create users, with or without a password."""
        for name in names:
            self.iam.create_user(UserName=name, Path=path)
            if password is not None:
                self.iam.create_login_profile(UserName=name, Password=password, PasswordResetRequired=reset)

    def add_key(self, user_name: str) -> dict[str, str]:
        """Create an access key of a user; return the environment with it."""
        key = self.iam.create_access_key(UserName=user_name)["AccessKey"]
        return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}

    def add_role(self, name: str) -> str:
        """Create a role that everybody may assume; return its ARN."""
        return self.iam.create_role(RoleName=name, AssumeRolePolicyDocument="{}")["Role"]["Arn"]

    def passwords(self) -> dict[str, str]:
        """Return user name -> password of users with one."""
        return self.emulator.passwords(self.number)

    def calls(self, access_key: str | None = None) -> list[str]:
        """Return the actions that were called, optionally with one access key, in order."""
        calls = self.emulator.calls()
        return [call["action"] for call in calls if access_key in {None, call["access_key"]}]


def denied(action: str, user_name: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a fault: every such call is rejected with AccessDenied, or with another ``code``."""
    fault = {"action": action, "kind": "error", "status": 403, "code": "AccessDenied", "nth": None, **more}
    return fault if user_name is None else {**fault, "user_name": user_name}
