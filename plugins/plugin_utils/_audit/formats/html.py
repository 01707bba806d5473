# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
The page of a console access audit: one HTML file that needs nothing else, and that asks nobody for anything.

What the page says comes from AWS and is not trusted. Jinja escapes all of it, and the page's own policy lets no script
run and no style hold but the two that are named by their hash.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import pathlib
import typing as t
from dataclasses import dataclass

import jinja2
import yaml
from markupsafe import Markup

from ansible_collections.identity.aws.plugins.plugin_utils._audit import summary as audit_headline
from ansible_collections.identity.aws.plugins.plugin_utils._audit import view as audit_view

FOLDER = pathlib.Path(__file__).parent / "page"


@dataclass(frozen=True)
class PageSources:
    """What the page is made of."""

    templates: tuple[tuple[str, str], ...]
    style: str
    script: str


@functools.cache
def page_sources() -> PageSources:
    """Read the files of the page. The one function here that touches a disk."""

    def text(name: str) -> str:
        return (FOLDER / name).read_text(encoding="utf-8")

    templates = tuple((name, text(name)) for name in ("page.html.j2", "users.html.j2"))
    return PageSources(templates, text("page.css"), text("page.js"))


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # libyaml, where there is one
    """Dumps a task with nothing as an alias."""

    def ignore_aliases(self, _data: t.Any) -> bool:
        return True


def task(remedy: t.Mapping[str, t.Any]) -> str:
    """Write a task as an item of a play's list of tasks."""
    return yaml.dump([remedy], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=90).rstrip("\n")


def _digest(source: str) -> str:
    """The name of a script or a style in a content security policy."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() + "'"


def policy(sources: PageSources) -> str:
    """Write the content security policy: this script and this style, and nothing from anywhere."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_digest(sources.script)}",
            f"style-src {_digest(sources.style)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


@functools.lru_cache(maxsize=1)
def _template(templates: tuple[tuple[str, str], ...]) -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True,
        loader=jinja2.DictLoader(dict(templates)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = (audit_view.day, audit_view.moment, audit_view.scalar, audit_view.cis, audit_headline.listed, task)
    environment.filters.update({function.__name__: function for function in filters})
    return environment.get_template("page.html.j2")


def to_html(document: t.Mapping[str, t.Any], *, sources: PageSources) -> str:
    """Render the page of an audit document. Pure: the same document gives the same page."""
    return _template(sources.templates).render(
        document=document,
        view=audit_view.view(document),
        # Ours, and to stand in the page byte for byte, as their hashes are of these bytes.
        policy=Markup(policy(sources)),  # noqa: S704
        style=Markup(sources.style),  # noqa: S704
        script=Markup(sources.script),  # noqa: S704
    )
