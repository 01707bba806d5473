# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What comes from a playbook is looked at before it is believed: taken, or refused in a sentence."""

from __future__ import annotations

import copy
import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.validation import account_id_problem, user_name_problem
from ansible_collections.identity.aws.plugins.plugin_utils._audit.accounts import to_account
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    Json,
    access,
    ago,
    audit,
    entry,
    found,
    member_root,
    members,
    row,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import json_like, many

NO_LIST = "The input must be a list of accounts, each a dictionary with name and access."
NO_RESULT = "The input must be what identity.aws.iam_login_profile_info returned, or its users."
NO_RESULT_OF = "so it is not a result of identity.aws.iam_login_profile_info."
WHOLE = entry(
    row(reset=True, created=ago(400), password_last_changed=ago(99), password_last_used=None),
    row("ben", mfa_active=False),
    roots=members(member_root(password=True)),
)


def answer(told: t.Any, **options: t.Any) -> Json | None:
    """Return the report, or None where the input is refused in a sentence. Raises what is neither."""
    try:
        return audit(*told, **options)
    except RequestError as request_error:
        sentence = str(request_error)
    # What a failed task said is added as it is.
    assert sentence.endswith(".") or " It says: " in sentence
    return None


def places(value: t.Any, before: tuple[t.Any, ...] = ()) -> t.Iterator[tuple[t.Any, ...]]:
    """Return where something is in a value: keys and numbers, from the outside in."""
    yield before
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*before, key))


def with_value(place: tuple[t.Any, ...], value: t.Any) -> t.Any:
    """Return WHOLE with another value in one place."""
    *outer, last = ("entry", *place)
    changed: t.Any = {"entry": copy.deepcopy(WHOLE)}
    within = changed
    for key in outer:
        within = within[key]
    within[last] = value
    return changed["entry"]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ([], "There is no account to report on."),
        ([None], NO_LIST),
        ([[]], NO_LIST),
        ([{}], "Account 0 has neither access nor a msg with the reason why it could not be read."),
        (
            [entry(), {"access": None, "msg": ""}],
            "Account 1 has neither access nor a msg with the reason why it could not be read.",
        ),
        ([{**entry(), "x": 1, "users": []}], "Account 0 has no users, x. It has: access, msg, name, roots, roster."),
        ([{**entry(), "roots": []}], NO_RESULT),
        ([{**entry(), "roots": "x"}], NO_RESULT),
        ([entry(roots=members(left_out_accounts=[5]))], "left_out_accounts must be a list of dictionaries."),
        (
            [entry(roots={"root_users": [], "left_out_accounts": 5})],
            "left_out_accounts must be a list of dictionaries.",
        ),
        ([{"access": {"msg": "Denied."}}], f"The input has no users, {NO_RESULT_OF} It says: Denied."),
        ([{"access": {"users": None}}], f"The input has no users, {NO_RESULT_OF}"),
        ([{"access": {"users": [], "root_users": {}}}], f"The input has no root_users, {NO_RESULT_OF}"),
        ([{"access": [None]}], "users[0] is not a row of identity.aws.iam_login_profile_info."),
        ([{"access": [row(), {"user_name": "ben"}]}], "users[1] is not a row of identity.aws.iam_login_profile_info."),
        ([{"access": [{**row(), "user_name": None}]}], "users[0].user_name must be a string."),
        ([entry(account_password_policy=[])], "account_password_policy must be a dictionary."),
        (
            [entry(account_password_policy={"require_symbols": "yes"})],
            "account_password_policy.require_symbols must be true, false or null.",
        ),
        (
            [entry(account_password_policy={"hard_expiry": float("nan")})],
            "account_password_policy.hard_expiry must be true, false or null.",
        ),
        (
            [entry(roster=["ana", "b\x1b'{{ c }}"])],
            f"Entry 1 of the roster (b\\x1b'{{{{ c }}}}): {user_name_problem('b c')}",
        ),
        (
            [{**entry(), "roster": [{"root_account_id": "1"}]}],
            f"Entry 0 of the roster (1): {account_id_problem('1')}",
        ),
    ],
)
def test_what_is_no_list_of_accounts_is_refused(told: list[t.Any], sentence: str) -> None:
    """Fails when an account is left out of the report without a word."""
    with pytest.raises(RequestError) as request_error:
        audit(*told)
    assert str(request_error.value) == sentence


