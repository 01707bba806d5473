# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run one emulator module until standard input is closed.

The parent holds the other end of that pipe and never writes to it. Whatever ends the parent, SIGKILL included,
closes the pipe, so the emulator cannot outlive it.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading


def _end_with_the_parent() -> None:
    """Wait for the end of standard input, then end at once: an emulator has nothing worth saving."""
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Run the module named by the first argument, with the remaining arguments as its own."""
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
