# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the matrix as a table: a row for each fault, a column for each kind of deed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from scenarios import BY_NAME, GROUPS

if TYPE_CHECKING:
    from matrix import Verdict

LETTERS = {"done": "D", "nothing changed": "N", "reported": "R", "in doubt": "Q"}
CHECK, ALL = "check mode", "all"
COLUMNS = (*GROUPS, CHECK, ALL)
_DECLARED = "as declared"
_ORDER = (
    *("no fault", "AccessDenied", "ExpiredToken, from", "credentials that", "the clock is", _DECLARED, "Throttling"),
    *("500", "503"),
    *("connection refused", "reset before", "reset after", "reply cut short", "200 of", "no answer, not"),
    *("no answer, carried", "an error that repeats", "somebody else", "50 tags", "created", "deleted", "just created"),
    *("no capacity", "a full disk", "the reader"),
)


def table(verdicts: Sequence[Verdict]) -> list[list[str]]:
    """Return header, rows and totals, each a list of texts."""
    rows = sorted(dict.fromkeys(verdict.cell.injection.row for verdict in verdicts), key=_rank)
    lines = [[row, *_counted([each for each in verdicts if each.cell.injection.row == row])] for row in rows]
    return [["fault", *COLUMNS], *lines, ["all", *_counted(verdicts)]]


def as_text(verdicts: Sequence[Verdict]) -> str:
    """Return the table for a terminal, with what the letters mean."""
    lines = table(verdicts)
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    texts = ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    legend = ", ".join(f"{letter}: {end}" for end, letter in LETTERS.items())
    return "\n".join([*texts, "", legend])


def as_rst(verdicts: Sequence[Verdict]) -> str:
    """Return the table for the documentation."""
    header, *lines = ['"' + '","'.join(line) + '"' for line in table(verdicts)]
    widths = "30 " + " ".join(["10"] * len(COLUMNS))
    options = [f"   :header: {header}", f"   :widths: {widths}", ""]
    return "\n".join([".. csv-table::", *options, *(f"   {line}" for line in lines)])


def counts(verdicts: Iterable[Verdict]) -> str:
    """Say how many there are and how they ended."""
    ends = Counter(verdict.end for verdict in verdicts)
    return f"{sum(ends.values())} runs: " + ", ".join(f"{ends[end]} {end}" for end in LETTERS)


def _counted(verdicts: Sequence[Verdict]) -> list[str]:
    columns = {column: [each for each in verdicts if _column(each) == column] for column in COLUMNS}
    return [_ends(columns[column]) for column in COLUMNS[:-1]] + [_ends(verdicts)]


def _column(verdict: Verdict) -> str:
    return CHECK if verdict.cell.check else BY_NAME[verdict.cell.deed].group


def _ends(verdicts: Sequence[Verdict]) -> str:
    ends = Counter(verdict.end for verdict in verdicts)
    return " ".join(f"{letter}{ends[end]}" for end, letter in LETTERS.items() if ends[end])


def _rank(row: str) -> int:
    """Order by kind. The sort keeps what is of one kind as it came."""
    waited_for = ("EntityTemporarilyUnmodifiable", "ConcurrentModification", "NoSuchEntity, stale")
    if _DECLARED in row or row.startswith(waited_for):
        return _ORDER.index(_DECLARED)
    return next(rank for rank, words in enumerate(_ORDER) if row.startswith(words))
