# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The README agrees with the files that it describes. tests/system/test_readme.py runs its examples."""

from __future__ import annotations

import json
import pathlib
import re

import pytest

COLLECTION = pathlib.Path(__file__).parents[3]
REPOSITORY = "https://github.com/identity-collections/identity.aws"
RAW = "https://raw.githubusercontent.com/identity-collections/identity.aws"
SITE = "https://identity-collections.github.io/identity.aws"
MOST_WORDS = 1600
ACTION = re.compile(r"\b(?:iam|sts|organizations|signin):[A-Z]\w+")
# The jobs of the README's table, and the sections of the guide with policies for them, or statements of a section.
OPTIONS = "Statements for options"
ROOTS = "Root users of member accounts"
POLICIES = {
    "Set, rotate and remove passwords": "Set, rotate and remove passwords",
    "Use `purge`, in addition": f"{OPTIONS}: ListUsers",
    "Use `revoke_sessions`, in addition": f"{OPTIONS}: RevokeSignInSessions",
    "Only check mode": "Only check mode",
    "Only remove passwords": "Only remove passwords",
    "List users": "List users",
    "Audit": "Audit an account",
    "Root users of member accounts": f"{ROOTS}: ReadAndDeleteRootPasswords",
    "Root users of all member accounts": ROOTS,
}


def read(path: str) -> str:
    """Return a file of the collection."""
    return (COLLECTION / path).read_text(encoding="utf-8")


def rows(section: str) -> dict[str, str]:
    """Return first -> second cell of the rows below the heading of the table in a section of the README."""
    text = read("README.md").partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:1] == "|"]
    return dict(cells[2:])


def allowed(name: str) -> set[str]:
    """Return the actions that a section of the permissions guide allows, or one of its statements: ``section: Sid``."""
    section, _colon, sid = name.partition(": ")
    text = read("docs/docsite/rst/guide_permissions.rst").partition(f"\n{section}\n-")[2]
    text = re.split(r"\n\n[^\n]+\n-{3,}\n", text)[0] + "\n"
    actions: set[str] = set()
    for block in re.findall(r"\.\. code-block:: json\n\n((?:  .*\n|\n)+)", text):
        for statement in json.loads(block)["Statement"]:
            listed = statement["Action"] if statement["Effect"] == "Allow" and sid in {"", statement["Sid"]} else []
            actions |= {listed} if isinstance(listed, str) else set(listed)
    return actions


def test_it_is_short_and_its_links_lead_to_files() -> None:
    """Fails when the README is long, or a link leads to a file that does not exist, or is relative (not for Galaxy)."""
    assert len(read("README.md").split()) <= MOST_WORDS
    links = re.findall(r"\]\(([^)\s]+)\)", read("README.md"))
    own = [found[1] for link in links if (found := re.match(rf"(?:{REPOSITORY}/blob|{RAW})/main/(.+)", link))]
    guides = [found[1] for link in links if (found := re.fullmatch(rf"{SITE}/docsite/(\w+)\.html", link))]
    own += [f"docs/docsite/rst/{guide}.rst" for guide in guides]
    assert len(guides) > 10
    assert [link for link in links if link.startswith(f"{REPOSITORY}/blob") and "/docsite/rst" in link] == []
    assert [path for path in own if not (COLLECTION / path).is_file()] == []
    assert [link for link in links if not link.startswith(("https://", "#"))] == []


def test_every_make_command_exists() -> None:
    """Fails when the README names a command that the Makefile lacks."""
    named = set(re.findall(r"(?:\$ |`)make (\w+)", read("README.md")))
    assert {"demo", "test"} <= named
    assert named <= set(re.findall(r"^(\w+):", read("Makefile"), re.MULTILINE))


@pytest.mark.parametrize(
    ("software", "file", "pattern"),
    [
        ("ansible-core", "meta/runtime.yml", r'requires_ansible: ">=(\d+\.\d+)\.0"'),
        ("amazon.aws", "galaxy.yml", r'amazon\.aws: ">=([\d.]+)"'),
        ("Python on the target", "tests/config.yml", r'python_requires: ">=([\d.]+)"'),
        ("boto3 and botocore on the target", "requirements.txt", r"\nboto3>=([\d.]+)\n"),
        ("pysequoia on the target", "requirements.txt", r"\npysequoia>=([\d.]+)\n"),
        ("pyrage on the target", "requirements.txt", r"\npyrage>=([\d.]+) ;"),
    ],
)
def test_the_lowest_versions_are_the_declared_ones(software: str, file: str, pattern: str) -> None:
    """Fails when the requirements table has another lowest version than the file that declares it."""
    (version,) = re.findall(pattern, read(file))
    assert rows("Requirements")[software].startswith(f"{version} or later")


def test_the_tested_versions_and_those_of_errors_are_named() -> None:
    """Fails when the requirements lack a tested ansible-core, or the botocore that an error requires."""
    tested = re.findall(r'Core\("([\d.]+)"', read("tests/tools/supported_cores.py"))
    assert tested
    assert set(tested) <= set(re.findall(r"2\.\d+", rows("Requirements")["ansible-core"]))
    for file, since, use in (
        ("root_sessions.py", r"which botocore has since ([\d.]+\d)\.", "root users"),
        ("client.py", r'_SESSIONS_SINCE = "([\d.]+)"', "`max_signin_session_duration`"),
    ):
        (version,) = re.findall(since, read(f"plugins/module_utils/_aws/{file}"))
        assert f"{version} for {use}" in rows("Requirements")["boto3 and botocore on the target"]


def test_the_permissions_of_each_job_are_those_of_the_guide() -> None:
    """Fails when a job has other actions than the policies of the guide for it, or has no policy there."""
    table = {job: set(ACTION.findall(actions)) for job, actions in rows("Permissions").items()}
    assert table == {job: allowed(section) for job, section in POLICIES.items()}
