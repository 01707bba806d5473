# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read login profiles, users and the account password policy. Nothing here can change an account."""

from __future__ import annotations

import typing as t
from operator import itemgetter

from ansible_collections.identity.aws.plugins.module_utils._core.credential_report import Report, read_report
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    MANAGEMENT_ACCOUNT,
    CurrentState,
    LoginProfile,
    MemberAccount,
    Principal,
    Request,
    User,
)
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import PasswordPolicy

from .errors import LoginProfileError, LoginProfileErrorHandler, send
from .root_sessions import AUDIT, RootSessions


def user_name_parameter(principal: Principal) -> dict[str, str]:
    """Return the parameter that names the principal; none means the one making the request."""
    return {} if principal.user_name is None else {"UserName": principal.user_name}


def to_login_profile(login_profile: t.Mapping[str, t.Any]) -> LoginProfile:
    """Take a ``LoginProfile`` of a reply. The flag may be missing there, and is false then."""
    return LoginProfile(
        user_name=login_profile.get("UserName"),
        create_date=login_profile["CreateDate"].isoformat(),
        password_reset_required=bool(login_profile.get("PasswordResetRequired", False)),
    )


def _to_user(user: t.Mapping[str, t.Any]) -> User:
    created = user.get("CreateDate")
    return User(user["UserName"], user["Arn"], None if created is None else created.isoformat())


class Reader:
    """The calls that only read."""

    def __init__(self, client: t.Any, root_sessions: RootSessions) -> None:
        """Take a botocore IAM client (made at run time, so it has no static type), and where root users' come from."""
        self._client = client
        self._root_sessions = root_sessions

    def read_state(self, request: Request) -> CurrentState:
        """Read what the plan needs. Raises LoginProfileError.

        GetUser is asked only where it matters: for the recorded version, and because NoSuchEntity stands for "no login
        profile" and for "no such user".
        """
        login_profile = self.login_profile(request.principal)
        name = request.principal.user_name
        if name is None or (request.version is None and login_profile is not None):
            return CurrentState(login_profile)
        if request.version is None and request.state == "absent":
            known = request.principal_exists
            return CurrentState(None, principal_exists=self._exists(name) if known is None else known)
        tags = self.user_tags(name)
        if tags is None:
            return CurrentState(login_profile, principal_exists=False)
        if request.version is None:
            return CurrentState(login_profile, principal_exists=True)
        # AWS adds tags of its own, which do not count ("Tag naming limits and requirements", Tagging AWS Resources).
        counted = sum(not name.startswith("aws:") for name in tags)
        version = tags.get(request.version.tag.lower())
        return CurrentState(login_profile, principal_exists=True, version=version, tags=counted)

    def login_profile(self, principal: Principal) -> LoginProfile | None:
        """Return the principal's login profile, or None where AWS says that there is none. Raises LoginProfileError."""
        client = self._client
        if principal.root_account_id is not None:
            client = self._root_sessions.client(principal, AUDIT)
        try:
            return _get_login_profile(client, principal)
        except LoginProfileError as error:
            if error.is_not_found:
                return None
            raise

    def _exists(self, user_name: str) -> bool | None:
        """Return whether an IAM user exists, or None where the credentials do not have the permission iam:GetUser.

        To delete a login profile that does not exist, the permission is not necessary. Raises LoginProfileError.
        """
        try:
            return self._existing_user(user_name) is not None
        except LoginProfileError as error:
            if error.is_access_denied:
                return None
            raise

    def user_tags(self, user_name: str) -> dict[str, str] | None:
        """Return the tags of an IAM user by name in lower case, or None for no such user. Raises LoginProfileError.

        GetUser holds all of them (shape ``User`` of the IAM service model), so ListUserTags is not needed. Names of the
        tags of IAM users are not case sensitive ("Tags for AWS Identity and Access Management resources", User Guide).
        """
        user = self._existing_user(user_name)
        return None if user is None else {tag["Key"].lower(): tag["Value"] for tag in user.get("Tags", [])}

    def user(self, user_name: str) -> User | None:
        """Return an IAM user, or None for no such user. Raises LoginProfileError."""
        user = self._existing_user(user_name)
        return None if user is None else _to_user(user)

    def _existing_user(self, user_name: str) -> t.Mapping[str, t.Any] | None:
        try:
            found: t.Mapping[str, t.Any] = self._get_user(user_name)
        except LoginProfileError as error:
            if error.is_not_found:
                return None
            raise
        return found

    def users(self, path_prefix: str | None) -> list[User]:
        """Return the IAM users of the account, or those whose path begins so. Raises LoginProfileError."""
        return self._list_users(path_prefix)

    def generated_credential_report(self) -> bool:
        """Have AWS make the credential report, unless there is one. Says whether there is. Raises LoginProfileError."""
        return bool(self._generate_credential_report() == "COMPLETE")

    def credential_report(self) -> Report:
        """Return the credential report that AWS has made. Raises LoginProfileError or RequestError."""
        content, made_at = self._get_credential_report()
        # The columns are ASCII; a name or ARN can be nothing else (shapes userNameType and pathType).
        return read_report(content.decode("utf-8", "replace"), made_at.isoformat())

    def password_policy(self) -> PasswordPolicy:
        """Return the policy that holds for the account: its own, or the default one. Raises LoginProfileError."""
        return PasswordPolicy.from_mapping(self.account_password_policy())

    def account_password_policy(self) -> dict[str, t.Any]:
        """Return the account's own policy (shape ``PasswordPolicy``), or an empty one. Raises LoginProfileError."""
        try:
            return dict(self._get_account_password_policy())
        except LoginProfileError as error:
            if error.is_not_found:
                return {}
            raise

    @LoginProfileErrorHandler.common_error_handler("get the user")
    def _get_user(self, user_name: str) -> t.Any:
        return send(lambda: self._client.get_user(UserName=user_name)["User"])

    @LoginProfileErrorHandler.common_error_handler("list the users")
    def _list_users(self, path_prefix: str | None) -> t.Any:
        parameters = {} if path_prefix is None else {"PathPrefix": path_prefix}
        # 1000 is the most that AWS gives at a time (shape maxItemsType).
        pages = self._client.get_paginator("list_users").paginate(**parameters, PaginationConfig={"PageSize": 1000})
        return send(lambda: [_to_user(user) for page in pages for user in page["Users"]])

    @LoginProfileErrorHandler.common_error_handler("generate the credential report")
    def _generate_credential_report(self) -> t.Any:
        return send(lambda: self._client.generate_credential_report()["State"])

    @LoginProfileErrorHandler.common_error_handler("get the credential report")
    def _get_credential_report(self) -> t.Any:
        return send(lambda: itemgetter("Content", "GeneratedTime")(self._client.get_credential_report()))

    @LoginProfileErrorHandler.common_error_handler("get the account password policy")
    def _get_account_password_policy(self) -> t.Any:
        return send(lambda: self._client.get_account_password_policy()["PasswordPolicy"])


