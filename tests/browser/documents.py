# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Believable reports of any size, the same every time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, TypeAlias, cast

from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    ago,
    audit_as_given,
    row,
    session,
    without_password,
)

Document: TypeAlias = dict[str, Any]
Row: TypeAlias = dict[str, Any]

PEOPLE = (
    "alice", "bob", "carla.mendes", "dmitri", "erin.walsh", "farid", "grace.okafor", "hugo.lindqvist", "ines",
    "jonas.weber", "kavya.rao", "liam", "maria.silva", "nadia.haddad", "oskar", "priya.nair", "quentin",
    "rosa.jimenez", "samir.aziz", "tomas.novak", "ulrike.brandt", "victor", "wen.zhang", "ximena", "yusuf.demir",
    "zoe.martin",
)  # fmt: skip
SERVICES = ("break-glass", "legacy-backup", "build-agent", "terraform", "grafana-reader", "old.contractor")
ACCOUNTS = (("production", "111122223333"), ("data-platform", "222233334444"), ("sandbox", "333344445555"))
POLICY = {
    "minimum_password_length": 14,
    "require_symbols": True,
    "password_reuse_prevention": 24,
    "max_password_age": 365,
}
NOT_READ = "The role arn:aws:iam::333344445555:role/audit could not be assumed: AccessDenied."
DENIED = "iam:GetLoginProfile is not allowed on this user (AccessDenied)."
BREAK_GLASS = {"user_names": ["break-glass"], "reason": "Break-glass user, password in a sealed envelope"}


def a_user(chance: random.Random, name: str, account_id: str, **facts: Any) -> Row:
    """Return the row of an IAM user. Most have a password with MFA that they use."""
    enabled = None if chance.random() < 0.03 else chance.random() < 0.72
    created = chance.randrange(60, 1900)
    age = min(created, int(chance.expovariate(1 / 150)))
    unused = min(created, int(chance.expovariate(1 / 25))) if chance.random() < 0.93 else None
    user = row(
        name,
        limit=None if len(name) % 4 == 0 else 43200,
        sessions=[session(number, hours=number + 1) for number in range(len(name) % 3)] if enabled else [],
        created=ago(created + 0.1),
        reset=chance.random() < 0.05,
        arn=f"arn:aws:iam::{account_id}:user/{'services' if name in SERVICES else 'colleagues'}/{name}",
        password_enabled=enabled,
        mfa_active=None if enabled is None else chance.random() < 0.82,
        password_last_used=ago(unused + 0.3) if enabled and unused is not None else None,
        password_last_changed=ago(age) if enabled else None,
        msg=DENIED if enabled is None else None,
    )
    return {**user, **({} if enabled else {"login_profile": None if enabled is None else {}}), **facts}


def a_root_user(account_id: str) -> Row:
    """Return the row of a root user of a member account, who has a password and should not."""
    unknown = dict.fromkeys(("arn", "mfa_active", "password_last_used", "password_last_changed"))
    return row("<root_account>", root_account_id=account_id, created=ago(412.2), **unknown)


def an_account(account: tuple[str, str], users: Sequence[Row], **facts: Any) -> Document:
    """Return an account that was read."""
    report = {"generated_time": ago(0.125)}
    of_report = {"credential_report": report, "account_password_policy": POLICY}
    access = {"users": list(users), "max_signin_session_duration_known": True, **of_report, **facts}
    return {"name": account[0], "access": access}


def report_of(entries: Sequence[Document], accepted: Sequence[Document] = ()) -> Document:
    """Return the report on accounts."""
    return cast("Document", audit_as_given(entries, list(accepted), title="Console access audit"))


def sample() -> Document:
    """Return a report on three accounts with some forty users, of which one account could not be read."""
    chance = random.Random(11)
    production, platform, sandbox = ACCOUNTS
    people = [a_user(chance, name, production[1]) for name in (*PEOPLE[:18], *SERVICES[1:])]
    sealed = {"password_enabled": True, "mfa_active": True, "password_last_used": ago(203.3), "msg": None}
    people.append(a_user(random.Random(1), SERVICES[0], production[1], **sealed))
    left = without_password("nils.berg", arn=f"arn:aws:iam::{production[1]}:user/colleagues/nils.berg")
    people.append({**left, "sessions": [session(9)]})
    others = [a_user(chance, name, platform[1]) for name in PEOPLE[12:]]
    roster = [{"user_name": name} for name in (*PEOPLE, "break-glass")]
    first = {**an_account(production, people), "roster": roster}
    roots = {"root_users": [a_root_user(platform[1])], "left_out_accounts": []}
    second = {**an_account(platform, others, account_password_policy={}), "roots": roots}
    return report_of([first, second, {"name": sandbox[0], "msg": NOT_READ}], [BREAK_GLASS])


def large(size: int) -> Document:
    """Return a report on many users, with more findings than users."""
    chance = random.Random(5)
    accounts = ACCOUNTS[:2]
    users: list[list[Row]] = [[], []]
    for number in range(size):
        place = number % 2
        users[place].append(a_user(chance, f"{PEOPLE[number % len(PEOPLE)]}.{number:04}", accounts[place][1]))
    return report_of([{**an_account(*each), "roster": []} for each in zip(accounts, users, strict=True)])


def empty() -> Document:
    """Return a report on an account without a user."""
    return report_of([an_account(ACCOUNTS[0], ())])
