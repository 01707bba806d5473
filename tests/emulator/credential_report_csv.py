# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The credential report as text: the backend's rows, and what the backends get wrong in them put right. Pure.

IAM User Guide, "Understanding the report format", has each column and what stands in it. What it leaves open or tells
otherwise follows public captures of reports (2026): ``true`` and ``false`` in lower case; dates with a Z (older
captures: +00:00); a date for an inactive key, too; a line feed between lines and none at the end; users sorted without
regard to case; no additional_credentials_info, which is for users with more than two keys, and quotas forbid those.

moto has no row of the root user, takes the user's creation for the password's last change and never knows a rotation;
ministack knows no date of a password; neither quotes a name with a comma. Access keys count as never used, and no user
has a signing certificate, which ministack does not know.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import timedelta

import dates
from memory import Memory, Owner

COLUMNS = (
    *("user", "arn", "user_creation_time"),
    *("password_enabled", "password_last_used", "password_last_changed", "password_next_rotation", "mfa_active"),
    *("access_key_1_active", "access_key_1_last_rotated"),
    *("access_key_1_last_used_date", "access_key_1_last_used_region", "access_key_1_last_used_service"),
    *("access_key_2_active", "access_key_2_last_rotated"),
    *("access_key_2_last_used_date", "access_key_2_last_used_region", "access_key_2_last_used_service"),
    *("cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated"),
)
ROOT = "<root_account>"
_ACCOUNT_CREATED = "2020-01-01T00:00:00Z"  # neither backend knows a date
_NOTHING = {name: "false" if name.endswith(("_enabled", "_active")) else "N/A" for name in COLUMNS}
_TAKEN_FROM_THE_BACKEND = ("user", "arn", "mfa_active", "access_key_1_active", "access_key_2_active")
_DATES_TAKEN = ("user_creation_time", "access_key_1_last_rotated", "access_key_2_last_rotated")


def written(backends: str, account: str, memory: Memory, max_age: int) -> bytes:
    """Write the report of an account. ``max_age`` is the policy's MaxPasswordAge in days, 0 without one."""
    users = sorted(_read(backends), key=lambda row: row["user"].lower())
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerow(_root(account, memory))
    for row in users:
        owner = account, row["user"]
        mfa = {"mfa_active": "true"} if owner in memory.mfa else {}
        at = memory.created.get(owner)
        created = {"user_creation_time": dates.written(at)} if at else {}
        table.writerow(row | mfa | created | _password(owner, memory, max_age))
    return text.getvalue().rstrip("\n").encode()


def _read(backends: str) -> Iterator[dict[str, str]]:
    """Read the rows of the IAM users. A name or path may hold commas, but a name no colon, and the rest neither."""
    for line in backends.rstrip("\n").split("\n")[1:]:
        start, *values = line.rsplit(",", len(COLUMNS) - 2)
        user, _comma, arn = start.partition(",arn:")
        row = dict(zip(COLUMNS, (user, f"arn:{arn}", *values), strict=True))
        if user != ROOT:
            taken = {name: row[name] for name in _TAKEN_FROM_THE_BACKEND}
            yield _NOTHING | taken | {name: _date(row[name]) for name in _DATES_TAKEN}


def _date(value: str) -> str:
    return value if value == "N/A" else dates.written(dates.read(value))


def _password(owner: Owner, memory: Memory, max_age: int) -> dict[str, str]:
    """Columns password_*: N/A "when the user does not have a password", no_information when it "has never been used".

    password_next_rotation: "When the account has a password policy that requires password rotation".
    """
    profile, used = memory.profiles.get(owner), memory.signed_in.get(owner)
    if profile is None:
        return {}
    return {
        "password_enabled": "true",
        "password_last_used": dates.written(used) if used else "no_information",
        "password_last_changed": dates.written(profile.changed),
        "password_next_rotation": dates.written(profile.changed + timedelta(days=max_age)) if max_age else "N/A",
    }


def _root(account: str, memory: Memory) -> Mapping[str, str]:
    """Write the root user's row.

    password_enabled is "FALSE for new member accounts [...] as they have no root user credentials by default"; so it
    is here, until a root session has allowed the recovery of the password. password_next_rotation is "always
    not_supported". (In older editions of the User Guide password_enabled and password_last_changed were that, too.)
    """
    row = _NOTHING | {"user": ROOT, "arn": f"arn:aws:iam::{account}:root", "user_creation_time": _ACCOUNT_CREATED}
    row["password_next_rotation"] = "not_supported"
    if created := memory.root_profiles.get(account):
        row |= {
            "password_enabled": "true",
            "password_last_used": "no_information",
            "password_last_changed": created,
        }
    return row