@LoginProfileErrorHandler.common_error_handler("get the login profile")
def _get_login_profile(client: t.Any, principal: Principal) -> t.Any:
    return send(lambda: to_login_profile(client.get_login_profile(**user_name_parameter(principal))["LoginProfile"]))


@LoginProfileErrorHandler.common_error_handler("find out whose credentials these are")
def _get_caller_arn(client: t.Any) -> t.Any:
    return send(lambda: client.get_caller_identity()["Arn"])


def caller_arn(client: t.Any) -> str:
    """Return the ARN of the principal whose credentials a botocore STS client has. Raises LoginProfileError."""
    arn: str = _get_caller_arn(client)
    return arn


@LoginProfileErrorHandler.common_error_handler("list the accounts of the organization")
def _list_accounts(client: t.Any) -> t.Any:
    """Return the id of each account with its state."""
    pages = client.get_paginator("list_accounts").paginate()
    return send(
        lambda: [(each["Id"], each.get("State") or each.get("Status")) for p in pages for each in p["Accounts"]]
    )


@LoginProfileErrorHandler.common_error_handler("find out which is the management account")
def _management_account_id(client: t.Any) -> t.Any:
    return send(lambda: client.describe_organization()["Organization"]["MasterAccountId"])


def member_accounts(client: t.Any) -> list[MemberAccount]:
    """Return the accounts of the organization, with why each is left out that no AssumeRoot reaches.

    Takes a botocore client of Organizations. Raises LoginProfileError. ``State`` takes the place of ``Status``, which
    AWS retired in September 2026 (shape ``Account`` of the Organizations service model).
    """
    management = _management_account_id(client)
    return [
        MemberAccount(account_id, _left_out(state, is_management=account_id == management))
        for account_id, state in _list_accounts(client)
    ]


def _left_out(state: str | None, *, is_management: bool) -> str | None:
    if is_management:
        return MANAGEMENT_ACCOUNT
    return None if state == "ACTIVE" else f"It is not active: its state is {state}."
