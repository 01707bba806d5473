# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide's playbooks that adopt an existing account, as printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from accounts import READS
from snippets import playbooks

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

PASSWORD = "A-Passw0rd-1"
DURATION: dict[str, Any] = {"MaxSigninSessionDuration": 43200}


def test_an_account_is_adopted_without_a_change(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a playbook of the guide fails, a user is missing in the file, or applying it has changes."""
    account.add("alice", "1e3", password=PASSWORD, path="/staff/")
    account.add("b+o=b,c.d@e-f", password=PASSWORD, reset=True, path="/staff/it/")
    account.add("robot", path="/staff/")
    account.add("outside", password=PASSWORD)
    account.iam.update_login_profile(UserName="alice", **DURATION)
    contents = playbooks("guide_many_users.rst", r"adopt\w*")
    for name, text in contents.items():
        runner.folder.joinpath(name).write_text(text, encoding="utf-8")
    adopt, adopted = (runner.folder / name for name in contents)
    account.emulator.clear_calls()
    for path, arguments in ((adopt, ()), (adopted, ("--check", "--diff")), (adopted, ("--diff",))):
        code, output = runner.run_playbook(path, *arguments)
        assert code == 0, output
        assert ("changed=0" in output) is (path == adopted), output
        assert "WARNING" not in output
    roster = yaml.safe_load(runner.folder.joinpath("adopted_users.yml").read_text(encoding="utf-8"))
    alice = {"user_name": "alice", "max_signin_session_duration": 43200}
    assert roster == {"console_users": [{"user_name": "1e3"}, alice, {"user_name": "b+o=b,c.d@e-f"}]}
    assert set(account.calls()) <= READS
