# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find a Chromium for the tests that need a browser, or install one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# If set to a browser's path, that browser is used.
CHOSEN = "IDENTITY_AWS_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome")
# Without a sandbox, since root has none; and without the browser's own network requests.
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


class NoBrowserError(Exception):
    """There is no Chromium, and none could be installed. The message has what to install."""


def find() -> Path | None:
    """Return the Chromium to test with: the selected one, the machine's, or playwright's."""
    found = os.environ.get(CHOSEN) or next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else _of_playwright()


def _of_playwright() -> Path | None:
    """Return the one of `playwright install`. In a separate process, since playwright runs an event loop."""
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, timeout=60, check=False)
    path = Path(answer.stdout.strip())
    return path if path.is_file() else None


def found_or_installed() -> Path:
    """Return the path of a Chromium; install it from Debian's packages or by playwright if there is none."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        commands = [["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]]
    else:
        commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    found, reason = find(), ""
    try:
        for command in commands if found is None else ():
            subprocess.run(command, check=True, timeout=900)
    except (OSError, subprocess.SubprocessError) as error:
        reason = f", and none could be installed ({error})"
    found = found or find()
    if found is None:
        raise NoBrowserError(
            f"There is no Chromium{reason}. Install the package chromium, or set {CHOSEN} to the path of a browser"
        )
    return found
