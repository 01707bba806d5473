# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lock the versions of the Python packages that this project's environments install.

python tests/tools/lock.py                          resolve everything again (make lock; needs the package index)
python tests/tools/lock.py --check                  fail if a lock file does not cover a requirement
python tests/tools/lock.py --verify NAME PYTHON     fail if the environment of PYTHON differs from the lock file

Each environment has a list of requirements, written by people, and a lock file, written by uv. A lock file is valid for
all Python versions from ``Environment.python`` on (``uv pip compile --universal``). noxfile.py and the Makefile install
with these files, so a new release of a dependency changes nothing until the next `make lock`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import floors
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from supported_cores import CORES, LOCKS, Core

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHECKOUT = Path(__file__).resolve().parents[2]
UNIT, INTEGRATION = "tests/unit/requirements.txt", "tests/integration/requirements.txt"
ANSIBLE_TEST = "tests/requirements/ansible-test.txt"


@dataclass(frozen=True)
class Environment:
    """Packages that are installed together: the lock file, the lowest Python version, and pip's requirements."""

    lock: str
    python: str
    requirements: tuple[str, ...]

    @property
    def path(self) -> Path:
        return CHECKOUT / self.lock


def _core(core: Core) -> Environment:
    files = tuple(f"-r {file}" for file in (ANSIBLE_TEST, UNIT, INTEGRATION))
    return Environment(f"{LOCKS}/{core.lock}.txt", core.lowest_python, (*core.packages, *files))


def _floor(name: str, **lowest: str) -> Environment:
    ansible = floors.pins(ansible=floors.ANSIBLE, **{"ansible-core": floors.ansible_core()})
    files = (f"-r {UNIT}", f"-r {INTEGRATION}", "pytest", "pytest-xdist")
    return Environment(f"{LOCKS}/{name}.txt", CORES[0].lowest_python, (*ansible, *floors.pins(**lowest), *files))


def environments() -> tuple[Environment, ...]:
    """All environments that this project makes."""
    lowest = floors.libraries()
    newer = {"floors-root-users": floors.assume_root(), "floors-sign-in-sessions": floors.sign_in_sessions()}
    return (
        Environment(f"{LOCKS}/dev.txt", "3.11", ("-r tests/requirements/dev.txt",)),
        Environment(f"{LOCKS}/tools.txt", "3.11", ("-r tests/requirements/tools.txt",)),
        Environment(f"{LOCKS}/crt.txt", "3.11", ("-r tests/requirements/crt.txt",)),
        *map(_core, CORES),
        _floor("floors", **lowest),
        *(_floor(name, **{**lowest, "boto3": version, "botocore": version}) for name, version in newer.items()),
        # ansible-test finds it by its name, and applies it to its installations with --venv and --requirements.
        Environment("tests/unit/constraints.txt", floors.target_python(), (f"-r {UNIT}", f"-r {ANSIBLE_TEST}")),
    )


def requirements(lines: Iterable[str]) -> Iterator[Requirement]:
    """Read requirements in pip's format, including referenced files (paths relative to the checkout)."""
    for line in (line.partition(" #")[0].strip() for line in lines):
        if line.startswith("-r "):
            yield from requirements(_lines(CHECKOUT / line.removeprefix("-r ")))
        elif line and not line.startswith("#"):
            yield Requirement(line)


def _lines(path: Path) -> list[str]:
    """Read a requirements file. Its ``-r`` paths, relative to its folder, become relative to the checkout."""
    lines = path.read_text(encoding="utf-8").splitlines()
    below = path.parent.resolve()
    return [
        f"-r {(below / line.removeprefix('-r ')).resolve().relative_to(CHECKOUT)}" if line.startswith("-r ") else line
        for line in lines
    ]


def pins(path: Path) -> dict[str, set[str]]:
    """Return the versions of each package in a lock file: one, or one per range of Python versions."""
    found: dict[str, set[str]] = {}
    for requirement in requirements(_lines(path)):
        versions = found.setdefault(canonicalize_name(requirement.name), set())
        versions.update(specifier.version for specifier in requirement.specifier)
    return found


def not_covered(environment: Environment) -> list[str]:
    """Return the problems of a lock file: one sentence for each requirement without a fixed version."""
    if not environment.path.is_file():
        return [f"{environment.lock} does not exist."]
    locked = pins(environment.path)
    return [
        f"{environment.lock} has no version of {requirement}."
        for requirement in requirements(environment.requirements)
        if not any(
            requirement.specifier.contains(version, prereleases=True)
            for version in locked.get(canonicalize_name(requirement.name), ())
        )
    ]


def differences(path: Path, python: str) -> list[str]:
    """Return the packages of an interpreter's environment whose versions differ from a lock file."""
    command = (sys.executable, "-m", "uv", "pip", "list", "--quiet", "--format=json", f"--python={python}")
    listing = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    installed = {canonicalize_name(each["name"]): each["version"] for each in json.loads(listing)}
    locked = pins(path)
    return [
        f"{python}: {name} is {version}, but {path.name} has {' or '.join(sorted(locked[name]))}."
        for name, version in sorted(installed.items())
        if name in locked and version not in locked[name]
    ]


def resolve(environment: Environment) -> None:
    """Write a lock file with the newest compatible versions."""
    environment.path.parent.mkdir(parents=True, exist_ok=True)
    command = (
        *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--upgrade", "--no-annotate"),
        *("--python-version", environment.python, "--custom-compile-command", "make lock"),
        *("--output-file", environment.lock, "-"),
    )
    subprocess.run(command, cwd=CHECKOUT, input="\n".join(environment.requirements), text=True, check=True)
    print(f"{environment.lock}: {len(pins(environment.path))} packages")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Lock the versions of the packages that this project installs.")
    parser.add_argument("--check", action="store_true", help="check that the lock files cover the requirements")
    parser.add_argument("--verify", nargs=2, metavar=("NAME", "PYTHON"), help="compare an environment with a lock file")
    options = parser.parse_args(arguments)
    if options.verify:
        name, python = options.verify
        wrong = differences(CHECKOUT / LOCKS / f"{name}.txt", python)
    elif options.check:
        wrong = [sentence for environment in environments() for sentence in not_covered(environment)]
        wrong += ["Run `make lock`."] if wrong else []
    else:
        wrong = []
        for environment in environments():
            resolve(environment)
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
