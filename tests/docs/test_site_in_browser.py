# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation site in Chromium. Where there is none, and CI is not set, these tests are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any

import chromium
import pytest
from pages import SITE, files
from playwright.sync_api import Browser, sync_playwright

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
# The rules of WCAG 2.2 AA. The theme does not follow all of the best practices beyond it.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a Chromium without a window."""
    path = chromium.find()
    if path is None:
        pytest.skip("NOT TESTED: there is no Chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS), timeout=600_000)
        yield running
        running.close()


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, PHONE], ids=["light", "dark", "phone"])
@pytest.mark.parametrize("name", ["index.html", "docsite/guide_audits.html", "iam_login_profile_module.html"])
def test_axe_finds_nothing(browser: Browser, name: str, options: dict[str, Any]) -> None:
    """Fails when a page violates a rule of WCAG 2.2 AA that axe-core can check."""
    page = browser.new_page(**options)
    page.set_default_timeout(600_000)
    page.goto((SITE / name).as_uri())
    page.evaluate(AXE)
    found = page.evaluate("(tags) => axe.run({ runOnly: tags }).then((all) => all.violations)", RULES)
    page.close()
    assert [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]] == []


def test_no_page_scrolls_sideways_on_a_phone(browser: Browser) -> None:
    """Fails when a page is wider than a phone, or a table or an example is cut off without a box that scrolls."""
    page = browser.new_page(**PHONE)
    page.set_default_timeout(600_000)
    cut = """[...document.querySelectorAll("article table, article pre, article img")].filter((each) =>
        each.getBoundingClientRect().right > innerWidth && !each.closest(".table-wrapper, .highlight"))"""
    wrong = []
    for file in files():
        page.goto(file.as_uri(), wait_until="domcontentloaded")
        if page.evaluate(f"document.documentElement.scrollWidth > innerWidth || {cut}.length"):
            wrong.append(file.name)
    page.close()
    assert wrong == []


def test_the_search_finds_a_page(browser: Browser) -> None:
    """Fails when the search of the site shows no result, or loads something from elsewhere."""
    page = browser.new_page()
    page.set_default_timeout(600_000)
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.goto((SITE / "index.html").as_uri())
    page.fill("input[name=q]", "purge_exclude")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li a")
    assert "iam_login_profile_roster" in page.inner_text("#search-results")
    assert [address for address in asked_for if not address.startswith("file:")] == []
