# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One botocore client for the root sessions of all accounts. It signs each call with the keys of its session.

A client per session would cost about 10 ms of processor time and a TLS connection. botocore reads the keys from the
client's credentials for each signature, including retries, since credentials can expire. The credentials here return
the keys of the call in the current context. Only ``RootClient`` sets them, for the duration of a call. There is no
other source of keys: a call without a session raises LookupError and is not sent.
"""

from __future__ import annotations

import typing as t
from contextvars import ContextVar

try:
    from botocore.credentials import CredentialProvider, CredentialResolver, Credentials, ReadOnlyCredentials
except ImportError:
    # AnsibleAWSModule reports a missing botocore before it is used here.
    CredentialProvider = Credentials = object  # type: ignore[assignment, misc]

if t.TYPE_CHECKING:
    from mypy_boto3_sts.type_defs import CredentialsTypeDef

_KEYS: ContextVar[ReadOnlyCredentials] = ContextVar("keys of the root session whose call is made")


class _CredentialsOfCall(Credentials):
    """The credentials of the call in the current context. It has no keys of its own."""

    access_key = property(lambda _self: _KEYS.get().access_key)
    secret_key = property(lambda _self: _KEYS.get().secret_key)
    token = property(lambda _self: _KEYS.get().token)
    method = "assume-root"
    account_id = None

    def __init__(self) -> None:
        """Start without keys."""

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Return the keys for one signature."""
        return _KEYS.get()


class _Provider(CredentialProvider):
    METHOD = _CredentialsOfCall.method

    def load(self) -> Credentials:
        return _CredentialsOfCall()


class RootClient:
    """An IAM client for one root session, through a shared client. It has only the client's operations."""

    def __init__(self, client: t.Any, credentials: CredentialsTypeDef) -> None:
        """Store a client with the credentials of ``resolver``, and ``Credentials`` (shape of the STS model)."""
        self._client = client
        self._keys = ReadOnlyCredentials(
            credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"]
        )

    def __getattr__(self, operation: str) -> t.Callable[..., t.Any]:
        """Return the client's method for an operation. It uses the keys of this session."""
        method = getattr(self._client, operation)

        def call(**parameters: t.Any) -> t.Any:
            before = _KEYS.set(self._keys)
            try:
                return method(**parameters)
            finally:
                _KEYS.reset(before)

        return call


def resolver() -> CredentialResolver:
    """Return the component ``credential_provider`` for botocore sessions whose clients ``RootClient`` uses."""
    return CredentialResolver([_Provider()])
