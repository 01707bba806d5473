# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The search for secrets in a result: it finds what a search for each of them would, in linear time."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._module.masking import MASK, SHORTEST, Masking, SecretSearch

# With two characters, so that they overlap.
letters = st.text("a1", max_size=12)
strings_ = st.lists(letters, max_size=4).map("c".join)


@given(st.sets(letters, max_size=5), st.lists(strings_, max_size=4))
def test_it_finds_what_a_search_for_each_secret_finds(secrets: set[str], strings: list[str]) -> None:
    """Fails when a secret of a result is not found or not masked, or another string is."""
    long = {secret for secret in secrets if len(secret) >= SHORTEST and {*secret} == {"a", "1"}}
    result = {"a": strings, "b": {"c": [*strings, 1, None, True]}}
    masked, found = SecretSearch(secrets, []).masked(result)
    assert found is any(secret in text for secret in long for text in strings)
    assert not [secret for secret in long if secret in json.dumps(masked)]
    assert masked["b"] == {"c": [*masked["a"], 1, None, True]}
    for before, after in zip(strings, masked["a"], strict=True):
        spans = {
            i + k for each in long for i in range(len(before)) if before.startswith(each, i) for k in range(len(each))
        }
        shown = "".join(letter if i not in spans else "*" for i, letter in enumerate(before))
        assert re.sub(r"\*+", "*", after) == re.sub(r"\*+", "*", shown)


def test_what_is_masked() -> None:
    """Fails when overlapping secrets leave a part of one, or the masks show how many secrets there are."""
    search = SecretSearch(["abc1ef", "1efg2i", "g2i-jkl"], [])
    assert search.masked(["x abc1efg2i y", "abc1ef1efg2i", "abc1ef abc1ef"]) == (
        [f"x {MASK} y", MASK, f"{MASK} {MASK}"],
        True,
    )


def test_what_is_no_secret() -> None:
    """Fails when a user name that is also a password is masked, or an encrypted message is damaged."""
    common = ["alice-1", "sho1", "2026-11-28", "Valida", "*" * 6]
    search = SecretSearch(["Canary-1", "Kan\xe4ri", *common], {"profiles": [{"user_name": "alice-1"}]})
    result = {
        "Canary-1": "alice-1",
        "encrypted_password": [
            "-----BEGIN PGP MESSAGE-----\n\nCanary-1",
            "-----BEGIN AGE ENCRYPTED FILE-----\nCanary-1",
        ],
        "reason": "sho1 2026-11-28",
        "code": "ValidationError",
        "stars": "*" * 8,
    }
    assert search.masked(result) == (result, False)
    assert search.finds("Canary-1")
    assert search.finds("Kan\xe4ri")


@pytest.mark.parametrize("known", ["a", " a ", 'a"b', "é"])
def test_what_ansible_would_mask(known: str) -> None:
    """Fails when a string is returned that Ansible masks: 2.22 also strips secrets, and masks their JSON encoding."""
    masking = Masking(["Canary-1"], [], ["", "  ", known])
    assert masking.would_mask(f"x{known}x")
    assert masking.would_mask(f"x{known.strip()}x")
    assert masking.would_mask(json.dumps(f"x{known.strip()}x"))
    assert masking.would_mask("Canary-1")
    assert not masking.would_mask("xyz")
