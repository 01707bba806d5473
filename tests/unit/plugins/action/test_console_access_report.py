# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action's documentation, its argument spec and the role's say the same. What it does is in tests/system."""

from __future__ import annotations

import os
import pathlib
import re
import resource
import signal
import typing as t

import pytest
import yaml
from ansible.errors import AnsibleActionFail
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.identity.aws.plugins.action.console_access_report import (
    _check,
    _mode,
    _write,
    report_arguments,
)
from ansible_collections.identity.aws.plugins.filter import console_access_findings
from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.modules import console_access_report
from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import CHECKS
from ansible_collections.identity.aws.plugins.plugin_utils._audit.settings import Thresholds
from ansible_collections.identity.aws.tests.unit.plugins.modules.documented import Documented, agree

ROLE = pathlib.Path(__file__).parents[4] / "roles" / "console_access_audit"
PREFIX = "console_access_audit_"
MODULE = Documented("console_access_report", console_access_report, report_arguments())


def role(path: str) -> t.Any:
    return yaml.safe_load((ROLE / path).read_text(encoding="utf-8"))


def options_of_the_role() -> dict[str, t.Any]:
    options = role("meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    return {name.removeprefix(PREFIX): option for name, option in options.items()}


def test_the_documentation_and_the_argument_spec_agree() -> None:
    """Fails when an option, a default or a choice is said that is not so."""
    agree(MODULE.options(), MODULE.spec)


@pytest.mark.parametrize("example", MODULE.examples())
def test_an_example_passes_the_argument_spec(example: dict[str, t.Any]) -> None:
    """Fails when an example shows an option that does not exist, or a value that it does not take."""
    assert ArgumentSpecValidator(MODULE.spec).validate(example).error_messages == []


def test_the_examples_show_what_there_is() -> None:
    """Fails when an option has no example."""
    assert {option for example in MODULE.examples() for option in example} == set(MODULE.spec)


def test_the_filter_has_the_numbers_of_the_report() -> None:
    """Fails when a threshold is said of the filter that is not so."""
    options = Documented("console_access_findings", console_access_findings, {}).options()
    for name, default in Thresholds().described().items():
        assert options[name].get("default") == default


def test_the_role_hands_on_every_option_with_the_same_default() -> None:
    """Fails when the role lacks an option of the report, or has another default; fail_on is meant to differ."""
    options = options_of_the_role()
    for name, option in MODULE.spec.items():
        if name not in {"accounts", "directory", "fail_on", "accepted"}:
            assert {key: options[name].get(key) for key in ("type", "default")} == {
                key: option.get(key) for key in ("type", "default")
            }
    assert options["fail_on"]["choices"] == MODULE.spec["fail_on"]["choices"]
    agree(options["accepted"]["options"], MODULE.spec["accepted"]["options"], nested="options")


def test_the_defaults_of_the_role_are_those_that_it_says() -> None:
    """Fails when a default is said that is not so, or one is set of which nothing is said."""
    defaults = {name.removeprefix(PREFIX): value for name, value in role("defaults/main.yml").items()}
    said = {name: option["default"] for name, option in options_of_the_role().items() if "default" in option}
    assert defaults.pop("directory").endswith("/console-access-audit")
    assert defaults == said


def kept(tasks: t.Any) -> t.Iterator[str]:
    """Give the variables that tasks make: registered, set as facts, or those of a loop."""
    for task in tasks:
        yield from kept([*task.get("block", []), *task.get("rescue", [])])
        yield from task.get("ansible.builtin.set_fact", {})
        yield from [task["register"]] if "register" in task else []
        yield from [task["loop_control"]["loop_var"]] if "loop_control" in task else []


def test_the_role_refuses_no_variable_of_its_own() -> None:
    """Fails when a second run of the role takes what the first one has kept for a misspelt option, or hides one."""
    files = [role(f"tasks/{path.name}") for path in (ROLE / "tasks").iterdir()]
    own = role("tasks/main.yml")[0]["vars"]["own"]
    playbook = (ROLE.parents[1] / "playbooks" / "audit.yml").read_text(encoding="utf-8")
    read = set(re.findall(rf"{PREFIX}\w+", yaml.safe_load(playbook)[0]["hosts"]))
    assert sorted(own) == sorted({*kept([task for tasks in files for task in tasks]), *read})
    assert not {name.removeprefix(PREFIX) for name in own} & set(options_of_the_role())


@pytest.mark.parametrize("only_predict", [False, True])
def test_a_missing_folder_is_made_by_this_task_or_by_an_earlier_one(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, only_predict: bool
) -> None:
    """Fails when check mode fails where an earlier task would have made the folder, or a real run writes first."""
    folder = tmp_path / "reports" / "today"
    files = [folder / "report.json"]
    assert _check(folder, files, only_predict=only_predict) is None
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # root may do anything
    if only_predict:
        assert "An earlier task may create it" in str(_check(folder, files, only_predict=True))
    else:
        with pytest.raises(AnsibleActionFail, match=r"cannot be written to directory: the folder .* does not exist"):
            _check(folder, files, only_predict=False)
    assert not folder.parent.exists()


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600])
def test_who_makes_the_folder_may_write_into_it(tmp_path: pathlib.Path, mode: int) -> None:
    """Fails when a mode that lets nobody write keeps the report out of its own folder."""
    folder = tmp_path / "reports"
    _write(folder, {folder / "report.json": "{}"}, mode)
    assert folder.stat().st_mode & 0o700 == 0o700


def test_what_cannot_be_written_whole_replaces_nothing(tmp_path: pathlib.Path) -> None:
    """Fails when a full disk leaves a part of the new report in place of the old one, or one file new and one old."""
    texts = {tmp_path / "a.json": "new", tmp_path / "b.html": "new" * 1000}
    for path in texts:
        path.write_text("the old one, whole", encoding="utf-8")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(AnsibleActionFail, match="could not be written"):
            _write(tmp_path, texts, 0o600)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert {path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"the old one, whole"}
    assert set(tmp_path.iterdir()) == set(texts)


@pytest.mark.parametrize(("given", "mode"), [("0600", 0o600), ("640", 0o640), ("0444", 0o444)])
def test_a_mode(given: str, mode: int) -> None:
    """Fails when digits are read as decimal ones."""
    assert _mode(given) == mode


@pytest.mark.parametrize("given", [400, 440, 0o600, "0680", "u=rw", "06000", "", True, None, ["0600"]])
def test_what_is_no_mode(given: t.Any) -> None:
    """Fails when others may read or write a report whose mode was not quoted: 400 would be 0620."""
    with pytest.raises(RequestError, match=r"^mode must be three octal digits, as in '0600'\. Quote it in YAML\.$"):
        _mode(given)


def test_the_checks_are_all_in_the_documentation() -> None:
    """Fails when a check is found nowhere but in a report."""
    assert [check.id for check in CHECKS if f"V({check.id})" not in console_access_findings.DOCUMENTATION] == []
