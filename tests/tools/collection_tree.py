# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Provide the checkout at the path that Ansible's tools require: ansible_collections/identity/aws.

A checkout can have any name and folder. Most tools accept a folder of links; ansible-test rejects a linked root and
gets a copy.
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
    """The amazon.aws of the `ansible` package, in the environment of the running Python.

    Found without an import: if Ansible's collection finder is installed, it would return the link that this creates.
    """
    for folder in sys.path:
        found = Path(folder, "ansible_collections", "amazon", "aws")
        if (found / "MANIFEST.json").is_file():
            return found
    raise SystemExit("amazon.aws is not installed in the environment of " + sys.executable + ". Run `make .venv`.")


def _link(link: Path, target: Path) -> None:
    """Create or correct one link atomically, since other processes may use it."""
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
    """A fresh copy of the checkout, with uncommitted changes, for ansible-test; returns the copy's folder.

    The copy is a separate git repository. Otherwise ansible-test would run the checkout's git, which ignores the copy's
    folder, skip every target and exit with 0.
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
