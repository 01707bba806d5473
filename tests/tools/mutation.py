# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Break the pure files, one small thing at a time, and see whether a unit test fails.

mutmut does the work. It wants the path of a file to be the name of its module, so it gets a copy of the checkout at
build/mutation/ansible_collections/identity/aws, with uncommitted changes. What it has found out stays there: the next
run looks at what is new (--afresh begins again). It changes the bodies of functions and methods; constants, and what
has a decorator other than classmethod and staticmethod, such as a property, it leaves alone.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import typing as t
from collections import Counter
from pathlib import Path

import collection_tree

WORK = collection_tree.CHECKOUT / "build" / "mutation"
HOME = "ansible_collections/identity/aws"
COPIED = ("conftest.py", "galaxy.yml", "meta", "playbooks", "roles", "tests")
# Tests that read the source, which is full of mutants, or that wait for processes.
LEFT_OUT = (
    "architecture",
    "plugins/fuzz",
    "plugins/module_utils/_aws/test_call_tracking.py",
    "plugins/module_utils/_secrets/test_pgp.py",
    "plugins/module_utils/_secrets/test_pgp_with_gnupg.py",
    "plugins/module_utils/_aws/test_client.py",
    "plugins/module_utils/_aws/test_root_sessions.py",
)

# By importlib, which mutmut asks for, pytest would make modules of its own where Ansible's finder makes them.
ARGUMENTS = ("--hypothesis-profile=mutation", "-p", "no:cacheprovider", "--import-mode=prepend")
KILLED = {1, 3, -24, 24, 36, 152, 255}  # by a failing test, or by the time that it took
SURVIVED = {0}
UNTESTED = {5, 33}
ALIVE = {"survived", "no test"}
ALL_DIGITS = "0-9"


def pure_files() -> list[str]:
    """Return the files that test_rules.py keeps pure, below plugins/."""
    plugins = collection_tree.CHECKOUT / "plugins"
    folders = ("module_utils/_core", "plugin_utils")
    return sorted(
        path.relative_to(plugins).as_posix() for folder in folders for path in (plugins / folder).rglob("*.py")
    )


def module(name: str) -> str:
    """Return the name of the module that a file is."""
    return f"{HOME}/plugins/{name}".removesuffix(".py").replace("/", ".")


def settings(files: t.Iterable[str], *, isolation: str) -> str:
    """Return what mutmut and pytest read, as TOML; JSON's lists of texts are TOML's as well."""
    left_out = [f"--ignore={HOME}/tests/unit/{name}" for name in LEFT_OUT]
    return "\n".join(
        [
            "[tool.mutmut]",
            f"source_paths = {json.dumps([f'{HOME}/plugins'])}",
            f"only_mutate = {json.dumps([f'{HOME}/plugins/{name}' for name in files])}",
            f"also_copy = {json.dumps([f'{HOME}/{name}' for name in COPIED])}",
            f"pytest_add_cli_args = {json.dumps([*ARGUMENTS, *left_out])}",
            f"pytest_add_cli_args_test_selection = {json.dumps([f'{HOME}/tests/unit'])}",
            "use_git_change_detection = false",
            f'process_isolation = "{isolation}"',
            'forkserver_warmup = "none"',
            "timeout_multiplier = 10.0",
            "timeout_constant = 10.0",
            "[tool.pytest.ini_options]",
            f"pythonpath = {json.dumps([f'{HOME}/tests/tools'])}",
            "",
        ]
    )


def prepare(files: t.Iterable[str], *, afresh: bool, isolation: str) -> None:
    """Copy the checkout to where mutmut finds it, and write its settings."""
    if afresh:
        shutil.rmtree(WORK, ignore_errors=True)
    copy = collection_tree.copied(WORK)
    shutil.rmtree(copy / ".git")
    # amazon.aws would be copied with the rest.
    shutil.rmtree(WORK / "ansible_collections" / "amazon", ignore_errors=True)
    (WORK / "ansible_collections" / "amazon").unlink(missing_ok=True)
    (WORK / "pyproject.toml").write_text(settings(files, isolation=isolation), encoding="utf-8")


