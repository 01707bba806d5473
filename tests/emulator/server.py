# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The emulated AWS over HTTP: each call is logged, delayed, throttled or failed as a test requests, and carried out."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone

import faults
from aiohttp import web
from backend import Backend
from http_messages import Request, Response
from model import secrets_manager, sign_in_sessions
from model.aws import AWS, CALLER_BY_DEFAULT
from model.errors import THROTTLED, AWSError, NotModelled
from model.request import Caller
from model.sts import target_of
from protocols import Received, receive

_WITHOUT_BACKEND = {"ListAttachedUserPolicies": {"AttachedPolicies": [], "IsTruncated": False}}
"""Lists of resources that only a backend can create, so they are empty without one."""


_SECRET = frozenset({"Password", "OldPassword", "NewPassword", "SecretString"})


@dataclass
class Entry:
    """One call, and the result for its caller: status None if the connection was cut, or no reply was sent yet.

    The account is the subject of the call: for AssumeRoot the target, otherwise the caller's. The task policy is of the
    caller's root session. ``at`` is the arrival, in seconds since 1970. ``carried_out``: AWS carried out the call,
    whatever the caller received.
    """

    action: str
    user_name: str | None
    parameters: Mapping[str, str | bool]
    access_key: str
    account: str | None = None
    task_policy: str | None = None
    status: int | None = None
    code: str | None = None
    carried_out: bool = False
    at: float = field(default_factory=time.time)


def without_secrets(parameters: Mapping[str, str]) -> dict[str, str | bool]:
    """Return the parameters; for a password only its presence."""
    return {key: True if key in _SECRET else value for key, value in parameters.items()}


class TokenBucket:
    """A request limit: ``rate`` tokens a second, up to those of one second. It starts full."""

    def __init__(self, rate: float, now: float) -> None:
        self._rate = rate
        self._tokens = rate
        self._updated = now

    def take(self, now: float) -> bool:
        """Take a token if there is one."""
        self._tokens = min(self._rate, self._tokens + (now - self._updated) * self._rate)
        self._updated = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


@dataclass
class Settings:
    """Seconds per call, and calls of IAM per second."""

    latency: float = 0.0
    rate_limit: float | None = None


class Server:
    """The state, and the path of a call through it: log, latency, throttling, faults, model, backend."""

    def __init__(self, backend: Backend | None) -> None:
        """Start clean."""
        self.backend = backend
        self._clean()

    def _clean(self) -> None:
        self.aws = AWS(lambda: datetime.now(timezone.utc), random.Random())
        self.settings = Settings()
        self.faults: list[faults.Fault] = []
        self.calls: list[Entry] = []
        self._bucket: tuple[float | None, TokenBucket] | None = None

    async def reset(self) -> None:
        """Reset model and backend."""
        if self.backend:
            await self.backend.reset()
        self._clean()

    async def handle(self, http: web.BaseRequest) -> web.StreamResponse:
        """Reply to one request to AWS."""
        response = await self._respond(Request(http.method, http.raw_path, http.headers, await http.read()))
        if response is None:
            return _cut(http)
        return web.Response(status=response.status, body=response.body, headers=response.headers)

    async def _respond(self, request: Request) -> Response | None:
        """Return None if the connection is to be cut."""
        try:
            received = receive(request)
        except AWSError as error:
            return Received(request, None, "", {}).failed(error)
        entry = self._log(received)
        if self.settings.latency:
            await asyncio.sleep(self.settings.latency)
        if self._throttles(received):
            response: Response | None = received.failed(THROTTLED)
        else:
            response = await self._under_faults(received, entry)
        if response is not None:
            entry.status, entry.code = response.status, response.code
        return response

    def _log(self, received: Received) -> Entry:
        request, flat = received.request, received.flat
        caller = self._caller(received)
        of_secret = secrets_manager.user_of(flat.get("SecretId", flat.get("Name")))
        user_name = flat.get("UserName", sign_in_sessions.user_of(flat.get("principalArn", "")) or of_secret)
        if user_name is None and received.action in CALLER_BY_DEFAULT and caller.user:
            user_name = caller.user.name
        entry = Entry(received.action, user_name, without_secrets(flat), request.access_key, caller.account)
        if caller.root_session:
            entry.task_policy = caller.root_session.task
        elif received.action == "AssumeRoot":
            entry.account = target_of(received.unread)
        self.calls.append(entry)
        return entry

    def _throttles(self, received: Received) -> bool:
        limit, now = self.settings.rate_limit, time.monotonic()
        if limit is None or received.service is None or received.service.name != "iam":
            return False
        if self._bucket is None or self._bucket[0] != limit:
            self._bucket = limit, TokenBucket(limit, now)
        return not self._bucket[1].take(now)

    async def _under_faults(self, received: Received, entry: Entry) -> Response | None:
        hit = [fault for fault in self.faults if fault.hits(received.action, entry.user_name, entry.account)]

        async def noted(each: Received) -> Response:
            response = await self._answer(each)
            # A concurrent write before this one is a separate call.
            entry.carried_out = entry.carried_out or (each is received and response.status == 200)
            return response

        return await faults.carry_out(hit, received, noted) if hit else await noted(received)

    async def _answer(self, received: Received) -> Response:
        """Reply to a call as AWS does, without faults."""
        try:
            return received.written(self.aws.call(received.call))
        except AWSError as error:
            return received.failed(error)
        except NotModelled:
            return await self._forward(received)

    async def _forward(self, received: Received) -> Response:
        """Forward a call that the model does not have to the backend, after creating its user there."""
        account, name = self._caller(received).account, received.flat.get("UserName", "")
        if self.backend is None:
            if received.action in _WITHOUT_BACKEND:
                return received.written(_WITHOUT_BACKEND[received.action])
            return received.failed(AWSError(400, "InvalidAction", f"No backend for {received.action} was started."))
        return await self.backend.forward(received.request, account, self.aws.account(account).find(name))

    def _caller(self, received: Received) -> Caller:
        return self.aws.caller(received.unread)


def _cut(request: web.BaseRequest) -> web.Response:
    """Close the connection by a reset: with a linger time of zero the kernel sends RST."""
    if request.transport is not None:  # or the caller has closed it before
        linger = struct.pack("ii", 1, 0)
        request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        request.transport.abort()
    return web.Response()
