# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read login profiles, users and the account password policy. Nothing here can change an account."""

from __future__ import annotations

import typing as t

from .credential_report import Report, rows_of
from .errors import LoginProfileError, LoginProfileErrorHandler, send
from .model import MANAGEMENT_ACCOUNT, LoginProfile, MemberAccount, Observed, Owner, Request, User
from .password_policy import PasswordPolicy
from .root_sessions import AUDIT, RootSessions


def user_name_parameter(owner: Owner) -> dict[str, str]:
    """Return the parameter that names the owner; none means the principal making the request."""
    return {} if owner.user_name is None else {"UserName": owner.user_name}


def to_login_profile(login_profile: t.Mapping[str, t.Any]) -> LoginProfile:
    """Take a ``LoginProfile`` of a reply. The flag may be missing there, and is false then."""
    return LoginProfile(
        user_name=login_profile.get("UserName"),
        create_date=login_profile["CreateDate"].isoformat(),
        password_reset_required=bool(login_profile.get("PasswordResetRequired", False)),
    )


class Reader:
    """The calls that only read."""

    def __init__(self, client: t.Any, root_sessions: RootSessions) -> None:
        """Take a botocore IAM client (made at run time, so it has no static type), and where root users' come from."""
        self._client = client
        self._root_sessions = root_sessions

    def observe(self, request: Request) -> Observed:
        """Read what the plan needs. Raises LoginProfileError.

        GetUser is asked only where it matters: for the recorded version, and because NoSuchEntity stands for "no login
        profile" and for "no such user".
        """
        login_profile = self.login_profile(request.owner)
        name = request.owner.user_name
        is_known = login_profile is not None or request.state == "absent"
        if name is None or (is_known and request.version is None):
            return Observed(login_profile)
        tags = self.user_tags(name)
        if tags is None:
            return Observed(login_profile, owner_exists=False)
        version = tags.get(request.version.tag.lower()) if request.version is not None else None
        return Observed(login_profile, owner_exists=True, version=version)

    def login_profile(self, owner: Owner) -> LoginProfile | None:
        """Return the owner's login profile, or None where AWS says that there is none. Raises LoginProfileError."""
        client = self._client
        if owner.root_account_id is not None:
            client = self._root_sessions.client(owner, AUDIT)
        try:
            reply = _get_login_profile(client, owner)
        except LoginProfileError as error:
            if error.code == "NoSuchEntity":
                return None
            raise
        return to_login_profile(reply["LoginProfile"])

    def user_tags(self, user_name: str) -> dict[str, str] | None:
        """Return the tags of an IAM user by name in lower case, or None for no such user. Raises LoginProfileError.

        GetUser holds all of them (shape ``User`` of the IAM service model), so ListUserTags is not needed. Names of the
        tags of IAM users are not case sensitive ("Tags for AWS Identity and Access Management resources", User Guide).
        """
        try:
            reply = self._get_user(user_name)
        except LoginProfileError as error:
            if error.code == "NoSuchEntity":
                return None
            raise
        return {tag["Key"].lower(): tag["Value"] for tag in reply["User"].get("Tags", [])}

    def users(self, path_prefix: str | None) -> list[User]:
        """Return the IAM users of the account, or those whose path begins so. Raises LoginProfileError."""
        return [User(user["UserName"], user["Arn"]) for user in self._list_users(path_prefix)]

    def generated_credential_report(self) -> bool:
        """Have AWS make the credential report, unless there is one. Says whether there is. Raises LoginProfileError."""
        return bool(self._generate_credential_report()["State"] == "COMPLETE")

    def credential_report(self) -> Report:
        """Return the credential report that AWS has made. Raises LoginProfileError or Refusal."""
        reply = self._get_credential_report()
        # The columns are ASCII; a name or ARN can be nothing else (shapes userNameType and pathType).
        rows = rows_of(reply["Content"].decode("utf-8", "replace"))
        return Report(reply["GeneratedTime"].isoformat(), tuple(rows))

    def password_policy(self) -> PasswordPolicy:
        """Return the policy that holds for the account: its own, or the default one. Raises LoginProfileError."""
        return PasswordPolicy.from_mapping(self.account_password_policy())

    def account_password_policy(self) -> dict[str, t.Any]:
        """Return the account's own policy (shape ``PasswordPolicy``), or an empty one. Raises LoginProfileError."""
        try:
            reply = self._get_account_password_policy()
        except LoginProfileError as error:
            if error.code == "NoSuchEntity":
                return {}
            raise
        return dict(reply["PasswordPolicy"])

    @LoginProfileErrorHandler.common_error_handler("get the user")
    def _get_user(self, user_name: str) -> t.Any:
        return send(self._client.get_user, UserName=user_name)

    @LoginProfileErrorHandler.common_error_handler("list the users")
    def _list_users(self, path_prefix: str | None) -> list[dict[str, t.Any]]:
        parameters = {} if path_prefix is None else {"PathPrefix": path_prefix}
        # 1000 is the most that AWS gives at a time (shape maxItemsType).
        pages = self._client.get_paginator("list_users").paginate(**parameters, PaginationConfig={"PageSize": 1000})
        return [user for page in send(lambda: list(pages)) for user in page["Users"]]

    @LoginProfileErrorHandler.common_error_handler("generate the credential report")
    def _generate_credential_report(self) -> t.Any:
        return send(self._client.generate_credential_report)

    @LoginProfileErrorHandler.common_error_handler("get the credential report")
    def _get_credential_report(self) -> t.Any:
        return send(self._client.get_credential_report)

    @LoginProfileErrorHandler.common_error_handler("get the account password policy")
    def _get_account_password_policy(self) -> t.Any:
        return send(self._client.get_account_password_policy)


