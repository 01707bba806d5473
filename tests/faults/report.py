# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The matrix as a table: a row for each fault, a column for each group of scenarios; and its documentation page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios import BY_NAME, GROUPS

if TYPE_CHECKING:
    from matrix import Verdict

PAGE = Path(__file__).resolve().parents[2] / "docs" / "docsite" / "rst" / "guide_faults.rst"
BEGIN, END = ".. fault matrix: begin (python tests/faults/run.py --write)\n", ".. fault matrix: end\n"
LETTERS = {"done": "D", "nothing changed": "N", "reported": "R", "in doubt": "U"}
# How a page names an end, where it differs from the name in the code.
_WORDS = {"reported": "partly done and reported", "in doubt": "outcome unknown"}
COLUMNS = (*GROUPS, "check mode", "all")
_DECLARED = "as declared"
# The beginnings of rows, in the order of the table.
_ORDER = (
    *("no fault", "AccessDenied", "ExpiredToken, from", "credentials that", "the clock is", _DECLARED, "Throttling"),
    *("500", "503"),
    *("connection refused", "reset before", "reset after", "reply cut short", "200 from", "no answer, not"),
    *("no answer, carried", "an error that", "another writer", "50 tags", "created", "deleted", "just created"),
    *("no capacity", "a full disk", "the reader"),
)


def table(verdicts: Sequence[Verdict]) -> list[list[str]]:
    """Return header, rows and totals, each a list of strings."""
    rows = sorted(dict.fromkeys(verdict.cell.injection.row for verdict in verdicts), key=_rank)
    lines = [[row, *_counted([each for each in verdicts if each.cell.injection.row == row])] for row in rows]
    return [["fault", *COLUMNS], *lines, ["all", *_counted(verdicts)]]


def as_text(verdicts: Sequence[Verdict]) -> str:
    """Return the table for a terminal, with the meaning of the letters."""
    lines = table(verdicts)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    shown = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
    return "\n".join([*shown, "", ", ".join(f"{letter}: {_WORDS.get(end, end)}" for end, letter in LETTERS.items())])


def counts(verdicts: Iterable[Verdict]) -> str:
    """Return the number of cells, and how they ended."""
    ends = Counter(verdict.end for verdict in verdicts)
    return f"{sum(ends.values())} runs: " + ", ".join(f"{ends[end]} {_WORDS.get(end, end)}" for end in LETTERS)


def page(verdicts: Sequence[Verdict]) -> str:
    """Return the documentation page, with this matrix between its two marks."""
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name} does not contain both marks.")
    header, *lines = ['"' + '","'.join(line) + '"' for line in table(verdicts)]
    widths = "30 " + " ".join(["10"] * len(COLUMNS))
    rst = [".. csv-table::", f"   :header: {header}", f"   :widths: {widths}", "", *(f"   {line}" for line in lines)]
    return "\n".join([f"{before}{BEGIN}", f"**{counts(verdicts)}.**", "", *rst, "", f"{END}{after}"])


def _counted(verdicts: Sequence[Verdict]) -> list[str]:
    columns = {column: [each for each in verdicts if _column(each) == column] for column in COLUMNS[:-1]}
    return [_ends(each) for each in (*columns.values(), verdicts)]


def _column(verdict: Verdict) -> str:
    return "check mode" if verdict.cell.check else BY_NAME[verdict.cell.scenario].group


def _ends(verdicts: Sequence[Verdict]) -> str:
    ends = Counter(verdict.end for verdict in verdicts)
    return " ".join(f"{letter}{ends[end]}" for end, letter in LETTERS.items() if ends[end])


def _rank(row: str) -> int:
    """Return the position of a kind. The sort keeps the order of rows of one kind."""
    waited_for = ("EntityTemporarilyUnmodifiable", "ConcurrentModification", "NoSuchEntity for an")
    if _DECLARED in row or row.startswith(waited_for):
        return _ORDER.index(_DECLARED)
    return next(rank for rank, words in enumerate(_ORDER) if row.startswith(words))
