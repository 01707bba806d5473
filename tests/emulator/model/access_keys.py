# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The access keys of IAM users. Without UserName, IAM "determines the user name implicitly" from the access key."""

from __future__ import annotations

from collections.abc import Mapping

from .errors import AWSError, quota_exceeded
from .request import Handler, Reply, Request
from .state import AccessKey

_QUOTA = 2


def create_access_key(request: Request) -> Reply:
    user = request.user
    if len(user.access_keys) >= _QUOTA:
        raise quota_exceeded("AccessKeysPerUser", _QUOTA)
    key = AccessKey(request.aws.made_up("AKIA", 16), request.aws.secret(), request.today)
    user.access_keys.append(key)
    request.aws.key_owners[key.id] = (request.account.number, user)
    return {"AccessKey": _metadata(user.name, key) | {"SecretAccessKey": key.secret}}


def list_access_keys(request: Request) -> Reply:
    user = request.user
    return {"AccessKeyMetadata": [_metadata(user.name, key) for key in user.access_keys], "IsTruncated": False}


def update_access_key(request: Request) -> Reply:
    _key(request).status = request.parameters["Status"]
    return {}


def delete_access_key(request: Request) -> Reply:
    key = _key(request)
    request.user.access_keys.remove(key)
    del request.aws.key_owners[key.id]
    return {}


def _key(request: Request) -> AccessKey:
    wanted = request.parameters["AccessKeyId"]
    for key in request.user.access_keys:
        if key.id == wanted:
            return key
    raise AWSError(404, "NoSuchEntity", f"The Access Key with id {wanted} cannot be found.")


def _metadata(user_name: str, key: AccessKey) -> Reply:
    return {"UserName": user_name, "AccessKeyId": key.id, "Status": key.status, "CreateDate": key.created}


ACTIONS: Mapping[str, Handler] = {
    "CreateAccessKey": create_access_key,
    "ListAccessKeys": list_access_keys,
    "UpdateAccessKey": update_access_key,
    "DeleteAccessKey": delete_access_key,
}
