# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules and corrections about IAM users themselves: unique names, deletion, listing, and whose key it is."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET
from collections.abc import Awaitable, Callable, Mapping

from backend import Backend
from memory import Memory, Owner
from query import IAM_NAMESPACE, Call, Reply, error_reply, result_reply
from replies import has_login_profile, user_exists
from rules import validation_error

_NOT_LISTED = frozenset({"Tags", "PermissionsBoundary"})


class Users:
    """Answers or corrects the calls on users; learns from those that pass."""

    def __init__(self, backend: Backend, memory: Memory) -> None:
        """Take what the layer shares."""
        self._backend = backend
        self._memory = memory
        self.answers: Mapping[str, Callable[[Call, Owner], Awaitable[Reply]]] = {
            "CreateUser": self.create,
            "UpdateUser": self.update,
            "DeleteUser": self.delete,
            "ListUsers": self.list,
            "CreateAccessKey": self.create_access_key,
            "DeleteAccessKey": self.delete_access_key,
        }

    async def create(self, call: Call, owner: Owner) -> Reply:
        """IAM User Guide, "IAM identifiers": names are unique in an account without regard to case."""
        if self._memory.name_taken(owner):
            return error_reply(user_exists(owner[1]))
        reply = await self._backend.forward(call)
        if reply.status == 200:
            self._memory.add_user(owner)
        return reply

    async def update(self, call: Call, owner: Owner) -> Reply:
        """Let the password follow a user who gets a new name."""
        reply = await self._backend.forward(call)
        new_name = call.parameters.get("NewUserName")
        if reply.status == 200 and new_name:
            self._memory.rename_user(owner, (owner[0], new_name))
        return reply

    async def delete(self, call: Call, owner: Owner) -> Reply:
        """DeleteUser: the password has to be removed first, else DeleteConflict, HTTP status 409."""
        found = await self._backend.ask("GetLoginProfile", {"UserName": owner[1]}, call.access_key)
        if found.status == 200:
            return error_reply(has_login_profile())
        reply = await self._backend.forward(call)
        if reply.status == 200:
            self._memory.forget_user(owner)
        return reply

    async def create_access_key(self, call: Call, owner: Owner) -> Reply:
        """Learn whose key it is. GetUser: IAM determines the user "based on the [...] access key ID" that signed."""
        reply = await self._backend.forward(call)
        key, name = reply.text_of("AccessKeyId"), reply.text_of("UserName")
        if reply.status == 200 and key and name:
            self._memory.key_owners[key] = (owner[0], name)
        return reply

    async def delete_access_key(self, call: Call, _owner: Owner) -> Reply:
        """Forget a key that has gone."""
        reply = await self._backend.forward(call)
        if reply.status == 200:
            self._memory.key_owners.pop(call.parameters.get("AccessKeyId", ""), None)
        return reply

    async def list(self, call: Call, _owner: Owner) -> Reply:
        """ListUsers in pages: MaxItems "defaults to 100"; Marker where IsTruncated is true."""
        everything = {key: value for key, value in call.parameters.items() if key not in {"MaxItems", "Marker"}}
        reply = await self._backend.forward(call.with_parameters(everything))
        return page(reply, call.parameters) if reply.status == 200 else reply


def page(reply: Reply, parameters: Mapping[str, str]) -> Reply:
    """Cut one page out of the whole list, by name. ListUsers "does not return" tags and permissions boundary."""
    try:
        after = base64.b64decode(parameters.get("Marker", ""), altchars="-_", validate=True).decode()
    except ValueError:  # not base64, or not text inside
        return error_reply(validation_error("Invalid Marker."))
    whole = ET.fromstring(reply.body)
    named = {user.findtext("{*}UserName", ""): user for user in whole.findall(".//{*}Users/{*}member")}
    names = sorted(name for name in named if name > after)
    shown = names[: int(parameters.get("MaxItems", "100"))]
    ET.register_namespace("", IAM_NAMESPACE)
    members = "".join(_listed(named[name]) for name in shown)
    marker = ""
    if len(shown) < len(names):
        marker = f"<Marker>{base64.urlsafe_b64encode(shown[-1].encode()).decode()}</Marker>"
    truncated = "true" if marker else "false"
    return result_reply("ListUsers", f"<Users>{members}</Users><IsTruncated>{truncated}</IsTruncated>{marker}")


def _listed(user: ET.Element) -> str:
    for attribute in [child for child in user if child.tag.rpartition("}")[2] in _NOT_LISTED]:
        user.remove(attribute)
    return ET.tostring(user, encoding="unicode")
