# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a module's arguments to a request, with every value validated before the first call to AWS."""

from __future__ import annotations

import typing as t

from .model import Owner, PasswordRef, Refusal, Request
from .validation import password_problem, user_name_problem

PASSWORD = PasswordRef("password")


def login_profile_arguments() -> dict[str, dict[str, t.Any]]:
    """Return the argument spec of what is asked for one owner."""
    return {
        "user_name": {"type": "str", "aliases": ["name"]},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "password": {"type": "str", "no_log": True},
        # no_log is spelled out where the name alone would make Ansible guess, and hide a flag.
        "password_reset_required": {"type": "bool", "no_log": False},
        "update_password": {
            "type": "str",
            "choices": ["on_create", "always"],
            "default": "on_create",
            "no_log": False,
        },
    }


def waiting_arguments() -> dict[str, dict[str, t.Any]]:
    """Return the argument spec of how long to wait for AWS."""
    return {
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 120},
    }


def to_request(params: t.Mapping[str, t.Any]) -> tuple[Request, dict[PasswordRef, str]]:
    """Return the request, and apart from it the password it refers to. Raises Refusal with all that is wrong."""
    user_name, password = params["user_name"], params["password"]
    problems = [
        None if user_name is None else user_name_problem(user_name),
        None if password is None else password_problem(password),
        "wait_timeout must be 0 seconds or more." if params["wait_timeout"] < 0 else None,
    ]
    if any(problems):
        raise Refusal(" ".join(problem for problem in problems if problem))
    request = Request(
        owner=Owner(user_name),
        state=params["state"],
        password=None if password is None else PASSWORD,
        password_reset_required=params["password_reset_required"],
        update_password=params["update_password"],
    )
    return request, {} if password is None else {PASSWORD: password}
