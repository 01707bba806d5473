# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Measure how fast the collection is, in one command: `make benchmark`, or `run.py --help`.

Nearly all figures are ratios between things that are measured side by side in the same run, since seconds say more
about a machine than about a collection. Each contender is a program of its own, started in turn with the others (A, B,
C, A, B, C, ...), and a ratio is one of medians of wall times. It takes about half an hour; measure on a machine that
does nothing else.

The contenders talk to the emulated AWS of tests/emulator, which waits before it answers, as the network does: 40 ms
where nothing else is said. Its capacity is measured first: it must be far above what any contender needs. It logs the
calls and stores the passwords; a run that did not set each password as it should is no sample but an error. Every user
has a login profile already, and each run sets new passwords.

one-user     One task for one user. To see the task and not the start of ansible-playbook, a task loops over 10 users.
             The target is for the whole wall time of that, start included. Given as well: a whole playbook with one
             user; and what each further user adds (the difference of the two by 9).
roster       Many users in one task, beside a loop over iam_user. That loop over 1,000 users is extrapolated: the wall
             time of 100, and for each further user the 90th part of the difference between 100 and 10. With
             --whole-loop it is measured, once.
rate-limit   A bucket of 20 requests a second (Throttling beyond). The ideal: the requests that succeeded, less the 20
             that the full bucket has at the start, by 20 a second. Compared with it: from the module's first request to
             its last reply.
info         Who of 5,000 users has a password. The target for live reading is to the bare script and a ping task, since
             the script does not start ansible-playbook.
audit        The playbook that audits 5,000 users from the credential report, with all forms of the report. Its target
             is in seconds, on a machine of two cores.
root-users   The root users of the member accounts of an organization, by a session in each, in 32 threads. The target
             is in seconds, for the whole wall time, on a machine of two cores. Processor time grows with the accounts.
own-time     The time of the module's own process outside its calls, at 0 ms a call: from its start to its end, less the
             time from the first call to the last reply. It grows with the users, and not with their square: Ansible
             searches each string of a result for each secret that a module gives it.
memory       The peak of the module's own process (ru_maxrss), at 0 ms a call.

A bare script (bare.py) makes the same calls by boto3 in as many threads, retries as the module's.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import signal
import sys
import tempfile
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
sys.path += [str(HERE.parent / folder) for folder in ("emulator", "system", "tools")]
import collection_tree
import table
from client import start
from plays import CannotRun, Plays
from scenarios import QUICK, SCENARIOS, Bench, Sizes, capacity


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how fast the collection is; see the docstring for how.")
    parser.add_argument("--output", type=Path, default=CHECKOUT / "build" / "benchmark" / "results.json")
    parser.add_argument("--quick", action="store_true", help="tiny and once: shows that everything works")
    parser.add_argument("--only", choices=SCENARIOS, action="append", help="this scenario; may be given again")
    parser.add_argument("--repeats", type=int, help="samples of each contender (5)")
    parser.add_argument("--whole-loop", action="store_true", help="measure the loop over 1,000 users: 20 minutes more")
    return parser.parse_args()


def machine() -> dict[str, Any]:
    """Return the facts about this machine that a measurement depends on, by the name that the report shows."""
    manifest = json.loads((collection_tree.amazon_aws() / "MANIFEST.json").read_text(encoding="utf-8"))
    return {
        "date": dt.datetime.now(dt.timezone.utc).date().isoformat(),
        "cores": os.cpu_count(),
        "Python": platform.python_version(),
        "ansible-core": version("ansible-core"),
        "amazon.aws": manifest["collection_info"]["version"],
        "botocore": version("botocore"),
    }


def run(name: str, bench: Bench) -> dict[str, Any]:
    """Run one scenario; one that cannot run says why."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    try:
        return SCENARIOS[name](bench).as_json()
    except CannotRun as error:
        print(error, file=sys.stderr)
        return {"failed": str(error)}


def main() -> int:
    # SIGTERM ends Python on the spot. As an exception it lets the folder be removed.
    signal.signal(signal.SIGTERM, lambda received, _frame: sys.exit(128 + received))
    options = arguments()
    sizes = replace(QUICK if options.quick else Sizes(), whole_loop=options.whole_loop)
    sizes = replace(sizes, repeats=options.repeats or sizes.repeats)
    facts = {"measurement": not options.quick, "machine": machine(), "repeats": sizes.repeats, "sizes": asdict(sizes)}
    results: dict[str, Any] = {**facts, "scenarios": {}}
    options.output.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="identity.aws-benchmark-") as folder,
        start(None, Path(folder) / "emulator") as emulator,
    ):
        results["scenarios"]["endpoint"] = capacity(emulator, 0.5 if options.quick else 3).as_json()
        bench = Bench(Plays(Path(folder), emulator), sizes)
        for name in options.only or SCENARIOS:
            results["scenarios"][name] = run(name, bench)
            options.output.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(table.markdown(results), end="")
    return int(any("failed" in scenario for scenario in results["scenarios"].values()))


if __name__ == "__main__":
    sys.exit(main())
