# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of modules, filter and role agrees with the argument specs, and examples show every option."""

from __future__ import annotations

import pathlib
import re
import typing as t
from dataclasses import dataclass

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.identity.aws.plugins.action.console_access_report import report_arguments
from ansible_collections.identity.aws.plugins.doc_fragments import console_access, login_profile
from ansible_collections.identity.aws.plugins.filter import console_access_findings
from ansible_collections.identity.aws.plugins.module_utils._module.info_options import info_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.options import one_user_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.own_password import own_password_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.roster_options import roster_arguments
from ansible_collections.identity.aws.plugins.modules import (
    console_access_report,
    iam_login_profile,
    iam_login_profile_info,
    iam_login_profile_roster,
    iam_own_password,
)
from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import CHECKS
from ansible_collections.identity.aws.plugins.plugin_utils._audit.settings import Thresholds

Json = dict[str, t.Any]

FRAGMENTS = {"console_access": console_access, "login_profile": login_profile}
KEYS = ("type", "default", "choices", "aliases", "elements")
PREFIX = "console_access_audit_"
ROLES = pathlib.Path(__file__).parents[3] / "roles"
ROLE = ROLES / "console_access_audit"
ROSTER = "console_access_roster"
# Its own options: the account, and the access to it.
OF_ACCOUNT = ("account_id", "role_arn", "external_id", "region")
# Options without an example.
WAITING = {"wait", "wait_timeout", "stop_after"}
NOT_SHOWN = {
    "iam_login_profile": WAITING,
    "iam_login_profile_roster": WAITING,
    "iam_own_password": {"wait_timeout", "stop_after"},
}
HIDDEN = {
    "iam_login_profile": {"password", "pgp_key", "age_recipients"},
    "iam_login_profile_roster": {"password", "pgp_key", "age_recipients"},
    "iam_own_password": {"old_password", "new_password"},
}


class Loader(yaml.SafeLoader):
    """YAML as Ansible reads it, with its tag for strings that are not templates."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(t.cast("yaml.ScalarNode", node)))


@dataclass(frozen=True)
class Documented:
    """A module and its argument spec."""

    module: t.Any
    spec: Json

    @property
    def name(self) -> str:
        return str(self.module.__name__.rpartition(".")[2])

    def examples(self) -> list[Json]:
        """Return the arguments of each task of its examples. Loader is a SafeLoader."""
        fqcn = f"identity.aws.{self.name}"
        found = tasks(yaml.load(self.module.EXAMPLES, Loader))  # noqa: S506
        return [{**(task[fqcn] or {})} for task in found if fqcn in task]

    def options(self) -> Json:
        """Return its documented options, with those of the collection's own fragments."""
        documentation = yaml.safe_load(self.module.DOCUMENTATION)
        options: Json = documentation["options"]
        for fragment in documentation.get("extends_documentation_fragment", []):
            collection, dummy, name = fragment.rpartition("identity.aws.")
            if collection == "" and dummy:
                name, dummy, section = name.partition(".")
                text = getattr(FRAGMENTS[name].ModuleDocFragment, section.upper() or "DOCUMENTATION")
                options |= yaml.safe_load(text).get("options", {})
        return options


def tasks(items: list[Json]) -> t.Iterator[Json]:
    """Return tasks, including those in blocks."""
    for item in items:
        yield from tasks([*item["block"], *item.get("rescue", [])]) if "block" in item else [item]


def agree(options: Json, spec: Json, nested: str = "suboptions") -> None:
    """Compare documented options with an argument spec, including suboptions."""
    assert set(options) == set(spec)
    for name, option in options.items():
        for key in KEYS:
            assert option.get(key) == spec[name].get(key), (name, key)
        if nested in option:
            agree(option[nested], spec[name]["options"], nested)


def listed(example: Json) -> list[Json]:
    profiles = example.get("profiles", [])
    return [] if isinstance(profiles, str) else profiles


MODULES = [
    Documented(iam_login_profile, one_user_arguments()),
    Documented(iam_login_profile_info, info_arguments()),
    Documented(iam_login_profile_roster, roster_arguments()),
    Documented(iam_own_password, own_password_arguments()),
    Documented(console_access_report, report_arguments()),
]
SHOWN = [(module, example) for module in MODULES for example in module.examples()]
REPORT = MODULES[-1].spec
all_modules = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)


