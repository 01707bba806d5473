# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page keeps to itself, and needs no script. What it shows is in the unit tests of html.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import documents

if TYPE_CHECKING:
    from conftest import Viewer


def test_no_other_script_runs(view: Viewer) -> None:
    """Fails when the policy of the page would let a script run that somebody got into it, or a style hold."""
    page = view(documents.empty())
    page.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", "<p onclick='window.ran = true' style='color: red'>x</p>");
            document.body.lastElementChild.click();
        }"""
    )
    assert page.page.evaluate("window.ran") is None
    assert page.page.evaluate("getComputedStyle(document.body.lastElementChild).color") != "rgb(255, 0, 0)"
    assert len(page.complaints) == 3
    page.complaints.clear()


def test_without_a_script_everything_is_there(view: Viewer) -> None:
    """Fails when rows are shown by the script only, or controls are shown that do nothing."""
    document = documents.large(300)
    page = view(document, java_script_enabled=False).page
    assert page.locator("table.users tbody tr:visible").count() == 300
    not_evaluated = sum(len(check["not_evaluated"]) for check in document["checks"])
    assert page.locator(".cards tbody tr:visible").count() == len(document["findings"]) + not_evaluated
    assert page.locator("button:visible, input:visible, select:visible").count() == 0
