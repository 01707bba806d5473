# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a command, and write the seconds that it took to a file: `wall_time.py FILE COMMAND ...`."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    began = time.monotonic()
    finished = subprocess.run(sys.argv[2:], check=False)
    Path(sys.argv[1]).write_text(str(time.monotonic() - began), encoding="ascii")
    sys.exit(finished.returncode)
