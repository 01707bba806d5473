# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks and tasks of the guides First steps, Passwords and rotation, and Many users run as they are printed."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

import pyrage
import pysequoia
import pytest
from snippets import ROOT, playbooks, tasks_of

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

FIRST_STEPS, PASSWORDS, MANY = "guide_first_steps.rst", "guide_passwords.rst", "guide_many_users.rst"
EARLIER = "Earlier-Passw0rd-1"
GIVEN = {"alice": "Alice-Passw0rd-2", "bob": "Bob-Passw0rd-2", "carol": "Carol-Passw0rd-2"}


class Guide:
    """A guide, whose playbooks and tasks run in the folder of a runner."""

    def __init__(self, runner: PlaybookRunner, name: str) -> None:
        self.runner, self.name = runner, name
        for file_name, text in playbooks(name).items():
            self.write(file_name, text)

    def write(self, file_name: str, text: str) -> None:
        path = self.runner.folder / file_name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def read(self, file_name: str) -> bytes:
        return self.runner.folder.joinpath(file_name).read_bytes()

    def run(self, file_name: str, *arguments: str) -> str:
        """Run a playbook of the folder, which must succeed, and return its output with single blanks."""
        code, output = self.runner.run_playbook(self.runner.folder / file_name, *arguments)
        assert code == 0, output
        return " ".join(output.split())

    def run_tasks(self, variables: dict[str, Any], *arguments: str) -> str:
        """Run all tasks that are in no playbook, in the order of the guide."""
        play = f"- hosts: localhost\n  gather_facts: false\n  vars: {json.dumps(variables)}\n  tasks:\n"
        self.write("tasks.yml", play + textwrap.indent(tasks_of(self.name), "    "))
        return self.run("tasks.yml", *arguments)

    def shown(self, beginning: str) -> str:
        """Return the output in the guide that begins so, with single blanks."""
        text = (ROOT / "docs/docsite/rst" / self.name).read_text(encoding="utf-8")
        (found,) = re.findall(rf"\.\. code-block:: text\n\n((?:  {re.escape(beginning)}.*\n)(?:  .*\n)*)", text)
        return undated(" ".join(found.split()))


def undated(output: str) -> str:
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:]{8}\+00:00", "DATE", output)


def test_first_steps(account: Account, runner: PlaybookRunner) -> None:
    """Fails when an example fails, prints other output than the guide, or sets or deletes another password."""
    account.add("alice", "carol")
    account.add("bob", password=EARLIER)
    guide = Guide(runner, FIRST_STEPS)
    guide.write("passwords.yml", json.dumps({"console_passwords": {"alice": EARLIER}}))
    before = account.passwords()
    assert "IAM user 'alice' gains a login profile" in guide.run("console_access.yml", "--check", "--diff")
    assert account.passwords() == before
    assert guide.shown('"msg": {') in undated(guide.run("console_access.yml"))
    assert "changed=0" in guide.run("console_access.yml")
    assert account.passwords() == {"alice": EARLIER, "bob": EARLIER}
    assert account.iam.get_login_profile(UserName="alice")["LoginProfile"]["PasswordResetRequired"]
    given = {name: GIVEN[name] for name in ("alice", "carol")}
    guide.run_tasks({"console_passwords": given}, "--tags", "all,require_reset")
    assert account.passwords() == given


@pytest.fixture
def keys(runner: PlaybookRunner) -> dict[str, pysequoia.Tsk]:
    """User name or help desk -> private key, whose public key is in the files that the guides read."""
    made = {name: pysequoia.Tsk.generate(f"{name}@example.com") for name in ("erin", "frank", "helpdesk")}
    runner.folder.joinpath("keys").mkdir()
    for name, key in made.items():
        for path in (f"keys/{name}.asc", f"{name}-public-key.asc"):
            runner.folder.joinpath(path).write_text(str(key.extract_certificate()), encoding="utf-8")
    return made


def decrypted(message: bytes, key: pysequoia.Tsk) -> str:
    plain = pysequoia.decrypt(message, key.decryptor()).bytes
    assert plain is not None
    return plain.decode()


