# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Passwords of a roster, and credentials of every kind, looked for in all that an audit prints and leaves behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from accounts import Account
from canary import finds, watched
from secret_tasks import GIVEN, SECRET_KEY, SESSION_TOKEN

if TYPE_CHECKING:
    from client import Emulator
    from playing import Player

OTHER = "222222222222"
OF_THE_PROFILE = "Kanarien" + "vogel/of+the+profile/1234567890123456"
ROSTER = [{"user_name": "ana", "password": "{{ given }}"}]
ROLE = "console_access_audit"


def audit(**variables: Any) -> dict[str, Any]:
    """Return a task that audits with these variables of the role, whose names are given without its own."""
    return {
        "ansible.builtin.include_role": {"name": f"identity.aws.{ROLE}"},
        "vars": {f"{ROLE}_{name}": value for name, value in variables.items()},
    }


def test_an_audit_shows_no_secret(emulator: Emulator, player: Player) -> None:
    """Fails when an audit repeats a password of a roster, a secret key, or what it was given for a role."""
    usual = Account(emulator)
    usual.add("ana", "ben", password="Some-Passw0rd-1")
    role = usual.iam.create_role(RoleName="audit", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    folder = player.folder
    profile = f"[profile other]\naws_access_key_id = {OTHER}\naws_secret_access_key = {OF_THE_PROFILE}\n"
    folder.joinpath("aws-config").write_text(profile, encoding="utf-8")
    accounts = [
        {"name": "own", "roster": ROSTER},
        {"name": "by profile", "profile": "other"},
        {"name": "by role", "role_arn": role},
        {"name": "nowhere", "profile": "nobody-has-it", "roster": ROSTER},
    ]
    folder.joinpath("variables.yml").write_text(json.dumps({"given": GIVEN}), encoding="utf-8")
    tasks = [
        # The variables of the host after the role, registered results and facts among them, but not the user's own.
        {
            "block": [audit(accounts=accounts, roster=ROSTER, directory=str(folder / "report"))],
            "always": [{"ansible.builtin.debug": {"var": name}} for name in (f"{ROLE}_read", f"{ROLE}_session")],
        },
    ]
    code, output = player.run_playbook(
        player.playbook(tasks),
        *("-vvvv", "--diff", "--extra-vars=@variables.yml"),
        AWS_CONFIG_FILE=str(folder / "aws-config"),
        AWS_SECRET_ACCESS_KEY=SECRET_KEY,
        AWS_SESSION_TOKEN=SESSION_TOKEN,
        ANSIBLE_CACHE_PLUGIN="ansible.builtin.jsonfile",
        ANSIBLE_CACHE_PLUGIN_CONNECTION=str(folder / "facts"),
        **watched(folder),
    )
    assert code == 2, output
    report = json.loads(folder.joinpath("report", "console-access.json").read_text(encoding="utf-8"))
    assert [each["was_read"] for each in report["accounts"]] == [True, True, False, False]
    # It was read: the emulated session of a role stays in the account of the caller, which the report has as "own".
    assert report["accounts"][2]["msg"].startswith(f"Its credentials are those of account {usual.number}")
    for witness in ("syslog", "ansible.log"):
        assert folder.joinpath(witness).stat().st_size > 0
    issued = emulator.issued()
    assert len(issued) == 2
    secrets = {GIVEN, SECRET_KEY, SESSION_TOKEN, OF_THE_PROFILE, *issued}
    assert finds(secrets, folder, output, but={"variables.yml", "aws-config"}) == []
