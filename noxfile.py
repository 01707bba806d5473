# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
How each check is run. `make` and the CI only call these sessions; `nox --list` shows them.

Two kinds: those on this environment (python=False), which is the .venv that `make` made, and those with an environment
of their own, one for each supported ansible-core. The tags are when: `quick` is `make check`, `full` the rest of `make
test`, and `weekly` what a commit does not wait for (.github/workflows/weekly.yml).
"""

from __future__ import annotations

import os
import shutil
import sys
import zlib
from pathlib import Path

import antsibull_nox
import nox
import nox.command

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "tests" / "tools"))
import chromium
import floors as lowest
import interpreters
import supported_cores
from supported_cores import CORES, LOCKS, compile_byte_code, go_without, install

# Set, and a session whose browser is missing is left out, saying so, instead of failing.
MAY_SKIP_BROWSER = "IDENTITY_AWS_SKIP_MISSING_BROWSER"

nox.needs_version = ">=2026.10"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.allow_parallel = True
nox.options.tags = ["quick"]
if " " in str(HERE):
    # ansible-test cannot start an interpreter whose path has a space, so the environments go where there is none.
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    nox.options.envdir = str(cache / "identity.aws" / f"nox-{zlib.crc32(bytes(HERE)):08x}")

# antsibull-nox calls ansible-galaxy by its bare name, and nobody needs to activate .venv first.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
# antsibull's tools copy the dependencies that git lists. Below this checkout git lists none of what is in .nox.
os.environ["GIT_CEILING_DIRECTORIES"] = str(HERE)
# What a person has set for their own plays is not for these.
for name in [name for name in os.environ if name.startswith(("ANSIBLE_", "AWS_"))]:
    del os.environ[name]
# Python writes byte code for what it imports, whatever the caller has set: without it every module process is slower.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# For the sessions of antsibull-nox, which choose themselves what they install. Ours name their own lock file.
os.environ["UV_CONSTRAINT"] = f"{LOCKS}/tools.txt"

antsibull_nox.load_antsibull_nox_toml()


def tag(sessions: tuple[str, ...], name: str) -> None:
    """Tag sessions that antsibull-nox brings, so that they are chosen as ours are."""
    for session in sessions:
        nox.registry.get()[session].tags.append(name)


tag(("antsibull-nox-config", "codeqa", "formatters", "yamllint"), "quick")
tag(("ansible-lint", "docs-check", "extra-checks", "license-check"), "full")


def python(session: nox.Session, *arguments: str) -> None:
    """Run this environment's Python."""
    session.run(sys.executable, *arguments, external=True)


# On this environment


def take_browser(session: nox.Session) -> None:
    """Let a session know its browser, installed if need be; end it where that fails, as go_without does."""
    try:
        session.env[chromium.CHOSEN] = str(chromium.found_or_installed())
    except chromium.NoBrowserError as error:
        if os.environ.get(MAY_SKIP_BROWSER):
            session.skip(f"NOT TESTED: {error}")
        session.error(f"{error}. Or set {MAY_SKIP_BROWSER}=1 to go without")


@nox.session(python=False, tags=["quick"])
def typing(session: nox.Session) -> None:
    """Check types: of the collection under its own name, and of the tools as the programs they are."""
    python(session, "tests/tools/collection_tree.py")
    linked = "build/link/ansible_collections/identity/aws"
    python(session, "-m", "mypy", f"{linked}/plugins", f"{linked}/tests/unit")
    programs = (
        *("tests/tools", "tests/emulator", "tests/system", "tests/benchmark", "tests/browser", "tests/api"),
        *("tests/faults", "tests/docs"),
    )
    session.env["MYPYPATH"] = os.pathsep.join(programs)
    for folder in (*programs, "tests/demo", "tests/emulator_tests"):
        python(session, "-m", "mypy", folder)
    python(session, "-m", "mypy", "conftest.py", "noxfile.py")


@nox.session(python=False, tags=["quick"])
def unit(session: nox.Session) -> None:
    """Run the unit tests with plain pytest, and compare the recorded AWS API."""
    python(session, "-m", "pytest", "tests/unit", "tests/api", "--numprocesses=auto", *session.posargs)


@nox.session(python=False, tags=["weekly"])
def coverage(session: nox.Session) -> None:
    """Run the unit tests, and list the lines of the collection that they do not reach."""
    measured = ("--numprocesses=auto", "--cov", "--cov-report=term")
    python(session, "-m", "pytest", "tests/unit", *measured, *session.posargs)


