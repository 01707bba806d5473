# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Recommended tasks with other modules, on a populated account: each has exactly the documented effect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playbook_runner import roster, task
from snapshots import changes, populate, snapshot
from snippets import offered

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

NAMES = ("alice", "bob", "dave", "emil", "erin")
PASSWORD = "Another-Passw0rd-2!"
VARIABLES = {"alice_password": PASSWORD, "console_passwords": dict.fromkeys(NAMES, PASSWORD), "staff": ["erin"]}
MAY_CHANGE = ["IAMUserChangePassword", "own"]
# Place and name of each task -> the change that it promises, for existing users and an existing policy.
PROMISES: dict[str, dict[str, Any]] = {
    "guide_hire_to_leaver.rst: Create the users": {"erin/policies": MAY_CHANGE},
    "guide_migration.rst: Alice exists and has a password": {},
    "guide_migration.rst: Bob has no password": {"bob/password": None},
    "guide_migration.rst: Create the users": {},
    "guide_migration.rst: Create Emil": {},
    "guide_migration.rst: Create the users of the list": {},
    "guide_migration.rst: Create Alice with a tag": {"alice/tags/team": "red"},
    "guide_passwords.rst: Allow Erin to change her own password": {"erin/policies": MAY_CHANGE},
    "guide_passwords.rst: Allow all users to change their own passwords": {"policy/AllowUsersToChangePassword": True},
    "iam_login_profile.py: Create the user Dave": {},
}


def test_every_task_with_another_module_has_its_promise() -> None:
    """Fails when the documentation has an untested task of amazon.aws, or loses a tested one."""
    assert offered().keys() == PROMISES.keys()


def test_what_is_offered_does_what_it_promises_and_no_more(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a task resets what it omits: a policy, tags, groups, paths; or writes in check mode."""
    populate(account, NAMES)
    before = snapshot(account)
    tasks = [
        {**each, "vars": {**VARIABLES, **each.get("vars", {})}} for all_of in offered().values() for each in all_of
    ]
    promised = {path: value for promise in PROMISES.values() for path, value in promise.items()}
    for arguments, changed in ((("--check",), {}), ((), promised)):
        run = runner.play(tasks, *arguments)
        assert not [result for result in run.results if result.get("failed")], run.output
        assert changes(before, snapshot(account)) == changed


def test_the_line_to_write_for_a_list_of_users(account: Account, runner: PlaybookRunner) -> None:
    """Fails when the line of an error, copied unchanged, is about other users."""
    account.add("alice", "bob", password="Passw0rd-1")
    account.add("carol,dora")
    everybody = ["alice", "bob", "carol,dora"]
    lists = {"names": everybody, "found": "{{ task_0.iam_users }}"}
    given = [
        roster("{{ names }}", state="absent"),
        roster("{{ found }}", state="absent"),
        roster([], user_names="{{ task_0 }}", state="absent"),
        task(user_name="{{ found[0] }}", state="absent"),
    ]
    listing: dict[str, Any] = {"amazon.aws.iam_user_info": {}}
    rejected = runner.play([listing, *({**each, "vars": lists} for each in given)]).results[1:]
    assert all(result["failed"] for result in rejected)
    lines = [re.findall(r"\"({{ .*? }})\"", result["msg"])[0] for result in rejected]
    # The line has "users" for the given list, and "user" for one of its users.
    followed = [
        {**roster([], user_names=lines[0], state="absent", check=True), "vars": lists},
        {**roster([], user_names=lines[1], state="absent", check=True), "vars": {**lists, "users": "{{ found }}"}},
        {**roster([], user_names=lines[2], state="absent", check=True), "vars": {"users": "{{ task_0 }}"}},
        {**task(user_name=lines[3], state="absent", check=True), "vars": {**lists, "user": "{{ found[0] }}"}},
    ]
    *of_all, one = runner.play([listing, *followed]).results[1:]
    for result in of_all:
        assert sorted(row["user_name"] for row in result["users"]) == everybody
        assert sorted(result["summary"]["done"]) == ["alice", "bob"]
    assert (one["user_name"], one["changed"]) == ("alice", True)