@pytest.mark.parametrize(("module", "example"), SHOWN, ids=[module.name for module, _example in SHOWN])
def test_an_example_passes_the_argument_spec(module: Documented, example: Json) -> None:
    """Fails when an example shows an option that does not exist, or an invalid value."""
    # The value of a variable is not known here.
    given = {key: value for key, value in example.items() if not (key == "profiles" and isinstance(value, str))}
    of_aws = {key: {"type": "str"} for key in ("region", "access_key", "secret_key")} if module.spec != REPORT else {}
    assert ArgumentSpecValidator({**module.spec, **of_aws}).validate(given).error_messages == []


@all_modules
def test_the_examples_show_what_there_is(module: Documented) -> None:
    """Fails when an option (except those on waiting) has no example."""
    given = [*module.examples(), *(profile for example in module.examples() for profile in listed(example))]
    shown = {option for options in given for option in options}
    assert shown | NOT_SHOWN.get(module.name, set()) >= set(module.spec)


@all_modules
def test_the_documentation_and_the_argument_spec_agree(module: Documented) -> None:
    """Fails when the documentation of an option, default or alias is wrong. Sanity finds that too, later."""
    agree(module.options(), module.spec)


@all_modules
def test_passwords_and_keys_are_hidden_and_nothing_else(module: Documented) -> None:
    """Fails when a password has no no_log, or an option with a similar name leaves no_log to Ansible's guess."""
    options = [*module.spec.items(), *module.spec.get("profiles", {}).get("options", {}).items()]
    assert all("no_log" in option for name, option in options if "password" in name)
    hidden = {name for name, option in options if option.get("no_log")}
    assert hidden == HIDDEN.get(module.name, set())


def test_the_filter_has_the_checks_and_thresholds_of_the_report() -> None:
    """Fails when the filter documents another threshold than the report, or lacks a check of the report."""
    options = Documented(console_access_findings, {}).options()
    defaults = Thresholds().described()
    assert {name: options[name].get("default") for name in defaults} == defaults
    assert [check.id for check in CHECKS if f"V({check.id})" not in console_access_findings.DOCUMENTATION] == []


def role(path: str, name: str = ROLE.name) -> t.Any:
    return yaml.safe_load((ROLES / name / path).read_text(encoding="utf-8"))


def without_prefix(options: Json) -> Json:
    return {name.removeprefix(PREFIX): option for name, option in options.items()}


OF_ROLE = without_prefix(role("meta/argument_specs.yml")["argument_specs"]["main"]["options"])


def test_the_role_hands_on_every_option_with_the_same_default() -> None:
    """Fails when the role lacks an option of the report, or has another default; fail_on differs on purpose."""
    for name in set(REPORT) - {"accounts", "inputs", "expected_accounts", "directory", "fail_on", "accepted"}:
        assert [OF_ROLE[name].get(key) for key in ("type", "default")] == [
            REPORT[name].get(key) for key in ("type", "default")
        ]
    assert OF_ROLE["fail_on"]["choices"] == REPORT["fail_on"]["choices"]
    agree(OF_ROLE["accepted"]["options"], REPORT["accepted"]["options"], nested="options")


def test_the_defaults_of_the_role_are_documented() -> None:
    """Fails when a documented default differs, or a default is not documented."""
    defaults = without_prefix(role("defaults/main.yml"))
    assert defaults.pop("directory").endswith("/console-access-audit")
    assert defaults == {name: option["default"] for name, option in OF_ROLE.items() if "default" in option}


@pytest.mark.parametrize("name", ["console_access_audit", "console_access_roster"])
def test_a_role_has_no_variable_that_a_play_may_register(name: str) -> None:
    """Fails when the name of a variable of a task has no prefix: a registered variable of the play overrides it."""
    prefix = f"_{name.removeprefix('console_access_')}_"
    listed = [task for path in (ROLES / name / "tasks").iterdir() for task in role(f"tasks/{path.name}", name)]
    names = list(variables_of(listed))
    assert len(names) > 10
    assert [each for each in names if not each.startswith(prefix)] == []


