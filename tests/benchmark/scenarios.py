# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is measured: each scenario runs its contenders, and returns their samples and figures (see run.py)."""

from __future__ import annotations

import json
import socket
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from bench import (
    BARE,
    BARE_MODULE,
    FASTER,
    FLOOR,
    ONE_USER_BOUNDS,
    OURS,
    PING,
    THEIRS,
    Bench,
    Contenders,
    info,
    looped,
    profiles,
    roster,
)
from client import Emulator
from figures import Figure, Measured
from http_messages import build
from plays import CannotRun, Conditions, Played, user_name
from roster_of_accounts import roster_of_accounts
from scale import memory, own_time, root_users


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
            for rival, target in ((THEIRS, bound), (FLOOR, 1.9)):
                of = (keys[ours, loop], keys[rival, loop])
                ratio = wall[ours, loop] / wall[rival, loop]
                measured.figure(f"{start}: to {rival}", ratio, bound=target, of=of)
        for rival in (THEIRS, FLOOR):
            start = f"{OURS}, {where}"
            of = (keys[OURS, 1], keys[rival, 1])
            measured.figure(f"{start}, a whole playbook of one task: to {rival}", wall[OURS, 1] / wall[rival, 1], of=of)
            further = f"{start}, a further task in the loop of {loop}: to {rival}"
            measured.figure(further, marginal[OURS] / marginal[rival])
    return measured


def module_process(bench: Bench) -> Measured:
    """Compare the module's process alone with those of iam_user and of a bare module, for one user at 0 ms a call.

    The process is a third of a short play, so there are three times as many samples.
    """
    measured = Measured()
    modules = {
        OURS: "identity.aws.iam_login_profile",
        THEIRS: "amazon.aws.iam_user",
        BARE_MODULE: bench.plays.add_bare(),
    }
    for dummy in range(3 * bench.sizes.repeats):
        for name, module in modules.items():
            wanted = profiles(1)
            played, taken = bench.plays.metered(looped(module), Conditions(1, latency=0), profiles=wanted)
            played.set_passwords_of(wanted)
            for what in ("seconds", "processor"):
                measured.samples[f"{name}, {what}"].append(taken[what])
    for rival, bound in ((BARE_MODULE, 1.05), (THEIRS, 0.82)):
        for what, target in (("seconds", bound), ("processor", None)):
            of = (f"{OURS}, {what}", f"{rival}, {what}")
            ratio = measured.median(of[0]) / measured.median(of[1])
            label = {"seconds": "time", "processor": "processor time"}[what]
            measured.figure(f"{OURS}, {label} of the module's process: to {rival}", ratio, bound=target, of=of)
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
    growth, looped_few = measured.growth(f"roster of {few}", wide, many / few), f"iam_user, loop of {few}"
    of_few, of_wide = (f"roster of {few}", looped_few), (wide, looped_few)
    measured.figure(f"roster of {few}: {FASTER}", few_loop / few_wall, "x", 40, "at least", of=of_few)
    measured.figure(f"{wide}: {FASTER} ({how})", whole / many_wall, "x", 200, "at least", of=of_wide, growth=growth)
    of = (wide, BARE, FLOOR)
    measured.figure(f"{wide}: to a bare script and a ping task", many_wall / (bare_wall + floor), "x", 1.15, of=of)
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
        measured.samples["requests throttled"].append(sum(played.facts.throttled.values()))
        totals += Counter(lost=played.lost(wanted), failed=int(played.code != 0))
    where = f"roster of {sizes.limited} at {sizes.rate:.0f} requests a second"
    refused = measured.median("requests throttled") / measured.median("requests")
    to_ideal = "seconds to the ideal"
    measured.figure(f"{where}: to the ideal", measured.median(to_ideal), "x", 1.35, of=(to_ideal,))
    measured.figure(f"{where}: lost, in all runs", totals["lost"], "passwords", 0)
    measured.figure(f"{where}: failed, in all runs", totals["failed"], "tasks", 0)
    measured.figure(f"{where}: requests throttled to those that succeeded", refused)
    return measured


def ideal_seconds(calls: int, rate: float) -> float:
    """Return how long calls take that always wait for the next token: those of the full bucket cost no time."""
    return max(0.0, calls - rate) / rate


