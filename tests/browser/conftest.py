# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A browser for the whole run, and pages of audits in it, whose every request and complaint is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import chromium
import pytest
from playwright.sync_api import Browser, sync_playwright
from viewing import HANGS, View, html_of

if TYPE_CHECKING:
    from pathlib import Path

Viewer = Callable[..., View]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    path = chromium.found_or_installed()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS), timeout=HANGS)
        yield running
        running.close()


@pytest.fixture
def view(browser: Browser, tmp_path: Path) -> Iterator[Viewer]:
    """
    Open the page of a document. Options are those of a browser's context, such as color_scheme.

    A test fails if its page requested anything or logged an error, unless the test expects that.
    """
    opened: list[View] = []

    def open_page(document: dict[str, Any], **options: Any) -> View:
        file = tmp_path / f"audit-{len(opened)}.html"
        file.write_text(html_of(document), encoding="utf-8")
        opened.append(View(browser, file, options))
        return opened[-1]

    yield open_page
    for each in opened:
        each.context.close()
    assert [each.asked_for for each in opened] == [[]] * len(opened)
    assert [each.complaints for each in opened] == [[]] * len(opened)
