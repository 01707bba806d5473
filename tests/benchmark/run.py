# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Measure how fast the collection is: `make benchmark`, or `run.py --help`.

Most figures are ratios between programs that run in the same benchmark, because seconds depend on the machine. Each
contender is a program of its own. Contenders take turns (A, B, C, A, B, C, ...), and a ratio compares the medians of
their wall times. The benchmark takes about half an hour. Run it on a machine that does nothing else.

The contenders call the emulated AWS of tests/emulator, which delays each reply like a network: 40 ms, unless stated
otherwise. Its capacity is measured first. It must be far above the needs of all contenders. It logs the calls and
stores the passwords. A run that does not set each password is an error and not a sample. Every user has a login
profile, and each run sets new passwords.

one-user     One task for one user. A task loops over 10 users, so that the start of ansible-playbook matters less. The
             target is for the whole wall time, start included. Other figures: a playbook with one user, and the cost
             of a further user (a ninth of the difference).
module       The process of the module alone, for one user at 0 ms, compared with that of iam_user, and with that of a
             bare AnsibleAWSModule (bare_login_profile.py) that makes the same three calls.
roster       Many users in one task, compared with a loop over iam_user. The time of the loop over 1,000 users is
             extrapolated from 10 and 100 users. With --whole-loop it is measured once.
rate-limit   A bucket of 20 requests a second (Throttling beyond). The ideal duration is that of the successful
             requests, less the 20 that the full bucket has at the start. It is compared with the time from the first
             request to the last reply.
info         The login profiles of 5,000 users. Live reading is compared with the bare script and a ping task, since the
             script does not start ansible-playbook.
audit        The playbook that audits 5,000 users from the credential report, with all report formats. The target is in
             seconds, on a machine with two cores.
root-users   The root users of the member accounts of an organization, with a session in each, in 32 threads. The target
             is in seconds, on a machine with two cores. Processor time grows with the number of accounts.
own-time     The time of the module's process outside its calls, at 0 ms a call: from start to end, less the time from
             the first call to the last reply. It must grow in proportion to the users.
accounts     The role console_access_roster, with one user in each account, by forks. One run each, only with --only.
memory       The peak memory of the module's process (ru_maxrss), at 0 ms a call.

A bare script (bare.py) makes the same calls with boto3, with as many threads and the same retries.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
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
from bench import QUICK, Bench, Sizes
from client import start
from plays import CannotRun, Plays
from scenarios import ON_REQUEST, SCENARIOS, capacity


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
        "byte code": "yes",
    }


def need_byte_code() -> None:
    """Exit unless the packages have byte code: without it each module process compiles boto3, and ratios look alike."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for name in ("ansible.executor.task_executor", "boto3.session", "botocore.client", "botocore.endpoint", "urllib3"):
        spec = importlib.util.find_spec(name)
        if spec is None or spec.cached is None or not Path(spec.cached).exists():
            sys.exit(f"{name} has no byte code. Run: {sys.executable} tests/tools/byte_code.py")


def run(name: str, bench: Bench) -> dict[str, Any]:
    """Run one scenario. Return the reason if it cannot run."""
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
    need_byte_code()
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
        for name in options.only or [name for name in SCENARIOS if options.quick or name not in ON_REQUEST]:
            results["scenarios"][name] = run(name, bench)
            options.output.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(table.markdown(results), end="")
    return int(any("failed" in scenario for scenario in results["scenarios"].values()))


if __name__ == "__main__":
    sys.exit(main())
