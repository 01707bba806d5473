# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit of very many users, from the credential report to the page and the tables, beside ping."""

from __future__ import annotations

import json
from collections.abc import Callable

from bench import Bench
from endpoint import Conditions
from figures import Figure, Measured
from plays import CannotRun, Played
from work import ping

AUDIT, FLOOR = "audit", "ping"


def measure(bench: Bench) -> Measured:
    """Measure the whole playbook. Every user has a password, no MFA, and never signed in: two findings for each."""
    sizes, measured = bench.sizes, Measured()
    conditions = Conditions(sizes.huge, sizes.latency)
    contenders: dict[str, Callable[[], Played]] = {
        AUDIT: lambda: _audit(bench, conditions),
        FLOOR: lambda: bench.plays.play(ping(), conditions).succeeded(),
    }
    measured.interleave(contenders, sizes.repeats)
    audit = f"audit of {sizes.huge} users, report, {2 * sizes.huge} findings"
    page = (bench.plays.folder / "audit" / "console-access.html").stat().st_size
    measured.figures += [
        Figure(f"{audit}: the whole playbook", measured.median(AUDIT), "s", 10),
        Figure(f"{audit}: to ping", measured.median(AUDIT) / measured.median(FLOOR)),
        Figure(f"{audit}: size of the page", page / 2**20, "MiB", 8),
    ]
    return measured


def _audit(bench: Bench, conditions: Conditions) -> Played:
    folder = bench.plays.folder / "audit"
    options = {"source": "report", "directory": str(folder), "fail_on": "never"}
    variables = {f"console_access_audit_{name}": value for name, value in options.items()}
    played = bench.plays.play_playbook("identity.aws.audit", conditions, variables).succeeded()
    summary = json.loads((folder / "console-access.json").read_text(encoding="utf-8"))["summary"]
    if summary["with_password"] != conditions.users or summary["findings"]["high"] < conditions.users:
        raise CannotRun(f"It reports {summary}.")
    return played
