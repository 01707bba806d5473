# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads of an organization, through botocore, from the model of AWS."""

from __future__ import annotations

import json
import random
import types
import typing as t
from collections import Counter
from datetime import datetime

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.organization import account_tags, read_organization
from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.organization import Unit
from ansible_collections.identity.aws.tests.emulator.model import state
from ansible_collections.identity.aws.tests.emulator.model.aws import AWS
from ansible_collections.identity.aws.tests.emulator.model.errors import AWSError
from ansible_collections.identity.aws.tests.emulator.model.request import Call
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import NOON

MEMBERS = [f"{number:012}" for number in range(1, 45)]
WORK, SHOP = "ou-emul-work0000", "ou-emul-shop0000"
UNITS = [{"id": WORK, "name": "Workloads"}, {"id": SHOP, "name": "Shop", "parent": WORK}]
PARENTS = {state.ACCOUNT: state.ROOT, **{number: (SHOP, WORK, state.ROOT)[int(number) % 3] for number in MEMBERS}}
Reply = dict[str, t.Any]


class Organizations:
    """A botocore client with the model's replies. ``change`` modifies a reply."""

    def __init__(self, change: t.Callable[[str, Reply], Reply] = lambda _action, reply: reply) -> None:
        accounts = [{"id": number, "unit": PARENTS[number], "tags": {"n": number}} for number in MEMBERS]
        accounts[0]["status"] = "CLOSED"
        self.aws = AWS(lambda: NOON, random.Random(0))
        self.aws.organization = state.Organization.of(accounts, units=UNITS)
        self.change, self.caller = change, state.ACCOUNT
        self.calls: Counter[str] = Counter()
        self.client = boto3.session.Session("a", "b", region_name="us-east-1").client("organizations")
        events: t.Any = self.client.meta.events
        events.register("before-send", self._answer)
        shape: t.Any = self.client.meta.service_model.shape_for("Account")
        self.members = shape.members

    def _answer(self, request: t.Any, **_event: t.Any) -> AWSResponse:
        action = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
        self.calls[action] += 1
        status = 200
        try:
            call = Call("organizations", action, json.loads(request.body), self.caller, "", "us-east-1")
            reply = self.change(action, {**self.aws.call(call)})
        except AWSError as error:
            status, reply = error.status, {"__type": error.code, "Message": error.message}
        body = json.dumps(reply, default=datetime.timestamp).encode()
        raw: t.Any = types.SimpleNamespace(stream=lambda: iter([body]))
        return AWSResponse("https://aws", status, HTTPHeaders(), raw)


def without(*names: str) -> t.Callable[[str, Reply], Reply]:
    """Return a change: an account lacks these members, as with an older botocore."""

    def change(action: str, reply: Reply) -> Reply:
        if action == "ListAccounts":
            reply["Accounts"] = [{key: each[key] for key in each.keys() - names} for each in reply["Accounts"]]
        return reply

    return change


@pytest.mark.parametrize("has_paths", [True, False])
def test_each_account_is_read_with_the_unit_that_it_is_in(has_paths: bool) -> None:
    """Fails when a page, a level or an account is lost, or an organization with paths needs a call for each unit."""
    organizations = Organizations() if has_paths else Organizations(without("Paths"))
    organization = read_organization(organizations.client)
    assert {account.account_id: account.parent for account in organization.accounts} == PARENTS
    assert organization.units == {
        state.ROOT: Unit(state.ROOT),
        WORK: Unit(WORK, "Workloads", state.ROOT),
        SHOP: Unit(SHOP, "Shop", WORK),
    }
    assert (organization.organization_id, organization.partition) == ("o-emulated00", "aws")
    assert organization.management_account_id == state.ACCOUNT
    second = organization.accounts[2]
    assert (second.account_id, second.state, second.name) == (MEMBERS[1], "ACTIVE", f"account-{MEMBERS[1]}")
    assert second.joined == "2020-01-01T00:00:00+00:00"
    assert organization.accounts[1].state == ("CLOSED" if "State" in organizations.members else "SUSPENDED")
    assert organizations.calls["ListOrganizationalUnitsForParent"] == 3
    is_listed = has_paths and "Paths" in organizations.members
    assert organizations.calls["ListAccountsForParent"] == (0 if is_listed else 3)


def test_an_empty_page_is_not_the_last_one() -> None:
    """Fails when the accounts after an empty page with a token are lost, or those without a State."""
    replies: list[Reply] = []

    def change(action: str, reply: Reply) -> Reply:
        if action == "ListAccounts" and not replies:
            replies.append(reply)
            return {"Accounts": [], "NextToken": "MA=="}
        return without("State")(action, reply)

    accounts = read_organization(Organizations(change).client).accounts
    assert [account.account_id for account in accounts] == [state.ACCOUNT, *MEMBERS]
    assert accounts[1].state == "SUSPENDED"


@pytest.mark.parametrize("missing", ["state", "unit"])
def test_unknown_values_of_an_account_are_errors(missing: str) -> None:
    """Fails when an account without a state, or in an unread unit, counts as inactive."""

    def without_units(action: str, reply: Reply) -> Reply:
        return {"OrganizationalUnits": []} if action == "ListOrganizationalUnitsForParent" else reply

    change = without("State", "Status") if missing == "state" else without_units
    words = "Install a newer botocore" if missing == "state" else "The organizational unit of account 000000000001"
    with pytest.raises(RequestError, match=words):
        read_organization(Organizations(change).client)


@pytest.mark.parametrize(
    "action",
    [
        *("DescribeOrganization", "ListAccounts", "ListRoots", "ListOrganizationalUnitsForParent"),
        *("ListAccountsForParent", "ListTagsForResource"),
    ],
)
def test_a_reply_that_is_not_of_aws_is_an_error(action: str) -> None:
    """Fails when a reply without the requested data causes a traceback, or is an empty organization."""

    def change(called: str, reply: Reply) -> Reply:
        return {} if called == action else without("Paths")(called, reply)

    client = Organizations(change).client
    with pytest.raises(LoginProfileError) as error:
        account_tags(client, MEMBERS[0]) if action == "ListTagsForResource" else read_organization(client)
    assert "the reply could not be read" in error.value.failure(None).message


@pytest.mark.parametrize(
    ("caller", "words"),
    [
        (MEMBERS[1], "only the management account of the organization and its delegated administrators may list"),
        ("999999999999", "the account is in no organization. Give the credentials of the management account"),
    ],
)
def test_the_error_shows_whose_credentials_are_needed(caller: str, words: str) -> None:
    """Fails when an account without permission to list the accounts gets no advice."""
    organizations = Organizations()
    organizations.caller = caller
    with pytest.raises(LoginProfileError) as error:
        read_organization(organizations.client)
    assert words in error.value.failure(None).message


def test_the_tags_of_an_account() -> None:
    """Fails when they are another account's."""
    assert account_tags(Organizations().client, MEMBERS[3]) == {"n": MEMBERS[3]}
