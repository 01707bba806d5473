# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run one command of ansible-test on a copy of this collection, and verify that it ran tests.

python tests/tools/ansible_test.py sanity
python tests/tools/ansible_test.py units -- -k planning
python tests/tools/ansible_test.py integration -- iam_login_profile

ansible-test ends with "All targets skipped" and exit code 0 if it finds nothing to test. So its output is parsed, and a
run fails that tested nothing, or omitted one of the sanity tests or requested targets.
"""

from __future__ import annotations

import argparse
import fcntl
import itertools
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import collection_tree
import interpreters

if TYPE_CHECKING:
    from collections.abc import Iterator

# Every version that a supported ansible-core may look for, on the controller or on a target.
VERSIONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
# The names of the bootstrap script in ansible-core 2.19, and in 2.20 to 2.22.
PIP_BOOTSTRAPS = ("get_pip_24_2.py", "get_pip_25_2.py")
ANSIBLE_TEST = Path(sys.executable).with_name("ansible-test")
THIS_PYTHON = ".".join(map(str, sys.version_info[:2]))

SIGN_OF_LIFE = {
    "sanity": re.compile(r"^Running sanity test \"?(?P<what>[\w-]+)"),
    "units": re.compile(r"\b(?P<what>\d+ passed)\b"),
    "integration": re.compile(r"^Running (?P<what>[\w-]+) integration test role"),
}


def seed_pip_bootstrap() -> None:
    """Put our replacement where ansible-test caches its download; an existing file stays."""
    cache = Path.home() / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for name in PIP_BOOTSTRAPS:
        if not (cache / name).exists():
            shutil.copyfile(Path(__file__).with_name("get_pip.py"), cache / name)


def search_path() -> str:
    """PATH with this environment first, then the real interpreters.

    ansible-test uses the first python3.X on PATH. If that is a version manager's shim for a version that is not
    selected, it ends with an error.
    """
    found = filter(None, map(interpreters.find, VERSIONS))
    folders = [Path(sys.executable).parent, *(real.parent for real in found)]
    return os.pathsep.join([*dict.fromkeys(map(str, folders)), os.environ.get("PATH", os.defpath)])


def environment(copy: Path) -> dict[str, str]:
    """The environment for ansible-test, without the caller's Ansible settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    return kept | {"PATH": search_path(), "ANSIBLE_COLLECTIONS_PATH": str(copy.parents[2])}


@contextmanager
def alone(command: str) -> Iterator[None]:
    """Let one sanity run at a time create the shared environments in the home folder."""
    if command != "sanity":
        yield
        return
    with (Path.home() / ".ansible" / "test" / "cache" / "sanity.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(command: list[str], *, copy: Path, sign_of_life: re.Pattern[str]) -> tuple[int, list[str]]:
    """Run ansible-test with live output, and return its exit code and the tests it started."""
    started: list[str] = []
    with subprocess.Popen(
        command, cwd=copy, env=environment(copy), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            match = sign_of_life.search(line)
            if match:
                started.append(match["what"])
    return process.returncode, list(dict.fromkeys(started))


def expected(command: str, rest: list[str], copy: Path) -> set[str]:
    """Return the tests that this run must start: all but the skipped, or those named. Unit tests are only counted."""
    skipped = {argument for option, argument in itertools.pairwise(rest) if option == "--skip-test"}
    named = {argument for argument in rest if not argument.startswith("-")} - skipped
    if command == "units" or named:
        return named if command == "integration" else set()
    listing = subprocess.run(
        [sys.executable, str(ANSIBLE_TEST), command, "--list-tests" if command == "sanity" else "--list-targets"],
        cwd=copy,
        env=environment(copy),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    return set(listing.stdout.split()) - skipped


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Run one command of ansible-test on a copy of this collection.")
    parser.add_argument("command", choices=sorted(SIGN_OF_LIFE))
    parser.add_argument("--tree", type=Path, help="the folder of the copy (default: build/ansible-test/COMMAND)")
    parser.add_argument("rest", nargs="*", metavar="ARGUMENT", help="for ansible-test, after --")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    copy = collection_tree.copied(options.tree or collection_tree.CHECKOUT / "build" / "ansible-test" / options.command)
    seed_pip_bootstrap()
    # Without it, unit tests would require pytest in every Python on the machine.
    python = ["--python", THIS_PYTHON] if options.command == "units" and "--python" not in options.rest else []
    with alone(options.command):
        code, started = run(
            [sys.executable, str(ANSIBLE_TEST), options.command, "--color", "no", *python, *options.rest],
            copy=copy,
            sign_of_life=SIGN_OF_LIFE[options.command],
        )
    omitted = expected(options.command, options.rest, copy) - set(started)
    print(f"ansible-test {options.command} on Python {THIS_PYTHON}: exit code {code}; ran {', '.join(started)}.")
    if code == 0 and (omitted or not started):
        print(f"ansible-test succeeded, but it did not run {', '.join(sorted(omitted)) or 'any test'}.")
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
