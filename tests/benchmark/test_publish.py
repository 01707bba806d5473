# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The README shows what was measured."""

from __future__ import annotations

import json

from publish import README, RESULTS, with_table
from table import markdown


def test_the_readme_s_table_is_that_of_the_results() -> None:
    """Fails when a figure of the README was written by hand, or is another run's."""
    readme = README.read_text(encoding="utf-8")
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert results["measurement"]
    assert with_table(readme, markdown(results)) == readme
