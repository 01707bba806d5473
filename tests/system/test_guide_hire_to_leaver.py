# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook of the guide for new users, and identity.aws.offboard with its variables and permissions."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook_runner import ANSIBLE_PLAYBOOK
from snippets import ROOT, playbooks

from ansible_collections.identity.aws.tests.policies.calls import Caller
from ansible_collections.identity.aws.tests.policies.evaluation import Policy, is_allowed

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

PLAYBOOK = Path("identity.aws.offboard")
GUIDE = "guide_hire_to_leaver.rst"
# With the AWS CLI of this environment.
PATH = f"{ANSIBLE_PLAYBOOK.parent}{os.pathsep}{os.environ['PATH']}"
DELETE = ("-e", "offboard_delete_users=true")
# STS needs no permission, and amazon.aws.aws_caller_info works without the other.
NEED_NONE = {"GetCallerIdentity", "ListAccountAliases"}
DENY = "OffboardedDenyAll"
ALLOW_ALL = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
# The calls that list a user's resources, and the reply member with them.
LISTS = {
    "list_access_keys": "AccessKeyMetadata",
    "list_signing_certificates": "Certificates",
    "list_ssh_public_keys": "SSHPublicKeys",
    "list_service_specific_credentials": "ServiceSpecificCredentials",
    "list_mfa_devices": "MFADevices",
    "list_user_policies": "PolicyNames",
    "list_attached_user_policies": "AttachedPolicies",
    "list_groups_for_user": "Groups",
}


