# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that limit a purge and match no user: they are found, and the message has what was probably meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.models import User
from ansible_collections.identity.aws.plugins.module_utils._core.purge import Purge
from ansible_collections.identity.aws.plugins.module_utils._core.purge_bounds import (
    describe_unmatched_bounds,
    has_unmatched_bounds,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import user_names

ALLOW = "set purge_allow_unmatched: true if there are no such users yet."
CHECK = f"Check the spelling, remove what is not needed, or {ALLOW}"


def user(name: str, path: str = "/") -> User:
    return User(name, f"arn:aws:iam::111122223333:user{path}{name}")


EVERYONE = [user("ana", "/staff/"), user("break-glass-1"), user("glass,break"), user("robot-7", "/robots/in/hall/")]


@given(st.lists(user_names, min_size=1, max_size=6), st.data())
def test_each_pattern_without_a_user_is_named(users: list[str], data: st.DataObject) -> None:
    """Fails when a pattern that matches nobody passes, or one that matches is reported."""
    matched = data.draw(st.lists(st.sampled_from(users).map(lambda name: f"{name.swapcase()[:-1]}?"), unique=True))
    # No name has a blank or a colon, and none is longer than 64 characters.
    unmatched = data.draw(st.lists(st.sampled_from(["a b", "*:*", "?" * 65, "{{ user }}"]), unique=True))
    purge = Purge(exclude=(*matched, *unmatched))
    assert has_unmatched_bounds(purge, users) is bool(unmatched)
    sentences = describe_unmatched_bounds(purge, users, [user(name) for name in users])
    assert bool(sentences) is bool(unmatched)
    assert all(f"'{pattern}'" in sentences for pattern in unmatched)


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("breakglass-*", "purge_exclude: no user matches 'breakglass-*'. Similar: break-glass-1. Correct the pattern."),
        ("Brake-Glass-1", "no user matches 'Brake-Glass-1'. Similar: break-glass-1. Correct the pattern."),
        ("gl[a-z]ss;break", "no user matches 'gl[a-z]ss;break'. Similar: glass,break. Correct the pattern."),
        ("svc-*", f"purge_exclude: no user matches 'svc-*'. {CHECK}"),
        ("svc-*,x-*", "no user matches 'svc-*,x-*'. A comma is part of a name. Give several patterns as a list."),
    ],
)
def test_what_was_probably_meant_by_a_pattern(pattern: str, sentence: str) -> None:
    """Fails when the user who would have been purged is not named, or the advice does not fit."""
    found = describe_unmatched_bounds(Purge((pattern,)), [each.user_name for each in EVERYONE], EVERYONE)
    assert found.endswith(sentence)


def test_patterns_without_similar_users_share_a_sentence() -> None:
    """Fails when the same advice is given for each pattern, or a pattern that matches is among them."""
    found = describe_unmatched_bounds(Purge(("svc-*", "ana", "x y")), ["ana"], EVERYONE)
    assert found == f"purge_exclude: no user matches 'svc-*' and 'x y'. {CHECK}"


def test_a_pattern_for_users_outside_the_path() -> None:
    """Fails when the reader looks for a typo where the user is only out of reach of the purge."""
    purge = Purge(("break-*", "anna"), "/staff/")
    assert describe_unmatched_bounds(purge, ["ana"], EVERYONE) == (
        "purge_exclude: no user below path_prefix '/staff/' matches 'break-*'. It matches users outside path_prefix: "
        "break-glass-1. Remove the pattern, or correct path_prefix. purge_exclude: no user below path_prefix '/staff/' "
        "matches 'anna'. Similar: ana. Correct the pattern."
    )


@pytest.mark.parametrize(
    ("path_prefix", "advice"),
    [
        ("/stafff/", "Similar: /staff/. Correct the path."),
        ("/Staff/", "Similar: /staff/. Correct the path."),
        ("/robots/inn/", "Similar: /robots/in/, /robots/, /robots/in/hall/. Correct the path."),
        ("/quite/another/", f"Check the spelling, or {ALLOW}"),
    ],
)
def test_a_path_without_users(path_prefix: str, advice: str) -> None:
    """Fails when a path that limits a purge to nobody passes, or the advice is to remove it, which widens the purge."""
    purge = Purge(("ana",), path_prefix)
    assert has_unmatched_bounds(purge, [])
    assert describe_unmatched_bounds(purge, [], EVERYONE) == (
        f"path_prefix: no user is below '{path_prefix}'; paths are case-sensitive. {advice}"
    )


def test_an_account_without_users_has_nothing_to_limit() -> None:
    """Fails when a purge without limits is rejected where nobody is, or a path that has users is."""
    assert not has_unmatched_bounds(Purge(), [])
    assert not has_unmatched_bounds(Purge(path_prefix="/staff/"), ["ana"])
