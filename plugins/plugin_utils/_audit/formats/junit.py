# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A report as JUnit XML, which the pipelines of GitLab, Jenkins and Azure show as tests.

An account is a suite, and a check is a test of it: passed, failed, or skipped where it could not be evaluated. SARIF
has no skipped checks, and needs a line in a source file.

Pure. The XML is that of "JUnit XML" as Jenkins's plugin and GitLab read it.
"""

from __future__ import annotations

import typing as t
from xml.etree import ElementTree as ET

from ansible_collections.identity.aws.plugins.plugin_utils._audit.document import (
    AccountEntry,
    CheckEntry,
    FindingEntry,
    ReportDocument,
)

Found = dict[tuple[str, str], list[FindingEntry]]

_MAX_LINES = 200


def to_junit(document: ReportDocument) -> str:
    """Return the XML."""
    root = ET.Element("testsuites", name=document["title"])
    found: Found = {}
    for finding in document["findings"]:
        if finding["accepted"] is None:
            found.setdefault((finding["account_name"], finding["id"]), []).append(finding)
    for account in document["accounts"]:
        _suite(root, account, document, found)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: ET.Element, account: AccountEntry, document: ReportDocument, found: Found) -> None:
    name, checks = account["name"], document["checks"]
    suite = ET.SubElement(root, "testsuite", name=name, timestamp=document["generated_at"])
    failed, skipped = 0, 0
    for check in checks:
        case = ET.SubElement(suite, "testcase", classname=f"console access.{name}", name=check["title"])
        whys = [each["why"] for each in check["not_evaluated"] if each["account"] == name]
        if findings := found.get((name, check["id"])):
            failed += 1
            failure = ET.SubElement(case, "failure", type=check["severity"], message=_message(check, findings))
            failure.text = "\n".join(_lines(findings))
        elif whys:
            skipped += 1
            ET.SubElement(case, "skipped", message=" ".join(whys))
    suite.attrib.update({"tests": str(len(checks)), "failures": str(failed), "skipped": str(skipped)})


def _message(check: CheckEntry, found: t.Sequence[FindingEntry]) -> str:
    count = f"{check['severity']}: {len(found)} {'finding' if len(found) == 1 else 'findings'}."
    return " ".join(filter(None, (count, check["why"], check["advice"])))


def _lines(found: t.Sequence[FindingEntry]) -> t.Iterator[str]:
    yield from (finding["summary"] for finding in found[:_MAX_LINES])
    if len(found) > _MAX_LINES:
        yield f"And {len(found) - _MAX_LINES} more, in the report."
