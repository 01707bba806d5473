# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account's login profiles in memory, behind the part of botocore's client that the collection calls.

For what the emulator cannot do in a unit test: a clock of our own, and an answer for each single call. Errors are real
botocore exceptions. Whatever the collection does not call is not there, so an unexpected call fails the test.
"""

from __future__ import annotations

import datetime as dt
import types
import typing as t

from botocore.exceptions import ClientError

from ansible_collections.identity.aws.plugins.module_utils._aws.call_tracking import LOST_REPLIES

MANAGEMENT = "999999999999"
SECRET = "Canary-Secret-Key"
DONE: dict[str, t.Any] = {"ResponseMetadata": {"RequestId": "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE"}}
TAG_QUOTA = 50
CREATED = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.timezone.utc)


def client_error(
    operation: str, code: str, *, lost: int = 0, date: str = "", message: str = "AWS's own words."
) -> ClientError:
    """Make the exception that botocore raises for an error reply, before which so many were lost."""
    metadata = {"RetryAttempts": lost, LOST_REPLIES: lost, "HTTPHeaders": {"date": date}}
    response = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": metadata}
    return ClientError(t.cast("t.Any", response), operation)


class InMemoryIAM:
    """``users`` maps a user name to the login profile's parameters, or None. ``faults`` answer the next calls."""

    def __init__(self, users: dict[str, dict[str, t.Any] | None], policy: dict[str, t.Any] | None = None) -> None:
        self.users = users
        self.policy = policy
        self.calls: list[tuple[str, dict[str, t.Any]]] = []
        self.faults: list[tuple[str, BaseException]] = []
        self.caller = "caller"
        self.source: t.Any = None  # an STS client with the credentials that the caller's role is assumed with
        self.tags: dict[str, dict[str, str]] = {}
        self.paths: dict[str, str] = {}
        self.created: dict[str, dt.datetime] = {}  # users and their login profiles, the others at CREATED
        self.report: list[dict[str, str]] | None = None
        self.report_states = ["COMPLETE"]
        self.member_accounts: dict[str, str] = {}  # id -> state
        self.root_users: dict[str, InMemoryIAM] = {}
        self.tasks: list[tuple[str, str]] = []  # of root sessions: account and task policy
        self.meta = types.SimpleNamespace(partition="aws")

    def _called(self, operation: str, parameters: dict[str, t.Any]) -> str:
        self.calls.append((operation, parameters))
        for fault in self.faults:
            if fault[0] == operation:
                self.faults.remove(fault)
                raise fault[1]
        return str(parameters.get("UserName", self.caller))

    def _arn(self, name: str) -> str:
        return f"arn:aws:iam::111122223333:user{self.paths.get(name, '/')}{name}"

    def _created(self, name: str) -> dt.datetime:
        return self.created.get(name, CREATED)

    def _user(self, name: str) -> dict[str, t.Any]:
        return {"UserName": name, "Arn": self._arn(name), "CreateDate": self._created(name)}

    def _existing(self, operation: str, name: str) -> dict[str, t.Any]:
        profile = self.users.get(name)
        if profile is None:
            raise client_error(operation, "NoSuchEntity")
        return profile

    def _reply(self, name: str, profile: dict[str, t.Any]) -> dict[str, t.Any]:
        reset = profile.get("PasswordResetRequired", False)
        profile = {"UserName": name, "CreateDate": self._created(name), "PasswordResetRequired": reset}
        return {"LoginProfile": profile, **DONE}

    def get_login_profile(self, **parameters: t.Any) -> dict[str, t.Any]:
        name = self._called("GetLoginProfile", parameters)
        return self._reply(name, self._existing("GetLoginProfile", name))

    def assume_root(self, **parameters: t.Any) -> dict[str, t.Any]:
        """Take a task policy, and give credentials that name it."""
        assert set(parameters) == {"TargetPrincipal", "TaskPolicyArn", "DurationSeconds"}
        assert parameters["DurationSeconds"] <= 900
        self._called("AssumeRoot", parameters)
        account, policy = parameters["TargetPrincipal"], parameters["TaskPolicyArn"]["arn"].rpartition("/")[2]
        if self.member_accounts.get(account) != "ACTIVE":
            raise client_error("AssumeRoot", "AccessDenied")
        self.tasks.append((account, policy))
        return {"Credentials": {"AccessKeyId": account, "SecretAccessKey": SECRET, "SessionToken": policy}}

    def root_client(self, credentials: dict[str, t.Any]) -> InMemoryIAM:
        """Return the client of a root session; whoever is without a profile has one in ``users`` as None."""
        assert credentials["SecretAccessKey"] == SECRET
        root = self.root_users.setdefault(credentials["AccessKeyId"], InMemoryIAM({"root": None}))
        root.caller, root.calls, root.faults = "root", self.calls, self.faults
        return root

    def describe_organization(self) -> dict[str, t.Any]:
        self._called("DescribeOrganization", {})
        return {"Organization": {"MasterAccountId": MANAGEMENT}}

    def get_paginator(self, operation: str) -> t.Any:
        return {"list_users": self, "list_accounts": types.SimpleNamespace(paginate=self._accounts)}[operation]

    def _accounts(self) -> t.Iterator[dict[str, t.Any]]:
        self._called("ListAccounts", {})
        yield {"Accounts": [{"Id": MANAGEMENT, "Status": "ACTIVE"}]}
        yield {"Accounts": [{"Id": account, "State": state} for account, state in self.member_accounts.items()]}

    def paginate(self, **parameters: t.Any) -> t.Iterator[dict[str, t.Any]]:
        assert parameters.pop("PaginationConfig") == {"PageSize": 1000}
        self._called("ListUsers", parameters)
        prefix = parameters.get("PathPrefix", "/")
        names = [name for name in self.users if self.paths.get(name, "/").startswith(prefix)]
        yield {"Users": [self._user(name) for name in names]}

    def get_caller_identity(self) -> dict[str, t.Any]:
        self._called("GetCallerIdentity", {})
        return {"Arn": self._arn(self.caller) if self.caller in self.users else "arn:aws:sts::1:assumed-role/r/s"}

    def generate_credential_report(self) -> dict[str, t.Any]:
        self._called("GenerateCredentialReport", {})
        return {"State": self.report_states.pop(0) if len(self.report_states) > 1 else self.report_states[0]}

    def get_credential_report(self) -> dict[str, t.Any]:
        self._called("GetCredentialReport", {})
        rows = self.report or []
        lines = [",".join(rows[0])] + [",".join(row.values()) for row in rows]
        return {"Content": "\n".join(lines).encode(), "GeneratedTime": CREATED}

    def get_user(self, **parameters: t.Any) -> dict[str, t.Any]:
        name = self._called("GetUser", parameters)
        if name not in self.users:
            raise client_error("GetUser", "NoSuchEntity")
        return {"User": {**self._user(name), "Tags": self._tags(name)}}

    def _tags(self, name: str) -> list[dict[str, str]]:
        return [{"Key": key, "Value": value} for key, value in self.tags.get(name, {}).items()]

    def tag_user(self, **parameters: t.Any) -> dict[str, t.Any]:
        name = self._called("TagUser", parameters)
        if name not in self.users:
            raise client_error("TagUser", "NoSuchEntity")
        tags = self.tags.get(name, {}) | {tag["Key"]: tag["Value"] for tag in parameters["Tags"]}
        if len({key.lower() for key in tags if not key.startswith("aws:")}) > TAG_QUOTA:
            raise client_error("TagUser", "LimitExceeded", message=f"Cannot exceed quota for TagsPerUser: {TAG_QUOTA}")
        self.tags[name] = tags
        return DONE

    def untag_user(self, **parameters: t.Any) -> dict[str, t.Any]:
        name = self._called("UntagUser", parameters)
        if name not in self.users:
            raise client_error("UntagUser", "NoSuchEntity")
        for key in parameters["TagKeys"]:
            self.tags[name].pop(key)
        return DONE

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
        return DONE

    def delete_login_profile(self, **parameters: t.Any) -> dict[str, t.Any]:
        name = self._called("DeleteLoginProfile", parameters)
        self._existing("DeleteLoginProfile", name)
        self.users[name] = None
        return DONE
