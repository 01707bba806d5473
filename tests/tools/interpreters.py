# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the working Python interpreters of this machine.

A version manager's shim on PATH may be for a version that is not selected, so every candidate is run to get its version
and real path. `make` runs this file with any Python 3, before anything is installed: it uses only the standard library.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The versions that ansible-core 2.19 to 2.22 support. Tested ones first: an older one cannot install `ansible`.
USABLE = ("3.13", "3.12", "3.11", "3.14")

WHO_ARE_YOU = (
    "import ensurepip, os, sys; "
    "print('%d.%d' % sys.version_info[:2]); "
    "print(os.path.realpath(os.path.join(sys.base_prefix, 'bin', 'python%d.%d' % sys.version_info[:2])))"
)


def _pyenv_root() -> Path | None:
    """Return where pyenv stores its versions, if pyenv is installed."""
    try:
        answer = subprocess.run(["pyenv", "root"], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return Path(answer.stdout.strip())


def _candidates(version: str) -> Iterator[Path]:
    """Return paths where an interpreter of this version may be, likely ones first."""
    name = "python" + version
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        yield Path(folder or ".", name)
    root = _pyenv_root()
    if root is not None:
        yield from sorted(root.glob("versions/" + version + ".*/bin/" + name), reverse=True)
    if version == ".".join(map(str, sys.version_info[:2])):
        yield Path(sys.executable)


def _real(candidate: Path, version: str) -> Path | None:
    """Return the interpreter behind a candidate, or None if it is missing, broken, or another version."""
    if not os.access(candidate, os.X_OK):
        return None
    try:
        answer = subprocess.run([candidate, "-c", WHO_ARE_YOU], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    found, path = answer.stdout.splitlines()
    return Path(path) if found == version and os.access(path, os.X_OK) else None


@lru_cache
def find(version: str) -> Path | None:
    """Return an interpreter of this minor version that can create a virtual environment, or None."""
    for candidate in _candidates(version):
        real = _real(candidate, version)
        if real is not None:
            return real
    return None


def first_of(versions: Iterable[str]) -> Path | None:
    """Return the first of several versions that this machine has."""
    return next((found for found in map(find, versions) if found is not None), None)


def main() -> int:
    """Print the path of the first usable interpreter, by default or of the versions in the arguments."""
    wanted = sys.argv[1:] or USABLE
    found = first_of(wanted)
    if found is None:
        print(
            "No usable Python was found. Install one of these, with its venv module: " + ", ".join(wanted) + ".",
            file=sys.stderr,
        )
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
