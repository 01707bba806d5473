# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the credentials of a profile come from, by the keys of the configuration that botocore reads.

Pure. The names of methods are botocore's (``CredentialProvider.METHOD``, and ``method`` of the credentials).
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

_NAMES = {
    "assume-role": "AssumeRole",
    "assume-role-with-web-identity": "AssumeRoleWithWebIdentity",
    "config-file": "AWS configuration file",
    "container-role": "container credentials",
    "custom-process": "credential_process",
    "env": "environment variables",
    "iam-role": "instance metadata (IMDS)",
    "login": "aws login",
    "shared-credentials-file": "AWS credentials file",
    "sso": "SSO",
}
# A key of a profile -> the method that reads it. Files of keys come last: they cannot fail.
_KEYS = (
    ("web_identity_token_file", "assume-role-with-web-identity"),
    ("role_arn", "assume-role"),
    ("sso_session", "sso"),
    ("sso_start_url", "sso"),
    ("sso_account_id", "sso"),
    ("login_session", "login"),
    ("credential_process", "custom-process"),
    ("aws_access_key_id", "shared-credentials-file"),
    ("aws_secret_access_key", "shared-credentials-file"),
)
_VARIABLES = (
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "assume-role-with-web-identity"),
    ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "container-role"),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "container-role"),
)
# The values of credential_source.
_SOURCES = {"Environment": "env", "Ec2InstanceMetadata": "iam-role", "EcsContainer": "container-role"}


@dataclass(frozen=True)
class Provider:
    """A provider of credentials. ``profile`` is None where no profile is named.

    ``source`` provides the credentials that a role is assumed with.
    """

    method: str
    profile: str | None = None
    role_arn: str | None = None
    mfa_serial: str | None = None
    source: Provider | None = None

    @property
    def name(self) -> str:
        """Return its name for a message."""
        return _NAMES.get(self.method, self.method)

    @property
    def chain(self) -> tuple[Provider, ...]:
        """Return this provider, its source, the source of that one, and so on."""
        return (self, *(() if self.source is None else self.source.chain))

    def __str__(self) -> str:
        profile = "" if self.profile is None else f"profile '{self.profile}', "
        return f"{profile}{self.name}"


def provider_of(
    profiles: t.Mapping[str, t.Mapping[str, t.Any]],
    profile: str | None,
    environment: t.Mapping[str, str],
    method: str | None = None,
) -> Provider:
    """Return the provider of a profile, None for the default one. ``method`` is what botocore used, if known."""
    found = _of_profile(profiles, profile, environment, frozenset())
    return found if method in {None, found.method} else Provider(str(method), profile)


def _of_profile(
    profiles: t.Mapping[str, t.Mapping[str, t.Any]],
    profile: str | None,
    environment: t.Mapping[str, str],
    seen: frozenset[str | None],
) -> Provider:
    settings = profiles.get(profile or "default", {})
    methods = [method for key, method in _KEYS if key in settings and not (key == "role_arn" and profile in seen)]
    methods += [method for variable, method in _VARIABLES if variable in environment]
    method = methods[0] if methods else "iam-role"
    if not method.startswith("assume-role"):
        return Provider(method, profile)
    role_arn = settings.get("role_arn") or environment.get("AWS_ROLE_ARN")
    source = None
    if method == "assume-role" and "source_profile" in settings:
        source = _of_profile(profiles, settings["source_profile"], {}, seen | {profile})
    elif method == "assume-role" and settings.get("credential_source") in _SOURCES:
        source = Provider(_SOURCES[settings["credential_source"]])
    return Provider(method, profile, role_arn, settings.get("mfa_serial"), source)
