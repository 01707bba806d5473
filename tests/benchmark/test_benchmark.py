# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The facts behind the figures, their display, and their copies in the guide and the README."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from client import start
from figures import Figure, Measured
from plays import Conditions, Facts, Played
from scenarios import ideal_seconds
from server import TokenBucket
from table import BEGIN, END, GUIDE, HERE, NO_MEASUREMENT, RESULTS, markdown, rst, shown, with_tables

README = HERE.parents[1] / "README.md"
FIGURES = [
    Figure("slower", 0.914, "x", 0.90, noise=1.251),
    Figure("faster", 211.6, "x", 150, "at least", growth=0.98, noise=1.0),
    Figure("calls", 2, "calls", 4),
    Figure("aside", 1.5, noise=1.1),
]
MARKDOWN = """\
| Figure | Measured | Target | Growth | Noise | Result |
| --- | ---: | ---: | ---: | ---: | ---: |
| slower | 0.91 x | at most 0.90 x |  | 1.25 | **missed** |
| faster | 212 x | at least 150 x | 0.98 | 1.00 | reached |
| calls | 2 calls | at most 4 calls |  |  | reached |

| Without a target | Measured | Growth | Noise |
| --- | ---: | ---: | ---: |
| aside | 1.50 x |  | 1.10 |

Medians of 5 interleaved runs. Growth is the slope between two sizes on logarithmic scales; 1.00 is in proportion to \
the size. Noise is the longest sample of one contender by its shortest. Machine: cores 2, Python 3.13.0.
"""


def test_the_facts_of_a_run(tmp_path: Path) -> None:
    """Fails if a call or password is not counted, a rejected call counts or is carried out, or latency is missing."""
    config = Config(retries={"total_max_attempts": 1, "mode": "standard"}, proxies={})
    access: dict[str, Any] = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    conditions = Conditions(users=250, latency=0.1, rate=3)
    with start(None, tmp_path) as emulator:
        iam: Any = boto3.client("iam", "us-east-1", endpoint_url=emulator.endpoint_url, config=config, **access)
        conditions.seed(emulator)
        assert len(iam.list_users(MaxItems=1000)["Users"]) == 250
        iam.get_login_profile(UserName="user00249")
        iam.update_login_profile(UserName="user00001", Password="a&b +%-A1")
        with pytest.raises(ClientError, match="Throttling"):
            [iam.update_login_profile(UserName="user00002", Password="a&b +%-A1") for _time in range(9)]
        facts = conditions.facts(emulator)
        emulator.settings(rate_limit=None)
        for _time in range(5):
            iam.get_login_profile(UserName="user00249")
    assert facts.passwords.pop("user00001") == "a&b +%-A1"
    assert set(facts.passwords) <= {"user00002"}
    updates = facts.calls.pop("UpdateLoginProfile")
    assert (facts.calls, facts.throttled) == ({"ListUsers": 1, "GetLoginProfile": 1}, {"UpdateLoginProfile": 1})
    assert facts.seconds >= 0.1 * (updates + 3)


def test_bucket_fills_up_to_a_second_s_worth() -> None:
    """Fails if the bucket starts empty, fills at another rate, or holds more than the tokens of one second."""
    bucket = TokenBucket(rate=3, now=10)
    assert [bucket.take(10) for dummy in range(4)] == [True, True, True, False]
    assert [bucket.take(10.4), bucket.take(10.4)] == [True, False]
    assert [bucket.take(100) for dummy in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(("calls", "seconds"), [(10, 0.0), (20, 0.0), (200, 9.0)])
def test_ideal_is_what_the_bucket_allows(calls: int, seconds: float) -> None:
    """Fails if a caller that always waits for the next token would need another time."""
    assert ideal_seconds(calls, rate=20) == seconds


def test_contenders_take_turns() -> None:
    """Fails if a contender runs several times in a row, median or spread is wrong, or a lost password counts."""
    order: list[str] = []

    def run(name: str) -> Played:
        order.append(name)
        return Played(float(len(order)), 0, "", Facts({"GetUser": 1}, {}, 0, {"a": "1", "b": "2"}))

    measured = Measured()
    measured.interleave({name: partial(run, name) for name in "AB"}, repeats=3)
    assert order == list("ABABAB")
    assert measured.samples == {"A": [1, 3, 5], "B": [2, 4, 6]}
    assert (measured.median("A"), measured.calls["B"]) == (3, {"GetUser": 1})
    assert measured.spread("A", "B") == 5
    assert measured.growth("A", "B", 2) == pytest.approx(0.415, abs=0.001)
    assert run("C").lost([{"user_name": name, "password": "1"} for name in "abc"]) == 2


def results(**changes: Any) -> dict[str, Any]:
    """Return results as run.py writes them."""
    scenario = Measured(figures=FIGURES).as_json()
    machine = {"cores": 2, "Python": "3.13.0"}
    return {"measurement": True, "machine": machine, "repeats": 5, "scenarios": {"one": scenario}, **changes}


def test_the_table_shows_targets_and_misses() -> None:
    """Fails if a figure is missing, a missed target is not marked, or a quick run looks like a measurement."""
    assert markdown(results()) == MARKDOWN
    quick = markdown(results(measurement=False))
    assert quick.startswith(NO_MEASUREMENT)
    assert "missed" not in quick
    failed = markdown(results(scenarios={"two": {"failed": "No such module.\nmuch output"}}))
    assert "**two could not run:** No such module.\n" in failed
    assert "much output" not in failed


def test_the_guide_and_the_readme_show_the_results() -> None:
    """Fails when the guide or README has an edited figure, a figure of another run, or no mark."""
    published, guide = json.loads(RESULTS.read_text(encoding="utf-8")), GUIDE.read_text(encoding="utf-8")
    assert published["measurement"]
    assert guide.count(BEGIN) == guide.count(END) == 1
    assert with_tables(guide, rst(published)) == guide
    found = [figure for scenario in published["scenarios"].values() for figure in scenario["figures"]]
    values = {figure["name"]: shown(figure["value"], figure["unit"]).replace(" x", " times") for figure in found}
    section = README.read_text(encoding="utf-8").partition("## Comparison and performance\n")[2].partition("\n## ")[0]
    for name in (
        "roster of 100: times faster than a loop over iam_user",
        "audit of 5000 users, report, 10000 findings: the whole playbook",
    ):
        assert values[name] in re.sub(r"\s+", " ", section)
