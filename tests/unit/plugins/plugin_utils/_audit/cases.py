# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Accounts for tests of the audit: one without findings, and variants of it."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone

from ansible_collections.identity.aws.plugins.plugin_utils._audit.native_types import native_types
from ansible_collections.identity.aws.plugins.plugin_utils._audit.parsing import to_accounts
from ansible_collections.identity.aws.plugins.plugin_utils._audit.report import to_document
from ansible_collections.identity.aws.plugins.plugin_utils._audit.settings import Thresholds, to_acceptances

Json = dict[str, t.Any]

NOW = datetime(2026, 11, 22, 10, tzinfo=timezone.utc)
OWN, MEMBER, OTHER_MEMBER = "111122223333", "444455556666", "777788889999"
# An account without users, of which little was read.
EMPTY: Json = {"access": {"users": []}}
STRONG: Json = {
    "minimum_password_length": 14,
    "require_symbols": True,
    "require_numbers": True,
    "require_uppercase_characters": True,
    "require_lowercase_characters": True,
    "allow_users_to_change_password": True,
    "expire_passwords": True,
    "max_password_age": 90,
    "password_reuse_prevention": 24,
    "hard_expiry": None,
}
_NO_PROFILE: Json = {
    "user_name": None,
    "create_date": None,
    "password_reset_required": None,
    "max_signin_session_duration": None,
}
FEATURES = ["RootCredentialsManagement", "RootSessions"]
# The keys of a result that versions before 1.1.0 do not have.
_NEW = {"sessions", "max_signin_session_duration", "max_signin_session_duration_known", "organization_features"}


def ago(days: float = 0, **more: float) -> str:
    """Return a past time in the format of the rows."""
    return (NOW - timedelta(days=days, **more)).isoformat()


def session(number: int = 1, *, hours: float = 8, **columns: t.Any) -> Json:
    """Return an active sign-in session that expires in some hours."""
    return {
        "session_arn": f"arn:aws:signin:us-east-1:{OWN}:session/{number}",
        "issued_at": ago(hours=4),
        "expires_at": ago(hours=-hours),
        "client_type": "CLI",
        "client_id": "arn:aws:signin:::devtools/same-device",
        "status": "ACTIVE",
        **columns,
    }


def row(
    user_name: str = "ana",
    *,
    created: str | None = None,
    reset: bool | None = False,
    limit: int | None = 43200,
    **columns: t.Any,
) -> Json:
    """Return the row of a user with a password that is ten days old, was used yesterday, and has MFA.

    ``limit`` is the one of sign-in sessions, in seconds.
    """
    profile = {
        "user_name": user_name,
        "create_date": created or ago(10),
        "password_reset_required": reset,
        "max_signin_session_duration": limit,
    }
    return {
        "user_name": user_name,
        "root_account_id": None,
        "user_exists": True,
        "arn": f"arn:aws:iam::{OWN}:user/{user_name}",
        "password_enabled": True,
        "login_profile": profile,
        "password_last_used": ago(1),
        "password_last_changed": ago(10),
        "password_next_rotation": None,
        "mfa_active": True,
        "sessions": [],
        "msg": None,
        "error": None,
        **columns,
    }


def without_password(user_name: str = "ben", **columns: t.Any) -> Json:
    """Return the row of a user without a password, whose last use of an earlier one AWS returns."""
    return row(
        user_name,
        **{
            "password_enabled": False,
            "login_profile": {},
            "password_last_changed": None,
            "mfa_active": False,
            **columns,
        },
    )


def unread(user_name: str = "eve", **columns: t.Any) -> Json:
    """Return the row of a user who could not be read."""
    columns = {"password_enabled": None, "login_profile": None, "msg": "AWS denied it.", **columns}
    return row(user_name, **columns)


def by_report(found: Json) -> Json:
    """Return a row as with source=report, which has less of the login profile."""
    return {**found, "login_profile": {**_NO_PROFILE, "user_name": found["user_name"]}}


def without_report(found: Json) -> Json:
    """Return a row as without a credential report."""
    columns = ("password_last_used", "password_last_changed", "password_next_rotation", "mfa_active")
    return {**found, **dict.fromkeys(columns)}


