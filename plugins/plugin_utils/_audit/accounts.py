# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an audit knows of one account: what iam_login_profile_info returned there, and who was to have a password.

Pure. Values come from a playbook, so that each is looked at before it is believed.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime, timezone

from ansible_collections.identity.aws.plugins.module_utils._core.credential_report import ROOT
from ansible_collections.identity.aws.plugins.module_utils._core.given_values import check_given
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    LeftOutCode,
    RequestError,
    account_id_in,
)
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import POLICY_KEYS
from ansible_collections.identity.aws.plugins.module_utils._core.validation import account_id_problem, user_name_problem

Row = t.Mapping[str, t.Any]
WHOLE_ACCOUNT, MEMBER_ROOTS, _POLICY = "account", "member_roots", "password_policy"
# What can be unread, for a sentence.
PARTS = {
    WHOLE_ACCOUNT: "the account",
    MEMBER_ROOTS: "the root users of the member accounts",
    _POLICY: "the account password policy",
}
_KEYS = {"name", "access", "roots", "roster", "msg"}
_JUDGED = {"user_name": {"aliases": ["name"]}, "root_account_id": {}, "state": {}}  # what of an entry is judged
_A_MOMENT = "a date and time in ISO 8601, such as 2026-11-22T09:30:00+00:00"
_NEEDED = ("user_name", "password_enabled")
# No finding: the root user of the management account is in its own credential report.
_MANAGEMENT_ACCOUNT: LeftOutCode = "management_account"


@dataclass(frozen=True)
class Roster:
    """Who may have a password: names of IAM users, in lower case as IAM compares them, and ids of member accounts.

    ``absent_names`` and ``absent_root_account_ids`` are those who are to have none, by an entry of their own.
    """

    names: t.Mapping[str, str]
    root_account_ids: frozenset[str]
    absent_names: frozenset[str] = frozenset()
    absent_root_account_ids: frozenset[str] = frozenset()

    def has(self, row: Row) -> bool:
        """Say whether this user may have a password."""
        return _is_among(row, self.names, self.root_account_ids)

    def has_absent(self, row: Row) -> bool:
        """Say whether an entry wants this user to have none."""
        return _is_among(row, self.absent_names, self.absent_root_account_ids)


def _is_among(row: Row, names: t.Container[str], root_account_ids: t.Container[str]) -> bool:
    if row["root_account_id"] is not None:
        return row["root_account_id"] in root_account_ids
    return row["user_name"].lower() in names


