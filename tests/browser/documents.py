# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Audit documents to look at: believable ones of any size, the same every time.

A user's findings follow from the user, and every figure from the rows, so that a document contradicts itself nowhere.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta, timezone
from typing import Any, TypeAlias

from checks import CHECKS

Document: TypeAlias = dict[str, Any]
User: TypeAlias = dict[str, Any]

NOW = datetime(2026, 11, 22, 10, tzinfo=timezone.utc)
PEOPLE = (
    "alice", "bob", "carla.mendes", "dmitri", "erin.walsh", "farid", "grace.okafor", "hugo.lindqvist", "ines",
    "jonas.weber", "kavya.rao", "liam", "maria.silva", "nadia.haddad", "oskar", "priya.nair", "quentin",
    "rosa.jimenez", "samir.aziz", "tomas.novak", "ulrike.brandt", "victor", "wen.zhang", "ximena", "yusuf.demir",
    "zoe.martin",
)  # fmt: skip
SERVICES = ("break-glass", "legacy-backup", "build-agent", "terraform", "grafana-reader", "old.contractor")
ACCOUNTS = (("production", "111122223333"), ("data-platform", "222233334444"), ("sandbox", "333344445555"))
AGES = (("up to 30 days", 30), ("31 to 90 days", 90), ("91 to 180 days", 180), ("181 to 365 days", 365))
USES = (("up to 7 days", 7), ("8 to 45 days", 45), ("46 to 90 days", 90), ("91 to 365 days", 365))
POLICY = {"minimum_password_length": 14, "require_symbols": True, "password_reuse_prevention": 24}
NOT_READ = "The role arn:aws:iam::333344445555:role/audit could not be assumed: AccessDenied."


def moment(days_ago: float) -> str:
    """A moment before NOW, as the collection writes it."""
    return (NOW - timedelta(days=days_ago)).isoformat(timespec="seconds")


def a_user(chance: random.Random, name: str, account: tuple[str, str]) -> User:
    """One IAM user, of whom most have a password with MFA that they use."""
    account_name, account_id = account
    enabled: bool | None = chance.random() < 0.72
    mfa: bool | None = chance.random() < 0.82
    if chance.random() < 0.03:
        enabled = mfa = None
    created = chance.randrange(60, 1900)
    age = min(created, int(chance.expovariate(1 / 150))) if enabled else None
    unused = min(created, int(chance.expovariate(1 / 25))) if enabled and chance.random() < 0.93 else None
    return {
        "account_id": account_id,
        "account_name": account_name,
        "user_name": name,
        "root_account_id": None,
        "arn": f"arn:aws:iam::{account_id}:user/{'services' if name in SERVICES else 'colleagues'}/{name}",
        "password_enabled": enabled,
        "mfa_active": mfa,
        "password_last_used": None if unused is None else moment(unused + 0.3),
        "password_last_changed": None if age is None else moment(age + 0.6),
        "password_next_rotation": None,
        "password_reset_required": None if not enabled else chance.random() < 0.05,
        "create_date": moment(created + 0.1) if enabled else None,
        "password_age_days": age,
        "unused_days": unused,
        "never_used": None if unused is None else False,
        "msg": None if enabled is not None else "iam:GetLoginProfile is not allowed on this user (AccessDenied).",
        "findings": [],
    }


def a_root_user(account: tuple[str, str]) -> User:
    """The root user of a member account, who has a password and should not."""
    user = a_user(random.Random(2), "<root_account>", account)
    known = {"password_enabled": True, "mfa_active": False, "root_account_id": account[1], "msg": None}
    arn = f"arn:aws:iam::{account[1]}:root"
    return {**user, **known, "arn": arn, "unused_days": 412, "password_last_used": moment(412.2)}


