# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation site that the session docs of nox has built."""

from __future__ import annotations

import re

import yaml
from pages import CHECKOUT, PUBLISHED, SITE, files, is_external, page, problem

# Files outside of the site that link to it.
LINKING = ("README.md", "SECURITY.md", "CONTRIBUTING.md", "galaxy.yml", "docs/docsite/links.yml")


def test_every_link_leads_somewhere() -> None:
    """Fails when a link of the site, a style or a script leads to a file or an anchor that does not exist."""
    assert len(files()) > 25
    problems = [
        problem(address, file)
        for file in files()
        for address in (*page(file).links, *page(file).files)
        if not is_external(address)
    ]
    assert len(problems) > 1000
    assert [each for each in problems if each] == []


def test_no_link_leads_to_a_source() -> None:
    """Fails when a link leads to a source file in reStructuredText in place of its page."""
    links = {(file.name, link) for file in files() for link in page(file).links}
    assert [each for each in sorted(links) if re.search(r"\.rst\b|/docsite/rst\b", each[1])] == []


def test_every_picture_is_there() -> None:
    """Fails when a picture is missing, or is loaded from elsewhere, or no page shows a file of docs/images."""
    shown = {(file, picture) for file in files() for picture in page(file).pictures}
    assert [picture for _file, picture in shown if is_external(picture)] == []
    assert [each for each in (problem(picture, file) for file, picture in shown) if each] == []
    names = {picture.rpartition("/")[2] for _file, picture in shown}
    assert names >= {file.name for file in (CHECKOUT / "docs" / "images").glob("*.png")}


def test_links_to_the_site_lead_to_its_pages() -> None:
    """Fails when the README or another file links to a page that the site does not have."""
    links = [
        link
        for name in LINKING
        for link in re.findall(rf"{PUBLISHED}[^\s)>]*", (CHECKOUT / name).read_text(encoding="utf-8"))
    ]
    assert len(links) > 10
    problems = [problem(link.removeprefix(PUBLISHED) or ".", SITE / "index.html") for link in links]
    assert [each for each in problems if each] == []


def test_the_navigation_is_that_of_the_collection() -> None:
    """Fails when a guide is in another section, or in another order, here and on docs.ansible.com."""
    listed = yaml.safe_load((CHECKOUT / "docs/docsite/extra-docs.yml").read_text(encoding="utf-8"))["sections"]
    index = (CHECKOUT / "tests/docs/index.rst").read_text(encoding="utf-8")
    blocks = re.findall(r":caption: (.+)\n\n((?:  \S.*\n?)+)", index)
    sections = {title: re.findall(r"docsite/(\w+)", entries) for title, entries in blocks if "docsite/" in entries}
    assert sections == {each["title"]: each["toctree"] for each in listed}
    guides = {file.stem for file in (CHECKOUT / "docs/docsite/rst").glob("*.rst")}
    assert {guide for each in sections.values() for guide in each} == guides
    described = set(re.findall(r":ref:`ansible_collections\.identity\.aws\.docsite\.(\w+)`", index))
    assert described == guides


def test_the_search_finds_every_page() -> None:
    """Fails when a guide, a module, a role or a plugin is not in the index of the search."""
    index = (SITE / "searchindex.js").read_text(encoding="utf-8")
    (names,) = re.findall(r'"?docnames"?:\[([^]]*)\]', index)
    found = set(re.findall(r'"([^"]+)"', names))
    assert found == {str(file.relative_to(SITE).with_suffix("")) for file in files()} - {"search"}
