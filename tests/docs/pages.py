# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pages of the built documentation site: their links, pictures and anchors."""

from __future__ import annotations

import functools
import html.parser
from pathlib import Path
from urllib.parse import unquote, urlsplit

CHECKOUT = Path(__file__).resolve().parents[2]
SITE = CHECKOUT / "build" / "docs" / "html"
PUBLISHED = "https://identity-collections.github.io/identity.aws/"


class Page(html.parser.HTMLParser):
    """What a page refers to, and what can be referred to in it."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.files: list[str] = []
        self.anchors: set[str] = set()
        self.feed(file.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the addresses and the ids of an element."""
        values = {name: value or "" for name, value in attrs}
        self.anchors.update(filter(None, (values.get("id"), values.get("name"))))
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag == "img":
            self.pictures.append(values.get("src", ""))
        else:
            self.files.extend(values[name] for name in ("href", "src") if name in values)


def files() -> list[Path]:
    """Return the pages of the site."""
    return sorted(SITE.rglob("*.html"))


@functools.cache
def page(file: Path) -> Page:
    """Read a page."""
    return Page(file)


def is_external(address: str) -> bool:
    """Return whether an address leads out of the site."""
    return bool(urlsplit(address).scheme)


def problem(address: str, page_file: Path) -> str | None:
    """Return why an address on a page leads nowhere in the site; None if it leads to a file, and to an anchor there."""
    parts = urlsplit(address)
    target = (page_file.parent / unquote(parts.path)).resolve() if parts.path else page_file
    if target.is_dir():
        target /= "index.html"
    place = f"{page_file.relative_to(SITE)}: {address}"
    if not target.is_relative_to(SITE) or not target.is_file():
        return f"{place}: no such file"
    if parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in page(target).anchors:
        return f"{place}: no such anchor"
    return None