def own_root(**columns: t.Any) -> Json:
    """Return the row of the account's own root user, by the credential report."""
    arn = f"arn:aws:iam::{OWN}:root"
    return by_report(row("<root_account>", **{"root_account_id": OWN, "user_exists": None, "arn": arn, **columns}))


def member_root(account_id: str = MEMBER, *, password: bool | None = False, **columns: t.Any) -> Json:
    """Return the row of the root user of a member account, by AssumeRoot."""
    found = without_report(row("<root_account>", root_account_id=account_id, arn=None, password_enabled=password))
    return {
        **found,
        "user_exists": None,
        **({} if password else {"login_profile": {} if password is False else None}),
        **columns,
    }


def members(*roots: Json, **more: t.Any) -> Json:
    """Return a result about member accounts."""
    return {
        "users": [],
        "root_users": list(roots),
        "missing_users": [],
        "left_out_accounts": [],
        "organization_features": FEATURES,
        **more,
    }


def access(*users: Json, **more: t.Any) -> Json:
    """Return a result about the users of an account."""
    return {
        "users": list(users),
        "root_users": [own_root()],
        "missing_users": [],
        "credential_report": {"generated_time": ago(hours=1)},
        "account_password_policy": STRONG,
        "max_signin_session_duration_known": True,
        **more,
    }


def saved(audited: t.Any) -> t.Any:
    """Return an entry as it was saved before 1.1.0."""
    if isinstance(audited, dict):
        return {key: saved(value) for key, value in audited.items() if key not in _NEW}
    return [saved(value) for value in audited] if isinstance(audited, list) else audited


def entry(*users: Json, roster: t.Any = ("ana",), name: str | None = "production", **more: t.Any) -> Json:
    """Return an account without findings, except for changes: keys of ``access`` or of the account.

    The roster has names of users or whole entries.
    """
    of_account: Json = {key: more.pop(key) for key in ("roots", "msg") if key in more}
    return {
        "name": name,
        "access": access(*users or (row(),), **more),
        "roots": members(member_root()),
        "roster": roster and [{"user_name": each} if isinstance(each, str) else each for each in roster],
        **of_account,
    }


def in_account(value: t.Any, account_id: str) -> t.Any:
    """Return an entry with another id in place of OWN."""
    if isinstance(value, dict):
        return {key: in_account(item, account_id) for key, item in value.items()}
    if isinstance(value, list):
        return [in_account(item, account_id) for item in value]
    return value.replace(OWN, account_id) if isinstance(value, str) else value


def audit(
    *entries: Json, accepted: t.Any = None, now: datetime = NOW, title: str = "Audit", **thresholds: t.Any
) -> t.Any:
    """Return the report on these entries, each about a separate account, as the action creates it."""
    apart = [in_account(each, str(int(OWN) + number)) if number else each for number, each in enumerate(entries)]
    return audit_as_given(apart, accepted, now, title, **thresholds)


def audit_as_given(
    entries: t.Any, accepted: t.Any = None, now: datetime = NOW, title: str = "Audit", **thresholds: t.Any
) -> t.Any:
    """Return the report on these entries, which may be about one account."""
    asked, acceptances = Thresholds.from_options(thresholds), to_acceptances(native_types(accepted), now)
    return to_document(to_accounts(native_types(list(entries))), asked, acceptances, now, native_types(title))


def found(document: Json, check: str | None = None) -> list[str | None]:
    """Return the users of the findings of a check, or the checks of all findings."""
    if check is None:
        return [finding["id"] for finding in document["findings"]]
    return [finding["user_name"] for finding in document["findings"] if finding["id"] == check]


def not_evaluated(document: Json, check: str) -> list[str]:
    """Return why a check was not evaluated."""
    (described,) = [each for each in document["checks"] if each["id"] == check]
    return [each["why"] for each in described["not_evaluated"]]


def all_not_evaluated(document: Json) -> set[str]:
    """Return the checks that were not evaluated in at least one account."""
    return {each["id"] for each in document["checks"] if each["not_evaluated"]}


def only(document: Json, check: str) -> Json:
    """Return the one finding of a check."""
    (finding,) = [each for each in document["findings"] if each["id"] == check]
    return finding


def evidence(finding: Json) -> Json:
    """Return the evidence of a finding by column."""
    return {each["column"]: each["value"] for each in finding["evidence"]}
