# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Generated passwords in ansible-playbook: set, delivered, and decrypted by their reader."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyrage
import pysequoia
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from playbook_runner import roster, task

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

KEY = pysequoia.Tsk.generate("reader@example.com")
GENERATE: dict[str, Any] = {"generate_password": True, "pgp_key": str(KEY.extract_certificate())}


def decrypted(result: dict[str, Any]) -> str:
    """Return the decrypted password of a result."""
    plain = pysequoia.decrypt(result["encrypted_password"].encode(), KEY.decryptor()).bytes
    assert plain is not None
    return plain.decode()


def test_the_reader_and_nobody_else_can_read_it(account: Account, runner: PlaybookRunner) -> None:
    """Fails when the reader decrypts another password than the one that is set, in a result or in the file."""
    account.add("alice", "bob", "carol")
    account.iam.update_account_password_policy(MinimumPasswordLength=32, RequireSymbols=True)
    tasks = [
        task(user_name="alice", **GENERATE, exclude_lookalikes=True, check=True),
        task(user_name="alice", **GENERATE, exclude_lookalikes=True),
        task(user_name="alice", **GENERATE, update_password="always"),
        {**task(user_name="bob", generate_password=True, reveal_password=True), "no_log": True},
    ]
    # Such keys are common for emulators. Ansible masks a given one everywhere, also in a message.
    for key in ("a", "-", "test"):
        one = roster([{"user_name": "carol", **GENERATE}], delivery_path=f"{key}.jsonl", update_password="always")
        tasks.append({**one, "environment": {"AWS_SECRET_ACCESS_KEY": key}})
    run = runner.play(tasks, "-vvvv", "--diff")
    predicted, created, updated, revealed, *rosters = run.results
    landed = account.passwords()
    assert predicted["changed"]
    assert "encrypted_password" not in predicted
    assert decrypted(updated) == landed["alice"] != decrypted(created)
    assert revealed["password"] == landed["bob"]
    assert not any(password in run.output for password in landed.values())
    assert all(len(password) == 32 for password in (*landed.values(), decrypted(created)))
    assert not set("0Oo1Il|") & set(decrypted(created))
    lines = [json.loads((runner.folder / f"{key}.jsonl").read_text(encoding="utf-8")) for key in ("a", "-", "test")]
    assert [decrypted(line) for line in lines] == [decrypted(result["users"][0]) for result in rosters]
    assert decrypted(lines[-1]) == landed["carol"]


def of_ssh(key: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey) -> tuple[str, Any]:
    """Return the public key as a line with a comment, and the identity that decrypts."""
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    return f"{public} reader@example.com", pyrage.ssh.Identity.from_buffer(private)


def test_each_recipient_of_age_can_read_it(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a reader decrypts another password than the one that is set, in a result or in the file."""
    account.add("alice", "bob")
    identity = pyrage.x25519.Identity.generate()
    age1, (line, of_ed25519), (rsa_line, of_rsa) = (
        str(identity.to_public()),
        of_ssh(ed25519.Ed25519PrivateKey.generate()),
        of_ssh(rsa.generate_private_key(65537, 2048)),
    )
    runner.folder.joinpath("readers.pub").write_text(f"{line}\n{rsa_line}\n", encoding="utf-8")
    from_file = f"{{{{ lookup('ansible.builtin.file', 'readers.pub').splitlines() + ['{age1}'] }}}}"
    generate: dict[str, Any] = {"generate_password": True, "age_recipients": from_file}
    tasks = [
        task(user_name="alice", **generate, check=True),
        task(user_name="alice", **generate),
        roster([{"user_name": "bob"}], **generate, delivery_path="passwords.jsonl"),
    ]
    predicted, created, listed = runner.play(tasks, "-vvvv", "--diff").results
    landed = account.passwords()
    (stored,) = [json.loads(line) for line in (runner.folder / "passwords.jsonl").read_text("utf-8").splitlines()]
    assert predicted["changed"]
    assert "encrypted_password" not in predicted
    for result, name in ((created, "alice"), (listed["users"][0], "bob"), (stored, "bob")):
        *of_keys, last = result["recipients"]
        assert (last, [each.partition(":")[0] for each in of_keys]) == (age1, ["SHA256", "SHA256"])
        for reader in (identity, of_ed25519, of_rsa):
            assert pyrage.decrypt(result["encrypted_password"].encode(), [reader]).decode() == landed[name]


def test_filter_and_tests_in_a_playbook(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a plugin is not found by its full name, or rejects the result of amazon.aws's module."""
    account.iam.update_account_password_policy(MinimumPasswordLength=14, RequireSymbols=True)
    policy = account.iam.get_account_password_policy()["PasswordPolicy"]
    facts = {
        "broken": "{{ 'Abcdefgh1' | identity.aws.password_policy_violations(policy) }}",
        "strong": "{{ 'Correct-Horse-Battery' is identity.aws.compliant_password(policy) }}",
        "names": "{{ ['alice', 'al ice', 'b@c'] | select('identity.aws.iam_user_name') }}",
    }
    run = runner.play([{"ansible.builtin.set_fact": facts, "vars": {"policy": dict(policy)}}])
    set_facts = run.only()["ansible_facts"]
    assert (len(set_facts["broken"]), set_facts["strong"], set_facts["names"]) == (2, True, ["alice", "b@c"])
