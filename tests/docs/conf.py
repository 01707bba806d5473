# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
How Sphinx makes the documentation site (`make docs`) of what antsibull-docs has written.

It needs no network. intersphinx would download the list of all pages of docs.ansible.com; what is documented there has
addresses that can be told from the names.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes

project = "identity.aws"
project_copyright = "identity.aws contributors"
html_title = "identity.aws"
html_theme = "sphinx_ansible_theme"
html_show_sphinx = False
html_copy_source = False
html_use_index = False
extensions = ["sphinx_antsibull_ext"]
pygments_style = "ansible"
highlight_language = "YAML+Jinja"
nitpicky = True

ELSEWHERE = "https://docs.ansible.com/projects/ansible/latest/"
PAGES = {
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}


def address(label: str) -> str | None:
    """Give the page of docs.ansible.com that has a label; none for a label that has to be in this site."""
    page, _marks, anchor = label.partition("__")
    match page.split("."):
        case "ansible_collections", namespace, name, plugin if (namespace, name) != ("identity", "aws"):
            return f"{ELSEWHERE}collections/{namespace}/{name}/{plugin}.html#{anchor}".rstrip("#")
    return ELSEWHERE + PAGES[label] if label in PAGES else None


def link(_app: Any, _env: Any, node: Any, content: Any) -> nodes.reference | None:
    """Resolve a reference that leads out of this site; without an answer, Sphinx complains."""
    target = node["reftarget"]
    found = address(target) if node["reftype"] == "ref" else None
    if node["reftype"] == "envvar" and target.startswith("ANSIBLE_"):
        found = f"{ELSEWHERE}{PAGES['ansible_configuration_settings']}#envvar-{target}"
    return nodes.reference("", "", content, internal=False, refuri=found) if found else None


def setup(app: Any) -> None:
    app.connect("missing-reference", link)
