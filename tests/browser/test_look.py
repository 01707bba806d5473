# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page in light and dark, on a phone, on paper, and for people who use a screen reader."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

import documents
import pytest

if TYPE_CHECKING:
    from conftest import Viewer

PHONE = {"viewport": {"width": 375, "height": 800}, "is_mobile": True, "has_touch": True}
GROUND = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
CONTROLS = ".pager button:visible, input:visible, select:visible, header + nav:visible"
DARK = {"color_scheme": "dark"}


def pages(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("options", [{}, DARK, PHONE, {**PHONE, **DARK}], ids=["light", "dark", "phone", "dark-phone"])
def test_axe_finds_nothing(view: Viewer, options: dict[str, Any], media: Literal["screen", "print"]) -> None:
    """Fails when a label, a role, a contrast, a heading or the size of a target violates WCAG 2.2 AA, on paper too."""
    for document in [documents.sample()] if options else [documents.sample(), documents.empty()]:
        page = view(document, **options)
        page.open_details()
        page.page.emulate_media(media=media)
        assert page.violations() == []
        assert page.page.locator("h1").count() == 1


def test_the_page_follows_the_settings_of_the_reader(view: Viewer) -> None:
    """Fails when the page is light for a reader who chose dark, or scrolls smoothly for one who chose less motion."""
    light, dark = (view(documents.empty(), color_scheme=scheme).page.evaluate(GROUND) for scheme in ("light", "dark"))
    assert (min(light) > 230, max(dark) < 40) == (True, True)
    still = view(documents.empty(), reduced_motion="reduce").page
    assert still.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_no_page_scrolls_sideways(view: Viewer) -> None:
    """Fails when something is wider than the screen, and not in a box of its own that scrolls."""
    page = view(documents.sample())
    page.open_details()
    for width in (320, 375, 768, 1280):
        page.page.set_viewport_size({"width": width, "height": 800})
        assert page.page.evaluate("document.documentElement.scrollWidth") == width


def test_print_has_every_row_that_matches(view: Viewer) -> None:
    """Fails when paper shows the first rows only, rows that do not match, controls, closed tasks or dark colours."""
    page = view(documents.large(250), color_scheme="dark")
    everything = pages(page.page.pdf(format="A4"))
    page.page.fill("#filter-text", "alice")
    page.page.emulate_media(media="print")
    names = page.column("User")
    assert (len(names), all(name.startswith("alice") for name in names)) == (10, True)
    assert page.count() == "10 of 250 rows match (Find: alice)."
    assert min(page.page.evaluate(GROUND)) == 255
    assert page.page.locator(CONTROLS).count() == 0
    assert 1 < pages(page.page.pdf(format="A4")) < everything
    page.page.emulate_media(media="screen")
    page.page.fill("#filter-text", "")
    page.page.emulate_media(media="print")
    assert len(page.rows()) == 250
    rows = page.page.locator(".check tbody tr:visible")
    assert rows.count() == page.page.locator(".check pre:visible").count() > 50
