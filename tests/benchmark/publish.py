# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the figures of run.py into the guide: `publish.py FILE`. A copy of the file is kept in results.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from table import rst

HERE = Path(__file__).resolve().parent
GUIDE = HERE.parents[1] / "docs" / "docsite" / "rst" / "guide_comparison.rst"
RESULTS = HERE / "results.json"
BEGIN, END = ".. benchmark: begin\n", ".. benchmark: end\n"


def with_tables(guide: str, tables: str) -> str:
    """Return the guide with these tables between its two marks."""
    before, _begin, rest = guide.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{tables}\n{END}{after}"


def main() -> int:
    """Replace results.json and the tables of the guide, unless the run measured nothing."""
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    results = json.loads(text)
    if not results["measurement"]:
        sys.exit("That was a quick run, which measures nothing.")
    RESULTS.write_text(text, encoding="utf-8")
    GUIDE.write_text(with_tables(GUIDE.read_text(encoding="utf-8"), rst(results)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