@nox.session(python=False, tags=["weekly"])
def fuzz(session: nox.Session) -> None:
    """Search longer, with other values each time, for a value that ends in a traceback or that AWS rejects."""
    deep = ("--hypothesis-profile=deep", "--numprocesses=auto")
    python(session, "-m", "pytest", "tests/unit/plugins/fuzz", *deep, *session.posargs)


@nox.session(python=False, tags=["weekly"])
def mutation(session: nox.Session) -> None:
    """Break the pure files, one small thing at a time, and check that a unit test fails."""
    python(session, "tests/tools/mutation.py", *(session.posargs or ("--sample=400", "--goal=94")))


@nox.session(python=False, tags=["quick"])
def changelog(session: nox.Session) -> None:
    """Check the changelog's fragments and its settings, which ansible-test's sanity tests do not read."""
    python(session, "-m", "antsibull_changelog", "lint", *session.posargs)


@nox.session(python=False, tags=["quick"])
def lock(session: nox.Session) -> None:
    """Check that the lock files cover all requirements, and that this environment has the locked versions."""
    python(session, "tests/tools/lock.py", "--check")
    python(session, "tests/tools/lock.py", "--verify", "dev", sys.executable)


@nox.session(python=False, tags=["full"])
def emulator(session: nox.Session) -> None:
    """Test the emulated AWS itself."""
    python(session, "-m", "pytest", "tests/emulator_tests", *session.posargs)


@nox.session(python=False, tags=["full"])
def faults(session: nox.Session) -> None:
    """Cross every action with every fault that a call can meet, and print the matrix."""
    python(session, "-m", "pytest", "tests/faults", *session.posargs)


@nox.session(python=False, tags=["weekly"])
def benchmark(session: nox.Session) -> None:
    """Check that the benchmark works. It measures nothing here: that needs an idle machine (make benchmark)."""
    python(session, "-m", "pytest", "tests/benchmark", *session.posargs)
    python(session, "tests/benchmark/run.py", "--quick", "--output", "build/benchmark/quick.json")


@nox.session(python=False, tags=["full"])
def browser(session: nox.Session) -> None:
    """Look at the page of an audit in a real browser."""
    take_browser(session)
    python(session, "-m", "pytest", "tests/browser", *session.posargs)


@nox.session(python=False)
def screenshot(session: nox.Session) -> None:
    """Make the pictures of the page of an audit that the documentation shows."""
    take_browser(session)
    python(session, "tests/browser/screenshot.py", *session.posargs)


@nox.session(python=False, tags=["full"])
def tarball(session: nox.Session) -> None:
    """Build the tarball, look at what is in it, and install it as a user would."""
    python(session, "tests/tools/tarball.py")


@nox.session(python=False)
def system(session: nox.Session) -> None:
    """Drive real ansible-playbook runs against the emulated AWS."""
    python(session, "-m", "pytest", "tests/system", "--numprocesses=auto", *session.posargs)


# On an environment of its own


@nox.session(name="build-import-check", tags=["full"])
def build_import_check(session: nox.Session) -> None:
    """Let Galaxy's importer judge the tarball, with ansible-lint as the server has it. A warning is a failure."""
    install(session, "tools", "ansible", "ansible-lint", "galaxy-importer")
    session.run("python", "tests/tools/importer.py")


@nox.session(tags=["full"])
def docs(session: nox.Session) -> None:
    """Build the documentation site of the modules, plugins, roles and guides. A warning is a failure."""
    install(session, "tools", "-r", "tests/requirements/docs.txt")
    python(session, "tests/tools/collection_tree.py")
    session.env["ANSIBLE_COLLECTIONS_PATH"] = str(HERE / "build" / "link")
    site = HERE / "build" / "docs"
    shutil.rmtree(site, ignore_errors=True)
    (site / "rst").mkdir(mode=0o755, parents=True)  # antsibull-docs wants a folder that only its owner can write to
    as_it_stands = ("--use-current", "--fail-on-error", "--squash-hierarchy", "--no-add-antsibull-docs-version")
    session.run("antsibull-docs", "collection", *as_it_stands, f"--dest-dir={site / 'rst'}", "identity.aws")
    shutil.copy(HERE / "tests" / "docs" / "index.rst", site / "rst")
    shutil.copytree(HERE / "docs" / "images", site / "rst" / "images")
    strictly = ("--fail-on-warning", "--keep-going", "--quiet")
    session.run("sphinx-build", *strictly, "--conf-dir=tests/docs", str(site / "rst"), str(site / "html"))
    if os.environ.get("CI") and not os.environ.get(MAY_SKIP_BROWSER):
        take_browser(session)
    python(session, "-m", "pytest", "tests/docs", *session.posargs)
    session.log(f"Open {site / 'html' / 'index.html'} in a browser")


