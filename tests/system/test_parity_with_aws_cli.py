# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The AWS CLI and the module, told the same, leave the same state and meet the same error codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from playing import Player, task

if TYPE_CHECKING:
    from client import Emulator
    from mypy_boto3_iam import IAMClient

FIRST, SECOND = "First-Passw0rd", "Second-Passw0rd"


@dataclass(frozen=True)
class Scenario:
    """What one asks of both: the CLI's arguments and the module's options, and whether bob has a password before."""

    name: str
    has_one: bool
    cli: tuple[str, ...]
    options: dict[str, Any]
    faults: tuple[dict[str, Any], ...] = ()


def fault(action: str, status: int, code: str) -> dict[str, Any]:
    return {"action": action, "kind": "error", "status": status, "code": code, "nth": None}


CREATE = ("create-login-profile", "--user-name", "Bob", "--password", SECOND)
UPDATE = ("update-login-profile", "--user-name", "Bob")
GIVEN = {"user_name": "Bob", "password": SECOND}
ALWAYS = {"user_name": "Bob", "update_password": "always"}
JSON = json.dumps({"UserName": "Bob", "Password": "&1-3a6u:RA0djs", "PasswordResetRequired": True})

SCENARIOS = [
    Scenario("create", False, CREATE, GIVEN),
    Scenario(
        "create, reset", False, (*CREATE, "--password-reset-required"), {**GIVEN, "password_reset_required": True}
    ),
    Scenario(
        "create, no reset",
        False,
        (*CREATE, "--no-password-reset-required"),
        {**GIVEN, "password_reset_required": False},
    ),
    Scenario(
        "create from JSON",
        False,
        ("create-login-profile", "--cli-input-json", JSON),
        {"user_name": "Bob", "password": "&1-3a6u:RA0djs", "password_reset_required": True},
    ),
    Scenario("update the password", True, (*UPDATE, "--password", SECOND), {**GIVEN, **ALWAYS}),
    Scenario(
        "update both",
        True,
        (*UPDATE, "--password", SECOND, "--no-password-reset-required"),
        {**GIVEN, **ALWAYS, "password_reset_required": False},
    ),
    Scenario(
        "update the flag", True, (*UPDATE, "--no-password-reset-required"), {**ALWAYS, "password_reset_required": False}
    ),
    Scenario("delete", True, ("delete-login-profile", "--user-name", "Bob"), {"user_name": "Bob", "state": "absent"}),
    Scenario(
        "policy",
        False,
        ("create-login-profile", "--user-name", "Bob", "--password", "short"),
        {"user_name": "Bob", "password": "short"},
    ),
    Scenario("limit", False, CREATE, GIVEN, (fault("CreateLoginProfile", 409, "LimitExceeded"),)),
    Scenario("denied", False, CREATE, GIVEN, (fault("CreateLoginProfile", 403, "AccessDenied"),)),
    Scenario(
        "somebody was faster",
        False,
        CREATE,
        GIVEN,
        (
            {
                "action": "CreateLoginProfile",
                "act_first": [{"action": "CreateLoginProfile", "parameters": {"UserName": "Bob", "Password": FIRST}}],
            },
        ),
    ),
    Scenario(
        "vanished meanwhile",
        True,
        (*UPDATE, "--password", SECOND),
        {**GIVEN, **ALWAYS},
        (
            {
                "action": "UpdateLoginProfile",
                "act_first": [{"action": "DeleteLoginProfile", "parameters": {"UserName": "Bob"}}],
            },
        ),
    ),
]


def prepare(emulator: Emulator, iam: IAMClient, scenario: Scenario) -> None:
    emulator.reset()
    iam.create_user(UserName="Bob")
    if scenario.has_one:
        iam.create_login_profile(UserName="Bob", Password=FIRST, PasswordResetRequired=True)
    emulator.faults(scenario.faults)


def state(emulator: Emulator, iam: IAMClient) -> tuple[dict[str, str], bool | None]:
    emulator.faults([])
    passwords = emulator.passwords()
    if "Bob" not in passwords:
        return passwords, None
    return passwords, iam.get_login_profile(UserName="Bob")["LoginProfile"].get("PasswordResetRequired", False)


def error_code_of_cli(player: Player, arguments: tuple[str, ...]) -> str | None:
    finished = subprocess.run(
        [sys.executable, "-m", "awscli", "iam", *arguments],
        env=player.env(AWS_MAX_ATTEMPTS="1"),
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
def test_cli_and_module_agree(emulator: Emulator, player: Player, iam: IAMClient) -> None:
    """Fails when a scenario ends in another state or another error code than with the CLI."""
    differences = []
    for scenario in SCENARIOS:
        prepare(emulator, iam, scenario)
        cli = (error_code_of_cli(player, scenario.cli), *state(emulator, iam))
        prepare(emulator, iam, scenario)
        result = player.play([task(**scenario.options)]).only()
        module = (result.get("error", {}).get("code"), *state(emulator, iam))
        if cli != module:
            differences.append((scenario.name, {"cli": cli, "module": module, "msg": result.get("msg")}))
    assert differences == []
