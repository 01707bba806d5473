# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Purges: the affected users, too many of them, and options that match no user."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.models import Plan, Principal, RequestError, User
from ansible_collections.identity.aws.plugins.module_utils._core.purge import (
    Caller,
    Limit,
    Purge,
    case_mismatches,
    describe_unmatched_bounds,
    has_unmatched_bounds,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import user_names

KEEP = "Add users who must keep it to the roster or to purge_exclude"
ALLOW = "set purge_allow_unmatched: true if there are no such users yet."
CHECK = f"Check the spelling, remove what is not needed, or {ALLOW}"
ANA = "arn:aws:iam::111122223333:user/staff/ana"
ROLE = "arn:aws:sts::111122223333:assumed-role/ops/user/ana"
ROOT = "arn:aws:iam::111122223333:root"
FEDERATED = "arn:aws-us-gov:sts::111122223333:federated-user/ana"
ELSEWHERE = "arn:aws:iam::444455556666:user/ana"


def user(name: str, path: str = "/") -> User:
    return User(name, f"arn:aws:iam::111122223333:user{path}{name}")


EVERYONE = [
    *(user("ana", "/staff/"), user("break-glass-1"), user("glass,break")),
    *(user("robot-7", "/robots/in/hall/"), user("zoe", "/x:y/")),
]


@given(st.lists(user_names, max_size=8, unique_by=str.lower), st.data())
def test_it_affects_all_other_users_and_no_others(users: list[str], data: st.DataObject) -> None:
    """Fails when a listed or excluded user or the caller is purged, in any case, or another is not."""
    some = st.lists(st.sampled_from(users), unique=True) if users else st.just([])
    listed, excluded = data.draw(some), data.draw(some)
    caller = data.draw(st.none() | st.sampled_from(users)) if users else None
    purge = Purge(exclude=tuple(name.swapcase() for name in excluded))
    requests = purge.requests(users, [name.swapcase() for name in listed], caller)
    purged = {str(request.principal.user_name) for request in requests}
    assert purged == set(users) - set(listed) - set(excluded) - {caller}


def test_a_pattern_excludes_the_users_that_it_matches() -> None:
    """Fails when a shell pattern is read as a name, or the request does not have the reason of the purge."""
    purge = Purge(exclude=("Break-Glass-*", "adm[0-9]"))
    requests = purge.requests(["break-glass-1", "BREAK-GLASS-2", "eve", "adm1", "admx"], [], None)
    assert [request.principal.user_name for request in requests] == ["admx", "eve"]
    assert {(request.state, request.absent_because, request.principal_exists) for request in requests} == {
        ("absent", "purge is true, and the user is not in the roster.", True)
    }


@pytest.mark.parametrize(
    ("text", "of", "allowed"),
    [("0", 100, 0), ("25", 100, 25), ("40%", 100, 40), ("40%", 4, 1), ("0%", 100, 0), ("100%", 3, 3), (" 7 ", 3, 7)],
)
def test_a_limit_is_a_number_or_a_percentage(text: str, of: int, allowed: int) -> None:
    """Fails when a limit is parsed as another."""
    assert Limit.from_text(text).of(of) == allowed


@pytest.mark.parametrize("text", ["", "-1", "ten", "10.5", "101%", "10 %", "%", "\u0661"])
def test_another_limit_is_rejected(text: str) -> None:
    """Fails when a typo becomes a limit."""
    with pytest.raises(RequestError) as error:
        Limit.from_text(text)
    assert str(error.value) == 'purge_limit must be a number of users, or 0 to 100 percent of them, as "25" or "40%".'


@pytest.mark.parametrize(
    ("candidates", "of", "limit", "anybody", "end"),
    [
        (10, 30, None, True, None),
        (11, 30, None, True, f', and purge_limit allows 10.|{KEEP}, or set purge_limit to at least "11".'),
        (20, 100, None, True, None),
        (21, 100, None, True, f', and purge_limit allows 20.|{KEEP}, or set purge_limit to at least "21".'),
        # There is no advice on a limit for a roster that may be empty by mistake.
        (1, 30, None, False, f", and the roster has no user who keeps one.|Check the variable. {KEEP}."),
        (1, 100, None, False, f", and the roster has no user who keeps one.|Check the variable. {KEEP}."),
        (0, 30, None, False, None),
        (3, 30, Limit(3), False, None),
        (4, 30, Limit(3), False, f', and purge_limit allows 3.|{KEEP}, or set purge_limit to at least "4".'),
        (30, 30, Limit(0, 100), False, None),
    ],
)
def test_too_many_are_rejected(candidates: int, of: int, limit: Limit | None, anybody: bool, end: str | None) -> None:
    """Fails when the default is not 10 or 20 percent, an empty roster removes a user, or a name is not shown."""
    plans = [Plan(Principal(f"u{n}"), None) for n in range(candidates)]
    why, _bar, advice = (end or "").partition("|")
    names = ", ".join(f"u{n}" for n in range(candidates))
    expected = (
        f"The purge would remove {candidates} of {of} login profiles{why} "
        f"These users would lose the login profile: {names}. {advice}"
    )
    reason = Purge(limit=limit).excess(plans, of, anybody_stays=anybody, has_failures=False)
    assert reason == (expected if end else None)


def test_a_failed_user_is_no_reason_to_raise_the_limit() -> None:
    """Fails when a misspelled name leads to the advice to raise purge_limit, so that the user is purged."""
    plans = [Plan(Principal(f"u{n}"), None) for n in range(11)]
    reason = Purge().excess(plans, 30, anybody_stays=True, has_failures=True)
    assert str(reason).endswith(f"{KEEP}.")


def test_a_name_in_another_case_is_described() -> None:
    """Fails when a name of the roster in another case than the user's counts as listed and gets no password."""
    assert case_mismatches(["Ana", "ben"], ["Ana", "ben", "new"]) == []
    assert case_mismatches(["Ana", "ben"], ["ana"]) == [
        "'ana' in the roster is 'Ana' in the account. Correct the name."
    ]


@pytest.mark.parametrize(
    ("arn", "source", "name"),
    [
        (ANA, None, "ana"),
        ("arn:aws-us-gov:iam::111122223333:user/a,n=a@b", None, "a,n=a@b"),
        ("arn:aws:iam::111122223333:user/x:y/ana", None, "ana"),
        (ROLE, ANA, "ana"),
        *((ROLE, source, None) for source in (None, ELSEWHERE, ROLE, ROOT)),
        *((arn, None, None) for arn in (ROOT, FEDERATED, "")),
        ("no ARN", "", None),
    ],
)
def test_the_user_who_makes_the_requests(arn: str, source: str | None, name: str | None) -> None:
    """Fails when another user is spared, one of another account, or nobody although the ARNs show the user."""
    assert Caller(arn, source).user_name == name


def test_the_root_user_is_not_an_unknown_user() -> None:
    """Fails when a task of the root user, whose password no purge removes, warns about an unknown user."""
    callers = [Caller(ROOT), Caller(ANA), Caller(ROLE, ANA), Caller(ROLE), Caller(FEDERATED)]
    assert [caller.is_unknown_user for caller in callers] == [False, False, False, True, True]


def test_the_warnings_about_the_caller() -> None:
    """Fails when the warning does not name the spared user, or that there is none, and what to do."""
    spared = "The purge does not affect IAM user 'ana', who makes the requests"
    advice = "Add the user to the roster or to purge_exclude."
    assert Caller(ANA).describe_spared_user() == f"{spared}. {advice}"
    assert Caller(ROLE, ANA).describe_spared_user() == f"{spared} by the role '{ROLE}'. {advice}"
    rest = (
        "is not an IAM user of this account, so the purge excludes no user as the caller. If an IAM user of this "
        "account makes these requests through it, add the user to the roster or to purge_exclude."
    )
    assert Caller(ROLE).describe_unknown_user() == f"The caller '{ROLE}' {rest}"
    assert Caller(ROLE, ELSEWHERE).describe_unknown_user() == f"The caller '{ROLE}', assumed by '{ELSEWHERE}', {rest}"


@given(st.lists(user_names, min_size=1, max_size=6), st.data())
def test_each_pattern_without_a_user_is_named(users: list[str], data: st.DataObject) -> None:
    """Fails when a pattern that matches nobody passes, or one that matches is reported."""
    matched = data.draw(st.lists(st.sampled_from(users).map(lambda name: f"{name.swapcase()[:-1]}?"), unique=True))
    # Names have no spaces or colons, and at most 64 characters.
    unmatched = data.draw(st.lists(st.sampled_from(["a b", "*:*", "?" * 65, "{{ user }}"]), unique=True))
    purge = Purge(exclude=(*matched, *unmatched))
    assert has_unmatched_bounds(purge, users) is bool(unmatched)
    sentences = describe_unmatched_bounds(purge, users, [user(name) for name in users])
    assert bool(sentences) is bool(unmatched)
    assert all(f"'{pattern}'" in sentences for pattern in unmatched)


@pytest.mark.parametrize(
    ("patterns", "sentence"),
    [
        (["breakglass-*"], "'breakglass-*'. Similar: break-glass-1. Correct the pattern."),
        (["Brake-Glass-1"], "'Brake-Glass-1'. Similar: break-glass-1. Correct the pattern."),
        (["gl[a-z]ss;break"], "'gl[a-z]ss;break'. Similar: glass,break. Correct the pattern."),
        (["svc-*"], f"'svc-*'. {CHECK}"),
        (["svc-*", "ana", "x y"], f"'svc-*' and 'x y'. {CHECK}"),
        (["svc-*,x-*"], "'svc-*,x-*'. A comma is valid in a name. Give several patterns as a list."),
    ],
)
def test_the_advice_for_a_pattern(patterns: list[str], sentence: str) -> None:
    """Fails when the user who would have been purged is not named, or the advice does not fit or is repeated."""
    found = describe_unmatched_bounds(Purge(tuple(patterns)), [each.user_name for each in EVERYONE], EVERYONE)
    assert found == f"purge_exclude: no user matches {sentence}"


def test_a_pattern_for_users_outside_the_path() -> None:
    """Fails when the advice is about a typo although the user is only out of the scope of the purge."""
    none = "purge_exclude: no user below path_prefix '/staff/' matches"
    assert describe_unmatched_bounds(Purge(("break-*", "anna"), "/staff/"), ["ana"], EVERYONE) == (
        f"{none} 'break-*'. It matches users outside path_prefix: break-glass-1. Remove the pattern, or correct "
        f"path_prefix. {none} 'anna'. Similar: ana. Correct the pattern."
    )


@pytest.mark.parametrize(
    ("path_prefix", "advice"),
    [
        ("/stafff/", "Similar: /staff/. Correct the path."),
        ("/Staff/", "Similar: /staff/. Correct the path."),
        ("/x:yy/", "Similar: /x:y/. Correct the path."),
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


def test_what_needs_no_user_or_has_users_is_matched() -> None:
    """Fails when a purge without limits is rejected in an account without users, or a path with users is."""
    assert not has_unmatched_bounds(Purge(), [])
    assert not has_unmatched_bounds(Purge(path_prefix="/staff/"), ["ana"])
