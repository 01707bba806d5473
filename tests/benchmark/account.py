# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account that the endpoint plays: its users, their login profiles and tags, and the answers to calls on them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

from query import AwsError
from report_text import report

ACCOUNT = "123456789012"
CREATED = "2026-01-01T00:00:00Z"
Answer = str | AwsError
"""What is inside the result of a reply, as XML; or an error."""


def user_name(number: int) -> str:
    """Name the users, so that alphabetical order is the order of numbers."""
    return f"user{number:05d}"


class Account:
    """So many users, all with a login profile or none of them."""

    def __init__(self, users: int = 0, *, profiles: bool = False) -> None:
        self.passwords: dict[str, str] = {}  # only those that were set by a call
        self._users = [user_name(number) for number in range(users)]
        self._members = {name: f"<member>{_user(name)}</member>" for name in self._users}
        self._tags: dict[str, dict[str, str]] = {name: {} for name in self._users}
        self._profiles = dict.fromkeys(self._users, False) if profiles else {}  # whether a reset is required
        self._answers: dict[str, Callable[[Mapping[str, str]], Answer]] = {
            "CreateLoginProfile": self._create,
            "DeleteLoginProfile": self._delete,
            "GenerateCredentialReport": lambda dummy: "<State>COMPLETE</State><Description>Done.</Description>",
            "GetAccountPasswordPolicy": lambda dummy: AwsError(404, "NoSuchEntity", "There is no password policy."),
            "GetCallerIdentity": lambda dummy: _caller(),
            "GetCredentialReport": self._report,
            "GetLoginProfile": self._get,
            "GetUser": self._get_user,
            "ListAttachedUserPolicies": self._list_policies,
            "ListUsers": self._list_users,
            "ListUserTags": self._list_tags,
            "TagUser": self._tag,
            "UpdateLoginProfile": self._update,
        }

    def answer(self, action: str, parameters: Mapping[str, str]) -> Answer:
        """Carry out one call."""
        if action not in self._answers:
            return AwsError(400, "InvalidAction", f"The benchmark's endpoint does not have {action}.")
        name = parameters.get("UserName")
        if name is not None and name not in self._members:
            return _no_such("user", name)
        return self._answers[action](parameters)

    def _get(self, parameters: Mapping[str, str]) -> Answer:
        name = parameters["UserName"]
        return self._login_profile(name) if name in self._profiles else _no_such("login profile", name)

    def _create(self, parameters: Mapping[str, str]) -> Answer:
        name = parameters["UserName"]
        if name in self._profiles:
            return AwsError(409, "EntityAlreadyExists", f"There is a login profile of {name} already.")
        self._profiles[name] = False
        self._change(parameters)
        return self._login_profile(name)

    def _update(self, parameters: Mapping[str, str]) -> Answer:
        if parameters["UserName"] not in self._profiles:
            return _no_such("login profile", parameters["UserName"])
        self._change(parameters)
        return ""

    def _change(self, parameters: Mapping[str, str]) -> None:
        name = parameters["UserName"]
        if "Password" in parameters:
            self.passwords[name] = parameters["Password"]
        if "PasswordResetRequired" in parameters:
            self._profiles[name] = parameters["PasswordResetRequired"] == "true"

    def _login_profile(self, name: str) -> str:
        reset = str(self._profiles[name]).lower()
        return (
            f"<LoginProfile><UserName>{name}</UserName><CreateDate>{CREATED}</CreateDate>"
            f"<PasswordResetRequired>{reset}</PasswordResetRequired></LoginProfile>"
        )

    def _delete(self, parameters: Mapping[str, str]) -> Answer:
        if self._profiles.pop(parameters["UserName"], None) is None:
            return _no_such("login profile", parameters["UserName"])
        self.passwords.pop(parameters["UserName"], None)
        return ""

    def _get_user(self, parameters: Mapping[str, str]) -> Answer:
        name = parameters["UserName"]
        return f"<User>{_user(name)}<Tags>{self._tag_members(name)}</Tags></User>"

    def _list_users(self, parameters: Mapping[str, str]) -> Answer:
        size, start = int(parameters.get("MaxItems", "100")), int(parameters.get("Marker", "0"))
        if not 1 <= size <= 1000:
            return AwsError(400, "ValidationError", "MaxItems is 1 to 1000.")
        members = "".join(self._members[name] for name in self._users[start : start + size])
        more = start + size < len(self._users)
        marker = f"<Marker>{start + size}</Marker>" if more else ""
        return f"<Users>{members}</Users><IsTruncated>{str(more).lower()}</IsTruncated>{marker}"

    def _list_policies(self, _parameters: Mapping[str, str]) -> Answer:
        return "<AttachedPolicies/><IsTruncated>false</IsTruncated>"

    def _list_tags(self, parameters: Mapping[str, str]) -> Answer:
        return f"<Tags>{self._tag_members(parameters['UserName'])}</Tags><IsTruncated>false</IsTruncated>"

    def _tag(self, parameters: Mapping[str, str]) -> Answer:
        number = 1
        while (key := parameters.get(f"Tags.member.{number}.Key")) is not None:
            self._tags[parameters["UserName"]][key] = parameters[f"Tags.member.{number}.Value"]
            number += 1
        return ""

    def _tag_members(self, name: str) -> str:
        tags = self._tags[name].items()
        return "".join(f"<member><Key>{key}</Key><Value>{value}</Value></member>" for key, value in tags)

    def _report(self, _parameters: Mapping[str, str]) -> Answer:
        text = report(ACCOUNT, CREATED, {name: name in self._profiles for name in self._users})
        content = base64.b64encode(text.encode()).decode()
        return (
            f"<Content>{content}</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>{CREATED}</GeneratedTime>"
        )


def _no_such(what: str, name: str) -> AwsError:
    return AwsError(404, "NoSuchEntity", f"There is no {what} {name}.")


def _user(name: str) -> str:
    return (
        f"<Path>/</Path><UserName>{name}</UserName><UserId>AIDA{name.upper():0>17}</UserId>"
        f"<Arn>arn:aws:iam::{ACCOUNT}:user/{name}</Arn><CreateDate>{CREATED}</CreateDate>"
    )


def _caller() -> str:
    arn = f"arn:aws:iam::{ACCOUNT}:user/benchmark"
    return f"<Arn>{arn}</Arn><UserId>AIDABENCHMARK</UserId><Account>{ACCOUNT}</Account>"
