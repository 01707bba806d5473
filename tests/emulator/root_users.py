# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The root user of an account, as a root session sees it: a password or none, and no other credentials.

IAM API reference, CreateLoginProfile: UserName may be left out with root user credentials in an AssumeRoot session
only, and Password "must be omitted" there. IAM User Guide, "Perform a privileged task on an AWS Organizations member
account": creating the login profile allows password recovery.

Replies and messages are as recorded from AWS in September 2026 in the public repository radkawar/stackd
(testdata/aws/iam/root_sessions.json): neither a login profile nor a user has a UserName there, though the model
requires it. Of GetAccountSummary only what is about the root user is told. Not recorded: how DeleteLoginProfile words
that there is nothing to delete, what a Password is answered with, and all about keys, certificates and MFA devices.
"""

from __future__ import annotations

from collections.abc import Mapping

import dates
from memory import Memory
from query import AwsError, Call, Reply, error_reply, result_reply
from root_sessions import RootSession, refused
from rules import validation_error
from settings import Refused

_CREATED = "2020-01-01T00:00:00Z"  # as in the credential report: neither backend knows a date
_LISTS = {
    "ListAccessKeys": "AccessKeyMetadata",
    "ListMFADevices": "MFADevices",
    "ListSigningCertificates": "Certificates",
}


def answer(call: Call, session: RootSession, memory: Memory) -> Reply:
    """Carry a call out on the root user of the session's account, as far as its task permits."""
    profiles, account = memory.root_profiles, session.account
    if error := refused(session, call) or _password_given(call) or _conflict(call, account, profiles):
        return error_reply(error)
    if call.action == "CreateLoginProfile":
        profiles[account] = dates.written(dates.now())
    elif call.action == "DeleteLoginProfile":
        del profiles[account]
        return result_reply(call.action, "")
    return result_reply(call.action, _result(call, session, profiles))


def set_password(memory: Memory, wanted: object) -> None:
    """Give a root user a password, or take it away, as a test asks; raise Refused for what is no such wish."""
    if not isinstance(wanted, Mapping) or set(wanted) != {"account", "present"}:
        raise Refused(f"Needed is a JSON object with account and present, not {wanted!r}.")
    if wanted["present"]:
        memory.root_profiles[wanted["account"]] = dates.written(dates.now())
    else:
        memory.root_profiles.pop(wanted["account"], None)


def _password_given(call: Call) -> AwsError | None:
    if call.action == "CreateLoginProfile" and "Password" in call.parameters:
        return validation_error("Password must be omitted when the request is made with an AssumeRoot session")
    return None


def _conflict(call: Call, account: str, profiles: Mapping[str, str]) -> AwsError | None:
    """EntityAlreadyExists 409 and NoSuchEntity 404, as for a user."""
    if call.action == "CreateLoginProfile":
        message = f"Login Profile for account {account} already exists."
        return AwsError(409, "EntityAlreadyExists", message) if account in profiles else None
    if call.action in {"GetLoginProfile", "DeleteLoginProfile"}:
        message = "Login Profile for User null cannot be found."
        return None if account in profiles else AwsError(404, "NoSuchEntity", message)
    if call.action in {*_LISTS, "GetUser", "GetAccountSummary"}:
        return None
    return AwsError(404, "NoSuchEntity", f"The root user of account {account} has no such credential.")


def _result(call: Call, session: RootSession, profiles: Mapping[str, str]) -> str:
    if name := _LISTS.get(call.action):
        return f"<{name}></{name}><IsTruncated>false</IsTruncated>"
    if call.action == "GetUser":
        arn = f"<Arn>{session.arn(call)}</Arn>"
        return f"<User><UserId>{session.account}</UserId>{arn}<CreateDate>{_CREATED}</CreateDate></User>"
    if call.action == "GetAccountSummary":
        present = f"<key>AccountPasswordPresent</key><value>{int(session.account in profiles)}</value>"
        others = ("AccountAccessKeysPresent", "AccountMFAEnabled", "AccountSigningCertificatesPresent")
        absent = "".join(f"<entry><key>{each}</key><value>0</value></entry>" for each in others)
        return f"<SummaryMap><entry>{present}</entry>{absent}</SummaryMap>"
    date = f"<CreateDate>{profiles[session.account]}</CreateDate>"
    return f"<LoginProfile>{date}<PasswordResetRequired>false</PasswordResetRequired></LoginProfile>"
