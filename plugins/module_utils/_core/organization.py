# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An organization: its accounts and organizational units.

Pure.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """An account of an organization. ``parent`` is the id of its unit or root, ``joined`` is ISO 8601.

    Values that AWS did not return are None.
    """

    account_id: str
    state: str
    parent: str
    arn: str | None = None
    name: str | None = None
    email: str | None = None
    joined: str | None = None


@dataclass(frozen=True)
class Unit:
    """An organizational unit, or the root, which has no name and no parent here."""

    unit_id: str
    name: str | None = None
    parent: str | None = None


@dataclass(frozen=True)
class Organization:
    """An organization. ``units`` has each unit and the root by id, parents first."""

    organization_id: str
    partition: str
    management_account_id: str
    accounts: tuple[Account, ...]
    units: t.Mapping[str, Unit]
