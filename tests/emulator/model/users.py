# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""IAM users, their tags and access keys, and the alias of the account."""

from __future__ import annotations

import base64
from bisect import bisect_right
from collections.abc import Iterable, Mapping

from .errors import AWSError, delete_conflict, quota_exceeded, validation_error
from .request import Handler, Reply, Request, user_arn
from .state import AccessKey, User

_TAG_QUOTA = 50
"""IAM User Guide, "IAM and AWS STS quotas". Keys differ without regard to case; those of AWS do not count."""


def create_user(request: Request) -> Reply:
    """CreateUser, UserName: names "are not distinguished by case"."""
    parameters, account = request.parameters, request.account
    name = parameters["UserName"]
    if name.lower() in account.users:
        raise AWSError(409, "EntityAlreadyExists", f"User with name {name} already exists.")
    tags = _tags(parameters.get("Tags", ()))
    user = User(name, request.aws.made_up("AIDA", 17), request.today, parameters.get("Path", "/"), tags)
    account.add(user)
    return {"User": _user(request, user) | _shown_tags(user)}


def get_user(request: Request) -> Reply:
    user = request.user
    return {"User": _user(request, user) | _last_used(user) | _shown_tags(user)}


def list_users(request: Request) -> Reply:
    """ListUsers: MaxItems "defaults to 100"; PathPrefix to a slash. It "does not return" tags.

    The marker is a name, so that creating or deleting users between two pages shifts no other user.
    """
    parameters = request.parameters
    try:
        after = base64.b64decode(parameters.get("Marker", ""), altchars="-_", validate=True).decode()
    except ValueError:
        raise validation_error("Invalid Marker.") from None
    prefix, most = parameters.get("PathPrefix", "/"), parameters.get("MaxItems", 100)
    users = sorted(request.account.users.values(), key=lambda user: user.name)
    rest = users[bisect_right(users, after, key=lambda user: user.name) :]
    found = [user for user in rest if user.path.startswith(prefix)]
    shown = found[:most]
    reply: Reply = {"Users": [_user(request, user) | _last_used(user) for user in shown], "IsTruncated": False}
    if len(shown) < len(found):
        reply |= {"IsTruncated": True, "Marker": base64.urlsafe_b64encode(shown[-1].name.encode()).decode()}
    return reply


def delete_user(request: Request) -> Reply:
    """DeleteUser: "you must delete the items attached to the user manually, or the deletion fails"."""
    user = request.user
    if user.profile:
        raise delete_conflict("login profile")
    if user.access_keys:
        raise delete_conflict("access keys")
    if user.credentials:
        raise delete_conflict("credentials")
    del request.account.users[user.name.lower()]
    return {}


def tag_user(request: Request) -> Reply:
    user = request.user
    tags = user.tags | _tags(request.parameters["Tags"])
    if len({key.lower() for key in tags if not key.startswith("aws:")}) > _TAG_QUOTA:
        raise quota_exceeded("TagsPerUser", _TAG_QUOTA)
    user.tags = tags
    return {}


def untag_user(request: Request) -> Reply:
    user = request.user
    user.tags = {key: value for key, value in user.tags.items() if key not in request.parameters["TagKeys"]}
    return {}


def list_user_tags(request: Request) -> Reply:
    return {"Tags": [], "IsTruncated": False, **_shown_tags(request.user)}


def _user(request: Request, user: User) -> Reply:
    return {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.id,
        "Arn": user_arn(request.account.number, user),
        "CreateDate": user.created,
    }


def _last_used(user: User) -> Reply:
    """Shape User, PasswordLastUsed: "returned only in the GetUser and ListUsers operations"."""
    return {"PasswordLastUsed": user.signed_in} if user.signed_in else {}


def _shown_tags(user: User) -> Reply:
    return {"Tags": [{"Key": key, "Value": value} for key, value in user.tags.items()]} if user.tags else {}


def _tags(given: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in given}


def create_access_key(request: Request) -> Reply:
    user = request.user
    key = AccessKey(request.aws.made_up("AKIA", 16), request.aws.secret(), request.today)
    user.access_keys.append(key)
    request.aws.key_owners[key.id] = (request.account.number, user)
    return {"AccessKey": _metadata(user.name, key) | {"SecretAccessKey": key.secret}}


def list_access_keys(request: Request) -> Reply:
    user = request.user
    return {"AccessKeyMetadata": [_metadata(user.name, key) for key in user.access_keys], "IsTruncated": False}


def delete_access_key(request: Request) -> Reply:
    user, wanted = request.user, request.parameters["AccessKeyId"]
    if wanted not in {key.id for key in user.access_keys}:
        raise AWSError(404, "NoSuchEntity", f"The Access Key with id {wanted} cannot be found.")
    user.access_keys = [key for key in user.access_keys if key.id != wanted]
    del request.aws.key_owners[wanted]
    return {}


def _metadata(user_name: str, key: AccessKey) -> Reply:
    return {"UserName": user_name, "AccessKeyId": key.id, "Status": "Active", "CreateDate": key.created}


def create_account_alias(request: Request) -> Reply:
    """IAM User Guide, "Your AWS account ID and its alias": an account has one alias, and a new one replaces it."""
    request.account.alias = request.parameters["AccountAlias"]
    return {}


def list_account_aliases(request: Request) -> Reply:
    alias = request.account.alias
    return {"AccountAliases": [] if alias is None else [alias], "IsTruncated": False}


ACTIONS: Mapping[str, Handler] = {
    "CreateUser": create_user,
    "GetUser": get_user,
    "ListUsers": list_users,
    "DeleteUser": delete_user,
    "TagUser": tag_user,
    "UntagUser": untag_user,
    "ListUserTags": list_user_tags,
    "CreateAccessKey": create_access_key,
    "ListAccessKeys": list_access_keys,
    "DeleteAccessKey": delete_access_key,
    "CreateAccountAlias": create_account_alias,
    "ListAccountAliases": list_account_aliases,
}