@dataclass(frozen=True)
class Account:
    """One account.

    ``msg`` says why something of it could not be read, and ``unread`` what that is, if it is more than single users.
    ``report_msg`` is why there is no credential report, though one was requested. ``answered_at`` is when AWS answered.
    ``roots`` are root users by the credential report, ``member_roots`` those whom AssumeRoot reached, and ``left_out``
    member accounts that it did not, each with the reason. ``policy`` is empty where the account has set none, and None
    where nobody knows.
    """

    name: str | None
    msg: str | None = None
    unread: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    users: tuple[Row, ...] = ()
    roots: tuple[Row, ...] = ()
    member_roots: tuple[Row, ...] = ()
    report_time: str | None = None
    report_msg: str | None = None
    answered_at: str | None = None
    policy: t.Mapping[str, t.Any] | None = None
    roster: Roster | None = None

    @property
    def was_read(self) -> bool:
        """Say whether anything is known of it."""
        return WHOLE_ACCOUNT not in self.unread

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the rows of everybody who was looked at."""
        return (*self.users, *self.roots, *self.member_roots)

    @property
    def account_id(self) -> str | None:
        """Return the id of the account, by the ARN of any of its users; None where no row has one."""
        return next((found for row in (*self.users, *self.roots) if (found := account_id_of(row))), None)

    @property
    def called(self) -> str | None:
        """Return its name, or else its id; None where neither is known."""
        return self.name or self.account_id

    @property
    def label(self) -> str:
        """Return what stands for it in a table."""
        return self.called or PARTS[WHOLE_ACCOUNT]


def account_id_of(row: Row) -> str | None:
    """Return the id of the account of a row, or None."""
    return row["root_account_id"] or account_id_in(row["arn"] or "") or None


def moment(value: t.Any, what: str, must_be: str = _A_MOMENT) -> datetime:
    """Return the moment that an ISO 8601 text tells. Raises RequestError for all else; without a zone it is UTC."""
    try:
        read = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise RequestError(f"{what} must be {must_be}.") from error
    return read if read.tzinfo is not None else read.replace(tzinfo=timezone.utc)


def to_account(result: t.Any, roster: t.Any = None, roots: t.Any = None, name: str | None = None) -> Account:
    """Take a result of iam_login_profile_info, or its rows alone, a roster, and a result about member accounts.

    Raises RequestError where it is something else, such as the result of another module.
    """
    if isinstance(result, list):
        result = {"users": result}
    users, own_roots = _rows(result, "users"), _rows(result, "root_users")
    # Only a task about member accounts says which accounts it left out.
    is_about_members = "left_out_accounts" in result
    members = own_roots if is_about_members else ()
    unread = [] if result.get("account_password_policy", {}) is not None else [_POLICY]
    if roots is not None:
        members = (*members, *_rows(roots, "root_users"))
        unread += [] if roots.get("root_users") is not None else [MEMBER_ROOTS]
    report = result.get("credential_report")
    report = report if isinstance(report, t.Mapping) else {}
    messages = [str(each["msg"]) for each in (result, roots) if isinstance(each, t.Mapping) and each.get("msg")]
    return Account(
        name,
        msg=" ".join(messages) or None,
        unread=tuple(unread),
        left_out=tuple(_left_out(result if is_about_members else roots or {})),
        users=users,
        roots=() if is_about_members else own_roots,
        member_roots=members,
        report_time=_time(report, "generated_time", "credential_report.generated_time"),
        report_msg=str(report["msg"]) if report.get("msg") else None,
        answered_at=_last_answer(result, roots),
        policy=_policy(result),
        roster=None if roster is None else to_roster(roster),
    )


def _left_out(result: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    """Return each account that was not read, with the reason. Older results have no code, so each of them is here."""
    accounts = result.get("left_out_accounts") or []
    if not isinstance(accounts, list) or not all(isinstance(account, t.Mapping) for account in accounts):
        raise RequestError("left_out_accounts must be a list of dictionaries.")
    for account in accounts:
        if account.get("code") != _MANAGEMENT_ACCOUNT:
            yield f"{account.get('account_id')} ({str(account.get('reason')).rstrip('.')})"


def to_accounts(entries: t.Any) -> list[Account]:
    """Take a list of accounts: ``name``, ``access``, ``roots``, ``roster``, and a ``msg`` where there is no access.

    Raises RequestError for anything else.
    """
    if not isinstance(entries, list) or not all(isinstance(entry, t.Mapping) for entry in entries):
        raise RequestError("The input must be a list of accounts, each a dictionary with name and access.")
    if not entries:
        raise RequestError("There is no account to report on.")
    return [_account(number, entry) for number, entry in enumerate(entries)]


def _account(number: int, entry: t.Mapping[str, t.Any]) -> Account:
    if surplus := sorted(set(entry) - _KEYS):
        raise RequestError(f"Account {number} has no {', '.join(surplus)}. It has: {', '.join(sorted(_KEYS))}.")
    if entry.get("access") is not None:
        return to_account(entry["access"], entry.get("roster"), entry.get("roots"), entry.get("name"))
    if not entry.get("msg"):
        raise RequestError(f"Account {number} has neither access nor a msg with the reason why it could not be read.")
    return Account(entry.get("name"), str(entry["msg"]), unread=(WHOLE_ACCOUNT,))


def to_roster(profiles: t.Any) -> Roster:
    """Take the ``profiles`` of iam_login_profile_roster. Raises RequestError for anything else."""
    if not isinstance(profiles, list) or not all(isinstance(profile, t.Mapping) for profile in profiles):
        raise RequestError(
            "The roster must be a list of dictionaries, as the profiles of iam_login_profile_roster are."
        )
    names: dict[bool, dict[str, str]] = {True: {}, False: {}}
    accounts: dict[bool, set[str]] = {True: set(), False: set()}
    for number, profile in enumerate(profiles):
        if mistakes := check_given(profile, _JUDGED)[1]:
            raise RequestError(f"Entry {number} of the roster: {mistakes[0].message}")
        name, account = profile.get("user_name", profile.get("name")), profile.get("root_account_id")
        if not isinstance(name or account, str):
            raise RequestError(f"Entry {number} of the roster has no user_name and no root_account_id.")
        if problem := user_name_problem(name) if name else account_id_problem(account):
            raise RequestError(f"Entry {number} of the roster ({name or account}): {problem}")
        state = profile.get("state", "present")
        if state not in ("present", "absent"):
            raise RequestError(
                f"Entry {number} of the roster ({name or account}) must have the state present or absent."
            )
        if name:
            names[state == "present"][name.lower()] = name
        else:
            accounts[state == "present"].add(account)
    return Roster(names[True], frozenset(accounts[True]), frozenset(names[False]), frozenset(accounts[False]))


def _rows(result: t.Any, key: str) -> tuple[Row, ...]:
    if not isinstance(result, t.Mapping):
        raise RequestError("The input must be what identity.aws.iam_login_profile_info returned, or its users.")
    rows = [] if key == "root_users" and result.get(key) is None else result.get(key)
    if not isinstance(rows, list):
        said = f" It says: {result['msg']}" if result.get("msg") else ""
        raise RequestError(
            f"The input has no {key}, so it is not a result of identity.aws.iam_login_profile_info.{said}"
        )
    return tuple(_row(row, f"{key}[{number}]") for number, row in enumerate(rows))


def _row(row: t.Any, where: str) -> Row:
    if not isinstance(row, t.Mapping) or not all(name in row for name in _NEEDED):
        raise RequestError(f"{where} is not a row of identity.aws.iam_login_profile_info.")
    whole = {**_EMPTY, **row}
    for name, kind in _KINDS.items():
        if whole[name] is not None and not isinstance(whole[name], kind):
            raise RequestError(f"{where}.{name} must be {_SAID[kind]}, or null where it is not known.")
    if whole["user_name"] is None:
        raise RequestError(f"{where}.user_name must be a string.")
    profile = whole["login_profile"] or {}
    columns = {**whole, "login_profile.create_date": profile.get("create_date")}
    for name in _DATES:
        if columns[name] is not None:
            moment(columns[name], f"{name} of {columns['user_name']}")
    if not isinstance(profile.get("password_reset_required"), (bool, type(None))):
        raise RequestError(f"{where}.login_profile.password_reset_required must be true, false or null.")
    return whole


# What a row has that somebody made by hand, or cut down, may lack: not known.
_EMPTY: dict[str, t.Any] = {
    **dict.fromkeys(("root_account_id", "arn", "login_profile", "mfa_active", "msg")),
    **dict.fromkeys(("password_last_used", "password_last_changed", "password_next_rotation")),
}
_DATES = ("password_last_used", "password_last_changed", "login_profile.create_date")
_KINDS: dict[str, type] = {
    **dict.fromkeys(("password_enabled", "mfa_active"), bool),
    **dict.fromkeys(("user_name", "root_account_id", "arn", "msg", "password_next_rotation"), str),
    "login_profile": t.cast("type", t.Mapping),
}
_SAID: dict[type, str] = {bool: "true or false", str: "a string", t.cast("type", t.Mapping): "a dictionary"}
_NUMBERS = ("minimum_password_length", "max_password_age", "password_reuse_prevention")
# The longest that AWS lets a password live (shape maxPasswordAgeType), and more than its other numbers.
_LARGEST = 1095


def _time(values: t.Mapping[str, t.Any], key: str, what: str) -> str | None:
    time = values.get(key)
    if time is not None:
        moment(time, what)
    return time


def _last_answer(*results: t.Any) -> str | None:
    """Return when AWS answered last. The root users of member accounts are read after the users of the account."""
    times = [_time(result, "answered_at", "answered_at") for result in results if isinstance(result, t.Mapping)]
    return max((time for time in times if time), key=lambda time: moment(time, "answered_at"), default=None)


def _policy(result: t.Mapping[str, t.Any]) -> t.Mapping[str, t.Any] | None:
    policy = result.get("account_password_policy")
    if policy is None:
        return None
    if not isinstance(policy, t.Mapping):
        raise RequestError("account_password_policy must be a dictionary.")
    if surplus := sorted(set(policy) - set(POLICY_KEYS)):
        keys = ", ".join(sorted(POLICY_KEYS))
        raise RequestError(f"account_password_policy has no {', '.join(surplus)}. It has: {keys}.")
    for name, value in policy.items():
        _check_policy_value(name, value)
    return policy


def _check_policy_value(name: str, value: t.Any) -> None:
    if value is None:
        return
    if name not in _NUMBERS:
        if not isinstance(value, bool):
            raise RequestError(f"account_password_policy.{name} must be true, false or null.")
    elif isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST:
        raise RequestError(f"account_password_policy.{name} must be a whole number from 0 to {_LARGEST}, or null.")


def is_root(row: Row) -> bool:
    """Say whether a row is about a root user."""
    return bool(row["user_name"] == ROOT)


def is_named(row: Row) -> bool:
    """Return whether a task can name the user of a row: by the name of an IAM user, or by the id of an account."""
    if row["root_account_id"] is not None:
        return account_id_problem(row["root_account_id"]) is None
    return user_name_problem(row["user_name"]) is None
