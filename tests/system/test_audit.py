# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook that audits, as a user runs it: what it reads, what it writes, and when it fails."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from accounts import READS, Account, calls_of
from audit_runs import OTHER, audit, audited, denied
from snapshots import STRICT, changes, populate, snapshot

if TYPE_CHECKING:
    from client import Emulator
    from playbook_runner import PlaybookRunner

FORMS = {"html", "json", "users.csv", "findings.csv", "md", "junit.xml"}
AUDIT_READS = READS | {"GenerateCredentialReport", "GetCredentialReport", "AssumeRoot", "ListAccounts"}
AUDIT_READS |= {"DescribeOrganization", "AssumeRole"}


@pytest.fixture
def account(emulator: Emulator) -> Account:
    """An account: ana has MFA, ben has none, chloe has no password."""
    return audited(emulator)


@pytest.mark.parametrize("mode", [(), ("--check", "--diff")], ids=["real", "check"])
def test_the_playbook_gives_a_page_files_and_an_exit_code(
    account: Account, emulator: Emulator, runner: PlaybookRunner, mode: tuple[str, ...]
) -> None:
    """Fails when a form of the report is missing, check mode has none, something is written, or the exit code is 0."""
    run = audit(runner, *mode)
    assert run.code == 2, run.output
    assert {path.name.removeprefix("console-access").lstrip("-.") for path in run.folder.iterdir()} == FORMS
    assert {path.stat().st_mode & 0o777 for path in run.folder.iterdir()} == {0o600}
    assert run.found() == {("password_without_mfa", "ben")}
    assert run.report["verdict"] in run.output
    assert "iam:GetLoginProfile" in run.output
    assert "changed=0" in run.output
    assert {call["action"] for call in emulator.calls()} <= AUDIT_READS | {"CreateUser", "CreateLoginProfile"} | {
        "UpdateAccountPasswordPolicy"
    }


def test_what_is_accepted_or_below_the_bar_is_no_failure(account: Account, runner: PlaybookRunner) -> None:
    """Fails when an accepted finding fails the play or vanishes, or fail_on is not heeded."""
    known = {"user_names": ["b*"], "checks": ["password_without_mfa"], "reason": "Hardware keys are on their way"}
    run = audit(runner, accepted=[known])
    assert run.code == 0, run.output
    assert run.report["findings"][0]["accepted"]["reason"] == known["reason"]
    assert audit(runner, fail_on="never").code == 0
    account.iam.delete_account_password_policy()
    assert audit(runner, accepted=[known], fail_on="medium").code == 2


