# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter: what it returns, and a sentence for whatever it is passed."""

from __future__ import annotations

import copy
import datetime as dt
import re
import typing as t

import pytest
from ansible.errors import AnsibleFilterError
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.filter.console_access_findings import FilterModule
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    NOW,
    Json,
    access,
    ago,
    audit,
    row,
    unread,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import (
    entries,
    json_like,
    many,
    some,
)

findings = FilterModule().filters()["console_access_findings"]
SENTENCE = re.compile(r"identity\.aws\.console_access_findings: [A-Za-z].*(\.| It says: .+)", re.DOTALL)
AT = NOW.isoformat()
NO_RESULT = "not a result of identity.aws.iam_login_profile_info."
NO_TIME = "now must be a date and time in ISO 8601, such as 2026-11-22T09:30:00+00:00."
NO_TIMES: list[t.Any] = ["soon", "", 20261122]
WRONG = access(row(mfa_active=False, created=ago(400), password_last_used=ago(99)))


def ids(*arguments: t.Any, **options: t.Any) -> list[str]:
    return [each["id"] for each in findings(*arguments, **{"now": AT, **options})]


@given(entries())
@some
def test_the_findings_are_those_of_a_report(told: Json) -> None:
    """Fails when the filter and the report evaluate one account in two ways."""
    if told.get("access") is not None:
        expected = audit({"access": told["access"], "roster": told["roster"]})["findings"]
        roster = {} if told["roster"] is None else {"roster": told["roster"]}
        assert findings(told["access"], **roster, now=AT) == expected


@pytest.mark.parametrize("option", ["roster", "accepted", "now", "unused_days", "max_password_age_days"])
def test_a_null_is_not_an_omitted_option(option: str) -> None:
    """Fails when an empty variable makes the filter evaluate less, without a word."""
    with pytest.raises(AnsibleFilterError, match=f"{option} (was given, but is null|must be a whole number)"):
        findings(WRONG, **{option: None})


def test_the_options_reach_the_checks() -> None:
    """Fails when an option is ignored."""
    assert ids(WRONG) == ["password_without_mfa", "password_unused"]
    assert ids(WRONG, unused_days=100) == ["password_without_mfa"]
    assert ids(WRONG, []) == ids(WRONG, roster=[]) == ["password_without_mfa", "user_not_in_roster", "password_unused"]
    assert ids(WRONG, max_password_age_days=9, report_max_age_hours=0)[2:] == ["password_too_old", "report_too_old"]
    assert ids(WRONG, minimum_password_length=15)[-1] == "weak_password_policy"
    (mfa, unused) = findings(WRONG, now=AT, accepted=[{"checks": ["password_unused"], "reason": "Known."}])
    assert (mfa["accepted"], unused["accepted"]) == (None, {"reason": "Known.", "until": None})


def test_the_users_alone_are_enough() -> None:
    """Fails when the rows are not taken for what they are."""
    assert ids(WRONG["users"]) == ["password_without_mfa", "password_unused"]


@pytest.mark.parametrize("now", [AT, "2026-11-22T10:00:00Z", "2026-11-22T10:00:00", NOW, "2026-11-22T12:00:00+02:00"])
def test_now_may_have_any_form(now: t.Any) -> None:
    """Fails when a date of YAML's or of ansible_date_time is refused, or is another moment."""
    assert "was last used 99 days ago" in findings(WRONG, now=now)[1]["summary"]
    assert findings(WRONG, now=now, report_max_age_hours=0)[-1]["summary"].endswith(" 1 hour old.")


def test_without_now_it_is_the_present_moment() -> None:
    """Fails when ages are counted to another moment than that of the run."""
    used = dt.datetime.now(dt.timezone.utc) - dt.timedelta(days=45, seconds=1)
    old = row(created=ago(9000), password_last_used=used.isoformat())
    assert [each["id"] for each in findings([old])] == ["password_unused"]
    assert findings([{**old, "password_last_used": (used + dt.timedelta(hours=1)).isoformat()}]) == []


def test_a_given_time_is_what_ages_are_counted_to() -> None:
    """Fails when the option now is overruled by the time at which AWS answered."""
    later = (NOW + dt.timedelta(days=100)).isoformat()
    assert "last used 101 days ago" in findings(access(row(), answered_at=ago()), now=later)[0]["summary"]


@pytest.mark.parametrize(
    ("told", "options", "sentence"),
    [
        ({"msg": "Denied."}, {}, f"The input has no users, so it is {NO_RESULT} It says: Denied."),
        (None, {}, "The input must be what identity.aws.iam_login_profile_info returned, or its users."),
        ([], {"unused_days": "45"}, "unused_days must be a whole number from 0 to 100000."),
        ([], {"accepted": [{}]}, "accepted[0] needs a reason, for the readers of the report."),
        *(([], {"now": now}, NO_TIME) for now in NO_TIMES),
    ],
)
def test_what_is_wrong_is_an_error_in_a_sentence(told: t.Any, options: Json, sentence: str) -> None:
    """Fails when it passes for an account without findings, or the sentence is said twice or ends in a traceback."""
    with pytest.raises(AnsibleFilterError) as error:
        findings(told, **{"now": AT, **options})
    assert str(error.value) == f"identity.aws.console_access_findings: {sentence}"


def test_an_option_that_does_not_exist_is_an_error() -> None:
    """Fails when a misspelt option is dropped without a word, or those that exist are not named."""
    with pytest.raises(
        AnsibleFilterError, match=r"no option rooster\. There are: accepted, .*, now, .*, unused_days\.$"
    ):
        findings([], now=AT, rooster=[])


@given(json_like | st.just(WRONG), st.sampled_from(["roster", "accepted", "unused_days", "nonsense"]), json_like)
@many
def test_whatever_it_is_passed_it_answers_in_a_sentence(told: t.Any, option: str, value: t.Any) -> None:
    """Fails when an input is a traceback."""
    try:
        told = findings(told, **{"now": AT, option: value})
    except AnsibleFilterError as error:
        told = str(error)
    assert isinstance(told, list) or SENTENCE.fullmatch(told)


class Text(str):
    """A text with a tag, as Ansible's are."""

    __slots__ = ("tag",)


def texts(value: t.Any) -> t.Iterator[str]:
    items = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    yield from [value] if isinstance(value, str) else (text for item in items for text in texts(item))


def test_no_tag_of_ansible_s_is_in_the_result() -> None:
    """Fails when a text of a subclass gets out, which YAML's fast writer refuses."""
    told = access(unread(Text("eve"), msg=Text("Denied."), arn=Text("arn")))
    accepted = [{"checks": [Text("user_not_read")], "reason": Text("Known."), "until": Text("2026-12-01")}]
    result = findings(told, [{"user_name": Text("zoe")}], now=Text(AT), accepted=accepted)
    assert [each["id"] for each in result] == ["user_not_read", "roster_user_without_password"]
    assert {type(text) for text in texts(result)} == {str}


def test_the_input_is_left_as_it_is() -> None:
    """Fails when the filter changes a variable of the play."""
    before = copy.deepcopy(WRONG)
    findings(WRONG, now=AT)
    assert before == WRONG
