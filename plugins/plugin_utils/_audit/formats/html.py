# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as a page: one HTML file that loads nothing from elsewhere.

The strings on the page come from AWS and are not trusted. Jinja escapes all of them, and the content security policy of
the page allows only the script and the style that it names by their hash.
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

from ansible_collections.identity.aws.plugins.plugin_utils._audit.document import ReportDocument
from ansible_collections.identity.aws.plugins.plugin_utils._audit.remediation import Task
from ansible_collections.identity.aws.plugins.plugin_utils._audit.sentences import hours, listed

from .page.view import active_sessions, cis, day, minute, scalar, view

FOLDER = pathlib.Path(__file__).parent / "page"


@dataclass(frozen=True)
class PageSources:
    """The files that the page is made of."""

    templates: tuple[tuple[str, str], ...]
    style: str
    script: str


@functools.cache
def page_sources() -> PageSources:
    """Read the files of the page, once."""

    def text(name: str) -> str:
        return (FOLDER / name).read_text(encoding="utf-8")

    templates = tuple((name, text(name)) for name in ("page.html.j2", "users.html.j2"))
    return PageSources(templates, text("page.css"), text("page.js"))


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # libyaml, where there is one
    """Writes a task without aliases."""

    def ignore_aliases(self, _data: t.Any) -> bool:
        return True


def task(remedy: Task) -> str:
    """Return a task as an item of a list of tasks, in YAML."""
    return yaml.dump([remedy], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=90).rstrip("\n")


def _digest(source: str) -> str:
    """Return the hash of a script or a style, as a content security policy has it."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() + "'"


def content_security_policy(sources: PageSources) -> str:
    """Return the content security policy: this script and this style, and nothing else."""
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
    filters = (day, minute, scalar, cis, listed, hours, active_sessions, task)
    environment.filters.update({function.__name__: function for function in filters})
    return environment.get_template("page.html.j2")


def to_html(document: ReportDocument) -> str:
    """Return the page. The same document gives the same page."""
    sources = page_sources()
    return _template(sources.templates).render(
        document=document,
        view=view(document),
        # These are ours. They must be on the page byte for byte, since the policy has their hashes.
        policy=Markup(content_security_policy(sources)),  # noqa: S704
        style=Markup(sources.style),  # noqa: S704
        script=Markup(sources.script),  # noqa: S704
    )
