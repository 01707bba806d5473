# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which account a call is made in, which one it is about, and under which name."""

from __future__ import annotations

from dataclasses import replace

import assume_root
import caller_identity
from backend import Backend
from memory import Memory
from query import Call, build
from root_sessions import session_of


class Callers:
    """Knows the caller of a call by its access key."""

    def __init__(self, backend: Backend, memory: Memory) -> None:
        """Take what the layer shares."""
        self._backend = backend
        self._memory = memory

    async def account_of(self, call: Call) -> str:
        """Return the account of the caller. The backend is asked once for each key (STS GetCallerIdentity)."""
        key, memory = call.access_key, self._memory
        if session := session_of(key, memory.root_sessions):
            return session.account
        if not call.is_iam and memory.organization and key in memory.organization.accounts:
            return key
        if key not in memory.accounts:
            reply = await self._backend.ask("GetCallerIdentity", {}, key, service="sts")
            memory.accounts[key] = reply.text_of("Account") or ""
        return memory.accounts[key]

    async def account_about(self, call: Call) -> str | None:
        """Return the account that a call is about: of AssumeRoot the target, else the caller's."""
        return assume_root.target_of(call) if assume_root.is_meant(call) else await self.account_of(call)

    async def arn_of(self, call: Call) -> str:
        """Return the caller's ARN, as GetCallerIdentity tells it. ministack calls every key the root user's."""
        asked = replace(build("sts", "GetCallerIdentity", {}, call.access_key), region=call.region)
        reply = await caller_identity.answer(asked, self._backend, self._memory) or await self._backend.forward(asked)
        return reply.text_of("Arn") or ""
