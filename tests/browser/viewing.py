# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of an audit in a browser: its rows and its columns."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any, cast

from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats import html as audit_html

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Route

SHOWN_ROWS = """[...document.querySelectorAll("table.users tbody tr")]
    .filter((row) => row.getClientRects().length)
    .map((row) => [...row.cells].map((cell) => cell.innerText.trim()))"""
HANGS = 600_000  # milliseconds, far beyond any load: a test ends that waits for what is not on the page
# What axe-core checks: WCAG 2.2 on the levels A and AA, and its best practices.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
AXE = resources.files("axe_playwright_python").joinpath("axe.min.js")


def html_of(document: dict[str, Any]) -> str:
    """Return the page of a document."""
    return audit_html.to_html(cast("Any", document))


class View:
    """One page in a context of its own, which may load its own file and nothing else."""

    def __init__(self, browser: Browser, file: Path, options: dict[str, Any]) -> None:
        self.asked_for: list[str] = []
        self.complaints: list[str] = []
        self.address, self.size = file.as_uri(), file.stat().st_size
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        self.context.set_default_timeout(HANGS)
        self.context.route("**/*", self._answer)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self._complain(message.type, message.text))
        self.page.on("pageerror", lambda error: self._complain("error", str(error)))
        self.page.on("requestfailed", lambda request: self.asked_for.append(request.url))
        self.page.on("dialog", lambda dialog: self._complain("error", dialog.message))
        self.page.goto(self.address)

    def _answer(self, route: Route) -> None:
        if route.request.url == self.address:
            route.continue_()
        else:
            self.asked_for.append(route.request.url)
            route.abort()

    def _complain(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    def rows(self) -> list[list[str]]:
        """Return the text of the cells of the rows of users that are shown."""
        return self.page.evaluate(SHOWN_ROWS)

    def column(self, head: str) -> list[str]:
        """Return the text of a column, of the rows that are shown."""
        place = self.heads().index(head)
        return [row[place] for row in self.rows()]

    def heads(self) -> list[str]:
        """Return the heads of the columns."""
        return self.page.evaluate("[...document.querySelectorAll('table.users thead th')].map((e) => e.textContent)")

    def sorter(self, head: str) -> Locator:
        """Return the button that sorts by a column."""
        return self.page.locator("table.users thead").get_by_role("button", name=head, exact=True)

    def sorted_by(self) -> dict[str, str]:
        """Return the column by which the users are sorted, and the order, as aria-sort has them."""
        script = "[...document.querySelectorAll('table.users th[aria-sort]')].map((e) => [e.textContent, e.ariaSort])"
        return {head: order for head, order in self.page.evaluate(script) if order != "none"}

    def count(self) -> str:
        """Return the sentence below the table."""
        return self.page.locator("#users ~ .pager [role=status]").inner_text()

    def open_details(self) -> None:
        """Open all that can be opened."""
        self.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")

    def violations(self) -> list[str]:
        """Return the violations that axe-core finds, with the rule and the element of each."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("(tags) => axe.run({ runOnly: tags }).then((all) => all.violations)", RULES)
        return [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]]
