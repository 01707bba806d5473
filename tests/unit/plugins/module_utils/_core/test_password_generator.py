# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Generated passwords are acceptable, and all acceptable ones are equally likely."""

from __future__ import annotations

import collections
import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core import password_generator
from ansible_collections.identity.aws.plugins.module_utils._core.password_generator import (
    LOOKALIKES,
    PasswordSpec,
    generate,
)
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import (
    CHARACTER_CLASSES,
    PasswordPolicy,
    violations,
)
from ansible_collections.identity.aws.plugins.module_utils._core.validation import password_problem
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import policies


@given(policies, st.integers(6, 128), st.booleans(), st.integers())
def test_a_generated_password_is_acceptable(policy: PasswordPolicy, length: int, without: bool, seed: int) -> None:
    """Fails when a policy is violated, a class is missing, or the length or a character is not as requested."""
    password = generate(PasswordSpec(length, without), policy, random.Random(seed).choice)
    assert len(password) == max(length, policy.minimum_length)
    assert violations(password, policy) == []
    assert password_problem(password) is None
    assert all(set(characters) & set(password) for characters in CHARACTER_CLASSES.values())
    assert set(password) <= set("".join(CHARACTER_CLASSES.values()))
    assert not without or not set(LOOKALIKES) & set(password)


def chi_square_is_plausible(current: collections.Counter[str], expected: dict[str, float]) -> bool:
    """Compare counts with the expected ones, at five standard deviations of the chi-square distribution."""
    statistic = sum((current[key] - count) ** 2 / count for key, count in expected.items())
    freedom = len(expected) - 1
    return abs(statistic - freedom) < 5 * math.sqrt(2 * freedom)


def test_no_character_is_listed_twice() -> None:
    """Fails when a character is more likely than another of its class, or belongs to two classes."""
    characters = "".join(CHARACTER_CLASSES.values())
    assert len(set(characters)) == len(characters)


def test_every_acceptable_password_is_equally_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a position or a class is favoured, as by appending one of each class and shuffling.

    With two characters a class and six places all 99,840 acceptable passwords can be counted. They are grouped by the
    classes of their characters, and by the first character.
    """
    tiny = {"upper": "AB", "lower": "ab", "digit": "12", "symbol": "!?"}
    monkeypatch.setattr(password_generator, "CHARACTER_CLASSES", tiny)
    class_of = {character: name for name, characters in tiny.items() for character in characters}
    policy = PasswordPolicy(minimum_length=6)
    chooser = random.Random(20261122)
    drawn = [generate(PasswordSpec(6), policy, chooser.choice) for dummy in range(20_000)]

    shapes = [shape for shape in itertools.product(tiny, repeat=6) if len(set(shape)) == 4]
    by_shape = collections.Counter(" ".join(class_of[c] for c in password) for password in drawn)
    assert chi_square_is_plausible(by_shape, {" ".join(shape): len(drawn) / len(shapes) for shape in shapes})
    for place in range(6):
        by_character = collections.Counter(password[place] for password in drawn)
        assert chi_square_is_plausible(by_character, dict.fromkeys("ABab12!?", len(drawn) / 8))
