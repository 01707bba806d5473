# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The formats of a report: each is a file name, and a function that renders the report as a string.

Pure, except that the HTML page is made of the files in `page/`.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.identity.aws.plugins.plugin_utils._audit.document import ReportDocument

from .csv import findings_csv, users_csv
from .html import to_html
from .json import to_json
from .junit import to_junit
from .markdown import to_markdown


@dataclass(frozen=True)
class ReportFormat:
    """The name of the file, and the function that returns its content."""

    file_name: str
    render: t.Callable[[ReportDocument], str]


FORMATS = {
    "html": ReportFormat("console-access.html", to_html),
    "json": ReportFormat("console-access.json", to_json),
    "csv": ReportFormat("console-access-users.csv", users_csv),
    "findings_csv": ReportFormat("console-access-findings.csv", findings_csv),
    "markdown": ReportFormat("console-access.md", to_markdown),
    "junit": ReportFormat("console-access-junit.xml", to_junit),
}
