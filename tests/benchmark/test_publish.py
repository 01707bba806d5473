# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide and the README show what was measured."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from publish import BEGIN, END, GUIDE, HERE, RESULTS, with_tables
from table import rst, shown

README = HERE.parents[1] / "README.md"
IN_README = [
    "roster of 100, 8 threads (the default): times faster than a loop over iam_user",
    "iam_login_profile, 40 ms a call, loop of 10: to iam_user",
    "audit of 5000 users, report, 10000 findings: the whole playbook",
]


@pytest.fixture
def results() -> dict[str, Any]:
    """The results that are published."""
    read: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return read


def test_the_tables_of_the_guide_are_those_of_the_results(results: dict[str, Any]) -> None:
    """Fails when a figure of the guide was edited, or comes from another run, or a mark is missing."""
    guide = GUIDE.read_text(encoding="utf-8")
    assert results["measurement"]
    assert guide.count(BEGIN) == guide.count(END) == 1
    assert with_tables(guide, rst(results)) == guide


@pytest.mark.parametrize("name", IN_README)
def test_the_figures_of_the_readme_are_those_of_the_results(results: dict[str, Any], name: str) -> None:
    """Fails when new results were published and the README still has a figure of the earlier ones."""
    (figure,) = [
        each for scenario in results["scenarios"].values() for each in scenario["figures"] if each["name"] == name
    ]
    value = shown(figure["value"], figure["unit"]).replace(" x", " times")
    section = README.read_text(encoding="utf-8").partition("## Comparison and performance\n")[2].partition("\n## ")[0]
    assert value in re.sub(r"\s+", " ", section)
