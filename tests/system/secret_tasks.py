# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks of every module that are handed secrets, or make them, and end in every way that a task can end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pysequoia
from playing import info, roster, task

if TYPE_CHECKING:
    from playing import Player

# Broken in the middle where they are written down, so that source lines in tracebacks are no find.
GIVEN = "Kanarien" + 'vogel-1"<&é>'
SECRET_KEY = "Kanarien" + "vogel/secret+access+key/1234567890ab"
SESSION_TOKEN = "Kanarien" + "vogel//session+token+1234567890=="
KEY = str(pysequoia.Tsk.generate("reader@example.com").extract_certificate())
ENCRYPTED: dict[str, Any] = {"generate_password": True, "pgp_key": KEY}
REVEALED: dict[str, Any] = {"generate_password": True, "reveal_password": True}
VARIABLES = {"given": GIVEN, "secret_key": SECRET_KEY, "session_token": SESSION_TOKEN}
# As the documentation says: secrets live in variables, vaulted.
ACCESS = {"access_key": "testing", "secret_key": "{{ secret_key }}", "session_token": "{{ session_token }}"}
PASSWORD = "{{ given }}"


def without_log(task: dict[str, Any]) -> dict[str, Any]:
    """Return the task as the documentation wants it where passwords are revealed."""
    return {**task, "no_log": True}


TASKS = [
    {**task(user_name="alice", password=PASSWORD, **ACCESS), "register": "done"},
    task(user_name="alice", password=PASSWORD, update_password="always", check=True, **ACCESS),
    {**task(user_name="bob", **ENCRYPTED, **ACCESS), "register": "encrypted"},
    without_log(task(user_name="carol", **REVEALED, **ACCESS)),
    {
        **task(user_name="{{ item }}", password="{{ passwords[item] }}", **ACCESS),
        "vars": {"passwords": {"nobody": PASSWORD, "somebody": PASSWORD}},
        "loop": ["nobody", "somebody"],
    },
    {**task(user_name="dave", password=PASSWORD, **ACCESS), "environment": {"CRASH_WITH": "Something unforeseen"}},
    {
        **roster(
            [
                {"user_name": "alice", "password": PASSWORD, "update_password": "always"},
                {"user_name": "erin", **ENCRYPTED},
            ],
            delivery_path="passwords.jsonl",
            **ACCESS,
        ),
        "register": "rows",
    },
    roster([{"user_name": "alice", "password": PASSWORD}, {"user_name": "nobody", "password": PASSWORD}], **ACCESS),
    without_log(roster([{"user_name": "frank", **REVEALED}], **ACCESS)),
    info(debug_botocore_endpoint_logs=True, **ACCESS),
    info(user_names=["nobody"], **ACCESS),
    {**task(user_name="grace", password=PASSWORD, **ACCESS), "async": 60, "poll": 0, "register": "job"},
    {
        "ansible.builtin.async_status": {"jid": "{{ job.ansible_job_id }}"},
        "register": "ended",
        "until": "ended.finished",
        "retries": 60,
        "delay": 0.5,
    },
    {
        "ansible.builtin.set_fact": {
            "kept": ["{{ done }}", "{{ encrypted }}", "{{ rows }}", "{{ ended }}"],
            "cacheable": True,
        }
    },
    {**task(user_name="nobody", password=PASSWORD, **ACCESS), "ignore_errors": False},
]
USERS = ("alice", "bob", "carol", "dave", "erin", "frank", "grace")


def hand_over_secrets(player: Player, *options: str, **env: str) -> tuple[int, str]:
    """Play the tasks with all secrets in variables; return the exit code and all that was printed."""
    playbook = player.playbook([{"ignore_errors": True, **task} for task in TASKS])
    return player.run_playbook(playbook, with_variables(player, VARIABLES), *options, **env)


def with_variables(player: Player, variables: dict[str, Any]) -> str:
    """Write variables.yml; return the option that reads it."""
    player.folder.joinpath("variables.yml").write_text(json.dumps(variables), encoding="utf-8")
    return "--extra-vars=@variables.yml"
