# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users are advised to do with other modules, done to a populated account: it does what it promises, no more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playbook_runner import roster, task
from snapshots import changes, populate, snapshot
from snippets import ROOT, offered

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

NAMES = ("alice", "bob", "dave", "emil", "erin")
PASSWORD = "Another-Passw0rd-2!"
VARIABLES = {"alice_password": PASSWORD, "console_passwords": dict.fromkeys(NAMES, PASSWORD), "staff": ["erin"]}
MAY_CHANGE = ["IAMUserChangePassword", "own"]
# Place and name of each task -> what it promises to change, for users and a policy that are there already.
PROMISES: dict[str, dict[str, Any]] = {
    "guide_hire_to_leaver.rst: Create the users": {"erin/policies": MAY_CHANGE},
    "guide_iam_user.rst: Alice exists, and may sign in": {},
    "guide_iam_user.rst: Bob may not": {"bob/password": None},
    "guide_iam_user.rst: Alice and Bob exist": {},
    "guide_iam_user.rst: Emil exists": {},
    "guide_iam_user.rst: They exist": {},
    "guide_iam_user.rst: Alice exists": {"alice/tags/team": "red"},
    "guide_passwords.rst: Erin may change her own password": {"erin/policies": MAY_CHANGE},
    "guide_passwords.rst: The users of this group may change their own passwords": {"group staff/policies": MAY_CHANGE},
    "guide_passwords.rst: All users may change their own passwords": {"policy/AllowUsersToChangePassword": True},
    "iam_login_profile.py: Create the user Dave": {},
}


def test_every_task_with_another_module_has_its_promise() -> None:
    """Fails when the documentation gets a task of amazon.aws that nobody tried, or loses one."""
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
    """Fails when the line of an error, written as it stands, is not about the users that were meant, or about more."""
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
    # The line has "users" for the list that was given, and "user" for one of its users.
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
    guide = " ".join((ROOT / "docs/docsite/rst/guide_errors.rst").read_text(encoding="utf-8").split())
    assert lines[0] in guide
