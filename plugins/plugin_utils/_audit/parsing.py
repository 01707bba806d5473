# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Validate a playbook's input: results of iam_login_profile_info, rosters and times.

Pure. After this, every value that an audit computes with has its type; anything else is a RequestError.
"""

from __future__ import annotations

import json
import typing as t
from datetime import datetime

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import POLICY_KEYS
from ansible_collections.identity.aws.plugins.module_utils._core.roster_entries import RosterEntry, ends_of
from ansible_collections.identity.aws.plugins.module_utils._core.timestamps import parse_time

from .accounts import Account, Part, PasswordPolicy, Roster, Row, SignInSession

Json = t.Mapping[str, t.Any]

_ACCOUNT_KEYS = {"name", "access", "roots", "roster", "msg"}
_TIME = "a date and time in ISO 8601, such as 2026-11-22T09:30:00+00:00"
_LEFT_OUT = "left_out_accounts"
# The code in left_out_accounts of the one account that is not a gap: AssumeRoot never reaches its root user.
_MANAGEMENT_ACCOUNT = "management_account"

_REQUIRED_COLUMNS = ("user_name", "password_enabled")
# A row that was written or shortened manually may lack these: unknown.
_OTHER_COLUMNS: Json = dict.fromkeys(
    (
        *("root_account_id", "user_exists", "arn", "login_profile", "mfa_active", "sessions", "msg"),
        *("password_last_used", "password_last_changed", "password_next_rotation"),
    )
)
# The type of a known value, and its name in a message.
_TYPES: t.Mapping[str, tuple[type, str]] = {
    **dict.fromkeys(("user_exists", "password_enabled", "mfa_active"), (bool, "true or false")),
    **dict.fromkeys(("user_name", "root_account_id", "arn", "msg", "password_next_rotation"), (str, "a string")),
    "login_profile": (dict, "a dictionary"),
}
_TIMES = ("password_last_used", "password_last_changed")
_NUMBERS = ("minimum_password_length", "max_password_age", "password_reuse_prevention")
# The maximum age of a password (shape maxPasswordAgeType), which exceeds the other numbers.
_LARGEST = 1095
_LONGEST_SESSION = 90 * 24 * 3600  # seconds (shape maxSigninSessionDurationType)


def to_time(value: t.Any, what: str, must_be: str = _TIME) -> datetime:
    """Return the time of an ISO 8601 string. Raises RequestError, which names ``what``, for anything else."""
    try:
        return parse_time(value)
    except (TypeError, ValueError) as error:
        raise RequestError(f"{what} must be {must_be}.") from error


def to_accounts(entries: t.Any) -> list[Account]:
    """Take a list of accounts: ``name``, ``access``, ``roots``, ``roster``, and ``msg`` without access.

    ``access`` and ``roots`` are results, or the JSON of results: Ansible templates a string at once, a value at a time.

    Raises RequestError for anything else.
    """
    if not _is_list_of_dictionaries(entries):
        raise RequestError("The input must be a list of accounts, each a dictionary with name and access.")
    if not entries:
        raise RequestError("The input has no accounts. Give at least one.")
    return [_account(number, entry) for number, entry in enumerate(entries)]


def _account(number: int, entry: Json) -> Account:
    if surplus := sorted(set(entry) - _ACCOUNT_KEYS):
        keys = ", ".join(sorted(_ACCOUNT_KEYS))
        raise RequestError(f"Account {number} has unknown keys: {', '.join(surplus)}. Valid keys: {keys}.")
    if entry.get("access") is not None:
        access, roots = (_decoded(entry.get(key), f"accounts[{number}].{key}") for key in ("access", "roots"))
        return to_account(access, entry.get("roster"), roots, entry.get("name"))
    if not entry.get("msg"):
        raise RequestError(f"Account {number} has neither access nor a msg with the reason why it could not be read.")
    return Account(entry.get("name"), str(entry["msg"]), unread=("account",))


def _decoded(value: t.Any, what: str) -> t.Any:
    """Return the value of a JSON string, and any other value itself. Raises RequestError for another string."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise RequestError(f"{what} is a string that is not JSON. Pass the registered result.") from None


