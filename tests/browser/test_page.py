# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page says, and that it keeps to itself."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import documents
import pytest
import yaml

if TYPE_CHECKING:
    from conftest import Viewer

FIGURES = "[...document.querySelectorAll('[data-figure]')].map((each) => [each.dataset.figure, each.textContent])"


def at(document: Any, path: str) -> Any:
    """The value at a path such as accounts.0.users."""
    return reduce(lambda value, key: value[int(key) if isinstance(value, list) else key], path.split("."), document)


@pytest.mark.parametrize("document", [documents.sample(), documents.empty(), documents.empty(2)])
def test_the_figures_are_those_of_the_document(view: Viewer, document: dict[str, Any]) -> None:
    """Fails when a figure stands in the wrong place, is worked out anew, or is left out."""
    shown = view(document).page.evaluate(FIGURES)
    assert [(path, text) for path, text in shown if text != str(at(document, path))] == []
    paths = {path for path, _text in shown}
    wanted = {f"summary.{key}" for key in document["summary"] if key not in {"findings", "with_password_and_mfa"}}
    wanted |= {f"summary.findings.{severity}" for severity in ("high", "medium", "low")}
    wanted |= {f"charts.{chart}.{n}.count" for chart, bars in document["charts"].items() for n in range(len(bars))}
    wanted |= {f"checks.{n}.findings" for n, check in enumerate(document["checks"]) if check["findings"]}
    wanted |= {f"accounts.{n}.users" for n, account in enumerate(document["accounts"]) if account["was_read"]}
    assert wanted <= paths


def test_it_asks_for_nothing_and_complains_of_nothing(view: Viewer) -> None:
    """Fails when the page loads a font, an icon or a script, or when its own script or style breaks its policy."""
    page = view(documents.sample())
    page.open_details()
    page.sorter("User").click()
    page.page.wait_for_timeout(200)
    assert (page.asked_for, page.complaints) == ([], [])
    assert page.page.evaluate("document.styleSheets[0].cssRules.length") > 50


def test_no_other_script_runs(view: Viewer) -> None:
    """Fails when the policy of the page would let a script run that somebody got into it, or a style hold."""
    page = view(documents.sample())
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
    """Fails when rows are shown by the script only, or when controls stand there that do nothing."""
    document = documents.large(300)
    page = view(document, java_script_enabled=False).page
    shown = page.locator("table.users tbody tr:visible")
    assert shown.count() == 300
    unjudged = sum(len(check["not_evaluated"]) for check in document["checks"])
    assert page.locator(".cards tbody tr:visible").count() == len(document["findings"]) + unjudged
    assert page.locator("button:visible, input:visible, select:visible").count() == 0


def test_a_remedy_is_a_task_to_copy(view: Viewer) -> None:
    """Fails when what is shown as a task is not YAML, or is another task than the document's."""
    document = documents.sample()
    page = view(document)
    page.open_details()
    shown = [yaml.safe_load(text) for text in page.page.locator(".check pre").all_inner_texts()]
    wanted = [[finding["remedy"]] for finding in document["findings"] if not finding["accepted"]]
    assert sorted(shown, key=str) == sorted(wanted, key=str)


def test_what_nobody_knows_is_never_a_no(view: Viewer) -> None:
    """Fails when null is shown as an empty cell or as "no"."""
    document = documents.sample()
    unread = next(user for user in document["users"] if user["password_enabled"] is None)
    unread["arn"] = None
    page = view(document)
    (row,) = [row for row in page.rows() if row[0].startswith(unread["user_name"]) and unread["msg"] in row[0]]
    shown = dict(zip(page.heads(), row, strict=True))
    heads = (
        "Password",
        "MFA",
        "Last used",
        "Unused, days",
        "Changed",
        "Age, days",
        "Reset pending",
        "Password since",
        "Next rotation",
        "ARN",
    )
    assert {shown[head] for head in heads} == {"not known"}


def test_never_is_known(view: Viewer) -> None:
    """Fails when a password that was never used is shown as one of which nothing is known."""
    document = documents.sample()
    user = next(user for user in document["users"] if user["password_enabled"])
    user.update(password_last_used=None, never_used=True)
    page = view(document)
    assert page.column("Last used")[document["users"].index(user)] == "never"
