# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account of the emulated AWS: set up for one task, and looked at behind the task's back."""

from __future__ import annotations

import http.client
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from query import build
from scenarios import BEFORE, BYSTANDER, ROOT, TAG, ProfileState, Scenario

if TYPE_CHECKING:
    from client import Emulator

MANAGEMENT = "123456789012"
SECRET_KEY, SESSION_TOKEN = "Secret-Key-Canary", "Session-Token-Canary"
_BYSTANDER = ProfileState(BEFORE, reset=True, version="7")
_OF_A_TAG = ("Key", "Value")
State = dict[str, ProfileState]


class AccountError(Exception):
    """The emulated AWS refused what a test sets up."""


@dataclass
class AccountState:
    """One account. Its number is an access key to it, and the id of a member account of the organization."""

    emulator: Emulator
    number: str

    def __post_init__(self) -> None:
        """Connect."""
        address = urllib.parse.urlsplit(self.emulator.endpoint_url)
        self._connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def set_up(self, deed: Scenario) -> dict[str, Any]:
        """Make what is there before the deed, and return the options by which a task reaches it."""
        key = self.number
        if deed.root is not None:
            self.emulator.organization([{"id": self.number}])
            self.emulator.root_password(self.number, present=deed.root)
            key = MANAGEMENT
        for name, held in {**deed.before, **self._bystander(deed)}.items():
            self._add(name, held)
        if deed.caller is not None:
            key = _text(self._call("CreateAccessKey", UserName=deed.caller), "AccessKeyId") or ""
        access = {"access_key": key, "secret_key": SECRET_KEY, "session_token": SESSION_TOKEN, "region": "us-east-1"}
        about = {} if deed.root is None else {"root_account_id": self.number}
        return {**access, "endpoint_url": self.emulator.endpoint_url, **about}

    def add_tags(self, deed: Scenario, number: int) -> None:
        """Give each user of a deed so many tags."""
        tags = {f"Tags.member.{place}.{part}": f"tag-{place}" for place in range(1, number + 1) for part in _OF_A_TAG}
        for name in deed.before if number else ():
            self._call("TagUser", UserName=name, **tags)

    def before(self, deed: Scenario) -> State:
        """Return what was set up."""
        root = {} if deed.root is None else {ROOT: _root(deed.root)}
        return {**deed.before, **self._bystander(deed), **root}

    def look(self, deed: Scenario) -> State:
        """Return what there is, whatever a task or a caller was told."""
        passwords = self.emulator.passwords(self.number)
        seen = {}
        for name in {**deed.before, **self._bystander(deed)}:
            version = re.search(rf"<Key>{TAG}</Key>\s*<Value>([^<]*)</Value>", self._call("GetUser", UserName=name))
            reset = name in passwords and _text(self._call("GetLoginProfile", UserName=name), "PasswordResetRequired")
            seen[name] = ProfileState(passwords.get(name), reset == "true", version and version.group(1))
        if deed.root is not None:
            seen[ROOT] = _root(self.number in self.emulator.root_passwords())
        return seen

    def _bystander(self, deed: Scenario) -> Mapping[str, ProfileState]:
        return {} if deed.root is not None else {BYSTANDER: _BYSTANDER}

    def _add(self, name: str, held: ProfileState) -> None:
        tags = {"Tags.member.1.Key": TAG, "Tags.member.1.Value": held.version} if held.version else {}
        self._call("CreateUser", UserName=name, **tags)
        if held.password is not None:
            flag = str(held.reset).lower()
            self._call("CreateLoginProfile", UserName=name, Password=held.password, PasswordResetRequired=flag)

    def _call(self, action: str, **parameters: str) -> str:
        call = build("iam", action, parameters, self.number)
        self._connection.request("POST", "/", call.body, dict(call.headers))
        reply = self._connection.getresponse()
        body = reply.read().decode()
        if reply.status != 200:
            raise AccountError(f"{action}: HTTP {reply.status}: {body}")
        return body


def _root(present: bool) -> ProfileState:
    return ProfileState("(root)" if present else None)


@contextmanager
def account(emulator: Emulator, number: str) -> Iterator[AccountState]:
    """Have an account for as long as a task takes."""
    state = AccountState(emulator, number)
    try:
        yield state
    finally:
        state.close()


def _text(xml: str, tag: str) -> str | None:
    found = re.search(rf"<{tag}>([^<]*)</{tag}>", xml)
    return found and found.group(1)
