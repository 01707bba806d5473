# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The four calls on the login profile of an IAM user: the rules that need the account's state, around the backend.

When several errors hold, AWS documents no order. Here: a malformed request, a missing user, an existing or missing
profile, and then the password policy.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import dates
import moto_corrections
import password_policy
from backend import Backend
from memory import Deleted, Memory, Owner, Profile
from query import AwsError, Call, Reply, error_reply, result_reply
from replies import being_created, login_profile, login_profile_exists, no_login_profile, no_such_user
from settings import Settings


class LoginProfiles:
    """Answers the four calls. What it does not do: resolve the caller, or look at the request's shape (rules.py)."""

    def __init__(self, backend: Backend, memory: Memory, settings: Settings) -> None:
        """Take what the layer shares."""
        self._backend = backend
        self._memory = memory
        self._settings = settings

    async def answer(self, call: Call, owner: Owner) -> Reply:
        """Carry one call out. The calls on one owner go one after the other, so that what is remembered is true."""
        async with self._memory.locks[owner]:
            if early := self._not_settled(call.action, owner):
                return early
            if error := await self._policy_violation(call, owner):
                return error_reply(error)
            known = self._memory.profiles.get(owner)
            sent = moto_corrections.corrected_call(call, known) if self._backend.name == "moto" else call
            reply = await self._backend.forward(sent)
            if reply.status != 200:
                return await self._worded(call, owner, reply)
            self._remember(call, owner, reply)
            if self._backend.name == "moto":
                return moto_corrections.corrected_reply(call, reply, self._memory.profiles.get(owner))
            return reply

    def _not_settled(self, action: str, owner: Owner) -> Reply | None:
        """Eventual consistency (IAM User Guide, "Troubleshoot IAM": changes are not immediately visible), on demand."""
        now = time.monotonic()
        profile, deleted = self._memory.profiles.get(owner), self._memory.deleted.get(owner)
        age = now - profile.created_at if profile else None
        if action in {"UpdateLoginProfile", "DeleteLoginProfile"}:
            if age is not None and age < self._settings.unmodifiable_after_create:
                return error_reply(being_created(owner[1]))
        elif action == "GetLoginProfile":
            if age is not None and age < self._settings.create_visible_after:
                return error_reply(no_login_profile(owner[1]))
            if deleted and now - deleted.deleted_at < self._settings.delete_visible_after:
                return result_reply(action, login_profile(deleted.profile))
        return None

    async def _policy_violation(self, call: Call, owner: Owner) -> AwsError | None:
        """Refuse a password that the policy forbids, after the errors that come before it."""
        if call.action not in {"CreateLoginProfile", "UpdateLoginProfile"} or "Password" not in call.parameters:
            return None
        if self._settings.any_password:
            return None
        policy = password_policy.from_reply(await self._backend.ask("GetAccountPasswordPolicy", {}, call.access_key))
        previous = self._memory.previous.get(owner, [])
        error = password_policy.violation(call.parameters["Password"], policy, previous)
        return error and (await self._earlier_error(call, owner) or error)

    async def _earlier_error(self, call: Call, owner: Owner) -> AwsError | None:
        if not await self._user_exists(call, owner):
            return no_such_user(owner[1])
        found = await self._backend.ask("GetLoginProfile", {"UserName": owner[1]}, call.access_key)
        if call.action == "CreateLoginProfile":
            return login_profile_exists(owner[1]) if found.status == 200 else None
        return None if found.status == 200 else no_login_profile(owner[1])

    async def _worded(self, call: Call, owner: Owner, reply: Reply) -> Reply:
        """Say an error of the backend in IAM's words."""
        if reply.error_code == "EntityAlreadyExists":
            return error_reply(login_profile_exists(owner[1]))
        if reply.error_code != "NoSuchEntity":
            return reply
        exists = await self._user_exists(call, owner)
        return error_reply(no_login_profile(owner[1]) if exists else no_such_user(owner[1]))

    async def _user_exists(self, call: Call, owner: Owner) -> bool:
        if self._memory.knows_user(owner):
            return True
        return (await self._backend.ask("GetUser", {"UserName": owner[1]}, call.access_key)).status == 200

    def _remember(self, call: Call, owner: Owner, reply: Reply) -> None:
        """Keep what a successful write has changed. CreateDate stays at an update: it is the initial password's."""
        now, memory, given = time.monotonic(), self._memory, call.parameters
        if call.action == "DeleteLoginProfile":
            if profile := memory.profiles.pop(owner, None):
                memory.deleted[owner] = Deleted(profile, now)
        elif call.action == "CreateLoginProfile":
            memory.deleted.pop(owner, None)
            date = dates.written(dates.now())
            if self._backend.name != "moto":
                date = reply.text_of("CreateDate") or date
            memory.profiles[owner] = Profile(
                owner[1], given["Password"], _flag(given, False), date, now, dates.read(date)
            )
            memory.previous[owner].append(given["Password"])
        elif call.action == "UpdateLoginProfile" and (profile := memory.profiles.get(owner)):
            profile.reset_required = _flag(given, profile.reset_required)
            if "Password" in given:
                profile.password, profile.changed = given["Password"], dates.now()
                memory.previous[owner].append(given["Password"])


def _flag(parameters: Mapping[str, str], default: bool) -> bool:
    value = parameters.get("PasswordResetRequired")
    return default if value is None else value.lower() == "true"
