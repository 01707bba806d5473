# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit playbook, as a user runs it: what it reads and writes, and when it fails."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from accounts import READS, denied
from audit_runs import ROLE, audit, role_variables
from snapshots import STRICT, changes, populate, snapshot
from snippets import playbooks

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

FORMATS = {"html", "json", "users.csv", "findings.csv", "md", "junit.xml"}
REPORT_READS = {"GenerateCredentialReport", "GetCredentialReport"}
KNOWN = {"user_names": ["b*"], "checks": ["password_without_mfa"], "reason": "Hardware keys are on their way"}


@pytest.mark.parametrize("mode", [(), ("--check", "--diff")], ids=["real", "check"])
def test_the_playbook_gives_a_page_files_and_an_exit_code(
    audited: Account, runner: PlaybookRunner, mode: tuple[str, ...]
) -> None:
    """Fails when a report format is missing, check mode writes none, AWS is written, or the exit code is 0."""
    run = audit(runner, *mode)
    assert run.code == 2, run.output
    assert {path.name.removeprefix("console-access").lstrip("-.") for path in run.folder.iterdir()} == FORMATS
    assert {path.stat().st_mode & 0o777 for path in run.folder.iterdir()} == {0o600}
    assert run.found() == {("password_without_mfa", "ben")}
    assert run.report["verdict"] in run.output
    assert "changed=0" in run.output
    assert set(audited.calls()) <= READS | REPORT_READS


def test_exit_codes(audited: Account, runner: PlaybookRunner) -> None:
    """Fails when an accepted finding fails the play or is missing, or an account that was not read passes."""
    run = audit(runner, accepted=[KNOWN], source="report")
    assert run.code == 0, run.output
    assert run.report["findings"][0]["accepted"]["reason"] == KNOWN["reason"]
    # What the credential report alone does not show is not evaluated.
    assert set(audited.calls("testing")) == REPORT_READS | {"GetAccountPasswordPolicy"}
    assert run.checks()["reset_pending"]["not_evaluated"]
    audited.iam.delete_account_password_policy()
    assert audit(runner, accepted=[KNOWN], fail_on="medium").code == 2
    audited.emulator.faults([denied("ListUsers")])
    run = audit(runner, fail_on="never")
    assert (run.code, run.found()) == (2, {("account_not_read", None)})
    assert f"Action failed: {run.report['accounts'][0]['msg']}" in run.output


def test_the_users_of_user_names_are_in_the_roster(account: Account, runner: PlaybookRunner) -> None:
    """Fails when the guide's variables drop a name or an end of access, or a name is rejected."""
    account.add("fay", "gus", "carol", "dave", password="Passw0rd-1")
    (name, text), *_others = playbooks("guide_audits.rst", "audit_roster").items()
    (runner.folder / name).write_text(text, encoding="utf-8")
    entry = {"user_name": "carol", "valid_until": "2026-06-30"}
    (runner.folder / "roster.yml").write_text(json.dumps({"console_users": [entry]}), encoding="utf-8")
    found = audit(runner, "-e", "@audit_roster.yml", "-e", "@roster.yml", fail_on="never").found()
    kinds = {"user_not_in_roster", "access_ended", "roster_user_without_password"}
    assert {each for each in found if each[0] in kinds} == {("user_not_in_roster", "dave"), ("access_ended", "carol")}


