# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option secrets_manager: its argument spec, the secret that it names for a user, and its validation."""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.stored_secrets import (
    USER_NAME_PLACEHOLDER,
    SecretTarget,
    recovery_window_problem,
    region_in,
    secret_id_problem,
    secret_name_in,
    tags_problem,
    values_problem,
)
from ansible_collections.identity.aws.plugins.module_utils._core.validation import (
    region_problem,
    user_name_problem,
)

Options = t.Mapping[str, t.Any]


def secret_target(params: Options) -> SecretTarget:
    """Return the secret that the valid option names for a user."""
    given = params["secrets_manager"]
    secret_id = _secret_id(given["name"], params["user_name"])
    return SecretTarget(
        secret_id=secret_id,
        name=secret_name_in(secret_id),
        region=given["region"] or region_in(secret_id),
        kms_key_id=given["kms_key_id"],
        tags=tuple((given["tags"] or {}).items()),
        values=tuple((given["values"] or {}).items()),
        deletes=given["delete_when_absent"],
        recovery_window=given["recovery_window"],
    )


def _secret_id(name: str, user_name: str) -> str:
    return name.replace(USER_NAME_PLACEHOLDER, user_name)


def problems_of_secret(params: Options) -> list[str]:
    """Return a sentence for each problem with the given option, except an invalid user name."""
    given, user_name = params["secrets_manager"], params["user_name"]
    if user_name is None:
        return ["secrets_manager requires the name of the user. Give user_name instead of caller."]
    if user_name_problem(user_name):
        return []
    secret_id = _secret_id(given["name"], user_name)
    problems = [
        _use_problem(params),
        secret_id_problem(secret_id),
        _secret_region_problem(given["region"], region_in(secret_id)),
        tags_problem(given["tags"] or {}),
        values_problem(given["values"] or {}),
        recovery_window_problem(given["recovery_window"]),
    ]
    return [problem for problem in problems if problem]


def _use_problem(params: Options) -> str | None:
    """Return why there is no password to store, or why the result must not have it too, or None."""
    if params["state"] == "present" and params["password"] is None and not params["generate_password"]:
        return (
            "secrets_manager requires a password that is set by the task. Give password or generate_password, or "
            "omit secrets_manager."
        )
    if params["reveal_password"]:
        return (
            "secrets_manager and reveal_password are mutually exclusive: a stored password is not returned in plain "
            "text. Omit reveal_password."
        )
    return None


def _secret_region_problem(region: str | None, of_arn: str | None) -> str | None:
    if region is None:
        return None
    if of_arn is not None and region != of_arn:
        return f"secrets_manager.region is '{region}', and the ARN in secrets_manager.name is in {of_arn}. Omit region."
    problem = region_problem(region)
    return None if problem is None else f"secrets_manager.region: {problem}"
