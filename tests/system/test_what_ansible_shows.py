# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Ansible and its callbacks show of a secret, which nothing in this collection can prevent.

The security guide says so, and what to do. Where a test fails because less is shown, it is the guide's turn.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from accounts import Account
from canary import Search, finds, watched
from collector import receiving
from generated_secrets import word
from playbook_runner import Dumper, task
from secret_tasks import REVEALED, with_variables, without_log
from signals import below, wait_until

if TYPE_CHECKING:
    from client import Emulator
    from playbook_runner import PlaybookRunner

OUTPUT = "(output)"
SHOWN = {OUTPUT, "ansible.log"}


def canary(of: str) -> str:
    """Return a password of which no part occurs otherwise."""
    return f"{word(of)}-1!"


def where(runner: PlaybookRunner, output: str, secrets: dict[str, str]) -> dict[str, set[str]]:
    """Return where each secret is found: in the output, in a file, or in a file of a folder, which is named."""
    places = Search(secrets).places(runner.folder, output, but={"variables.yml", "playbook.yml"})
    found = {
        name: {place for place, what in places.items() if any(each.startswith(f"{name} (") for each in what)}
        for name in secrets
    }
    return {name: {place.split("/", maxsplit=1)[0] for place in each} for name, each in found.items()}


def test_what_a_task_shows(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when Ansible shows more or less of a task that nobody should write like this than the guide says."""
    usual = Account(emulator)
    usual.add("alice", "bob", "carol")
    names = ("item", "environment", "environment with no_log")
    secrets = {name: canary(name.replace(" ", "-")) for name in (*names, "playbook")}
    password = {name: f"{{{{ passwords['{name}'] }}}}" for name in names}
    item = {"name": "alice", "password": password["item"]}
    tasks: list[dict[str, Any]] = [
        {**task(user_name="{{ item.name }}", password="{{ item.password }}"), "loop": [item]},
        {"no_log": True, **task(user_name="nobody", password=secrets["playbook"])},
        # What is wrong with this one is told with an excerpt of the playbook, which begins two lines above.
        {**task(user_name="nobody"), "environment": {"SECRET": password["environment"]}},
        {**task(user_name="nobody"), "environment": {"SECRET": password["environment with no_log"]}, "no_log": True},
        {**task(user_name="bob", **REVEALED), "register": "revealed"},
        {"ansible.builtin.set_fact": {"kept": "{{ revealed }}", "cacheable": True}},
        {**without_log(task(user_name="carol", **REVEALED)), "async": 60, "poll": 0},
    ]
    _code, output = runner.run_playbook(
        runner.playbook([{"ignore_errors": True, **each} for each in tasks]),
        *("-vvv", with_variables(runner, {"passwords": {name: secrets[name] for name in names}})),
        ANSIBLE_CACHE_PLUGIN="ansible.builtin.jsonfile",
        ANSIBLE_CACHE_PLUGIN_CONNECTION=str(runner.folder / "facts"),
        ANSIBLE_ASYNC_DIR=str(runner.folder / "jobs"),
        **watched(runner.folder),
    )
    wait_until(lambda: "carol" in usual.passwords())
    secrets |= {"revealed": usual.passwords()["bob"], "revealed by a job": usual.passwords()["carol"]}
    wait_until(lambda: bool(finds([secrets["revealed by a job"]], runner.folder / "jobs", "", but=set())))
    assert where(runner, output, secrets) == {
        "item": SHOWN,
        "playbook": SHOWN,
        "environment": SHOWN,
        "environment with no_log": SHOWN,
        "revealed": {*SHOWN, "facts"},
        "revealed by a job": {"jobs"},
    }


def test_what_a_mistaken_list_of_accounts_shows(runner: PlaybookRunner) -> None:
    """Fails when Ansible, which validates a role's variables itself, shows more or less than the guide says.

    A list in a list is the only mistake that it repeats with the value. It is so before the role's first task.
    """
    secrets = {name: canary(f"{name} of an account") for name in ("accounts", "roster", "string")}
    roster = {name: [{"user_name": "ana", "password": f"{{{{ {name} }}}}"}] for name in secrets}
    mistakes: list[dict[str, Any]] = [
        {"accounts": [[{"roster": roster["accounts"]}]]},
        {"accounts": [{"roster": [roster["roster"]]}], "roster": [roster["roster"]]},
        {"accounts": [{"roster": "{{ string }}"}], "roster": ["{{ string }}"]},
    ]
    tasks = [
        {
            "ansible.builtin.include_role": {"name": "identity.aws.console_access_audit"},
            "vars": {f"console_access_audit_{name}": value for name, value in mistake.items()},
        }
        for mistake in mistakes
    ]
    blocks = [{"block": [task], "rescue": [{"ansible.builtin.meta": "clear_host_errors"}]} for task in tasks]
    variables = with_variables(runner, secrets)
    _code, output = runner.run_playbook(runner.playbook(blocks), "-vvvv", variables, **watched(runner.folder))
    assert output.count("Validation of arguments failed") >= len(mistakes)
    assert where(runner, output, secrets) == {"accounts": SHOWN, "roster": set(), "string": set()}


def test_what_is_kept_and_what_debugging_shows(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when ANSIBLE_KEEP_REMOTE_FILES or ANSIBLE_DEBUG shows more or less than the guide says.

    Nor do logs of botocore show more by debug_botocore_endpoint_logs.
    """
    Account(emulator).add("alice")
    secrets = {"secret": canary("secret")}
    tasks = [task(user_name="alice", password="{{ secret }}", debug_botocore_endpoint_logs=True)]
    playbook, variables = runner.playbook(tasks), with_variables(runner, secrets)
    watch = watched(runner.folder)
    _code, output = runner.run_playbook(playbook, "-vvvv", variables, ANSIBLE_DEBUG="true", **watch)
    assert where(runner, output, secrets) == {"secret": {OUTPUT}}
    _code, output = runner.run_playbook(playbook, "-vvvv", variables, ANSIBLE_KEEP_REMOTE_FILES="true", **watch)
    assert where(runner, output, secrets) == {"secret": {"remote"}}


def test_what_arguments_on_the_screen_show(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when ANSIBLE_DISPLAY_ARGS_TO_STDOUT shows values other than where the guide says so."""
    Account(emulator).add("alice")
    secrets = {name: canary(name) for name in ("linear", "free", "no_log")}
    tasks = {name: task(user_name="alice", password=f"{{{{ {name} }}}}") for name in secrets}
    (linear,) = yaml.safe_load(runner.playbook([tasks["linear"]]).read_text(encoding="utf-8"))
    free = {**linear, "strategy": "ansible.builtin.free", "tasks": [tasks["free"], without_log(tasks["no_log"])]}
    playbook = runner.folder / "playbook.yml"
    playbook.write_text(yaml.dump([linear, free], Dumper=Dumper), encoding="utf-8")
    variables = with_variables(runner, secrets)
    _code, output = runner.run_playbook(playbook, "-vvvv", variables, ANSIBLE_DISPLAY_ARGS_TO_STDOUT="true")
    assert where(runner, output, secrets) == {"linear": set(), "free": {OUTPUT}, "no_log": set()}


def test_what_callbacks_send(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when the callbacks of which the guide warns no longer send the arguments of a task, be it with no_log."""
    Account(emulator).add("alice")
    secrets = {name: canary(name) for name in ("usual", "no_log")}
    tasks = {name: task(user_name="alice", password=f"{{{{ {name} }}}}") for name in secrets}
    with receiving() as received:
        address = f"http://127.0.0.1:{received.http_port}"
        code, output = runner.run_playbook(
            runner.playbook([tasks["usual"], without_log(tasks["no_log"])]),
            with_variables(runner, secrets),
            ANSIBLE_CALLBACKS_ENABLED="community.general.splunk,community.general.sumologic",
            SPLUNK_URL=f"{address}/splunk",
            SPLUNK_AUTHTOKEN="none",
            SUMOLOGIC_URL=f"{address}/sumologic",
        )
    assert code == 0, output
    sent = {
        path: {name for name, secret in secrets.items() if secret.encode() in text}
        for path, text in received.posts.items()
    }
    assert sent == {"/splunk": set(secrets), "/sumologic": set(secrets)}


def test_what_the_list_of_processes_shows(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a variable of the command line, or what a task has as its environment, is not in it any more."""
    Account(emulator).add("alice")
    emulator.clear_calls()
    emulator.faults([{"action": "CreateLoginProfile", "kind": "delay", "seconds": 2.0}])
    secrets = {name: canary(name) for name in ("given", "exported")}
    playbook = runner.playbook(
        [{**task(user_name="alice", password="{{ given }}"), "environment": {"SECRET": "{{ exported }}"}}]
    )
    option = f"--extra-vars=given={secrets['given']}"
    with runner.start(playbook, option, with_variables(runner, {"exported": secrets["exported"]})) as process:
        wait_until(lambda: any(call["action"] == "CreateLoginProfile" for call in emulator.calls()))
        commands = [Path(f"/proc/{pid}/cmdline").read_text() for pid in (process.pid, *below(process.pid))]
        process.communicate(timeout=30)
    shown = {name for name, secret in secrets.items() if any(secret in command for command in commands)}
    assert shown == set(secrets)
