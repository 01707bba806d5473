# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The number of AWS calls of a task, compared with amazon.aws.iam_user for the same work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playbook_runner import task

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

PASSWORD = "Alices-Passw0rd"
ALWAYS = {"password": PASSWORD, "update_password": "always"}
# The work -> whether there is a password before, our options, and theirs.
WORK: dict[str, tuple[bool, dict[str, Any], dict[str, Any]]] = {
    "create": (False, {"password": PASSWORD}, ALWAYS),
    "nothing": (True, {"password": PASSWORD}, {"password": PASSWORD, "update_password": "on_create"}),
    "update": (True, ALWAYS, ALWAYS),
    "delete": (True, {"state": "absent"}, {"remove_password": True}),
}


def test_never_more_calls_than_iam_user(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a task makes more calls than iam_user. The exact number is tested with the module."""
    tasks = []
    for work, (has_one, ours, theirs) in WORK.items():
        account.add(f"ours-{work}", f"theirs-{work}", password=PASSWORD if has_one else None)
        tasks.append(task(user_name=f"ours-{work}", **ours))
        tasks.append({"amazon.aws.iam_user": {"name": f"theirs-{work}", "state": "present", **theirs}})
    account.emulator.clear_calls()
    run = runner.play(tasks)
    assert run.code == 0, run.output
    assert not [result for result in run.results if result["failed"]]
    calls = [call["user_name"] for call in account.emulator.calls() if call["status"] is not None]
    counts = {work: (calls.count(f"ours-{work}"), calls.count(f"theirs-{work}")) for work in WORK}
    assert all(0 < ours <= theirs for ours, theirs in counts.values()), counts
