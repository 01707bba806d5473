# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as JUnit XML: whatever the names, a pipeline reads what the report says."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.junit import to_junit
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    MEMBER,
    Json,
    audit,
    entry,
    row,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import (
    hostile_reports,
    reports,
    some,
)


def open_findings(document: Json, account: Json, check: Json) -> list[str]:
    found = [
        each for each in document["findings"] if (each["account_name"], each["id"]) == (account["name"], check["id"])
    ]
    return [each["summary"] for each in found if each["accepted"] is None]


@given(reports() | hostile_reports)
@some
def test_the_pipeline_sees_the_report(document: Json) -> None:
    """Fails when the XML cannot be read, or a check fails, passes or is skipped where the report says otherwise."""
    root = ET.fromstring(to_junit(document))
    assert (root.tag, root.get("name")) == ("testsuites", document["title"])
    suites = root.findall("testsuite")
    assert [suite.get("name") for suite in suites] == [account["name"] for account in document["accounts"]]
    for suite, account in zip(suites, document["accounts"], strict=True):
        cases = suite.findall("testcase")
        assert [case.get("name") for case in cases] == [check["title"] for check in document["checks"]]
        numbers = [len(cases), len(suite.findall(".//failure")), len(suite.findall(".//skipped"))]
        assert [int(str(suite.get(name))) for name in ("tests", "failures", "skipped")] == numbers
        for case, check in zip(cases, document["checks"], strict=True):
            found = open_findings(document, account, check)
            whys = [each["why"] for each in check["not_evaluated"] if each["account"] == account["name"]]
            kinds = ["failure"] if found else ["skipped"] if whys or not account["was_read"] else []
            assert [child.tag for child in case] == kinds
            if found:
                (failure,) = case
                assert failure.get("type") == check["severity"]
                assert str(failure.get("message")).startswith(f"{check['severity']}: {len(found)} finding")
                assert failure.text == "\n".join(found)


@given(hostile_reports)
@some
def test_the_failures_add_up_to_the_findings(document: Json) -> None:
    """Fails when a finding is in no suite, or in two."""
    messages = [str(each.get("message")) for each in ET.fromstring(to_junit(document)).iter("failure")]
    counted = sum(int(message.split(": ")[1].split()[0]) for message in messages)
    assert counted == sum(document["summary"]["findings"].values())


def test_an_account_that_was_not_read_fails_and_passes_nothing() -> None:
    """Fails when the checks that nobody could make are green."""
    (suite,) = ET.fromstring(to_junit(audit({"name": "closed", "msg": "Denied."})))
    tags = [[child.tag for child in case] for case in suite]
    assert tags == [["failure"], *[["skipped"]] * 12]


LEFT_OUT = {"msg": "No.", "left_out_accounts": [{"account_id": MEMBER, "reason": "Suspended."}]}


@pytest.mark.parametrize("told", [{"name": "closed", "msg": "Denied."}, entry(roots=LEFT_OUT)])
def test_a_skipped_check_says_why(told: Json) -> None:
    """Fails when a pipeline shows that a check was left out, and not for what reason, or not for all of them."""
    document = audit(told)
    whys = [" ".join(each["why"] for each in check["not_evaluated"]) for check in document["checks"]]
    skipped = [found.get("message") for found in ET.fromstring(to_junit(document)).iter("skipped")]
    assert skipped == [why for why in whys if why]
    assert skipped


def test_what_is_accepted_passes() -> None:
    """Fails when a pipeline stays red although the finding is accepted."""
    told = entry(row(mfa_active=False))
    accepted = [{"reason": "Known.", "checks": ["password_without_mfa"]}]
    assert len(list(ET.fromstring(to_junit(audit(told))).iter("failure"))) == 1
    assert list(ET.fromstring(to_junit(audit(told, accepted=accepted))).iter("failure")) == []


def test_a_finding_goes_before_what_could_not_be_evaluated() -> None:
    """Fails when a check that found something is skipped since it could not be made for everybody."""
    (suite,) = ET.fromstring(to_junit(audit(entry(row(mfa_active=False), row("ben", mfa_active=None)))))
    (case,) = [case for case in suite if case.get("name") == "Password without MFA"]
    assert [child.tag for child in case] == ["failure"]


@pytest.mark.parametrize(
    ("count", "lines", "last"), [(1, 1, "alone."), (200, 200, "alone."), (205, 201, "And 5 more, in the report.")]
)
def test_a_failure_has_so_many_lines_at_most(count: int, lines: int, last: str) -> None:
    """Fails when thousands of lines make a pipeline's page unusable, or some are dropped without a word."""
    users = [row(f"u{number}", mfa_active=False) for number in range(count)]
    document = audit(entry(*users, roster=[user["user_name"] for user in users]))
    (failure,) = ET.fromstring(to_junit(document)).iter("failure")
    text = str(failure.text).split("\n")
    assert (len(text), text[-1].endswith(last)) == (lines, True)
    assert str(failure.get("message")).startswith(
        f"high: {count} {'finding.' if count == 1 else 'findings.'} Anyone with"
    )


def test_it_says_what_it_is() -> None:
    """Fails when the file has no declaration, no time, or no account to each test."""
    text = to_junit(audit(entry()))
    assert text.startswith("<?xml version='1.0' encoding='utf-8'?>")
    assert text.endswith("</testsuites>\n")
    (suite,) = ET.fromstring(text)
    assert suite.get("timestamp") == "2026-11-22T10:00:00+00:00"
    assert {case.get("classname") for case in suite} == {"console access.production"}
