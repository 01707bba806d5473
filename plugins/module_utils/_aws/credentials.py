# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Load the credentials of a botocore session with a time limit, and find the source credentials of a role.

botocore runs its providers when it creates a client, and when it signs a request with credentials that expire soon.
Providers raise exceptions of any class, and their programs may hang. Every failure becomes a CredentialsError.
"""

from __future__ import annotations

import typing as t
from concurrent.futures import wait

from .interruption import in_daemon_thread

if t.TYPE_CHECKING:
    from .credential_errors import CredentialsError

Profiles = t.Mapping[str, t.Mapping[str, t.Any]]

_KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
# The default limit of the AWS SDK for Go for a credential_process. botocore has no limit.
LIMIT = 60.0


def load_credentials(session: t.Any) -> None:
    """Load the credentials of a botocore session, and guard their renewals. Raises CredentialsError."""
    credentials = _guarded(session.get_credentials, session)
    if credentials is None:
        _check_login_session(session)
        return  # the first call raises NoCredentialsError
    retrieve, method = credentials.get_frozen_credentials, credentials.method

    def guarded() -> t.Any:
        renewed = getattr(credentials, "refresh_needed", None)
        found = _guarded(retrieve, session, method) if renewed is not None and renewed() else retrieve()
        if not _is_complete(found):
            raise _error(session, method, ValueError())
        return found

    # botocore calls these to sign a request.
    credentials.get_frozen_credentials = guarded


def _check_login_session(session: t.Any) -> None:
    """Raise CredentialsError if the profile has a login_session, which older botocore versions ignore."""
    profile = session.get_config_variable("profile") or "default"
    if "login_session" in session.full_config.get("profiles", {}).get(profile, {}):
        from botocore.exceptions import NoCredentialsError

        raise _error(session, "login", NoCredentialsError())


def _error(session: t.Any, method: str | None, exception: BaseException | None) -> CredentialsError:
    """Return the error of a provider, None for a provider that timed out. ``method``: see provider_of."""
    from .credential_errors import ProviderTimeout, credentials_error

    return credentials_error(session, method, ProviderTimeout(LIMIT) if exception is None else exception)


def _is_complete(credentials: t.Any) -> bool:
    """Return whether all values can be sent: strings of visible ASCII characters. The token may be None."""
    values = [credentials.access_key, credentials.secret_key]
    values += [] if credentials.token is None else [credentials.token]
    return all(isinstance(value, str) and value.isascii() and value.isprintable() and value for value in values)


def _guarded(get: t.Callable[[], t.Any], session: t.Any, method: str | None = None) -> t.Any:
    """Return the result of ``get``. Raises CredentialsError if it fails or takes too long."""
    future = in_daemon_thread(get)
    error = future.exception() if wait([future], LIMIT).done else None
    if future.done() and error is None:
        return future.result()
    raise _error(session, method, error) from error


def source_profile_of(profile: str, profiles: Profiles) -> str | None:
    """Return the profile whose credentials assume the role of ``profile``.

    None if ``profile`` has no role, or other credentials assume it (``credential_source``, a web identity). The rules
    are botocore's (``AssumeRoleProvider`` in ``botocore.credentials``).
    """
    name, visited = profile, set[str]()
    # Keys in a source profile take precedence over its role.
    while _has_role(settings := profiles.get(name, {})) and not (visited and keys_of(settings)):
        visited.add(name)
        source = settings.get("source_profile")
        if source == profile == name and keys_of(settings):
            return name
        if source is None or source in visited:
            return None
        name = source
    return name if visited else None


def _has_role(settings: t.Mapping[str, t.Any]) -> bool:
    """Return whether a profile has a role that is assumed with another profile's credentials, or its own."""
    return "role_arn" in settings and "web_identity_token_file" not in settings


def keys_of(settings: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the static credentials of a profile as client parameters."""
    return {name: settings[name] for name in _KEYS if name in settings}
