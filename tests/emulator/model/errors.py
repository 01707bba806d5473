# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors as AWS returns them.

Codes and HTTP statuses are those of the API references. The references have no messages: these are publicly known
messages of AWS, and test_recordings.py has their sources.
"""

from __future__ import annotations

from typing import Any


class AWSError(Exception):
    """An error reply: HTTP status, code, message, and additional members that the service declares for it."""

    def __init__(self, status: int, code: str, message: str = "", **members: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.members = members


class NotModelled(Exception):
    """The model does not have this action."""


def validation_error(message: str) -> AWSError:
    """IAM API reference, "Common Errors"."""
    return AWSError(400, "ValidationError", message)


def missing(name: str) -> str:
    """Describe a missing required parameter."""
    return f"Value null at '{name}' failed to satisfy constraint: Member must not be null"


def no_such_user(name: str) -> AWSError:
    return AWSError(404, "NoSuchEntity", f"The user with name {name} cannot be found.")


def no_login_profile(name: str) -> AWSError:
    return AWSError(404, "NoSuchEntity", f"Login Profile for User {name} cannot be found.")


def login_profile_exists(of: str) -> AWSError:
    return AWSError(409, "EntityAlreadyExists", f"Login Profile for {of} already exists.")


def delete_conflict(what: str) -> AWSError:
    return AWSError(409, "DeleteConflict", f"Cannot delete entity, must delete {what} first.")


def quota_exceeded(quota: str, value: int) -> AWSError:
    return AWSError(409, "LimitExceeded", f"Cannot exceed quota for {quota}: {value}")


THROTTLED = AWSError(400, "Throttling", "Rate exceeded")
