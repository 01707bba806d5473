# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The remediation of a finding: an Ansible task, ready for a playbook.

Pure. A person reads the task and runs it with the credentials of the finding's account.
"""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import DEFAULT_POLICY
from ansible_collections.identity.aws.plugins.module_utils._core.validation import region_problem, user_name_problem

from .accounts import PasswordPolicy, SignInSession
from .sentences import counted

Task = dict[str, t.Any]

_ONE = "identity.aws.iam_login_profile"
_INFO = "identity.aws.iam_login_profile_info"
_POLICY = "amazon.aws.iam_password_policy"
# This module also writes in check mode (amazon.aws 11.4.0).
_NOT_IN_CHECK_MODE = {"when": "not ansible_check_mode"}
_REGION = "us-east-1"  # AssumeRoot has regional endpoints only


def remove_password(user_name: str) -> Task:
    """Return a task that removes the password of an IAM user."""
    return {"name": f"Remove the console password of {user_name}", _ONE: {"user_name": user_name, "state": "absent"}}


def remove_root_password(account_id: str, *, is_member: bool) -> Task:
    """Return a task for the management account that removes the password of a root user.

    If the account is not a known member account, the task's name describes the alternative.
    """
    name = f"Remove the password of the root user of {account_id}, if it is a member account, or register MFA manually"
    if is_member:
        name = f"Remove the password of the root user of member account {account_id}"
    return {"name": name, _ONE: {"root_account_id": account_id, "state": "absent", "region": _REGION}}


def require_reset(user_name: str) -> Task:
    """Return a task that requires an IAM user to set a new password at the next sign-in, and keeps the present one."""
    return {
        "name": f"Require a new password from {user_name} at the next sign-in",
        _ONE: {"user_name": user_name, "password_reset_required": True, "update_password": "always"},
    }


def create_password(user_name: str) -> Task:
    """Return a task that generates a password for an IAM user, encrypted for the user's OpenPGP key."""
    return {
        "name": f"Create a password for {user_name} that only {user_name} can read",
        _ONE: {
            "user_name": user_name,
            "generate_password": True,
            "pgp_key": f"{{{{ public_keys['{user_name}'] }}}}",
            "password_reset_required": True,
        },
    }


def revoke_sessions(user_name: str, sessions: t.Iterable[SignInSession]) -> Task:
    """Return a task that revokes all sign-in sessions of an IAM user without a password.

    It lists them in the regions of these sessions. An invalid region could be anything, so no task contains it.
    """
    # arn:aws:signin:REGION:ACCOUNT:session/UUID
    regions = {each["session_arn"].split(":")[3] for each in sessions if each["session_arn"].count(":") > 3}
    valid = sorted(region for region in regions if region_problem(region) is None)
    options = {"user_name": user_name, "state": "absent", "revoke_sessions": True}
    return {
        "name": f"Revoke the sign-in sessions of {user_name}",
        _ONE: {**options, **({"session_regions": valid} if valid else {})},
    }


def limit_sessions(user_name: str, hours: int) -> Task:
    """Return a task that limits an IAM user's new sign-in sessions, without changing password or reset flag."""
    options = {"user_name": user_name, "max_signin_session_duration": hours * 3600}
    return {"name": f"Limit new sign-in sessions of {user_name} to {counted(hours, 'hour')}", _ONE: options}


def read_again(user_name: str | None = None, *, sessions: bool = False) -> Task:
    """Return a task that reads an IAM user, or the whole account, again, optionally with sign-in sessions."""
    options = {"credential_report": True, "account_password_policy": True, **({"sessions": True} if sessions else {})}
    if user_name is None:
        return {"name": "Read all users again", _INFO: options}
    return {"name": f"Read {user_name} again", _INFO: {"user_names": [user_name]}}


def read_root_again(account_id: str) -> Task:
    """Return a task that reads the root user of a member account again."""
    options = {"root_account_ids": [account_id], "region": _REGION}
    return {"name": f"Read the root user of {account_id} again", _INFO: options}


def strengthen_policy(policy: PasswordPolicy, minimum_length: int, reuse_prevention: int) -> Task:
    """Return a task that strengthens the account password policy, without weakening a present rule.

    The task sets every option, since amazon.aws.iam_password_policy turns off omitted ones.
    """
    classes = {
        "require_symbols": "require_symbols",
        "require_numbers": "require_numbers",
        "require_uppercase": "require_uppercase_characters",
        "require_lowercase": "require_lowercase_characters",
    }
    # Without a policy the default one applies, which requires three of the four.
    present = policy.get("minimum_password_length") or DEFAULT_POLICY.minimum_length
    required = {option: bool(policy.get(name)) if policy else True for option, name in classes.items()}
    return {
        "name": "Require longer passwords, and prevent their reuse",
        _POLICY: {
            "state": "present",
            "min_pw_length": max(minimum_length, present),
            **required,
            "allow_pw_change": bool(policy.get("allow_users_to_change_password")) if policy else True,
            "pw_max_age": policy.get("max_password_age") or 0,
            "pw_reuse_prevent": max(reuse_prevention, policy.get("password_reuse_prevention") or 0),
            "pw_expire": bool(policy.get("hard_expiry")),
        },
        **_NOT_IN_CHECK_MODE,
    }


def is_remedy(task: Task, user_name: str | None) -> bool:
    """Return whether a saved task can be a remediation of this user: a known module, and no other template."""
    modules = task.keys() & {_ONE, _INFO, _POLICY}
    others = {key: value for key, value in task.items() if key not in {"name", *modules}}
    if len(modules) != 1 or others not in ({}, _NOT_IN_CHECK_MODE):
        return False
    if user_name is not None and task == create_password(user_name):
        return user_name_problem(user_name) is None
    return not any(opening in str(task) for opening in ("{{", "{%", "{#"))
