# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWS Organizations: the accounts, in pages, and the organization."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from client import Emulator, EmulatorError

Clients = Callable[..., Any]
ErrorOf = Callable[..., tuple[str, int, str]]
MANAGEMENT, MEMBER, OTHER, STRANGER = "123456789012", "111122223333", "444455556666", "999988887777"
NOT_IN_USE = ("AWSOrganizationsNotInUseException", 400, "Your account is not a member of an organization.")
DENIED = ("AccessDeniedException", 400, "You don't have permissions to access this resource.")


@pytest.fixture
def organizations(client: Clients) -> Any:
    """A client of Organizations, of the usual account."""
    return client("organizations")


def test_an_account_is_told_as_the_model_has_it(emulator: Emulator, organizations: Any) -> None:
    """Fails if the management account is missing, or a member of an account is missing or wrong."""
    emulator.organization([{"id": MEMBER, "name": "one"}])
    management, member = organizations.list_accounts()["Accounts"]
    assert management["Id"] == MANAGEMENT
    del member["JoinedTimestamp"]
    assert member == {
        "Id": MEMBER,
        "Arn": f"arn:aws:organizations::{MANAGEMENT}:account/o-emulated00/{MEMBER}",
        "Email": f"root+{MEMBER}@example.com",
        "Name": "one",
        "Status": "ACTIVE",
        "State": "ACTIVE",
        "JoinedMethod": "CREATED",
    }


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("ACTIVE", "ACTIVE"),
        ("SUSPENDED", "SUSPENDED"),
        ("PENDING_CLOSURE", "PENDING_CLOSURE"),
        ("CLOSED", "SUSPENDED"),
        ("PENDING_ACTIVATION", "SUSPENDED"),
    ],
)
def test_state_and_status(emulator: Emulator, organizations: Any, given: str, status: str) -> None:
    """Fails if an account is told in a state that was not set, or with a status that the model does not know."""
    emulator.organization([{"id": MEMBER, "status": given}])
    member = organizations.list_accounts()["Accounts"][1]
    assert (member["State"], member["Status"]) == (given, status)


@pytest.mark.parametrize("told", ["State", "Status"])
def test_either_may_be_missing(emulator: Emulator, organizations: Any, told: str) -> None:
    """Fails if a test cannot have the reply from before State came, or from after Status has retired."""
    emulator.organization([{"id": MEMBER}], members=[told])
    assert {"State", "Status"} & set(organizations.list_accounts()["Accounts"][1]) == {told}


@pytest.mark.parametrize(
    ("asked", "pages"), [({}, [20, 20, 5]), ({"MaxResults": 20}, [20, 20, 5]), ({"MaxResults": 15}, [15, 15, 15])]
)
def test_accounts_come_in_pages(
    emulator: Emulator, organizations: Any, asked: dict[str, int], pages: list[int]
) -> None:
    """Fails if a page is larger than asked, an account is lost or doubled, or the last page has a token."""
    ids = [f"{number:012}" for number in range(1, 45)]
    emulator.organization([{"id": each} for each in ids])
    found: list[str] = []
    sizes, token = [], dict[str, str]()
    while True:
        page = organizations.list_accounts(**asked, **token)
        sizes.append(len(page["Accounts"]))
        found += [account["Id"] for account in page["Accounts"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert (sizes, found) == (pages, [MANAGEMENT, *ids])


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"MaxResults": 0}, "MIN_VALUE_EXCEEDED"),
        ({"MaxResults": 21}, "MAX_VALUE_EXCEEDED"),
        ({"NextToken": "nonsense"}, "INVALID_NEXT_TOKEN"),
    ],
)
def test_a_page_that_cannot_be_is_refused(
    emulator: Emulator, organizations: Any, asked: dict[str, Any], reason: str
) -> None:
    """Fails if MaxResults or NextToken is not looked at, or the error lacks its reason."""
    emulator.organization([])
    with pytest.raises(organizations.exceptions.InvalidInputException) as caught:
        organizations.list_accounts(**asked)
    assert caught.value.response["Reason"] == reason


def test_the_organization_is_told_to_each_of_its_accounts(
    emulator: Emulator, organizations: Any, client: Clients
) -> None:
    """Fails if a member is refused, or the management account is another one."""
    emulator.organization([{"id": MEMBER}])
    for caller in (organizations, client("organizations", key=MEMBER)):
        told = caller.describe_organization()["Organization"]
        assert (told["MasterAccountId"], told["FeatureSet"]) == (MANAGEMENT, "ALL")
        assert told["MasterAccountArn"] == f"arn:aws:organizations::{MANAGEMENT}:account/{told['Id']}/{MANAGEMENT}"


@pytest.mark.parametrize("call", ["list_accounts", "describe_organization"])
def test_without_an_organization(emulator: Emulator, organizations: Any, error_of: ErrorOf, call: str) -> None:
    """Fails if the backend answers with an organization of its own."""
    assert error_of(getattr(organizations, call)) == NOT_IN_USE
    assert [(entry["action"], entry["code"]) for entry in emulator.calls()] == [
        (call.title().replace("_", ""), "AWSOrganizationsNotInUseException")
    ]


@pytest.mark.parametrize("emulator", ["ministack"], indirect=True)
@pytest.mark.parametrize("call", ["list_accounts", "describe_organization"])
def test_a_stranger_is_in_none(emulator: Emulator, client: Clients, error_of: ErrorOf, call: str) -> None:
    """Fails if an account outside is told of the organization; ministack takes 12 digits as an account, moto none."""
    emulator.organization([{"id": MEMBER}])
    assert error_of(getattr(client("organizations", key=STRANGER), call)) == NOT_IN_USE


def test_accounts_are_for_administrators(emulator: Emulator, client: Clients, error_of: ErrorOf) -> None:
    """Fails if any member may list the accounts, or a delegated administrator may not."""
    emulator.organization([{"id": MEMBER}, {"id": OTHER}], delegated_administrators=[OTHER])
    assert error_of(client("organizations", key=MEMBER).list_accounts) == DENIED
    assert len(client("organizations", key=OTHER).list_accounts()["Accounts"]) == 3


@pytest.mark.parametrize(
    ("region", "partition"), [("cn-northwest-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("us-east-1", "aws")]
)
def test_arns_are_of_the_partition(emulator: Emulator, client: Clients, region: str, partition: str) -> None:
    """Fails if an account's or the organization's ARN is of another partition than the endpoint."""
    emulator.organization([{"id": MEMBER}])
    regional = client("organizations", region=region)
    found = [account["Arn"] for account in regional.list_accounts()["Accounts"]]
    found.append(regional.describe_organization()["Organization"]["Arn"])
    assert all(arn.startswith(f"arn:{partition}:organizations::") for arn in found)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ([], "list of accounts"),
        ({"accounts": [], "feature": []}, "list of accounts"),
        ({"accounts": [{"id": "1"}]}, "twelve digits"),
        ({"accounts": [{"id": MEMBER, "state": "ACTIVE"}]}, "an id"),
        ({"accounts": [{"id": MEMBER, "status": "GONE"}]}, "No such status"),
        ({"accounts": [], "features": ["RootSession"]}, "No such features"),
        ({"accounts": [], "delegated_administrators": [STRANGER]}, "No such delegated_administrators"),
    ],
)
def test_a_misspelt_organization_is_refused(emulator: Emulator, wanted: object, said: str) -> None:
    """Fails if a test that sets up something else than it means could pass unnoticed."""
    with pytest.raises(EmulatorError, match=said):
        emulator._control("POST", "organization", wanted)
