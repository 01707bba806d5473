# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a command, and write its resource use to a file: `metered.py FILE COMMAND ...`.

JSON: wall seconds, processor seconds, and peak memory in MiB.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

UNIT = 2**20 if sys.platform == "darwin" else 2**10  # ru_maxrss units per MiB

if __name__ == "__main__":
    began = time.monotonic()
    finished = subprocess.run(sys.argv[2:], check=False)
    seconds, usage = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = {"seconds": seconds, "processor": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss / UNIT}
    Path(sys.argv[1]).write_text(json.dumps(taken), encoding="ascii")
    sys.exit(finished.returncode)
