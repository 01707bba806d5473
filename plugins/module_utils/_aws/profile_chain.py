# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The profile that a role was assumed with: the end of a chain of ``source_profile`` in the AWS configuration files.

Pure. The rules are those of botocore (``AssumeRoleProvider`` in ``botocore.credentials``).
"""

from __future__ import annotations

import typing as t

Profiles = t.Mapping[str, t.Mapping[str, t.Any]]

_KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")


def source_profile_of(profile: str, profiles: Profiles) -> str | None:
    """Return the profile with the credentials that the role of ``profile`` is assumed with.

    None if ``profile`` has no role, or the role is assumed with other credentials (``credential_source``, a web
    identity).
    """
    name, visited = profile, {profile}
    while True:
        settings = profiles.get(name, {})
        has_role = "role_arn" in settings and "web_identity_token_file" not in settings
        # Keys of a profile that another one names take precedence over its role.
        if not has_role or (name != profile and keys_of(settings)):
            return name if name != profile else None
        source = settings.get("source_profile")
        if source == profile == name and keys_of(settings):
            return name
        if source is None or source in visited:
            return None
        visited.add(source)
        name = source


def keys_of(settings: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the static credentials of a profile as parameters of a client."""
    return {name: settings[name] for name in _KEYS if name in settings}