def finding(check_id: str, user: User | None, account: tuple[str, str], **evidence: Any) -> Document:
    """One finding, in the words of its check."""
    check = CHECKS[check_id]
    name = None if user is None else user["user_name"]
    return {
        "id": check_id,
        "severity": check.severity,
        "account_id": account[1],
        "account_name": account[0],
        "user_name": name,
        "summary": check.summary.format(user=name, account=account[0], **evidence),
        "evidence": [{"column": column, "value": value} for column, value in evidence.items()],
        "remedy": {
            "name": f"{check.title}, {account[0] if name is None else name}",
            **check.remedy(account[1] if name is None or name.startswith("<") else name),
        },
        "cis": check.cis,
        "accepted": None,
    }


def findings_of(user: User) -> list[Document]:
    """What there is to say of a user."""
    account = (user["account_name"], user["account_id"])
    if user["password_enabled"] is None:
        return [finding("user_not_read", user, account, password_enabled=None)]
    if not user["password_enabled"]:
        return []
    if user["root_account_id"]:
        return [finding("root_password_in_member_account", user, account, password_enabled=True)]
    used = {"password_last_used": user["password_last_used"]}
    found = []
    if user["mfa_active"] is False:
        found.append(finding("password_without_mfa", user, account, mfa_active=False, **used))
    if user["user_name"] == "old.contractor":
        found.append(finding("user_not_in_roster", user, account, password_enabled=True, **used))
    if (user["unused_days"] or 0) > 45:
        found.append(finding("password_unused", user, account, unused_days=user["unused_days"], **used))
    if user["password_reset_required"]:
        changed = user["password_last_changed"]
        found.append(finding("reset_pending", user, account, password_last_changed=changed))
    return found


def bars(users: list[User], key: str, steps: tuple[tuple[str, int], ...], *rest: str) -> list[Document]:
    """How many users with a password are in each step of a number of days."""
    labels = [*(label for label, _most in steps), "over a year", *rest]
    counts: Counter[str] = Counter()
    for user in users:
        if user["password_enabled"]:
            days = user[key]
            fitting = (label for label, most in steps if days <= most)
            counts[rest[-1] if days is None else next(fitting, "over a year")] += 1
    tones = {"not known": "unknown"}
    return [{"label": label, "count": counts[label], "tone": tones.get(label, "neutral")} for label in labels]


def severities(findings: list[Document]) -> Document:
    """How many findings of each severity are not accepted."""
    counts = Counter(each["severity"] for each in findings if each["accepted"] is None)
    return {severity: counts[severity] for severity in ("high", "medium", "low")}


def account_row(account: tuple[str, str], users: list[User], findings: list[Document], **facts: Any) -> Document:
    """What is known of one account."""
    name, account_id = account
    mine = [user for user in users if user["account_id"] == account_id]
    with_password = [user for user in mine if user["password_enabled"]]
    known = {"msg": None, "was_read": True, "report_time": moment(0.125), "password_policy": POLICY}
    return {
        "account_id": account_id,
        "name": name,
        **known,
        "users": len(mine),
        "with_password": len(with_password),
        "without_mfa": sum(user["mfa_active"] is False for user in with_password),
        "findings": severities([each for each in findings if each["account_id"] == account_id]),
        **facts,
    }


def check_rows(findings: list[Document], not_evaluated: dict[str, list[Document]]) -> list[Document]:
    """Every check, with how often it found something."""
    found = Counter((each["id"], each["accepted"] is not None) for each in findings)
    return [
        {
            "id": name, "severity": check.severity, "title": check.title, "why": check.why, "cis": check.cis,
            "findings": found[name, False], "accepted": found[name, True],
            "not_evaluated": not_evaluated.get(name, []),
        }
        for name, check in CHECKS.items()
    ]  # fmt: skip


