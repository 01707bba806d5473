# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A user who is not shown to be compliant is a finding, or is reported as not evaluated.

Compliance is defined here again, so that the code under test is not its own oracle.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from hypothesis import assume, given

from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import BY_AGE
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    NOW,
    Json,
    all_not_evaluated,
    audit,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import entries, many

Shown = t.Callable[[Json, Json], bool]


def age(*moments: str | None) -> timedelta:
    """Return how long ago the latest of these times is, infinite if none is known."""
    known = [datetime.fromisoformat(moment) for moment in moments if moment]
    return NOW - max(known) if known else timedelta.max


def is_ahead(account: Json) -> bool:
    """Return whether a date of the account is in the future, so that the clock here is slow."""
    rows = [
        *account["access"]["users"],
        *account["access"]["root_users"],
        *(account["roots"] or {}).get("root_users", ()),
    ]
    moments = [row[name] for row in rows for name in ("password_last_used", "password_last_changed")]
    moments += [(row["login_profile"] or {}).get("create_date") for row in rows]
    moments += [(account["access"]["credential_report"] or {}).get("generated_time")]
    return any(datetime.fromisoformat(each) > NOW + timedelta(minutes=5) for each in moments if each)


def is_listed(user: Json, account: Json) -> bool:
    present = [each for each in account["roster"] or () if "user_name" in each and each.get("state") != "absent"]
    return user["user_name"].lower() in {each["user_name"].lower() for each in present}


def days_left(user: Json, account: Json) -> float:
    """Return the days until the user's access ends, infinite without an end in the roster."""
    name = user["user_name"].lower()
    listed = [each for each in account["roster"] or () if each.get("user_name", "").lower() == name]
    ends = [each["valid_until"] for each in listed if each.get("state") != "absent" and "valid_until" in each]
    return (datetime.fromisoformat(ends[-1]) - NOW) / timedelta(days=1) if ends else float("inf")


def is_used(user: Json, _account: Json) -> bool:
    created = user["login_profile"]["create_date"]
    used = user["password_last_used"]
    # A use before the login profile was created is one of an earlier password.
    if used and (created is None or datetime.fromisoformat(created) <= datetime.fromisoformat(used)):
        return age(used) < timedelta(days=45)
    return age(user["password_last_changed"], created) < timedelta(days=45)


def is_young(user: Json, account: Json) -> bool:
    limit = (account["access"].get("account_password_policy") or {}).get("max_password_age")
    # On the last day of the limit a password is still valid in AWS.
    was_set = age(user["password_last_changed"], user["login_profile"]["create_date"])
    return limit is not None and was_set < timedelta(days=limit + 1)


def is_reset(user: Json, _account: Json) -> bool:
    profile = user["login_profile"]
    # A user who signs in has to set a new password, so none was required before the last use.
    since = age(user["password_last_changed"], profile["create_date"], user["password_last_used"])
    return profile["password_reset_required"] is False or since < timedelta(days=7)


def is_limited(user: Json, _account: Json) -> bool:
    seconds = user["login_profile"].get("max_signin_session_duration")
    return seconds is not None and seconds <= 12 * 3600


def is_signed_out(user: Json, _account: Json) -> bool:
    # A session that expired within the tolerance of clocks may be active.
    return user.get("sessions") is not None and all(
        each["status"] == "REVOKED" or datetime.fromisoformat(each["expires_at"]) < NOW - timedelta(minutes=5)
        for each in user["sessions"]
    )


# The conditions by which a user with a password is compliant.
OF_A_USER: dict[str, Shown] = {
    "password_without_mfa": lambda user, _account: user["mfa_active"] is True,
    "user_not_in_roster": is_listed,
    "access_ended": lambda user, account: days_left(user, account) > 0,
    "access_ends_soon": lambda user, account: not 0 < days_left(user, account) <= 14,
    "password_unused": is_used,
    "password_too_old": is_young,
    "reset_pending": is_reset,
    "session_limit_too_long": is_limited,
}
OF_A_USER_WITHOUT: dict[str, Shown] = {
    "roster_user_without_password": lambda user, account: not is_listed(user, account) or days_left(user, account) <= 0,
    "sessions_without_password": is_signed_out,
}


def of_users(account: Json, document: Json) -> t.Iterator[tuple[str, str]]:
    """Return which check has no result for which user."""
    # A finding about a user who does not exist has the name from the roster.
    findings = {(each["id"], (each["user_name"] or "").lower()) for each in document["findings"]}
    unknown = all_not_evaluated(document)
    for user in account["access"]["users"]:
        name = user["user_name"].lower()
        if user["password_enabled"] is None:
            yield from [] if ("user_not_read", name) in findings else [("user_not_read", name)]
            continue
        for check, shown in (OF_A_USER if user["password_enabled"] else OF_A_USER_WITHOUT).items():
            if (check, name) not in findings and check not in unknown and not shown(user, account):
                yield check, name


@given(entries())
@many
def test_a_user_who_may_not_comply_is_reported(account: Json) -> None:
    """Fails when a user who is not shown to be compliant is neither a finding nor reported as not evaluated."""
    document = audit(account, max_signin_session_hours=12)
    if "access" not in account:
        assert [each["id"] for each in document["findings"]] == ["account_not_read"]
        return
    is_policy_unread = account["access"].get("account_password_policy", {}) is None
    are_roots_unread = "root_users" not in (account["roots"] or {"root_users": []})
    unread = [each["summary"] for each in document["findings"] if each["id"] == "account_not_read"]
    are_sessions_unread = any(
        user.get("sessions", ()) is None and user["password_enabled"] is not None for user in account["access"]["users"]
    )
    assert len(unread) == is_policy_unread + are_roots_unread + are_sessions_unread + is_ahead(account)
    if is_ahead(account):
        assert {check.id for check in BY_AGE} <= all_not_evaluated(document)
    assert list(of_users(account, document)) == []


@given(entries())
@many
def test_what_is_in_order_is_not_found(account: Json) -> None:
    """Fails when there is a finding about a compliant user."""
    assume("access" in account)
    users = {user["user_name"]: user for user in account["access"]["users"]}
    for each in audit(account, max_signin_session_hours=12)["findings"]:
        user = users.get(each["user_name"])
        for enabled, checks in ((True, OF_A_USER), (False, OF_A_USER_WITHOUT)):
            if user is not None and each["id"] in checks:
                assert user["password_enabled"] is enabled
                assert not checks[each["id"]](user, account)