def to_account(result: t.Any, roster: t.Any = None, roots: t.Any = None, name: str | None = None) -> Account:
    """Take a result of iam_login_profile_info, or its rows, a roster, and a result about member accounts.

    Raises RequestError for anything else, such as the result of another module.
    """
    if isinstance(result, list):
        result = {"users": result}
    users, own_roots = _rows(result, "users"), _rows(result, "root_users")
    members = () if roots is None else _rows(roots, "root_users")
    # Only a result about member accounts has the omitted accounts.
    if _LEFT_OUT in result:
        own_roots, members = (), (*own_roots, *members)
    results = [result] if roots is None else [result, roots]
    report = result.get("credential_report")
    report = report if isinstance(report, t.Mapping) else {}
    has_sessions = any("sessions" in row for row in result["users"])
    features, features_msg = _organization_features(results)
    return Account(
        name,
        msg=_message(results),
        unread=tuple(_unread(result, roots, users if has_sessions else ())),
        left_out=tuple(_left_out(results)),
        users=users,
        roots=own_roots,
        member_roots=members,
        report_time=_checked_time(report.get("generated_time"), "credential_report.generated_time"),
        report_msg=_message([report]),
        answered_at=_last_answer(results),
        policy=_policy(result.get("account_password_policy")),
        roster=None if roster is None else to_roster(roster),
        has_sessions=has_sessions,
        knows_session_limits=_flag(result, "max_signin_session_duration_known"),
        organization_features=features,
        features_msg=features_msg,
    )


def _message(results: t.Iterable[Json]) -> str | None:
    """Return the messages of results, or of their parts, in one string; None if there are none."""
    return " ".join(str(result["msg"]) for result in results if result.get("msg")) or None


def _unread(result: Json, roots: Json | None, with_sessions: t.Sequence[Row]) -> t.Iterator[Part]:
    """Return which requested parts of an account were not read. A user who was not read has a row with the reason."""
    report = result.get("credential_report")
    if isinstance(report, t.Mapping) and report.get("msg"):
        yield "credential_report"
    if result.get("account_password_policy", {}) is None:
        yield "password_policy"
    if roots is not None and roots.get("root_users") is None:
        yield "member_roots"
    if any(row["sessions"] is None and row["password_enabled"] is not None for row in with_sessions):
        yield "sessions"


def _flag(result: Json, name: str) -> bool:
    value = result.get(name)
    if not isinstance(value, (bool, type(None))):
        raise RequestError(f"{name} must be true, false or null.")
    return value is True


def _organization_features(results: t.Sequence[Json]) -> tuple[tuple[str, ...] | None, str]:
    """Return the features of the last result that has them, or why they are unknown."""
    result = next((each for each in reversed(results) if "organization_features" in each), None)
    if result is None:
        return None, Account.features_msg
    features = result["organization_features"]
    if features is None:
        return None, "The features of the organization could not be read. A warning of the task has the reason."
    if not isinstance(features, list) or not all(isinstance(each, str) for each in features):
        raise RequestError("organization_features must be a list of strings, or null where it is not known.")
    return tuple(features), ""


def _left_out(results: t.Iterable[Json]) -> t.Iterator[str]:
    """Yield the omitted accounts by the first result that has them, each with the reason."""
    accounts = next((each[_LEFT_OUT] for each in results if _LEFT_OUT in each), None) or []
    if not _is_list_of_dictionaries(accounts):
        raise RequestError("left_out_accounts must be a list of dictionaries.")
    for account in accounts:
        if account.get("code") != _MANAGEMENT_ACCOUNT:
            yield f"{account.get('account_id')} ({str(account.get('reason')).rstrip('.')})"


def _last_answer(results: t.Iterable[Json]) -> str | None:
    """Return when AWS last replied. The root users of member accounts are read after the account's users."""
    times = [_checked_time(result.get("answered_at"), "answered_at") for result in results]
    return max((time for time in times if time), key=parse_time, default=None)


def _checked_time(value: t.Any, what: str) -> str | None:
    """Return a valid time unchanged, or None. Raises RequestError for anything else."""
    if value is not None:
        to_time(value, what)
    return value


def to_roster(profiles: t.Any) -> Roster:
    """Take ``profiles`` of iam_login_profile_roster, ``user_names``, or both in one list.

    Raises RequestError for anything else.
    """
    if not isinstance(profiles, list) or not all(isinstance(each, (str, t.Mapping)) for each in profiles):
        raise RequestError(
            "The roster must be a list of dictionaries, as the profiles of iam_login_profile_roster are, or of names "
            "of IAM users, as its user_names are."
        )
    dictionaries = [{"user_name": each} if isinstance(each, str) else each for each in profiles]
    entries = [RosterEntry.parse(each, f"Entry {number} of the roster") for number, each in enumerate(dictionaries)]
    names, absent_names = (_names(entries, is_absent=is_absent) for is_absent in (False, True))
    account_ids, absent_account_ids = (_account_ids(entries, is_absent=is_absent) for is_absent in (False, True))
    return Roster(names, account_ids, frozenset(absent_names), absent_account_ids, ends_of(entries))


