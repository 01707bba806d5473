# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write results as Markdown for a terminal, or as reStructuredText for a guide. Equal results give equal output.

`table.py FILE` writes the figures of a file of run.py into the guide. A copy of the file is stored in results.json.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NO_MEASUREMENT = "**No measurement:** a quick run, which shows only that everything works."
# Percent of the width of a page, for the columns of the table with targets and the one without.
WIDTHS = {6: "44 13 15 9 8 11", 4: "66 14 10 10"}
HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
GUIDE = HERE.parents[1] / "docs" / "docsite" / "rst" / "guide_comparison.rst"
BEGIN, END = ".. benchmark: begin\n", ".. benchmark: end\n"
# A table is a list of rows, headings first.
Table = list[list[str]]


def markdown(results: Mapping[str, Any]) -> str:
    """Return a table of the figures with a target, one of those without, and a line on the machine."""
    return "\n\n".join(part if isinstance(part, str) else _markdown(part) for part in _parts(results)) + "\n"


def rst(results: Mapping[str, Any]) -> str:
    """Return the same as reStructuredText, in lines of at most 120 characters where a line can be broken."""
    parts = (textwrap.fill(part, 120) if isinstance(part, str) else _rst(part) for part in _parts(results))
    return "\n\n".join(parts) + "\n"


def _parts(results: Mapping[str, Any]) -> list[str | Table]:
    figures = [figure for scenario in results["scenarios"].values() for figure in scenario.get("figures", [])]
    aimed = [_aimed(figure, results["measurement"]) for figure in figures if figure["bound"] is not None]
    free = [_free(figure) for figure in figures if figure["bound"] is None]
    parts: list[str | Table] = [] if results["measurement"] else [NO_MEASUREMENT]
    if aimed:
        parts.append([["Figure", "Measured", "Target", "Growth", "Noise", "Result"], *aimed])
    if free:
        parts.append([["Without a target", "Measured", "Growth", "Noise"], *free])
    for name, scenario in results["scenarios"].items():
        if "failed" in scenario:
            parts.append(f"**{name} could not run:** {scenario['failed'].splitlines()[0]}")
    return [*parts, _machine(results)]


def _free(figure: Mapping[str, Any]) -> list[str]:
    return [figure["name"], shown(figure["value"], figure["unit"]), *_steadiness(figure)]


def _steadiness(figure: Mapping[str, Any]) -> list[str]:
    return ["" if figure[name] is None else f"{figure[name]:.2f}" for name in ("growth", "noise")]


def _aimed(figure: Mapping[str, Any], measurement: bool) -> list[str]:
    target = f"{figure['sense']} {shown(figure['bound'], figure['unit'])}"
    result = "reached" if figure["reached"] else "**missed**"
    name, measured, *steadiness = _free(figure)
    return [name, measured, target, *steadiness, result if measurement else "not judged"]


def shown(value: float, unit: str) -> str:
    """Return a value with its unit, with a useful number of digits."""
    digits = {"x": 2, "s": 1}.get(unit, 0) if value < 10 else 0
    return f"{value:,.{digits}f} {unit}"


def _markdown(table: Table) -> str:
    rule = ["---", *("---:" for dummy in table[0][1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in [table[0], rule, *table[1:]])


def _rst(table: Table) -> str:
    head = [".. list-table::", "  :header-rows: 1", f"  :widths: {WIDTHS[len(table[0])]}", ""]
    # An empty cell has no blank at its end.
    rows = (f"  * - {first}" + "".join(f"\n    - {cell}".rstrip() for cell in rest) for first, *rest in table)
    return "\n".join([*head, *rows])


def _machine(results: Mapping[str, Any]) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in results["machine"].items())
    return (
        f"Medians of {results['repeats']} interleaved runs. Growth is the slope between two sizes on logarithmic "
        "scales; 1.00 is in proportion to the size. Noise is the longest sample of one contender by its shortest. "
        f"Machine: {facts}."
    )


def with_tables(guide: str, tables: str) -> str:
    """Return the guide with these tables between its two marks."""
    before, _begin, rest = guide.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{tables}\n{END}{after}"


def publish(text: str) -> None:
    """Replace results.json and the tables of the guide, unless the run measured nothing."""
    results = json.loads(text)
    if not results["measurement"]:
        sys.exit("That was a quick run, which measures nothing.")
    RESULTS.write_text(text, encoding="utf-8")
    GUIDE.write_text(with_tables(GUIDE.read_text(encoding="utf-8"), rst(results)), encoding="utf-8")


if __name__ == "__main__":
    publish(Path(sys.argv[1]).read_text(encoding="utf-8"))
