# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Empty variables in a playbook: no task is about the operator, whose credentials it uses, or about more users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playbook_runner import info, roster, task

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

PASSWORD = "Operator-Passw0rd-1"
# The leaver's record has no name, as after a lookup without a result.
VARIABLES: dict[str, Any] = {"leaver": {"name": None}, "nothing": "", "found": []}
EMPTY = [
    task(user_name="{{ leaver.name }}", state="absent"),
    task(user_name="{{ leaver.name | default(none) }}", root_account_id="{{ nothing }}", state="absent"),
    roster([{"user_name": "{{ leaver.name }}", "state": "absent"}]),
    roster([{"user_name": "staff", "state": "absent"}], purge=True, path_prefix="{{ leaver.name }}"),
    roster([{"user_name": "staff"}], purge=True, purge_limit="100%", purge_exclude="{{ found }}"),
    roster([{"user_name": "staff"}], purge=True, purge_limit="100%", user_names="{{ leaver.name }}"),
    roster([], user_names=["staff", "{{ nothing }}"], purge=True, purge_limit="100%"),
    info(user_names="{{ leaver.name }}"),
]
OMITTED = [
    task(user_name="{{ leaver.surname | default(omit) }}", state="absent"),
    task(user_name="{{ leaver.name | default(omit, true) }}", state="absent"),
]
# The same credentials can change their own user if a task requests it.
ASKED = [task(caller=True, state="absent"), info(path_prefix="{{ leaver.path | default(omit) }}")]


def test_an_empty_variable_affects_no_user(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a null or omitted name means the operator, or a null scope means all users."""
    account.add("operator", "staff", "break-glass", password=PASSWORD)
    access = account.add_key("operator")
    account.emulator.clear_calls()
    tasks = [{**each, "vars": VARIABLES} for each in (*EMPTY, *OMITTED, *ASKED)]
    *rejected, own, read = runner.play(tasks, **access).results
    assert [(result["failed"], result["changed"]) for result in rejected] == [(True, False)] * len(rejected)
    empty, omitted = rejected[: len(EMPTY)], rejected[len(EMPTY) :]
    assert not [result["msg"] for result in empty if "was given, but is " not in result["msg"]]
    assert {result["error"]["code"] for result in omitted} == {"user_required"}
    assert (own["user_name"], own["changed"], len(read["users"])) == ("operator", True, 3)
    assert account.calls().count("DeleteLoginProfile") == 1
    assert set(account.passwords()) == {"staff", "break-glass"}
