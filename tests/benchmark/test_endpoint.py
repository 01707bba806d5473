# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The endpoint, by boto3: what a figure rests on is what it answers and counts."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from endpoint_process import Conditions, Endpoint
from report_text import COLUMNS

Seeded = Callable[[Conditions], Any]


def code_of(call: Callable[..., Any], **parameters: Any) -> str:
    """Make a call that fails; return the error's code."""
    with pytest.raises(ClientError) as error:
        call(**parameters)
    return str(error.value.response["Error"]["Code"])


def test_passwords_and_calls_are_kept(iam: Seeded, endpoint: Endpoint) -> None:
    """Fails if a password that was set, or a call, is not among the facts, or the flag is not held."""
    client = iam(Conditions(users=2, latency=0))
    client.update_login_profile(UserName="user00001", Password="a&b +%", PasswordResetRequired=True)
    assert client.get_login_profile(UserName="user00001")["LoginProfile"]["PasswordResetRequired"] is True
    facts = endpoint.facts()
    assert facts.passwords == {"user00001": "a&b +%"}
    assert facts.calls == {"UpdateLoginProfile": 1, "GetLoginProfile": 1}


def test_users_without_a_login_profile(iam: Seeded) -> None:
    """Fails if seeding gives a login profile to those who shall have none, or create and delete do nothing."""
    client = iam(Conditions(users=1, latency=0, profiles=False))
    assert code_of(client.get_login_profile, UserName="user00000") == "NoSuchEntity"
    client.create_login_profile(UserName="user00000", Password="Aa1!")
    assert code_of(client.create_login_profile, UserName="user00000", Password="Aa1!") == "EntityAlreadyExists"
    client.delete_login_profile(UserName="user00000")
    assert code_of(client.get_login_profile, UserName="user00000") == "NoSuchEntity"
    assert code_of(client.get_user, UserName="nobody") == "NoSuchEntity"
    assert code_of(client.get_account_password_policy) == "NoSuchEntity"


def test_users_are_listed_in_pages(iam: Seeded, endpoint: Endpoint) -> None:
    """Fails if a user is left out or shown twice, or a page is larger than was asked for."""
    client = iam(Conditions(users=250, latency=0))
    pages = list(client.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 100}))
    assert [len(page["Users"]) for page in pages] == [100, 100, 50]
    assert len({user["UserName"] for page in pages for user in page["Users"]}) == 250
    assert endpoint.facts().calls == {"ListUsers": 3}


def test_credential_report_has_everyone(iam: Seeded) -> None:
    """Fails if a column or a row is missing, or the root user does not come first."""
    client = iam(Conditions(users=2, latency=0))
    assert client.generate_credential_report()["State"] == "COMPLETE"
    text = client.get_credential_report()["Content"].decode()
    rows = list(csv.DictReader(text.splitlines(), strict=True))
    assert (len(COLUMNS), set(rows[0])) == (22, set(COLUMNS))
    assert [row["user"] for row in rows] == ["<root_account>", "user00000", "user00001"]
    assert [row["password_enabled"] for row in rows] == ["false", "true", "true"]


def test_tags_are_kept(iam: Seeded) -> None:
    """Fails if GetUser or ListUserTags does not show what TagUser was given."""
    client = iam(Conditions(users=1, latency=0))
    tags = [{"Key": "version", "Value": "2026-11"}]
    client.tag_user(UserName="user00000", Tags=tags)
    assert client.get_user(UserName="user00000")["User"]["Tags"] == tags
    assert client.list_user_tags(UserName="user00000")["Tags"] == tags


def test_requests_beyond_the_limit_are_refused(iam: Seeded, endpoint: Endpoint) -> None:
    """Fails if the burst is not let through, or what is refused is carried out or counted as a call."""
    client = iam(Conditions(users=1, latency=0, rate=0.001, burst=2))
    client.get_user(UserName="user00000")
    client.get_user(UserName="user00000")
    assert code_of(client.update_login_profile, UserName="user00000", Password="Aa1!") == "Throttling"
    facts = endpoint.facts()
    assert (facts.calls, facts.throttled) == ({"GetUser": 2}, {"UpdateLoginProfile": 1})
    assert facts.passwords == {}


def test_latency_is_added_to_each_call(iam: Seeded, endpoint: Endpoint) -> None:
    """Fails if a reply comes before its time, or the time from first call to last reply leaves it out."""
    client = iam(Conditions(users=1, latency=0.1))
    started = time.monotonic()
    client.get_user(UserName="user00000")
    assert time.monotonic() - started >= 0.099
    assert endpoint.facts().seconds >= 0.099