@pytest.mark.parametrize("name", ["console_access_audit", "console_access_roster"])
def test_the_keywords_of_a_play_do_not_disable_a_check(name: str) -> None:
    """Fails when a role continues after a failed check with ignore_errors, or runs it for one host with run_once.

    The tasks of a role have the keywords of its play, unless a task or its block sets them.
    """
    validation, *others = role("tasks/main.yml", name)
    assert [validation[keyword] for keyword in ("ignore_errors", "run_once")] == [False, False]
    assert [task["run_once"] for task in others if "ansible.builtin.include_tasks" in task] == [False]
    others = [task for task in others if "amazon.aws.aws_caller_info" in task]
    assert [task["ignore_errors"] for task in others] == [False] * len(others)
    (path,) = (path for path in (ROLES / name / "tasks").iterdir() if path.name.endswith("account.yml"))
    (block,) = role(f"tasks/{path.name}", name)
    keywords = ("any_errors_fatal", "ignore_errors", "run_once")
    assert [block[keyword] for keyword in keywords] == [False] * len(keywords)


def test_the_audit_shows_no_roster() -> None:
    """Fails when -v shows a string of the roster, which is a password by mistake, in the result of the fact."""
    stored = [task for task in role("tasks/read_users.yml") if "ansible.builtin.set_fact" in task]
    assert [task["no_log"] for task in stored] == [True]


def test_the_off_boarding_has_no_variable_that_a_play_may_register() -> None:
    """Fails when the name of a variable of a task has no prefix: an earlier play of the run may have registered it."""
    playbook = (ROLES.parent / "playbooks" / "offboard.yml").read_text(encoding="utf-8")
    names = [name for play in yaml.safe_load(playbook) for name in variables_of(play.get("tasks", []))]
    assert "offboard_cli_caller" in names
    assert [each for each in names if not each.startswith("offboard_")] == []


def variables_of(value: t.Any) -> t.Iterator[str]:
    """Yield the names of the variables of tasks and blocks."""
    if isinstance(value, list):
        for each in value:
            yield from variables_of(each)
    elif isinstance(value, dict):
        yield from value.get("vars") or ()
        yield from variables_of([value[key] for key in ("block", "rescue", "always") if key in value])


@pytest.mark.parametrize("name", ["console_access_audit", "console_access_roster"])
def test_a_role_rejects_no_variable_of_its_own(name: str) -> None:
    """Fails when a second run of a role reads values of the first one as a typo in an option, or hides a typo."""
    made: set[str] = set()
    for task in tasks(
        [task for path in (ROLES / name / "tasks").iterdir() for task in role(f"tasks/{path.name}", name)]
    ):
        made |= {task.get("register", ""), task.get("loop_control", {}).get("loop_var", "")}
        made |= set(task.get("ansible.builtin.set_fact", {}))
    variables = role("tasks/main.yml", name)[0]["vars"]
    own = variables[f"_{name.removeprefix('console_access_')}_own"]
    playbook = (ROLE.parents[1] / "playbooks" / "audit.yml").read_text(encoding="utf-8")
    read = set(re.findall(rf"{name}_\w+", yaml.safe_load(playbook)[-1]["hosts"]))
    assert sorted(own) == sorted((made - {""}) | read)
    assert not set(own) & set(role("meta/argument_specs.yml", name)["argument_specs"]["main"]["options"])


def test_the_roster_role_passes_on_every_option_with_the_type_of_the_module() -> None:
    """Fails when an option of the role is not passed on, or the module has another type or other choices."""
    options = role("meta/argument_specs.yml", ROSTER)["argument_specs"]["main"]["options"]
    of_module = Documented(iam_login_profile_roster, {}).options()
    module = "identity.aws.iam_login_profile_roster"
    (passed,) = (task[module] for task in role("tasks/roster.yml", ROSTER) if module in task)
    assert passed.pop("account_id") == "{{ _roster_wanted }}"
    assert {f"{ROSTER}_{name}" for name in passed} == set(options) - {f"{ROSTER}_{name}" for name in OF_ACCOUNT}
    for name, value in passed.items():
        assert value == f"{{{{ {ROSTER}_{name} | default(omit) }}}}"
        for key in ("type", "choices", "elements"):
            assert options[f"{ROSTER}_{name}"].get(key) == of_module[name].get(key), (name, key)
    assert role("defaults/main.yml", ROSTER) == {
        name: option["default"] for name, option in options.items() if "default" in option
    }
