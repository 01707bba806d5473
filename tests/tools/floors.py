# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lowest supported versions, read from the files that state them for users.

As a program it fails if the running environment has other versions than these: `floors.py` on the controller,
`floors.py --target python3.10` for the interpreter that the modules run on.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import metadata

import collection_tree

# The first `ansible` release on PyPI with the amazon.aws of galaxy.yml.
ANSIBLE = "12.0.0a5"

# The unit tests of code that uses Ansible or botocore. plugin_utils imports neither, as test_rules.py verifies.
UNITS = ("tests/unit/plugins/module_utils", "tests/unit/plugins/action", "tests/unit/plugins/inventory")
# The tests of root users, which need a newer botocore for AssumeRoot.
ROOT_USERS = ("tests/unit/plugins/module_utils/_aws/test_root_sessions.py",)
ROOT_USERS_PLAYS = ("tests/system/test_root_users.py::test_no_member_account_has_a_root_password",)
# The examples have an option that needs an even newer botocore.
SESSION_PLAYS = ("tests/system/test_examples.py::test_the_examples_for_one_user_do_what_they_say",)
# Create (with passwords for the keys of readers), roster and delete, info, audit, inventory: whole plays.
PLAYS = (
    "tests/system/test_generated_passwords.py::test_the_reader_and_nobody_else_can_read_it",
    "tests/system/test_generated_passwords.py::test_each_recipient_of_age_can_read_it",
    "tests/system/test_purge.py::test_who_is_not_listed_loses_the_login_profile",
    "tests/system/test_info.py::test_who_has_a_password",
    "tests/system/test_audit.py::test_the_playbook_gives_a_page_files_and_an_exit_code",
    "tests/system/test_organization_accounts.py::test_accounts_are_hosts",
)


def stated(file: str, pattern: str) -> str:
    """Return the version that a file of the checkout states."""
    found = re.search(pattern, (collection_tree.CHECKOUT / file).read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit(f"{file} does not contain its lowest version as {pattern}.")
    return found[1]


def ansible_core() -> str:
    """The lowest ansible-core."""
    return stated("meta/runtime.yml", r'requires_ansible: ">=([\d.]+)"')


def amazon_aws() -> str:
    """The lowest amazon.aws."""
    return stated("galaxy.yml", r'amazon\.aws: ">=([\d.]+)"')


def libraries() -> dict[str, str]:
    """The lowest Python packages of the host that the modules run on."""
    names = ("boto3", "botocore", "pyrage", "pysequoia")
    return {name: stated("requirements.txt", rf"(?m)^{name}>=([\d.]+)(?: ;.*)?$") for name in names}


def assume_root() -> str:
    """The lowest botocore for root users of member accounts."""
    return stated("plugins/module_utils/_aws/root_sessions.py", r"AssumeRoot, which botocore has since ([\d.]+\d)\.")


def sign_in_sessions() -> str:
    """The lowest botocore for sign-in sessions and their duration."""
    return stated("plugins/module_utils/_aws/client.py", r'(?m)^_SESSIONS_SINCE = "([\d.]+)"$')


def target_python() -> str:
    """The lowest Python of the host that the modules run on."""
    return stated("tests/config.yml", r'python_requires: ">=([\d.]+)"')


def pins(**versions: str) -> list[str]:
    """Versions as pip's requirements."""
    return [f"{name}=={version}" for name, version in versions.items()]


def here() -> dict[str, str]:
    """Return the versions in this environment of the required packages."""
    manifest = json.loads((collection_tree.amazon_aws() / "MANIFEST.json").read_text(encoding="utf-8"))
    versions = {name: metadata.version(name) for name in ("ansible-core", *libraries())}
    return {**versions, "amazon.aws": manifest["collection_info"]["version"]}


def on(python: str) -> dict[str, str]:
    """Return the versions in another interpreter's environment."""
    names = list(libraries())
    program = (
        "import json, sys; from importlib.metadata import version; "
        f"print(json.dumps({{'Python': '%d.%d' % sys.version_info[:2], **{{n: version(n) for n in {names}}}}}))"
    )
    done = subprocess.run([python, "-c", program], stdout=subprocess.PIPE, text=True, check=True)
    versions: dict[str, str] = json.loads(done.stdout)
    return versions


def main() -> int:
    """Compare the installed versions with the stated ones."""
    if sys.argv[1:2] == ["--target"]:
        found, lowest = on(sys.argv[2]), {"Python": target_python(), **libraries()}
    else:
        found, lowest = here(), {"ansible-core": ansible_core(), "amazon.aws": amazon_aws(), **libraries()}
    print("This environment has", ", ".join(f"{name} {version}" for name, version in found.items()))
    wrong = [
        f"{name} is {found[name]}, but the lowest supported version is {low}."
        for name, low in lowest.items()
        if found[name] != low
    ]
    print("\n".join(wrong or ["These are the lowest supported versions."]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
