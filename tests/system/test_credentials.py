# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Profiles that give no credentials, through ansible-playbook, whose modules have no terminal."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from playbook_runner import PlaybookRunner, roster, task

if TYPE_CHECKING:
    from client import Emulator
    from mypy_boto3_iam import IAMClient

CANARY = "Canary-Of-The-Process"
# Calls of the program: for the client, for two reads of each of two users, the policy, and the write of the first one.
GOOD = 1 + 4 + 1 + 1


def configuration(runner: PlaybookRunner) -> str:
    """Write a configuration file, and a program that gives credentials so many times; return the file's path."""
    program, runs = runner.folder / "credentials", runner.folder / "runs"
    expires = dt.datetime.now(dt.timezone.utc) + dt.timedelta(minutes=5)
    given = {"Version": 1, "AccessKeyId": "testing", "SecretAccessKey": "testing", "Expiration": expires.isoformat()}
    program.write_text(
        f"#!/bin/sh\necho >> '{runs}'\n"
        f"[ $(wc -l < '{runs}') -le {GOOD} ] && echo '{json.dumps(given)}' || echo '{CANARY}'\n"
    )
    program.chmod(0o700)
    role = "role_arn = arn:aws:iam::123456789012:role/ops"
    sso = "sso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = Ops"
    path = runner.folder / "config"
    path.write_text(
        f"[profile process]\ncredential_process = {program}\n"
        f"[profile sso]\nsso_start_url = https://example.awsapps.com/start\n{sso}\n"
        f"[profile mfa]\n{role}\nsource_profile = keys\nmfa_serial = arn:aws:iam::123456789012:mfa/ops\n"
        "[profile keys]\naws_access_key_id = testing\naws_secret_access_key = testing\n"
    )
    return str(path)


def test_profiles_that_give_no_credentials(emulator: Emulator, runner: PlaybookRunner, iam: IAMClient) -> None:
    """Fails when a task waits for an answer, loses what it had done, or repeats what a program printed."""
    for name in ("alice", "bob"):
        iam.create_user(UserName=name)
    given = [{"user_name": name, "password": f"{name.title()}s-Passw0rd"} for name in ("alice", "bob")]
    keys = {"access_key": "", "secret_key": ""}
    one: dict[str, Any] = {**given[0], **keys}
    run = runner.play(
        [
            task(**one, profile="sso"),
            task(**one, profile="mfa"),
            roster(given, **keys, profile="process", concurrency=1, wait=False),
        ],
        AWS_CONFIG_FILE=configuration(runner),
    )
    sso, mfa, process = run.results
    assert "(profile 'sso', SSO)" in sso["msg"]
    assert "Run: aws sso login --profile sso (" in sso["msg"]
    assert "(profile 'mfa', AssumeRole): the profile has mfa_serial" in mfa["msg"]
    for result in (sso, mfa):
        assert (result["failed"], result["changed"]) == (True, False)
    assert (process["failed"], process["changed"]) == (True, True)
    assert process["msg"].count("(profile 'process', credential_process)") == 1
    assert process["summary"] == {"done": ["alice"], "unchanged": [], "failed": ["bob"], "not_attempted": []}
    assert "It is not known whether" not in process["msg"]
    assert CANARY not in run.output + str(run.results)
    assert emulator.passwords() == {"alice": "Alices-Passw0rd"}
