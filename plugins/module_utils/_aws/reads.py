# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read login profiles, users and the account password policy. Nothing here can change an account."""

from __future__ import annotations

import threading
import typing as t
from datetime import datetime, timezone

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    CurrentState,
    LeftOut,
    LoginProfile,
    MemberAccount,
    Principal,
    Request,
    RequestError,
    SignInSession,
    User,
)

from .errors import LoginProfileError, aws_call
from .root_sessions import AUDIT, RootSessions

if t.TYPE_CHECKING:
    from mypy_boto3_iam.client import IAMClient
    from mypy_boto3_iam.type_defs import LoginProfileTypeDef, PasswordPolicyTypeDef, UserTypeDef
    from mypy_boto3_organizations.client import OrganizationsClient
    from mypy_boto3_sts.client import STSClient

    from ansible_collections.identity.aws.plugins.module_utils._core.credential_report import Report
    from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import PasswordPolicy
    from ansible_collections.identity.aws.plugins.module_utils._core.sign_in_url import SignIn
    from ansible_collections.identity.aws.plugins.module_utils._core.stored_secrets import StoredSecret

_MANAGEMENT_ACCOUNT = LeftOut(
    "management_account",
    "It is the management account, for which AssumeRoot does not work. Read its credential report for the root user.",
)
_NO_SIGN_IN_URL = "The address at which the IAM users sign in is not known, so sign_in_url is null."


class UserNameParameter(t.TypedDict, total=False):
    """The parameter of a call that names an IAM user."""

    UserName: str


class _PathPrefixParameter(t.TypedDict, total=False):
    PathPrefix: str


def user_name_parameter(principal: Principal) -> UserNameParameter:
    """Return the parameter that names the principal; none for the caller."""
    return {} if principal.user_name is None else {"UserName": principal.user_name}


def to_login_profile(login_profile: LoginProfileTypeDef) -> LoginProfile:
    """Parse ``LoginProfile`` of a reply. If the reset flag is missing, it is false.

    botocore before 1.44.6 does not return MaxSigninSessionDuration, and the stubs do not have it yet.
    """
    return LoginProfile(
        # Missing in the reply about a root user.
        user_name=login_profile.get("UserName"),
        create_date=login_profile["CreateDate"].isoformat(),
        password_reset_required=bool(login_profile.get("PasswordResetRequired", False)),
        max_signin_session_duration=t.cast("dict[str, t.Any]", login_profile).get("MaxSigninSessionDuration"),
    )


def _to_user(user: UserTypeDef) -> User:
    created = user.get("CreateDate")
    return User(user["UserName"], user["Arn"], None if created is None else created.isoformat())


