# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Root users of member accounts, through AssumeRoot: audit, deletion, recovery, and what stands in their way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from canary import watched
from playbook_runner import PlaybookRunner, info, roster, task

if TYPE_CHECKING:
    from client import Emulator

MANAGEMENT, ONE, TWO, CLOSED, STRANGER = "123456789012", "111111111111", "222222222222", "333333333333", "999999999999"
ACCOUNTS = [{"id": ONE}, {"id": TWO}, {"id": CLOSED, "status": "SUSPENDED"}]
AUDIT, CREATE, DELETE = "IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials"
NONE = [{"root_account_id": ONE, "state": "absent"}, {"root_account_id": TWO, "state": "absent"}]


def policies(emulator: Emulator) -> set[str]:
    """Return the task policies that were held since the calls were last cleared."""
    called = emulator.calls()
    emulator.clear_calls()
    return {call["task_policy"] for call in called if call["task_policy"]}


@pytest.mark.on_both_backends
def test_no_member_account_has_a_root_password(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a root password stays or is unseen, check mode holds more than audit, or an account is left unsaid."""
    emulator.organization(ACCOUNTS)
    emulator.root_password(ONE)
    (audit, foreseen) = runner.play([info(root_of_organization=True), roster(NONE, check=True)], "--diff").results
    assert [(row["root_account_id"], row["password_enabled"]) for row in audit["root_users"]] == [
        (ONE, True),
        (TWO, False),
    ]
    assert {each["account_id"] for each in audit["left_out_accounts"]} == {MANAGEMENT, CLOSED}
    assert set(emulator.root_passwords()) == {ONE}
    assert policies(emulator) == {AUDIT}
    (real, again) = runner.play([roster(NONE), roster(NONE)], "--diff").results
    assert emulator.root_passwords() == {}
    assert policies(emulator) == {AUDIT, DELETE}
    for each in (foreseen, real):
        assert each["summary"]["done"] == [f"{ONE}:root"]
        assert each["diff"] == foreseen["diff"]
    assert (again["changed"], again["summary"]["unchanged"]) == (False, [f"{ONE}:root", f"{TWO}:root"])


def test_recovery_is_allowed_and_taken_back(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a root user may not recover a password, or a stage holds another's permissions."""
    emulator.organization(ACCOUNTS)
    (foreseen,) = runner.play([task(root_account_id=TWO, check=True)]).results
    assert (foreseen["changed"], policies(emulator)) == (True, {AUDIT})
    (allowed, again) = runner.play([task(root_account_id=TWO), task(root_account_id=TWO)]).results
    assert set(emulator.root_passwords()) == {TWO}
    assert policies(emulator) == {AUDIT, CREATE}
    assert allowed["actions"] == foreseen["actions"]
    assert (allowed["root_account_id"], allowed["user_name"], again["changed"]) == (TWO, None, False)
    (back,) = runner.play([task(root_account_id=TWO, state="absent")]).results
    assert back["login_profile"] == {}
    assert emulator.root_passwords() == {}


def test_what_stands_in_the_way_is_said_with_its_remedy(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when an error passes for "no root password", or does not say what to do."""
    emulator.organization(ACCOUNTS, sts_disabled_in=["ap-east-1"])
    tasks: dict[str, dict[str, Any]] = {
        "must be an active member of the organization": task(root_account_id=STRANGER, state="absent"),
        "and not its management account": task(root_account_id=MANAGEMENT, state="absent"),
        "of its delegated administrator for IAM": task(root_account_id=ONE, state="absent", access_key=TWO),
        "STS is not activated in this region": task(root_account_id=ONE, state="absent", region="ap-east-1"),
        "goes without password": task(root_account_id=ONE, password="{{ 'Passw0rd-1' }}"),
        "exclude one another": task(root_account_id=ONE, user_name="alice"),
        "1 of 2 users could not be read": info(root_account_ids=[STRANGER, ONE]),
    }
    results = runner.play(list(tasks.values())).results
    for words, result in zip(tasks, results, strict=True):
        assert result["failed"], words
        assert words in result["msg"]
    assert results[-1]["root_users"][1]["password_enabled"] is False
    assert results[-1]["root_users"][0]["login_profile"] is None
    emulator.organization(ACCOUNTS, features=[])
    (off,) = runner.play([task(root_account_id=ONE, state="absent")]).results
    assert "enable-organizations-root-credentials-management" in off["msg"]
    emulator.organization(ACCOUNTS, trusted_access=False)
    emulator.settings(sts_is_global=True)
    (no_access, unknown) = runner.play(
        [
            task(root_account_id=ONE, state="absent", region="eu-central-1"),
            task(root_account_id=ONE, state="absent", region="us-east-1"),
        ]
    ).results
    assert "enable-aws-service-access" in no_access["msg"]
    assert "Only regional endpoints of STS do" in unknown["msg"]


def test_the_session_s_credentials_leave_no_trace(emulator: Emulator, runner: PlaybookRunner) -> None:
    """Fails when a key, secret or token of a root session is printed, logged or left in a file."""
    emulator.organization(ACCOUNTS)
    emulator.root_password(ONE)
    emulator.faults(
        [{"action": "DeleteLoginProfile", "kind": "error", "status": 409, "code": "LimitExceeded", "account": TWO}]
    )
    emulator.root_password(TWO)
    run = runner.play(
        [roster(NONE), info(root_account_ids=[ONE, TWO, STRANGER]), task(root_account_id=ONE)],
        *("-vvvv", "--diff"),
        **watched(runner.folder),
    )
    assert [result["failed"] for result in run.results] == [True, True, False]
    keys = {call["access_key"] for call in emulator.calls() if call["task_policy"]}
    assert keys
    texts = [run.output, *(path.read_text("utf-8", "replace") for path in runner.folder.rglob("*") if path.is_file())]
    for text in texts:
        assert not [key for key in keys if key in text]
        assert "SessionToken" not in text
        assert "SecretAccessKey" not in text
