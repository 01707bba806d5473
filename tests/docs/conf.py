# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Sphinx settings of the documentation site (`make docs`). antsibull-docs writes its pages, except index.rst.

The build needs no network. intersphinx would download the list of all pages of docs.ansible.com. The addresses of the
pages there can be derived from the names.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes

CHECKOUT = Path(__file__).resolve().parents[2]
GALAXY = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))
# The guides name a picture by this address, since Galaxy and docs.ansible.com do not have the file. The site has it.
PICTURES = "https://raw.githubusercontent.com/identity-collections/identity.aws/main/docs/images/"

project = "identity.aws"
project_copyright = "identity.aws contributors"
version = release = GALAXY["version"]
html_title = f"identity.aws {release}"
html_theme = "furo"
html_baseurl = GALAXY["documentation"]
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_use_index = False
extensions = ["sphinx_antsibull_ext"]
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
highlight_language = "YAML+Jinja"
nitpicky = True
# The contrast of the colors of options is that of WCAG AA.
html_theme_options = {
    "light_css_variables": {
        "color-code-background": "#f4f6f8",
        **dict.fromkeys(("antsibull-option-type", "antsibull-option-elements"), "#800080"),
        **dict.fromkeys(("antsibull-option-required", "antsibull-attribute-support-none"), "#b00020"),
        **dict.fromkeys(("antsibull-option-version-added", "antsibull-option-aliases"), "#1d6b1d"),
        **dict.fromkeys(("antsibull-option-default", "antsibull-option-sample"), "#1a1ab8"),
        "antsibull-attribute-support-partial": "#6b5b00",
        "antsibull-attribute-support-full": "#1d6b1d",
    },
    "dark_css_variables": {
        **dict.fromkeys(("antsibull-option-type", "antsibull-option-elements"), "#ff9cff"),
        **dict.fromkeys(("antsibull-option-required", "antsibull-attribute-support-none"), "#ff9a9a"),
        **dict.fromkeys(("antsibull-option-version-added", "antsibull-option-aliases"), "#7bd87b"),
        **dict.fromkeys(("antsibull-option-default", "antsibull-option-sample"), "#b5b5ff"),
        "antsibull-attribute-support-partial": "#d0d040",
        "antsibull-attribute-support-full": "#5ed35e",
    },
}
# What Sphinx and antsibull-docs write, and what is accessible.
ACCESSIBLE = {
    "<pre>": '<pre tabindex="0">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
    'class="caption" role="heading"': 'class="caption" role="heading" aria-level="2"',
    ' aria-role="button"': "",
}

ELSEWHERE = "https://docs.ansible.com/projects/ansible/latest/"
PAGES = {
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}


def address(label: str) -> str | None:
    """Return the page of docs.ansible.com that has a label; None for a label that has to be in this site."""
    page, _marks, anchor = label.partition("__")
    match page.split("."):
        case "ansible_collections", namespace, name, plugin if (namespace, name) != ("identity", "aws"):
            return f"{ELSEWHERE}collections/{namespace}/{name}/{plugin}.html#{anchor}".rstrip("#")
    return ELSEWHERE + PAGES[label] if label in PAGES else None


def link(_app: Any, _env: Any, node: Any, content: Any) -> nodes.reference | None:
    """Return the link for a reference to another site; None for any other, of which Sphinx warns."""
    target = node["reftarget"]
    found = address(target) if node["reftype"] == "ref" else None
    if node["reftype"] == "envvar" and target.startswith("ANSIBLE_"):
        found = f"{ELSEWHERE}{PAGES['ansible_configuration_settings']}#envvar-{target}"
    return nodes.reference("", "", content, internal=False, refuri=found) if found else None


def use_own_pictures(_app: Any, _name: str, source: list[str]) -> None:
    """Use the site's copy of a picture, and the dark one in dark mode."""
    image = rf"(\.\. image:: ){PICTURES}(\S+)-light\.png\n((?: +:.*\n)*)"
    both = r"\1/images/\2-light.png\n  :class: only-light\n\3\n\1/images/\2-dark.png\n  :class: only-dark\n\3"
    source[0] = re.sub(image, both, source[0]).replace(PICTURES, "/images/")


def remove_contents(_app: Any, doctree: nodes.document) -> None:
    """Remove the table of contents from a page: the theme shows one beside each page."""
    for topic in list(doctree.findall(nodes.topic)):
        if "contents" in topic["classes"]:
            topic.parent.remove(topic)
    for title in doctree.findall(nodes.title):
        title.attributes.pop("refid", None)  # the link back to the table of contents


def make_accessible(_app: Any, _page: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """Add to a page what axe-core misses: boxes that scroll can have the focus, and a heading has a level."""
    for part in ("body", "furo_navigation_tree"):
        for old, new in ACCESSIBLE.items():
            context[part] = context.get(part, "").replace(old, new)


def setup(app: Any) -> None:
    """Connect the functions above to the events of Sphinx."""
    app.connect("missing-reference", link)
    app.connect("source-read", use_own_pictures)
    app.connect("doctree-read", remove_contents)
    app.connect("html-page-context", make_accessible, priority=900)  # after the theme has made the navigation
