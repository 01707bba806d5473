# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controls of a test over the layer: JSON over HTTP below ``/_layer/``."""

from __future__ import annotations

import json
from typing import Any

import faults
import organization
import root_users
import user_facts
from aiohttp import web
from backend import ACCOUNT
from layer import Layer
from settings import Refused


class Controls:
    """One method for each control."""

    def __init__(self, layer: Layer) -> None:
        """Take the layer to control."""
        self._layer = layer

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add every control, and after them the emulated AWS for all that is left."""
        router.add_post("/_layer/reset", self.reset)
        router.add_get("/_layer/calls", self.calls)
        router.add_delete("/_layer/calls", self.clear_calls)
        router.add_get("/_layer/passwords", self.passwords)
        router.add_get("/_layer/issued", self.issued)
        router.add_post("/_layer/faults", self.set_faults)
        router.add_delete("/_layer/faults", self.clear_faults)
        router.add_post("/_layer/settings", self.change_settings)
        router.add_post("/_layer/sign-ins", self.sign_in)
        router.add_post("/_layer/mfa", self.mfa)
        router.add_post("/_layer/created", self.created)
        router.add_post("/_layer/credential-report/age", self.age_credential_report)
        router.add_post("/_layer/organization", self.set_organization)
        router.add_get("/_layer/root-passwords", self.root_passwords)
        router.add_post("/_layer/root-passwords", self.set_root_password)
        router.add_post("/_layer/root-sessions/expire", self.expire_root_sessions)
        router.add_route("*", "/_layer/{rest:.*}", self.unknown)
        router.add_route("*", "/{rest:.*}", self._layer.handle)

    async def reset(self, _request: web.Request) -> web.Response:
        """Make layer and backend as new."""
        await self._layer.reset()
        return web.json_response({})

    async def calls(self, _request: web.Request) -> web.Response:
        """Show the log."""
        return web.json_response(self._layer.calls.as_json())

    async def clear_calls(self, _request: web.Request) -> web.Response:
        """Empty the log."""
        self._layer.calls.clear()
        return web.json_response({})

    async def passwords(self, request: web.Request) -> web.Response:
        """Show the passwords that landed, of the account that the query names."""
        return web.json_response(self._layer.memory.passwords(request.query.get("account", ACCOUNT)))

    async def issued(self, _request: web.Request) -> web.Response:
        """Return the secrets of the sessions of roles."""
        return web.json_response(self._layer.memory.issued)

    async def set_faults(self, request: web.Request) -> web.Response:
        """Put faults in place of those that were set; their counting starts anew."""
        try:
            self._layer.faults = faults.read(await _json(request))
        except Refused as error:
            return _refusal(error)
        return web.json_response({})

    async def clear_faults(self, _request: web.Request) -> web.Response:
        """Drop every fault."""
        self._layer.faults = []
        return web.json_response({})

    async def change_settings(self, request: web.Request) -> web.Response:
        """Change some settings."""
        try:
            self._layer.settings.change(await _json(request))
        except Refused as error:
            return _refusal(error)
        return web.json_response({})

    async def sign_in(self, request: web.Request) -> web.Response:
        """Note a sign-in of a user."""
        try:
            user_facts.sign_in(self._layer.memory, await _json(request))
        except Refused as error:
            return _refusal(error)
        return web.json_response({})

    async def mfa(self, request: web.Request) -> web.Response:
        """Note whether a user has MFA."""
        try:
            user_facts.mfa(self._layer.memory, await _json(request))
        except Refused as error:
            return _refusal(error)
        return web.json_response({})

    async def created(self, request: web.Request) -> web.Response:
        """Set when a user was created."""
        try:
            user_facts.created(self._layer.memory, await _json(request))
        except Refused as error:
            return _refusal(error)
        return web.json_response({})

    async def age_credential_report(self, request: web.Request) -> web.Response:
        """Make the credential report of an account older."""
        try:
            self._layer.reports.age(await _json(request))
        except Refused as error:
            return _refusal(error)
        return web.json_response({})

    async def set_organization(self, request: web.Request) -> web.Response:
        """Put an organization in place of any other."""
        try:
            self._layer.memory.organization = organization.read(await _json(request))
        except Refused as error:
            return _refusal(error)
        return web.json_response({})

    async def root_passwords(self, _request: web.Request) -> web.Response:
        """Show which root users have a password."""
        return web.json_response(self._layer.memory.root_profiles)

    async def set_root_password(self, request: web.Request) -> web.Response:
        """Give a root user a password, or take it away."""
        try:
            root_users.set_password(self._layer.memory, await _json(request))
        except Refused as error:
            return _refusal(error)
        return web.json_response({})

    async def expire_root_sessions(self, _request: web.Request) -> web.Response:
        """End every session of a root user."""
        for session in self._layer.memory.root_sessions.values():
            session.expire()
        return web.json_response({})

    async def unknown(self, request: web.Request) -> web.Response:
        """Refuse what is no control."""
        return web.json_response({"error": f"No such control: {request.method} {request.path}."}, status=404)


async def _json(request: web.Request) -> Any:
    try:
        return json.loads(await request.read())
    except ValueError as error:
        raise Refused(f"The body is not JSON: {error}.") from None


def _refusal(error: Refused) -> web.Response:
    return web.json_response({"error": str(error)}, status=400)
