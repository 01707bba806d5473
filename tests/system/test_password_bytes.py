# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every password that the API accepts reaches it byte for byte, through YAML, Ansible, JSON and the query protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playbook_runner import Unsafe, roster, task

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

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


def test_a_password_arrives_byte_for_byte(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a character is altered, lost or doubled, on creation or update, or the password is shown."""
    account.emulator.settings(any_password=True)
    account.add(*PASSWORDS)
    alone, updated = ("quotes", "newlines", "one", "controls"), {"quotes", "latin", "xml"}
    for name in updated:
        account.iam.create_login_profile(UserName=name, Password="Another-Passw0rd")
    profiles = [{"user_name": name, "password": Unsafe(text)} for name, text in PASSWORDS.items() if name not in alone]
    options = {"update_password": "always", "wait": False}
    tasks = [task(user_name=name, password=Unsafe(PASSWORDS[name]), **options) for name in alone]
    run = runner.play([roster(profiles, **options), *tasks])
    assert run.code == 0, run.output
    assert account.passwords() == PASSWORDS
    rows = [*run.results[0]["users"], *run.results[1:]]
    done = {row["user_name"]: row["actions"][0]["action"] for row in rows}
    assert {name for name, action in done.items() if action == "iam:UpdateLoginProfile"} == updated
    assert [name for name, text in PASSWORDS.items() if len(text) > 1 and text in run.output] == []
