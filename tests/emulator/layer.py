# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The layer in front of the emulator: every call to AWS comes in here, and its reply goes out."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping

import assume_root
import caller_identity
import faults
import organizations_api
import password_policy
import root_sessions
import root_users
import rules
from aiohttp import web
from assume_root import AssumeRoot
from backend import Backend
from callers import Callers
from calls import CallLog
from credential_report import CredentialReports
from login_profiles import LoginProfiles
from memory import Memory, Owner
from query import ORGANIZATIONS_VERSION, AwsError, Call, Reply, decode, error_reply
from root_sessions import RootSession
from settings import THROTTLED, Settings, Throttle
from user_listing import UserListing
from users import Users


class Layer:
    """The state of the layer, and the way of a call through it: log, latency, throttling, faults, rules, backend."""

    def __init__(self, backend: Backend) -> None:
        """Start clean."""
        self.backend = backend
        self._clean()

    def _clean(self) -> None:
        self.settings = Settings()
        self.faults: list[faults.Fault] = []
        self.calls = CallLog()
        self.memory = Memory()
        self._throttle = Throttle()
        self._callers = Callers(self.backend, self.memory)
        self._assume_root = AssumeRoot(self.memory, self.settings)
        self._profiles = LoginProfiles(self.backend, self.memory, self.settings)
        self.reports = CredentialReports(self.backend, self.memory, self.settings)
        self._answers: Mapping[str, Callable[[Call, Owner], Awaitable[Reply]]] = {
            **Users(self.backend, self.memory).answers,
            **self.reports.answers,
            "ListUsers": UserListing(self.backend, self.memory).answer,
        }

    async def reset(self) -> None:
        """Make layer and backend as new."""
        await self.backend.reset()
        self._clean()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request to AWS over HTTP."""
        body = await request.read()
        try:
            call = decode(request.method, request.raw_path, request.headers, body)
        except UnicodeDecodeError:
            return _written(error_reply(rules.validation_error("The request is not valid UTF-8.")))
        reply = await self._logged(call)
        return _cut(request) if reply is None else _written(reply)

    async def _logged(self, call: Call) -> Reply | None:
        user_name = self._user_name(call)
        entry = self.calls.begin(call, user_name)
        session = root_sessions.session_of(call.access_key, self.memory.root_sessions)
        entry.task_policy = session.task if session else None
        entry.account = await self._callers.account_about(call)
        await asyncio.sleep(self.settings.latency)
        if call.is_iam and not self._throttle.lets_pass(self.settings.rate_limit):
            reply: Reply | None = error_reply(THROTTLED)
        else:
            hit = [fault for fault in self.faults if fault.hits(call.action, user_name, entry.account)]

            async def noted(each: Call) -> Reply:
                answer = await self.answer(each)
                # What somebody else does first is another call.
                entry.carried_out = entry.carried_out or (each is call and answer.status == 200)
                return answer

            reply = await faults.carry_out(hit, call, noted)
        if reply is not None:
            entry.status, entry.code = reply.status, reply.error_code
        return reply

    def _user_name(self, call: Call) -> str | None:
        """Return the user a call is about: the one named, or the caller where the call allows to leave the name out."""
        if "UserName" in call.parameters or call.action not in rules.CALLER_BY_DEFAULT:
            return call.parameters.get("UserName")
        owner = self.memory.key_owners.get(call.access_key)
        return owner[1] if owner else None

    async def answer(self, call: Call) -> Reply:
        """Answer a call by the rules of AWS, whatever is injected."""
        session = root_sessions.session_of(call.access_key, self.memory.root_sessions)
        if session and (error := root_sessions.invalid(session, call)):
            return error_reply(error, call)
        if not call.is_iam:
            return await self._other_service(call, session)
        if error := rules.malformed(call.action, call.parameters):
            return error_reply(error)
        if session:
            return root_users.answer(call, session, self.memory)
        named = self._named(call)
        return error_reply(named) if isinstance(named, AwsError) else await self._dispatch(named)

    async def _other_service(self, call: Call, session: RootSession | None) -> Reply:
        """Answer what root users of member accounts need of STS and Organizations, and who the caller is."""
        if session and (error := root_sessions.refused(session, call)):
            return error_reply(error, call)
        if assume_root.is_meant(call):
            caller = "" if session else await self._callers.account_of(call)
            return await self._assume_root.answer(call, caller, self._callers.arn_of)
        reply = await caller_identity.answer(call, self.backend, self.memory)
        if reply is None and call.version == ORGANIZATIONS_VERSION:
            reply = organizations_api.answer(call, await self._callers.account_of(call), self.memory)
        if reply is None:
            reply = await self.backend.forward(call)
            self._assume_root.learn(call, reply)
        return reply

    def _named(self, call: Call) -> Call | AwsError:
        """Fill the caller in where the user's name may be left out, or say what such a call lacks."""
        if call.action not in rules.CALLER_BY_DEFAULT:
            return call
        name = self._user_name(call)
        if name is None:
            return rules.caller_needed()
        filled_in = call.with_parameters({**call.parameters, "UserName": name})
        return rules.password_needed(call.action, call.parameters) or filled_in

    async def _dispatch(self, call: Call) -> Reply:
        """Hand a well-formed call to the one that knows it, or to the backend as it is."""
        owner: Owner = (await self._callers.account_of(call), call.parameters.get("UserName", ""))
        if call.action in rules.LOGIN_PROFILE_CALLS:
            return await self._profiles.answer(call, owner)
        if answer := self._answers.get(call.action):
            return await answer(call, owner)
        if call.action == "UpdateAccountPasswordPolicy" and self.backend.name == "ministack":
            call = password_policy.with_defaults(call)
        return await self.backend.forward(call)


def _written(reply: Reply) -> web.Response:
    return web.Response(status=reply.status, body=reply.body, headers=reply.headers)


def _cut(request: web.Request) -> web.Response:
    """Close the connection by a reset: with a linger time of nought the kernel sends RST."""
    if request.transport is not None:  # or else the caller has gone before
        linger = struct.pack("ii", 1, 0)
        request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        request.transport.abort()
    return web.Response()
