# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sessions of nox for all checks. `make` and CI only run these sessions; `nox --list` shows them.

Some use this environment (python=False), the .venv of `make`. Others have their own environment, one for each supported
ansible-core. Tags: `quick` is `make check`, `full` the rest of `make test`, and `weekly` runs once a week
(.github/workflows/weekly.yml).
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

# If set, a session without a browser is skipped with a message, instead of failing.
MAY_SKIP_BROWSER = "IDENTITY_AWS_SKIP_MISSING_BROWSER"

nox.needs_version = ">=2026.10"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.allow_parallel = True
nox.options.tags = ["quick"]
if " " in str(HERE):
    # ansible-test cannot start an interpreter whose path has a space, so the environments are in another folder.
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    nox.options.envdir = str(cache / "identity.aws" / f"nox-{zlib.crc32(bytes(HERE)):08x}")

# antsibull-nox runs ansible-galaxy from PATH. This makes activating .venv unnecessary.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
# antsibull's tools copy the dependencies that git lists. In this checkout git lists nothing in .nox.
os.environ["GIT_CEILING_DIRECTORIES"] = str(HERE)
# The caller's own settings do not apply here.
for name in [name for name in os.environ if name.startswith(("ANSIBLE_", "AWS_"))]:
    del os.environ[name]
# Let Python write byte code, whatever the caller has set: without it, every module process is slower.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# For the sessions of antsibull-nox, which install their own packages. Ours name their lock file.
os.environ["UV_CONSTRAINT"] = f"{LOCKS}/tools.txt"

antsibull_nox.load_antsibull_nox_toml()


def tag(sessions: tuple[str, ...], name: str) -> None:
    """Tag sessions of antsibull-nox like ours."""
    for session in sessions:
        nox.registry.get()[session].tags.append(name)


tag(("antsibull-nox-config", "codeqa", "formatters", "yamllint"), "quick")
tag(("ansible-lint", "docs-check", "extra-checks", "license-check"), "full")


def python(session: nox.Session, *arguments: str) -> None:
    """Run this environment's Python."""
    session.run(sys.executable, *arguments, external=True)


# On this environment


def take_browser(session: nox.Session) -> None:
    """Set the browser of a session, and install it if needed; if that fails, end the session like go_without."""
    try:
        session.env[chromium.CHOSEN] = str(chromium.found_or_installed())
    except chromium.NoBrowserError as error:
        if os.environ.get(MAY_SKIP_BROWSER):
            session.skip(f"NOT TESTED: {error}")
        session.error(f"{error}. Or set {MAY_SKIP_BROWSER}=1 to skip the session")


@nox.session(python=False, tags=["quick"])
def typing(session: nox.Session) -> None:
    """Check types: of the collection under its own name, and of the tools as programs."""
    python(session, "tests/tools/collection_tree.py")
    linked = "build/link/ansible_collections/identity/aws"
    python(session, "-m", "mypy", f"{linked}/plugins", f"{linked}/tests/unit", f"{linked}/tests/policies")
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
    """Run the unit tests with plain pytest, compare the recorded AWS API, and evaluate the documented IAM policies."""
    tests = ("tests/unit", "tests/api", "tests/policies")
    python(session, "-m", "pytest", *tests, "--numprocesses=auto", *session.posargs)


@nox.session(python=False, tags=["weekly"])
def coverage(session: nox.Session) -> None:
    """Run the unit tests, and list the lines of the collection that they do not execute."""
    measured = ("--numprocesses=auto", "--cov", "--cov-report=term")
    python(session, "-m", "pytest", "tests/unit", *measured, *session.posargs)


@nox.session(python=False, tags=["weekly"])
def fuzz(session: nox.Session) -> None:
    """Try more values, different in each run, to find a traceback or a call that AWS rejects."""
    deep = ("--hypothesis-profile=deep", "--numprocesses=auto")
    python(session, "-m", "pytest", "tests/unit/plugins/fuzz", *deep, *session.posargs)


