# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The remedy of a finding: an Ansible task, ready for a playbook.

Pure. A remedy is text for a person to read and to run, with the credentials of the account that it is about.
"""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import DEFAULT_POLICY

Task = dict[str, t.Any]

_ONE = "identity.aws.iam_login_profile"
_LOOK = "identity.aws.iam_login_profile_info"
_REGION = "us-east-1"  # AssumeRoot has regional endpoints only


def take_password(user_name: str) -> Task:
    """Return a task that takes the password from an IAM user."""
    return {"name": f"Take the console password from {user_name}", _ONE: {"user_name": user_name, "state": "absent"}}


def take_root_password(account_id: str) -> Task:
    """Return a task for the management account that takes the password from the root user of a member account."""
    return {
        "name": f"Take the password from the root user of member account {account_id}",
        _ONE: {"root_account_id": account_id, "state": "absent", "region": _REGION},
    }


def take_own_root_password(account_id: str) -> Task:
    """Return the same for an account of which nobody knows whether it is a member account."""
    task = take_root_password(account_id)
    name = f"Take the password from the root user of {account_id}, if it is a member account, or register MFA by hand"
    return {**task, "name": name}


def require_reset(user_name: str) -> Task:
    """Return a task that makes an IAM user set a new password at the next sign-in, and leaves the present one."""
    return {
        "name": f"Let {user_name} set a new password at the next sign-in",
        _ONE: {"user_name": user_name, "password_reset_required": True, "update_password": "always"},
    }


def give_password(user_name: str) -> Task:
    """Return a task that makes a password for an IAM user, encrypted for that user's OpenPGP key."""
    return {
        "name": f"Give {user_name} a password that nobody else can read",
        _ONE: {
            "user_name": user_name,
            "generate_password": True,
            "pgp_key": f"{{{{ public_keys['{user_name}'] }}}}",
            "password_reset_required": True,
        },
    }


def look_again(user_name: str | None = None, root_account_id: str | None = None) -> Task:
    """Return a task that looks once more: at one user, the root user of a member account, or at everybody."""
    options: dict[str, t.Any] = {"credential_report": True, "account_password_policy": True}
    about = "everybody"
    if root_account_id is not None:
        about, options = f"the root user of {root_account_id}", {"root_account_ids": [root_account_id]}
        options["region"] = _REGION
    elif user_name is not None:
        about, options = user_name, {"user_names": [user_name]}
    return {"name": f"Look again at {about}", _LOOK: options}


def strengthen_policy(policy: t.Mapping[str, t.Any], minimum_length: int, reuse_prevention: int) -> Task:
    """Return a task that makes the account password policy strong enough, and weakens nothing that it asks for now.

    ``policy`` is the present one in the names of ``iam_login_profile_info``, empty where there is none. The task sets
    every option, since amazon.aws.iam_password_policy turns off what is left out.
    """
    classes = {
        "require_symbols": "require_symbols",
        "require_numbers": "require_numbers",
        "require_uppercase": "require_uppercase_characters",
        "require_lowercase": "require_lowercase_characters",
    }
    # Without a policy the default one holds, which asks for three of the four.
    present = policy.get("minimum_password_length") or DEFAULT_POLICY.minimum_length
    required = {option: bool(policy.get(name)) if policy else True for option, name in classes.items()}
    return {
        "name": "Ask for longer passwords, and for new ones",
        "amazon.aws.iam_password_policy": {
            "state": "present",
            "min_pw_length": max(minimum_length, present),
            **required,
            "allow_pw_change": bool(policy.get("allow_users_to_change_password")) if policy else True,
            "pw_max_age": policy.get("max_password_age") or 0,
            "pw_reuse_prevent": max(reuse_prevention, policy.get("password_reuse_prevention") or 0),
            "pw_expire": bool(policy.get("hard_expiry")),
        },
        # That module writes in check mode too (amazon.aws 11.4.0).
        "when": "not ansible_check_mode",
    }
