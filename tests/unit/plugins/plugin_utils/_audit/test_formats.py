# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The forms of a report: each has its file, and is made of the report as it is."""

from __future__ import annotations

import json
import typing as t

import pytest
import yaml

from ansible_collections.identity.aws.plugins.modules import console_access_report
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats import csv as audit_csv
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats import junit as audit_junit
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats import markdown as audit_markdown
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats import registry as audit_forms
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.registry import FORMATS
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    EMPTY,
    Json,
    audit,
    entry,
    row,
    unread,
)

DOCUMENT = audit(entry(row(mfa_active=False), unread("\u00e9va")), {"name": "closed", "msg": "Denied."})


def test_the_forms_are_those_of_the_documentation() -> None:
    """Fails when a documented form does not exist, two share a file, or a file has the ending of another form."""
    assert [*FORMATS] == yaml.safe_load(console_access_report.DOCUMENTATION)["options"]["formats"]["choices"]
    names = {name: form.file_name for name, form in FORMATS.items()}
    assert len(set(names.values())) == len(names)
    endings = {"html": "html", "json": "json", "csv": "csv", "findings_csv": "csv", "markdown": "md", "junit": "xml"}
    assert {name: file_name.rpartition(".")[2] for name, file_name in names.items()} == endings


def test_each_form_is_made_by_its_own_file() -> None:
    """Fails when a form gives the text of another one."""
    assert FORMATS["csv"].render(DOCUMENT) == audit_csv.users_csv(DOCUMENT)
    assert FORMATS["findings_csv"].render(DOCUMENT) == audit_csv.findings_csv(DOCUMENT)
    assert FORMATS["markdown"].render(DOCUMENT) == audit_markdown.to_markdown(DOCUMENT)
    assert FORMATS["junit"].render(DOCUMENT) == audit_junit.to_junit(DOCUMENT)


def test_the_page_is_made_of_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when html is another form, or the page does not get what it consists of."""
    seen: list[t.Any] = []

    def to_html(document: Json, *, sources: t.Any) -> str:
        seen.extend([document, sources])
        return "<!DOCTYPE html>"

    monkeypatch.setattr(audit_forms, "to_html", to_html)
    monkeypatch.setattr(audit_forms, "page_sources", lambda: "sources")
    assert FORMATS["html"].render(DOCUMENT) == "<!DOCTYPE html>"
    assert seen == [DOCUMENT, "sources"]


def test_two_files_can_be_compared_line_by_line() -> None:
    """Fails when users or findings share a line, so that a diff shows nothing; or letters beyond ASCII are numbers."""
    lines = FORMATS["json"].render(DOCUMENT).splitlines()
    for key in ("accounts", "checks", "findings", "users"):
        for item in DOCUMENT[key]:
            assert json.dumps(item, ensure_ascii=False) in {line.removesuffix(",") for line in lines}
    assert any("\u00e9va" in line for line in lines)
    assert (lines[0], lines[1], lines[-1]) == ("{", '"title": "Audit",', "}")
    assert FORMATS["json"].render({"title": "\u00c9tat"}) == '{\n"title": "\u00c9tat"\n}\n'
    assert FORMATS["json"].render(audit(EMPTY)).endswith('"accepted_without_effect": [],\n"users": []\n}\n')
