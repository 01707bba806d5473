# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets of every sort, looked for in all that a run of any plugin prints, writes, sends and leaves behind."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from accounts import Account
from canary import Search, in_each_encoding, journalled, watched
from channels import BESIDE_THE_SCREEN, CHANNELS, NOT_SEARCHED, ON_THE_SCREEN, all_channels, callbacks_that_exist
from generated_secrets import Secrets, word
from playbook_runner import Dumper, task
from secret_tasks import ENCRYPTED, MANY, REPEATED, SHOWN_BY_SELECTIVE, USERS, audits, tasks_of_modules
from signals import below, wait_until

if TYPE_CHECKING:
    from client import Emulator
    from playbook_runner import PlaybookRunner

GIVEN_TO_A_RUN = {"variables.yml", "aws-config"}
SLOW = {"action": "CreateLoginProfile", "kind": "delay", "seconds": 3.0, "nth": None}


def repeating(user_name: str) -> dict[str, object]:
    """Return a fault: AWS repeats the password of this user."""
    fault = {"action": "CreateLoginProfile", "user_name": user_name, "kind": "error", "status": 400, "nth": None}
    return {**fault, "code": "ValidationError", "message": "Value {Password} at password is not accepted."}


def test_no_secret_is_shown_anywhere(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a part of a secret, in any encoding, is in a channel. It names the secret, the channel, the encoding.

    The plays have every module, action and role, and the playbook. The unit tests of the modules shrink what is found
    here: test_nothing_leaves.py.
    """
    account = Account(emulator)
    account.add(*USERS, *MANY, *REPEATED)
    account.add("ana", password="Some-Passw0rd-1")
    role = account.iam.create_role(RoleName="audit", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    emulator.faults([repeating(name) for name in REPEATED])
    folder = runner.folder
    secrets = Secrets()
    of_profile, of_environment = word("key of the profile"), word("key of the environment")
    profile = f"[profile other]\naws_access_key_id = 222222222222\naws_secret_access_key = {of_profile}\n"
    folder.joinpath("aws-config").write_text(profile, encoding="utf-8")
    (play,) = yaml.safe_load(runner.playbook(tasks_of_modules(secrets)).read_text(encoding="utf-8"))
    playbook = folder / "audits.yml"
    plays = [{**play, "ignore_errors": True, "tags": SHOWN_BY_SELECTIVE}, *audits(secrets, str(folder), role)]
    playbook.write_text(yaml.dump(plays, Dumper=Dumper, sort_keys=False), encoding="utf-8")
    with all_channels(runner) as environment:
        access = {"AWS_CONFIG_FILE": str(folder / "aws-config"), "AWS_SECRET_ACCESS_KEY": of_environment}
        options = ("-vvvv", "--diff", *secrets.options(folder))
        code, output = runner.run_playbook(playbook, *options, **environment, **access)
    # What a job was sent is removed some seconds after it ended.
    wait_until(lambda: not any(folder.joinpath("remote").iterdir()))
    landed = account.passwords()
    assert code == 2, output
    # The last result, so every play before it was played.
    assert "The report is in" in folder.joinpath("tree", "localhost").read_text(encoding="utf-8")
    assert set(landed) == {*USERS, *MANY, "ana"}
    assert {landed[name] for name in MANY} < set(secrets.texts.values())
    assert "Something unforeseen" in output or "RuntimeError" in output
    loaded = re.findall(r"Loading callback plugin (\S+) ", output)
    for name in {*ON_THE_SCREEN, *BESIDE_THE_SCREEN} - {"community.general.dense"}:  # it does not report its loading
        assert {name, name.removeprefix("ansible.builtin.")} & set(loaded), name
    # This one counts the plays of an imported playbook wrongly.
    failing = set(re.findall(r"Callback dispatch \S+ failed for plugin '(\S+)'", output))
    assert {name.split(".")[-1] for name in failing} <= {"counter_enabled"}
    assert [name for name, place in CHANNELS.items() if not has_content(folder, place, output)] == []
    generated = {name: landed[name] for name in ("bob", "carol", "erin", "frank")}
    issued = {f"issued {number}": text for number, text in enumerate(sorted(emulator.issued()))}
    assert len(issued) == 2
    known = {"of the profile": of_profile, "of the environment": of_environment}
    search = Search({**secrets.texts, **generated, **issued, **known})
    assert search.places(folder, output, but=GIVEN_TO_A_RUN) == {}


def has_content(folder: Path, place: str, output: str) -> bool:
    """Return whether a channel was in use."""
    path = folder / place
    files = [path] if path.is_file() else path.rglob("*")
    return bool(output) if place == "(output)" else any(each.is_file() and each.stat().st_size > 0 for each in files)


def test_every_callback_is_searched_or_has_a_reason() -> None:
    """Fails when a new release has a callback that nobody has tried."""
    assert callbacks_that_exist() == {*ON_THE_SCREEN, *BESIDE_THE_SCREEN, *NOT_SEARCHED}


@pytest.mark.parametrize("encoding", in_each_encoding("any"))
def test_the_search_finds_a_part_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    """Fails when the search is blind: six characters of a secret are in a file, in this encoding. In base64, eight."""
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
    """Fails when a part is looked for that timestamps, UUIDs or messages have by chance, or needs more characters."""
    search = Search({"it": secret})
    assert search.finds(f" {secret[: length - 1]} ".encode()) == set()
    assert search.finds(f" {secret[:length]} ".encode()) != set()


def processes(pids: list[int]) -> Iterator[tuple[bytes, bytes]]:
    """Return command line and environment of those that are still there."""
    for pid in pids:
        try:
            yield Path(f"/proc/{pid}/cmdline").read_bytes(), Path(f"/proc/{pid}/environ").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue


def is_for_its_owner_alone(path: Path, top: Path) -> bool:
    """Return whether nobody else can read a file, since it says so, or a folder on the way to it does."""
    return any(not stat.S_IMODE(each.stat().st_mode) & 0o077 for each in (path, *path.parents) if top in each.parents)


@pytest.mark.parametrize("pipelining", [True, False], ids=["pipelining", "no pipelining"])
def test_a_running_module_hides_its_secrets(emulator: Emulator, runner: PlaybookRunner, pipelining: bool) -> None:
    """Fails when a process shows a secret, others can read a file that has one, or more is left than the guide says.

    With pipelining there is no such file, and so none that SIGTERM leaves.
    """
    account = Account(emulator)
    account.add("alice", "bob")
    emulator.clear_calls()
    emulator.faults([SLOW])
    folder = runner.folder
    folder.chmod(0o755)  # what is kept from others is not kept so by the folder of the test
    environment = {**watched(folder), "ANSIBLE_PIPELINING": str(pipelining)}
    journalled(folder)
    secrets = Secrets()
    access = {"access_key": "testing", "secret_key": secrets.plain("secret_key")}
    tasks = [
        task(user_name="alice", password=secrets.password("password"), **access),
        task(user_name="bob", **ENCRYPTED, **access),
    ]
    playbook, options = runner.playbook(tasks), secrets.options(folder)
    search = Search(secrets.texts)

    def is_setting(user_name: str) -> bool:
        """Return whether the call that sets a password is under way."""
        return any(
            call["action"] == "CreateLoginProfile" and call["user_name"] == user_name for call in emulator.calls()
        )

    seen: list[tuple[bytes, bytes]] = []
    written: list[str] = []
    with runner.start(playbook, "-vvvv", "--diff", *options, **environment) as process:
        try:
            for name in ("alice", "bob"):
                wait_until(partial(is_setting, name))
                pids = below(process.pid)
                seen += processes([process.pid, *pids])
                written += (files := list(search.places(folder, "", but=GIVEN_TO_A_RUN)))
                assert [file for file in files if not is_for_its_owner_alone(folder / file, folder)] == []
            process.terminate()
            output, _nothing = process.communicate(timeout=30)
        finally:
            process.kill()
    wait_until(lambda: not any(command for command, _environment in processes(pids)))
    assert len(seen) >= 4
    assert any(b"ANSIBLE_PIPELINING" in environment for _command, environment in seen)
    assert [search.finds(text) for each in seen for text in each if search.finds(text)] == []
    # Each module's file is removed when the next one runs, and the last one stays when Ansible is ended.
    assert [Path(file).name for file in written] == ([] if pipelining else ["AnsiballZ_iam_login_profile.py"] * 2)
    generated = {name: text for name, text in account.passwords().items() if name == "bob"}
    assert (
        list(Search({**secrets.texts, **generated}).places(folder, output.decode(), but=GIVEN_TO_A_RUN)) == written[1:]
    )
    assert folder.joinpath("journal").stat().st_size > 0