def test_the_remediation_of_the_guide(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a playbook fails, check mode writes, or a user without the finding loses a password."""
    account.add("ana", "ben", "break-glass-1", password="Passw0rd-1")
    account.emulator.mfa("ana")
    for name, text in playbooks("guide_audits.rst", r"\w+_remediation").items():
        (runner.folder / name).write_text(text, encoding="utf-8")
    write, apply = (runner.folder / f"{verb}_remediation.yml" for verb in ("write", "apply"))
    for path, arguments, left in (
        (write, (), {"ana", "ben", "break-glass-1"}),
        (apply, ("--check",), {"ana", "ben", "break-glass-1"}),
        (apply, (), {"ana", "break-glass-1"}),
    ):
        code, output = runner.run_playbook(path, *arguments)
        assert (code, set(account.passwords())) == (0, left), output


def test_what_cannot_be_read_is_no_absence(audited: Account, runner: PlaybookRunner) -> None:
    """Fails when an error counts as "no password", "no policy" or a good one, ends the report, or can be accepted."""
    reads = ("GenerateCredentialReport", "GetAccountPasswordPolicy")
    audited.emulator.faults([denied("GetLoginProfile", "ben"), *map(denied, reads)])
    accepted = [{"user_names": ["*"], "reason": "Whatever"}]
    run = audit(runner, fail_on="never", roster=[{"user_name": "chloe"}], accepted=accepted)
    assert run.code == 2
    assert {("user_not_read", "ben"), ("account_not_read", None), ("user_not_in_roster", "ana")} <= run.found()
    # The account password policy, and the credential report.
    assert run.checks()["account_not_read"]["findings"] == 2
    assert run.report["summary"]["unknown"] == 1
    checks = run.checks()
    for name in ("password_without_mfa", "root_password_without_mfa", "password_unused", "report_too_old"):
        assert "iam:GenerateCredentialReport" in str(checks[name]["not_evaluated"]), name
    for name in ("no_password_policy", "weak_password_policy"):
        assert checks[name]["not_evaluated"]
        assert checks[name]["findings"] == 0
    assert run.report["accounts"][0]["password_policy"] is None


# Variables of the role -> a part of the error. Nothing is read.
REJECTED: list[tuple[dict[str, Any], str]] = [
    ({"accounts": []}, "The input has no accounts. Give at least one."),
    ({"max_password_age": 30}, "Unknown variable: console_access_audit_max_password_age. Check the spelling."),
    ({"accounts": [{"name": "x"}, {"profile": None}]}, "Null or empty: console_access_audit_accounts[1].profile."),
    ({"accounts": [{"role_arn": ""}]}, "Null or empty: console_access_audit_accounts[0].role_arn."),
    ({"roster": None}, "Null or empty: console_access_audit_roster. Correct the variable, or omit it."),
]
ALWAYS = {"GenerateCredentialReport", "GetCredentialReport", "GetAccountPasswordPolicy"}
# Variables of the role -> the permissions that it lists, besides those of every audit.
ANNOUNCED: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"ListUsers", "GetLoginProfile"}),
    (
        {"accounts": [{}, {"root_of_organization": True}], "source": "report", "sessions": True},
        {"AssumeRoot", "ListAccounts", "DescribeOrganization", "ListOrganizationsFeatures", "ListSessions"},
    ),
]


def included(runner: PlaybookRunner, name: str, variables: dict[str, Any]) -> dict[str, Any]:
    """Return a task that includes the role, after a line with a name, and continues if it fails."""
    given = role_variables({"directory": str(runner.folder / name), "fail_on": "never", **variables})
    tasks = [
        {"ansible.builtin.debug": {"msg": f"Begin {name}."}},
        {"ansible.builtin.include_role": {"name": ROLE}, "vars": given},
    ]
    return {"block": tasks, "rescue": [{"ansible.builtin.meta": "clear_host_errors"}]}


def output_of(runner: PlaybookRunner, cases: list[dict[str, Any]]) -> list[str]:
    """Include the role with each of these variables in one play; return the output of each."""
    path = runner.playbook([included(runner, f"case {n}", variables) for n, variables in enumerate(cases)])
    _code, output = runner.run_playbook(path)
    _before, *parts = re.split(r'"msg": "Begin case \d+\."', output)
    return parts


def test_variables_that_mean_nothing_are_rejected(audited: Account, runner: PlaybookRunner) -> None:
    """Fails when an audit of nothing passes, a typo is ignored, or an empty profile means the default credentials."""
    for (variables, words), output in zip(REJECTED, output_of(runner, [case[0] for case in REJECTED]), strict=True):
        assert words in output, variables
    assert not set(audited.calls()) & READS
    assert not [path for path in runner.folder.glob("case*") if path.is_dir()]


def test_the_permissions_are_announced(audited: Account, runner: PlaybookRunner) -> None:
    """Fails when a permission is missing, a needless one is listed, or a second include of the role fails."""
    for (variables, asked), output in zip(ANNOUNCED, output_of(runner, [case[0] for case in ANNOUNCED]), strict=True):
        announced = output.partition("TASK [identity.aws.console_access_audit : Read")[0]
        assert set(re.findall(r"\b(?:iam|sts|organizations|signin):([A-Z]\w+)", announced)) == ALWAYS | asked, variables
    assert len(list(runner.folder.glob("case*/console-access.json"))) == len(ANNOUNCED)


def test_the_remediations_are_tasks_that_work(audited: Account, runner: PlaybookRunner) -> None:
    """Fails when a remediation fails, does not remove its finding, or changes anything else, also in check mode."""
    populate(audited, ("dora",))
    audited.iam.update_account_password_policy(**{**STRICT, "MinimumPasswordLength": 8, "PasswordReusePrevention": 3})
    before = snapshot(audited)
    run = audit(runner, roster=[{"user_name": "ana"}], unused_days=0, fail_on="never")
    remedies = [each["remedy"] for each in run.report["findings"]]
    assert {each["id"] for each in run.report["findings"]} == {
        *("password_without_mfa", "user_not_in_roster", "password_unused", "weak_password_policy"),
    }
    assert not [result for result in runner.play(remedies, "--check").results if result.get("failed")]
    assert changes(before, snapshot(audited)) == {}
    assert not [result for result in runner.play(remedies).results if result.get("failed")]
    taken = {f"{name}/password": None for name in ("ana", "ben", "dora")}
    stronger = {"policy/MinimumPasswordLength": 14, "policy/PasswordReusePrevention": 24}
    assert changes(before, snapshot(audited)) == {**taken, **stronger}


def test_sign_in_sessions_and_their_limits(audited: Account, runner: PlaybookRunner) -> None:
    """Fails when a session without a password is not found, its remediation fails, or a limit is not set."""
    audited.add("dora", password="Canary-Passw0rd-1")
    for user_name, lifetime in (("ana", 7200), ("ben", 7200), ("ben", 1800), ("dora", 7200)):
        audited.emulator.open_session(user_name, region="eu-central-1", age=3600, lifetime=lifetime)
    for user_name in ("ben", "dora"):
        audited.iam.delete_login_profile(UserName=user_name)
    audited.iam.delete_user(UserName="dora")
    options: dict[str, Any] = {"sessions": True, "session_regions": ["eu-central-1"], "max_signin_session_hours": 12}
    run = audit(runner, fail_on="never", **options)
    found = {("sessions_without_password", name) for name in ("ben", "dora")} | {("session_limit_too_long", "ana")}
    assert run.found() == found, run.output
    users = {user["user_name"]: user for user in run.report["users"]}
    assert [users[name]["active_sessions"] for name in ("ana", "ben", "chloe")] == [1, 1, 0]
    assert run.report["summary"]["with_active_sessions"] == 3
    remedies = [each["remedy"] for each in run.report["findings"]]
    results = runner.play(remedies).results
    assert not [result for result in results if result.get("failed")]
    assert audit(runner, **options).found() == set()


def test_sessions_that_cannot_be_listed_are_no_absence(audited: Account, runner: PlaybookRunner) -> None:
    """Fails when a missing permission counts as "no sessions", or hides the users."""
    audited.emulator.faults([denied("ListSessions", code="AccessDeniedException")])
    run = audit(runner, fail_on="never", sessions=True)
    assert (run.code, run.found()) == (2, {("account_not_read", None), ("password_without_mfa", "ben")})
    assert run.checks()["sessions_without_password"]["not_evaluated"]
