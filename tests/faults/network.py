# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Network faults on the caller's side, and a record of what was sent.

The requests are botocore's own, over HTTP. A request whose connection is refused goes to a port without a
listener. A request that times out is waited for only briefly, instead of botocore's minute.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from botocore.httpsession import URLLib3Session
from delivery_disk import Disk, Sent
from model.secrets_manager import user_of
from virtual_time import Endless

TIME_OUT = 0.25
_MOST_REQUESTS = 600
# Calls about the caller if they name no user.
_CALLER_BY_DEFAULT = {"GetLoginProfile", "CreateLoginProfile", "DeleteLoginProfile", "GetUser", "ChangePassword"}
_SETS_PASSWORDS = {"CreateLoginProfile", "UpdateLoginProfile"}
_OF_SIGNIN = {"/list-sessions": "ListSessions", "/batch-revoke-sessions": "BatchRevokeSessions"}
_PASSWORDS = ("Password", "OldPassword", "NewPassword")
_SEND = URLLib3Session.send
_UNUSED = socket.socket()
_UNUSED.bind(("127.0.0.1", 0))  # never listens


class Reader:
    """Reads the standard output of this process until it closes: a pipe instead of the output."""

    def __init__(self) -> None:
        self.is_gone = False
        self._end = -1

    def leave(self) -> None:
        """Close the reading end."""
        self.is_gone = True
        os.close(self._end)

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Open it at first."""
        usual = os.dup(1)
        self._end, writer = os.pipe()
        os.dup2(writer, 1)
        os.close(writer)
        try:
            yield
        finally:
            os.dup2(usual, 1)
            os.close(usual)
            if not self.is_gone:
                os.close(self._end)


class Matcher:
    """Counts the requests that match faults in the emulator's format."""

    def __init__(self, faults: Sequence[Mapping[str, Any]]) -> None:
        self._faults = faults
        self._seen = [0] * len(faults)

    def hits(self, action: str, user_name: str | None) -> bool:
        """Count a request, and return whether a fault affects it."""
        is_hit = False
        for number, fault in enumerate(self._faults):
            if action == fault["action"] and fault["user_name"] in {None, user_name}:
                self._seen[number] += 1
                is_hit |= fault["nth"] <= self._seen[number] < fault["nth"] + fault["times"]
        return is_hit


@dataclass
class Network:
    """The requests that get no connection or time out, and those at which the reader of the result closes.

    ``caller`` is the user of a call that names none; ``secrets`` are the session tokens and passwords sent. With a
    ``disk``, ``sent`` has the file's content when each password was sent.
    """

    refused: Sequence[Mapping[str, Any]] = ()
    hurried: Sequence[Mapping[str, Any]] = ()
    unread: Sequence[Mapping[str, Any]] = ()
    caller: str | None = None
    disk: Disk | None = None
    reader: Reader = field(default_factory=Reader)
    requests: int = 0
    secrets: set[str] = field(default_factory=set)
    sent: list[Sent] = field(default_factory=list)
    unread_requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start counting."""
        self._refused, self._hurried, self._unread = map(Matcher, (self.refused, self.hurried, self.unread))
        self._lock = threading.Lock()

    def send(self, session: Any, request: Any) -> Any:
        """Replaces URLLib3Session.send."""
        form = _form(request)
        action, user_name = form.get("Action", ""), form.get("UserName")
        if user_name is None and action in _CALLER_BY_DEFAULT:
            user_name = self.caller
        with self._lock:
            self.requests += 1
            if self.requests > _MOST_REQUESTS:
                raise Endless(f"more than {_MOST_REQUESTS} requests")
            refuse, hurry = self._refused.hits(action, user_name), self._hurried.hits(action, user_name)
            if self.reader.is_gone:
                self.unread_requests.append(action)
            if self._unread.hits(action, user_name):
                self.reader.leave()
        self.secrets |= {
            _text(request.headers.get("X-Amz-Security-Token")),
            *(form.get(each, "") for each in _PASSWORDS),
        }
        if self.disk is not None and "Password" in form and action in _SETS_PASSWORDS:
            self.sent.append(Sent(user_name, form["Password"], self.disk.text()))
        if refuse:
            parts = urllib.parse.urlsplit(request.url)
            request.url = urllib.parse.urlunsplit(parts._replace(netloc=f"127.0.0.1:{_UNUSED.getsockname()[1]}"))
        if hurry:
            request.context = {**(getattr(request, "context", None) or {}), "read_timeout": TIME_OUT}
        return _SEND(session, request)

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Insert it between botocore and urllib3."""

        def send(session: Any, request: Any) -> Any:
            return self.send(session, request)

        on_disk = nullcontext() if self.disk is None else self.disk.in_force()
        reading = self.reader.in_force() if self.unread else nullcontext()
        with mock.patch.object(URLLib3Session, "send", send), on_disk, reading:
            yield


def _form(request: Any) -> dict[str, str]:
    """Return the parameters of a request in IAM's format: for other services the action, the user and the password."""
    target = _text(request.headers.get("X-Amz-Target"))
    if target.startswith("secretsmanager."):
        given = json.loads(_text(request.body))
        user_name = user_of(given.get("SecretId", given.get("Name")))
        password = {"Password": json.loads(given["SecretString"])["password"]} if "SecretString" in given else {}
        return {"Action": target.partition(".")[2], **({"UserName": user_name} if user_name else {}), **password}
    action = _OF_SIGNIN.get(urllib.parse.urlsplit(request.url).path)
    if action is None:
        return dict(urllib.parse.parse_qsl(_text(request.body)))
    _start, is_user, name = json.loads(_text(request.body)).get("principalArn", "").partition(":user/")
    return {"Action": action, **({"UserName": name} if is_user else {})}


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value or "")
