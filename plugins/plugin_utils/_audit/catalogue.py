# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks of an audit of console access: the catalogue, as data.

Pure. The numbers are those of the CIS AWS Foundations Benchmark, by version; the descriptions are our own.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

Severity = t.Literal["high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")


@dataclass(frozen=True)
class Check:
    """A check and its reason. ``cis`` is version -> numbers of the controls, empty without one.

    ``advice`` is how to fix it: first what keeps the access of the user, then what the task does.
    """

    id: str
    severity: Severity
    title: str
    why: str
    cis: t.Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    advice: str | None = None


def _cis(
    up_to_4: tuple[str, ...], in_5: tuple[str, ...], in_6: tuple[str, ...], in_7: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Return the controls by version, as in prowler/compliance/aws/cis_*_aws.json of prowler-cloud/prowler.

    They were compared with its commit 3e000faa3109 (2026-08-21).
    """
    return {**dict.fromkeys(("1.5", "2.0", "3.0", "4.0"), up_to_4), "5.0": in_5, "6.0": in_6, "7.0": in_7}


ACCOUNT_NOT_READ = Check(
    "account_not_read",
    "high",
    "Account that was not read, or not all of it",
    "Without the data, the account may have findings that are not in this report.",
)
USER_NOT_READ = Check(
    "user_not_read",
    "high",
    "User who was not read",
    "It is not known whether the user has a password.",
)
ROOT_PASSWORD_IN_MEMBER_ACCOUNT = Check(
    "root_password_in_member_account",
    "high",
    "Root password in a member account",
    "The root user can do everything, and no policy of the account limits it. An organization needs no such password.",
    advice=(
        "If the root user needs the password, register an MFA device and add the root user to the roster. Otherwise, "
        "the task removes the password."
    ),
)
ROOT_PASSWORD_WITHOUT_MFA = Check(
    "root_password_without_mfa",
    "high",
    "Root password without MFA",
    "Anyone with this password controls the account.",
    _cis(("1.5",), ("1.4",), ("2.4",), ("2.5",)),
    "Sign in as the root user, and register an MFA device, which no task can do. If it is the root user of a member "
    "account and does not need the password, the task removes it.",
)
PASSWORD_WITHOUT_MFA = Check(
    "password_without_mfa",
    "high",
    "Password without MFA",
    "Anyone with the password can sign in, from anywhere.",
    _cis(("1.10",), ("1.9",), ("2.9",), ("2.10",)),
    "If the user needs console access, the user registers an MFA device, which no task can do. Otherwise, the task "
    "removes the password.",
)
USER_NOT_IN_ROSTER = Check(
    "user_not_in_roster",
    "high",
    "Password of a user who is not in the roster",
    "The roster lists the users who may sign in, and this user is not in it.",
    advice="If the user needs console access, add the user to the roster. Otherwise, the task removes the password.",
)
ACCESS_ENDED = Check(
    "access_ended",
    "high",
    "Password of a user whose access has ended",
    "The roster lets the user sign in until a date (valid_until) that has passed.",
    advice=(
        "If the user needs console access, set a later valid_until in the roster. Otherwise, the task removes the "
        "password, and so does a run of the roster."
    ),
)
SESSIONS_WITHOUT_PASSWORD = Check(
    "sessions_without_password",
    "high",
    "Active sign-in sessions of a user without a password",
    "A session that was opened with the deleted password can be refreshed until it expires or is revoked.",
    advice=(
        "A revoked session cannot be refreshed. Credentials that it issued before remain valid for up to 15 minutes."
    ),
)
PASSWORD_UNUSED = Check(
    "password_unused",
    "medium",
    "Unused password",
    "It can be guessed or stolen unnoticed. A password that was never used counts from the day it was set.",
    _cis(("1.12",), ("1.11",), ("2.11",), ("2.11",)),
    "If the user needs console access, the user signs in with the password. Otherwise, the task removes the password.",
)
PASSWORD_TOO_OLD = Check(
    "password_too_old",
    "medium",
    "Password older than allowed",
    "The older a password is, the more people and programs may have it.",
    advice=(
        "The task keeps the password, and requires a new one at the next sign-in. The user must be allowed to change "
        "the password."
    ),
)
RESET_PENDING = Check(
    "reset_pending",
    "medium",
    "Reset that is still pending",
    "A first password was not replaced, so it may be known to others than the user.",
    advice=(
        "If the user needs console access, the user signs in and sets a new password, or you generate a new one "
        "(generate_password). Otherwise, the task removes the password."
    ),
)
SESSION_LIMIT_TOO_LONG = Check(
    "session_limit_too_long",
    "medium",
    "Sign-in session limit longer than allowed, or not set",
    "The longer a session lasts, the longer anyone who obtains it can use it.",
    advice="The limit applies to new sign-in sessions only.",
)
NO_PASSWORD_POLICY = Check(
    "no_password_policy",
    "medium",
    "No account password policy",
    "The default policy of AWS applies: eight characters, and old passwords can be set again.",
    _cis(("1.8", "1.9"), ("1.7", "1.8"), ("2.7", "2.8"), ("2.8", "2.9")),
    "The task creates a policy. It applies to new passwords only.",
)
WEAK_PASSWORD_POLICY = Check(
    "weak_password_policy",
    "medium",
    "Account password policy weaker than required",
    "It accepts passwords that are too short, or that the user had before.",
    _cis(("1.8", "1.9"), ("1.7", "1.8"), ("2.7", "2.8"), ("2.8", "2.9")),
    "The task sets the required rules, and keeps all other rules of the policy.",
)
ROOT_ACCESS_NOT_CENTRALIZED = Check(
    "root_access_not_centralized",
    "medium",
    "Centralized root access that is not enabled",
    "The root users of member accounts, also of new ones, can recover a password by e-mail.",
    {"7.0": ("2.1.1",)},
    "No module enables it. Run in the management account: aws iam enable-organizations-root-credentials-management",
)
ROSTER_USER_WITHOUT_PASSWORD = Check(
    "roster_user_without_password",
    "low",
    "In the roster, without a password",
    "A user who should be able to sign in cannot, or the roster is out of date.",
    advice=(
        "The task creates a password that only the user can read. If the user must not sign in, remove the user from "
        "the roster."
    ),
)
ACCESS_ENDS_SOON = Check(
    "access_ends_soon",
    "low",
    "Access that ends soon",
    "After the date in the roster (valid_until), the user cannot sign in.",
    advice="No task extends it. If the user keeps the access, set a later valid_until in the roster.",
)
REPORT_TOO_OLD = Check(
    "report_too_old",
    "low",
    "Credential report that is too old",
    "MFA and the last sign-in may have changed since.",
)

# Checks that compare a date with the present time.
BY_AGE = (
    *(ACCESS_ENDED, SESSIONS_WITHOUT_PASSWORD, PASSWORD_UNUSED, PASSWORD_TOO_OLD, RESET_PENDING, ACCESS_ENDS_SOON),
    REPORT_TOO_OLD,
)
# In the order of the report.
CHECKS = (
    *(ACCOUNT_NOT_READ, USER_NOT_READ, ROOT_PASSWORD_IN_MEMBER_ACCOUNT, ROOT_PASSWORD_WITHOUT_MFA),
    *(PASSWORD_WITHOUT_MFA, USER_NOT_IN_ROSTER, ACCESS_ENDED, SESSIONS_WITHOUT_PASSWORD, PASSWORD_UNUSED),
    *(PASSWORD_TOO_OLD, RESET_PENDING, SESSION_LIMIT_TOO_LONG, NO_PASSWORD_POLICY, WEAK_PASSWORD_POLICY),
    *(ROOT_ACCESS_NOT_CENTRALIZED, ROSTER_USER_WITHOUT_PASSWORD, ACCESS_ENDS_SOON, REPORT_TOO_OLD),
)
