# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a module says of itself, to compare it with the argument spec that it has."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

import yaml

from ansible_collections.identity.aws.plugins.doc_fragments import console_access, login_profile

FRAGMENTS = {
    "console_access": console_access.ModuleDocFragment,
    "login_profile": login_profile.ModuleDocFragment,
}

KEYS = ("type", "default", "choices", "aliases", "elements")


class Loader(yaml.SafeLoader):
    """YAML as Ansible reads it, with its tag for text that is no template."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(t.cast("yaml.ScalarNode", node)))


@dataclass(frozen=True)
class Documented:
    """A module's name, what it says, and the argument spec that it has."""

    name: str
    module: t.Any
    spec: dict[str, dict[str, t.Any]]

    def examples(self) -> list[dict[str, t.Any]]:
        """Return the arguments of each task of its examples. Loader is a SafeLoader."""
        fqcn = f"identity.aws.{self.name}"
        found = tasks(yaml.load(self.module.EXAMPLES, Loader))  # noqa: S506
        return [{**(task[fqcn] or {})} for task in found if fqcn in task]

    def options(self) -> dict[str, dict[str, t.Any]]:
        """Return its documented options, with those of the collection's own fragments."""
        documentation = yaml.safe_load(self.module.DOCUMENTATION)
        options = dict(documentation["options"])
        for fragment in documentation.get("extends_documentation_fragment", []):
            owner, dummy, rest = fragment.partition("identity.aws.")
            if not owner:
                name, dummy, section = rest.partition(".")
                text = getattr(FRAGMENTS[name], section.upper() or "DOCUMENTATION")
                options.update(yaml.safe_load(text).get("options", {}))
        return options


def tasks(items: list[dict[str, t.Any]]) -> t.Iterator[dict[str, t.Any]]:
    for item in items:
        yield from tasks(item["block"]) if "block" in item else [item]


def agree(options: dict[str, t.Any], spec: dict[str, t.Any], nested: str = "suboptions") -> None:
    """Compare documented options with an argument spec, down to the last of their own."""
    assert set(options) == set(spec)
    for name, option in options.items():
        for key in KEYS:
            assert option.get(key) == spec[name].get(key), (name, key)
        if nested in option:
            agree(option[nested], spec[name]["options"], nested)
