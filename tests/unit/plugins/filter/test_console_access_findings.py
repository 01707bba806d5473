# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter: the findings of a report, by its options. fuzz/test_plugins.py tries any value for each of them."""

from __future__ import annotations

import copy
import datetime as dt
import typing as t

import pytest
from ansible.errors import AnsibleFilterError
from hypothesis import given

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
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import entries, some

findings = FilterModule().filters()["console_access_findings"]
AT = NOW.isoformat()
A_SECOND = dt.timedelta(seconds=1)
NO_TIME = "now must be a date and time in ISO 8601, such as 2026-11-22T09:30:00+00:00."
NO_RESULT = "not a result of identity.aws.iam_login_profile_info. Its message: Denied."
NO_OPTION = (
    "Unknown option: rooster. Valid options: accepted, max_password_age_days, max_signin_session_hours, "
    "minimum_password_length, now, password_reuse_prevention, report_max_age_hours, reset_pending_days, roster, "
    "unused_days, valid_until_warn_days."
)
IS_NULL = "{} was given, but is null. Correct the variable, or omit the option."
WRONG = access(row(mfa_active=False, created=ago(400), password_last_used=ago(99)))


def ids(*arguments: t.Any, **options: t.Any) -> list[str]:
    return [each["id"] for each in findings(*arguments, **{"now": AT, **options})]


@given(entries())
@some
def test_the_findings_are_those_of_a_report(audited: Json) -> None:
    """Fails when the filter and the report evaluate an account differently, or the filter changes its input."""
    if audited.get("access") is not None:
        before = copy.deepcopy(audited)
        expected = audit({"access": audited["access"], "roster": audited["roster"]})["findings"]
        roster = {} if audited["roster"] is None else {"roster": audited["roster"]}
        assert findings(audited["access"], **roster, now=AT) == expected
        assert audited == before


def test_the_options_reach_the_checks() -> None:
    """Fails when an option is ignored, or a list of rows is not accepted as such."""
    assert ids(WRONG) == ids(WRONG["users"]) == ["password_without_mfa", "password_unused"]
    assert ids(WRONG, unused_days=100) == ["password_without_mfa"]
    assert ids(WRONG, []) == ids(WRONG, roster=[]) == ["password_without_mfa", "user_not_in_roster", "password_unused"]
    assert ids(WRONG, max_password_age_days=9, report_max_age_hours=0)[2:] == ["password_too_old", "report_too_old"]
    assert ids(WRONG, minimum_password_length=15)[-1] == "weak_password_policy"
    assert ids(WRONG, max_signin_session_hours=11)[-1] == "session_limit_too_long"
    (mfa, unused) = findings(WRONG, now=AT, accepted=[{"checks": ["password_unused"], "reason": "Known."}])
    assert (mfa["accepted"], unused["accepted"]) == (None, {"reason": "Known.", "until": None})


@pytest.mark.parametrize("now", [AT, "2026-11-22T10:00:00Z", "2026-11-22T10:00:00", NOW, "2026-11-22T12:00:00+02:00"])
def test_now_may_have_any_format(now: t.Any) -> None:
    """Fails when a date of YAML or of ansible_date_time is rejected, or parsed as another time."""
    assert "was last used 99 days ago" in findings(WRONG, now=now)[1]["summary"]
    assert findings(WRONG, now=now, report_max_age_hours=0)[-1]["summary"].endswith(" 1 hour old.")


def test_what_ages_are_counted_to() -> None:
    """Fails when ages do not count to the time of the run, or AWS's reply time overrides the option now."""
    used = dt.datetime.now(dt.timezone.utc) - dt.timedelta(days=45)
    for at, found in ((used - A_SECOND, ["password_unused"]), (used + dt.timedelta(hours=1), [])):
        assert [each["id"] for each in findings([row(created=ago(9000), password_last_used=at.isoformat())])] == found
    later = (NOW + dt.timedelta(days=100)).isoformat()
    assert "last used 101 days ago" in findings(access(row(), answered_at=ago()), now=later)[0]["summary"]


@pytest.mark.parametrize(
    ("audited", "options", "sentence"),
    [
        ({"msg": "Denied."}, {}, f"The input has no users, so it is {NO_RESULT}"),
        ([], {"unused_days": "45"}, "unused_days must be a whole number from 0 to 100000."),
        ([], {"max_password_age_days": None}, "max_password_age_days must be a whole number from 0 to 100000."),
        ([], {"accepted": [{}]}, "accepted[0] requires a reason, for the readers of the report."),
        *(([], {"now": now}, NO_TIME) for now in ("soon", "", 20261122)),
        *(([], {option: None}, IS_NULL.format(option)) for option in ("roster", "accepted", "now")),
        ([], {"rooster": []}, NO_OPTION),
    ],
)
def test_what_is_wrong_is_an_error_in_a_sentence(audited: t.Any, options: Json, sentence: str) -> None:
    """Fails when a typo or an empty variable is silently ignored, or the sentence is repeated."""
    with pytest.raises(AnsibleFilterError) as error:
        findings(audited, **{"now": AT, **options})
    assert str(error.value) == f"identity.aws.console_access_findings: {sentence}"


class Text(str):
    """A string with a tag, like Ansible's."""

    __slots__ = ("tag",)


def test_no_tag_of_ansible_s_is_in_the_result() -> None:
    """Fails when the result has a string of a subclass, which YAML's fast writer rejects."""
    audited = access(unread(Text("eve"), msg=Text("Denied."), arn=Text("arn")))
    accepted = [{"checks": [Text("user_not_read")], "reason": Text("Known."), "until": Text("2026-12-01")}]
    not_read, without = findings(audited, [{"user_name": Text("zoe")}], now=Text(AT), accepted=accepted)
    contents = [not_read["summary"], not_read["user_name"], *not_read["accepted"].values(), without["user_name"]]
    assert {type(text) for text in [*contents, *(each["value"] for each in not_read["evidence"][1:])]} == {str}
