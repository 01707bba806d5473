# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make the roster of an existing account from a result of iam_login_profile_info.

Users missing in a roster can lose their login profile, so unknown values are errors.

Pure.
"""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.models import FAILURES_AT_MOST, RequestError, first_of

from .accounts import Row, is_named, is_root
from .parsing import to_account

_AGAIN = "Correct the cause, and run iam_login_profile_info again."


class Profile(t.TypedDict, total=False):
    """An item of ``profiles`` of iam_login_profile_roster."""

    user_name: str
    root_account_id: str
    max_signin_session_duration: int


def to_profiles(result: t.Any) -> list[Profile]:
    """Return an entry for each principal with a login profile, by name. Applying them changes nothing.

    Takes a result of iam_login_profile_info, or its ``users``. Raises RequestError if it is unknown whether a user has
    a login profile.
    """
    if isinstance(result, t.Mapping):
        _check_succeeded(result)
    account = to_account(result)
    rows = sorted((*account.users, *account.member_roots), key=lambda row: _name(row).lower())
    if isinstance(result, list):
        _check_list(rows)
    _check_known(rows)
    _check_live(rows)
    _check_names(rows)
    return [_profile(row) for row in rows if row["password_enabled"]]


def _check_succeeded(result: t.Mapping[str, t.Any]) -> None:
    if result.get("failed") or result.get("msg"):
        reason = f" {result['msg']}" if result.get("msg") else ""
        raise RequestError(f"The task that returned this result failed, so users can be missing.{reason} {_AGAIN}")


def _check_list(rows: t.Iterable[Row]) -> None:
    if any(is_root(row) for row in rows):
        raise RequestError(
            "The list has root users, and does not show whether they are of member accounts. Give the whole result of "
            "iam_login_profile_info."
        )


def _check_known(rows: t.Sequence[Row]) -> None:
    if unread := [row for row in rows if row["password_enabled"] is None]:
        names = first_of([_name(row) for row in unread])
        reasons = list(dict.fromkeys(row["msg"] for row in unread if row["msg"]))[:FAILURES_AT_MOST]
        raise RequestError(" ".join([f"It is not known who of these has a login profile: {names}.", *reasons, _AGAIN]))


def _check_live(rows: t.Sequence[Row]) -> None:
    if old := [_name(row) for row in rows if row["user_exists"] is None and not is_root(row)]:
        raise RequestError(
            f"These users are from the credential report, which can be four hours old: {first_of(old)}. A login "
            "profile that was created since is not in it. Omit source: report in iam_login_profile_info."
        )


def _check_names(rows: t.Iterable[Row]) -> None:
    if not all(map(is_named, rows)):
        raise RequestError("A user_name is not the name of an IAM user. Give the result as it was returned.")


def _name(row: Row) -> str:
    return (row["root_account_id"] or "") if is_root(row) else row["user_name"]


def _profile(row: Row) -> Profile:
    if is_root(row):
        return {"root_account_id": _name(row)}
    # Null if unknown, too. Without the option, the setting does not change.
    seconds = (row["login_profile"] or {}).get("max_signin_session_duration")
    profile: Profile = {"user_name": row["user_name"]}
    return profile if seconds is None else {**profile, "max_signin_session_duration": seconds}
