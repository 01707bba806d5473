# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every password that the API accepts reaches it byte for byte, through YAML, Ansible, JSON and the query protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playbook_runner import PlaybookRunner, Unsafe, task

if TYPE_CHECKING:
    from client import Emulator
    from mypy_boto3_iam import IAMClient

PASSWORDS = {
    "quotes": "Aa1 'single' \"double\" `back`",
    "braces": "Aa1 {{ lookup('env', 'HOME') }} {% if x %} {# no #}",
    "blanks": "  Aa1 leading and trailing  ",
    "tab": "\tAa1!Aa1!\t",
    "newlines": "Aa1!\nAa1!\r\nAa1!\n",
    "latin": "Aa1!éÿ\u00a0\u00ff\u00e9",
    "controls": "Aa1!\u007f\u0085\u009f",
    "form": "Aa1&Password=x;y%20+%2B=?#",
    "xml": "Aa1 <Password>&amp;]]></Password>",
    "shell": "Aa1 $HOME `id` $(id) \\n \\",
    "yaml": "!Aa1: {a: [1, 2]} # yes",
    "one": "a",
    "longest": "Aa1!" * 32,
}


def moto_passwords(emulator: Emulator) -> dict[str, str]:
    """Ask moto itself, past the layer's memory."""
    with urllib.request.urlopen(f"{emulator.endpoint_url}/moto-api/data.json") as reply:  # noqa: S310 - always http
        return {user["name"]: user["password"] for user in json.load(reply)["iam"]["User"]}


@pytest.mark.on_both_backends
def test_a_password_arrives_byte_for_byte(emulator: Emulator, runner: PlaybookRunner, iam: IAMClient) -> None:
    """Fails when any character is changed, lost or doubled on the way, on creation or on update, or is shown."""
    emulator.settings(any_password=True)
    for name in PASSWORDS:
        iam.create_user(UserName=name)
    updated = {"quotes", "latin", "newlines"}
    for name in updated:
        iam.create_login_profile(UserName=name, Password="Another-Passw0rd")
    run = runner.play(
        [
            task(user_name=name, password=Unsafe(password), update_password="always", wait=False)
            for name, password in PASSWORDS.items()
        ]
    )
    assert run.code == 0, run.output
    assert emulator.passwords() == PASSWORDS
    done = {result["user_name"]: result["actions"][0]["action"] for result in run.results if len(result) > 3}
    assert {name for name, action in done.items() if action == "iam:UpdateLoginProfile"} == updated
    shown = [name for name, password in PASSWORDS.items() if len(password) > 1 and password in run.output]
    assert shown == []
