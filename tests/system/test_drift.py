# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook of the guide that makes a pipeline fail on drift, as printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from snapshots import PASSWORD, changes, populate, snapshot
from snippets import playbooks

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

USERS: dict[str, dict[str, Any]] = {"alice": {}, "bob": {}, "dora": {"state": "absent"}}


def test_a_pipeline_fails_on_drift_and_changes_nothing(account: Account, runner: PlaybookRunner) -> None:
    """Fails when drift ends with 0, no drift with another code, the output does not show it, or a run writes."""
    populate(account, ("alice", "bob", "break-glass-1"))
    account.add("dora")
    users = [{"user_name": name, **options} for name, options in USERS.items()]
    drift = playbooks("guide_many_users.rst", "drift")
    for name, text in {"roster.yml": yaml.safe_dump({"console_users": users}), "passwords.yml": "{}", **drift}.items():
        (runner.folder / name).write_text(text)
    before = snapshot(account)
    code, output = runner.run_playbook(runner.folder / "drift.yml")
    assert code == 0, output
    account.iam.create_login_profile(UserName="dora", Password=PASSWORD)
    drifted = snapshot(account)
    code, output = runner.run_playbook(runner.folder / "drift.yml")
    assert code == 2, output
    assert "+++ after: IAM user 'dora' loses the login profile: state is absent." in output
    assert "Login profiles: 0 gained, 1 lost, 0 changed, 2 unchanged." in output
    assert "The account differs from the roster: dora." in output
    assert changes(drifted, snapshot(account)) == {}
    assert changes(before, drifted).keys() == {"dora/password"}
