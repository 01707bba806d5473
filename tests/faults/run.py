# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the fault matrix and print it: ``python tests/faults/run.py``. With ``--write`` its page is written as well."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / name) for name in ("tools", "emulator", "system", "api", "faults")]

import matrix
from report import PAGE, as_text, counts, page
from sandbox import Cell


def main() -> int:
    """Return 1 if a promise is violated, or the page differs from the result."""
    arguments = _arguments()
    words = [word.lower() for word in arguments.only]

    def is_wanted(cell: Cell) -> bool:
        return all(word in str(cell).lower() for word in words)

    found = matrix.measure(whole=arguments.whole, processes=arguments.processes, wanted=is_wanted)
    print(as_text(found.verdicts))
    for what in found.broken:
        print(f"VIOLATED: {what}")
    print(f"{counts(found.verdicts)}. Violated promises: {len(found.broken)}. Duration: {found.seconds:.0f} seconds.")
    if arguments.write:
        PAGE.write_text(page(found.verdicts), encoding="utf-8")
    return 1 if found.broken else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--whole", action="store_true", help="all cells, including those that CI omits")
    parser.add_argument("--write", action="store_true", help="write the table into the documentation")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--only", action="append", default=[], help="only cells whose name contains this; can be repeated"
    )
    arguments = parser.parse_args()
    if arguments.write and (arguments.whole or arguments.only):
        parser.error("the page has the matrix of CI: --write cannot be combined with --whole and --only")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
