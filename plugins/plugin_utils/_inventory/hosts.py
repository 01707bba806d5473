# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Select the accounts of an organization that become hosts, and their variables.

Pure.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.organization import Account, Organization

from .options import Filters

_ACTIVE = "ACTIVE"


@dataclass(frozen=True)
class Selection:
    """The accounts that become hosts, at least one, and warnings about the filters."""

    accounts: tuple[Account, ...]
    warnings: tuple[str, ...]


def select(organization: Organization, filters: Filters) -> Selection:
    """Return the active accounts that match all filters.

    Raises RequestError if there is none, and for a unit or account that the organization does not have.
    """
    known = {account.account_id for account in organization.accounts}
    if unknown := [each for each in filters.accounts or () if each not in known]:
        raise RequestError(
            f"accounts: not in the organization {organization.organization_id}: {', '.join(unknown)}. Correct the ids, "
            "or remove them."
        )
    ids = _matching(organization, filters)
    hosts = tuple(account for account in organization.accounts if account.account_id in ids)
    if not hosts:
        active = sum(account.state == _ACTIVE for account in organization.accounts)
        raise RequestError(
            "No account is a host, because none matches all filters. Active accounts in the organization "
            f"{organization.organization_id}: {active}. Correct the filters, and check which account the credentials "
            "belong to."
        )
    return Selection(hosts, tuple(_warnings(organization, filters, hosts)))


def host_variables(
    organization: Organization, account: Account, role_arn: str | None, tags: t.Mapping[str, str] | None
) -> dict[str, t.Any]:
    """Return the variables of a host. ``role_arn`` is a template; it and ``tags`` are None if not requested."""
    variables: dict[str, t.Any] = {
        "account_id": account.account_id,
        "account_name": account.name,
        "account_email": account.email,
        "account_arn": account.arn,
        "account_state": account.state,
        "account_joined": account.joined,
        "account_ou_ids": unit_ids(organization, account),
        "account_ou_path": unit_path(organization, account.parent),
        "management_account": account.account_id == organization.management_account_id,
        "organization_id": organization.organization_id,
    }
    if role_arn is not None:
        placeholders = {"{account_id}": account.account_id, "{partition}": organization.partition}
        for placeholder, value in placeholders.items():
            role_arn = role_arn.replace(placeholder, value)
        variables["role_arn"] = role_arn
    if tags is not None:
        variables["account_tags"] = dict(tags)
    return variables


def unit_ids(organization: Organization, account: Account) -> list[str]:
    """Return the ids of the root and the units of an account, root first."""
    return _from_the_root(organization, account.parent)


def unit_path(organization: Organization, unit_id: str) -> str:
    """Return the names of the units down to one, as in ``/Workloads/Production``; ``/`` is the root."""
    units = [organization.units[each] for each in _from_the_root(organization, unit_id)]
    return "/" + "/".join(unit.name or unit.unit_id for unit in units[1:])


def _from_the_root(organization: Organization, unit_id: str) -> list[str]:
    above: list[str] = []
    here: str | None = unit_id
    while here is not None:
        above.insert(0, here)
        here = organization.units[here].parent
    return above


def _matching(organization: Organization, filters: Filters) -> set[str]:
    """Return the ids of the active accounts that match all filters. Raises RequestError."""
    ids = {account.account_id for account in organization.accounts if account.state == _ACTIVE}
    if filters.accounts is not None:
        ids &= {*filters.accounts}
    if filters.organizational_units is not None:
        ids &= _below(organization, filters.organizational_units, "organizational_units")
    ids -= {*(filters.exclude_accounts or ())}
    ids -= _below(organization, filters.exclude_organizational_units or (), "exclude_organizational_units")
    if not filters.include_management_account:
        ids.discard(organization.management_account_id)
    return ids


def _below(organization: Organization, units: t.Iterable[str], option: str) -> set[str]:
    """Return the ids of the accounts in and below units given by id or path. Raises RequestError."""
    wanted = {_unit_id(organization, each, option) for each in units}
    return {each.account_id for each in organization.accounts if wanted & {*unit_ids(organization, each)}}


def _unit_id(organization: Organization, given: str, option: str) -> str:
    if not given.startswith("/"):
        found = [given] if given in organization.units else []
    else:
        path = f"/{given.strip('/')}"
        found = [each for each in organization.units if unit_path(organization, each) == path]
    if not found:
        raise RequestError(
            f"{option}: the organization has no organizational unit {given!r}. Check the spelling. A path begins "
            "with a slash and has the names of all units, such as /Workloads/Production. An ID begins with ou- or r-."
        )
    if len(found) > 1:
        raise RequestError(
            f"{option}: more than one organizational unit has the path {given!r}. Give its id: {', '.join(found)}."
        )
    return found[0]


def _warnings(organization: Organization, filters: Filters, hosts: t.Sequence[Account]) -> t.Iterator[str]:
    states = {account.account_id: account.state for account in organization.accounts}
    for account_id in filters.exclude_accounts or ():
        if account_id not in states:
            yield f"exclude_accounts: {account_id} is not in the organization. Correct the id, or remove it."
    missing = set(filters.accounts or ()) - {account.account_id for account in hosts}
    for account_id in sorted(missing):
        reason = "another filter excludes it" if states[account_id] == _ACTIVE else f"its state is {states[account_id]}"
        yield f"accounts: {account_id} is not a host: {reason}."
