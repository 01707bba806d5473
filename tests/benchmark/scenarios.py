# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is measured: each scenario runs its contenders, and returns their samples and figures (see run.py)."""

from __future__ import annotations

import json
import secrets
import socket
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from client import Emulator
from figures import Figure, Measured
from http_messages import build
from plays import CannotRun, Conditions, Played, Plays, Task, user_name

BARE, FLOOR, OURS, THEIRS = "bare script", "ping", "iam_login_profile", "iam_user"
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
    whole_loop: bool = False


QUICK = Sizes(repeats=1, loop=2, few=4, many=20, limited=30, huge=60, latencies=(0.04,))


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


def capacity(emulator: Emulator, seconds: float, connections: int = 16) -> Measured:
    """Measure how many calls a second the emulated AWS can answer, by a load that costs next to nothing to make."""
    Conditions(users=1, latency=0).seed(emulator)
    body = build("iam", "GetLoginProfile", {"UserName": user_name(0)}, "benchmark").body
    headers = ("Host: endpoint", "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}")
    request = "\r\n".join(["POST / HTTP/1.1", *headers, "", ""]).encode() + body
    address = ("127.0.0.1", urlsplit(emulator.endpoint_url).port or 0)
    with ExitStack() as stack:
        opened = [stack.enter_context(socket.create_connection(address)) for dummy in range(connections)]
        done, started = 0, time.monotonic()
        while time.monotonic() - started < seconds:
            for connection in opened:
                connection.sendall(request)
            for connection in opened:
                response = b""
                while not response.endswith(b"</GetLoginProfileResponse>"):
                    response += (received := connection.recv(65536))
                    if not received or b"<Error>" in received:
                        raise CannotRun(f"The endpoint did not answer as it should: {response!r}")
            done += connections
        rate = done / (time.monotonic() - started)
    return Measured(figures=[Figure("the endpoint's own capacity", rate, "calls/s", 1000, "at least")])


def one_user(bench: Bench) -> Measured:
    """Compare iam_login_profile with iam_user and ping, with the same effect, at each latency."""
    measured, loop = Measured(), bench.sizes.loop
    no_reset = f"{OURS}, no reset required"
    tasks = {
        OURS: looped("identity.aws.iam_login_profile"),
        THEIRS: looped("amazon.aws.iam_user"),
        FLOOR: {**PING, "loop": "{{ profiles }}", "loop_control": {"label": "{{ item.user_name }}"}},
        no_reset: looped("identity.aws.iam_login_profile", reset=False),
    }

    def run(name: str, users: int, latency: float) -> Played:
        if name != FLOOR:
            return bench.set_passwords(tasks[name], users, latency)
        return bench.plays.play(tasks[name], Conditions(users, latency), profiles=profiles(users)).succeeded()

    for latency in bench.sizes.latencies:
        where = f"{latency * 1000:.0f} ms a call"
        keys = {(name, users): f"{name}, {where}, loop of {users}" for users in (loop, 1) for name in tasks}
        contenders: Contenders = {key: partial(run, *each, latency) for each, key in keys.items()}
        measured.interleave(contenders, bench.sizes.repeats)
        wall = {each: measured.median(key) for each, key in keys.items()}
        marginal = {name: (wall[name, loop] - wall[name, 1]) / (loop - 1) for name in tasks}
        bounds = ONE_USER_BOUNDS[round(latency * 1000)]
        for ours, bound in zip((OURS, no_reset), bounds, strict=True):
            start = f"{ours}, {where}, loop of {loop}"
            measured.figure(f"{start}: to iam_user", wall[ours, loop] / wall[THEIRS, loop], bound=bound)
            measured.figure(f"{start}: to ping", wall[ours, loop] / wall[FLOOR, loop], bound=1.9)
        for rival in (THEIRS, FLOOR):
            start = f"{OURS}, {where}"
            measured.figure(f"{start}, a whole playbook of one task: to {rival}", wall[OURS, 1] / wall[rival, 1])
            further = f"{start}, a further task in the loop of {loop}: to {rival}"
            measured.figure(further, marginal[OURS] / marginal[rival])
    return measured


