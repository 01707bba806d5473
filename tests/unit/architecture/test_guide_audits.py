# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide on audits has the checks of the catalogue.

Its tables are generated: ``IDENTITY_AWS_WRITE=1 python -m pytest tests/unit/architecture/test_guide_audits.py``.
"""

from __future__ import annotations

import csv
import io
import os
import pathlib
import re
import typing as t

import yaml

from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import CHECKS, Check
from ansible_collections.identity.aws.plugins.plugin_utils._audit.settings import Thresholds

COLLECTION = pathlib.Path(__file__).parents[3]
GUIDE = COLLECTION / "docs/docsite/rst/guide_audits.rst"
SPECS = COLLECTION / "roles/console_access_audit/meta/argument_specs.yml"
PREFIX = "console_access_audit_"
BEGIN = ".. audit checks: begin (IDENTITY_AWS_WRITE=1 python -m pytest tests/unit/architecture/test_guide_audits.py)\n"
END = ".. audit checks: end\n"
# Check -> the options that it needs, or that have an effect on it.
OPTIONS = {
    "root_password_in_member_account": ("root_of_organization", "roster"),
    "user_not_in_roster": ("roster",),
    "access_ended": ("roster",),
    "sessions_without_password": ("sessions",),
    "password_unused": ("unused_days",),
    "password_too_old": ("max_password_age_days",),
    "reset_pending": ("reset_pending_days",),
    "session_limit_too_long": ("max_signin_session_hours",),
    "weak_password_policy": ("minimum_password_length", "password_reuse_prevention"),
    "root_access_not_centralized": ("root_of_organization",),
    "roster_user_without_password": ("roster",),
    "access_ends_soon": ("roster", "valid_until_warn_days"),
    "report_too_old": ("report_max_age_hours",),
}
# Columns of the table of the CIS benchmark. Versions in a column have the same controls.
CIS_COLUMNS = {"1.5 to 4.0": ("1.5", "2.0", "3.0", "4.0"), "5.0": ("5.0",), "6.0": ("6.0",), "7.0": ("7.0",)}


def table(widths: str, rows: t.Iterable[t.Iterable[str]]) -> str:
    """Return a table in reStructuredText, whose first row is the header."""
    written = io.StringIO()
    csv.writer(written, delimiter="|", lineterminator="\n").writerows(rows)
    lines = [f"  {line}".replace("|", " | ").rstrip() for line in written.getvalue().splitlines()]
    return "\n".join((".. csv-table::", "  :header-rows: 1", "  :delim: |", f"  :widths: {widths}", "", *lines, ""))


def option(name: str) -> str:
    """Return an option with its default, if it is a threshold that has one."""
    default = Thresholds().described().get(name)
    return f"``{name}``" if default is None else f"``{name}`` ({default})"


def controls(check: Check) -> list[str]:
    """Return the cells of the CIS benchmark of a check."""
    cells = [{check.cis.get(version, ()) for version in versions} for versions in CIS_COLUMNS.values()]
    assert all(len(each) == 1 for each in cells), f"{check.id}: the versions of a column differ"
    return [", ".join(*each) for each in cells]


def generated() -> str:
    """Return the tables of the guide."""
    checks = [
        (f"``{check.id}``", check.severity, check.title, ", ".join(map(option, OPTIONS.get(check.id, ()))))
        for check in CHECKS
    ]
    benchmark = [(f"``{check.id}``", *controls(check)) for check in CHECKS if check.cis]
    return "\n".join(
        (
            BEGIN,
            table("29, 9, 32, 30", [("check", "severity", "finding", "options"), *checks]),
            "These checks have controls in the CIS AWS Foundations Benchmark, by its version:\n",
            table("32, 17, 17, 17, 17", [("check", *CIS_COLUMNS), *benchmark]),
            END,
        )
    )


def test_the_tables_are_those_of_the_catalogue() -> None:
    """Fails when a check, its severity, title, option or default, or a control is not the one in the guide."""
    text = GUIDE.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    old, end, after = rest.partition(END)
    assert begin
    assert end
    if "IDENTITY_AWS_WRITE" in os.environ:
        GUIDE.write_text(before + generated() + after, encoding="utf-8")
    else:
        assert begin + old + end == generated()


def test_the_options_of_the_tables_exist() -> None:
    """Fails when a threshold is in no row, or an option or a check in OPTIONS does not exist."""
    named = {name for names in OPTIONS.values() for name in names}
    role = yaml.safe_load(SPECS.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]
    assert set(Thresholds().described()) <= named <= {name.removeprefix(PREFIX) for name in role}
    assert OPTIONS.keys() <= {check.id for check in CHECKS}


def test_every_check_has_its_remedy_in_the_guide() -> None:
    """Fails when the list of remediation tasks lacks a check, or has one twice or one that does not exist."""
    text = GUIDE.read_text(encoding="utf-8")
    listed = text.partition("The remediation tasks of the checks are:")[2].partition("\nRun a")[0]
    names = [name for item in re.findall(r"(?s)\n\* (``.*?``): ", listed) for name in re.findall(r"``(\w+)``", item)]
    assert sorted(names) == sorted(check.id for check in CHECKS)
