# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module's documentation is true: its examples pass its own argument spec, and they show every option."""

from __future__ import annotations

import typing as t

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.identity.aws.plugins.module_utils.arguments import login_profile_arguments, waiting_arguments
from ansible_collections.identity.aws.plugins.modules import iam_login_profile

SPEC = {**login_profile_arguments(), **waiting_arguments()}
FQCN = "identity.aws.iam_login_profile"


class Loader(yaml.SafeLoader):
    """YAML as Ansible reads it, with its tag for text that is no template."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(t.cast("yaml.ScalarNode", node)))


def tasks(items: list[dict[str, t.Any]]) -> t.Iterator[dict[str, t.Any]]:
    for item in items:
        yield from tasks(item["block"]) if "block" in item else [item]


# Loader is a SafeLoader.
EXAMPLES = [task for task in tasks(yaml.load(iam_login_profile.EXAMPLES, Loader)) if FQCN in task]  # noqa: S506
OPTIONS = yaml.safe_load(iam_login_profile.DOCUMENTATION)["options"]


@pytest.mark.parametrize("task", EXAMPLES, ids=lambda task: str(task["name"]))
def test_an_example_passes_the_argument_spec(task: dict[str, t.Any]) -> None:
    """Fails when an example shows an option that does not exist, or a value that it does not take."""
    assert ArgumentSpecValidator(SPEC).validate(task[FQCN]).error_messages == []


def test_the_examples_show_what_there_is() -> None:
    """Fails when an option (but for those on waiting) has no example."""
    shown = {option for task in EXAMPLES for option in task[FQCN]}
    assert shown >= set(login_profile_arguments())


def test_the_documentation_and_the_argument_spec_agree() -> None:
    """Fails when an option, a default or an alias is said that is not so. Sanity says so too, later and slower."""
    assert set(OPTIONS) == set(SPEC)
    for name, option in OPTIONS.items():
        for key in ("type", "default", "choices", "aliases"):
            assert option.get(key) == SPEC[name].get(key), (name, key)


def test_the_password_and_the_key_are_hidden_and_nothing_else() -> None:
    """Fails when no_log is lost on the password, or left to Ansible's guess on an option with such a name."""
    assert all("no_log" in option for name, option in SPEC.items() if "password" in name)
    assert [name for name, option in SPEC.items() if option.get("no_log")] == ["password", "pgp_key"]