def test_the_forms_have_the_same_figures(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a form leaves out a user or a finding, or counts otherwise."""
    report, folder = (run := audit(runner, roster=[{"user_name": "ana"}], unused_days=0)).report, run.folder
    with (folder / "console-access-users.csv").open(newline="") as users:
        assert [row["user_name"] for row in csv.DictReader(users)] == [row["user_name"] for row in report["users"]]
    with (folder / "console-access-findings.csv").open(newline="") as findings:
        assert len(list(csv.DictReader(findings))) == len(report["findings"]) == 4
    failures = ET.parse(folder / "console-access-junit.xml").getroot().iter("failure")
    assert len(list(failures)) == len({finding["id"] for finding in report["findings"]})
    assert f"| {report['summary']['users']} | {report['summary']['with_password']} |" in (
        folder / "console-access.md"
    ).read_text(encoding="utf-8")


def test_a_user_who_cannot_be_read_is_a_finding(account: Account, emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when an error passes for "no password", or ends the audit without a report."""
    emulator.faults([denied("GetLoginProfile", user_name="ben")])
    run = audit(runner)
    assert run.code == 2
    assert ("user_not_read", "ben") in run.found()
    assert run.report["summary"]["unknown"] == 1


def test_an_account_that_cannot_be_read_is_a_finding_whatever_fails(
    account: Account, emulator: Emulator, runner: PlaybookRunner
) -> None:
    """Fails when an account without an answer passes for one without findings, or the screen does not say why."""
    emulator.faults([denied("ListUsers")])
    run = audit(runner, fail_on="never")
    assert run.code == 2
    assert run.found() == {("account_not_read", None)}
    why = run.report["accounts"][0]["msg"]
    assert "AccessDenied" in why
    assert f"Action failed: {why}" in run.output


def test_without_a_credential_report_the_rest_is_judged(
    account: Account, emulator: Emulator, runner: PlaybookRunner
) -> None:
    """Fails when the audit judges nothing, MFA passes for evaluated, or the reason is missing."""
    emulator.faults([denied("GenerateCredentialReport")])
    run = audit(runner, roster=[{"user_name": "ana"}])
    assert run.code == 2
    assert run.found() == {("user_not_in_roster", "ben")}
    checks = {check["id"]: check for check in run.report["checks"]}
    for name in ("password_without_mfa", "root_password_without_mfa", "password_unused", "report_too_old"):
        assert "iam:GenerateCredentialReport" in str(checks[name]["not_evaluated"]), name


def test_the_policy_that_cannot_be_read_is_not_taken_for_none(
    account: Account, emulator: Emulator, runner: PlaybookRunner
) -> None:
    """Fails when an error passes for "no policy", or for a good one, or can be waved through."""
    emulator.faults([denied("GetAccountPasswordPolicy")])
    run = audit(runner, fail_on="never", accepted=[{"user_names": ["*"], "reason": "Whatever"}])
    assert run.code == 2
    checks = {check["id"]: check for check in run.report["checks"]}
    assert checks["no_password_policy"]["findings"] == checks["weak_password_policy"]["findings"] == 0
    assert checks["no_password_policy"]["not_evaluated"]
    assert checks["account_not_read"]["findings"] == 1
    assert run.report["accounts"][0]["password_policy"] is None


def test_options_that_lead_to_nothing_are_refused(account: Account, runner: PlaybookRunner) -> None:
    """Fails when an audit of nothing passes, or a misspelt state is taken for present."""
    assert "There is no account to report on." in audit(runner, accounts=[]).output
    roster = [{"user_name": "ana", "state": "absnt"}]
    assert "must have the state present or absent" in audit(runner, roster=roster).output
    known = {"checks": ["account_not_read"], "reason": "No access"}
    assert "cannot be accepted" in audit(runner, accepted=[known]).output


def test_a_misspelt_option_is_refused(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a threshold that nobody reads passes for one that is kept, or something is read before it is told."""
    emulator.clear_calls()
    run = audit(runner, max_password_age=30, unused_days=90)
    assert run.code == 2
    sentence = (
        "Unknown variable: console_access_audit_max_password_age. Check the spelling. "
        "The role has: console_access_audit_accepted, "
    )
    assert sentence in run.output
    assert not run.folder.exists()
    assert emulator.calls() == []


def test_the_role_runs_again_in_the_same_play(account: Account, runner: PlaybookRunner) -> None:
    """Fails when what the first run has kept is taken for options that there are not."""
    roles = [
        {
            "name": "identity.aws.console_access_audit",
            "console_access_audit_directory": str(runner.folder / name),
            "console_access_audit_fail_on": "never",
        }
        for name in ("one", "two")
    ]
    path = runner.folder / "play.yml"
    path.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "roles": roles}]))
    code, output = runner.run_playbook(path)
    assert code == 0, output
    assert {folder.name for folder in runner.folder.iterdir()} >= {"one", "two"}


@pytest.mark.parametrize(
    ("variables", "asked"),
    [
        ({}, {"ListUsers", "GetLoginProfile"}),
        ({"accounts": [{"root_account_ids": [OTHER]}], "source": "report"}, {"AssumeRoot"}),
        (
            {"accounts": [{}, {"root_of_organization": True}], "source": "report"},
            {"AssumeRoot", "ListAccounts", "DescribeOrganization"},
        ),
    ],
)
def test_the_permissions_are_said_before(
    account: Account, runner: PlaybookRunner, variables: dict[str, Any], asked: set[str]
) -> None:
    """Fails when a permission is left out that an account asks for by itself, or one is said that nobody needs."""
    output = audit(runner, **variables).output
    said = set(re.findall(r"\b(?:iam|sts|organizations):([A-Z]\w+)", output.partition("TASK [identity.aws.console")[2]))
    assert said == {"GenerateCredentialReport", "GetCredentialReport", "GetAccountPasswordPolicy", *asked}


def test_the_report_alone_is_three_calls(account: Account, emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when the source is not heeded, or what it does not know passes for judged."""
    emulator.clear_calls()
    run = audit(runner, source="report")
    assert set(calls_of(emulator, "testing")) == {
        *("GenerateCredentialReport", "GetCredentialReport", "GetAccountPasswordPolicy"),
    }
    unjudged = {check["id"] for check in run.report["checks"] if check["not_evaluated"]}
    assert "reset_pending" in unjudged


def test_the_remedies_are_tasks_that_mend(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a remedy fails, does not remove its finding, or changes anything else, also in check mode."""
    populate(account, ("dora",))
    account.iam.update_account_password_policy(**{**STRICT, "MinimumPasswordLength": 8, "PasswordReusePrevention": 3})
    before = snapshot(account)
    run = audit(runner, roster=[{"user_name": "ana"}], unused_days=0, fail_on="never")
    remedies = [each["remedy"] for each in run.report["findings"]]
    assert {each["id"] for each in run.report["findings"]} == {
        *("password_without_mfa", "user_not_in_roster", "password_unused", "weak_password_policy"),
    }
    assert not [result for result in runner.play(remedies, "--check").results if result.get("failed")]
    assert changes(before, snapshot(account)) == {}
    assert not [result for result in runner.play(remedies).results if result.get("failed")]
    taken = {f"{name}/password": None for name in ("ana", "ben", "dora")}
    stronger = {"policy/MinimumPasswordLength": 14, "policy/PasswordReusePrevention": 24}
    assert changes(before, snapshot(account)) == {**taken, **stronger}


@pytest.mark.parametrize(
    ("variables", "place"),
    [
        (
            {"accounts": [{"name": "here"}, {"name": "there", "profile": None}]},
            "console_access_audit_accounts[1].profile",
        ),
        ({"accounts": [{"role_arn": ""}]}, "console_access_audit_accounts[0].role_arn"),
        ({"roster": None}, "console_access_audit_roster"),
    ],
)
def test_an_empty_variable_is_no_omitted_one(
    account: Account, emulator: Emulator, runner: PlaybookRunner, variables: dict[str, Any], place: str
) -> None:
    """Fails when an empty profile or role means the account of the default credentials, or no roster judges nobody."""
    run = audit(runner, **variables)
    assert run.code == 2
    assert f"Null or empty: {place}. Correct the variable, or omit it." in run.output
    assert not {call["action"] for call in emulator.calls()} & READS