def who_has_a_password(bench: Bench) -> Measured:
    """Compare the credential report with ping, and live reading with a bare script with the same calls."""
    sizes, measured, threads = bench.sizes, Measured(), bench.sizes.concurrency
    conditions = Conditions(sizes.huge, sizes.latency)

    def read(source: str, users: int) -> Played:
        task = info(source=source, concurrency=threads)
        played = bench.plays.play(task, Conditions(users, sizes.latency)).succeeded()
        if source == "live" and (calls := played.facts.calls.get("GetLoginProfile", 0)) < users:
            raise CannotRun(f"It read {calls} of {users} login profiles.")
        return played

    contenders: Contenders = {
        "report": partial(read, "report", sizes.huge),
        "live": partial(read, "live", sizes.huge),
        "report of fewer": partial(read, "report", sizes.many),
        "live of fewer": partial(read, "live", sizes.many),
        BARE: lambda: bench.plays.script("info", threads, conditions).succeeded(),
        FLOOR: partial(bench.ping, sizes.huge),
    }
    measured.interleave(contenders, sizes.repeats)
    report, live, bare, floor = map(measured.median, ("report", "live", BARE, FLOOR))
    growth = {name: measured.growth(f"{name} of fewer", name, sizes.huge / sizes.many) for name in ("report", "live")}
    users = f"info of {sizes.huge} users"
    wide = f"{users}, live, {threads} threads"
    more_calls = measured.calls_of("live") - measured.calls_of(BARE)
    measured.figure(f"{users}, report", measured.calls_of("report"), "calls", 4)
    of_report, of_live = ("report", FLOOR), ("live", BARE, FLOOR)
    measured.figure(f"{users}, report: to ping", report / floor, "x", 2, of=of_report, growth=growth["report"])
    measured.figure(f"{wide}: to a bare script", live / bare, of=("live", BARE))
    to_both = f"{wide}: to a bare script and a ping task"
    measured.figure(to_both, live / (bare + floor), "x", 1.2, of=of_live, growth=growth["live"])
    measured.figure(f"{wide}: calls beyond those of the bare script", more_calls, "calls")
    return measured


def audit(bench: Bench) -> Measured:
    """Measure the whole playbook. Every user has a password, no MFA, and never signed in: two findings for each."""
    few, users, measured = bench.sizes.many, bench.sizes.huge, Measured()
    folder = bench.plays.folder / "audit"
    options = {"source": "report", "directory": str(folder), "fail_on": "never"}
    variables = {f"console_access_audit_{name}": value for name, value in options.items()}

    def run(users: int) -> Played:
        conditions = Conditions(users, bench.sizes.latency)
        played = bench.plays.play_playbook(Path("identity.aws.audit"), conditions, **variables).succeeded()
        summary = json.loads((folder / "console-access.json").read_text(encoding="utf-8"))["summary"]
        if summary["with_password"] != users or summary["findings"]["high"] < users:
            raise CannotRun(f"It reports {summary}.")
        return played

    fewer, of = "audit of fewer", ("audit", FLOOR)
    contenders = {fewer: partial(run, few), "audit": partial(run, users), FLOOR: partial(bench.ping, users)}
    measured.interleave(contenders, bench.sizes.repeats)
    growth = measured.growth(fewer, "audit", users / few)
    name, page = f"audit of {users} users, report, {2 * users} findings", folder / "console-access.html"
    measured.figure(f"{name}: the whole playbook", measured.median("audit"), "s", 4, of=of, growth=growth)
    measured.figure(f"{name}: to ping", measured.median("audit") / measured.median(FLOOR), of=of)
    measured.figure(f"{name}: size of the page", page.stat().st_size / 2**20, "MiB", 8)
    return measured


SCENARIOS: dict[str, Callable[[Bench], Measured]] = {
    "one-user": one_user,
    "module": module_process,
    "roster": many_users,
    "rate-limit": rate_limit,
    "info": who_has_a_password,
    "audit": audit,
    "root-users": root_users,
    "own-time": own_time,
    "memory": memory,
    "accounts": roster_of_accounts,
}
# Not measured unless it is named: it takes twenty minutes.
ON_REQUEST = {"accounts"}
