# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The texts of this project use standard words."""

from __future__ import annotations

import re

import pytest

from ansible_collections.identity.aws.tests.unit.architecture import plain_words

# A sentence for each entry of WORDS, in their order.
SENTENCES = (
    "The report says which users have a password.",
    "The task believes the reply.",
    "The purge looks at all users.",
    "The module finds out the account.",
    "A task that mends it.",
    "The password keeps the account password policy.",
    "The purge was held back.",
    "The roster is the whole truth.",
    "Is that a slip.",
    "Anything but a text.",
    "The task is changed.",
    "AWS makes it anew.",
    "Do it by hand.",
    "Users whom the purge removes.",
    "Then leave the option away.",
    "Leave it out.",
    "That is the business of IAM.",
    "The names by what became of them.",
    "Two threads side by side.",
    "An error that can be foreseen.",
    "AWS refused the password.",
    "A write in doubt.",
    "A remedy of the finding.",
    "The user is gone.",
    "Lest it fails.",
    "It is no user that the purge removes.",
    "Of those users it lists only two.",
    "Nobody knows it.",
    "The patience of the waiter.",
)


def test_texts_use_standard_words() -> None:
    """Fails when a text has a word or construction of plain_words.py. The message has what to write instead."""
    assert plain_words.paths().count("README.md") == 1
    hits = [str(hit) for path in plain_words.paths() for hit in plain_words.hits_in(path)]
    assert not hits, "\n".join(hits)


def test_a_word_is_found_in_each_kind_of_text() -> None:
    """Fails when a regular expression does not find its word, also where a line break is in its phrase."""
    assert len(SENTENCES) == len(plain_words.WORDS)
    for sentence, instead in zip(SENTENCES, plain_words.WORDS.values(), strict=True):
        wrapped = sentence.replace(" ", "\n# ")
        for path, source in (
            ("README.md", f"Heading\n\n{sentence}\n"),
            ("docs/docsite/rst/guide.rst", sentence.replace(" ", "\n")),
            ("roles/role/tasks/main.yml", f"- name: {sentence}\n"),
            ("plugins/modules/one.py", f'DOCUMENTATION = r"""\n{sentence}\n"""\n'),
            ("plugins/modules/two.py", f'raise RequestError(f"{sentence} {{name}}")\n'),
            ("tests/three.py", f'def test():\n    """{sentence}"""\n'),
            ("tests/four.py", f"# {wrapped}\nname = 1\n"),
        ):
            assert [hit.instead for hit in plain_words.hits_of(path, source)] == [instead], (path, source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("docs/guide.rst", "The key ``refused``, and :ref:`a link <left_out_accounts>`.\n"),
        ("README.md", "See `told` and [the guide](https://example.com/whom).\n"),
        ("roles/a/tasks/main.yml", '- assert:\n    that: drift is changed\n    msg: "{{ gone }}"\n'),
        ("plugins/modules/one.py", 'DOCUMENTATION = """V(refused) and C(gone), as plain text."""\n'),
        ("plugins/modules/two.py", "gone = 1  # in_doubt\n"),
        ("tests/three.py", 'told = "who says that?"\n'),
    ],
)
def test_code_is_no_prose(path: str, source: str) -> None:
    """Fails when a name in code, a link target or the data of a test is a hit."""
    assert list(plain_words.hits_of(path, source)) == []


def test_a_question_is_found() -> None:
    """Fails when a message or a heading may be a question."""
    source = 'raise RequestError("No user matches. Is that a typo?")\n'
    assert [hit.phrase for hit in plain_words.hits_of("plugins/modules/one.py", source)] == ["?"]


def test_each_allowed_place_is_used() -> None:
    """Fails when an exception is no longer needed."""
    lines = [
        (path, line) for path in plain_words.paths() for line in (plain_words.ROOT / path).read_text().splitlines()
    ]
    for prefix, pattern, reason in plain_words.ALLOWED:
        assert any(path.startswith(prefix) and re.search(pattern, line) for path, line in lines), reason
