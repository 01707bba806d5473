# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report: pure, so that a table in the documentation can be checked against its results."""

from __future__ import annotations

from typing import Any

from figures import Figure, Measured
from table import NO_MEASUREMENT, markdown, rst

FIGURES = [
    Figure("slower", 0.914, "x", 0.90),
    Figure("faster", 211.6, "x", 150, "at least"),
    Figure("calls", 2, "calls", 4),
    Figure("aside", 1.5),
]
EXPECTED = """\
| Figure | Measured | Target | Result |
| --- | ---: | ---: | ---: |
| slower | 0.91 x | at most 0.90 x | **missed** |
| faster | 212 x | at least 150 x | reached |
| calls | 2 calls | at most 4 calls | reached |

| Without a target | Measured |
| --- | ---: |
| aside | 1.50 x |

Medians of 5 interleaved runs. The longest sample of one contender took at most 1.25 times its shortest, \
a measure of the noise. Machine: cores 2, Python 3.13.0.
"""
EXPECTED_RST = """\
.. list-table::
  :header-rows: 1
  :widths: 56 14 18 12

  * - Figure
    - Measured
    - Target
    - Result
  * - slower
    - 0.91 x
    - at most 0.90 x
    - **missed**
  * - faster
    - 212 x
    - at least 150 x
    - reached
  * - calls
    - 2 calls
    - at most 4 calls
    - reached

.. list-table::
  :header-rows: 1
  :widths: 80 20

  * - Without a target
    - Measured
  * - aside
    - 1.50 x

Medians of 5 interleaved runs. The longest sample of one contender took at most 1.25 times its shortest, a measure of
the noise. Machine: cores 2, Python 3.13.0.
"""


def results(**changes: Any) -> dict[str, Any]:
    """Return results as run.py writes them."""
    scenario = {**Measured(figures=FIGURES).as_json(), "spread": 1.25}
    machine = {"cores": 2, "Python": "3.13.0"}
    return {"measurement": True, "machine": machine, "repeats": 5, "scenarios": {"one": scenario}, **changes}


def test_table_shows_targets_and_misses() -> None:
    """Fails if a figure is left out, or a missed target is not shown as one, or a reached one is."""
    assert markdown(results()) == EXPECTED


def test_rst_has_the_same_tables() -> None:
    """Fails if a row, a cell or the head is missing from a list-table, or a long line is not broken."""
    assert rst(results()) == EXPECTED_RST


def test_quick_run_is_marked() -> None:
    """Fails if figures of a quick run can be taken for a measurement, or are held against a target."""
    text = markdown(results(measurement=False))
    assert text.startswith(NO_MEASUREMENT)
    assert "missed" not in text


def test_scenario_that_could_not_run_is_shown() -> None:
    """Fails if a scenario without figures goes unmentioned, or all that it printed is shown."""
    text = markdown(results(scenarios={"two": {"failed": "No such module.\nmuch output"}}))
    assert "**two could not run:** No such module.\n" in text
    assert "much output" not in text
