# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module's EXAMPLES, as they stand in its documentation, run from the first to the last."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import pysequoia
import pytest

from ansible_collections.identity.aws.plugins.modules import iam_login_profile

if TYPE_CHECKING:
    from client import Emulator
    from mypy_boto3_iam import IAMClient
    from playing import Player

PASSWORDS = {
    "alice_password": "Alice-Passw0rd",
    "alice_next_password": "Alice-Passw0rd-2",
    "carol_password": "Carol-Passw0rd",
    "dave_password": "Dave-Passw0rd",
}


@pytest.mark.on_both_backends
def test_the_examples_run_and_do_what_they_say(emulator: Emulator, player: Player, iam: IAMClient) -> None:
    """Fails when an example fails, or the account is not as the examples' names say."""
    for name in ("alice", "bob", "carol", "erin", "frank"):
        iam.create_user(UserName=name)
    key = pysequoia.Tsk.generate("erin@example.com")
    variables = {**PASSWORDS, "erin_public_key": str(key.extract_certificate()), "mail_folder": str(player.folder)}
    tasks = textwrap.indent(iam_login_profile.EXAMPLES.strip().removeprefix("---\n"), "    ")
    playbook = player.folder / "examples.yml"
    playbook.write_text(
        f"- hosts: localhost\n  gather_facts: false\n  vars: {json.dumps(variables)}\n  tasks:\n{tasks}\n"
    )
    code, output = player.run_playbook(playbook)
    assert code == 0, output
    landed = emulator.passwords()
    erin, frank = landed.pop("erin"), landed.pop("frank")
    assert landed == {
        "alice": PASSWORDS["alice_next_password"],
        "bob": 'Tr0ub4dor {{ 3 }} "quoted"',
        "dave": PASSWORDS["dave_password"],
    }
    assert iam.get_login_profile(UserName="bob")["LoginProfile"].get("PasswordResetRequired") is True
    assert not any(password in output for password in (*PASSWORDS.values(), erin, frank))
    message = (player.folder / "erin.asc").read_bytes()
    assert pysequoia.decrypt(message, key.decryptor()).bytes == erin.encode()
