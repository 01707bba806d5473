# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the scenarios share: the sizes, the plays, and the tasks that are measured."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plays import Conditions, Played, Plays, Task, user_name

BARE, FLOOR, OURS, THEIRS = "bare script", "ping", "iam_login_profile", "iam_user"
BARE_MODULE = "bare module"
PING: Task = {"ansible.builtin.ping": {}}
FASTER = "times faster than a loop over iam_user"
MOST_MEMORY = 120  # MiB
ROOT_THREADS = 32
# Milliseconds a call -> the most that a task for one user may take of iam_user's time, with a reset and without.
ONE_USER_BOUNDS = {0: (0.85, 0.75), 40: (0.70, 0.62)}
Contenders = dict[str, Callable[[], Played]]


@dataclass(frozen=True)
class Sizes:
    """How much is measured. The defaults are what the targets are stated for."""

    repeats: int = 5
    loop: int = 10  # users of a loop that stands for one task
    few: int = 100
    many: int = 1000
    limited: int = 200  # users against a limit of requests
    huge: int = 5000
    latencies: tuple[float, ...] = (0.0, 0.04)  # of a call, for one user
    latency: float = 0.04  # for many
    rate: float = 20.0  # requests a second
    concurrency: int = 32  # the default of the modules
    accounts: tuple[tuple[int, int], ...] = ((100, 5), (100, 10), (100, 20), (1000, 10))  # accounts and forks
    whole_loop: bool = False


QUICK = Sizes(repeats=1, loop=2, few=4, many=20, limited=30, huge=60, latencies=(0.04,), accounts=((4, 2),))


@dataclass(frozen=True)
class Bench:
    """Plays and sizes."""

    plays: Plays
    sizes: Sizes

    def ping(self, users: int) -> Played:
        """Play the floor: Ansible and the interpreter."""
        return self.plays.play(PING, Conditions(users, self.sizes.latency)).succeeded()

    def set_passwords(self, task: Task, users: int, latency: float | None = None) -> Played:
        """Play a task that sets new passwords of so many users."""
        wanted = profiles(users)
        conditions = Conditions(users, self.sizes.latency if latency is None else latency)
        return self.plays.play(task, conditions, profiles=wanted).set_passwords_of(wanted)


def profiles(users: int) -> list[dict[str, str]]:
    """Return new passwords for the first users; no two runs have the same ones."""
    run = secrets.token_hex(4)
    return [{"user_name": user_name(number), "password": f"Aa1!-{run}-{number}"} for number in range(users)]


def looped(module: str, *, reset: bool = True) -> Task:
    """Set the password of each profile with a module for one user."""
    user = {"name": "{{ item.user_name }}", "state": "present"}
    if module != "amazon.aws.iam_user":
        user = {"user_name": "{{ item.user_name }}"}
    password = {"password": "{{ item.password }}", "update_password": "always", "password_reset_required": reset}
    return {module: {**user, **password}, "loop": "{{ profiles }}", "loop_control": {"label": "{{ item.user_name }}"}}


def roster(**options: Any) -> Task:
    """Set all passwords with the module for many users."""
    fixed = {"profiles": "{{ profiles }}", "update_password": "always", "password_reset_required": True}
    return {"identity.aws.iam_login_profile_roster": {**fixed, **options}}


def info(**options: Any) -> Task:
    """Read who has a password."""
    return {"identity.aws.iam_login_profile_info": options}
