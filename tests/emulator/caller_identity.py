# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who signed a call, as STS GetCallerIdentity answers it.

STS API reference, GetCallerIdentity: the ARN, the account and the unique identifier "of the calling entity": for an
IAM user (IAM User Guide, "IAM identifiers") the ARN with the user's path, and the UserId that GetUser tells; for a
root user the account's number is the identifier. ministack calls the owner of every access key the root user. For the
session of a role (AssumeRole) it is the ARN and the identifier that AssumeRole returned. For the
administrator of an account of the organization (see organization.py) the role is the one that Organizations makes.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from backend import Backend
from memory import Memory
from query import STS_NAMESPACE, STS_VERSION, Call, Reply, partition, result_reply
from root_sessions import session_of


async def answer(call: Call, backend: Backend, memory: Memory) -> Reply | None:
    """Answer for a key that was made or told here. None: it is for the backend."""
    if (call.version, call.action) != (STS_VERSION, "GetCallerIdentity"):
        return None
    if session := session_of(call.access_key, memory.root_sessions):
        return _identity(session.arn(call), session.account, session.account)
    if memory.organization and call.access_key in memory.organization.accounts:
        role = f"arn:{partition(call.region)}:sts::{call.access_key}:assumed-role/OrganizationAccountAccessRole/layer"
        return _identity(role, "AROALAYERLAYERLAYERLA:layer", call.access_key)
    if known := memory.role_sessions.get(call.access_key):
        return _identity(*known, known[0].split(":")[4])
    if owner := memory.key_owners.get(call.access_key):
        # The account's number as access key: with ministack it stands for the account, with moto for the usual one.
        user = await backend.ask("GetUser", {"UserName": owner[1]}, owner[0])
        arn, user_id = user.text_of("Arn"), user.text_of("UserId")
        if user.status == 200 and arn and user_id:
            return _identity(arn, user_id, owner[0])
    return None


def _identity(arn: str, user_id: str, account: str) -> Reply:
    result = f"<Arn>{escape(arn)}</Arn><UserId>{escape(user_id)}</UserId><Account>{account}</Account>"
    return result_reply("GetCallerIdentity", result, STS_NAMESPACE)
