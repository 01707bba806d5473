# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Build the collection's tarball from this checkout, look at what is in it, and install it as a user would.

What was installed is also read as ansible-builder does it, which puts Python packages into an execution environment.

The checkout is built as it stands, with its environments and caches, since that is what a maintainer does.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import collection_tree

BUILD = collection_tree.CHECKOUT / "build" / "tarball"

# What may be at the top. A new folder of the checkout is either named here or ignored in galaxy.yml.
FOR_USERS = {
    "CHANGELOG.rst", "CONTRIBUTING.md", "FILES.json", "LICENSE", "MANIFEST.json", "README.md", "changelogs", "docs",
    "meta", "playbooks", "plugins", "requirements.txt", "roles", "SECURITY.md",
}  # fmt: skip
NEEDED = {
    "LICENSE", "README.md", "meta/runtime.yml", "meta/execution-environment.yml", "requirements.txt",
    *(f"plugins/plugin_utils/audit_page/{name}" for name in ("page.css", "page.html.j2", "page.js", "users.html.j2")),
}  # fmt: skip


def ansible(command: str, *arguments: str, collections: Path | None = None) -> str:
    """Run one of Ansible's commands and give what it said."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    env["ANSIBLE_HOME"] = str(BUILD / "home")
    if collections:
        env["ANSIBLE_COLLECTIONS_PATH"] = str(collections)
    script = Path(sys.executable).with_name(command)
    done = subprocess.run(
        [sys.executable, str(script), *arguments], env=env, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def build() -> Path:
    """Build the tarball, alone in its folder."""
    shutil.rmtree(BUILD, ignore_errors=True)
    ansible("ansible-galaxy", "collection", "build", "--output-path", str(BUILD), str(collection_tree.CHECKOUT))
    (tarball,) = BUILD.glob("identity-aws-*.tar.gz")
    return tarball


def complaints(names: set[str]) -> list[str]:
    """Say what is in the tarball and should not be, and the other way round."""
    modules = {f"plugins/modules/{path.name}" for path in (collection_tree.CHECKOUT / "plugins/modules").glob("*.py")}
    missing = (NEEDED | modules) - names
    surplus = {name.split("/")[0] for name in names} - FOR_USERS
    surplus |= {name for name in names if name.startswith("changelogs/") and name != "changelogs/changelog.yaml"}
    surplus |= {name for name in names if "__pycache__" in name}
    return [f"It lacks {name}." for name in sorted(missing)] + [
        f"It should not have {name}." for name in sorted(surplus)
    ]


def install(tarball: Path) -> list[str]:
    """Install the tarball into an empty place, and give the modules whose documentation can be read from there."""
    place = BUILD / "installed"
    ansible(
        "ansible-galaxy",
        "collection",
        "install",
        str(tarball),
        "--offline",
        "--collections-path",
        str(place),
        collections=place,
    )
    listed = ansible("ansible-doc", "--json", "--list", "identity.aws", collections=place)
    modules = list(json.loads(listed))
    ansible("ansible-doc", "--json", *modules, collections=place)
    return modules


def packages() -> set[str]:
    """Give the Python packages that an execution environment with this collection would have."""
    said = ansible("ansible-builder", "introspect", str(BUILD / "installed"))
    return set(re.findall(r"^- '?([\w-]+)", said, re.MULTILINE))


def main() -> int:
    """Say what was found, and fail where it is not what it should be."""
    tarball = build()
    with tarfile.open(tarball) as archive:
        names = set(archive.getnames())
    wrong = complaints(names)
    print("\n".join([f"{tarball.name} holds {len(names)} files and folders.", *wrong]))
    if wrong:
        return 1
    print("Installed, with amazon.aws as its dependency:", ", ".join(install(tarball)))
    print("In an execution environment with:", ", ".join(sorted(packages())))
    return 0 if packages() >= {"boto3", "botocore"} else 1


if __name__ == "__main__":
    sys.exit(main())
