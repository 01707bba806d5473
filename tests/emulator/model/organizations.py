# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWS Organizations: the organization, its accounts and units. And of IAM, ListOrganizationsFeatures.

Organizations API reference and service model: all but DescribeOrganization ("from any account in a organization") are
only for the management account or a delegated administrator. MaxResults is 1 to 20; the API reference has no default,
so the maximum is used. All tags are on one page. The messages are reported by users; errors of a JSON service have HTTP
status 400.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence

from .errors import AWSError
from .request import Handler, Reply, Request
from .state import BEGINNING, FEATURES, ROOT, STATUS_OF, MemberAccount, Organization, OrganizationalUnit

_MOST = 20


def describe_organization(request: Request) -> Reply:
    """Shape Organization, without the deprecated AvailablePolicyTypes."""
    organization = _organization(request)
    number = organization.management
    return {
        "Organization": {
            "Id": organization.id,
            "Arn": f"arn:aws:organizations::{number}:organization/{organization.id}",
            "FeatureSet": "ALL" if organization.all_features else "CONSOLIDATED_BILLING",
            "MasterAccountArn": _arn(organization, number),
            "MasterAccountId": number,
            "MasterAccountEmail": _email(number),
        }
    }


def list_accounts(request: Request) -> Reply:
    """Return one page of the accounts, in the order of their setup."""
    organization = _administered(request)
    accounts = [_account(organization, each) for each in organization.accounts.values()]
    return _page(request, "Accounts", accounts)


def list_accounts_for_parent(request: Request) -> Reply:
    """Return one page of the accounts directly in a unit or the root."""
    organization, parent = _parent(request)
    accounts = [_account(organization, each) for each in organization.accounts.values() if each.unit == parent]
    return _page(request, "Accounts", accounts)


def list_roots(request: Request) -> Reply:
    """Shape Root, without PolicyTypes."""
    arn = _unit_arn(_administered(request), "root", ROOT)
    return {"Roots": [{"Id": ROOT, "Arn": arn, "Name": "Root"}]}


def list_organizational_units_for_parent(request: Request) -> Reply:
    """Return one page of the units directly in a unit or the root."""
    organization, parent = _parent(request)
    units = [_unit(organization, each) for each in organization.units.values() if each.parent == parent]
    return _page(request, "OrganizationalUnits", units)


def list_tags_for_resource(request: Request) -> Reply:
    """Return the tags of an account."""
    account = _administered(request).accounts.get(request.parameters["ResourceId"])
    if account is None:
        raise AWSError(400, "TargetNotFoundException", "You specified a target that doesn't exist.")
    return {"Tags": [{"Key": key, "Value": value} for key, value in account.tags.items()]}


def list_organizations_features(request: Request) -> Reply:
    """Return the enabled features of centralized root access.

    Two messages are as recorded (test_recordings.py). Not recorded: the other two, and the order of the errors.
    """
    organization, account = _find(request), request.caller.account
    if organization is None:
        raise AWSError(400, "OrganizationNotFoundException", f"Input account {account} is not in an organization.")
    if not organization.all_features:
        message = f"Organization {organization.id} does not have all features enabled."
        raise AWSError(400, "OrganizationNotInAllFeaturesModeException", message)
    if not organization.is_administrator(account):
        message = f"Input account {account} is neither management account nor delegated admin."
        raise AWSError(400, "AccountNotManagementOrDelegatedAdministratorException", message)
    if not organization.trusted_access:
        message = f"Trusted Access for IAM not enabled by organization of input account {account}."
        raise AWSError(400, "ServiceAccessNotEnabledException", message)
    enabled = [feature for feature in FEATURES if feature in organization.features]
    return {"OrganizationId": organization.id, "EnabledFeatures": enabled}


def _find(request: Request) -> Organization | None:
    """Return the organization of the caller's account, or None."""
    organization = request.aws.organization
    return organization if organization and request.caller.account in organization.accounts else None


def _organization(request: Request) -> Organization:
    organization = _find(request)
    if organization is None:
        message = "Your account is not a member of an organization."
        raise AWSError(400, "AWSOrganizationsNotInUseException", message)
    return organization


def _administered(request: Request) -> Organization:
    """Return the organization of a caller who may list its contents."""
    organization = _organization(request)
    if not organization.is_administrator(request.caller.account):
        raise AWSError(400, "AccessDeniedException", "You don't have permissions to access this resource.")
    return organization


def _parent(request: Request) -> tuple[Organization, str]:
    """Return the organization, and the unit or root in a call."""
    organization, parent = _administered(request), request.parameters["ParentId"]
    if parent not in {ROOT, *organization.units}:
        raise AWSError(400, "ParentNotFoundException", "You specified a parent that doesn't exist.")
    return organization, parent


def _page(request: Request, name: str, items: Sequence[Reply]) -> Reply:
    parameters = request.parameters
    most = parameters.get("MaxResults", _MOST)
    if not 1 <= most <= _MOST:
        reason = "MAX_VALUE_EXCEEDED" if most > _MOST else "MIN_VALUE_EXCEEDED"
        raise _invalid("You specified an invalid value for MaxResults.", reason)
    try:
        start = int(base64.b64decode(parameters.get("NextToken", "MA=="), validate=True))
    except ValueError:
        raise _invalid("You specified an invalid NextToken.", "INVALID_NEXT_TOKEN") from None
    end = start + most
    token = {"NextToken": base64.b64encode(str(end).encode()).decode()} if end < len(items) else {}
    return {name: items[start:end], **token}


def _invalid(message: str, reason: str) -> AWSError:
    """Shape InvalidInputException, with one of its reasons."""
    return AWSError(400, "InvalidInputException", message, Reason=reason)


def _account(organization: Organization, account: MemberAccount) -> Reply:
    """Shape Account."""
    return {
        "Id": account.id,
        "Arn": _arn(organization, account.id),
        "Email": _email(account.id),
        "Name": account.name,
        "JoinedMethod": "INVITED" if account.id == organization.management else "CREATED",
        "JoinedTimestamp": BEGINNING,
        "Status": STATUS_OF[account.state],
        "State": account.state,
        "Paths": [f"{organization.path(account.unit)}{account.id}/"],
    }


def _unit(organization: Organization, unit: OrganizationalUnit) -> Reply:
    """Shape OrganizationalUnit."""
    arn = _unit_arn(organization, "ou", unit.id)
    return {"Id": unit.id, "Arn": arn, "Name": unit.name, "Path": organization.path(unit.id)}


def _arn(organization: Organization, account: str) -> str:
    return f"arn:aws:organizations::{organization.management}:account/{organization.id}/{account}"


def _unit_arn(organization: Organization, kind: str, unit: str) -> str:
    return f"arn:aws:organizations::{organization.management}:{kind}/{organization.id}/{unit}"


def _email(account: str) -> str:
    return f"root+{account}@example.com"


ACTIONS: Mapping[str, Handler] = {
    "DescribeOrganization": describe_organization,
    "ListAccounts": list_accounts,
    "ListAccountsForParent": list_accounts_for_parent,
    "ListOrganizationalUnitsForParent": list_organizational_units_for_parent,
    "ListRoots": list_roots,
    "ListTagsForResource": list_tags_for_resource,
}
IAM_ACTIONS: Mapping[str, Handler] = {"ListOrganizationsFeatures": list_organizations_features}
