# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All output, files and messages of an Ansible run, in one folder."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import ansible
from canary import journalled, watched

if TYPE_CHECKING:
    from playbook_runner import PlaybookRunner

CALLBACKS = Path(__file__).parent / "callbacks"
ON_THE_SCREEN = (
    *("ansible.builtin.minimal", "ansible.builtin.oneline"),
    *("ansible.posix.debug", "ansible.posix.json", "ansible.posix.jsonl"),
    *("community.general.counter_enabled", "community.general.default_without_diff", "community.general.dense"),
    *("community.general.diy", "community.general.null", "community.general.oneline", "community.general.selective"),
    *("community.general.timestamp", "community.general.unixy"),
)
BESIDE_THE_SCREEN = (
    *("ansible.builtin.junit", "ansible.builtin.tree", "amazon.aws.aws_resource_actions"),
    *("ansible.posix.profile_roles", "ansible.posix.profile_tasks", "ansible.posix.timer"),
    *("community.general.context_demo", "community.general.log_plays", "community.general.print_task"),
)
# Each with its reason.
NOT_SEARCHED = {
    "ansible.builtin.default": "it prints the output",
    **dict.fromkeys(
        ("ansible.posix.cgroup_perf_recap", "community.general.cgroup_memory_recap"),
        "they need a control group, and have no text of a task but its name",
    ),
    **{
        f"community.general.{name}": "it needs a library, a service or an account"
        for name in (
            *("elastic", "jabber", "loganalytics", "loganalytics_ingestion", "logdna", "logentries", "logstash"),
            *("mail", "nrdp", "opentelemetry", "say", "slack", "syslog_json"),
        )
    },
    **dict.fromkeys(
        ("community.general.splunk", "community.general.sumologic"),
        "they send all arguments of a task, as guide_security.rst warns",
    ),
    "community.general.tasks_only": "it fails at each task with ansible-core 2.21",
}
# Name of a channel -> its file or folder.
CHANNELS = {
    **{f"callback {name}": f"screens/{name}" for name in ON_THE_SCREEN if name != "community.general.null"},
    "output with verbosity 4": "(output)",
    "log file": "ansible.log",
    "system log": "syslog",
    "journal": "journal",
    "callback junit": "junit",
    "callback tree": "tree",
    "callback log_plays": "log_plays",
    "cached facts": "facts",
    "retry file": "audits.retry",
    "files of jobs": "jobs",
    "registered results": "results.json",
    "delivery_path": "passwords.jsonl",
    "report of an audit": "report",
}


def installed_callbacks() -> set[str]:
    """Return the names of the callbacks of ansible-core and of widely installed collections."""
    spec = importlib.util.find_spec("ansible_collections")
    tops = spec.submodule_search_locations if spec else None
    folders = [("ansible.builtin", Path(ansible.__file__).parent / "plugins" / "callback")]
    folders += [
        (name, Path(top, *name.split("."), "plugins", "callback"))
        for name in ("amazon.aws", "ansible.posix", "community.general")
        for top in tops or ()
    ]
    return {f"{name}.{path.stem}" for name, folder in folders for path in folder.glob("[!_]*.py")}


def all_channels(runner: PlaybookRunner) -> dict[str, str]:
    """Return the environment that directs every channel into the folder of a runner."""
    folder = runner.folder
    folder.joinpath("screens").mkdir()
    environment = watched(folder)
    journalled(folder)
    result = "{{ ansible_callback_diy.result.output }}"
    return {
        **environment,
        "PYTHONPATH": f"{environment['PYTHONPATH']}:{CALLBACKS}",
        "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
        "ANSIBLE_CALLBACKS_ENABLED": ",".join(("together", *BESIDE_THE_SCREEN, *ON_THE_SCREEN)),
        "CALLBACKS_TOGETHER": ",".join(ON_THE_SCREEN),
        "CALLBACKS_TOGETHER_IN": str(folder / "screens"),
        "ANSIBLE_CALLBACK_DIY_RUNNER_ON_OK_MSG": result,
        "ANSIBLE_CALLBACK_DIY_RUNNER_ON_FAILED_MSG": result,
        "ANSIBLE_CALLBACK_DIY_RUNNER_ITEM_ON_OK_MSG": result,
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        "ANSIBLE_CALLBACK_TREE_DIR": str(folder / "tree"),
        "ANSIBLE_LOG_FOLDER": str(folder / "log_plays"),
        "JUNIT_OUTPUT_DIR": str(folder / "junit"),
        "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(folder / "facts"),
        "ANSIBLE_RETRY_FILES_ENABLED": "true",
        "ANSIBLE_ASYNC_DIR": str(folder / "jobs"),
    }
