# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A model of AWS: accounts with IAM users, login profiles, sign-in sessions, secrets, STS, and an organization.

``AWS.call`` takes an action with the parameters of botocore's client. It returns botocore's reply, or raises AWSError.
It is synchronous and has no clock and no randomness of its own: both are parameters. Parameters must have the shapes of
botocore's service model; validation.py of the server checks them.

A new action is a function that takes a Request, and a line in the ACTIONS of its module.
"""

from __future__ import annotations

import string
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random

from . import (
    change_password,
    credential_report,
    credentials,
    login_profiles,
    organizations,
    password_policy,
    root_users,
    secrets_manager,
    sign_in_sessions,
    sts,
    users,
)
from .errors import NotModelled
from .request import Call, Caller, Handler, Reply, Request, RootSession, caller_of
from .state import ACCOUNT, Account, Organization, Settings, User

ACTIONS: Mapping[tuple[str, str], Handler] = {
    **{("iam", action): handler for action, handler in users.ACTIONS.items()},
    **{("iam", action): handler for action, handler in credentials.ACTIONS.items()},
    **{("iam", action): handler for action, handler in login_profiles.ACTIONS.items()},
    **{("iam", action): handler for action, handler in change_password.ACTIONS.items()},
    **{("iam", action): handler for action, handler in password_policy.ACTIONS.items()},
    **{("iam", action): handler for action, handler in credential_report.ACTIONS.items()},
    **{("iam", action): handler for action, handler in organizations.IAM_ACTIONS.items()},
    **{("sts", action): handler for action, handler in sts.ACTIONS.items()},
    **{("organizations", action): handler for action, handler in organizations.ACTIONS.items()},
    **{("secretsmanager", action): handler for action, handler in secrets_manager.ACTIONS.items()},
    **{("signin", action): handler for action, handler in sign_in_sessions.ACTIONS.items()},
}
CALLER_BY_DEFAULT = frozenset(
    {"CreateLoginProfile", "GetLoginProfile", "DeleteLoginProfile", "GetUser", "ChangePassword"}
)
"""Calls on login profiles and users that are about the caller if they name no user: UserName "defaults to the principal
making the request" (API reference). ChangePassword names none."""


class AWS:
    """All accounts, and an organization if a test sets one up."""

    def __init__(self, now: Callable[[], datetime], random: Random, usual_account: str = ACCOUNT) -> None:
        """Store a clock, and a source of the keys and identifiers that AWS generates."""
        self.now = now
        self._random = random
        self.usual_account = usual_account
        self.settings = Settings()
        self.organization: Organization | None = None
        self._accounts: dict[str, Account] = {}
        self.key_owners: dict[str, tuple[str, User]] = {}  # access key -> account and user
        self.root_sessions: dict[str, RootSession] = {}  # by access key
        self.role_sessions: dict[str, Caller] = {}  # by access key
        self.issued: list[str] = []  # secret keys and session tokens of roles

    def account(self, number: str | None = None) -> Account:
        """Return an account, or the default one. It is created at its first use."""
        number = number or self.usual_account
        if number not in self._accounts:
            self._accounts[number] = Account(number)
        return self._accounts[number]

    def accounts(self) -> list[Account]:
        return list(self._accounts.values())

    def caller(self, call: Call) -> Caller:
        return caller_of(self, call)

    def call(self, call: Call) -> Reply:
        """Carry out a call. Raise AWSError, or NotModelled for an unknown action."""
        request = Request(self, call, self.caller(call))
        if session := request.caller.root_session:
            session.verify(call, self.now())
            root_users.permit(request, session)
            if call.service == "iam":
                return root_users.answer(request, session)
        handler = ACTIONS.get((call.service, call.action))
        if handler is None:
            raise NotModelled(call.action)
        return handler(request)

    def made_up(self, prefix: str, length: int, letters: str = string.ascii_uppercase) -> str:
        """Generate a key or identifier of letters only, so that it never equals an account number."""
        return prefix + "".join(self._random.choices(letters, k=length))

    def uuid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def secret(self) -> str:
        return self.made_up("", 40, string.ascii_letters + string.digits)
