# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a command, and write the most memory that it held, in MiB, to a file: `peak_memory.py FILE COMMAND ...`."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

UNIT = 2**20 if sys.platform == "darwin" else 2**10  # of ru_maxrss, in one MiB

if __name__ == "__main__":
    finished = subprocess.run(sys.argv[2:], check=False)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    Path(sys.argv[1]).write_text(str(peak / UNIT), encoding="ascii")
    sys.exit(finished.returncode)
