# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets of every kind, searched for in all output, files and messages of a run of every plugin."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from accounts import denied
from canary import Search, in_each_encoding, journalled, watched
from channels import BESIDE_THE_SCREEN, CHANNELS, NOT_SEARCHED, ON_THE_SCREEN, all_channels, installed_callbacks
from generated_secrets import Secrets, word
from playbook_runner import roster
from secret_tasks import (
    ENCRYPTED,
    GENERATED,
    MANY,
    MEMBERS,
    PLAY,
    PRIVATE_LINES,
    REPEATED,
    USERS,
    audits,
    tasks_of_modules,
)
from signals import below, wait_until

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

GIVEN_TO_A_RUN = {"variables.yml", "aws-config"}


def repeating(user_name: str) -> dict[str, Any]:
    """Return a fault: AWS repeats the password of this user."""
    message = "Value {Password} at password is not accepted."
    return denied("CreateLoginProfile", user_name, status=400, code="ValidationError", message=message)


def test_no_secret_is_shown_anywhere(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a channel has a part of a secret, in any encoding. It names the secret, the channel and the encoding.

    The plays have every module, action and role, and the playbook. test_sealed_module.py shows a leak in a smaller
    case.
    """
    emulator, folder, secrets = account.emulator, runner.folder, Secrets()
    account.add(*USERS, *MANY, *REPEATED)
    account.add("ana", password="Some-Passw0rd-1")
    emulator.organization([{"id": number} for number in MEMBERS])
    for number in MEMBERS:
        emulator.root_password(number)
    account.add("judy")
    both = "Value {OldPassword} at oldPassword, {NewPassword} at newPassword"
    emulator.faults(
        [
            *(*map(repeating, REPEATED), denied("TagUser", "heidi")),
            denied("DeleteLoginProfile", account=MEMBERS[1]),
            denied("CreateSecret", "judy", status=400, code="ValidationException", message="Value {Password}"),
            denied("ChangePassword", "ana", status=400, code="ValidationError", message=both),
        ]
    )
    key_of_ana = account.add_key("ana")["AWS_ACCESS_KEY_ID"]
    plays = [
        {**PLAY, "ignore_errors": True, "tasks": tasks_of_modules(secrets, key_of_ana)},
        *audits(secrets, str(folder), account.add_role("audit")),
    ]
    of_profile, of_environment = word("key of the profile"), word("key of the environment")
    profile = f"[profile other]\naws_access_key_id = 222222222222\naws_secret_access_key = {of_profile}\n"
    folder.joinpath("aws-config").write_text(profile, encoding="utf-8")
    access = {"AWS_CONFIG_FILE": str(folder / "aws-config"), "AWS_SECRET_ACCESS_KEY": of_environment}
    options = ("-vvvv", "--diff", *secrets.options(folder))
    code, output = runner.run_playbook(runner.write(plays, "audits.yml"), *options, **all_channels(runner), **access)
    # The files of a job are removed some seconds after it ended.
    wait_until(lambda: not any(folder.joinpath("remote").iterdir()))
    stored = account.passwords()
    assert code == 2, output
    # The last result, so every earlier play ran.
    assert '"console_access_audit_read": null' in folder.joinpath("tree", "localhost").read_text(encoding="utf-8")
    assert set(stored) == {*USERS, *MANY, "ana"}
    assert {stored[name] for name in MANY} < set(secrets.contents.values())
    for expected in (
        "RuntimeError",
        "pgp_key is a private key",
        "age_recipients[0] is a private key",
        "iam:DeleteLoginProfile",
        "iam:ChangePassword",
        "Failed to create the secret 'console/judy'",
        "The roster failed in 1 of 1 accounts",
    ):
        assert expected in output
    loaded = set(re.findall(r"Loading callback plugin (\S+) ", output))
    for name in {*ON_THE_SCREEN, *BESIDE_THE_SCREEN} - {"community.general.dense"}:  # it does not report its loading
        assert {name, name.removeprefix("ansible.builtin.")} & loaded, name
    # This one counts the plays of an imported playbook wrongly.
    failing = set(re.findall(r"Callback dispatch \S+ failed for plugin '(\S+)'", output))
    assert {name.split(".")[-1] for name in failing} <= {"counter_enabled"}
    assert [name for name, place in CHANNELS.items() if not has_content(folder, place, output)] == []
    assert account.calls(key_of_ana).count("ChangePassword") == 1
    issued = emulator.issued()
    assert len(issued) == 2
    sessions = {call["access_key"] for call in emulator.calls() if call["task_policy"]}
    assert sessions
    others = {
        **{name: stored[name] for name in GENERATED},
        **{f"issued {number}": text for number, text in enumerate((*issued, *sessions))},
        **{f"private key {number}": line for number, line in enumerate(PRIVATE_LINES)},
        "of the profile": of_profile,
        "of the environment": of_environment,
    }
    assert Search({**secrets.contents, **others}).places(folder, output, but=GIVEN_TO_A_RUN) == {}


def has_content(folder: Path, place: str, output: str) -> bool:
    """Return whether a channel was used."""
    path = folder / place
    files = [path] if path.is_file() else path.rglob("*")
    return bool(output) if place == "(output)" else any(each.is_file() and each.stat().st_size > 0 for each in files)


def test_every_callback_is_searched_or_has_a_reason() -> None:
    """Fails when a new release has an untested callback."""
    assert installed_callbacks() == {*ON_THE_SCREEN, *BESIDE_THE_SCREEN, *NOT_SEARCHED}


@pytest.mark.parametrize("encoding", in_each_encoding("any"))
def test_the_search_finds_a_part_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    """Fails when the search misses six characters of a secret in a file, in this encoding. In base64, eight."""
    secret = 'Rare-é"<\xa0\\&/ \x27'
    length = 8 if "base64" in encoding else 6
    for start in range(len(secret) - length + 1):
        part = secret[start : start + length]
        tmp_path.joinpath("file").write_bytes(b"Before\n" + b"abc" + in_each_encoding(part)[encoding] + b"def")
        (found,) = Search({"it": secret}).places(tmp_path, "").values()
        assert {each.split(" (")[0] for each in found} == {"it"}
    assert Search({"it": secret}).places(tmp_path, "", but={"file"}) == {}


@pytest.mark.parametrize(
    ("secret", "length"),
    [
        ("49207716385512039847", 14),
        ("4b6e02c9f1d85a37e04c", 12),
        ("zQ8-hT_kW3xP0bLmV5rY", 8),
        ("zQ8 hT*kW3xP0bLmV5rY", 6),
    ],
)
def test_what_others_have_by_chance_is_no_part_of_a_secret(secret: str, length: int) -> None:
    """Fails when the search includes parts that timestamps, UUIDs or messages have by chance, or omits shorter ones."""
    search = Search({"it": secret})
    assert search.finds(f" {secret[: length - 1]} ".encode()) == set()
    assert search.finds(f" {secret[:length]} ".encode()) != set()


@pytest.mark.parametrize("pipelining", [True, False], ids=["pipelining", "no pipelining"])
def test_a_running_module_hides_its_secrets(account: Account, runner: PlaybookRunner, pipelining: bool) -> None:
    """Fails when a process shows a secret, others can read a file with one, or more remains than the guide documents.

    With pipelining there is no such file, so SIGTERM leaves none.
    """
    account.add("alice", "bob")
    account.emulator.faults([{"action": "CreateLoginProfile", "kind": "delay", "seconds": 8.0, "nth": None}])
    folder, secrets = runner.folder, Secrets()
    folder.chmod(0o755)  # the folder of the test must not be what protects the files
    environment = {**watched(folder), "ANSIBLE_PIPELINING": str(pipelining)}
    journalled(folder)
    profiles = [{"user_name": "alice", "password": secrets.password("password")}, {"user_name": "bob", **ENCRYPTED}]
    playbook = runner.playbook([roster(profiles, access_key="testing", secret_key=secrets.plain("secret_key"))])
    search = Search(secrets.contents)
    with runner.start(playbook, "-vvvv", "--diff", *secrets.options(folder), **environment) as process:
        try:
            wait_until(lambda: account.calls().count("CreateLoginProfile") == 2)
            pids = [process.pid, *below(process.pid)]
            shown = [text for pid in pids for text in processes_show(pid)]
            files = list(search.places(folder, "", but=GIVEN_TO_A_RUN))
            is_hidden = [is_for_its_owner_alone(folder / file, folder) for file in files]
            process.terminate()
            output, _nothing = process.communicate(timeout=60)
        finally:
            process.kill()
    wait_until(lambda: not any(processes_show(pid) for pid in pids))
    assert any(b"ANSIBLE_PIPELINING" in text for text in shown)
    assert [search.finds(text) for text in shown if search.finds(text)] == []
    assert [Path(file).name for file in files] == ([] if pipelining else ["AnsiballZ_iam_login_profile_roster.py"])
    assert all(is_hidden)
    stored = Search({**secrets.contents, "generated": account.passwords()["bob"]})
    assert list(stored.places(folder, output.decode(), but=GIVEN_TO_A_RUN)) == files
    assert folder.joinpath("journal").stat().st_size > 0


def processes_show(pid: int) -> list[bytes]:
    """Return command line and environment of a process, nothing if it has ended."""
    try:
        shown = [Path(f"/proc/{pid}/{name}").read_bytes() for name in ("cmdline", "environ")]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return shown if any(shown) else []


def is_for_its_owner_alone(path: Path, top: Path) -> bool:
    """Return whether only the owner can read a file, by its mode or that of a folder on the way."""
    return any(not stat.S_IMODE(each.stat().st_mode) & 0o077 for each in (path, *path.parents) if top in each.parents)