@nox.session(python=False, tags=["weekly"])
def mutation(session: nox.Session) -> None:
    """Change the pure files, one small thing at a time, and check that a unit test fails."""
    python(session, "tests/tools/mutation.py", *(session.posargs or ("--sample=400", "--goal=94")))


@nox.session(python=False, tags=["quick"])
def changelog(session: nox.Session) -> None:
    """Check the changelog fragments and settings, which ansible-test's sanity tests do not read."""
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
    """Run every action with every fault of its calls, and print the matrix."""
    python(session, "-m", "pytest", "tests/faults", *session.posargs)


@nox.session(python=False, tags=["weekly"])
def benchmark(session: nox.Session) -> None:
    """Check that the benchmark works. It measures nothing here: that needs an idle machine (make benchmark)."""
    python(session, "-m", "pytest", "tests/benchmark", *session.posargs)
    python(session, "tests/benchmark/run.py", "--quick", "--output", "build/benchmark/quick.json")


@nox.session(python=False, tags=["full"])
def browser(session: nox.Session) -> None:
    """Test the HTML report of an audit in a real browser."""
    take_browser(session)
    python(session, "-m", "pytest", "tests/browser", *session.posargs)


@nox.session(python=False)
def screenshot(session: nox.Session) -> None:
    """Create the documentation's pictures of the HTML report."""
    take_browser(session)
    python(session, "tests/browser/screenshot.py", *session.posargs)


@nox.session(python=False, tags=["full"])
def tarball(session: nox.Session) -> None:
    """Build the tarball, check its content, and install it as a user would."""
    python(session, "tests/tools/tarball.py")


@nox.session(python=False)
def system(session: nox.Session) -> None:
    """Run real playbooks with ansible-playbook against the emulated AWS."""
    # One more than cores: a playbook also waits, and with one for each core, a twelfth of the time is idle.
    processes = f"--numprocesses={1 + (os.cpu_count() or 1)}"
    python(session, "-m", "pytest", "tests/system", processes, *session.posargs)


# With a separate environment


@nox.session(name="build-import-check", tags=["full"])
def build_import_check(session: nox.Session) -> None:
    """Check the tarball with Galaxy's importer and ansible-lint, like the server. A warning is a failure."""
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
    (site / "rst").mkdir(mode=0o755, parents=True)  # antsibull-docs requires that only the owner can write
    as_it_stands = ("--use-current", "--fail-on-error", "--squash-hierarchy", "--no-add-antsibull-docs-version")
    session.run("antsibull-docs", "collection", *as_it_stands, f"--dest-dir={site / 'rst'}", "identity.aws")
    shutil.copy(HERE / "tests" / "docs" / "index.rst", site / "rst")
    shutil.copytree(HERE / "docs" / "images", site / "rst" / "images")
    strictly = ("--fail-on-warning", "--keep-going", "--quiet")
    session.run("sphinx-build", *strictly, "--conf-dir=tests/docs", str(site / "rst"), str(site / "html"))
    if os.environ.get("CI") and not os.environ.get(MAY_SKIP_BROWSER):
        take_browser(session)
    python(session, "-m", "pytest", "tests/docs", *session.posargs)
    session.log(f"The start page of the site is {site / 'html' / 'index.html'}")


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
    """Test with the newest versions, including pre-releases of ansible-core, and report changes of the AWS API."""
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
    # All steps run, even after a failure: this is a report.
    results = {name: run_step(session, *step) for name, step in steps.items()}
    session.run("uv", "pip", "list", "--quiet", "--format=freeze", external=True)
    for name, passed in results.items():
        session.log(f"newest: {name}: {'passed' if passed else 'FAILED'}")
    if not all(results.values()):
        session.error("A newer version fails; see above")


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
    """Test with the lowest supported versions of all packages, and of Python on controller and target."""
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
