# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values from a playbook: accepted, or rejected with a sentence that has the place of the mistake."""

from __future__ import annotations

import copy
import json
import math
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import POLICY_KEYS
from ansible_collections.identity.aws.plugins.module_utils._core.valid_until import valid_until_problem
from ansible_collections.identity.aws.plugins.module_utils._core.validation import account_id_problem, user_name_problem
from ansible_collections.identity.aws.plugins.plugin_utils._audit.parsing import to_account, to_accounts, to_roster
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    OWN,
    access,
    ago,
    audit,
    entry,
    member_root,
    members,
    row,
    session,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import json_like, many

NO_LIST = "The input must be a list of accounts, each a dictionary with name and access."
NO_RESULT = "The input must be what identity.aws.iam_login_profile_info returned, or its users."
HAS_NO = "The input has no {}, so it is not a result of identity.aws.iam_login_profile_info."
NO_ROW = "users[{}] is not a row of identity.aws.iam_login_profile_info."
NOTHING = "Account {} has neither access nor a msg with the reason why it could not be read."
NO_KEY = "Account 0 has unknown keys: users, x. Valid keys: access, msg, name, roots, roster."
NO_LEFT_OUT = "left_out_accounts must be a list of dictionaries."
NO_JSON = "accounts[0].{} is a string that is not JSON. Pass the registered result."
NO_ROSTER = (
    "The roster must be a list of dictionaries, as the profiles of iam_login_profile_roster are, or of names of "
    "IAM users, as its user_names are."
)
NOBODY = "Entry 0 of the roster has neither user_name nor root_account_id. Give one of them."
EMPTY = "Entry 0 of the roster: {} was given, but is {}. Correct the variable{}."
NO_NAME = user_name_problem("b c")
NO_END = f"Entry 0 of the roster (ana): {valid_until_problem('')}"
NO_STATE = " must have the state present or absent."
WHOLE = entry(
    row(
        reset=True,
        created=ago(400),
        password_last_changed=ago(99),
        password_last_used=None,
        sessions=[session(), session(2)],
    ),
    row("ben", mfa_active=False),
    roots=members(member_root(password=True)),
)
ACCESS, USER, ROOT = ("access",), ("access", "users", 0), ("roots", "root_users", 0)
SESSION, OF_A_SESSION = (*USER, "sessions", 1), ("client_type", "client_id", "status")
POLICY, PROFILE = ("access", "account_password_policy"), (*USER, "login_profile")
NO_TIMES: list[t.Any] = ["no_information", "", "2026-13-01", 20261008, True, [], {}]
NO_ROSTERS: list[t.Any] = [{}, "ana", [["ana"]], [None], 5]
NO_NUMBERS: list[t.Any] = ["14", [24], True, -1, 1096, 10**12]
NO_TIME = "{} must be a date and time in ISO 8601, such as 2026-11-22T09:30:00+00:00."
OR_NULL = "{} must be {}, or null where it is not known."
NO_SESSION = "users[0].sessions[1].{} must be a string{}."
IF_KNOWN = ", or null where it is not known"
NO_LIMIT = "users[0].login_profile.max_signin_session_duration must be a whole number from 1 to 7776000, or null."
NO_FEATURES = "organization_features must be a list of strings, or null where it is not known."
NO_FLAG = "account_password_policy.{} must be true, false or null."
NO_NUMBER = "account_password_policy.{} must be a whole number from 0 to 1095, or null."
NO_RULE = (
    f"account_password_policy has unknown keys: MinimumPasswordLength, x. Valid keys: {', '.join(sorted(POLICY_KEYS))}."
)


def answer(audited: t.Any, **options: t.Any) -> str | None:
    """Return the sentence with which the input is rejected, or None. Raises any other exception."""
    try:
        json.dumps(audit(*audited, **options))
    except RequestError as request_error:
        return str(request_error)
    return None


def places(value: t.Any, before: tuple[t.Any, ...] = ()) -> t.Iterator[tuple[t.Any, ...]]:
    """Return the place of each value in a value: keys and numbers, from the outside in."""
    yield before
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*before, key))


def with_value(place: tuple[t.Any, ...], value: t.Any) -> t.Any:
    """Return WHOLE with another value in one place."""
    *outer, last = place
    changed: t.Any = copy.deepcopy(WHOLE)
    within = changed
    for key in outer:
        within = within[key]
    within[last] = value
    return changed


