# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Make the pictures of the page that the documentation shows: docs/images/audit-light.png and audit-dark.png.

The page is that of a made-up document, so the pictures change only when the page does, or the fonts of the machine.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT / "tests" / "tools"), str(CHECKOUT)]
importlib.import_module("conftest")  # brings the collection under its own name

import chromium
import documents
from playwright.sync_api import sync_playwright
from viewing import View, html_of

FOLDER = CHECKOUT / "docs" / "images"
SIZE = {"width": 1280, "height": 960}


def main() -> None:
    """Write both pictures."""
    FOLDER.mkdir(exist_ok=True)
    path = chromium.found_or_installed()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = Path(folder, "audit.html")
        page.write_text(html_of(documents.sample()), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        for scheme in ("light", "dark"):
            view = View(browser, page, {"color_scheme": scheme, "viewport": SIZE})
            picture = FOLDER / f"audit-{scheme}.png"
            view.page.screenshot(path=picture)
            print(f"{picture.relative_to(CHECKOUT)}: {picture.stat().st_size / 1000:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main()
