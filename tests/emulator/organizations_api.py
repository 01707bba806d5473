# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWS Organizations: ListAccounts and DescribeOrganization. All else is for the backend.

Organizations API reference and botocore service model (2016-11-28): ListAccounts "only [...] from the management
account or a member account that is a delegated administrator", DescribeOrganization "from any account in a
organization". MaxResults is 1 to 20; the API reference names no default, so it is the most. The messages are those
that users report; errors of a JSON service come with HTTP status 400.

Member Status of an account "will be retired on September 9, 2026", in favour of State; the model still has both. So a
test says which of them an account is told with.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from backend import ACCOUNT
from memory import Memory
from organization import STATUS_OF, Account, Organization
from query import AwsError, Call, Reply, error_reply, json_reply, partition

_MOST = 20
_JOINED = 1577836800  # 2020-01-01, as the credential report has it
_NOT_IN_USE = AwsError(400, "AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
_DENIED = AwsError(400, "AccessDeniedException", "You don't have permissions to access this resource.")
_MAX_RESULTS = "You specified an invalid value for MaxResults."  # the wording is not documented, the reasons are


def answer(call: Call, account: str, memory: Memory) -> Reply | None:
    """Answer for the account that signed. None: it is for the backend."""
    if call.action not in {"ListAccounts", "DescribeOrganization"}:
        return None
    organization = memory.organization
    if organization is None or account not in organization.accounts:
        return error_reply(_NOT_IN_USE, call)
    if call.action == "DescribeOrganization":
        return json_reply({"Organization": _organization(organization, partition(call.region))})
    if not organization.administers(account):
        return error_reply(_DENIED, call)
    return _page(call, organization)


def _page(call: Call, organization: Organization) -> Reply:
    """Cut one page out of the accounts, which stand in the order of their setting up."""
    most, accounts = call.parameters.get("MaxResults", str(_MOST)), list(organization.accounts.values())
    if not most.isdecimal() or not 1 <= int(most) <= _MOST:
        over = most.isdecimal() and int(most) > _MOST
        return _invalid(_MAX_RESULTS, "MAX_VALUE_EXCEEDED" if over else "MIN_VALUE_EXCEEDED")
    try:
        start = int(base64.b64decode(call.parameters.get("NextToken", "MA=="), validate=True))
    except ValueError:
        return _invalid("You specified an invalid NextToken.", "INVALID_NEXT_TOKEN")
    end = start + int(most)
    shown = [_account(each, organization, partition(call.region)) for each in accounts[start:end]]
    token = {"NextToken": base64.b64encode(str(end).encode()).decode()} if end < len(accounts) else {}
    return json_reply({"Accounts": shown, **token})


def _invalid(message: str, reason: str) -> Reply:
    """Shape InvalidInputException, with one of its reasons."""
    return json_reply({"__type": "InvalidInputException", "Message": message, "Reason": reason}, status=400)


def _account(account: Account, organization: Organization, where: str) -> Mapping[str, Any]:
    """Shape Account."""
    told = {"Status": STATUS_OF[account.state], "State": account.state}
    return {
        "Id": account.id,
        "Arn": _arn(account.id, organization, where),
        "Email": _email(account.id),
        "Name": account.name,
        "JoinedMethod": "INVITED" if account.id == ACCOUNT else "CREATED",
        "JoinedTimestamp": _JOINED,
        **{name: value for name, value in told.items() if name in organization.members},
    }


def _organization(organization: Organization, where: str) -> Mapping[str, Any]:
    """Shape Organization, without AvailablePolicyTypes, which is deprecated."""
    return {
        "Id": organization.id,
        "Arn": f"arn:{where}:organizations::{ACCOUNT}:organization/{organization.id}",
        "FeatureSet": "ALL",
        "MasterAccountArn": _arn(ACCOUNT, organization, where),
        "MasterAccountId": ACCOUNT,
        "MasterAccountEmail": _email(ACCOUNT),
    }


def _arn(account: str, organization: Organization, where: str) -> str:
    return f"arn:{where}:organizations::{ACCOUNT}:account/{organization.id}/{account}"


def _email(account: str) -> str:
    return f"root+{account}@example.com"
