# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Get the credentials of a session, and make every failure to do so a CredentialsError.

botocore runs its providers when a client is made, and again while it signs a request with credentials that are about to
expire. What they raise is of any class, and a program that they run may not end.
"""

from __future__ import annotations

import contextlib
import os
import threading
import types
import typing as t

from .credential_errors import CredentialsError, ProviderTimeout
from .credential_providers import Provider, provider_of

# The time that the AWS SDK for Go gives a credential_process by default. A provider of botocore has no limit.
LIMIT = 60.0


def load_credentials(session: t.Any) -> None:
    """Load the credentials of a botocore session. Their later renewals are guarded as well. Raises CredentialsError."""
    credentials = _guarded(session.get_credentials, lambda: _provider(session, None))
    if credentials is None:
        return  # the first call raises NoCredentialsError
    retrieve = credentials.get_frozen_credentials

    def provider() -> Provider:
        return _provider(session, credentials.method)

    def guarded() -> t.Any:
        renewed = getattr(credentials, "refresh_needed", None)
        found = _guarded(retrieve, provider) if renewed is not None and renewed() else retrieve()
        if not _is_complete(found):
            raise CredentialsError(provider(), ValueError())
        return found

    # What botocore calls to sign a request.
    credentials.get_frozen_credentials = guarded


def _provider(session: t.Any, method: str | None) -> Provider:
    profiles = session.full_config.get("profiles", {})
    return provider_of(profiles, session.get_config_variable("profile"), os.environ, method)


def _is_complete(credentials: t.Any) -> bool:
    """Return whether all values can be sent: strings of visible ASCII characters. The token may be None."""
    values = [credentials.access_key, credentials.secret_key]
    values += [] if credentials.token is None else [credentials.token]
    return all(isinstance(value, str) and value.isascii() and value.isprintable() and value for value in values)


class _Attempt(contextlib.AbstractContextManager[None]):
    """Takes the exception of its block."""

    error: BaseException | None = None

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: types.TracebackType | None
    ) -> bool:
        self.error = error
        return True


def _guarded(get: t.Callable[[], t.Any], provider: t.Callable[[], Provider]) -> t.Any:
    """Return what ``get`` returns. Raises CredentialsError for whatever it raises, and where it takes too long."""
    attempt, found = _Attempt(), []

    def work() -> None:
        with attempt:
            found.append(get())

    # Not of a pool: the process ends without waiting for a daemon thread.
    thread = threading.Thread(target=work, daemon=True)
    try:
        thread.start()
    except RuntimeError:
        work()  # the machine has no thread to give, so there is no limit
    else:
        thread.join(LIMIT)
    if found:
        return found[0]
    error = ProviderTimeout(LIMIT) if attempt.error is None else attempt.error
    raise CredentialsError(provider(), error) from error
