# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The accounts that become hosts, their variables, and options that would select other accounts."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.organization import Account, Organization, Unit
from ansible_collections.identity.aws.plugins.plugin_utils._inventory.hosts import host_variables, select
from ansible_collections.identity.aws.plugins.plugin_utils._inventory.options import (
    Filters,
    check_config,
    default_region,
    to_filters,
    to_role_arn,
)

MANAGEMENT, SHOP, API, CLOSED, LAB = "000000000001", "000000000012", "012345678901", "333333333333", "444444444444"
# Two units are called Shop, one of them has no account, and "Lab" begins like "Lab2".
UNITS = [
    Unit("r-root"),
    Unit("ou-work", "Workloads", "r-root"),
    Unit("ou-shop", "Shop", "ou-work"),
    Unit("ou-lab", "Lab", "r-root"),
    Unit("ou-lab2", "Lab2", "r-root"),
    Unit("ou-slash", "Workloads/Shop", "r-root"),
    Unit("ou-empty", "Empty", "ou-shop"),
]
ORGANIZATION = Organization(
    "o-one",
    "aws-us-gov",
    MANAGEMENT,
    (
        Account(MANAGEMENT, "ACTIVE", "r-root"),
        Account(
            SHOP, "ACTIVE", "ou-shop", f"arn:{SHOP}", "{{ shop }}", "shop@example.com", "2026-11-22T09:30:00+00:00"
        ),
        Account(API, "ACTIVE", "ou-work"),
        Account(CLOSED, "PENDING_CLOSURE", "ou-work"),
        Account(LAB, "ACTIVE", "ou-lab2"),
    ),
    {unit.unit_id: unit for unit in UNITS},
)


def hosts(**filters: t.Any) -> list[str]:
    return [account.account_id for account in select(ORGANIZATION, Filters(**filters)).accounts]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [MANAGEMENT, SHOP, API, LAB]),
        ({"include_management_account": False}, [SHOP, API, LAB]),
        ({"organizational_units": ("/Workloads",)}, [SHOP, API]),
        ({"organizational_units": ("ou-work", "/Lab2/")}, [SHOP, API, LAB]),
        ({"organizational_units": ("/",)}, [MANAGEMENT, SHOP, API, LAB]),
        ({"organizational_units": ("r-root",), "exclude_organizational_units": ("ou-shop",)}, [MANAGEMENT, API, LAB]),
        ({"exclude_organizational_units": ("/Workloads", "/Lab")}, [MANAGEMENT, LAB]),
        ({"exclude_organizational_units": ("ou-empty",), "exclude_accounts": (API,)}, [MANAGEMENT, SHOP, LAB]),
        ({"accounts": (LAB, SHOP), "organizational_units": ("ou-work",)}, [SHOP]),
    ],
)
def test_an_account_must_match_all_filters(filters: dict[str, t.Any], expected: list[str]) -> None:
    """Fails when a filter is ignored, stops at the first level, or accepts an inactive account."""
    assert hosts(**filters) == expected


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"accounts": (CLOSED,)}, "Active accounts in the organization o-one: 4. Correct the filters"),
        ({"organizational_units": ("/Lab",)}, "because none matches all filters"),
        ({"accounts": (SHOP, "999999999999")}, "accounts: not in the organization o-one: 999999999999."),
        (
            {"organizational_units": ("/workloads",)},
            "organizational_units: the organization has no organizational unit '/workloads'",
        ),
        (
            {"exclude_organizational_units": ("ou-worx",)},
            "exclude_organizational_units: the organization has no organizational unit",
        ),
        ({"organizational_units": ("/Workloads/Shop",)}, "Give its id: ou-shop, ou-slash."),
    ],
)
def test_a_filter_that_cannot_be_meant_is_an_error(filters: dict[str, t.Any], words: str) -> None:
    """Fails when no account, a typo, or a path of two units gives an inventory with other hosts."""
    with pytest.raises(RequestError) as error:
        hosts(**filters)
    assert words in str(error.value)


def test_accounts_that_no_filter_finds_are_warnings() -> None:
    """Fails when a given account is silently not a host."""
    filters = Filters(accounts=(SHOP, CLOSED, API), exclude_accounts=(API, "999999999999"))
    assert select(ORGANIZATION, filters).warnings == (
        "exclude_accounts: 999999999999 is not in the organization. Correct the id, or remove it.",
        f"accounts: {API} is not a host: another filter excludes it.",
        f"accounts: {CLOSED} is not a host: its state is PENDING_CLOSURE.",
    )


