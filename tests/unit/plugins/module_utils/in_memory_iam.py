# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The model of AWS of tests/emulator, in this process, with the interface of botocore's client.

For unit tests: the clock does not move until a test sets ``now``, and a fault can replace the reply to a call. Errors
are botocore's own exceptions. Only the collection's calls exist, so that an unexpected call fails the test.
"""

from __future__ import annotations

import copy
import datetime as dt
import random
import types
import typing as t
from collections.abc import Iterator, MutableMapping

from botocore.exceptions import ClientError

from ansible_collections.identity.aws.plugins.module_utils._aws.call_tracking import LOST_REPLIES
from ansible_collections.identity.aws.tests.emulator.model import secrets_manager
from ansible_collections.identity.aws.tests.emulator.model.aws import AWS
from ansible_collections.identity.aws.tests.emulator.model.errors import AWSError
from ansible_collections.identity.aws.tests.emulator.model.request import Call, Caller, user_caller
from ansible_collections.identity.aws.tests.emulator.model.sign_in_sessions import open_session
from ansible_collections.identity.aws.tests.emulator.model.state import (
    Account,
    Organization,
    Profile,
    Secret,
    SecretVersion,
    SignInSession,
    User,
)

MANAGEMENT = "999999999999"
SECRET = "Canary-Secret-Key"
DONE: dict[str, t.Any] = {"ResponseMetadata": {"RequestId": "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE"}}
CREATED = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.timezone.utc)
_ACCOUNT = "111122223333"
_KEY = "AKIACALLER"


def client_error(
    operation: str,
    code: str,
    *,
    lost: int = 0,
    date: str = "",
    message: str = "AWS's own words.",
    members: t.Mapping[str, str] = types.MappingProxyType({}),
) -> ClientError:
    """Return botocore's exception for an error reply, after a number of lost replies.

    ``members`` are those that the service declares for the error, besides its code and message.
    """
    metadata = {"RetryAttempts": lost, LOST_REPLIES: lost, "HTTPHeaders": {"date": date}}
    response = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": metadata, **members}
    return ClientError(t.cast("t.Any", response), operation)


class _AWS(AWS):
    """Its generated secrets are those that tests search for."""

    def secret(self) -> str:
        return SECRET


class _OfUsers(MutableMapping[str, t.Any]):
    """One property of the users of an account, by user name, as a dictionary that changes the account."""

    def __init__(
        self,
        account: Account,
        read: t.Callable[[User], t.Any],
        write: t.Callable[[User, t.Any], None],
        shown: t.Callable[[User], bool] = lambda user: True,
    ) -> None:
        self._account, self._read, self._write, self._shown = account, read, write, shown

    def __getitem__(self, name: str) -> t.Any:
        user = self._account.find(name)
        if user is None:
            raise KeyError(name)
        return self._read(user)

    def __setitem__(self, name: str, value: t.Any) -> None:
        if self._account.find(name) is None:
            self._account.add(User(name, f"AIDA{name.upper()}", CREATED))
        self._write(self._account.user(name), value)

    def __delitem__(self, name: str) -> None:
        del self._account.users[self._account.user(name).name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter([user.name for user in self._account.users.values() if self._shown(user)])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __ior__(self, other: t.Any) -> _OfUsers:  # noqa: PYI034 - Self is of Python 3.11
        self.update(other)
        return self

    def __deepcopy__(self, memo: t.Any) -> dict[str, t.Any]:
        return copy.deepcopy(dict(self))

    def __repr__(self) -> str:
        return repr(dict(self))


def _profile_of(user: User) -> dict[str, t.Any] | None:
    if user.profile is None:
        return None
    given = {
        "Password": user.profile.password,
        "PasswordResetRequired": user.profile.reset_required,
        "MaxSigninSessionDuration": user.profile.max_session_seconds,
    }
    return {name: value for name, value in given.items() if value is not None}


def _set_profile(user: User, given: dict[str, t.Any] | None) -> None:
    user.profile = None
    if given is not None:
        names = ("Password", "PasswordResetRequired", "MaxSigninSessionDuration")
        user.profile = Profile(CREATED, CREATED, *(given.get(name) for name in names))


def _setting(name: str) -> t.Callable[[User, t.Any], None]:
    return lambda user, value: setattr(user, name, value)


def _set_created(user: User, at: dt.datetime) -> None:
    user.created = at
    if user.profile is not None:
        user.profile.created = at


class _RootUsers(MutableMapping[str, t.Any]):
    """The root users with a login profile, by account; each is an account in memory with the user ``root``."""

    def __init__(self, aws: AWS) -> None:
        self._aws = aws

    def __getitem__(self, number: str) -> t.Any:
        if self._aws.account(number).root_profile is None:
            raise KeyError(number)
        return types.SimpleNamespace(users={"root": {}})

    def __setitem__(self, number: str, value: t.Any) -> None:
        self._aws.account(number).root_profile = None if value.users["root"] is None else CREATED

    def __delitem__(self, number: str) -> None:
        self._aws.account(number).root_profile = None

    def __iter__(self) -> Iterator[str]:
        return iter([account.number for account in self._aws.accounts() if account.root_profile])

    def __len__(self) -> int:
        return len(list(iter(self)))


class InMemoryIAM:
    """``users`` maps a user name to the login profile's parameters, or None. ``faults`` replace the next replies."""

    def __init__(self, users: dict[str, dict[str, t.Any] | None], policy: dict[str, t.Any] | None = None) -> None:
        self.now = CREATED
        self._aws = _AWS(lambda: self.now, random.Random(0), _ACCOUNT)
        self.settings = self._aws.settings
        account = self._account = self._aws.account()
        self._key, self._token, self._region = _KEY, "", "us-east-1"
        self.users = _OfUsers(account, _profile_of, _set_profile)
        self.users.update(users)
        # Each by user name. An assignment changes the account.
        self.tags: t.Any = _OfUsers(account, lambda user: user.tags, _setting("tags"), lambda user: bool(user.tags))
        self.paths: t.Any = _OfUsers(account, lambda user: user.path, _setting("path"))
        self.created: t.Any = _OfUsers(account, lambda user: user.created, _set_created)  # the others at CREATED
        self.root_users: t.Any = _RootUsers(self._aws)  # by account
        self.policy = policy
        self.calls: list[tuple[str, dict[str, t.Any]]] = []
        self.faults: list[tuple[str, BaseException]] = []
        self.caller = "caller"
        self.source: t.Any = None  # an STS client with the credentials that assume the caller's role
        self.report: list[dict[str, str]] | None = None
        self.report_states = ["COMPLETE"]
        self.member_accounts: dict[str, str] = {}  # id -> state
        self.organization_settings: dict[str, t.Any] = {}  # of Organization, such as features
        self.tasks: list[tuple[str, str]] = []  # of root sessions: account and task policy
        self.meta = types.SimpleNamespace(partition="aws", region_name=self._region)

    def __setattr__(self, name: str, value: t.Any) -> None:
        there = self.__dict__.get(name)
        if isinstance(there, (_OfUsers, _RootUsers)):
            there.update(value)
        else:
            super().__setattr__(name, value)

    @property
    def policy(self) -> dict[str, t.Any] | None:
        """The password policy."""
        return self._account.password_policy

    @policy.setter
    def policy(self, policy: dict[str, t.Any] | None) -> None:
        self._account.password_policy = policy

    @property
    def alias(self) -> str | None:
        """The alias of the account."""
        return self._account.alias

    @alias.setter
    def alias(self, alias: str | None) -> None:
        self._account.alias = alias

    def _arn(self, name: str) -> str:
        return f"arn:aws:iam::{_ACCOUNT}:user{self.paths.get(name, '/')}{name}"

    def _called(self, operation: str, parameters: dict[str, t.Any]) -> None:
        self.calls.append((operation, parameters))
        for fault in self.faults:
            if fault[0] == operation:
                self.faults.remove(fault)
                raise fault[1]

    def _call(
        self, operation: str, parameters: dict[str, t.Any], service: str = "iam", key: str = ""
    ) -> dict[str, t.Any]:
        self._called(operation, parameters)
        aws, user = self._aws, self._account.find(self.caller)
        role = Caller(_ACCOUNT, f"arn:aws:sts::{_ACCOUNT}:assumed-role/r/s", "AROA:s")
        aws.role_sessions[_KEY] = user_caller(_ACCOUNT, user) if user else role
        try:
            call = Call(service, operation, parameters, key or self._key, self._token, self._region)
            return {**aws.call(call), **DONE}
        except AWSError as error:
            raise client_error(operation, error.code, message=error.message, members=error.members) from None

    def create_login_profile(self, **parameters: t.Any) -> dict[str, t.Any]:
        return self._call("CreateLoginProfile", parameters)

    def get_login_profile(self, **parameters: t.Any) -> dict[str, t.Any]:
        return self._call("GetLoginProfile", parameters)

    def update_login_profile(self, **parameters: t.Any) -> dict[str, t.Any]:
        return self._call("UpdateLoginProfile", parameters)

    def delete_login_profile(self, **parameters: t.Any) -> dict[str, t.Any]:
        return self._call("DeleteLoginProfile", parameters)

    def change_password(self, **parameters: t.Any) -> dict[str, t.Any]:
        return self._call("ChangePassword", parameters)

    def get_user(self, **parameters: t.Any) -> dict[str, t.Any]:
        return self._call("GetUser", parameters)

    def tag_user(self, **parameters: t.Any) -> dict[str, t.Any]:
        return self._call("TagUser", parameters)

    def untag_user(self, **parameters: t.Any) -> dict[str, t.Any]:
        return self._call("UntagUser", parameters)

    def get_account_password_policy(self) -> dict[str, t.Any]:
        return self._call("GetAccountPasswordPolicy", {})

    def list_account_aliases(self) -> dict[str, t.Any]:
        return self._call("ListAccountAliases", {})

    def get_caller_identity(self) -> dict[str, t.Any]:
        return self._call("GetCallerIdentity", {}, "sts")

    def get_paginator(self, operation: str) -> t.Any:
        paginate = {"list_users": self.paginate, "list_accounts": self._accounts, "list_sessions": self._sessions}
        return types.SimpleNamespace(paginate=paginate[operation])

    def paginate(self, **parameters: t.Any) -> t.Iterator[dict[str, t.Any]]:
        parameters["MaxItems"] = parameters.pop("PaginationConfig")["PageSize"]
        assert parameters["MaxItems"] == 1000
        yield self._call("ListUsers", parameters)

    def _sessions(self, **parameters: t.Any) -> t.Iterator[dict[str, t.Any]]:
        if "PageSize" in (config := parameters.pop("PaginationConfig", {})):
            parameters["maxResults"] = config["PageSize"]
        page = self._call("ListSessions", parameters, "signin")
        yield page
        while token := page.get("nextToken"):
            page = self._call("ListSessions", {**parameters, "nextToken": token}, "signin")
            yield page

    def batch_revoke_sessions(self, **parameters: t.Any) -> dict[str, t.Any]:
        return self._call("BatchRevokeSessions", parameters, "signin")

    def describe_secret(self, **parameters: t.Any) -> dict[str, t.Any]:
        return self._call("DescribeSecret", parameters, "secretsmanager")

    def create_secret(self, **parameters: t.Any) -> dict[str, t.Any]:
        return self._call("CreateSecret", parameters, "secretsmanager")

    def put_secret_value(self, **parameters: t.Any) -> dict[str, t.Any]:
        return self._call("PutSecretValue", parameters, "secretsmanager")

    def update_secret_version_stage(self, **parameters: t.Any) -> dict[str, t.Any]:
        return self._call("UpdateSecretVersionStage", parameters, "secretsmanager")

    def delete_secret(self, **parameters: t.Any) -> dict[str, t.Any]:
        return self._call("DeleteSecret", parameters, "secretsmanager")

    def add_secret(self, name: str, *values: str, **settings: t.Any) -> Secret:
        """Add a secret to the account, whose versions ``v0...`` have these values, the last of them current."""
        secret = secrets_manager.add(self._aws, self._region, name, **settings)
        for position, value in enumerate(values):
            stages = ["AWSCURRENT"] if position == len(values) - 1 else []
            secret.versions[f"v{position}".ljust(32, "0")] = SecretVersion(value, stages)
        return secret

    @property
    def secrets(self) -> dict[tuple[str, str], Secret]:
        """The secrets of the account, by region and name."""
        return self._account.secrets

    def open_session(self, user_name: str | None, **how: t.Any) -> SignInSession:
        """Open a sign-in session as a user, or None for the root user; ``how`` as in the model."""
        return open_session(self._aws, user_name, **how)

    def signin_client(self, region: str | None) -> InMemoryIAM:
        """Return the client of a regional service, by default in the region of the connection, us-east-1."""
        if region in {None, self._region}:
            return self
        other = copy.copy(self)
        other._region = region
        other.meta = types.SimpleNamespace(partition="aws", region_name=region)
        return other

    def generate_credential_report(self) -> dict[str, t.Any]:
        """Return the states that a test sets."""
        self._called("GenerateCredentialReport", {})
        return {"State": self.report_states.pop(0) if len(self.report_states) > 1 else self.report_states[0]}

    def get_credential_report(self) -> dict[str, t.Any]:
        """Return the rows that a test sets, unchanged."""
        self._called("GetCredentialReport", {})
        rows = self.report or []
        lines = [",".join(rows[0])] + [",".join(row.values()) for row in rows]
        return {"Content": "\n".join(lines).encode(), "GeneratedTime": self.now}

    def describe_organization(self) -> dict[str, t.Any]:
        return self._organized("DescribeOrganization", {}, "organizations")

    def list_organizations_features(self) -> dict[str, t.Any]:
        return self._organized("ListOrganizationsFeatures", {}, "iam")

    def _accounts(self) -> t.Iterator[dict[str, t.Any]]:
        accounts = self._organized("ListAccounts", {}, "organizations")["Accounts"]
        yield {"Accounts": accounts[:1]}
        yield {"Accounts": accounts[1:]}

    def assume_root(self, **parameters: t.Any) -> dict[str, t.Any]:
        """Take a task policy, and return credentials that contain it."""
        assert set(parameters) == {"TargetPrincipal", "TaskPolicyArn", "DurationSeconds"}
        reply = self._organized("AssumeRoot", parameters, "sts")
        account, policy = parameters["TargetPrincipal"], parameters["TaskPolicyArn"]["arn"].rpartition("/")[2]
        self.tasks.append((account, policy))
        return reply

    def root_client(self, credentials: dict[str, t.Any]) -> InMemoryIAM:
        """Return the client of a root session."""
        root = copy.copy(self)
        root._key, root._token = credentials["AccessKeyId"], credentials["SessionToken"]
        return root

    def _organized(self, operation: str, parameters: dict[str, t.Any], service: str) -> dict[str, t.Any]:
        """Call as an administrator of the management account, in the organization that a test sets."""
        accounts = [{"id": number, "status": state} for number, state in self.member_accounts.items()]
        self._aws.organization = Organization.of(accounts, management=MANAGEMENT, **self.organization_settings)
        return self._call(operation, parameters, service, MANAGEMENT)
