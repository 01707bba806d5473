# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All that a run of Ansible prints, writes and sends, and how to have it land in one folder."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import ansible
from canary import journalled, watched
from collector import Received, receiving

if TYPE_CHECKING:
    from playbook_runner import PlaybookRunner

CALLBACKS = Path(__file__).parent / "callbacks"
VERBOSITIES = range(4)  # with -vvvv the run itself is played
COLLECTIONS = {"ansible.posix", "community.general", "amazon.aws"}

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
    *("community.general.context_demo", "community.general.log_plays", "community.general.mail"),
    *("community.general.nrdp", "community.general.print_task", "community.general.say"),
    "community.general.syslog_json",
)
# Each with its reason.
NOT_SEARCHED = {
    "ansible.builtin.default": "it is the one that prints the output",
    "ansible.posix.cgroup_perf_recap": "needs a control group; it has no text of a task but its name",
    "community.general.cgroup_memory_recap": "needs a control group; it has no text of a task but its name",
    "community.general.elastic": "needs elastic-apm",
    "community.general.jabber": "needs xmpppy, and an account",
    "community.general.loganalytics": "needs an account",
    "community.general.loganalytics_ingestion": "needs an account",
    "community.general.logdna": "needs logdna, and an account",
    "community.general.logentries": "needs flatdict, and an account",
    "community.general.logstash": "needs python-logstash",
    "community.general.opentelemetry": "needs opentelemetry",
    "community.general.slack": "needs prettytable, and an account",
    "community.general.splunk": "shows all arguments: test_what_ansible_shows.py",
    "community.general.sumologic": "shows all arguments: test_what_ansible_shows.py",
    "community.general.tasks_only": "fails at each task with ansible-core 2.21",
}
# Name of a channel -> the file or folder that it is.
CHANNELS = {
    **{f"callback {name}": f"screens/{name}" for name in ON_THE_SCREEN if name != "community.general.null"},
    **{f"output with verbosity {number}": f"screens/verbosity_{number}" for number in VERBOSITIES},
    "output with verbosity 4": "(output)",
    "log file": "ansible.log",
    "system log": "syslog",
    "journal": "journal",
    "callback junit": "junit",
    "callback tree": "tree",
    "callback log_plays": "log_plays",
    "callback syslog_json": "datagrams",
    "callback mail": "mails",
    "callback nrdp": "posts",
    "callback say": "said",
    "cached facts": "facts",
    "retry file": "audits.retry",
    "files of jobs": "jobs",
    "registered results": "results.json",
    "delivery_path": "passwords.jsonl",
    "report of an audit": "report",
}

_AT_VERBOSITY = '''
DOCUMENTATION = """
name: verbosity_{number}
type: notification
short_description: The default callback, as with so many times -v
description: [It writes to a file.]
extends_documentation_fragment: [default_callback, result_format_callback]
"""
from together import at_verbosity
CallbackModule = at_verbosity({number})
'''
_SAY = """#!/bin/sh
echo "$@" >>{path}
"""
_CONFIGURATION = """[callback_mail]
sender = ansible@example.com
smtpport = {port}
"""


def callbacks_that_exist() -> set[str]:
    """Return the names of the callbacks of ansible-core and of the collections that nearly everybody has."""
    spec = importlib.util.find_spec("ansible_collections")
    assert spec is not None
    folders = [("ansible.builtin", Path(ansible.__file__).parent / "plugins" / "callback")]
    for name in COLLECTIONS:
        tops = spec.submodule_search_locations or ()
        folders += [(name, Path(top, *name.split("."), "plugins", "callback")) for top in tops]
    return {f"{name}.{path.stem}" for name, folder in folders for path in folder.glob("[!_]*.py")}


@contextmanager
def all_channels(runner: PlaybookRunner) -> Iterator[dict[str, str]]:
    """Make everything land in the folder of a runner; yield the environment that does so."""
    folder = runner.folder
    plugins, screens, programs = (folder / name for name in ("plugins", "screens", "programs"))
    for each in (plugins, screens, programs):
        each.mkdir()
    for number in VERBOSITIES:
        plugins.joinpath(f"verbosity_{number}.py").write_text(_AT_VERBOSITY.format(number=number), encoding="utf-8")
    say = programs / "say"
    say.write_text(_SAY.format(path=folder / "said"), encoding="utf-8")
    say.chmod(0o700)
    environment = watched(folder)
    journalled(folder)
    with receiving() as received:
        configuration = _CONFIGURATION.format(port=received.smtp_port)
        folder.joinpath("ansible.cfg").write_text(configuration, encoding="utf-8")
        yield {
            **environment,
            **_of_callbacks(folder, received),
            "PATH": f"{programs}:/usr/bin:/bin",
            "PYTHONPATH": f"{environment['PYTHONPATH']}:{CALLBACKS}",
            "ANSIBLE_CALLBACK_PLUGINS": f"{CALLBACKS}:{plugins}",
            "CALLBACKS_TOGETHER_IN": str(screens),
            "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
            "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(folder / "facts"),
            "ANSIBLE_RETRY_FILES_ENABLED": "true",
            "ANSIBLE_ASYNC_DIR": str(folder / "jobs"),
        }
    folder.joinpath("datagrams").write_bytes(received.datagrams)
    folder.joinpath("mails").write_bytes(received.mails)
    folder.joinpath("posts").write_bytes(b"\n".join(received.posts.values()))


def _of_callbacks(folder: Path, received: Received) -> dict[str, str]:
    result = "{{ ansible_callback_diy.result.output }}"
    return {
        "ANSIBLE_CALLBACKS_ENABLED": ",".join(("together", *BESIDE_THE_SCREEN, *ON_THE_SCREEN)),
        "CALLBACKS_TOGETHER": ",".join(ON_THE_SCREEN),
        "ANSIBLE_CALLBACK_DIY_RUNNER_ON_OK_MSG": result,
        "ANSIBLE_CALLBACK_DIY_RUNNER_ON_FAILED_MSG": result,
        "ANSIBLE_CALLBACK_DIY_RUNNER_ITEM_ON_OK_MSG": result,
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        "ANSIBLE_CALLBACK_TREE_DIR": str(folder / "tree"),
        "ANSIBLE_LOG_FOLDER": str(folder / "log_plays"),
        "JUNIT_OUTPUT_DIR": str(folder / "junit"),
        "NRDP_URL": f"http://127.0.0.1:{received.http_port}",
        "NRDP_TOKEN": "none",
        "NRDP_HOSTNAME": "localhost",
        "NRDP_SERVICENAME": "none",
        "SMTPHOST": "127.0.0.1",
        "SYSLOG_SERVER": "127.0.0.1",
        "SYSLOG_PORT": str(received.udp_port),
    }