@nox.session(tags=["full"])
def crt(session: nox.Session) -> None:
    """Test with botocore[crt]: the credentials of `aws login`, and every call signed by awscrt."""
    install(session, "crt", "-r", "tests/requirements/crt.txt")
    compile_byte_code(session)
    tests = ("tests/unit/plugins/module_utils/_aws", "tests/system/test_login_sessions.py")
    session.run("python", "-m", "pytest", "--numprocesses=auto", *(session.posargs or tests))


# On each supported ansible-core


PRE_RELEASES = ("--prerelease-package=ansible=allow", "--prerelease-package=ansible-core=allow")
NEWEST_PYTHON = interpreters.first_of(("3.15", "3.14", "3.13"))


@nox.session(python=str(NEWEST_PYTHON) if NEWEST_PYTHON else False, tags=["weekly"])
def newest(session: nox.Session) -> None:
    """Test on the newest version of everything, pre-releases of ansible-core included, and report what AWS added."""
    session.env["UV_CONSTRAINT"] = ""
    session.install(
        *("--upgrade", *PRE_RELEASES, "ansible", "ansible-core", "-r", "tests/requirements/ansible-test.txt"),
        *("-r", "tests/unit/requirements.txt", "-r", "tests/integration/requirements.txt"),
    )
    compile_byte_code(session)
    steps = {
        "unit tests": ("-m", "pytest", "tests/unit", "--numprocesses=auto", "--quiet"),
        "smoke target": (
            *("tests/tools/ansible_test.py", f"--tree={HERE / 'build' / 'ansible-test' / 'newest'}"),
            *("integration", "--", "smoke"),
        ),
        "API comparison": ("tests/api/compare.py",),
    }
    # Each step runs, whatever the others find: this is a report.
    results = {name: run_step(session, *step) for name, step in steps.items()}
    session.run("uv", "pip", "list", "--quiet", "--format=freeze", external=True)
    for name, passed in results.items():
        session.log(f"newest: {name}: {'passed' if passed else 'FAILED'}")
    if not all(results.values()):
        session.error("Something newer differs from what is locked; see above")


def run_step(session: nox.Session, *arguments: str) -> bool:
    """Run the session's Python, and return whether it succeeded."""
    try:
        session.run("python", *arguments)
    except nox.command.CommandFailed:
        return False
    return True


CONTROLLER, TARGET = interpreters.first_of(CORES[0].pythons), interpreters.find(lowest.target_python())


@nox.session(python=str(CONTROLLER) if CONTROLLER else False, tags=["weekly"])
def floors(session: nox.Session) -> None:
    """Test on the lowest versions that users are told of: of all packages, and of Python on controller and target."""
    if CONTROLLER is None:
        go_without(session, f"ansible-core {lowest.ansible_core()}", CORES[0].pythons)
    if TARGET is None:
        go_without(session, "The lowest target", (lowest.target_python(),))
    libraries = ("boto3", "botocore", "pyrage", "pysequoia")
    tests = ("-r", "tests/unit/requirements.txt", "-r", "tests/integration/requirements.txt", "pytest", "pytest-xdist")
    install(session, "floors", "ansible", "ansible-core", *libraries, *tests)
    compile_byte_code(session)
    target = Path(session.virtualenv.location) / "target"
    session.run("uv", "venv", "--quiet", "--clear", "--python", str(TARGET), str(target), external=True)
    interpreter = str(target / "bin" / "python")
    session.run("uv", "pip", "install", "--quiet", "--python", interpreter, *libraries, external=True)
    session.run("python", "tests/tools/floors.py")
    session.run("python", "tests/tools/floors.py", "--target", interpreter)
    session.env["IDENTITY_AWS_TARGET_PYTHON"] = interpreter
    pytest = ("python", "-m", "pytest", "--numprocesses=auto")
    session.run(*pytest, *lowest.UNITS, *(f"--ignore={path}" for path in lowest.ROOT_USERS))
    session.run(*pytest, *lowest.PLAYS)
    # Root users need a newer botocore than the rest, and sign-in sessions the newest.
    newer = {
        "floors-root-users": (lowest.ROOT_USERS, lowest.ROOT_USERS_PLAYS),
        "floors-sign-in-sessions": (lowest.SESSION_PLAYS,),
    }
    for lock_file, runs in newer.items():
        install(session, lock_file, *libraries)
        session.run("uv", "pip", "install", "--quiet", "--python", interpreter, *libraries, external=True)
        for chosen in runs:
            session.run(*pytest, *chosen)


supported_cores.add_ansible_tests()
