# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write results as Markdown: `table.py FILE` for a file that run.py has left. The same results give the same text."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NO_MEASUREMENT = "**No measurement:** a quick run, which shows only that everything works."


def markdown(results: Mapping[str, Any]) -> str:
    """Return a table of the figures with a target, one of those without, and a line on the machine."""
    figures = [figure for scenario in results["scenarios"].values() for figure in scenario.get("figures", [])]
    aimed = [_aimed(figure, results["measurement"]) for figure in figures if figure["bound"] is not None]
    free = [_free(figure) for figure in figures if figure["bound"] is None]
    parts = [] if results["measurement"] else [NO_MEASUREMENT]
    if aimed:
        parts.append(_table(["Figure", "Measured", "Target", "Result"], aimed))
    if free:
        parts.append(_table(["Without a target", "Measured"], free))
    for name, scenario in results["scenarios"].items():
        if "failed" in scenario:
            parts.append(f"**{name} could not run:** {scenario['failed'].splitlines()[0]}")
    return "\n\n".join([*parts, _machine(results)]) + "\n"


def _free(figure: Mapping[str, Any]) -> list[str]:
    return [figure["name"], _shown(figure["value"], figure["unit"])]


def _aimed(figure: Mapping[str, Any], measurement: bool) -> list[str]:
    target = f"{figure['sense']} {_shown(figure['bound'], figure['unit'])}"
    result = "reached" if figure["reached"] else "**missed**"
    return [*_free(figure), target, result if measurement else "not judged"]


def _shown(value: float, unit: str) -> str:
    digits = {"x": 2, "s": 1}.get(unit, 0) if value < 10 else 0
    return f"{value:,.{digits}f} {unit}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    rule = ["---", *("---:" for dummy in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *rows])


def _machine(results: Mapping[str, Any]) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in results["machine"].items())
    spread = max((scenario.get("spread", 1.0) for scenario in results["scenarios"].values()), default=1.0)
    return (
        f"Medians of {results['repeats']}, runs interleaved; the longest sample of one contender took at most "
        f"{spread:.2f} times its shortest, which says how quiet the machine was; {facts}."
    )


if __name__ == "__main__":
    print(markdown(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), end="")
