# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read an organization: its accounts and their place in the tree of organizational units.

Imported only by the inventory plugin, on the controller.
"""

from __future__ import annotations

import contextlib
import typing as t
from datetime import timezone

with contextlib.suppress(ImportError):  # amazon.aws reports a missing botocore before it is used here.
    import botocore

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.organization import Account, Organization, Unit

from .errors import aws_call

if t.TYPE_CHECKING:
    from mypy_boto3_organizations.client import OrganizationsClient
    from mypy_boto3_organizations.type_defs import AccountTypeDef

_IN_THE_TREE = ("r-", "ou-")


def read_organization(client: OrganizationsClient) -> Organization:
    """Return the organization of the caller's account. Raises LoginProfileError and RequestError."""
    with aws_call("describe the organization"):
        described = client.describe_organization()["Organization"]
        organization_id, management_account_id = described["Id"], described["MasterAccountId"]
        partition = described["Arn"].split(":")[1]
    with aws_call("list the accounts of the organization"):
        pages = client.get_paginator("list_accounts").paginate()
        listed = [(each["Id"], each) for page in pages for each in page["Accounts"]]
    units = _units(client)
    parents = {account_id: _parent(account) for account_id, account in listed}
    if None in parents.values():
        parents = _listed_parents(client, units)
    accounts = [_account(account_id, account, parents.get(account_id), units) for account_id, account in listed]
    return Organization(organization_id, partition, management_account_id, tuple(accounts), units)


def account_tags(client: OrganizationsClient, account_id: str) -> dict[str, str]:
    """Return the tags of an account. Raises LoginProfileError."""
    with aws_call(f"list the tags of account {account_id}"):
        pages = client.get_paginator("list_tags_for_resource").paginate(ResourceId=account_id)
        return {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}


def _units(client: OrganizationsClient) -> dict[str, Unit]:
    """Return the root and all units. Makes one call for each of them and one for the root."""
    with aws_call("list the roots of the organization"):
        pages = client.get_paginator("list_roots").paginate()
        units = {root["Id"]: Unit(root["Id"]) for page in pages for root in page["Roots"]}
    waiting = list(units)
    while waiting:
        parent = waiting.pop()
        with aws_call(f"list the organizational units in {parent}"):
            unit_pages = client.get_paginator("list_organizational_units_for_parent").paginate(ParentId=parent)
            found = [
                Unit(each["Id"], each["Name"], parent) for page in unit_pages for each in page["OrganizationalUnits"]
            ]
        units |= {unit.unit_id: unit for unit in found}
        waiting += [unit.unit_id for unit in found]
    return units


def _parent(account: AccountTypeDef) -> str | None:
    """Return the id of an account's unit or root; None without Paths, as with older botocore versions.

    A path is ``o-.../r-.../ou-.../account/`` (shape ``Path``), with a unit for each level.
    """
    paths: t.Sequence[str] = t.cast("dict[str, t.Any]", account).get("Paths") or ()
    ids = [each for path in paths[:1] for each in path.split("/") if each.startswith(_IN_THE_TREE)]
    return ids[-1] if ids else None


def _listed_parents(client: OrganizationsClient, units: t.Iterable[str]) -> dict[str, str | None]:
    """Return account id -> the id of its unit or root. Makes one call for each unit."""
    parents: dict[str, str | None] = {}
    for unit in units:
        with aws_call(f"list the accounts in {unit}"):
            pages = client.get_paginator("list_accounts_for_parent").paginate(ParentId=unit)
            parents |= {account["Id"]: unit for page in pages for account in page["Accounts"]}
    return parents


def _account(account_id: str, account: AccountTypeDef, parent: str | None, units: t.Container[str]) -> Account:
    """Return an account. Raises RequestError if its state or its place is unknown.

    ``State`` replaces ``Status``, which AWS retired in September 2026 (shape ``Account``).
    """
    state = account.get("State") or account.get("Status")
    if state is None:
        raise RequestError(
            f"AWS returned no state of account {account_id} that botocore {botocore.__version__} can read. Install a "
            "newer botocore for the Python that runs Ansible.",
            "library_outdated",
        )
    if parent is None or parent not in units:
        raise RequestError(
            f"The organizational unit of account {account_id} is not known: the organization changed while it was "
            "read. Run it again.",
            "contradictory_replies",
        )
    joined = account.get("JoinedTimestamp")
    return Account(
        account_id,
        state,
        parent,
        account.get("Arn"),
        account.get("Name"),
        account.get("Email"),
        None if joined is None else joined.astimezone(timezone.utc).isoformat(),
    )
