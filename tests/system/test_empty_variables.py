# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Empty variables in a playbook: no task is about the operator, whose credentials it uses, or about more users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from accounts import Account
from playbook_runner import info, roster, task

if TYPE_CHECKING:
    from client import Emulator
    from playbook_runner import PlaybookRunner

PASSWORD = "Operator-Passw0rd-1"
GIVEN = {"password": "Leaver-Passw0rd-1", "update_password": "always"}
# The leaver's record has no name, as after a lookup that found nothing.
VARIABLES: dict[str, Any] = {"leaver": {"name": None}, "nothing": "", "found": []}
EMPTY = [
    task(user_name="{{ leaver.name }}", state="absent"),
    task(user_name="{{ leaver.name }}", **GIVEN),
    task(name="{{ nothing }}", state="absent"),
    task(user_name="{{ leaver.name | default(none) }}", root_account_id="{{ nothing }}", state="absent"),
    roster([{"user_name": "{{ leaver.name }}", "state": "absent"}]),
    roster([{"user_name": "staff", "state": "absent"}], purge=True, path_prefix="{{ leaver.name }}"),
    roster([{"user_name": "staff"}], purge=True, purge_limit="100%", purge_exclude=["{{ leaver.name }}"]),
    roster([{"user_name": "staff"}], purge=True, purge_limit="100%", purge_exclude="{{ found }}"),
    info(user_names="{{ leaver.name }}"),
    info(user_names=["{{ leaver.name }}"]),
    info(path_prefix="{{ nothing }}"),
]
OMITTED = [
    task(user_name="{{ leaver.surname | default(omit) }}", state="absent"),
    task(user_name="{{ leaver.name | default(omit, true) }}", state="absent"),
]


@pytest.mark.parametrize("mode", [(), ("--check",)], ids=["real", "check"])
def test_an_empty_variable_reaches_nobody(emulator: Emulator, runner: PlaybookRunner, mode: tuple[str, ...]) -> None:
    """Fails when a null or an omitted name is a task about the operator, or a null scope one about everybody."""
    account = Account(emulator)
    account.add("operator", "staff", "break-glass", password=PASSWORD)
    key = account.iam.create_access_key(UserName="operator")["AccessKey"]
    access = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    before = account.passwords()
    emulator.clear_calls()
    run = runner.play([{**each, "vars": VARIABLES} for each in (*EMPTY, *OMITTED)], *mode, **access)
    assert [(result["failed"], result["changed"]) for result in run.results] == [(True, False)] * len(run.results)
    assert emulator.calls() == []
    empty, omitted = run.results[: len(EMPTY)], run.results[len(EMPTY) :]
    assert not [result["msg"] for result in empty if "was given, but is " not in result["msg"]]
    assert {result["error"]["code"] for result in empty if "actions" in result} == {"empty_option"}
    assert {result["error"]["code"] for result in omitted} == {"user_required"}
    # The same credentials can act on themselves where that is asked for, and what may be omitted is.
    (asked, looked) = runner.play(
        [
            task(caller=True, state="absent"),
            {**info(path_prefix="{{ leaver.path | default(omit) }}"), "vars": VARIABLES},
        ],
        *mode,
        **access,
    ).results
    assert (asked["user_name"], asked["changed"], len(looked["users"])) == ("operator", True, 3)
    assert account.passwords() == (before if mode else {name: before[name] for name in ("staff", "break-glass")})
