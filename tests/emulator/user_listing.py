# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ListUsers, in pages.

IAM API reference, ListUsers: MaxItems "defaults to 100", 1 to 1000; Marker is there where IsTruncated is true;
PathPrefix "defaults to a slash (/), listing all user names". It "does not return" PermissionsBoundary and Tags.

The backends know no pages: each of their replies is the whole account, which moto takes a tenth of a second and more
to write for 2,000 users. So the list is kept, until a call passes that may have changed it.
"""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import dates
from backend import Backend
from memory import Memory, Owner
from query import Call, Reply, error_reply, result_reply
from rules import validation_error

_LISTED = ("Path", "UserName", "UserId", "Arn", "CreateDate")
"""Shape User: the required members. The optional ones are PasswordLastUsed, and those that are not returned."""


@dataclass(frozen=True)
class User:
    """A user as ListUsers tells, but for PasswordLastUsed, which changes without a call."""

    name: str
    path: str
    xml: str


class UserListing:
    """Answers ListUsers."""

    def __init__(self, backend: Backend, memory: Memory) -> None:
        """Take what the layer shares."""
        self._backend = backend
        self._memory = memory
        self._kept: dict[str, tuple[int, Sequence[User]]] = {}  # account -> changes before it was read, the list

    async def answer(self, call: Call, owner: Owner) -> Reply:
        """Answer with one page."""
        account, changes = owner[0], self._backend.changes
        before, users = self._kept.get(account, (-1, ()))
        if before != changes:
            reply = await self._backend.forward(call.with_parameters({}))
            if reply.status != 200:
                return reply
            users = _read(reply)
            self._kept[account] = changes, users
        return self._page(account, users, call.parameters)

    def _page(self, account: str, users: Sequence[User], parameters: Mapping[str, str]) -> Reply:
        """Cut one page out of the list. A marker is a name, which need not be there any more."""
        try:
            after = base64.b64decode(parameters.get("Marker", ""), altchars="-_", validate=True).decode()
        except ValueError:  # not base64, or not text inside
            return error_reply(validation_error("Invalid Marker."))
        prefix, most = parameters.get("PathPrefix", "/"), int(parameters.get("MaxItems", "100"))
        start = bisect_right(users, after, key=lambda user: user.name)
        found = [user for user in users[start:] if user.path.startswith(prefix)]
        shown = found[:most]
        members = "".join(f"<member>{self._xml(account, user)}</member>" for user in shown)
        marker = ""
        if len(shown) < len(found):
            marker = f"<Marker>{base64.urlsafe_b64encode(shown[-1].name.encode()).decode()}</Marker>"
        truncated = "true" if marker else "false"
        return result_reply("ListUsers", f"<Users>{members}</Users><IsTruncated>{truncated}</IsTruncated>{marker}")

    def _xml(self, account: str, user: User) -> str:
        owner = account, user.name
        return with_creation(user.xml, self._memory, owner) + password_last_used(self._memory, owner)


def password_last_used(memory: Memory, owner: Owner) -> str:
    """Shape User, PasswordLastUsed: "returned only in the GetUser and ListUsers operations"; null: never signed in."""
    at = memory.signed_in.get(owner)
    return f"<PasswordLastUsed>{dates.written(at)}</PasswordLastUsed>" if at else ""


def with_creation(xml: str, memory: Memory, owner: Owner) -> str:
    """Put the date that a test has set for a user's creation into an element User."""
    at = memory.created.get(owner)
    return xml if at is None else re.sub("(?<=<CreateDate>)[^<]*", dates.written(at), xml, count=1)


def _read(reply: Reply) -> Sequence[User]:
    """Read a backend's list, and sort it by name."""
    members = ET.fromstring(reply.body).iterfind(".//{*}Users/{*}member")
    return sorted((_user(member) for member in members), key=lambda user: user.name)


def _user(member: ET.Element) -> User:
    values = {child.tag.rpartition("}")[2]: child.text or "" for child in member}
    xml = "".join(f"<{name}>{escape(values[name])}</{name}>" for name in _LISTED)
    return User(values["UserName"], values["Path"], xml)