def test_the_variables_of_a_host() -> None:
    """Fails when a value is wrong, an id loses its zeros, or an unrequested variable is set."""
    accounts = {account.account_id: account for account in ORGANIZATION.accounts}
    template = "arn:{partition}:iam::{account_id}:role/Access"
    shop = host_variables(ORGANIZATION, accounts[SHOP], template, {"Stage": "live"})
    assert shop == {
        "account_id": SHOP,
        "account_name": "{{ shop }}",
        "account_email": "shop@example.com",
        "account_arn": f"arn:{SHOP}",
        "account_state": "ACTIVE",
        "account_joined": "2026-11-22T09:30:00+00:00",
        "account_ou_ids": ["r-root", "ou-work", "ou-shop"],
        "account_ou_path": "/Workloads/Shop",
        "account_tags": {"Stage": "live"},
        "management_account": False,
        "organization_id": "o-one",
        "role_arn": f"arn:aws-us-gov:iam::{SHOP}:role/Access",
    }
    management = host_variables(ORGANIZATION, accounts[MANAGEMENT], None, None)
    assert (management["management_account"], management["account_ou_path"]) == (True, "/")
    assert shop.keys() - management.keys() == {"role_arn", "account_tags"}


def test_lists_are_filters_and_numbers_are_ids() -> None:
    """Fails when a filter is lost, or an id that YAML parses as a number is rejected."""
    given = {"accounts": [111122223333], "organizational_units": ["/"], "include_management_account": False}
    expected = Filters(organizational_units=("/",), accounts=("111122223333",), include_management_account=False)
    assert to_filters(given) == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"accounts": []}, "accounts: the value must be a list of strings."),
        ({"organizational_units": [True]}, "organizational_units: the value must be a list of strings."),
        (
            {"exclude_accounts": [1402433619]},
            "exclude_accounts: '1402433619'. The id of an account must have 12 digits",
        ),
    ],
)
def test_a_list_that_filters_nothing_is_an_error(given: dict[str, t.Any], words: str) -> None:
    """Fails when an empty list is no filter, or an octal number is accepted as an id."""
    with pytest.raises(RequestError, match=words):
        to_filters({"include_management_account": True, **given})


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"exclude_account": ["1"], 5: ""}, "Unknown option: 5, exclude_account. Check the spelling."),
        ({"accounts": None, "role_arn": None}, "accounts, role_arn: the value is null."),
        ({"include_management_account": "flase"}, "include_management_account: the value must be true or false"),
    ],
)
def test_what_ansible_reads_as_another_value_is_an_error(config: dict[t.Any, t.Any], words: str) -> None:
    """Fails when an option with a typo, a null or a flag of another type silently selects other accounts."""
    known = {"plugin", "accounts", "role_arn", "include_management_account"}
    check_config({"plugin": "x", "accounts": ["1"], "include_management_account": False}, known)
    with pytest.raises(RequestError) as error:
        check_config(config, known)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("template", "is_accepted"),
    [
        ("arn:{partition}:iam::{account_id}:role/path/Console-Access", True),
        ("arn:aws-us-gov:iam::{account_id}:role/A", True),
        ("arn:aws:iam::111122223333:role/A", False),
        ("arn:aws:iam::{account_id}:role/{account_name}", False),
        ("arn:aws:iam::{account_id}:user/A", False),
        ("arn:aws:iam::{account_id}:role/{{ lookup('pipe', 'id') }}", False),
    ],
)
def test_the_template_of_a_role(template: str, is_accepted: bool) -> None:
    """Fails when a template gives the same role for all accounts, or one that does not exist."""
    assert to_role_arn(None) is None
    if is_accepted:
        assert to_role_arn(template) == template
    else:
        with pytest.raises(RequestError, match=r"Write it as in arn:\{partition\}:iam::\{account_id\}:role"):
            to_role_arn(template)


@pytest.mark.parametrize(
    ("role_arn", "region"),
    [
        (None, "us-east-1"),
        ("arn:aws:iam::1:role/r", "us-east-1"),
        ("arn:aws-us-gov:iam::1:role/r", "us-gov-west-1"),
        ("arn:aws-cn:iam::1:role/r", "cn-north-1"),
    ],
)
def test_the_region_is_one_of_the_partition(role_arn: str | None, region: str) -> None:
    """Fails when the calls of another partition go to the endpoint of ``aws``."""
    assert default_region(role_arn) == region