def equip(account: Account, name: str) -> None:
    """Create a user with a password, a sign-in session in each region of the guide, and an entry in each of LISTS."""
    iam: Any = account.iam
    of_user = {"UserName": name}
    account.add(name, password="A-Passw0rd-1", path="/staff/")
    for region in ("us-east-1", "eu-central-1"):
        account.emulator.open_session(name, region=region)
    account.add_key(name)
    account.add_key(name)
    iam.upload_signing_certificate(**of_user, CertificateBody="certificate")
    iam.upload_ssh_public_key(**of_user, SSHPublicKeyBody="ssh-rsa key")
    for service in ("codecommit", "bedrock"):
        iam.create_service_specific_credential(**of_user, ServiceName=f"{service}.amazonaws.com")
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(**of_user, SerialNumber=serial, AuthenticationCode1="123456", AuthenticationCode2="654321")
    iam.put_user_policy(**of_user, PolicyName="own", PolicyDocument=json.dumps(ALLOW_ALL))
    iam.attach_user_policy(**of_user, PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    iam.add_user_to_group(**of_user, GroupName="team")


def state(account: Account) -> dict[str, Any]:
    """Return each user's resources, by user and kind; MFA devices also exist without a user."""
    iam: Any = account.iam
    names = [user["UserName"] for user in iam.list_users()["Users"]]
    devices = iam.list_virtual_mfa_devices(AssignmentStatus="Any")["VirtualMFADevices"]
    active = [each for each in account.emulator.sessions() if each["status"] == "ACTIVE"]
    return {
        name: {
            "password": account.passwords().get(name),
            "sessions": [each["arn"] for each in active if each["principal"].endswith(f"/{name}")],
            "devices": [each["SerialNumber"] for each in devices if each["SerialNumber"].endswith(f"/{name}")],
            **{call: getattr(iam, call)(UserName=name)[key] for call, key in LISTS.items()},
        }
        for name in names
    }


def play(runner: PlaybookRunner, *arguments: str) -> list[str]:
    """Run the playbook; return what changed: task, user and item."""
    code, output = runner.run_playbook(PLAYBOOK, "-e", "@leavers.yml", *arguments, PATH=PATH)
    assert code == 0, output
    tasks = [part.partition("]") for part in output.split("\nTASK [")]
    return sorted(
        f"{name}: {each}" for name, _bracket, lines in tasks for each in re.findall(r"(?m)^changed: (.*)$", lines)
    )


def documented() -> dict[str, Any]:
    """Return the policy of the guide, for the usual account."""
    text = (ROOT / "docs/docsite/rst" / GUIDE).read_text(encoding="utf-8")
    (policy,) = re.findall(r"\.\. code-block:: json\n\n((?:  .*\n|\n)+)", text)
    document: dict[str, Any] = json.loads(policy.replace("111122223333", "123456789012"))
    return document


def permissions() -> set[str]:
    """Return the actions that the policy of the guide allows, without their services."""
    return {each.partition(":")[2] for statement in documented()["Statement"] for each in statement["Action"]}


def not_allowed(account: Account) -> list[str]:
    """Return the calls of the playbook on users below /staff/ that the policy of the guide does not allow."""
    caller, policy = Caller(account.number, lambda _name: "/staff/"), Policy.of(documented())
    calls = [call for call in account.emulator.calls() if call["access_key"] == "testing"]
    requests = [
        request
        for call in calls
        if call["action"] not in NEED_NONE
        for request in caller.requests(
            "signin" if "Session" in call["action"] else "iam", call["action"], call["parameters"]
        )
    ]
    return [f"{each.action} on {each.resource}" for each in requests if not is_allowed([policy], each)]


def test_new_users_get_a_password_once(account: Account, runner: PlaybookRunner) -> None:
    """Fails when check mode fails for users who do not exist yet, a password is not stored, or a rerun changes it."""
    path = runner.folder / "hire.yml"
    path.write_text(playbooks(GUIDE)["hire.yml"], encoding="utf-8")
    account.add("anna", path="/staff/")
    runs = [runner.run_playbook(path, *arguments) for arguments in (["--check"], [], [], ["--check"])]
    assert [code for code, _output in runs] == [0] * 4, runs
    assert ["changed=0" in output for _code, output in runs] == [False, False, True, True]
    url = "https://123456789012.signin.aws.amazon.com/console"
    for name in ("anna", "ben", "clara"):
        line = f"{name} signs in at {url}. The password is in console/{name}."
        assert [line in output for _code, output in runs] == [name == "anna", True, False, False]
        (secret,) = [each for each in account.emulator.secrets() if each["name"] == f"console/{name}"]
        (version,) = secret["versions"].values()
        assert json.loads(version["value"])["password"] == account.emulator.passwords()[name]


def test_leavers_lose_everything_and_nobody_else_does(account: Account, runner: PlaybookRunner) -> None:
    """Fails when a leaver keeps or another user loses something, or check mode or a second run is wrong."""
    runner.folder.joinpath("leavers.yml").write_text(playbooks(GUIDE)["leavers.yml"], encoding="utf-8")
    account.iam.create_group(GroupName="team")
    equip(account, "carol")
    equip(account, "erin")
    account.add("dave")
    before = state(account)
    predicted = play(runner, "--check", *DELETE)
    assert state(account) == before
    removed = play(runner)
    nothing: dict[str, Any] = {kind: [] for kind in before["carol"]}
    nothing |= {"password": None, "list_user_policies": [DENY]}
    assert state(account) == {"carol": nothing, "dave": nothing, "erin": before["erin"]}
    document: Any = account.iam.get_user_policy(UserName="dave", PolicyName=DENY)["PolicyDocument"]
    assert document["Statement"] == [{"Effect": "Deny", "Action": "*", "Resource": "*"}]
    # The second run deletes the users, and has nothing else to do.
    deleted = play(runner, *DELETE)
    assert deleted == [f"Delete the user: [iam-user-{name}]" for name in ("carol", "dave")]
    assert state(account) == {"erin": before["erin"]}
    assert predicted == sorted(removed + deleted)
    assert play(runner, *DELETE) == []
    assert set(account.calls("testing")) - NEED_NONE == permissions()
    assert not_allowed(account) == []


def test_a_mistake_changes_nothing(account: Account, runner: PlaybookRunner) -> None:
    """Fails when it drops or splits a name, or runs for a wildcard, an unknown user or the caller, or two accounts.

    With a name in another case, the leaver would keep all access.
    """
    account.add("carol", "admin", password="A-Passw0rd-1")
    before, admin = state(account), account.add_key("admin")
    a_name, spelling, caller = "must be the name of an IAM user", "do not exist: {}.", "do not off-board the user of"
    for names, message, env in (
        ([], a_name, {}),
        (["carol", "*"], a_name, {}),
        (["carol", None], a_name, {}),
        ("carol,dave", "A comma does not separate names.", {}),
        (["carol", "carl", "CAROL", "None"], spelling.format("carl, CAROL, None"), {}),
        (["carol", "ADMIN"], caller, admin),
        (["carol"], "the AWS CLI uses arn:aws:iam::111122223333:root", other_cli(runner, "111122223333", "root")),
        (["carol"], caller, other_cli(runner, account.number, "user/staff/carol")),
    ):
        variables = json.dumps({"offboard_user_names": names})
        code, output = runner.run_playbook(PLAYBOOK, "-e", variables, **{"PATH": PATH, **env})
        assert (code, message in " ".join(output.split())) == (2, True), output
    # To delete users who do not exist is no error, so that the playbook can run again.
    code, output = runner.run_playbook(PLAYBOOK, "-e", '{"offboard_user_names": ["gone", "CAROL"]}', *DELETE, PATH=PATH)
    message = "in the account with the names in another case: carol. Nothing was changed."
    assert (code, message in " ".join(output.split())) == (2, True), output
    inventory = runner.folder / "inventory.yml"
    inventory.write_text(
        "offboard_iam_users: {hosts: {other: {offboard_user_name: admin, offboard_user_exists: true}}}"
    )
    for arguments in (("-i", str(inventory)), ("--limit", "localhost")):
        code, output = runner.run_playbook(PLAYBOOK, "-e", "offboard_user_names=carol", *arguments, PATH=PATH)
        assert (code, "Run the playbook without --limit" in output) == (2, True), output
    # Without the last letter, it would not delete the user.
    given = ("-e", "offboard_user_names=carol", "-e", "offboard_delete_user=true")
    code, output = runner.run_playbook(PLAYBOOK, *given, PATH=PATH)
    assert (code, "Unknown variable: offboard_delete_user. Check" in " ".join(output.split())) == (2, True), output
    account.iam.delete_access_key(UserName="admin", AccessKeyId=admin["AWS_ACCESS_KEY_ID"])
    assert state(account) == before


def test_a_typo_in_a_flag_is_an_error(account: Account, runner: PlaybookRunner) -> None:
    """Fails when it means false, so that the sessions of a leaver continue and the run succeeds."""
    account.add("carol", password="A-Passw0rd-1")
    variables = ("-e", "offboard_user_names=carol", "-e", "offboard_revoke_sessions=ture")
    code, output = runner.run_playbook(PLAYBOOK, "--check", *variables, PATH=PATH)
    message = "offboard_delete_users and offboard_revoke_sessions must be true or false."
    assert (code, message in " ".join(output.split())) == (2, True), output


def other_cli(runner: PlaybookRunner, account_id: str, resource: str) -> dict[str, str]:
    """Return the environment of an AWS CLI with the credentials of a principal."""
    reply = {"Account": account_id, "Arn": f"arn:aws:iam::{account_id}:{resource}"}
    folder = runner.folder / account_id
    folder.mkdir()
    (folder / "aws").write_text(f"#!/bin/sh\necho '{json.dumps(reply)}'\n", encoding="utf-8")
    (folder / "aws").chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{PATH}"}
