# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Give the checkout the place where Ansible's tools look for it: ansible_collections/identity/aws.

A checkout has any name and lies in any folder. Most tools are content with a folder of links; ansible-test refuses a
linked root and is given a copy.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LINKED = CHECKOUT / "build" / "link"


def amazon_aws() -> Path:
    """
    The amazon.aws that `ansible` on PyPI carries, in the environment of the running Python.

    Looked for by hand: an import would be answered by Ansible's collection finder where one is installed, with the very
    link that is to be made.
    """
    for folder in sys.path:
        found = Path(folder, "ansible_collections", "amazon", "aws")
        if (found / "MANIFEST.json").is_file():
            return found
    raise SystemExit("amazon.aws is not installed beside " + sys.executable + "; `make .venv` installs it.")


def _link(link: Path, target: Path) -> None:
    """Make or correct one link, in one step: other processes may be reading through it."""
    if link.is_symlink() and link.readlink() == target:
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    fresh = link.with_name(link.name + "." + str(os.getpid()))
    fresh.symlink_to(target, target_is_directory=True)
    fresh.replace(link)


def linked() -> Path:
    """A folder for ANSIBLE_COLLECTIONS_PATH in which identity.aws is this checkout."""
    _link(LINKED / "ansible_collections" / "identity" / "aws", CHECKOUT)
    _link(LINKED / "ansible_collections" / "amazon" / "aws", amazon_aws())
    return LINKED


def copied(root: Path) -> Path:
    """
    A fresh copy of the checkout, with uncommitted changes, as ansible-test wants it; gives the copy's own folder.

    The copy is a git repository of its own. Without that, ansible-test asks the checkout's git, hears that everything
    below an ignored folder is ignored, skips every target and exits 0.
    """
    copy = root / "ansible_collections" / "identity" / "aws"
    shutil.rmtree(copy, ignore_errors=True)
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listing.stdout.split("\0")):
        source = CHECKOUT / name
        if source.is_file() or source.is_symlink():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy / name, follow_symlinks=False)
    subprocess.run(["git", "init", "--quiet"], cwd=copy, check=True)
    _link(root / "ansible_collections" / "amazon" / "aws", amazon_aws())
    return copy


if __name__ == "__main__":
    print(linked())