@given(st.lists(json_like, max_size=2), json_like)
@many
def test_whatever_it_is_handed_it_answers_in_a_sentence(told: list[t.Any], accepted: t.Any) -> None:
    """Fails when an input is a traceback."""
    json.dumps(answer(told, accepted=accepted))


# The name of an account is made a text by the action.
@given(st.sampled_from([place for place in places(WHOLE) if place not in {(), ("name",)}]), json_like)
@many
def test_one_value_that_makes_no_sense_is_answered_in_a_sentence(place: tuple[t.Any, ...], value: t.Any) -> None:
    """Fails when a row that somebody made by hand, or another version of the module, is a traceback."""
    json.dumps(answer([with_value(place, value)]))


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        (("access", "users", 0, "root_account_id"), ["a"], "users[0].root_account_id must be a string, or null"),
        (("access", "users", 1, "login_profile"), "x", "users[1].login_profile must be a dictionary, or null"),
        (("access", "users", 0, "login_profile"), [1], "users[0].login_profile must be a dictionary, or null"),
        (("access", "users", 0, "password_enabled"), {}, "users[0].password_enabled must be true or false, or null"),
        (("access", "users", 0, "mfa_active"), [], "users[0].mfa_active must be true or false, or null"),
        (
            ("roots", "root_users", 0, "root_account_id"),
            {"a": 1},
            "root_users[0].root_account_id must be a string, or null",
        ),
    ],
)
def test_a_value_of_another_type_is_refused(place: tuple[t.Any, ...], value: t.Any, sentence: str) -> None:
    """Fails when it is a traceback, or is computed with; or the sentence does not say where it is."""
    with pytest.raises(RequestError) as request_error:
        audit(with_value(place, value))
    assert str(request_error.value) == f"{sentence} where it is not known."


def test_a_policy_of_another_form_is_refused() -> None:
    """Fails when the policy in AWS's own names passes for one that asks for nothing."""
    with pytest.raises(RequestError, match=r"^account_password_policy has no MinimumPasswordLength\. It has: "):
        audit(entry(account_password_policy={"MinimumPasswordLength": 14}))


@pytest.mark.parametrize("name", ["minimum_password_length", "password_reuse_prevention", "max_password_age"])
@pytest.mark.parametrize("value", ["14", [24], True, -1, 1096, 10**12])
def test_a_number_of_a_policy_that_is_none_is_refused(name: str, value: t.Any) -> None:
    """Fails when it is a traceback, or is computed with; or the sentence does not say which it is."""
    with pytest.raises(RequestError) as request_error:
        audit(with_value(("access", "account_password_policy", name), value))
    assert str(request_error.value) == f"account_password_policy.{name} must be a whole number from 0 to 1095, or null."
    for edge in (0, 1095, None):
        audit(with_value(("access", "account_password_policy", name), edge))


@pytest.mark.parametrize("column", ["password_enabled", "mfa_active"])
@pytest.mark.parametrize("value", ["true", "False", "yes", 2, ""])
def test_a_flag_that_is_none_is_refused(column: str, value: t.Any) -> None:
    """Fails when a user with password_enabled: "true" is neither with nor without nor unknown, and nobody looks."""
    with pytest.raises(RequestError, match=column):
        audit(entry(row(**{column: value})))


@pytest.mark.parametrize("option", ["max_password_age_days", "report_max_age_hours"])
def test_a_number_without_end_is_answered_in_a_sentence(option: str) -> None:
    """Fails when a number that no date can be moved by is a traceback."""
    answer([entry()], **{option: 10**15})


def test_no_rows_are_dropped() -> None:
    """Fails when two results about member accounts are given, and the passwords in the first are gone."""
    roots = members(member_root("777788889999"))
    document = audit({"access": members(member_root(password=True)), "roots": roots})
    assert found(document, "root_password_in_member_account")


@pytest.mark.parametrize(("access_says", "roots_say"), [("One.", None), (None, "Two."), ("One.", "Two.")])
def test_what_could_not_be_read_is_in_the_account(access_says: str | None, roots_say: str | None) -> None:
    """Fails when the message of one of the two results is lost."""
    told = to_account({**access(), "msg": access_says}, roots={**members(), "msg": roots_say})
    assert told.msg == " ".join(each for each in (access_says, roots_say) if each)
    assert told.was_read
