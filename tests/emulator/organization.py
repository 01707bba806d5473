# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The organization that a test sets up: its accounts, and what they may do with one another's root users.

The usual account is the management account. An account's number as access key stands for an administrator of that
account, where the account is in the organization: ministack takes such a key so in any case, moto does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from backend import ACCOUNT
from settings import Refused

CREDENTIALS, SESSIONS = "RootCredentialsManagement", "RootSessions"
"""IAM API reference, ListOrganizationsFeatures: the two features of centralized root access."""

STATUS_OF = {
    "ACTIVE": "ACTIVE",
    "PENDING_CLOSURE": "PENDING_CLOSURE",
    "SUSPENDED": "SUSPENDED",
    "CLOSED": "SUSPENDED",
    "PENDING_ACTIVATION": "SUSPENDED",
}
"""Shapes AccountState and AccountStatus, which knows three of the five states. Which of the three stands for the two
others is not in the model."""

_ID = re.compile(r"[0-9]{12}")


@dataclass(frozen=True)
class Account:
    """An account of the organization. Its state is one of AccountState."""

    id: str
    name: str
    state: str = "ACTIVE"


@dataclass(frozen=True)
class Organization:
    """An organization, as the control sends it."""

    accounts: Mapping[str, Account]
    features: frozenset[str] = frozenset({CREDENTIALS, SESSIONS})
    trusted_access: bool = True
    delegated_administrators: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset({"Status", "State"})
    sts_disabled_in: frozenset[str] = frozenset()
    id: str = field(default="o-emulated00", init=False)

    def administers(self, account: str) -> bool:
        """Tell the management account and the delegated administrators, which may ask for more than others."""
        return account == ACCOUNT or account in self.delegated_administrators


def read(wanted: object) -> Organization:
    """Read an organization as a test sends it; raise Refused with a sentence for what is not one."""
    known = {each.name for each in fields(Organization) if each.init}
    if not isinstance(wanted, Mapping) or not isinstance(wanted.get("accounts"), list) or set(wanted) - known:
        raise Refused(f"An organization is a JSON object with a list of accounts, and any of: {', '.join(known)}.")
    accounts = [_account(each) for each in wanted["accounts"]]
    if all(account.id != ACCOUNT for account in accounts):
        accounts.insert(0, Account(ACCOUNT, "Management"))
    sets = {name: frozenset(value) for name, value in wanted.items() if isinstance(value, list) and name != "accounts"}
    given = {**wanted, **sets, "accounts": {account.id: account for account in accounts}}
    organization = Organization(**given)
    _check(organization)
    return organization


def _account(given: object) -> Account:
    """Read id, name and status, which may be any state."""
    known = {"id", "name", "status"}
    if not isinstance(given, Mapping) or set(given) - known or not _ID.fullmatch(str(given.get("id"))):
        raise Refused(f"An account has an id of twelve digits, a name and a status, not {given!r}.")
    state = given.get("status", "ACTIVE")
    if state not in STATUS_OF:
        raise Refused(f"No such status: {state}. There are: {', '.join(STATUS_OF)}.")
    return Account(given["id"], given.get("name", f"account-{given['id']}"), state)


def _check(organization: Organization) -> None:
    for name, there_are in (
        ("features", {CREDENTIALS, SESSIONS}),
        ("members", {"Status", "State"}),
        ("delegated_administrators", set(organization.accounts)),
    ):
        if unknown := sorted(getattr(organization, name) - there_are):
            raise Refused(f"No such {name}: {', '.join(unknown)}. There are: {', '.join(sorted(there_are))}.")
