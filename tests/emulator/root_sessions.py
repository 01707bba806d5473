# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The login profile of the root user of a member account, as an AssumeRoot session sees it.

IAM API reference, CreateLoginProfile: UserName may be left out with root user credentials in an AssumeRoot session
only, and Password "must be omitted" there. IAM User Guide, "Perform a privileged task on an AWS Organizations member
account": creating the login profile allows password recovery; the task policies allow to get, create and delete it,
and nothing on the login profile of an IAM user.

An access key of ``ASIAROOT`` and the twelve digits of an account stands for such a session. Once the layer answers
AssumeRoot itself, it has only to hand out keys that ``session_account`` knows, with the task policy they carry.
"""

from __future__ import annotations

import re

import dates
from query import AwsError, Call, Reply, error_reply, result_reply
from rules import validation_error

_SESSION = re.compile(r"ASIAROOT([0-9]{12})")
_ALLOWED = frozenset({"CreateLoginProfile", "GetLoginProfile", "DeleteLoginProfile"})


def session_account(access_key: str) -> str | None:
    """Return the account whose root user the key acts for; None for any other key."""
    found = _SESSION.fullmatch(access_key)
    return found.group(1) if found else None


def answer(call: Call, account: str, profiles: dict[str, str]) -> Reply:
    """Carry a call of a session out on ``profiles``: account -> date of creation."""
    if error := refused(call, account) or _conflict(call, account, profiles):
        return error_reply(error)
    if call.action == "DeleteLoginProfile":
        del profiles[account]
        return result_reply(call.action, "")
    if call.action == "CreateLoginProfile":
        profiles[account] = dates.written(dates.now())
    return result_reply(call.action, _login_profile(profiles[account]))


def refused(call: Call, account: str) -> AwsError | None:
    """Refuse what the session may not ask: other calls, a user by name, a password of one's own."""
    if call.action not in _ALLOWED or "UserName" in call.parameters:
        message = f"User: arn:aws:iam::{account}:root is not authorized to perform: iam:{call.action}"
        return AwsError(403, "AccessDenied", message)
    if "Password" in call.parameters:
        return validation_error("Password must be omitted when the request is made with an AssumeRoot session")
    return None


def _conflict(call: Call, account: str, profiles: dict[str, str]) -> AwsError | None:
    """EntityAlreadyExists 409 and NoSuchEntity 404, as for a user."""
    exists = account in profiles
    if call.action == "CreateLoginProfile" and exists:
        return AwsError(409, "EntityAlreadyExists", "Login Profile for root user already exists.")
    if call.action != "CreateLoginProfile" and not exists:
        return AwsError(404, "NoSuchEntity", "Login Profile for root user cannot be found.")
    return None


def _login_profile(create_date: str) -> str:
    """Shape LoginProfile requires a UserName; what AWS writes there for a root user is not documented."""
    return f"<LoginProfile><UserName>root</UserName><CreateDate>{create_date}</CreateDate></LoginProfile>"