def document(
    users: list[User],
    accounts: list[Document],
    findings: list[Document],
    not_evaluated: dict[str, list[Document]] | None = None,
) -> Document:
    """Put a document together. Its figures follow from its rows."""
    of_user: dict[tuple[str, str], list[str]] = {}
    for each in findings:
        if each["accepted"] is None:
            of_user.setdefault((each["account_id"], each["user_name"]), []).append(each["id"])
    for user in users:
        user["findings"] = of_user.get((user["account_id"], user["user_name"]), [])
    order = list(CHECKS)
    enabled, without, unknown = (
        sum(user["password_enabled"] is each for user in users) for each in (True, False, None)
    )
    with_mfa, without_mfa, mfa_unknown = (
        sum(bool(user["password_enabled"]) and user["mfa_active"] is each for user in users)
        for each in (True, False, None)
    )
    return {
        "title": "Console access audit",
        "generated_at": NOW.isoformat(),
        "thresholds": {
            "unused_days": 45,
            "max_password_age_days": None,
            "reset_pending_days": 7,
            "report_max_age_hours": 4,
        },
        "summary": {
            "accounts": len(accounts),
            "accounts_not_read": sum(not each["was_read"] for each in accounts),
            "users": len(users),
            "with_password": enabled,
            "without_password": without,
            "unknown": unknown,
            "with_password_and_mfa": with_mfa,
            "with_password_without_mfa": without_mfa,
            "with_password_mfa_unknown": mfa_unknown,
            "findings": severities(findings),
            "accepted": sum(each["accepted"] is not None for each in findings),
        },
        "charts": {
            "access": [
                {"label": "Password and MFA", "count": with_mfa, "tone": "good"},
                {"label": "Password, no MFA", "count": without_mfa, "tone": "bad"},
                {"label": "Password, MFA not known", "count": mfa_unknown, "tone": "unknown"},
                {"label": "No password", "count": without, "tone": "neutral"},
                {"label": "Could not be read", "count": unknown, "tone": "unknown"},
            ],
            "password_age": bars(users, "password_age_days", AGES, "not known"),
            "last_use": bars(users, "unused_days", USES, "never", "not known"),
        },
        "accounts": accounts,
        "checks": check_rows(findings, not_evaluated or {}),
        "findings": sorted(findings, key=lambda each: order.index(each["id"])),
        "users": users,
    }


def sample() -> Document:
    """Three accounts with some forty users, of whom one account could not be read: what a page looks like."""
    chance = random.Random(11)
    production, platform, sandbox = ACCOUNTS
    users = [a_user(chance, name, production) for name in (*PEOPLE[:18], *SERVICES)]
    users += [a_user(chance, name, platform) for name in PEOPLE[12:]]
    users.append(a_root_user(platform))
    findings = [each for user in users for each in findings_of(user)]
    findings.append(finding("no_password_policy", None, platform, password_policy=None))
    findings.append(finding("account_not_read", None, sandbox, was_read=False))
    for each in findings:
        if each["user_name"] == "break-glass":
            each["accepted"] = {"reason": "Break-glass user, password in a sealed envelope", "until": "2027-01-31"}
    accounts = [
        account_row(production, users, findings),
        account_row(platform, users, findings, password_policy={}),
        account_row(sandbox, users, findings, was_read=False, msg=NOT_READ, report_time=None, password_policy=None),
    ]
    why = {"account": "sandbox", "why": "The account could not be read."}
    no_roster = {"account": "data-platform", "why": "No roster was given for this account."}
    open_checks = {name: [why] for name in CHECKS if name != "account_not_read"}
    for name in ("user_not_in_roster", "roster_user_without_password"):
        open_checks[name] = [no_roster, why]
    return document(users, accounts, findings, open_checks)


def large(size: int = 5000) -> Document:
    """Many users, and more findings than users."""
    chance = random.Random(5)
    users = [a_user(chance, f"{PEOPLE[n % len(PEOPLE)]}.{n:04}", ACCOUNTS[n % 2]) for n in range(size)]
    findings = [each for user in users for each in findings_of(user)]
    for user in users:
        account = (user["account_name"], user["account_id"])
        if user["password_enabled"]:
            findings.append(finding("user_not_in_roster", user, account, password_enabled=True))
        if (user["password_age_days"] or 0) > 150:
            age = user["password_age_days"]
            findings.append(finding("password_too_old", user, account, password_age_days=age))
    return document(users, [account_row(account, users, findings) for account in ACCOUNTS[:2]], findings)


def empty(accounts: int = 0) -> Document:
    """No users, in no account or in some."""
    return document([], [account_row(account, [], []) for account in ACCOUNTS[:accounts]], [])