@LoginProfileErrorHandler.common_error_handler("get the login profile")
def _get_login_profile(client: t.Any, owner: Owner) -> t.Any:
    return send(client.get_login_profile, **user_name_parameter(owner))


@LoginProfileErrorHandler.common_error_handler("find out whose credentials these are")
def _get_caller_identity(client: t.Any) -> t.Any:
    return send(client.get_caller_identity)


def caller_name(client: t.Any) -> str | None:
    """Return the name of the IAM user whose credentials a botocore STS client has, or None for a role or root.

    Raises LoginProfileError. Source of the form: "IAM ARNs" in the IAM User Guide, and GetCallerIdentity.
    """
    resource: str = _get_caller_identity(client)["Arn"].split(":", 5)[5]
    return resource.rpartition("/")[2] if resource.startswith("user/") else None


@LoginProfileErrorHandler.common_error_handler("list the accounts of the organization")
def _list_accounts(client: t.Any) -> list[dict[str, t.Any]]:
    pages = client.get_paginator("list_accounts").paginate()
    return [account for page in send(lambda: list(pages)) for account in page["Accounts"]]


@LoginProfileErrorHandler.common_error_handler("find out which is the management account")
def _describe_organization(client: t.Any) -> t.Any:
    return send(client.describe_organization)


def member_accounts(client: t.Any) -> list[MemberAccount]:
    """Return the accounts of the organization, with why each is left out that no AssumeRoot reaches.

    Takes a botocore client of Organizations. Raises LoginProfileError. ``State`` takes the place of ``Status``, which
    AWS retired in September 2026 (shape ``Account`` of the Organizations service model).
    """
    management: str = _describe_organization(client)["Organization"]["MasterAccountId"]
    accounts = [(account["Id"], account.get("State") or account.get("Status")) for account in _list_accounts(client)]
    return [
        MemberAccount(account_id, _left_out(state, is_management=account_id == management))
        for account_id, state in accounts
    ]


def _left_out(state: str | None, *, is_management: bool) -> str | None:
    if is_management:
        return MANAGEMENT_ACCOUNT
    return None if state == "ACTIVE" else f"It is not active: its state is {state}."