def many_users(bench: Bench) -> Measured:
    """Compare one roster task with a loop over iam_user, and with a bare script with the same calls.

    The loop over many users is taken from two shorter ones, whose difference is the cost of a user, unless it is asked
    for: at over a second a user it takes twenty minutes.
    """
    sizes, measured = bench.sizes, Measured()
    short, few, many = max(1, sizes.few // 10), sizes.few, sizes.many
    threads, loop = sizes.concurrency, looped("amazon.aws.iam_user")

    def bare() -> Played:
        wanted = profiles(many)
        played = bench.plays.script("roster", threads, Conditions(many, sizes.latency), profiles=wanted)
        return played.set_passwords_of(wanted)

    contenders: Contenders = {
        f"iam_user, loop of {short}": partial(bench.set_passwords, loop, short),
        f"iam_user, loop of {few}": partial(bench.set_passwords, loop, few),
        f"roster of {few}": partial(bench.set_passwords, roster(), few),
        f"roster of {many}": partial(bench.set_passwords, roster(), many),
        BARE: bare,
        FLOOR: partial(bench.ping, many),
    }
    measured.interleave(contenders, sizes.repeats)
    short_loop, few_loop, few_wall, many_wall, bare_wall, floor = map(measured.median, contenders)
    how, whole = (
        f"extrapolated from {short} and {few}",
        few_loop + (few_loop - short_loop) / (few - short) * (many - few),
    )
    if sizes.whole_loop:
        measured.add(f"iam_user, loop of {many}", bench.set_passwords(loop, many))
        how, whole = "measured once", measured.median(f"iam_user, loop of {many}")
    wide = f"roster of {many}"
    more_calls = measured.calls_of(f"roster of {many}") - measured.calls_of(BARE)
    measured.figure(f"roster of {few}: {FASTER}", few_loop / few_wall, "x", 40, "at least")
    measured.figure(f"{wide}: {FASTER} ({how})", whole / many_wall, "x", 200, "at least")
    measured.figure(f"{wide}: to a bare script and a ping task", many_wall / (bare_wall + floor), "x", 1.15)
    measured.figure(f"{wide}: calls beyond those of the bare script", more_calls, "calls")
    return measured


def rate_limit(bench: Bench) -> Measured:
    """Set passwords against a limit of requests, with the concurrency that the module comes with."""
    sizes, measured, totals = bench.sizes, Measured(), Counter[str]()
    conditions = Conditions(sizes.limited, sizes.latency, sizes.rate)
    for dummy in range(sizes.repeats):
        wanted = profiles(sizes.limited)
        played = bench.plays.play(roster(), conditions, profiles=wanted)
        requests, seconds = sum(played.facts.calls.values()), played.facts.seconds
        ideal = ideal_seconds(requests, sizes.rate)
        measured.add("whole playbook", played)
        measured.samples["seconds of the module's work"].append(seconds)
        measured.samples["ideal seconds"].append(ideal)
        measured.samples["seconds to the ideal"].append(seconds / ideal)
        measured.samples["requests"].append(requests)
        measured.samples["requests refused"].append(sum(played.facts.throttled.values()))
        totals += Counter(lost=played.lost(wanted), failed=int(played.code != 0))
    where = f"roster of {sizes.limited} at {sizes.rate:.0f} requests a second"
    refused = measured.median("requests refused") / measured.median("requests")
    measured.figure(f"{where}: to the ideal", measured.median("seconds to the ideal"), "x", 1.35)
    measured.figure(f"{where}: lost, in all runs", totals["lost"], "passwords", 0)
    measured.figure(f"{where}: failed, in all runs", totals["failed"], "tasks", 0)
    measured.figure(f"{where}: requests refused to those that succeeded", refused)
    return measured


def ideal_seconds(calls: int, rate: float) -> float:
    """Return how long calls take that always wait for the next token: those of the full bucket cost no time."""
    return max(0.0, calls - rate) / rate


def who_has_a_password(bench: Bench) -> Measured:
    """Compare the credential report with ping, and live reading with a bare script with the same calls."""
    sizes, measured, threads = bench.sizes, Measured(), bench.sizes.concurrency
    conditions = Conditions(sizes.huge, sizes.latency)

    def read_live() -> Played:
        played = bench.plays.play(info(source="live", concurrency=threads), conditions).succeeded()
        if (asked := played.facts.calls.get("GetLoginProfile", 0)) < sizes.huge:
            raise CannotRun(f"It asked for {asked} of {sizes.huge} login profiles.")
        return played

    contenders: Contenders = {
        "report": lambda: bench.plays.play(info(source="report"), conditions).succeeded(),
        "live": read_live,
        BARE: lambda: bench.plays.script("info", threads, conditions).succeeded(),
        FLOOR: partial(bench.ping, sizes.huge),
    }
    measured.interleave(contenders, sizes.repeats)
    report, live, bare, floor = map(measured.median, contenders)
    users = f"info of {sizes.huge} users"
    wide = f"{users}, live, {threads} threads"
    more_calls = measured.calls_of("live") - measured.calls_of(BARE)
    measured.figure(f"{users}, report", measured.calls_of("report"), "calls", 4)
    measured.figure(f"{users}, report: to ping", report / floor, "x", 2)
    measured.figure(f"{wide}: to a bare script", live / bare)
    measured.figure(f"{wide}: to a bare script and a ping task", live / (bare + floor), "x", 1.2)
    measured.figure(f"{wide}: calls beyond those of the bare script", more_calls, "calls")
    return measured


def audit(bench: Bench) -> Measured:
    """Measure the whole playbook. Every user has a password, no MFA, and never signed in: two findings for each."""
    users, measured, folder = bench.sizes.huge, Measured(), bench.plays.folder / "audit"
    options = {"source": "report", "directory": str(folder), "fail_on": "never"}
    variables = {f"console_access_audit_{name}": value for name, value in options.items()}

    def run() -> Played:
        conditions = Conditions(users, bench.sizes.latency)
        played = bench.plays.play_playbook(Path("identity.aws.audit"), conditions, **variables).succeeded()
        summary = json.loads((folder / "console-access.json").read_text(encoding="utf-8"))["summary"]
        if summary["with_password"] != users or summary["findings"]["high"] < users:
            raise CannotRun(f"It reports {summary}.")
        return played

    measured.interleave({"audit": run, FLOOR: partial(bench.ping, users)}, bench.sizes.repeats)
    name, page = f"audit of {users} users, report, {2 * users} findings", folder / "console-access.html"
    measured.figure(f"{name}: the whole playbook", measured.median("audit"), "s", 4)
    measured.figure(f"{name}: to ping", measured.median("audit") / measured.median(FLOOR))
    measured.figure(f"{name}: size of the page", page.stat().st_size / 2**20, "MiB", 8)
    return measured


def memory(bench: Bench) -> Measured:
    """Measure the peak of the module's process for very many users."""
    users, threads, measured = bench.sizes.huge, bench.sizes.concurrency, Measured()
    tasks = {
        f"roster of {users}, {threads} threads": roster(concurrency=threads),
        f"info of {users} users, live, {threads} threads": info(source="live", concurrency=threads),
        f"info of {users} users, report": info(source="report"),
    }
    for dummy in range(bench.sizes.repeats):
        for name, task in tasks.items():
            _played, taken = bench.plays.metered(task, Conditions(users, latency=0), profiles=profiles(users))
            measured.samples[name].append(taken["peak"])
    for name in tasks:
        measured.figure(f"{name}: peak memory", measured.median(name), "MiB", MOST_MEMORY)
    return measured


def root_users(bench: Bench) -> Measured:
    """Measure one task about the root users of the member accounts of an organization, for many and for very many."""
    sizes, measured = bench.sizes, Measured()
    names = {accounts: f"root users of {accounts} accounts" for accounts in (sizes.many, sizes.huge)}
    task = info(root_of_organization=True, concurrency=ROOT_THREADS)
    for dummy in range(sizes.repeats):
        for accounts, name in names.items():
            played, taken = bench.plays.metered(task, Conditions(0, sizes.latency, accounts=accounts))
            if (read := played.facts.calls.get("GetLoginProfile", 0)) != accounts:
                raise CannotRun(f"It read {read} of {accounts} root users.")
            measured.add(name, played)
            for what in ("processor", "peak"):
                measured.samples[f"{name}, {what}"].append(taken[what])
    many, huge = names.values()
    calls = measured.calls[huge]["AssumeRoot"] + measured.calls[huge]["GetLoginProfile"]
    spent, growth = measured.median(f"{many}, processor"), f"{huge}: processor time, to {sizes.many} accounts"
    measured.figure(f"{many}, {ROOT_THREADS} threads: the whole playbook", measured.median(many), "s", 15)
    measured.figure(f"{many}, {ROOT_THREADS} threads: processor time of the module", spent, "s")
    measured.figure(growth, measured.median(f"{huge}, processor") / spent, "x", sizes.huge / sizes.many)
    measured.figure(f"{huge}: for each account", calls / sizes.huge, "calls", 2)
    measured.figure(f"{huge}: peak memory", measured.median(f"{huge}, peak"), "MiB", 200)
    return measured


def own_time(bench: Bench) -> Measured:
    """Measure the time outside the calls for more and more users with a password each. The start is a part of each."""
    sizes, measured = bench.sizes, Measured()
    names = {users: f"roster of {users}, given passwords" for users in (sizes.few, sizes.many, sizes.huge)}
    for dummy in range(sizes.repeats):
        for users, name in names.items():
            wanted, task = profiles(users), roster(concurrency=sizes.concurrency)
            played, taken = bench.plays.metered(task, Conditions(users, latency=0), profiles=wanted)
            measured.samples[name].append(taken["seconds"] - played.set_passwords_of(wanted).facts.seconds)
    for name in names.values():
        measured.figure(f"{name}: outside the calls", measured.median(name), "s")
    growth = measured.median(names[sizes.huge]) / measured.median(names[sizes.many])
    name = f"{names[sizes.huge]}: outside the calls, to {sizes.many} users"
    measured.figure(name, growth, "x", sizes.huge / sizes.many)
    return measured


SCENARIOS: dict[str, Callable[[Bench], Measured]] = {
    "one-user": one_user,
    "roster": many_users,
    "rate-limit": rate_limit,
    "info": who_has_a_password,
    "audit": audit,
    "root-users": root_users,
    "own-time": own_time,
    "memory": memory,
}
