# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build the collection's tarball from this checkout, check its content, install it as a user would, and use it.

Only the installation is used, not the checkout: each of its modules, plugins and roles (tests/ee), the demo, and the
result of ansible-builder. The checkout is built as it is, with its environments and caches, as a maintainer does.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import textwrap
from pathlib import Path

import collection_tree
import yaml

BUILD = collection_tree.CHECKOUT / "build" / "tarball"
INSTALLED = BUILD / "installed"
SMOKE = collection_tree.CHECKOUT / "tests" / "ee"
GUIDE = "docs/docsite/rst/guide_first_steps.rst"
PAGE = BUILD / "demo" / "console-access.html"

# The allowed top-level names. Add a new folder of the checkout here, or ignore it in galaxy.yml.
FOR_USERS = {
    "CHANGELOG.rst", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "FILES.json", "LICENSE", "MAINTAINERS", "MANIFEST.json",
    "README.md", "changelogs", "docs", "meta", "playbooks", "plugins", "requirements.txt", "roles", "SECURITY.md",
}  # fmt: skip
NEEDED = {
    "CHANGELOG.rst", "LICENSE", "README.md", "meta/runtime.yml", "meta/execution-environment.yml", "requirements.txt",
    *(
        f"plugins/plugin_utils/_audit/formats/page/{name}"
        for name in ("page.css", "page.html.j2", "page.js", "users.html.j2")
    ),
}  # fmt: skip


def environment(**more: str) -> dict[str, str]:
    """The environment of a command: the installed collections, without the caller's Ansible and AWS settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "AWS_"))}
    return {**kept, "ANSIBLE_HOME": str(BUILD / "home"), "ANSIBLE_COLLECTIONS_PATH": str(INSTALLED), **more}


def ansible(command: str, *arguments: str, **more: str) -> str:
    """Run one of Ansible's commands away from the checkout, and return its output."""
    script = Path(sys.executable).with_name(command)
    done = subprocess.run(
        [sys.executable, str(script), *arguments],
        env=environment(**more),
        cwd=BUILD,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout)
        raise SystemExit(f"{command} failed with exit code {done.returncode}.")
    return done.stdout


def build() -> Path:
    """Build the tarball in a folder of its own."""
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    ansible("ansible-galaxy", "collection", "build", "--output-path", str(BUILD), str(collection_tree.CHECKOUT))
    (tarball,) = BUILD.glob("identity-aws-*.tar.gz")
    return tarball


def problems_of(names: set[str]) -> list[str]:
    """Return the unexpected and the missing files of the tarball."""
    modules = {f"plugins/modules/{path.name}" for path in (collection_tree.CHECKOUT / "plugins/modules").glob("*.py")}
    missing = (NEEDED | modules) - names
    surplus = {name.split("/")[0] for name in names} - FOR_USERS
    surplus |= {name for name in names if name.startswith("changelogs/") and name != "changelogs/changelog.yaml"}
    surplus |= {name for name in names if "__pycache__" in name}
    return [f"It lacks {name}." for name in sorted(missing)] + [
        f"It should not have {name}." for name in sorted(surplus)
    ]


def install(tarball: Path) -> None:
    """Install the tarball into an empty folder. amazon.aws is found in the `ansible` package."""
    ansible("ansible-galaxy", "collection", "install", str(tarball), "--offline", "--collections-path", str(INSTALLED))


def contents() -> dict[str, list[str]]:
    """Return the installation's content by kind, each with readable documentation, and from the installation."""
    found = {}
    for kind in ("module", "filter", "test", "inventory", "role"):
        names = list(json.loads(ansible("ansible-doc", "--json", "--list", "--type", kind, "identity.aws")))
        read = json.loads(ansible("ansible-doc", "--json", "--type", kind, *names))
        places = [one.get("path") or one["doc"]["filename"] for one in read.values()]
        elsewhere = [place for place in places if not Path(place).is_relative_to(INSTALLED)]
        if set(read) != set(names) or elsewhere or not names:
            raise SystemExit(f"Of {kind}: documented {sorted(read)}, listed {sorted(names)}, elsewhere {elsewhere}.")
        found[kind] = sorted(names)
    return found


