# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find a Chromium for the tests that need a browser, or install one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Set to a browser's path, and that one is taken.
CHOSEN = "IDENTITY_AWS_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome")
# Without a sandbox, since root has none; and quiet: what a browser asks the world for on its own account is off.
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


class NoBrowserError(Exception):
    """There is no Chromium, and none could be installed. Says what to install."""


def find() -> Path | None:
    """The Chromium to test with: the one that was chosen, one of this machine, or the one of playwright."""
    chosen = os.environ.get(CHOSEN)
    if chosen:
        return Path(chosen)
    of_machine = next((found for found in map(shutil.which, NAMES) if found), None)
    return Path(of_machine) if of_machine else _of_playwright()


def _of_playwright() -> Path | None:
    """The one that `playwright install` has put into its own folder. Asked in a process of its own, as it is a loop."""
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    try:
        answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, timeout=60, check=True)
    except subprocess.SubprocessError:
        return None
    path = Path(answer.stdout.strip())
    return path if path.is_file() else None


def install() -> None:
    """Install one, as this machine can: from Debian's packages, or from those who make playwright."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        commands = [
            ["apt-get", "update"],
            ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"],
        ]
    else:
        commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    for command in commands:
        subprocess.run(command, check=True, timeout=900)


def found_or_installed() -> Path:
    """The path of a Chromium. Raises NoBrowserError where there is none and none could be installed."""
    found = find()
    if found is None:
        try:
            install()
        except (OSError, subprocess.SubprocessError) as error:
            sentence = f"There is no Chromium, and none could be installed ({error}). Install the package chromium"
            raise NoBrowserError(f"{sentence}, or set {CHOSEN} to the path of a browser") from error
        found = find()
    if found is None:
        raise NoBrowserError(f"There is no Chromium. Install the package chromium, or set {CHOSEN} to a browser's path")
    return found
