# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ListUsers: its pages, its prefix, and that a list that is kept is never an old one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from backend import Backend
from memory import Memory
from query import Call, Reply, build, decode, result_reply
from user_listing import UserListing

ErrorOf = Callable[..., tuple[str, int, str]]
OWNER = ("123456789012", "")


def names(reply: Any) -> list[str]:
    """Return the users of a page."""
    return [user["UserName"] for user in reply["Users"]]


def test_users_come_in_pages(iam: Any) -> None:
    """Fails on either backend alone, and if a page is wrong in size, repeats or loses a user."""
    names = [f"user-{number:03}" for number in range(103)]
    for name in reversed(names):
        iam.create_user(UserName=name)
    first = iam.list_users()
    assert (len(first["Users"]), first["IsTruncated"]) == (100, True)
    rest = iam.list_users(Marker=first["Marker"])
    assert (len(rest["Users"]), rest["IsTruncated"], "Marker" in rest) == (3, False, False)
    assert [user["UserName"] for user in first["Users"] + rest["Users"]] == names
    pages = list(iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 20}))
    assert [len(page["Users"]) for page in pages] == [20, 20, 20, 20, 20, 3]
    assert len(iam.list_users(MaxItems=103)["Users"]) == 103


def test_pages_survive_the_deletion_of_the_marked_user(iam: Any) -> None:
    """Fails if the marker is a position, or the user that it names has to exist."""
    for name in "abcd":
        iam.create_user(UserName=name)
    first = iam.list_users(MaxItems=2)
    iam.delete_user(UserName="b")
    assert [user["UserName"] for user in iam.list_users(Marker=first["Marker"])["Users"]] == ["c", "d"]


def test_the_list_of_users_has_no_tags_and_keeps_the_path(iam: Any, error_of: ErrorOf) -> None:
    """Fails if ListUsers tells what AWS does not, forgets PathPrefix, or takes any marker."""
    iam.create_user(UserName="a", Path="/x/", Tags=[{"Key": "k", "Value": "v"}])
    iam.create_user(UserName="b", Path="/y/")
    (user,) = iam.list_users(PathPrefix="/x/")["Users"]
    assert (user["UserName"], user["Path"], "Tags" in user) == ("a", "/x/", False)
    assert iam.get_user(UserName="a")["User"]["Tags"] == [{"Key": "k", "Value": "v"}]
    assert error_of(iam.list_users, Marker="!!!!")[:2] == ("ValidationError", 400)


@pytest.mark.parametrize("prefix", ["/staff/", "/staff/a", "/"])
def test_the_prefix_holds_on_every_page(iam: Any, prefix: str) -> None:
    """Fails if the prefix is forgotten on a later page, counts users that it leaves out, or has to end in a slash."""
    for number in range(6):
        iam.create_user(UserName=f"user-{number}", Path="/staff/a/" if number % 2 else "/other/")
    pages = iam.get_paginator("list_users").paginate(PathPrefix=prefix, PaginationConfig={"PageSize": 2})
    sizes = [len(page["Users"]) for page in pages]
    assert sizes == ([2, 2, 2] if prefix == "/" else [2, 1])


def test_a_prefix_of_no_user_is_an_empty_list(alice: Any) -> None:
    """Fails if the prefix matches anywhere in the path, or nothing found is an error."""
    alice.create_user(UserName="bob", Path="/a/staff/")
    reply = alice.list_users(PathPrefix="/staff/")
    assert (reply["Users"], reply["IsTruncated"]) == ([], False)


@pytest.mark.parametrize("prefix", ["", "staff/", "/sta ff/", "/\u00e9/", "/" * 513])
def test_bad_prefixes_are_refused(iam: Any, error_of: ErrorOf, prefix: str) -> None:
    """Fails if pathPrefixType is not checked."""
    assert error_of(iam.list_users, PathPrefix=prefix)[:2] == ("ValidationError", 400)


@pytest.mark.parametrize("most", ["0", "1001", "x"])
def test_bad_page_sizes_are_refused(iam: Any, error_of: ErrorOf, most: str) -> None:
    """Fails if ListUsers takes a MaxItems that maxItemsType does not have."""
    assert error_of(iam.list_users, MaxItems=most)[:2] == ("ValidationError", 400)


