# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A credential report as IAM writes it, CSV with the root user first (IAM User Guide: "Getting credential reports")."""

from __future__ import annotations

from collections.abc import Mapping

COLUMNS = (
    *("user", "arn", "user_creation_time"),
    *("password_enabled", "password_last_used", "password_last_changed", "password_next_rotation", "mfa_active"),
    *("access_key_1_active", "access_key_1_last_rotated"),
    *("access_key_1_last_used_date", "access_key_1_last_used_region", "access_key_1_last_used_service"),
    *("access_key_2_active", "access_key_2_last_rotated"),
    *("access_key_2_last_used_date", "access_key_2_last_used_region", "access_key_2_last_used_service"),
    *("cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated"),
)
_NOTHING = ("false", "N/A", "N/A")


def report(account: str, created: str, users: Mapping[str, bool]) -> str:
    """Write the report on users who have a password (True) or none."""
    arn = f"arn:aws:iam::{account}"
    rows = [_row("<root_account>", f"{arn}:root", created, (*_NOTHING, "not_supported"))]
    for name, has_password in users.items():
        password = ("true", "no_information", created, "N/A") if has_password else (*_NOTHING, "N/A")
        rows.append(_row(name, f"{arn}:user/{name}", created, password))
    return "\n".join([",".join(COLUMNS), *rows])


def _row(user: str, arn: str, created: str, password: tuple[str, str, str, str]) -> str:
    key, certificate = ("false", "N/A", "N/A", "N/A", "N/A"), ("false", "N/A")
    return ",".join((user, arn, created, *password, "false", *key, *key, *certificate, *certificate))
