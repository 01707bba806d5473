# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controls of the emulated AWS for tests: JSON over HTTP below ``/_emulator/``. One public method per control.

The method ``post_sign_ins`` is ``POST /_emulator/sign-ins``, with the parameters in a JSON object or in the query.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import faults
from aiohttp import web
from model import credential_report, secrets_manager, sign_in_sessions
from model.errors import AWSError
from model.state import ACCOUNT, Organization, Profile, User
from server import Server

PREFIX = "/_emulator/"


class Controls:
    """The controls of a server."""

    def __init__(self, server: Server) -> None:
        """Store the server."""
        self._server = server

    async def handle(self, http: web.BaseRequest) -> web.StreamResponse:
        """Reply to a request: to a control, or to the emulated AWS."""
        if not http.path.startswith(PREFIX):
            return await self._server.handle(http)
        name = http.path.removeprefix(PREFIX).replace("-", "_").replace("/", "_")
        control = getattr(self, f"{http.method.lower()}_{name}", None)
        if control is None:
            return web.json_response({"error": f"No such control: {http.method} {http.path}."}, status=404)
        try:
            given = json.loads(await http.read() or "{}")
            result = control(**http.query, **given) if isinstance(given, dict) else control(given)
            return web.json_response(await result if hasattr(result, "__await__") else result)
        except (ValueError, TypeError, AttributeError, AWSError) as error:
            return web.json_response({"error": str(error)}, status=400)

    async def post_reset(self) -> None:
        """Reset everything."""
        await self._server.reset()

    def get_calls(self) -> list[dict[str, Any]]:
        """Return the log."""
        return [asdict(entry) for entry in self._server.calls]

    def delete_calls(self) -> None:
        """Empty the log."""
        self._server.calls.clear()

    def get_passwords(self, account: str = ACCOUNT) -> dict[str, str]:
        """Return the passwords that were set in an account."""
        return self._server.aws.account(account).passwords()

    def get_issued(self) -> list[str]:
        """Return the secrets of the sessions of roles."""
        return self._server.aws.issued

    def post_faults(self, wanted: list[Mapping[str, Any]]) -> None:
        """Replace all faults; their counters start at zero."""
        given = [faults.Fault(**fault) for fault in wanted]
        for fault in given:
            fault.verify()
        self._server.faults = given

    def post_settings(self, **wanted: float | None) -> None:
        """Change settings of the server and the model; the others stay."""
        for name, value in wanted.items():
            server = self._server
            settings = next((each for each in (server.settings, server.aws.settings) if hasattr(each, name)), None)
            if settings is None:
                raise ValueError(f"No such setting: {name}.")
            if (value is None and name != "rate_limit") or (value or 0) < 0:
                raise ValueError(f"The setting {name} is a number of at least 0, not {value!r}.")
            setattr(settings, name, value)

    def post_users(self, names: list[str], has_profile: bool, account: str = ACCOUNT) -> None:
        """Add users without calls, for a measurement; with a login profile whose password is not known."""
        aws = self._server.aws
        now = aws.now().replace(microsecond=0)
        for name in names:
            profile = Profile(now, now) if has_profile else None
            aws.account(account).add(User(name, aws.made_up("AIDA", 17), now, profile=profile))

    def post_sign_ins(self, user_name: str, at: str) -> None:
        """Record a sign-in at a time. Raise an error for a user without a password."""
        self._server.aws.account().user(user_name).sign_in(_time(at))

    def get_sign_in_sessions(self, account: str = ACCOUNT) -> list[dict[str, Any]]:
        """Return the sign-in sessions of an account in the order of opening, with times in ISO 8601."""
        sessions = self._server.aws.account(account).sign_in_sessions
        times = [{"issued": each.issued.isoformat(), "expires": each.expires.isoformat()} for each in sessions]
        return [asdict(each) | time for each, time in zip(sessions, times, strict=True)]

    def post_sign_in_sessions(self, user_name: str | None, **more: Any) -> str:
        """Open a sign-in session, and return its ARN."""
        return sign_in_sessions.open_session(self._server.aws, user_name, **more).arn

    def get_secrets(self, account: str = ACCOUNT) -> list[dict[str, Any]]:
        """Return the secrets of an account with all versions; the deletion date in ISO 8601."""
        secrets = self._server.aws.account(account).secrets.values()
        dates = [
            {"created": each.created.isoformat(), "deleted": each.deleted and each.deleted.isoformat()}
            for each in secrets
        ]
        return [asdict(each) | date for each, date in zip(secrets, dates, strict=True)]

    def post_secrets(self, name: str, region: str, **settings: Any) -> str:
        """Add a secret without a version, or with settings that no call here sets, and return its ARN."""
        return secrets_manager.add(self._server.aws, region, name, **settings).arn

    def post_mfa(self, user_name: str) -> None:
        """Give a user MFA."""
        self._server.aws.account().user(user_name).has_mfa = True

    def post_credential_report_expire(self) -> None:
        """Make the credential report so old that it has expired."""
        credential_report.expire(self._server.aws.account(), self._server.aws.now())

    def post_organization(self, **wanted: Any) -> None:
        """Set up an organization, replacing any other."""
        self._server.aws.organization = Organization.of(**wanted)

    def get_root_passwords(self) -> dict[str, str]:
        """Return account -> date, for root users with a password."""
        accounts = self._server.aws.accounts()
        return {each.number: each.root_profile.isoformat() for each in accounts if each.root_profile}

    def post_root_passwords(self, account: str, present: bool) -> None:
        """Give a root user a password, or remove it."""
        aws = self._server.aws
        aws.account(account).root_profile = aws.now().replace(microsecond=0) if present else None

    def post_root_sessions_expire(self) -> None:
        """End every session of a root user."""
        aws = self._server.aws
        ended = {key: replace(session, ends=aws.now()) for key, session in aws.root_sessions.items()}
        aws.root_sessions.update(ended)


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone.")
    return moment
