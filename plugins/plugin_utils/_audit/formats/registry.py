# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The forms of a report, and the file that each goes into.

Pure, but for the sources of the page, which are files beside this one.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass

from .csv import findings_csv, users_csv
from .html import page_sources, to_html
from .junit import to_junit
from .markdown import to_markdown

Document = t.Mapping[str, t.Any]


@dataclass(frozen=True)
class ReportFormat:
    """The name of the file, and how its text is made."""

    file_name: str
    render: t.Callable[[Document], str]


def to_json(document: Document) -> str:
    """Return the report itself, with a line for each user, finding, account and check, so that two can be compared."""
    parts = [f"{json.dumps(key)}: {_by_line(value)}" for key, value in document.items()]
    return "{{\n{}\n}}\n".format(",\n".join(parts))


def _by_line(value: t.Any) -> str:
    # A line at a time, since json indents all or nothing, and in Python rather than C.
    if not isinstance(value, list) or not value:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    return "[\n{}\n]".format(",\n".join(json.dumps(item, ensure_ascii=False, allow_nan=False) for item in value))


FORMATS = {
    "html": ReportFormat("console-access.html", lambda document: to_html(document, sources=page_sources())),
    "json": ReportFormat("console-access.json", to_json),
    "csv": ReportFormat("console-access-users.csv", users_csv),
    "findings_csv": ReportFormat("console-access-findings.csv", findings_csv),
    "markdown": ReportFormat("console-access.md", to_markdown),
    "junit": ReportFormat("console-access-junit.xml", to_junit),
}
