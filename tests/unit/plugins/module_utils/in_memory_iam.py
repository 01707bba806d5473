# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account's login profiles in memory, behind the part of botocore's client that the collection calls.

For what the emulator cannot do in a unit test: a clock of our own, and an answer for each single call. Errors are real
botocore exceptions. Whatever the collection does not call is not there, so an unexpected call fails the test.
"""

from __future__ import annotations

import datetime as dt
import typing as t

from botocore.exceptions import ClientError

CREATED = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.timezone.utc)


def client_error(operation: str, code: str, *, retries: int = 0, message: str = "AWS's own words.") -> ClientError:
    """Make the exception that botocore raises for an error reply."""
    response = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"RetryAttempts": retries}}
    return ClientError(t.cast("t.Any", response), operation)


class InMemoryIAM:
    """``users`` maps a user name to the login profile's parameters, or None. ``faults`` answer the next calls."""

    def __init__(self, users: dict[str, dict[str, t.Any] | None], policy: dict[str, t.Any] | None = None) -> None:
        self.users = users
        self.policy = policy
        self.calls: list[tuple[str, dict[str, t.Any]]] = []
        self.faults: list[tuple[str, BaseException]] = []
        self.caller = "caller"
        self.tags: dict[str, dict[str, str]] = {}

    def _called(self, operation: str, parameters: dict[str, t.Any]) -> str:
        self.calls.append((operation, parameters))
        for fault in self.faults:
            if fault[0] == operation:
                self.faults.remove(fault)
                raise fault[1]
        return str(parameters.get("UserName", self.caller))

    def _existing(self, operation: str, name: str) -> dict[str, t.Any]:
        profile = self.users.get(name)
        if profile is None:
            raise client_error(operation, "NoSuchEntity")
        return profile

    def _reply(self, name: str, profile: dict[str, t.Any]) -> dict[str, t.Any]:
        reset = profile.get("PasswordResetRequired", False)
        return {"LoginProfile": {"UserName": name, "CreateDate": CREATED, "PasswordResetRequired": reset}}

    def get_login_profile(self, **parameters: t.Any) -> dict[str, t.Any]:
        name = self._called("GetLoginProfile", parameters)
        return self._reply(name, self._existing("GetLoginProfile", name))

    def get_user(self, **parameters: t.Any) -> dict[str, t.Any]:
        name = self._called("GetUser", parameters)
        if name not in self.users:
            raise client_error("GetUser", "NoSuchEntity")
        return {"User": {"UserName": name, "Tags": self._tags(name)}}

    def _tags(self, name: str) -> list[dict[str, str]]:
        return [{"Key": key, "Value": value} for key, value in self.tags.get(name, {}).items()]

    def tag_user(self, **parameters: t.Any) -> dict[str, t.Any]:
        name = self._called("TagUser", parameters)
        self.tags.setdefault(name, {}).update({tag["Key"]: tag["Value"] for tag in parameters["Tags"]})
        return {}

    def untag_user(self, **parameters: t.Any) -> dict[str, t.Any]:
        name = self._called("UntagUser", parameters)
        for key in parameters["TagKeys"]:
            self.tags[name].pop(key)
        return {}

    def get_account_password_policy(self) -> dict[str, t.Any]:
        self._called("GetAccountPasswordPolicy", {})
        if self.policy is None:
            raise client_error("GetAccountPasswordPolicy", "NoSuchEntity")
        return {"PasswordPolicy": self.policy}

    def create_login_profile(self, **parameters: t.Any) -> dict[str, t.Any]:
        name = self._called("CreateLoginProfile", parameters)
        if self.users.get(name) is not None:
            raise client_error("CreateLoginProfile", "EntityAlreadyExists")
        self.users[name] = {key: value for key, value in parameters.items() if key != "UserName"}
        return self._reply(name, self._existing("CreateLoginProfile", name))

    def update_login_profile(self, **parameters: t.Any) -> dict[str, t.Any]:
        name = self._called("UpdateLoginProfile", parameters)
        self._existing("UpdateLoginProfile", name).update(
            {key: value for key, value in parameters.items() if key != "UserName"}
        )
        return {}

    def delete_login_profile(self, **parameters: t.Any) -> dict[str, t.Any]:
        name = self._called("DeleteLoginProfile", parameters)
        self._existing("DeleteLoginProfile", name)
        self.users[name] = None
        return {}