@pytest.mark.parametrize(
    ("audited", "sentence"),
    [
        ([], "The input has no accounts. Give at least one."),
        ([None], NO_LIST),
        ([[]], NO_LIST),
        ([{}], NOTHING.format(0)),
        ([entry(), {"access": None, "msg": ""}], NOTHING.format(1)),
        ([{**entry(), "x": 1, "users": []}], NO_KEY),
        ([{**entry(), "roots": []}], NO_RESULT),
        ([{**entry(), "roots": "x"}], NO_JSON.format("roots")),
        ([{"access": "[" * 100_000}], NO_JSON.format("access")),
        ([{"access": "5"}], NO_RESULT),
        ([entry(roots=members(left_out_accounts=[5]))], NO_LEFT_OUT),
        ([entry(roots={"root_users": [], "left_out_accounts": 5})], NO_LEFT_OUT),
        ([{"access": {"users": [], "left_out_accounts": ["x"]}}], NO_LEFT_OUT),
        ([{"access": {"msg": "Denied."}}], f"{HAS_NO.format('users')} Its message: Denied."),
        ([{"access": {"users": None}}], HAS_NO.format("users")),
        ([{"access": {"users": [], "root_users": {}}}], HAS_NO.format("root_users")),
        ([{"access": [None]}], NO_ROW.format(0)),
        ([{"access": [row(), {"user_name": "ben"}]}], NO_ROW.format(1)),
    ],
)
def test_what_is_no_list_of_accounts_is_rejected(audited: list[t.Any], sentence: str) -> None:
    """Fails when an account is silently missing from the report."""
    assert answer(audited) == sentence


def test_results_may_be_json() -> None:
    """Fails when a result as a JSON string is reported on otherwise than the result itself."""
    whole: list[t.Any] = [entry(roots=members())]
    strings = [{**each, "access": json.dumps(each["access"]), "roots": json.dumps(each["roots"])} for each in whole]
    assert to_accounts(strings) == to_accounts(whole)


def columns(must_be: str, **values: list[t.Any]) -> t.Iterator[tuple[t.Any, t.Any, str]]:
    """Return the place of each column of a user, its wrong values, and the sentence about them."""
    for name, wrong in values.items():
        yield (*USER, name), wrong, OR_NULL.format(f"users[0].{name}", must_be)


@pytest.mark.parametrize(
    ("place", "values", "sentence"),
    [
        ((*USER, "user_name"), [None], "users[0].user_name must be a string."),
        *columns("true or false", password_enabled=[{}, "true", 2, ""], mfa_active=[[], "False"]),
        *columns("a string", root_account_id=[["a"], 5], arn=[5], msg=[{}], password_next_rotation=[[]]),
        *columns("a dictionary", login_profile=["x", [1]]),
        ((*ROOT, "user_name"), [5], OR_NULL.format("root_users[0].user_name", "a string")),
        (
            (*PROFILE, "password_reset_required"),
            *(["no"], "users[0].login_profile.password_reset_required must be true, false or null."),
        ),
        ((*USER, "password_last_used"), NO_TIMES, NO_TIME.format("password_last_used of ana")),
        ((*USER, "password_last_changed"), NO_TIMES, NO_TIME.format("password_last_changed of ana")),
        ((*PROFILE, "create_date"), NO_TIMES, NO_TIME.format("login_profile.create_date of ana")),
        (
            (*ACCESS, "credential_report"),
            *([{"generated_time": "soon"}], NO_TIME.format("credential_report.generated_time")),
        ),
        ((*ACCESS, "answered_at"), ["soon"], NO_TIME.format("answered_at")),
        *columns("true or false", user_exists=["no"]),
        *columns("a list of dictionaries", sessions=["x", {}, [None], [[]], 5]),
        *(((*SESSION, name), [5, [], True], NO_SESSION.format(name, IF_KNOWN)) for name in OF_A_SESSION),
        ((*SESSION, "session_arn"), [None, 5], NO_SESSION.format("session_arn", "")),
        ((*SESSION, "expires_at"), [*NO_TIMES, None], NO_TIME.format("users[0].sessions[1].expires_at")),
        ((*SESSION, "issued_at"), NO_TIMES, NO_TIME.format("users[0].sessions[1].issued_at")),
        ((*PROFILE, "max_signin_session_duration"), ["3600", True, 0, 7776001, 3600.5, []], NO_LIMIT),
        (
            (*ACCESS, "max_signin_session_duration_known"),
            *([1, "true", []], "max_signin_session_duration_known must be true, false or null."),
        ),
        (("roots", "organization_features"), ["x", [None], {}, 5], NO_FEATURES),
        (POLICY, [[]], "account_password_policy must be a dictionary."),
        (POLICY, [{"MinimumPasswordLength": 14, "x": 1}], NO_RULE),
        *(((*POLICY, name), ["yes", math.nan], NO_FLAG.format(name)) for name in ("require_symbols", "hard_expiry")),
        *(
            ((*POLICY, name), NO_NUMBERS, NO_NUMBER.format(name))
            for name in ("minimum_password_length", "password_reuse_prevention", "max_password_age")
        ),
    ],
)
def test_a_wrong_value_is_rejected(place: tuple[t.Any, ...], values: list[t.Any], sentence: str) -> None:
    """Fails when it causes a traceback, is used or counts as unknown, or the sentence has another place."""
    assert [answer([with_value(place, value)]) for value in values] == [sentence] * len(values)


