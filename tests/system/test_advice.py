# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users are advised to do with other modules, done to a populated account: it does what it promises, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts import Account
from populated import changes, populate, snapshot
from snippets import offered

if TYPE_CHECKING:
    from client import Emulator
    from playing import Player

NAMES = ("alice", "bob", "dave", "emil", "erin")
VARIABLES = {"alice_password": "Another-Passw0rd-2!", "console_passwords": dict.fromkeys(NAMES, "Another-Passw0rd-2!")}
MAY_CHANGE = ["IAMUserChangePassword", "own"]
# Place and name of each task -> what it promises to change, for users and a policy that are there already.
PROMISES: dict[str, dict[str, Any]] = {
    "guide_iam_user.rst: Alice exists, and may sign in": {},
    "guide_iam_user.rst: Bob may not": {"bob/password": None},
    "guide_iam_user.rst: Alice and Bob exist": {},
    "guide_iam_user.rst: Emil exists": {},
    "guide_iam_user.rst: They exist": {},
    "guide_iam_user.rst: Alice exists": {"alice/tags/team": "red"},
    "guide_passwords.rst: Erin may change her own password": {"erin/policies": MAY_CHANGE},
    "guide_passwords.rst: The users of this group may change their own passwords": {"group staff/policies": MAY_CHANGE},
    "guide_passwords.rst: All users may change their own passwords": {"policy/AllowUsersToChangePassword": True},
    "iam_login_profile.py: Dave exists": {},
}


def test_every_task_with_another_module_has_its_promise() -> None:
    """Fails when the documentation gets a task of amazon.aws that nobody tried, or loses one."""
    assert offered().keys() == PROMISES.keys()


def test_what_is_offered_does_what_it_promises_and_no_more(emulator: Emulator, player: Player) -> None:
    """Fails when a task resets what it omits: a policy, tags, groups, paths; or writes in check mode."""
    account = Account(emulator)
    populate(account, NAMES)
    before = snapshot(account)
    tasks = [
        {**each, "vars": {**VARIABLES, **each.get("vars", {})}} for all_of in offered().values() for each in all_of
    ]
    promised = {path: value for promise in PROMISES.values() for path, value in promise.items()}
    for arguments, changed in ((("--check",), {}), ((), promised)):
        run = player.play(tasks, *arguments)
        assert not [result for result in run.results if result.get("failed")], run.output
        assert changes(before, snapshot(account)) == changed
