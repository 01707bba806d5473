# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as JUnit XML: whatever the names, a pipeline reads what the report has."""

from __future__ import annotations

import typing as t
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.junit import to_junit
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import Json, audit, entry, row
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import (
    hostile_reports,
    reports,
    some,
)


def parsed(document: t.Any) -> ET.Element:
    return ET.fromstring(to_junit(document))


@given(reports() | hostile_reports)
@some
def test_the_pipeline_sees_the_report(document: Json) -> None:
    """Fails when the XML cannot be read, or a check fails, passes or is skipped where the report has it otherwise."""
    root = parsed(document)
    assert (root.tag, root.get("name")) == ("testsuites", document["title"])
    accounts, count = document["accounts"], 0
    for suite, account in zip(root, accounts, strict=True):
        name = account["name"]
        assert (suite.tag, suite.get("name"), suite.get("timestamp")) == ("testsuite", name, document["generated_at"])
        numbers = [len(suite), len(suite.findall(".//failure")), len(suite.findall(".//skipped"))]
        assert [int(str(suite.get(key))) for key in ("tests", "failures", "skipped")] == numbers
        for case, check in zip(suite, document["checks"], strict=True):
            assert (case.tag, case.get("name"), case.get("classname")) == (
                *("testcase", check["title"]),
                f"console access.{name}",
            )
            found = [
                each["summary"]
                for each in document["findings"]
                if (each["account_name"], each["id"], each["accepted"]) == (name, check["id"], None)
            ]
            whys = [each["why"] for each in check["not_evaluated"] if each["account"] == name]
            assert [child.tag for child in case] == (["failure"] if found else ["skipped"] if whys else [])
            count += len(found)
            if found:
                number = "1 finding" if len(found) == 1 else f"{len(found)} findings"
                assert case[0].get("type") == check["severity"]
                assert case[0].get("message") == f"{check['severity']}: {number}. {check['why']}"
                assert case[0].text == "\n".join(found)
            elif whys:
                assert case[0].get("message") == " ".join(whys)
    assert count == sum(document["summary"]["findings"].values())


@pytest.mark.parametrize(
    ("told", "accepted", "tag"),
    [
        (entry(), (), None),
        (entry(row(mfa_active=False)), (), "failure"),
        (entry(row(mfa_active=False)), ["password_without_mfa"], None),
        (entry(row(mfa_active=None)), (), "skipped"),
        # A finding goes before what could not be evaluated.
        (entry(row(mfa_active=False), row("ben", mfa_active=None)), (), "failure"),
        ({"name": "closed", "msg": "Denied."}, (), "skipped"),
    ],
)
def test_a_check_fails_passes_or_is_skipped(told: Json, accepted: t.Any, tag: str | None) -> None:
    """Fails when what nobody could evaluate is green, or what is accepted is red."""
    document = audit(told, accepted=[{"reason": "Known.", "checks": accepted}] if accepted else [])
    (case,) = [case for case in parsed(document).iter("testcase") if case.get("name") == "Password without MFA"]
    assert [child.tag for child in case] == ([tag] if tag else [])


@pytest.mark.parametrize(
    ("count", "lines", "last"), [(1, 1, "alone."), (200, 200, "alone."), (205, 201, "And 5 more, in the report.")]
)
def test_the_number_of_lines_is_limited(count: int, lines: int, last: str) -> None:
    """Fails when thousands of lines make a pipeline's page unusable, or some are dropped without a word."""
    users = [row(f"u{number}", mfa_active=False) for number in range(count)]
    (failure,) = parsed(audit(entry(*users, roster=[user["user_name"] for user in users]))).iter("failure")
    text = str(failure.text).split("\n")
    assert (len(text), text[-1].endswith(last)) == (lines, True)


def test_it_is_a_file() -> None:
    """Fails when the file has no declaration, or no line break at its end."""
    text = to_junit(audit(entry()))
    assert text.startswith("<?xml version='1.0' encoding='utf-8'?>\n<testsuites ")
    assert text.endswith("</testsuites>\n")
