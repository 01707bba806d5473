# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The secrets that store passwords, in the regions of AWS Secrets Manager.

Secrets are described, but their values are never read, so write permissions are enough.
"""

from __future__ import annotations

import threading
import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.stored_secrets import SecretTarget, StoredSecret

from .reads import describe_secret

if t.TYPE_CHECKING:
    from .client import Connection


class SecretsManager:
    """Describes secrets, and provides the clients of their regions."""

    def __init__(self, connection: Connection) -> None:
        """Store the connection. Creates no client yet."""
        self._connection = connection
        self._clients: dict[str | None, t.Any] = {}
        # A botocore session creates one client at a time.
        self._lock = threading.Lock()

    def connect(self, targets: t.Iterable[SecretTarget]) -> None:
        """Create the client of each region. Makes no call. Raises RequestError for an unknown region."""
        for target in targets:
            self.client(target)

    def client(self, target: SecretTarget) -> t.Any:
        """Return the client of the region of a secret. Raises RequestError or LoginProfileError."""
        with self._lock:
            if target.region not in self._clients:
                self._clients[target.region] = self._connection.secrets_manager(target.region)
            return self._clients[target.region]

    def stored(self, target: SecretTarget) -> StoredSecret | None:
        """Return the secret as AWS describes it, or None. Raises LoginProfileError."""
        return describe_secret(self.client(target), target.secret_id)
