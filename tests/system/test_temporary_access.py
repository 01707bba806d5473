# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks of the guide on temporary access, and an audit with their roster, whose dates YAML converts."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import yaml
from audit_runs import audit
from playbook_runner import info
from snippets import playbooks

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

FUTURE = "2027-03-31"


def test_access_ends_by_the_dates_of_a_roster(account: Account, runner: PlaybookRunner) -> None:
    """Fails when an unquoted date is another date or an error, for a module or an audit, or check mode differs."""
    account.add("alice", "bob", "carol", password="Passw0rd-1")
    contents = playbooks("guide_many_users.rst", r"temporary\w*")
    assert set(contents) == {"temporary_roster.yml", "temporary_access.yml"}
    soon = (datetime.now(timezone.utc) + timedelta(days=8)).date().isoformat()
    for name, text in contents.items():
        (runner.folder / name).write_text(text.replace(FUTURE, soon))
    roster: list[dict[str, Any]] = yaml.safe_load(contents["temporary_roster.yml"].replace(FUTURE, soon))[
        "console_users"
    ]
    assert [isinstance(entry.get("valid_until"), str) for entry in roster] == [False] * 3

    run = audit(runner, roster=roster, fail_on="never")
    ends = {(each["id"], each["user_name"]) for each in run.report["findings"] if each["id"].startswith("access_")}
    assert ends == {("access_ended", "carol"), ("access_ends_soon", "bob")}, run.output

    rows = runner.play([info(profiles=roster)]).only()["users"]
    assert {row["user_name"]: row["valid_until_status"] for row in rows} == {
        "alice": None, "bob": "ends_soon", "carol": "ended",
    }  # fmt: skip
    assert rows[2]["valid_until"] == "2026-06-30T16:00:00+00:00"
    why = "loses the login profile: valid_until was 2026-06-30T18:00:00+02:00, which has passed."
    for arguments, left in ((["--check", "--diff"], {"alice", "bob", "carol"}), (["--diff"], {"alice", "bob"})):
        code, output = runner.run_playbook(runner.folder / "temporary_access.yml", *arguments)
        assert code == 0, output
        assert f"IAM user 'carol' {why}" in output
        words = " ".join(output.split())
        assert f"[WARNING]: Access ends soon (valid_until): bob ({soon}, 9 days left)." in words
        assert "for users who lose the login profile: carol (2026-06-30T18:00:00+02:00)." in words
        assert set(account.passwords()) == left
    assert "changed=0" in runner.run_playbook(runner.folder / "temporary_access.yml")[1]