class Reader:
    """The read-only calls."""

    def __init__(self, client: IAMClient, root_sessions: RootSessions) -> None:
        """Store the client for IAM users, and the factory of clients for root users."""
        self._client = client
        self._root_sessions = root_sessions
        # The ARN of a user that was read, which shows the account; None if no user was read.
        self.user_arn: str | None = None

    def read_state(self, request: Request) -> CurrentState:
        """Read the state that the plan needs. Raises LoginProfileError.

        GetUser is called only if it is needed: for the recorded version, and because NoSuchEntity means both "no login
        profile" and "no such user".
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
        # AWS's own tags do not count ("Tag naming limits and requirements", Tagging AWS Resources).
        counted = sum(not name.startswith("aws:") for name in tags)
        version = tags.get(request.version.tag.lower())
        return CurrentState(login_profile, principal_exists=True, version=version, tags=counted)

    def login_profile(self, principal: Principal) -> LoginProfile | None:
        """Return the principal's login profile, or None. Raises LoginProfileError."""
        client = self._client
        if principal.root_account_id is not None:
            client = self._root_sessions.client(principal, AUDIT)
        try:
            with aws_call("get the login profile"):
                return to_login_profile(client.get_login_profile(**user_name_parameter(principal))["LoginProfile"])
        except LoginProfileError as error:
            if error.is_not_found:
                return None
            raise

    def _exists(self, user_name: str) -> bool | None:
        """Return whether an IAM user exists, or None without the permission iam:GetUser.

        The permission is optional for deleting a login profile that does not exist. Raises LoginProfileError.
        """
        try:
            return self._existing_user(user_name) is not None
        except LoginProfileError as error:
            if error.is_access_denied:
                return None
            raise

    def user_tags(self, user_name: str) -> dict[str, str] | None:
        """Return the tags of an IAM user by name in lower case, or None for no such user. Raises LoginProfileError.

        GetUser returns all tags (shape ``User`` of the IAM service model), so ListUserTags is not needed. Tag names of
        IAM users are not case sensitive ("Tags for AWS Identity and Access Management resources", User Guide).
        """
        user = self._existing_user(user_name)
        return None if user is None else {tag["Key"].lower(): tag["Value"] for tag in user.get("Tags", [])}

    def user(self, user_name: str) -> User | None:
        """Return an IAM user, or None for no such user. Raises LoginProfileError."""
        user = self._existing_user(user_name)
        return None if user is None else _to_user(user)

    def _existing_user(self, user_name: str) -> UserTypeDef | None:
        try:
            with aws_call("get the user"):
                user = self._client.get_user(UserName=user_name)["User"]
                self.user_arn = user["Arn"]
                return user
        except LoginProfileError as error:
            if error.is_not_found:
                return None
            raise

    def users(self, path_prefix: str | None) -> list[User]:
        """Return the IAM users of the account, or those below a path. Raises LoginProfileError."""
        prefix: _PathPrefixParameter = {} if path_prefix is None else {"PathPrefix": path_prefix}
        with aws_call("list the users"):
            # 1000 is AWS's maximum (shape maxItemsType).
            pages = self._client.get_paginator("list_users").paginate(**prefix, PaginationConfig={"PageSize": 1000})
            users = [_to_user(user) for page in pages for user in page["Users"]]
        self.user_arn = users[0].arn if users else self.user_arn
        return users

    def generated_credential_report(self) -> bool:
        """Return whether AWS has a credential report; otherwise request one. Raises LoginProfileError."""
        with aws_call("generate the credential report"):
            return self._client.generate_credential_report()["State"] == "COMPLETE"

    def credential_report(self) -> Report:
        """Return the credential report. Raises LoginProfileError or RequestError."""
        with aws_call("get the credential report"):
            reply = self._client.get_credential_report()
            content, made_at = reply["Content"], reply["GeneratedTime"]
        from ansible_collections.identity.aws.plugins.module_utils._core.credential_report import read_report

        # The columns, names and ARNs are ASCII (shapes userNameType and pathType).
        report = read_report(content.decode("utf-8", "replace"), made_at.isoformat())
        self.user_arn = report.rows[0].arn if report.rows else self.user_arn
        return report

    def password_policy(self) -> PasswordPolicy:
        """Return the account's effective policy: its own or the default one. Raises LoginProfileError."""
        from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import PasswordPolicy

        return PasswordPolicy.from_mapping(self.account_password_policy())

    def account_password_policy(self) -> PasswordPolicyTypeDef:
        """Return the account's own policy (shape ``PasswordPolicy``), or an empty one. Raises LoginProfileError."""
        try:
            with aws_call("get the account password policy"):
                return self._client.get_account_password_policy()["PasswordPolicy"]
        except LoginProfileError as error:
            if error.is_not_found:
                return {}
            raise

    def account_alias(self) -> str | None:
        """Return the alias of the account, or None if it has none or the permission is missing.

        Raises LoginProfileError.
        """
        try:
            with aws_call("list the account aliases"):
                # An account has at most one alias.
                return next(iter(self._client.list_account_aliases()["AccountAliases"]), None)
        except LoginProfileError as error:
            if error.is_access_denied:
                return None
            raise

    def organization_features(self) -> list[str]:
        """Return the enabled features of centralized root access in the organization.

        Raises LoginProfileError, or RequestError if botocore does not have the call.
        """
        client = self._client
        if not hasattr(client, "list_organizations_features"):
            raise RequestError(
                "The features of centralized root access were not read: botocore has ListOrganizationsFeatures since "
                "1.35.61. Install a newer botocore on the host that the module runs on.",
                "library_outdated",
            )
        with aws_call("list the features of centralized root access"):
            return list(client.list_organizations_features()["EnabledFeatures"])


