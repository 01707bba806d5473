# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the fault matrix and print it: ``python tests/faults/run.py``. With ``--write`` its page is written as well."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
for _name in ("tools", "emulator", "system", "faults"):
    sys.path.insert(0, str(HERE.parent / _name))

import matrix


def main() -> int:
    arguments = _arguments()
    words = [word.lower() for word in arguments.only]
    found = matrix.measure(
        whole=arguments.whole,
        processes=arguments.processes,
        wanted=lambda cell: all(word in str(cell).lower() for word in words),
    )
    for what in found.broken:
        print(what)
    ends = [verdict.end for verdict in found.verdicts]
    counts = ", ".join(f"{ends.count(end)} {end}" for end in matrix.ENDS)
    print(f"{len(ends)} cells in {found.seconds:.0f} s: {counts}. Broken promises: {len(found.broken)}.")
    return 1 if found.broken else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--whole", action="store_true", help="every cell, those as well that CI leaves out")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", action="append", default=[], help="cells whose name has these words; can be repeated")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
