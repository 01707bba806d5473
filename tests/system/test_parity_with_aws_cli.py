# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The AWS CLI and the module, told the same, leave the same state and meet the same error codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from playbook_runner import PlaybookRunner, task

if TYPE_CHECKING:
    from client import Emulator
    from mypy_boto3_iam import IAMClient

FIRST, SECOND = "First-Passw0rd", "Second-Passw0rd"


@dataclass(frozen=True)
class Scenario:
    """What one asks of both: the CLI's arguments and the module's options, both without the user's name."""

    name: str
    has_one: bool
    cli: tuple[str, ...]
    options: dict[str, Any]
    fault: dict[str, Any] = field(default_factory=dict)

    def fault_for(self, user: str) -> dict[str, Any]:
        """Return the fault for the calls of one user; where somebody acts first, it is on that user."""
        act_first = [
            {"action": action, "parameters": {"UserName": user, **parameters}}
            for action, parameters in self.fault.get("act_first", [])
        ]
        return {**self.fault, "user_name": user, "act_first": act_first}


def error(action: str, status: int, code: str) -> dict[str, Any]:
    return {"action": action, "kind": "error", "status": status, "code": code, "nth": None}


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
    Scenario("limit", False, CREATE, GIVEN, error("CreateLoginProfile", 409, "LimitExceeded")),
    Scenario("denied", False, CREATE, GIVEN, error("CreateLoginProfile", 403, "AccessDenied")),
    Scenario("somebody-was-faster", False, CREATE, GIVEN, OTHER_CREATES),
    Scenario("vanished-meanwhile", True, (*UPDATE, "--password", SECOND), {**GIVEN, **ALWAYS}, OTHER_DELETES),
]


def prepare(emulator: Emulator, iam: IAMClient) -> None:
    """Make two users for each scenario, one for the CLI and one for the module, and set the faults."""
    faults = []
    for scenario in SCENARIOS:
        for user in (f"cli-{scenario.name}", f"module-{scenario.name}"):
            iam.create_user(UserName=user)
            if scenario.has_one:
                iam.create_login_profile(UserName=user, Password=FIRST, PasswordResetRequired=True)
            if scenario.fault:
                faults.append(scenario.fault_for(user))
    emulator.faults(faults)


def state(emulator: Emulator, iam: IAMClient, user: str) -> tuple[str, bool] | None:
    """Return the password that holds and the reset flag, or None."""
    password = emulator.passwords().get(user)
    if password is None:
        return None
    return password, iam.get_login_profile(UserName=user)["LoginProfile"].get("PasswordResetRequired", False)


def error_code_of_cli(runner: PlaybookRunner, scenario: Scenario) -> str | None:
    command, *arguments = scenario.cli
    finished = subprocess.run(
        [sys.executable, "-m", "awscli", "iam", command, "--user-name", f"cli-{scenario.name}", *arguments],
        env=runner.env(),
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode == 0:
        return None
    code = re.search(r"An error occurred \((\w+)\)", finished.stderr)
    assert code, finished.stderr
    return code[1]


@pytest.mark.on_both_backends
def test_cli_and_module_agree(emulator: Emulator, runner: PlaybookRunner, iam: IAMClient) -> None:
    """Fails when a scenario ends in another state or another error code than with the CLI."""
    prepare(emulator, iam)
    cli_codes = {scenario.name: error_code_of_cli(runner, scenario) for scenario in SCENARIOS}
    results = runner.play([task(user_name=f"module-{each.name}", **each.options) for each in SCENARIOS]).results
    module_codes = {
        each.name: result.get("error", {}).get("code") for each, result in zip(SCENARIOS, results, strict=True)
    }
    assert module_codes == cli_codes
    emulator.faults([])
    names = [scenario.name for scenario in SCENARIOS]
    by_cli = {name: state(emulator, iam, f"cli-{name}") for name in names}
    assert by_cli == {name: state(emulator, iam, f"module-{name}") for name in names}
    # What the two agree on is what the scenarios were made to show.
    assert [code for code in cli_codes.values() if code] == [
        "PasswordPolicyViolation",
        "LimitExceeded",
        "AccessDenied",
        "EntityAlreadyExists",
        "NoSuchEntity",
    ]
    assert by_cli["update-flag"] == (FIRST, False)
    assert by_cli["delete"] is None