class SignInReader:
    """Reads the sign-in URL of the account's IAM users, at most once."""

    def __init__(self, reader: Reader, connect_sts: t.Callable[[], STSClient]) -> None:
        """Store the reader and the factory of STS clients. Reads nothing yet."""
        self._reader = reader
        self._connect_sts = connect_sts
        self._lock = threading.Lock()
        self._sign_in: SignIn | None = None

    def read(self) -> SignIn:
        """Return the URL, or why it is unknown. Raises LoginProfileError if the task was interrupted."""
        with self._lock:
            if self._sign_in is None:
                self._sign_in = self._read()
            return self._sign_in

    def _read(self) -> SignIn:
        from ansible_collections.identity.aws.plugins.module_utils._core.sign_in_url import SignIn, sign_in_url

        try:
            arn = self._reader.user_arn or caller_arn(self._connect_sts())
            alias = self._reader.account_alias()
        except RequestError as request_error:
            return SignIn(None, f"{_NO_SIGN_IN_URL} {request_error}")
        except LoginProfileError as error:
            if error.is_interruption:
                raise
            return SignIn(None, f"{_NO_SIGN_IN_URL} {error.failure(None).message}")
        _arn, partition, _service, _region, account_id, *_resource = arn.split(":")
        url = sign_in_url(alias or account_id, partition)
        problem = f"{_NO_SIGN_IN_URL} It is not known for the partition {partition!r}." if url is None else None
        return SignIn(url, problem)


def caller_arn(client: STSClient) -> str:
    """Return the ARN of the principal whose credentials a client has. Raises LoginProfileError."""
    with aws_call("identify the caller"):
        return client.get_caller_identity()["Arn"]


def list_sign_in_sessions(client: t.Any, principal_arn: str | None, status: str | None) -> list[SignInSession]:
    """Return the sign-in sessions of a principal (None for the caller), optionally of one status.

    ``client`` is a Signin client of the region to read. Raises LoginProfileError.
    """
    given = {"principalArn": principal_arn, "status": status}
    parameters = {name: value for name, value in given.items() if value is not None}
    with aws_call(f"list the sign-in sessions in {client.meta.region_name}"):
        # 100 is AWS's maximum (shape SessionsMaxResults).
        pages = client.get_paginator("list_sessions").paginate(**parameters, PaginationConfig={"PageSize": 100})
        return [_to_sign_in_session(item) for page in pages for item in page["items"]]


def _to_sign_in_session(item: t.Mapping[str, t.Any]) -> SignInSession:
    return SignInSession(
        session_arn=item["sessionArn"],
        principal_arn=item["principalArn"],
        status=item.get("status"),
        issued_at=_to_time(item["issuedAt"]),
        expires_at=_to_time(item["expiresAt"]),
        client_type=item.get("clientType"),
        client_id=item.get("clientId"),
    )


def _to_time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)


def member_accounts(client: OrganizationsClient) -> list[MemberAccount]:
    """Return the accounts of the organization, each with the reason if AssumeRoot cannot reach it.

    Raises LoginProfileError. ``State`` replaces ``Status``, which AWS retired in September 2026 (shape ``Account`` of
    the Organizations service model).
    """
    with aws_call("identify the management account"):
        management = client.describe_organization()["Organization"]["MasterAccountId"]
    with aws_call("list the accounts of the organization"):
        return [
            MemberAccount(
                each["Id"],
                _left_out(each.get("State") or each.get("Status"), is_management=each["Id"] == management),
                each.get("Name"),
                each.get("Email"),
            )
            for page in client.get_paginator("list_accounts").paginate()
            for each in page["Accounts"]
        ]


def _left_out(state: str | None, *, is_management: bool) -> LeftOut | None:
    if is_management:
        return _MANAGEMENT_ACCOUNT
    return None if state == "ACTIVE" else LeftOut("account_not_active", f"It is not active: its state is {state}.")


def describe_secret(client: t.Any, secret_id: str) -> StoredSecret | None:
    """Return a secret of Secrets Manager without its value, or None. Raises LoginProfileError."""
    from ansible_collections.identity.aws.plugins.module_utils._core.stored_secrets import StoredSecret

    try:
        with aws_call(f"describe the secret '{secret_id}'"):
            reply = client.describe_secret(SecretId=secret_id)
            deleted = reply.get("DeletedDate")
            return StoredSecret(
                arn=reply["ARN"],
                deleted_date=None if deleted is None else deleted.isoformat(),
                owning_service=reply.get("OwningService"),
                # For a replica in another region, or a secret in another account.
                primary=reply.get("PrimaryRegion") or reply.get("CrossAccountPrimary", {}).get("PrimarySecretARN"),
                rotation_enabled=reply.get("RotationEnabled", False),
                stages=reply.get("VersionIdsToStages", {}),
            )
    except LoginProfileError as error:
        if error.is_secret_not_found:
            return None
        raise