def test_every_change_shows_at_once(alice: Any) -> None:
    """Fails if a list is kept for longer than it holds."""
    assert names(alice.list_users()) == ["alice"]
    alice.create_user(UserName="bob")
    assert names(alice.list_users()) == ["alice", "bob"]
    alice.delete_user(UserName="alice")
    assert names(alice.list_users()) == ["bob"]


@pytest.mark.parametrize("emulator", ["moto"], indirect=True)
def test_a_new_name_and_path_show_at_once(alice: Any) -> None:
    """Fails if an update is not taken for a change; ministack has no UpdateUser."""
    alice.list_users()
    alice.update_user(UserName="alice", NewUserName="bob", NewPath="/staff/")
    assert names(alice.list_users(PathPrefix="/staff/")) == ["bob"]


@pytest.mark.parametrize("emulator", ["ministack"], indirect=True)
def test_each_account_has_its_own_list(alice: Any, client: Callable[..., Any]) -> None:
    """Fails if the list of one account is kept for another; ministack takes 12 digits as one."""
    assert names(alice.list_users()) == ["alice"]
    assert names(client(key="111122223333").list_users()) == []


def listing_over(forward: Callable[[Call], Awaitable[Reply]]) -> tuple[UserListing, SimpleNamespace]:
    """Return a listing over a backend that is no more than a function and a count of changes."""
    backend = SimpleNamespace(changes=0, forward=forward)
    return UserListing(cast("Backend", backend), Memory()), backend


def whole_list(name: str) -> Reply:
    """Return a backend's list of one user."""
    facts = {"Path": "/", "UserName": name, "UserId": "AIDA", "Arn": "arn", "CreateDate": "2026-01-01T00:00:00Z"}
    xml = "".join(f"<{key}>{value}</{key}>" for key, value in facts.items())
    return result_reply("ListUsers", f"<Users><member>{xml}</member></Users>")


def test_the_backend_is_asked_once_for_all_pages() -> None:
    """Fails if each page costs a list of the whole account, which is what makes paging through thousands slow."""
    asked = []

    async def forward(call: Call) -> Reply:
        asked.append(dict(call.parameters))
        return whole_list("alice")

    async def pages() -> None:
        listing, backend = listing_over(forward)
        for _page in range(3):
            await listing.answer(build("iam", "ListUsers", {"MaxItems": "1", "PathPrefix": "/"}, ""), OWNER)
        backend.changes += 1
        await listing.answer(build("iam", "ListUsers", {}, ""), OWNER)

    asyncio.run(pages())
    assert asked == [{}, {}]


def test_only_what_may_change_something_counts_as_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails if a call that reads makes the layer read the whole list again, or a failed change does not."""
    backend = Backend("ministack", tmp_path)
    changes = []

    async def passed_on(call: Call) -> Reply:
        if call.action == "DeleteUser":
            raise ConnectionResetError
        return Reply(200, b"")

    async def calls() -> None:
        for service, action in [("iam", "ListUsers"), ("iam", "GetLoginProfile"), ("sts", "GetCallerIdentity")]:
            await backend.forward(build(service, action, {}, ""))
            changes.append(backend.changes)
        await backend.forward(decode("PUT", "/bucket", {}, b""))
        changes.append(backend.changes)
        with pytest.raises(ConnectionResetError):
            await backend.forward(build("iam", "DeleteUser", {}, ""))
        changes.append(backend.changes)

    monkeypatch.setattr(backend, "_passed_on", passed_on)
    asyncio.run(calls())
    assert changes == [0, 0, 0, 1, 2]


def test_a_list_that_was_read_beside_a_change_is_not_kept() -> None:
    """Fails if the count is taken after the list was read: the user who came meanwhile would be missing for ever."""
    shown = []

    async def pages() -> None:
        async def forward(_call: Call) -> Reply:
            reply = whole_list("old" if backend.changes == 0 else "new")
            backend.changes += backend.changes == 0  # a change passes while the list is on its way
            return reply

        listing, backend = listing_over(forward)
        for _time in range(2):
            reply = await listing.answer(build("iam", "ListUsers", {}, ""), OWNER)
            shown.append(reply.text_of("UserName"))

    asyncio.run(pages())
    assert shown == ["old", "new"]
