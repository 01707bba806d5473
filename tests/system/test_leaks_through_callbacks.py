# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets of every kind, looked for in what callbacks print, write and send, in caches, and in the files of jobs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from accounts import Account
from canary import finds, watched
from interrupting import wait_until
from receiving import receiving
from secret_tasks import GIVEN, SECRET_KEY, SESSION_TOKEN, USERS, hand_over_secrets

if TYPE_CHECKING:
    from client import Emulator
    from playing import Player

HERE = Path(__file__).parent
# Those of ansible-core and of the collections that come with it, as far as they need no library and no account.
ON_THE_SCREEN = (
    *("ansible.builtin.minimal", "ansible.builtin.oneline"),
    *("ansible.posix.debug", "ansible.posix.json", "ansible.posix.jsonl"),
    *("community.general.counter_enabled", "community.general.default_without_diff", "community.general.dense"),
    *("community.general.oneline", "community.general.selective", "community.general.timestamp"),
    "community.general.unixy",
)
BESIDE_THE_SCREEN = (
    *("together", "junit", "tree", "amazon.aws.aws_resource_actions"),
    *("ansible.posix.profile_roles", "ansible.posix.profile_tasks", "ansible.posix.timer"),
    *("community.general.context_demo", "community.general.log_plays", "community.general.print_task"),
    "community.general.syslog_json",
)


def test_no_callback_cache_or_job_has_a_secret(emulator: Emulator, player: Player) -> None:
    """Fails when a secret is printed, sent, cached or left in a file by a callback, or by a task that is a job."""
    usual = Account(emulator)
    usual.add(*USERS)
    folder = player.folder
    logs = folder / "log_plays"
    with receiving() as received:
        code, output = hand_over_secrets(
            player,
            *("-vvvv", "--diff"),
            ANSIBLE_CALLBACK_PLUGINS=str(HERE / "callbacks"),
            ANSIBLE_CALLBACKS_ENABLED=",".join((*BESIDE_THE_SCREEN, *ON_THE_SCREEN)),
            CALLBACKS_TOGETHER=",".join(ON_THE_SCREEN),
            ANSIBLE_CALLBACK_RESULT_FORMAT="yaml",
            ANSIBLE_CALLBACK_TREE_DIR=str(folder / "tree"),
            ANSIBLE_LOG_FOLDER=str(logs),
            JUNIT_OUTPUT_DIR=str(folder / "junit"),
            SYSLOG_SERVER="127.0.0.1",
            SYSLOG_PORT=str(received.udp_port),
            ANSIBLE_CACHE_PLUGIN="ansible.builtin.jsonfile",
            ANSIBLE_CACHE_PLUGIN_CONNECTION=str(folder / "facts"),
            ANSIBLE_RETRY_FILES_ENABLED="true",
            ANSIBLE_ASYNC_DIR=str(folder / "jobs"),
            **watched(folder),
        )
    folder.joinpath("received").write_bytes(received.datagrams)
    # What a job was sent is removed some seconds after it ended.
    wait_until(lambda: not any(folder.joinpath("remote").iterdir()))
    landed = usual.passwords()
    assert code == 2, output
    assert set(landed) == set(USERS)
    # Each one that was asked for was there, and was content with the tasks. One does not tell.
    loaded = {"community.general.dense", *re.findall(r"Loading callback plugin (\S+) ", output)}
    assert {name.removeprefix("ansible.builtin.") for name in (*ON_THE_SCREEN, *BESIDE_THE_SCREEN)} <= loaded
    assert "Callback dispatch" not in output
    assert "Something unforeseen" in output
    witnesses = ("syslog", "ansible.log", "received", "passwords.jsonl", "playbook.retry")
    for witness in (*witnesses, "facts/s1_localhost", "tree/localhost", "log_plays/localhost"):
        assert folder.joinpath(witness).stat().st_size > 0, witness
    for a_file_in in ("junit", "jobs"):
        assert [path for path in folder.joinpath(a_file_in).iterdir() if path.stat().st_size > 0], a_file_in
    secrets = {GIVEN, SECRET_KEY, SESSION_TOKEN, *landed.values()}
    assert len(secrets) == 7  # four were generated
    assert finds(secrets, folder, output, but={"variables.yml"}) == []
