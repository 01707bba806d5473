# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Act as the root user of a member account, for one task at a time (AssumeRoot).

One AWS task policy sets the permissions of a session: read, allow password recovery, or delete. Each stage requests
only what it needs, so check mode uses only the first. Only the session's client has its credentials
(``root_client.py``), and each session is used once.
"""

from __future__ import annotations

import threading
import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.models import Operation, Principal, RequestError

from .errors import CallKind, aws_call

if t.TYPE_CHECKING:
    from mypy_boto3_iam.client import IAMClient
    from mypy_boto3_sts.client import STSClient

    from .client import Connection

# "Managed policies for privileged tasks" (shape AssumeRootRequest of the STS service model, TaskPolicyArn).
AUDIT = "IAMAuditRootUserCredentials"
TASKS: dict[Operation, str] = {
    "CreateLoginProfile": "IAMCreateRootUserPassword",
    "DeleteLoginProfile": "IAMDeleteRootUserCredentials",
}
# AWS's maximum (shape RootDurationSecondsType).
_SECONDS = 900


class RootSessions:
    """Creates IAM clients of root users."""

    def __init__(self, connection: Connection) -> None:
        """Store the factory of STS clients. Requests nothing yet."""
        self._connection = connection
        self._client: STSClient | None = None
        # A botocore session creates one client at a time.
        self._lock = threading.Lock()

    def client(self, principal: Principal, task: str) -> IAMClient:
        """Return an IAM client for one task in the principal's account. Raises LoginProfileError or RequestError."""
        sts = self._sts()
        policy_arn = f"arn:{sts.meta.partition}:iam::aws:policy/root-task/{task}"
        with aws_call("start a root session", CallKind.ASSUME_ROOT):
            credentials = sts.assume_root(
                TargetPrincipal=str(principal.root_account_id),
                TaskPolicyArn={"arn": policy_arn},
                DurationSeconds=_SECONDS,
            )["Credentials"]
        with self._lock:
            return self._connection.root_iam(credentials)

    def _sts(self) -> STSClient:
        with self._lock:
            if self._client is None:
                self._client = self._connection.regional_sts()
            if not hasattr(self._client, "assume_root"):
                raise RequestError(
                    "root_account_id requires AssumeRoot, which botocore has since 1.35.61. Install a newer botocore "
                    "on the host that the module runs on.",
                    "library_outdated",
                )
            return self._client
