# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as JUnit XML: with any names, a pipeline reads the report's content."""

from __future__ import annotations

import typing as t
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.junit import to_junit
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import Json, audit, entry, row
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import any_reports, some


@given(any_reports)
@some
def test_the_pipeline_sees_the_report(document: Json) -> None:
    """Fails when the XML is invalid, or a check fails, passes or is skipped differently than in the report."""
    text = to_junit(t.cast("t.Any", document))
    assert text.startswith("<?xml version='1.0' encoding='utf-8'?>\n<testsuites ")
    assert text.endswith("</testsuites>\n")
    root, count = ET.fromstring(text), 0
    assert (root.tag, root.get("name")) == ("testsuites", document["title"])
    for suite, account in zip(root, document["accounts"], strict=True):
        name = account["name"]
        assert (suite.tag, suite.get("name"), suite.get("timestamp")) == ("testsuite", name, document["generated_at"])
        numbers = [len(suite), len(suite.findall(".//failure")), len(suite.findall(".//skipped"))]
        assert [int(str(suite.get(key))) for key in ("tests", "failures", "skipped")] == numbers
        for case, check in zip(suite, document["checks"], strict=True):
            attributes = {"name": check["title"], "classname": f"console access.{name}"}
            assert (case.tag, case.attrib) == ("testcase", attributes)
            found = [
                each["summary"]
                for each in document["findings"]
                if (each["account_name"], each["id"], each["accepted"]) == (name, check["id"], None)
            ]
            whys = [each["why"] for each in check["not_evaluated"] if each["account"] == name]
            number = "1 finding" if len(found) == 1 else f"{len(found)} findings"
            message = " ".join(filter(None, (f"{check['severity']}: {number}. {check['why']}", check["advice"])))
            expected: list[t.Any] = []  # accepted or compliant
            if found:  # before what could not be evaluated
                expected = [("failure", {"type": check["severity"], "message": message}, "\n".join(found))]
            elif whys:
                expected = [("skipped", {"message": " ".join(whys)}, None)]
            assert [(child.tag, child.attrib, child.text) for child in case] == expected
            count += len(found)
    assert count == sum(document["summary"]["findings"].values())


@pytest.mark.parametrize(
    ("count", "lines", "last"), [(1, 1, "alone."), (200, 200, "alone."), (205, 201, "And 5 more, in the report.")]
)
def test_the_number_of_lines_is_limited(count: int, lines: int, last: str) -> None:
    """Fails when thousands of lines make a pipeline's page unusable, or some are dropped silently."""
    users = [row(f"u{number}", mfa_active=False) for number in range(count)]
    document = audit(entry(*users, roster=[user["user_name"] for user in users]))
    (failure,) = ET.fromstring(to_junit(document)).iter("failure")
    text = str(failure.text).split("\n")
    assert (len(text), text[-1].endswith(last)) == (lines, True)