def results(files: t.Iterable[str]) -> dict[str, dict[str, int | None]]:
    """Return the exit code of the tests for each mutant, None where they have not been run, by file."""
    metas = {name: WORK / "mutants" / HOME / "plugins" / f"{name}.meta" for name in files}
    return {
        name: json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"] if path.is_file() else {}
        for name, path in metas.items()
    }


def table(found: t.Mapping[str, t.Mapping[str, int | None]]) -> str:
    """Return the figures of each file as a table in Markdown. One that hangs is killed: CI would not let it pass."""
    lines = [
        "| file | mutants | killed | survived | no test | not run | killed, of those run |",
        "|---|---|---|---|---|---|---|",
    ]
    total: Counter[str] = Counter()
    for name, mutants in found.items():
        figures = Counter(_fate(code) for code in mutants.values())
        total += figures
        lines += [_row(f"`{name}`", figures)] if mutants else []
    return "\n".join([*lines, _row("all", total)])


def _fate(code: int | None) -> str:
    fates = {"killed": KILLED, "survived": SURVIVED, "no test": UNTESTED}
    return next((fate for fate, codes in fates.items() if code in codes), "not run")


def _row(name: str, figures: t.Mapping[str, int]) -> str:
    killed, survived, no_test, not_run = (figures.get(each, 0) for each in ("killed", "survived", "no test", "not run"))
    run = killed + survived + no_test
    percent = f"{100 * killed / run:.1f} %" if run else "-"
    return f"| {name} | {run + not_run} | {killed} | {survived} | {no_test} | {not_run} | {percent} |"


def main() -> int:
    """Run mutmut, and say what survived."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "files", nargs="*", help="below plugins/, as module_utils/_core/purge.py; all pure ones without"
    )
    parser.add_argument("--afresh", action="store_true", help="forget what earlier runs have found out")
    parser.add_argument("--report", action="store_true", help="run nothing, and say what is known")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    anew = "import everything anew for each mutant: slow, and needed for what runs while a file is imported"
    parser.add_argument("--import-anew", action="store_true", help=anew)
    parser.add_argument("--survivors", action="store_true", help="those that survived before, after a test was written")
    sample = "only mutants whose number in their function ends in one of these digits: a sample of every function"
    parser.add_argument("--digits", default=ALL_DIGITS, help=sample)
    options = parser.parse_args()
    files = pure_files()
    chosen = options.files or files
    if unknown := sorted(set(chosen) - set(files)):
        parser.error(f"not among the pure files: {', '.join(unknown)}")
    status = 0
    if not options.report:
        isolation = "forkserver" if options.import_anew else "fork"
        prepare(files, afresh=options.afresh, isolation=isolation)
        patterns = [f"{module(name)}.x*[{options.digits}]" for name in chosen]
        if options.survivors:
            found = results(chosen)
            patterns = [each for mutants in found.values() for each in mutants if _fate(mutants[each]) in ALIVE]
        elif not options.files and options.digits == ALL_DIGITS:
            patterns = []  # without a pattern, what is known is not found out again
        command = [str(Path(sys.executable).with_name("mutmut")), "run", f"--max-children={options.processes}"]
        status = subprocess.run([*command, *patterns], cwd=WORK, check=False).returncode
    found = results(chosen)
    for name, mutants in found.items():
        for mutant, code in mutants.items():
            if _fate(code) in ALIVE:
                print(f"{_fate(code)}: {name}: {mutant.rpartition('.')[2]}")
    print(table(found))
    print(f"To see one: cd {WORK.relative_to(collection_tree.CHECKOUT)} && mutmut show '*NAME'")
    return status


if __name__ == "__main__":
    sys.exit(main())
