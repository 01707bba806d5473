# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules' documentation is true: examples pass the argument specs, and they show every option."""

from __future__ import annotations

import typing as t

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.identity.aws.plugins.module_utils._module.info_options import info_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.options import one_user_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.roster_options import roster_arguments
from ansible_collections.identity.aws.plugins.modules import (
    iam_login_profile,
    iam_login_profile_info,
    iam_login_profile_roster,
)
from ansible_collections.identity.aws.tests.unit.plugins.modules.documented import Documented, agree

WAITING = {"wait", "wait_timeout", "stop_after"}
MODULES = [
    Documented("iam_login_profile", iam_login_profile, one_user_arguments()),
    Documented("iam_login_profile_info", iam_login_profile_info, info_arguments()),
    Documented("iam_login_profile_roster", iam_login_profile_roster, roster_arguments()),
]
SHOWN = [(module, example) for module in MODULES for example in module.examples()]
all_modules = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)


@pytest.mark.parametrize(("module", "example"), SHOWN, ids=[module.name for module, _example in SHOWN])
def test_an_example_passes_the_argument_spec(module: Documented, example: dict[str, t.Any]) -> None:
    """Fails when an example shows an option that does not exist, or a value that it does not take."""
    # What a playbook takes from a variable is not there to be checked.
    given = {key: value for key, value in example.items() if not (key == "profiles" and isinstance(value, str))}
    of_aws = {key: {"type": "str"} for key in ("region", "access_key", "secret_key")}
    errors = ArgumentSpecValidator({**module.spec, **of_aws}).validate(given).error_messages
    assert errors == [] or (given != example and errors == ["missing required arguments: profiles"])


@all_modules
def test_the_examples_show_what_there_is(module: Documented) -> None:
    """Fails when an option (but for those on waiting) has no example."""
    given = [*module.examples(), *(profile for example in module.examples() for profile in listed(example))]
    shown = {option for options in given for option in options}
    assert shown | (WAITING if module.name != "iam_login_profile_info" else set()) >= set(module.spec)


def listed(example: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    profiles = example.get("profiles", [])
    return [] if isinstance(profiles, str) else profiles


@all_modules
def test_the_documentation_and_the_argument_spec_agree(module: Documented) -> None:
    """Fails when an option, a default or an alias is said that is not so. Sanity says so too, later and slower."""
    agree(module.options(), module.spec)


@all_modules
def test_passwords_and_keys_are_hidden_and_nothing_else(module: Documented) -> None:
    """Fails when no_log is lost on a password, or left to Ansible's guess on an option with such a name."""
    spec = {
        **module.spec,
        **{f"profiles/{k}": v for k, v in module.spec.get("profiles", {}).get("options", {}).items()},
    }
    assert all("no_log" in option for name, option in spec.items() if "password" in name)
    hidden = {name.rpartition("/")[2] for name, option in spec.items() if option.get("no_log")}
    assert hidden == (set() if module.name.endswith("_info") else {"password", "pgp_key"})
