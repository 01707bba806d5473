# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Leaks that were found in the field, each through ansible-playbook as it was found."""

from __future__ import annotations

import json
import urllib.parse
from typing import TYPE_CHECKING, Any

import pysequoia
import pytest
from accounts import Account
from canary import finds, journalled, watched
from playing import Player, roster, task

if TYPE_CHECKING:
    from client import Emulator

# A part of each password is looked for, since what Ansible masks may be another part. Never written down as a whole, so
# that source lines in tracebacks are no find.
PART = "Kanari" + "en-1!"
HARD = [
    f"A@{PART}",
    f"A\\{PART}",
    f"A\t{PART}",
    f"A\"b'{PART}",
    f"A\xa0{PART}",
    f"A\xad{PART}",
    f"https://Ab.{PART}",
    f"A:b@c:{PART}",
]
NAMES = [f"user-{i}" for i in range(len(HARD))]
PRIVATE = "-----BEGIN PGP PRIVATE KEY-----\n{{ passwords[0] }}"
READER = pysequoia.Tsk.generate("reader@example.com")
ENCRYPTED: dict[str, Any] = {"generate_password": True, "pgp_key": str(READER.extract_certificate())}


@pytest.mark.parametrize("options", [[], ["-vvvv", "--diff"]], ids=["as usual", "verbose"])
def test_no_character_of_a_password_makes_it_seen(emulator: Emulator, player: Player, options: list[str]) -> None:
    """Fails when a part of a password is in the journal, syslog, the output or a file.

    Given as a template, unsafe, and by module_defaults, in tasks that go well and that Ansible or AWS rejects.
    """
    usual = Account(emulator)
    usual.add(*NAMES)
    variables = player.folder / "variables.yml"
    passwords = {"passwords": [{"__ansible_unsafe": text} for text in HARD]}
    variables.write_text(json.dumps(passwords), encoding="utf-8")
    given = [
        {"user_name": name, "password": f"{{{{ passwords[{position}] }}}}", "update_password": "always"}
        for position, name in enumerate(NAMES)
    ]
    defaults = {"module_defaults": {"identity.aws.iam_login_profile": {"password": "{{ passwords[0] }}"}}}
    tasks = [
        roster(given, debug_botocore_endpoint_logs=True),
        roster([*given, {"user_name": "nobody", "password": "{{ passwords[0] }}"}]),
        roster([{**given[0], "passwrod": "{{ passwords[0] }}"}]),
        roster([given]),  # type: ignore[list-item]
        roster([{"user_name": "user-0", "update_password": "{{ passwords[1] }}"}]),
        {**task(user_name="user-0", update_password="always"), **defaults},
        task(user_name="user-0", password="x", password_version="{{ passwords[2] }};"),
        task(user_name="user-0", endpoint_url="http://user:{{ passwords[0] }}@127.0.0.1:9"),
        task(user_name="user-0", update_password="always", generate_password=True, pgp_key=PRIVATE),
    ]
    journalled(player.folder)
    run = player.play(tasks, *options, f"--extra-vars=@{variables}", **watched(player.folder))
    assert [result.get("failed", False) for result in run.results] == [False, *[True] * 4, False, *[True] * 3]
    assert usual.passwords() == {**dict(zip(NAMES, HARD, strict=True)), "user-0": HARD[0]}
    assert player.folder.joinpath("journal").stat().st_size > 0
    assert finds([PART], player.folder, run.output, but={"variables.yml"}) == []


@pytest.mark.parametrize("secret_key", ["a", "-", "test"])
def test_an_emulator_s_secret_key_does_not_damage_a_message(
    emulator: Emulator, player: Player, secret_key: str
) -> None:
    """Fails when what is returned, or kept, cannot be decrypted by its reader."""
    usual = Account(emulator)
    usual.add("alice", "bob")
    tasks = [
        task(user_name="alice", **ENCRYPTED),
        roster([{"user_name": "bob", **ENCRYPTED}], delivery_path="passwords.jsonl"),
    ]
    run = player.play(tasks, AWS_SECRET_ACCESS_KEY=secret_key)
    one, many = run.results
    kept = json.loads(player.folder.joinpath("passwords.jsonl").read_text(encoding="utf-8"))
    delivered = [one, many["users"][0], kept]
    decrypted = [pysequoia.decrypt(each["encrypted_password"].encode(), READER.decryptor()).bytes for each in delivered]
    landed = usual.passwords()
    assert decrypted == [landed[name].encode() for name in ("alice", "bob", "bob")]


def test_an_error_that_repeats_the_request_is_not_repeated(emulator: Emulator, player: Player) -> None:
    """Fails when the body of a request, which an error repeats as it was sent, is printed with its password."""
    Account(emulator).add("alice")
    password = f"Ü ber&{PART}/"
    body = urllib.parse.urlencode({"Action": "CreateLoginProfile", "Password": password})
    fault = {"action": "CreateLoginProfile", "kind": "error", "status": 400, "code": "ValidationError", "nth": None}
    emulator.faults([{**fault, "message": f"Not accepted: {body}"}])
    variables = player.folder / "variables.yml"
    variables.write_text(json.dumps({"password": password}), encoding="utf-8")
    given = {"user_name": "alice", "password": "{{ password }}"}
    run = player.play([task(**given), roster([given])], f"--extra-vars=@{variables}", **watched(player.folder))
    assert [result["failed"] for result in run.results] == [True, True]
    assert "repeats a secret of the request" in run.results[0]["msg"]
    assert finds([PART], player.folder, run.output, but={"variables.yml"}) == []
