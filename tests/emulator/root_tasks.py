# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The task policies of AssumeRoot: which feature each needs, and which calls of IAM each lets pass. Pure.

IAM User Guide, "AWS managed policies for IAM": each policy denies by NotAction all but the calls below, and the same
calls on any resource but ``arn:aws:iam::*:root``. DeleteVirtualMFADevice was removed there on January 7, 2025, though
GetPolicyVersion is reported to tell of it still. What S3UnlockBucketPolicy and SQSUnlockQueuePolicy permit is of other
services, none of which the layer answers; so here they permit nothing.

The API reference does not tell which feature a policy needs. That is as recorded from AWS (see assume_root.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from organization import CREDENTIALS, SESSIONS

_READS = frozenset(
    {
        "GetAccessKeyLastUsed",
        "GetLoginProfile",
        "GetUser",
        "ListAccessKeys",
        "ListMFADevices",
        "ListSigningCertificates",
    }
)
PERMITTED: Mapping[str, frozenset[str]] = {
    "IAMAuditRootUserCredentials": _READS | {"GetAccountSummary"},
    "IAMCreateRootUserPassword": frozenset({"CreateLoginProfile", "GetLoginProfile"}),
    "IAMDeleteRootUserCredentials": _READS
    | {"DeactivateMFADevice", "DeleteAccessKey", "DeleteLoginProfile", "DeleteSigningCertificate"},
    "S3UnlockBucketPolicy": frozenset(),
    "SQSUnlockQueuePolicy": frozenset(),
}
ANY_TASK = frozenset[str]().union(*PERMITTED.values())
FEATURES: Mapping[str, str] = {name: CREDENTIALS if name.startswith("IAM") else SESSIONS for name in PERMITTED}


def name_of(arn: str, partition: str) -> str | None:
    """Return the name of the task policy with this ARN; None: the partition has none."""
    prefix, name = arn.rpartition("/")[::2]
    return name if prefix == f"arn:{partition}:iam::aws:policy/root-task" and name in PERMITTED else None