def test_passwords_and_rotation(account: Account, runner: PlaybookRunner, keys: dict[str, pysequoia.Tsk]) -> None:
    """Fails when an example fails, a message or a secret has another password than AWS, or a second run has changes."""
    account.add("erin", "frank", "henry")
    account.add("gina", password=EARLIER)
    guide = Guide(runner, PASSWORDS)
    guide.run("generate.yml", "--check")
    assert account.passwords() == {"gina": EARLIER}
    guide.run("generate.yml")
    first = decrypted(guide.read("erin-message.asc"), keys["erin"])
    assert account.passwords()["erin"] == first
    assert "changed=0" in guide.run("generate.yml")

    output = guide.run_tasks({"handover_secret": "of the vault", "console_passwords": GIVEN})
    passwords = account.passwords()
    ((secret,),) = [each["versions"].values() for each in account.emulator.secrets()]
    assert json.loads(secret["value"]) == {
        "username": "henry",
        "password": passwords["henry"],
        "console_url": f"https://{account.number}.signin.aws.amazon.com/console",
        "contact": "helpdesk@example.com",
    }
    assert guide.read("frank-password.vault").startswith(b"$ANSIBLE_VAULT")
    assert (passwords["erin"], passwords["gina"]) == (first, EARLIER)
    tags = account.iam.list_user_tags(UserName="gina")["Tags"]
    assert [tag["Value"] for tag in tags] == ["2026-11"]
    assert not any(password in output for password in (*passwords.values(), *GIVEN.values()))

    guide.run("rotate.yml")
    rotated = account.passwords()
    for name in ("erin", "frank"):
        assert rotated[name] != passwords[name]
        assert rotated[name] == decrypted(guide.read(f"{name}-message.asc"), keys[name])
    assert "changed=0" in guide.run("rotate.yml")


def test_age_recipients_in_place_of_a_pgp_key(account: Account, runner: PlaybookRunner) -> None:
    """Fails when the line for keys of age is missing in the guide, or one of its readers cannot decrypt the message."""
    account.add("erin")
    guide = Guide(runner, PASSWORDS)
    readers = [pyrage.x25519.Identity.generate() for _reader in range(2)]
    guide.write("gina-and-helpdesk.pub", "".join(f"{reader.to_public()}\n" for reader in readers))
    text = (ROOT / "docs/docsite/rst" / PASSWORDS).read_text(encoding="utf-8")
    (line,) = re.findall(r"^  (age_recipients: .*)", text, re.MULTILINE)
    playbook = re.sub(r"pgp_key: .*", lambda _found: line, playbooks(PASSWORDS)["generate.yml"])
    guide.write("generate.yml", playbook)
    guide.run("generate.yml")
    message = guide.read("erin-message.asc")
    assert [pyrage.decrypt(message, [reader]).decode() for reader in readers] == [account.passwords()["erin"]] * 2


def test_many_users(account: Account, runner: PlaybookRunner, keys: dict[str, pysequoia.Tsk]) -> None:
    """Fails when an example fails, prints other output than the guide, or leaves other passwords than it describes."""
    account.add("alice", "carol", "erin", "frank", path="/staff/")
    account.add("bob", "dora", "eve", "break-glass-1", password=EARLIER, path="/staff/")
    account.add("robot", password=EARLIER)
    guide = Guide(runner, MANY)
    before = account.passwords()
    output = guide.run("console_access.yml", "--check", "--diff")
    assert "IAM user 'dora' loses the login profile: state is absent." in output
    assert "Login profiles: 2 gained, 1 lost, 0 changed, 1 unchanged." in output
    assert account.passwords() == before
    assert guide.shown('"roster.summary": {') in guide.run("console_access.yml")
    assert "changed=0" in guide.run("console_access.yml")
    kept = dict.fromkeys(("bob", "eve", "break-glass-1", "robot"), EARLIER)
    given = {"alice": "Alice-Passw0rd-1", "carol": "Carol-Passw0rd-1"}
    assert account.passwords() == {**kept, **given}

    guide.run("generate.yml")
    assert "changed=0" in guide.run("generate.yml")
    for name in ("erin", "frank"):
        assert decrypted(guide.read(f"{name}.asc"), keys[name]) == account.passwords()[name]
        runner.folder.joinpath(f"{name}.asc").unlink()

    roster = [{"user_name": name} for name in ("alice", "bob", "carol", "erin", "frank")]
    output = guide.run_tasks({"console_passwords": GIVEN, "console_users": roster}, "--diff")
    assert guide.shown("+++ after: IAM user 'eve'") in output
    assert account.passwords().keys() == {"alice", "bob", "carol", "erin", "frank", "break-glass-1", "robot"}
    assert decrypted(guide.read("erin.asc"), keys["erin"]) == account.passwords()["erin"]
    assert '"msg": [ "alice", "bob", "break-glass-1", "carol", "erin", "frank" ]' in output