def test_the_limits_of_a_policy_are_taken() -> None:
    """Fails when a number that AWS allows is rejected."""
    assert [answer([with_value((*POLICY, "max_password_age"), value)]) for value in (0, 1095, None)] == [None] * 3


@given(st.lists(json_like, max_size=2), json_like, st.sampled_from([*places(WHOLE)][2:]), json_like)
@many
def test_any_input_is_accepted_or_rejected_with_a_sentence(
    audited: list[t.Any], accepted: t.Any, place: tuple[t.Any, ...], value: t.Any
) -> None:
    """Fails when an input causes a traceback: any value, or a result with one changed value."""
    for sentence in (answer(audited, accepted=accepted), answer([with_value(place, value)])):
        # The msg of a failed task is added unchanged.
        assert sentence is None or sentence.endswith(".") or " It says: " in sentence


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-10-08T10:00:00Z", 45),
        ("2026-10-08T10:00:00", 45),
        ("2026-10-08T12:00:00+02:00", 45),
        ("2026-10-08T10:00:01+00:00", 44),
        ("2026-10-08 10:00:00.000001+00:00", 44),
        ("2026-10-08", 45),
    ],
)
def test_a_time_in_another_format(text: str, days: int) -> None:
    """Fails when "Z", another zone, or none, which is UTC, shifts a time."""
    assert audit(entry(row(created=ago(400), password_last_used=text)))["users"][0]["unused_days"] == days


@pytest.mark.parametrize(
    ("roster", "sentence"),
    [
        *((roster, NO_ROSTER) for roster in NO_ROSTERS),
        *(([profile], NOBODY) for profile in ({"user_name": 5}, {}, {"users": "ana"})),
        (["ana", "b\\x'{{ c }}"], f"Entry 1 of the roster: {NO_NAME}"),
        ([{"user_name": None}], EMPTY.format("user_name", "null", "")),
        ([{"name": ""}], EMPTY.format("name", "empty", "")),
        ([{"root_account_id": None}], EMPTY.format("root_account_id", "null", "")),
        ([{"user_name": "ana", "root_account_id": None}], EMPTY.format("root_account_id", "null", "")),
        ([{"user_name": "ana", "state": None}], EMPTY.format("state", "null", ", or omit the option")),
        ([{"user_name": "ana"}, {"name": "b\\x'{{ c }}"}], f"Entry 1 of the roster: {NO_NAME}"),
        ([{"root_account_id": "1"}], f"Entry 0 of the roster: {account_id_problem('1')}"),
        ([{"user_name": "ana", "state": "gone"}], f"Entry 0 of the roster (ana){NO_STATE}"),
        ([{"user_name": "ana"}, {"root_account_id": OWN, "state": "x"}], f"Entry 1 of the roster ({OWN}){NO_STATE}"),
        *(([{"user_name": "ana", "valid_until": end}], NO_END) for end in ("2026-02-30", 20261231, "soon")),
    ],
)
def test_what_is_no_roster_is_rejected(roster: t.Any, sentence: str) -> None:
    """Fails when an invalid roster allows everybody, or nobody."""
    with pytest.raises(RequestError) as request_error:
        to_roster(roster)
    assert str(request_error.value) == sentence


@pytest.mark.parametrize(("of_users", "of_roots"), [("One.", None), (None, "Two."), ("One.", "Two.")])
def test_the_messages_of_both_results_are_in_the_account(of_users: str | None, of_roots: str | None) -> None:
    """Fails when the message of one of the two results is lost."""
    account = to_account({**access(), "msg": of_users}, roots={**members(), "msg": of_roots})
    assert account.msg == " ".join(each for each in (of_users, of_roots) if each)
    assert account.was_read
