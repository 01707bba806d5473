# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules and corrections about IAM users themselves: unique names, deletion, last sign-in, and whose key it is."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from backend import Backend
from memory import Memory, Owner
from query import Call, Reply, error_reply
from replies import has_login_profile, too_many_tags, user_exists
from user_listing import password_last_used, with_creation

_TAG_NAME = re.compile(r"Tags\.member\.[0-9]+\.Key")
_TAG_QUOTA = 50


class Users:
    """Answers or corrects the calls on users; learns from those that pass."""

    def __init__(self, backend: Backend, memory: Memory) -> None:
        """Take what the layer shares."""
        self._backend = backend
        self._memory = memory
        self.answers: Mapping[str, Callable[[Call, Owner], Awaitable[Reply]]] = {
            "CreateUser": self.create,
            "GetUser": self.get,
            "UpdateUser": self.update,
            "DeleteUser": self.delete,
            "TagUser": self.tag,
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

    async def get(self, call: Call, owner: Owner) -> Reply:
        """Add when the user last signed in with the password, and when the user was created if a test has set that."""
        reply = await self._backend.forward(call)
        last_used = password_last_used(self._memory, owner)
        if reply.status != 200 or not (last_used or owner in self._memory.created):
            return reply
        xml = with_creation(reply.body.decode(), self._memory, owner)
        return replace(reply, body=xml.replace("</User>", f"{last_used}</User>", 1).encode())

    async def tag(self, call: Call, owner: Owner) -> Reply:
        """Refuse more tags than 50, which neither backend does."""
        found = await self._backend.ask("GetUser", {"UserName": owner[1]}, call.access_key)
        there = set(found.texts_of("Key"))
        given = {value for name, value in call.parameters.items() if _TAG_NAME.fullmatch(name)}
        is_too_many = len({name.lower() for name in there | given}) > _TAG_QUOTA
        return error_reply(too_many_tags()) if is_too_many else await self._backend.forward(call)

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
