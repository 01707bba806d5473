# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The formats of names and passwords."""

from __future__ import annotations

import pytest
from hypothesis import given

from ansible_collections.identity.aws.plugins.module_utils._core.validation import (
    password_problem,
    pgp_key_problem,
    region_problem,
    stop_after_problem,
    untypeable_characters,
    user_name_problem,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import passwords, user_names

UNSENDABLE = (
    "password has a character that the IAM API does not accept. Valid characters are tab, line feed, carriage "
    "return and U+0020 to U+00FF."
)


@given(user_names, passwords)
def test_what_matches_the_patterns_of_the_api_is_accepted(name: str, password: str) -> None:
    """Fails when a rule is stricter than AWS's."""
    assert (user_name_problem(name), password_problem(password)) == (None, None)


CORRECT, ALONE = "Correct the name.", "Give the name alone, without its path or ARN."
OTHER_NAMES = ("", "a" * 65, "al ice", "\u00e9lodie", "alice\n", "\nalice", "\uff21lice", "alice\u0000", "\u0663")
PATHS = ("alice/bob", "/colleagues/alice", "arn:aws:iam::111122223333:user/alice")


@pytest.mark.parametrize(
    ("name", "remedy"), [*((name, CORRECT) for name in OTHER_NAMES), *((path, ALONE) for path in PATHS)]
)
def test_an_invalid_name_is_rejected_without_repeating_it(name: str, remedy: str) -> None:
    """Fails when re.ASCII or fullmatch is missing, a length is not checked, or the value is in the sentence."""
    assert user_name_problem(name) == (
        r"user_name must have 1 to 64 characters out of A-Z, a-z, 0-9 and _+=,.@- (rule [\w+=,.@-]+ of the IAM API). "
        f"{remedy}"
    )


@pytest.mark.parametrize("password", ["\t", "\n", "\r", " ", "{{ x }}", "é", "ÿ", "\u007f", "\u0085", "a" * 128])
def test_the_edges_of_the_pattern_are_accepted(password: str) -> None:
    """Fails when tab, line feed, carriage return, a Latin-1 control character or the 128th character is rejected."""
    assert password_problem(password) is None


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "password is empty. Give 1 to 128 characters, or omit the option."),
        ("a" * 129, "password is longer than the 128 characters that the IAM API accepts. Give a shorter one."),
        *((f"pass{wrong}word", UNSENDABLE) for wrong in "\u0000\u0100\u000b\U0001f600"),
    ],
)
def test_an_invalid_password_is_rejected_without_repeating_it(password: str, sentence: str) -> None:
    """Fails when a rule is not applied, the wrong one is named, or the password is in the sentence."""
    assert password_problem(password) == sentence


@pytest.mark.parametrize(
    ("password", "listed"),
    [
        ("Passw0rd-1", []),
        ("Correct horse 1", []),
        ("Corr\u00e9ct\u00a0horse 1", []),
        ("Passw0rd-1\n", ["a line feed at the end"]),
        ("Passw0rd-1\r\n", ["a line feed at the end"]),
        ("\tPassw0rd-1 ", ["a tab at the beginning", "a space at the end"]),
        ("\u00a0Passw0rd-1\u00ad", ["a no-break space at the beginning", "a soft hyphen at the end"]),
        *((f"Passw0rd-1{end}", ["a control character at the end"]) for end in "\u0085\u2028\u2029\u200b"),
        ("Passw0rd\n1", ["a line break or another control character inside"]),
        ("\r", ["a carriage return at the beginning", "a carriage return at the end"]),
        ("", []),
    ],
)
def test_what_the_user_can_hardly_type_is_listed(password: str, listed: list[str]) -> None:
    """Fails when an invisible character at an end, or a line break, is missed, or a visible one is listed."""
    assert untypeable_characters(password) == listed


def test_a_second_is_the_shortest_time_to_stop_after() -> None:
    """Fails when the shortest time is rejected, or a shorter one accepted."""
    assert [stop_after_problem(seconds) is None for seconds in (None, 1, 0)] == [True, True, False]


GIVE = (
    ". Give the key itself, from a file on the controller: pgp_key: \"{{ lookup('ansible.builtin.file', 'PATH') }}\"."
)
COMPARE = " Download the key, and compare its fingerprint with that of its owner."


KEY_PATHS = ("keys/erin.asc", "erin.gpg", "~/erin", "/keys/erin", "../k", "b.c\n")


@pytest.mark.parametrize(
    ("value", "looks"),
    [
        *((path, f"the path of a file{GIVE}") for path in KEY_PATHS),
        ("keybase:erin", f"a name at Keybase{GIVE}{COMPARE}"),
    ],
)
def test_a_path_in_place_of_a_key_gets_the_line_to_write(value: str, looks: str) -> None:
    """Fails when the sentence does not show how to read a file, or repeats a possible secret key."""
    assert pgp_key_problem(value) == f"pgp_key looks like {looks}"


@pytest.mark.parametrize(
    "value", ["", "none", "erin@example.com", "0xDEADBEEF", "! a.b", "-----BEGIN PGP ...", "/" * 200, "a.b\nc.d"]
)
def test_the_parser_decides_about_possible_keys(value: str) -> None:
    """Fails when a base64 string that begins with a slash, or an armoured key, is taken for a path."""
    assert pgp_key_problem(value) is None


REGIONS = ("us-east-1", "ap-southeast-5", "mx-central-1", "us-gov-west-1", "us-isob-west-1", "eusc-de-east-1")
NO_REGIONS = ("", "us-east-1a", "US-EAST-1", "us-east", "aws-global", "us_east_1", "us-east-1\n", "us-east-\u0663", "x")
NO_REGION = (
    "The value is not the code of a region, such as us-east-1 (without the letter of an availability zone). Correct it."
)


def test_a_region_is_validated_by_its_format() -> None:
    """Fails when a code of any partition is rejected, or a name, an availability zone or a space is accepted."""
    assert [region for region in REGIONS if region_problem(region) is not None] == []
    assert {region_problem(region) for region in NO_REGIONS} == {NO_REGION}
