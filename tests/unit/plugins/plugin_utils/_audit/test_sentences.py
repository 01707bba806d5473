# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parts of sentences."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.plugins.plugin_utils._audit.sentences import counted, listed, subject
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import OWN, own_root, row


@pytest.mark.parametrize(("words", "sentence"), [("", ""), ("a", "a"), ("ab", "a and b"), ("abc", "a, b and c")])
def test_a_list_in_a_sentence(words: str, sentence: str) -> None:
    """Fails when a word is lost, or a comma or "and" is in another place."""
    assert listed(list(words)) == sentence


def test_a_number_has_its_noun() -> None:
    """Fails when one is many, or none is one."""
    assert [counted(number, "day") for number in (0, 1, 2)] == ["0 days", "1 day", "2 days"]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (row(), "IAM user 'ana'"),
        (own_root(), f"the root user of account {OWN}"),
        (own_root(root_account_id=None), "the root user of account (not known)"),
    ],
)
def test_the_subject_of_a_sentence(told: t.Any, sentence: str) -> None:
    """Fails when a user cannot be told from another."""
    assert subject(told) == sentence
    assert subject(told, first=True) == sentence.replace("the root", "The root")
