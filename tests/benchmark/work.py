# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tasks that are compared, and the passwords that they set."""

from __future__ import annotations

import secrets
from typing import Any

from endpoint import user_name
from plays import Task

LOGIN_PROFILE = "identity.aws.iam_login_profile"
ROSTER = "identity.aws.iam_login_profile_roster"
INFO = "identity.aws.iam_login_profile_info"


def profiles(users: int) -> list[dict[str, str]]:
    """Return new passwords for the first users; no two runs have the same ones."""
    run = secrets.token_hex(4)
    return [{"user_name": user_name(number), "password": f"Aa1!-{run}-{number}"} for number in range(users)]


def looped(task: Task) -> Task:
    """Do a task for each of the profiles."""
    return {**task, "loop": "{{ profiles }}", "loop_control": {"label": "{{ item.user_name }}"}}


def ping() -> Task:
    """The floor: Ansible and the interpreter."""
    return {"ansible.builtin.ping": {}}


def iam_user(*, reset: bool) -> Task:
    """Set a password with amazon.aws."""
    return {"amazon.aws.iam_user": {"name": "{{ item.user_name }}", "state": "present", **_password(reset=reset)}}


def login_profile(*, reset: bool) -> Task:
    """Set a password with the module for one user."""
    return {LOGIN_PROFILE: {"user_name": "{{ item.user_name }}", **_password(reset=reset)}}


def roster(**options: Any) -> Task:
    """Set all passwords with the module for many users."""
    fixed = {"profiles": "{{ profiles }}", "update_password": "always", "password_reset_required": True}
    return {ROSTER: {**fixed, **options}}


def info(**options: Any) -> Task:
    """Read who has a password."""
    return {INFO: options}


def _password(*, reset: bool) -> dict[str, Any]:
    return {"password": "{{ item.password }}", "password_reset_required": reset, "update_password": "always"}
