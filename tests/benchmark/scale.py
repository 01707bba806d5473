# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How time and memory grow: the scenarios that run one task with more and more users or accounts."""

from __future__ import annotations

from bench import MOST_MEMORY, ROOT_THREADS, Bench, info, profiles, roster
from figures import Measured
from plays import CannotRun, Conditions


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
        measured.figure(f"{name}: peak memory", measured.median(name), "MiB", MOST_MEMORY, of=(name,))
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
    factor, of = sizes.huge / sizes.many, (f"{many}, processor", f"{huge}, processor")
    spent, growth = measured.median(of[0]), measured.growth(many, huge, factor)
    whole, slope = f"{many}, {ROOT_THREADS} threads: the whole playbook", measured.growth(*of, factor)
    measured.figure(whole, measured.median(many), "s", 15, of=(many,), growth=growth)
    measured.figure(f"{many}, {ROOT_THREADS} threads: processor time of the module", spent, "s", of=of[:1])
    times = f"{huge}: processor time, to {sizes.many} accounts"
    measured.figure(times, measured.median(of[1]) / spent, "x", factor, of=of, growth=slope)
    measured.figure(f"{huge}: for each account", calls / sizes.huge, "calls", 2)
    peak = f"{huge}, peak"
    slope = measured.growth(f"{many}, peak", peak, factor)
    measured.figure(f"{huge}: peak memory", measured.median(peak), "MiB", 200, of=(peak,), growth=slope)
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
        measured.figure(f"{name}: outside the calls", measured.median(name), "s", of=(name,))
    many, huge, factor = names[sizes.many], names[sizes.huge], sizes.huge / sizes.many
    ratio, growth = measured.median(huge) / measured.median(many), measured.growth(many, huge, factor)
    name = f"{huge}: outside the calls, to {sizes.many} users"
    measured.figure(name, ratio, "x", factor, of=(many, huge), growth=growth)
    return measured