def _names(entries: t.Iterable[RosterEntry], *, is_absent: bool) -> dict[str, str]:
    names = [each.principal.user_name for each in entries if each.is_absent is is_absent]
    return {name.lower(): name for name in names if name is not None}


def _account_ids(entries: t.Iterable[RosterEntry], *, is_absent: bool) -> frozenset[str]:
    account_ids = [each.principal.root_account_id for each in entries if each.is_absent is is_absent]
    return frozenset(each for each in account_ids if each is not None)


def _rows(result: t.Any, key: str) -> tuple[Row, ...]:
    if not isinstance(result, t.Mapping):
        raise RequestError("The input must be what identity.aws.iam_login_profile_info returned, or its users.")
    rows = [] if key == "root_users" and result.get(key) is None else result.get(key)
    if not isinstance(rows, list):
        message = f" Its message: {result['msg']}" if result.get("msg") else ""
        raise RequestError(
            f"The input has no {key}, so it is not a result of identity.aws.iam_login_profile_info.{message}"
        )
    return tuple(_row(row, f"{key}[{number}]") for number, row in enumerate(rows))


def _row(row: t.Any, where: str) -> Row:
    if not isinstance(row, t.Mapping) or not all(name in row for name in _REQUIRED_COLUMNS):
        raise RequestError(f"{where} is not a row of identity.aws.iam_login_profile_info.")
    whole = {**_OTHER_COLUMNS, **row}
    for name, (kind, must_be) in _TYPES.items():
        if not isinstance(whole[name], (kind, type(None))):
            raise RequestError(f"{where}.{name} must be {must_be}, or null where it is not known.")
    if whole["user_name"] is None:
        raise RequestError(f"{where}.user_name must be a string.")
    for name in _TIMES:
        _checked_time(whole[name], f"{name} of {whole['user_name']}")
    _check_profile(whole["login_profile"] or {}, whole["user_name"], f"{where}.login_profile")
    whole["sessions"] = _sessions(whole["sessions"], f"{where}.sessions")
    return t.cast("Row", whole)


def _check_profile(profile: Json, user_name: str, where: str) -> None:
    _checked_time(profile.get("create_date"), f"login_profile.create_date of {user_name}")
    if not isinstance(profile.get("password_reset_required"), (bool, type(None))):
        raise RequestError(f"{where}.password_reset_required must be true, false or null.")
    seconds = profile.get("max_signin_session_duration")
    _check_number(seconds, f"{where}.max_signin_session_duration", _LONGEST_SESSION, least=1)


def _sessions(sessions: t.Any, where: str) -> list[SignInSession] | None:
    if sessions is None:
        return None
    if not _is_list_of_dictionaries(sessions):
        raise RequestError(f"{where} must be a list of dictionaries, or null where it is not known.")
    return [_session(session, f"{where}[{number}]") for number, session in enumerate(sessions)]


def _session(session: Json, where: str) -> SignInSession:
    whole = {name: session.get(name) for name in SignInSession.__annotations__}
    if not isinstance(whole["session_arn"], str):
        raise RequestError(f"{where}.session_arn must be a string.")
    for name in ("client_type", "client_id", "status"):
        if not isinstance(whole[name], (str, type(None))):
            raise RequestError(f"{where}.{name} must be a string, or null where it is not known.")
    to_time(whole["expires_at"], f"{where}.expires_at")
    _checked_time(whole["issued_at"], f"{where}.issued_at")
    return t.cast("SignInSession", whole)


def _policy(policy: t.Any) -> PasswordPolicy | None:
    if policy is None:
        return None
    if not isinstance(policy, t.Mapping):
        raise RequestError("account_password_policy must be a dictionary.")
    if surplus := sorted(set(policy) - set(POLICY_KEYS)):
        keys = ", ".join(sorted(POLICY_KEYS))
        raise RequestError(f"account_password_policy has unknown keys: {', '.join(surplus)}. Valid keys: {keys}.")
    for name, value in policy.items():
        _check_policy_value(name, value)
    return t.cast("PasswordPolicy", policy)


def _check_policy_value(name: str, value: t.Any) -> None:
    if value is None:
        return
    if name not in _NUMBERS:
        if not isinstance(value, bool):
            raise RequestError(f"account_password_policy.{name} must be true, false or null.")
    else:
        _check_number(value, f"account_password_policy.{name}", _LARGEST)


def _check_number(value: t.Any, what: str, largest: int, *, least: int = 0) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= largest:
        raise RequestError(f"{what} must be a whole number from {least} to {largest}, or null.")


def _is_list_of_dictionaries(value: t.Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, t.Mapping) for item in value)