def smoke(found: dict[str, list[str]]) -> str:
    """Use each plugin and role once, without AWS, and return Ansible's summary. The playbooks are parsed."""
    tasks = "".join(path.read_text(encoding="utf-8") for path in SMOKE.rglob("*.yml"))
    omitted = [name for names in found.values() for name in names if name not in tasks]
    if omitted:
        raise SystemExit(f"{SMOKE} omits {', '.join(omitted)}.")
    quiet = {"ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false"}
    ansible("ansible-playbook", "--syntax-check", "identity.aws.audit", "identity.aws.offboard", **quiet)
    return ansible("ansible-playbook", str(SMOKE / "all.yml"), **quiet).strip().splitlines()[-1]


def definition() -> str:
    """Return the definition that the guide shows."""
    text = (collection_tree.CHECKOUT / GUIDE).read_text(encoding="utf-8")
    found = re.search(r"``execution-environment\.yml``:\n\n\.\. code-block:: yaml\n\n((?:  .*\n|\n)+)", text)
    if found is None:
        raise SystemExit(f"{GUIDE} does not contain execution-environment.yml.")
    return textwrap.dedent(found[1])


def python_packages() -> set[str]:
    """Return the packages in requirements.txt."""
    lines = (collection_tree.CHECKOUT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def execution_environment() -> list[str]:
    """Return the problems of ansible-builder's result for the guide's definition, as far as no engine is needed.

    In an image, ansible-builder first installs the collection, and then reads its requirements from it. The first part
    is read in the build context, the second by reading from the installed collection in the same way.
    """
    file, context = BUILD / "execution-environment.yml", BUILD / "context"
    file.write_text(definition(), encoding="utf-8")
    create = ("create", "--output-filename", "Containerfile", "--file", str(file), "--context", str(context))
    ansible("ansible-builder", *create)
    galaxy = yaml.safe_load((context / "_build" / "requirements.yml").read_text(encoding="utf-8"))
    containerfile = (context / "Containerfile").read_text(encoding="utf-8")
    needs = yaml.safe_load(ansible("ansible-builder", "introspect", str(INSTALLED)))
    # A comment in each line has the collection that requires it.
    asked = {str(line).split("#", maxsplit=1)[0].strip() for line in needs.get("python", [])}
    print(f"Build context: {sorted(str(path.relative_to(context)) for path in context.rglob('*') if path.is_file())}")
    print(f"From Galaxy: {galaxy['collections']}; Python: {sorted(asked)}; system: {needs.get('system', [])}")
    wrong = []
    if [each["name"] for each in galaxy["collections"]] != ["identity.aws"]:
        wrong.append("The build context installs something else than the collection.")
    if "ansible-galaxy collection install" not in containerfile or "introspect" not in containerfile:
        wrong.append("The Containerfile does not install the collection, or does not ask it for what it needs.")
    if asked != python_packages():
        wrong.append(f"ansible-builder finds {sorted(asked)}, and requirements.txt has {sorted(python_packages())}.")
    if needs.get("system"):
        wrong.append(f"System packages are asked for: {needs['system']}.")
    return wrong


def demo() -> int:
    """Run the demo with the installation and live output, and return its exit code."""
    env = environment(DEMO_COLLECTIONS=str(INSTALLED), DEMO_REPORT=str(PAGE.parent))
    program = collection_tree.CHECKOUT / "tests" / "demo" / "run.py"
    return subprocess.run([sys.executable, str(program)], env=env, cwd=BUILD, check=False).returncode


def main() -> int:
    """Print the results, and fail if there is a problem."""
    tarball = build()
    with tarfile.open(tarball) as archive:
        names = set(archive.getnames())
    wrong = problems_of(names)
    print("\n".join([f"{tarball.name} contains {len(names)} files and folders.", *wrong]))
    if wrong:
        return 1
    install(tarball)
    found = contents()
    for kind, of_kind in found.items():
        print(f"Installed and documented, type {kind}:", ", ".join(of_kind))
    print("All of them run without AWS:", smoke(found))
    wrong = execution_environment()
    print("\n".join(wrong or ["ansible-builder can build an execution environment."]))
    if wrong:
        return 1
    print("The demo with the installed collection:", flush=True)
    code = demo()
    size = PAGE.stat().st_size if PAGE.exists() else 0
    print(f"The demo ended with exit code {code}. Its HTML report {PAGE.name} has {size} bytes.")
    return code or (0 if size else 1)


if __name__ == "__main__":
    sys.exit(main())
