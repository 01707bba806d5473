# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Purges: whom they are about, and when they would remove too many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    LoginProfile,
    Plan,
    Principal,
    RequestError,
)
from ansible_collections.identity.aws.plugins.module_utils._core.purge import Limit, Purge, case_mismatches
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import user_names

names = st.lists(user_names, max_size=8, unique_by=str.lower)


def plans(number: int) -> list[Plan]:
    return [Plan(Principal(f"u{n}"), LoginProfile(f"u{n}", None, None)) for n in range(number)]


@given(names, st.data())
def test_it_is_about_all_the_others_and_nobody_else(users: list[str], data: st.DataObject) -> None:
    """Fails when a listed or excluded user or the caller is purged, in whatever case, or another is not."""
    some = st.lists(st.sampled_from(users), unique=True) if users else st.just([])
    listed, excluded = data.draw(some), data.draw(some)
    caller = data.draw(st.none() | st.sampled_from(users)) if users else None
    purge = Purge(exclude=tuple(name.swapcase() for name in excluded))
    purged = {
        str(request.principal.user_name)
        for request in purge.requests(users, [name.swapcase() for name in listed], caller)
    }
    assert purged == set(users) - set(listed) - set(excluded) - {caller}


def test_a_pattern_keeps_whom_it_matches() -> None:
    """Fails when a shell pattern is taken for a name."""
    purge = Purge(exclude=("Break-Glass-*", "adm[0-9]"))
    requests = purge.requests(["break-glass-1", "BREAK-GLASS-2", "adm1", "admx", "eve"], [], None)
    assert [request.principal.user_name for request in requests] == ["admx", "eve"]
    assert {request.state for request in requests} == {"absent"}
    assert "not in the roster" in requests[0].absent_because


@pytest.mark.parametrize(
    ("text", "of", "allowed"),
    [("0", 100, 0), ("25", 100, 25), ("40%", 100, 40), ("40%", 4, 1), ("0%", 100, 0), ("100%", 3, 3), (" 7 ", 3, 7)],
)
def test_a_limit_is_a_number_or_a_share(text: str, of: int, allowed: int) -> None:
    """Fails when a limit is read otherwise."""
    assert Limit.from_text(text).of(of) == allowed


@pytest.mark.parametrize("text", ["", "-1", "ten", "10.5", "101%", "10 %", "%", "\u0661"])
def test_another_limit_is_refused(text: str) -> None:
    """Fails when a slip of the pen becomes a limit."""
    with pytest.raises(RequestError) as request_error:
        Limit.from_text(text)
    assert str(request_error.value) == (
        'purge_limit must be a number of users, or 0 to 100 percent of them, as "25" or "40%".'
    )


@pytest.mark.parametrize(
    ("leaving", "of", "limit", "anybody", "refused"),
    [
        (10, 30, None, True, False),
        (11, 30, None, True, True),
        (20, 100, None, True, False),
        (21, 100, None, True, True),
        (1, 30, None, False, True),
        (1, 100, None, False, True),
        (0, 30, None, False, False),
        (3, 30, Limit(3), False, False),
        (4, 30, Limit(3), True, True),
        (30, 30, Limit(0, 100), False, False),
    ],
)
def test_too_many_are_refused(leaving: int, of: int, limit: Limit | None, anybody: bool, refused: bool) -> None:
    """Fails when the default is not 10 or 20 percent, or an empty roster may remove anybody."""
    refusal = Purge(limit=limit).refusal(plans(leaving), of, anybody_stays=anybody)
    assert (refusal is not None) is refused


@pytest.mark.parametrize(
    ("limit", "anybody", "why"),
    [
        (None, True, "and purge_limit allows 10"),
        (Limit(3), False, "and purge_limit allows 3"),
    ],
)
def test_a_refusal_names_the_users_and_what_to_do(limit: Limit | None, anybody: bool, why: str) -> None:
    """Fails when the reader does not learn who would have lost the login profile, or what held the purge back."""
    assert Purge(limit=limit).refusal(plans(12), 12, anybody_stays=anybody) == (
        f"The purge would remove 12 of 12 login profiles, {why}. These users would lose the login profile: u0, u1, "
        "u2, u3, u4, u5, u6, u7, u8, u9, u10, u11. Add users who are to keep it to profiles or purge_exclude, or set "
        'purge_limit to at least "12".'
    )


def test_no_limit_is_advised_for_a_roster_that_may_be_empty_by_mistake() -> None:
    """Fails when the advice, followed literally, removes the login profiles of all users."""
    assert Purge().refusal(plans(2), 2, anybody_stays=False) == (
        "The purge would remove 2 of 2 login profiles, and profiles names no user who keeps one. These users would "
        "lose the login profile: u0, u1. Check the variable. Add users who are to keep it to profiles or "
        "purge_exclude."
    )


def test_another_spelling_of_a_user_s_name_is_told() -> None:
    """Fails when a name of the roster that the account spells otherwise passes for listed and gets no password."""
    assert case_mismatches(["Ana", "ben"], ["Ana", "ben", "new"]) == []
    assert case_mismatches(["Ana", "ben"], ["ana"]) == ["'ana' in profiles is 'Ana' in the account. Correct the name."]
