# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The AWS CLI and the module, with the same input, reach the same state and the same error codes."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest import mock

from accounts import denied
from awscli.clidriver import create_clidriver  # type: ignore[import-untyped]
from playbook_runner import task

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

FIRST, SECOND = "First-Passw0rd", "Second-Passw0rd"


@dataclass(frozen=True)
class Scenario:
    """The CLI's arguments and the module's options for the same change, both without the user name."""

    name: str
    has_one: bool
    cli: tuple[str, ...]
    options: dict[str, Any]
    fault: dict[str, Any] = field(default_factory=dict)

    def fault_for(self, user: str) -> dict[str, Any]:
        """Return the fault for the calls of one user; a concurrent writer changes the same user."""
        act_first = [
            {"action": action, "parameters": {"UserName": user, **parameters}}
            for action, parameters in self.fault.get("act_first", [])
        ]
        return {**self.fault, "user_name": user, "act_first": act_first}


CREATE = ("create-login-profile", "--password", SECOND)
UPDATE = ("update-login-profile",)
ALWAYS = {"update_password": "always"}
RESET, NO_RESET = {"password_reset_required": True}, {"password_reset_required": False}
JSON = json.dumps({"Password": "&1-3a6u:RA0djs", "PasswordResetRequired": True})
GIVEN = {"password": SECOND}
OTHER_CREATES: dict[str, Any] = {
    "action": "CreateLoginProfile",
    "act_first": [("CreateLoginProfile", {"Password": FIRST})],
}
OTHER_DELETES: dict[str, Any] = {"action": "UpdateLoginProfile", "act_first": [("DeleteLoginProfile", {})]}

SCENARIOS = [
    Scenario("create", False, CREATE, GIVEN),
    Scenario("create-reset", False, (*CREATE, "--password-reset-required"), {**GIVEN, **RESET}),
    Scenario("create-no-reset", False, (*CREATE, "--no-password-reset-required"), {**GIVEN, **NO_RESET}),
    Scenario(
        "create-from-json",
        False,
        ("create-login-profile", "--cli-input-json", JSON),
        {"password": "&1-3a6u:RA0djs", **RESET},
    ),
    Scenario("update-password", True, (*UPDATE, "--password", SECOND), {**GIVEN, **ALWAYS}),
    Scenario(
        "update-both",
        True,
        (*UPDATE, "--password", SECOND, "--no-password-reset-required"),
        {**GIVEN, **ALWAYS, **NO_RESET},
    ),
    Scenario("update-flag", True, (*UPDATE, "--no-password-reset-required"), {**ALWAYS, **NO_RESET}),
    Scenario("delete", True, ("delete-login-profile",), {"state": "absent"}),
    Scenario("policy", False, ("create-login-profile", "--password", "short"), {"password": "short"}),
    Scenario("limit", False, CREATE, GIVEN, denied("CreateLoginProfile", status=409, code="LimitExceeded")),
    Scenario("denied", False, CREATE, GIVEN, denied("CreateLoginProfile")),
    Scenario("somebody-was-faster", False, CREATE, GIVEN, OTHER_CREATES),
    Scenario("vanished-meanwhile", True, (*UPDATE, "--password", SECOND), {**GIVEN, **ALWAYS}, OTHER_DELETES),
]


def prepare(account: Account) -> None:
    """Create two users for each scenario, one for the CLI and one for the module, and set the faults."""
    faults = []
    for scenario in SCENARIOS:
        for user in (f"cli-{scenario.name}", f"module-{scenario.name}"):
            account.add(user, password=FIRST if scenario.has_one else None, reset=True)
            if scenario.fault:
                faults.append(scenario.fault_for(user))
    account.emulator.faults(faults)


def state(account: Account, passwords: dict[str, str], user: str) -> tuple[str, bool] | None:
    """Return the password of a user and the reset flag, or None."""
    if user not in passwords:
        return None
    profile = account.iam.get_login_profile(UserName=user)["LoginProfile"]
    return passwords[user], profile.get("PasswordResetRequired", False)


def error_code_of_cli(scenario: Scenario) -> str | None:
    """Run the AWS CLI in this process: a new process would take a second more each time."""
    command, *arguments = scenario.cli
    errors = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
        exit_code = create_clidriver().main(["iam", command, "--user-name", f"cli-{scenario.name}", *arguments])
    if exit_code == 0:
        return None
    code = re.search(r"An error occurred \((\w+)\)", errors.getvalue())
    assert code, errors.getvalue()
    return code[1]


def test_cli_and_module_agree(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a scenario ends in another state or another error code than with the CLI."""
    prepare(account)
    with mock.patch.dict(os.environ, runner.env(AWS_DATA_PATH=os.environ["AWS_DATA_PATH"]), clear=True):
        cli_codes = {scenario.name: error_code_of_cli(scenario) for scenario in SCENARIOS}
    results = runner.play([task(user_name=f"module-{each.name}", **each.options) for each in SCENARIOS]).results
    codes = [result.get("error", {}).get("code") for result in results]
    assert dict(zip(cli_codes, codes, strict=True)) == cli_codes
    account.emulator.faults([])
    passwords = account.passwords()
    by_cli = {name: state(account, passwords, f"cli-{name}") for name in cli_codes}
    assert by_cli == {name: state(account, passwords, f"module-{name}") for name in cli_codes}
    # The common result is the one that the scenarios are made for.
    assert [code for code in cli_codes.values() if code] == [
        *("PasswordPolicyViolation", "LimitExceeded", "AccessDenied", "EntityAlreadyExists", "NoSuchEntity"),
    ]
    assert by_cli["update-flag"] == (FIRST, False)
    assert by_cli["delete"] is None
