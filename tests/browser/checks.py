# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks of an audit in words for the documents of these tests: title, why, controls, summary, remedy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Remedy = Callable[[str], dict[str, Any]]


def delete(user: str) -> dict[str, Any]:
    """Take the password away."""
    return {"identity.aws.iam_login_profile": {"user_name": user, "state": "absent"}}


def delete_of_root(user: str) -> dict[str, Any]:
    """Take the password of a root user away."""
    return {"identity.aws.iam_login_profile": {"root_account_id": user, "state": "absent"}}


def renew(user: str) -> dict[str, Any]:
    """Set a new password, to be changed at the first sign-in."""
    options = {"user_name": user, "password": "{{ new_password }}", "update_password": "always"}
    return {"identity.aws.iam_login_profile": {**options, "password_reset_required": True}}


def policy(_account: str) -> dict[str, Any]:
    """Set a password policy."""
    return {"amazon.aws.iam_password_policy": {"state": "present", "min_pw_length": 14, "pw_reuse_prevent": 24}}


def read_again(_name: str) -> dict[str, Any]:
    """Look again."""
    return {"identity.aws.iam_login_profile_info": {"credential_report": True}}


@dataclass(frozen=True)
class Check:
    """One check; {user} and {account} in its summary stand for the ones it is about."""

    severity: str
    title: str
    why: str
    summary: str
    remedy: Remedy
    cis: dict[str, list[str]] = field(default_factory=dict)


def cis(until_4: str, in_5: str, in_6: str) -> dict[str, list[str]]:
    """The control's number, which versions 1.5 to 4.0 of the benchmark agree on."""
    return {"1.5": [until_4], "2.0": [until_4], "3.0": [until_4], "4.0": [until_4], "5.0": [in_5], "6.0": [in_6]}


CHECKS = {
    "password_without_mfa": Check(
        "high",
        "Password without MFA",
        "Whoever learns the password can sign in: nothing else is asked for.",
        "IAM user '{user}' can sign in with the password alone.",
        delete,
        cis("1.10", "1.9", "2.9"),
    ),
    "root_password_without_mfa": Check(
        "high",
        "Root password without MFA",
        "The root user can do everything, and no policy holds it back.",
        "The root user of {account} can sign in with the password alone.",
        delete_of_root,
        cis("1.5", "1.4", "2.4"),
    ),
    "root_password_in_member_account": Check(
        "high",
        "Root password in a member account",
        "A member account needs no root password: the management account can act as its root user.",
        "The root user of {account} has a password.",
        delete_of_root,
    ),
    "user_not_in_roster": Check(
        "high",
        "User not in the roster",
        "Somebody can sign in whom nobody has put on the list of those who may.",
        "IAM user '{user}' has a password and is not in the roster.",
        delete,
    ),
    "user_not_read": Check(
        "high",
        "User could not be read",
        "Whether this user can sign in is not known. That is not the same as no.",
        "Nothing is known of IAM user '{user}'.",
        read_again,
    ),
    "account_not_read": Check(
        "high",
        "Account could not be read",
        "Who can sign in to this account is not known. That is not the same as nobody.",
        "Nothing is known of {account}.",
        read_again,
    ),
    "password_unused": Check(
        "medium",
        "Password unused for 45 days",
        "A password that nobody needs is one that nobody misses when somebody else uses it.",
        "IAM user '{user}' has not used the password for {unused_days} days.",
        delete,
        cis("1.12", "1.11", "2.11"),
    ),
    "password_too_old": Check(
        "medium",
        "Password too old",
        "The longer a password lives, the more have seen it.",
        "IAM user '{user}' has had the same password for {password_age_days} days.",
        renew,
    ),
    "no_password_policy": Check(
        "medium",
        "No password policy",
        "Without a policy of its own an account asks for 8 characters, and forgets the ones used before.",
        "{account} has no password policy of its own.",
        policy,
        {**cis("1.8", "1.7", "2.7"), "1.5": ["1.8", "1.9"]},
    ),
    "weak_password_policy": Check(
        "medium",
        "Weak password policy",
        "The policy allows passwords that the benchmark does not.",
        "The password policy of {account} asks for {minimum_password_length} characters; 14 are wanted.",
        policy,
        cis("1.8", "1.7", "2.7"),
    ),
    "report_too_old": Check(
        "medium", "Credential report too old", "What changed since is not on this page.", "", read_again
    ),
    "reset_pending": Check(
        "low",
        "Password reset pending",
        "A first password that was handed out and never changed is still known to whoever handed it out.",
        "IAM user '{user}' has not changed the password that was set.",
        renew,
    ),
    "roster_user_without_password": Check(
        "low", "Roster user without a password", "Who is on the list cannot sign in.", "", renew
    ),
}
