# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of the documentation: its table is written by run.py, the text around it by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matrix_table import as_rst, counts

if TYPE_CHECKING:
    from matrix import Verdict

PAGE = Path(__file__).resolve().parents[2] / "docs" / "docsite" / "rst" / "guide_faults.rst"
BEGIN, END = ".. fault matrix: begin (python tests/faults/run.py --write)\n", ".. fault matrix: end\n"


def with_matrix(page: str, verdicts: Sequence[Verdict]) -> str:
    """Return the page with this matrix between its two marks."""
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name} has lost its marks.")
    return f"{before}{BEGIN}\n**{counts(verdicts)}.**\n\n{as_rst(verdicts)}\n\n{END}{after}"


def write(verdicts: Sequence[Verdict]) -> None:
    """Write the page anew."""
    PAGE.write_text(with_matrix(PAGE.read_text(encoding="utf-8"), verdicts), encoding="utf-8")


def is_current(verdicts: Sequence[Verdict]) -> bool:
    """Say whether the page has this matrix."""
    page = PAGE.read_text(encoding="utf-8")
    return page == with_matrix(page, verdicts)
