# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All formats: each has its file, and shows visible characters only."""

from __future__ import annotations

import typing as t

import yaml
from hypothesis import given

from ansible_collections.identity.aws.plugins.modules import console_access_report
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats import csv, html, json, junit, markdown
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.registry import FORMATS
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import audit, entry, row
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import (
    hostile_reports,
    some,
    strings,
)


def test_the_formats_are_those_of_the_documentation() -> None:
    """Fails when a documented format does not exist, has another file or content, or two share a file."""
    assert [*FORMATS] == yaml.safe_load(console_access_report.DOCUMENTATION)["options"]["formats"]["choices"]
    assert {name: (each.file_name, each.render) for name, each in FORMATS.items()} == {
        "html": ("console-access.html", html.to_html),
        "json": ("console-access.json", json.to_json),
        "csv": ("console-access-users.csv", csv.users_csv),
        "findings_csv": ("console-access-findings.csv", csv.findings_csv),
        "markdown": ("console-access.md", markdown.to_markdown),
        "junit": ("console-access-junit.xml", junit.to_junit),
    }


def test_every_format_shows_the_advice() -> None:
    """Fails when a format of the findings lacks the advice, or the page shows the task before it."""
    document: t.Any = audit(entry(row(mfa_active=False)))
    (advice,) = (finding["advice"] for finding in document["findings"])
    shown = {name: each.render(document).count(advice) for name, each in FORMATS.items()}
    # In the JSON, the check and the finding have it.
    assert shown == {"html": 1, "json": 2, "csv": 0, "findings_csv": 1, "markdown": 1, "junit": 1}
    page = html.to_html(document)
    assert page.index(advice) < page.index("state: absent")


@given(hostile_reports)
@some
def test_every_character_is_visible(document: t.Any) -> None:
    """Fails when a control character, a bidi mark, a line separator or a surrogate gets into a format."""
    assert [text for text in strings(document) if not text.isprintable()] == []
    for name, each in FORMATS.items():
        allowed = "\n\r\u200b" if name == "markdown" else "\n\r"
        assert each.render(document).translate(dict.fromkeys(map(ord, allowed))).isprintable()
