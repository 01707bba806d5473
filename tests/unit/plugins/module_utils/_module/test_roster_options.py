# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rosters: what an entry leaves to the defaults, and names that are there twice."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._module.options import login_profile_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.roster_options import duplicates, with_defaults

NOTHING: dict[str, t.Any] = dict.fromkeys(login_profile_arguments())
DEFAULTS: dict[str, t.Any] = {
    **{name: option.get("default") for name, option in login_profile_arguments().items()},
    "generate_password": True,
    "pgp_key": "everybody's",
}


@pytest.mark.parametrize(
    ("said", "generate", "pgp_key", "reveal"),
    [
        ({}, True, "everybody's", False),
        ({"pgp_key": "mine"}, True, "mine", None),
        ({"reveal_password": True}, True, None, True),
        ({"password": "given"}, None, None, None),
        ({"password": ""}, None, None, None),
        ({"generate_password": False}, False, None, None),
        ({"state": "absent"}, None, None, None),
        ({"generate_password": True}, True, "everybody's", False),
        ({"generate_password": True, "reveal_password": True}, True, None, True),
    ],
)
def test_what_an_entry_says_itself_puts_the_defaults_of_its_kind_out_of_force(
    said: dict[str, t.Any], generate: bool, pgp_key: str, reveal: bool
) -> None:
    """Fails when an entry with a password is given a generated one, or one is returned in two ways."""
    profile = with_defaults({**NOTHING, **said}, DEFAULTS)
    assert (profile["generate_password"], profile["pgp_key"], profile["reveal_password"]) == (generate, pgp_key, reveal)


def test_false_is_said_and_not_left_out() -> None:
    """Fails when an entry cannot take back a default that is true."""
    profile = {**NOTHING, "password_reset_required": False, "exclude_lookalikes": False}
    merged = with_defaults(profile, {**DEFAULTS, "password_reset_required": True, "exclude_lookalikes": True})
    assert (merged["password_reset_required"], merged["exclude_lookalikes"]) == (False, False)


def test_who_is_absent_by_default_is_given_no_password() -> None:
    """Fails when a roster of leavers is refused, or nobody of it can say that he stays."""
    purge_candidates = {**DEFAULTS, "state": "absent"}
    assert with_defaults(NOTHING, purge_candidates)["generate_password"] is None
    assert with_defaults({**NOTHING, "state": "present"}, purge_candidates)["generate_password"] is True


def test_a_password_is_never_a_default() -> None:
    """Fails when two users could get the same password by one option."""
    assert with_defaults(NOTHING, DEFAULTS)["password"] is None


def test_names_that_are_there_twice_are_told_with_their_spellings() -> None:
    """Fails when a duplicate passes, or the sentence does not say which names."""
    assert duplicates(["ana", "ben"]) == []
    (twice, case) = duplicates(["ana", "ben", "Chloe", "ana", "chloe"])
    assert "'ana' is in profiles 2 times" in twice
    assert "'Chloe' and 'chloe' in profiles differ only in case" in case
