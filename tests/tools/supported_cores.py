# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The supported releases of ansible-core, and the nox sessions that run ansible-test on each of them."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import interpreters
import nox

CHECKOUT = Path(__file__).resolve().parents[2]
# If set, a session without its interpreter is skipped with a message, instead of failing.
MAY_SKIP = "IDENTITY_AWS_SKIP_MISSING_PYTHON"


LOCKS = "tests/requirements/lock"


@dataclass(frozen=True)
class Core:
    """A supported ansible-core: its release of `ansible`, and the Python versions it is tested on."""

    version: str
    packages: tuple[str, ...]
    pythons: tuple[str, ...]  # the first that the machine has is used
    is_released: bool = True

    @property
    def lock(self) -> str:
        """The name of its lock file."""
        return f"core-{self.version}"

    @property
    def lowest_python(self) -> str:
        """The lowest Python that its lock file is resolved for."""
        return min(self.pythons, key=lambda version: [*map(int, version.split("."))])


CORES = (
    Core("2.19", ("ansible>=12,<13",), ("3.11", "3.12", "3.13")),
    Core("2.20", ("ansible>=13,<14",), ("3.12", "3.13", "3.14")),
    Core("2.21", ("ansible>=14,<15",), ("3.13", "3.12", "3.14")),
    # `ansible` names no candidate of ansible-core, so both are required explicitly.
    Core("2.22", ("ansible>=15.0.0a3,<16", "ansible-core>=2.22.0rc1,<2.23"), ("3.13", "3.14"), is_released=False),
)


def install(session: nox.Session, lock: str, *arguments: str) -> None:
    """Install into a session's environment, with the versions of a lock file for all later installations too."""
    session.env["UV_CONSTRAINT"] = f"{LOCKS}/{lock}.txt"
    session.install(*arguments)
    environment = str(Path(session.bin) / "python")
    session.run(sys.executable, "tests/tools/lock.py", "--verify", lock, environment, external=True)


def go_without(session: nox.Session, what: str, versions: tuple[str, ...]) -> NoReturn:
    """End a session without its interpreter: with a failure, unless skipping is allowed."""
    sentence = f"{what} needs Python {' or '.join(versions)}, and this machine has none"
    if os.environ.get(MAY_SKIP):
        session.skip(f"NOT TESTED: {sentence}")
    session.error(f"{sentence}. Install one, or set {MAY_SKIP}=1 to skip the session")


def compile_byte_code(session: nox.Session) -> None:
    """Compile the environment of a session that runs many module processes. For others it costs more than it saves."""
    session.run("python", "tests/tools/byte_code.py")


@dataclass(frozen=True)
class AnsibleTest:
    """One session that runs one command of ansible-test on one ansible-core."""

    core: Core
    command: str
    suffix: str = ""
    arguments: tuple[str, ...] = ()  # for ansible-test
    target_python: str = ""
    may_be_missing: bool = False
    tag: str = "full"

    @property
    def name(self) -> str:
        return f"ansible-test-{self.command}-{self.core.version}{self.suffix}"

    def run(self, session: nox.Session) -> None:
        if interpreters.first_of(self.core.pythons) is None:
            go_without(session, f"ansible-core {self.core.version}", self.core.pythons)
        if self.target_python and interpreters.find(self.target_python) is None:
            if self.may_be_missing:
                session.skip(f"NOT TESTED: this machine has no Python {self.target_python}")
            go_without(session, "This session", (self.target_python,))
        install(
            session,
            self.core.lock,
            *self.core.packages,
            *("-r", "tests/requirements/ansible-test.txt"),
            *("-r", "tests/unit/requirements.txt"),
            *("-r", "tests/integration/requirements.txt"),
        )
        if self.command == "integration":
            compile_byte_code(session)
        session.run(
            *("python", "tests/tools/ansible_test.py"),
            f"--tree={CHECKOUT / 'build' / 'ansible-test' / self.name}",
            self.command,
            "--",
            *self.arguments,
            *session.posargs,
        )

    def add(self) -> None:
        """Register it with nox, under a descriptive name."""

        def session_function(session: nox.Session) -> None:
            self.run(session)

        words = " ".join([f"ansible-test {self.command} on ansible-core {self.core.version}", *self.suffix.split("-")])
        session_function.__doc__ = f"Run {words}."
        interpreter = interpreters.first_of(self.core.pythons)
        nox.session(name=self.name, python=str(interpreter) if interpreter else False, tags=[self.tag])(
            session_function
        )


OLDEST, NEWEST = CORES[0], [core for core in CORES if core.is_released][-1]
# In the order of their start. Long ones first, and sanity sessions apart: two at a time would wait for one another.
ANSIBLE_TESTS = [
    AnsibleTest(NEWEST, "integration"),
    AnsibleTest(NEWEST, "sanity"),
    # `nox --session unit` has run the same tests on the newest release. Here they run on the oldest one, and on the
    # oldest Python of a target, which no supported ansible-core runs on; each week on all of them.
    AnsibleTest(OLDEST, "units"),
    AnsibleTest(CORES[0], "sanity"),
    AnsibleTest(OLDEST, "units", "-python3.10", arguments=("--venv", "--python", "3.10"), target_python="3.10"),
    # The release between the lowest and the newest finds nothing of its own; it is tested each week.
    AnsibleTest(CORES[1], "sanity", tag="weekly"),
    *(AnsibleTest(core, "integration", "-smoke", arguments=("smoke",)) for core in CORES if core is not NEWEST),
    # pylint of 2.22 is installed with a file from GitHub, and these checks need only the package index. pylint runs on
    # the other releases.
    AnsibleTest(CORES[3], "sanity", arguments=("--skip-test", "pylint")),
    *(AnsibleTest(core, "units", tag="weekly") for core in CORES if core is not OLDEST),
    # The newest Python on a target. Many machines do not have it yet; the CI of the repository installs it.
    AnsibleTest(
        CORES[-1],
        "units",
        "-python3.14",
        arguments=("--venv", "--python", "3.14"),
        target_python="3.14",
        may_be_missing=True,
        tag="weekly",
    ),
]


def add_ansible_tests() -> None:
    """Register all of them with nox."""
    for each in ANSIBLE_TESTS:
        each.add()
