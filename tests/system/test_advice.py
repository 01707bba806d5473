# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users are advised to do with other modules, done to a populated account: it does what it promises, no more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from accounts import Account
from playbook_runner import info, roster, task
from snapshots import changes, populate, snapshot
from snippets import ROOT, offered

if TYPE_CHECKING:
    from client import Emulator
    from playbook_runner import PlaybookRunner

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


def test_what_is_offered_does_what_it_promises_and_no_more(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a task resets what it omits: a policy, tags, groups, paths; or writes in check mode."""
    account = Account(emulator)
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


def test_what_an_error_advises(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when an error of AWS, or a value in the wrong place, leads to the wrong option, policy or host."""
    Account(emulator).add("alice")
    root = {"root_account_id": "222222222222", "state": "absent"}
    deny = (
        "User: arn:aws:iam::123456789012:user/ops is not authorized to perform: iam:GetLoginProfile on resource: user "
    )
    policy = "arn:aws:iam::123456789012:policy/DenyWithoutMFA"
    fault = {"kind": "error", "status": 403}
    emulator.faults(
        [
            {**fault, "action": "AssumeRoot", "status": 400, "code": "ValidationError", "message": "Invalid."},
            {**fault, "action": "AssumeRoot", "code": "InvalidClientTokenId", "message": "Invalid.", "nth": 2},
            {
                **fault,
                "action": "GetLoginProfile",
                "code": "AccessDenied",
                "message": f"{deny}alice with an explicit deny in an identity-based policy: {policy}",
            },
        ]
    )
    no_keys = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    generated: dict[str, Any] = {"user_name": "alice", "generate_password": True, "pgp_key": "keys/erin.asc"}
    dead = info(
        endpoint_url="http://user:Canary-Passw0rd@127.0.0.1:1", aws_config={"retries": {"total_max_attempts": 1}}
    )
    results = runner.play(
        [
            task(**root, check=True),
            task(**root, region="eu-south-2", check=True),
            task(user_name="alice", state="absent"),
            {**info(profile="prd"), "environment": no_keys},
            dead,
            task(**generated, check=True),
        ]
    ).results
    not_accepted, region, denied, profile, endpoint, key = [result["msg"] for result in results]
    assert "AWS does not accept root_account_id." in not_accepted
    assert "user_name" not in not_accepted
    assert "in the region eu-south-2. The region may not be enabled" in region
    assert f"An identity-based policy ({policy}) denies it explicitly. No Allow overrides it." in denied
    assert "(profile 'prd'): the profile is not in the AWS configuration files" in profile
    assert "the AWS endpoint (http://127.0.0.1:1) cannot be reached" in endpoint
    assert "Canary-Passw0rd" not in endpoint
    assert "pgp_key looks like the path of a file." in key


def test_the_line_to_write_for_a_list_of_users(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when the line of an error, written as it stands, is not about the users that were meant, or about more."""
    account = Account(emulator)
    account.add("alice", "bob", password="Passw0rd-1")
    account.add("carol,dora")
    everybody = ["alice", "bob", "carol,dora"]
    lists = {"names": everybody, "found": "{{ task_0.iam_users }}", "rows": "{{ task_1.users }}"}
    before = account.passwords()
    given = [
        roster("{{ names }}", state="absent"),  # type: ignore[arg-type]
        roster("{{ found }}", state="absent"),  # type: ignore[arg-type]
        roster("{{ rows }}"),  # type: ignore[arg-type]
        info(user_names="{{ found }}"),
        task(user_name="{{ found[0] }}", state="absent"),
    ]
    reads: list[dict[str, Any]] = [{"amazon.aws.iam_user_info": {}}, info()]
    rejected = runner.play([*reads, *({**each, "vars": lists} for each in given)]).results[2:]
    assert all(result["failed"] for result in rejected)
    lines = [re.findall(r"\"({{ .*? }})\"", result["msg"])[0] for result in rejected]
    # The line stands for the list that was given as "users", and for one of its users as "user".
    as_users = [{"users": "{{ found }}"}, {"users": "{{ rows }}"}, {"users": "{{ found }}"}, {"user": "{{ found[0] }}"}]
    followed = [
        roster(lines[0], state="absent", check=True),
        roster(lines[1], state="absent", check=True),
        roster(lines[2], check=True),
        info(user_names=lines[3]),
        task(user_name=lines[4], state="absent", check=True),
    ]
    tasks = [{**each, "vars": {**lists, **more}} for each, more in zip(followed, [{}, *as_users], strict=True)]
    names, found, rows, looked, one = runner.play([*reads, *tasks]).results[2:]
    assert [row["user_name"] for row in names["users"]] == everybody
    assert sorted(row["user_name"] for row in found["users"]) == everybody
    assert names["summary"]["done"] == sorted(found["summary"]["done"]) == ["alice", "bob"]
    assert sorted(rows["summary"]["unchanged"]) == ["alice", "bob"]
    assert sorted(row["user_name"] for row in looked["users"]) == everybody
    assert (one["user_name"], one["changed"]) == ("alice", True)
    assert account.passwords() == before
    guide = " ".join((ROOT / "docs/docsite/rst/guide_errors.rst").read_text(encoding="utf-8").split())
    assert lines[0] in guide
