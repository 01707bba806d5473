# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Change the pure files, one small thing at a time, and report whether a unit test fails.

This runs mutmut. It requires that the path of a file is the name of its module, so it gets a copy of the checkout, with
uncommitted changes, in build/mutation. It changes the bodies of functions and methods, but not constants, and no
functions with a decorator other than classmethod and staticmethod. Code that runs during an import is never killed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import typing as t
from pathlib import Path

import collection_tree

WORK = collection_tree.CHECKOUT / "build" / "mutation"
HOME = "ansible_collections/identity/aws"
PURE_FOLDERS = ("module_utils/_core", "plugin_utils")
COPIED = ("conftest.py", "galaxy.yml", "meta", "playbooks", "roles", "tests")
# Tests that read the source, which is full of mutants, or that wait for processes.
NOT_RUN = (
    "architecture",
    "plugins/fuzz",
    "plugins/module_utils/_aws/test_call_tracking.py",
    "plugins/module_utils/_secrets/test_pgp.py",
    "plugins/module_utils/_aws/test_client.py",
    "plugins/module_utils/_aws/test_root_sessions.py",
)
# With importlib, mutmut's default, pytest would create separate modules from those of Ansible's finder.
ARGUMENTS = ("--hypothesis-profile=mutation", "-p", "no:cacheprovider", "--import-mode=prepend")
# The first step of `mutmut run`. It has no command for this step alone.
GENERATE = """
import pathlib
import mutmut.__main__ as mutmut
pathlib.Path("mutants").mkdir(exist_ok=True)
mutmut.copy_src_dir()
mutmut.copy_also_copy_files()
mutmut.setup_source_paths()
mutmut.create_mutants(1)
"""
FATES = {
    "killed": {1, 3, -24, 24, 36, 152, 255},  # by a failing test, or by its duration
    "survived": {0},
    "no test": {5, 33},
}
ALIVE = ("survived", "no test")

Codes = dict[str, "int | None"]


def pure_files() -> list[str]:
    """Return the files below plugins/ that test_rules.py requires to be pure."""
    plugins = collection_tree.CHECKOUT / "plugins"
    found = [path for folder in PURE_FOLDERS for path in (plugins / folder).rglob("*.py")]
    return sorted(path.relative_to(plugins).as_posix() for path in found)


def settings() -> str:
    """Return the settings of mutmut and pytest as TOML. A list of strings is the same in JSON and TOML."""
    not_run = [f"--ignore={HOME}/tests/unit/{name}" for name in NOT_RUN]
    return "\n".join(
        [
            "[tool.mutmut]",
            f"source_paths = {json.dumps([f'{HOME}/plugins'])}",
            f"only_mutate = {json.dumps([f'{HOME}/plugins/{name}' for name in pure_files()])}",
            f"also_copy = {json.dumps([f'{HOME}/{name}' for name in COPIED])}",
            f"pytest_add_cli_args = {json.dumps([*ARGUMENTS, *not_run])}",
            f"pytest_add_cli_args_test_selection = {json.dumps([f'{HOME}/tests/unit'])}",
            "use_git_change_detection = false",
            'process_isolation = "fork"',
            "timeout_multiplier = 10.0",
            "timeout_constant = 10.0",
            "[tool.pytest.ini_options]",
            f"pythonpath = {json.dumps([f'{HOME}/tests/tools'])}",
            "",
        ]
    )


def prepare() -> None:
    """Copy the checkout, write the settings of mutmut, and create the mutants."""
    copy = collection_tree.copied(WORK)
    shutil.rmtree(copy / ".git")
    (WORK / "ansible_collections" / "amazon" / "aws").unlink()  # it would be copied with the rest
    (WORK / "pyproject.toml").write_text(settings(), encoding="utf-8")
    subprocess.run([sys.executable, "-c", GENERATE], cwd=WORK, check=True)


def results(files: t.Iterable[str]) -> Codes:
    """Return the tests' exit code for each mutant of the files, None if they have not been run."""
    found: Codes = {}
    for name in files:
        meta = WORK / "mutants" / HOME / "plugins" / f"{name}.meta"
        if meta.is_file():
            found |= json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def outcome(code: int | None) -> str:
    """Return the result of a mutant."""
    return next((name for name, codes in FATES.items() if code in codes), "not run")


def chosen(known: Codes, options: argparse.Namespace) -> list[str]:
    """Return the mutants to run, out of the known ones."""
    names = sorted(known)
    if options.survivors:
        return [name for name in names if outcome(known[name]) in ALIVE]
    if options.names:
        given = options.names.read_text(encoding="utf-8").split()
        names = [name for name in given if name in known]
        print(f"{len(names)} of the {len(given)} mutants in {options.names} exist.")
    if options.sample:
        names = sorted(random.Random(options.seed).sample(names, min(options.sample, len(names))))
    return names


def run_mutants(names: list[str], files: list[str], processes: int) -> int:
    """Run mutmut on the mutants. Return its status.

    It stops when a foreign process ends, such as one that a test left behind. Then this runs the remaining mutants.
    """
    mutmut = str(Path(sys.executable).with_name("mutmut"))
    left, status = names, 0
    while left:
        status = subprocess.run([mutmut, "run", f"--max-children={processes}", *left], cwd=WORK, check=False).returncode
        known = results(files)
        before, left = left, [name for name in left if outcome(known[name]) == "not run"]
        if len(left) == len(before):
            return status or 1
    return status


def main() -> int:
    """Run mutmut, and print the survivors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "files", nargs="*", help="relative to plugins/, such as module_utils/_core/purge.py (default: all pure files)"
    )
    parser.add_argument("--sample", type=int, help="only this number of mutants, selected by --seed")
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--names", type=Path, help="only the mutants listed in a file, such as an earlier sample.txt")
    parser.add_argument("--survivors", action="store_true", help="only the survivors of the last run")
    parser.add_argument("--goal", type=float, default=0, help="fail if the percentage of killed mutants is lower")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    options = parser.parse_args()
    files = options.files or pure_files()
    if unknown := sorted(set(files) - set(pure_files())):
        parser.error(f"not a pure file: {', '.join(unknown)}")
    prepare()
    names = chosen(results(files), options)
    sample = WORK / "sample.txt"
    sample.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    status = run_mutants(names, files, options.processes)
    outcomes = {name: outcome(code) for name, code in results(files).items() if name in set(names)}
    for name, found in outcomes.items():
        if found != "killed":
            print(f"{found}: {name}")
    killed = list(outcomes.values()).count("killed")
    percentage = 100 * killed / max(len(names), 1)
    print(f"{killed} of {len(names)} killed ({percentage:.1f} %). The list is in {sample}.")
    print(f"To show one: cd {WORK.relative_to(collection_tree.CHECKOUT)} && mutmut show NAME")
    return status or int(percentage < options.goal)


if __name__ == "__main__":
    sys.exit(main())
