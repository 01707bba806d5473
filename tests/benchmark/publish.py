# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Put what run.py has measured into the README: `publish.py FILE`. The figures themselves are kept in results.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from table import markdown

HERE = Path(__file__).resolve().parent
README = HERE.parents[1] / "README.md"
RESULTS = HERE / "results.json"
BEGIN, END = "<!-- benchmark: begin -->\n", "<!-- benchmark: end -->\n"


def with_table(readme: str, table: str) -> str:
    """Return the README with this table between its two marks."""
    before, _begin, rest = readme.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def main() -> int:
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    results = json.loads(text)
    if not results["measurement"]:
        sys.exit("That was a quick run, which measures nothing.")
    RESULTS.write_text(text, encoding="utf-8")
    README.write_text(with_table(README.read_text(encoding="utf-8"), markdown(results)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
