# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page in light and dark, on a phone, on paper, and for people who do not see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import documents
import pytest

if TYPE_CHECKING:
    from conftest import Viewer

PHONE = {"viewport": {"width": 375, "height": 800}, "is_mobile": True, "has_touch": True}
SIZES: list[dict[str, Any]] = [{"color_scheme": "light"}, {"color_scheme": "dark"}, PHONE]
GROUND = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
CONTROLS = ".pager button:visible, input:visible, select:visible, nav:visible"


def pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_light_and_dark(view: Viewer) -> None:
    """Fails when the page does not follow the reader's choice."""
    light, dark = (view(documents.sample(), color_scheme=scheme).page.evaluate(GROUND) for scheme in ("light", "dark"))
    assert min(light) > 230
    assert max(dark) < 40


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_no_page_scrolls_sideways(view: Viewer, width: int) -> None:
    """Fails when something is wider than the screen, and not in a box of its own that scrolls."""
    page = view(documents.sample(), viewport={"width": width, "height": 800})
    page.open_details()
    assert page.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("options", SIZES, ids=["light", "dark", "phone"])
@pytest.mark.parametrize("document", [documents.sample(), documents.empty()], ids=["sample", "empty"])
def test_axe_finds_nothing(view: Viewer, document: dict[str, Any], options: dict[str, Any]) -> None:
    """Fails when a label, a role, the order of the headings or a contrast is missing or wrong."""
    page = view(document, **options)
    page.open_details()
    assert page.violations() == []
    assert page.page.locator("h1").count() == 1


def test_print_has_every_row_that_matches(view: Viewer) -> None:
    """Fails when paper shows the first rows only, rows that do not match, controls, closed remedies or dark colours."""
    page = view(documents.large(250), color_scheme="dark")
    everything = pages(page.page.pdf(format="A4"))
    page.page.fill("#filter-text", "alice")
    page.page.emulate_media(media="print")
    names = page.column("User")
    assert len(names) == 10
    assert all(name.startswith("alice") for name in names)
    assert page.count() == "10 of 250 rows match (Find: alice)."
    assert min(page.page.evaluate(GROUND)) == 255
    assert page.page.locator(CONTROLS).count() == 0
    part = pages(page.page.pdf(format="A4"))
    assert 1 < part < everything
    page.page.emulate_media(media="screen")
    page.page.fill("#filter-text", "")
    page.page.emulate_media(media="print")
    assert len(page.rows()) == 250
    rows = page.page.locator(".check tbody tr:visible")
    assert rows.count() == page.page.locator(".check pre:visible").count() > 50


def test_charts_are_told_in_words(view: Viewer) -> None:
    """Fails when a chart has no name, or leaves one of its numbers to the eye."""
    document = documents.sample()
    charts = view(document).page.get_by_role("img")
    assert charts.count() == 3
    for place, bars in enumerate(document["charts"].values()):
        said = charts.nth(place).locator("desc").text_content() or ""
        assert [each for each in bars if f"{each['label']}: {each['count']}." not in said] == []


def test_nothing_moves_where_that_was_asked(view: Viewer) -> None:
    """Fails when something moves although the reader asked for stillness."""
    page = view(documents.sample(), reduced_motion="reduce").page
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
