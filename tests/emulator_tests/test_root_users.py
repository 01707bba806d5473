# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a root session sees of the root user: the password, and that there is nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from client import Emulator, EmulatorError

Clients = Callable[..., Any]
ErrorOf = Callable[..., tuple[str, int, str]]
ONE, TWO = "111122223333", "444455556666"
AUDIT, CREATE, DELETE = "IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials"


@pytest.fixture(autouse=True)
def _organization(emulator: Emulator) -> None:
    emulator.organization([{"id": ONE}, {"id": TWO}])


def test_a_password_is_created_seen_and_deleted(root: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if a step does not show in the next one, or the errors are not those recorded from AWS."""
    audit, create, delete = root(ONE, AUDIT), root(ONE, CREATE), root(ONE, DELETE)
    nothing = ("NoSuchEntity", 404, "Login Profile for User null cannot be found.")
    assert error_of(audit.get_login_profile) == nothing
    assert error_of(delete.delete_login_profile) == nothing
    created = create.create_login_profile()["LoginProfile"]
    exists = ("EntityAlreadyExists", 409, f"Login Profile for account {ONE} already exists.")
    assert error_of(create.create_login_profile) == exists
    assert audit.get_login_profile()["LoginProfile"] == created
    assert set(emulator.root_passwords()) == {ONE}
    delete.delete_login_profile()
    assert error_of(audit.get_login_profile) == nothing
    assert emulator.root_passwords() == {}


def test_a_profile_of_a_root_user_has_no_name(root: Clients) -> None:
    """Fails if the reply has a UserName: AWS's has none, though the model requires it."""
    created = root(ONE, CREATE).create_login_profile()["LoginProfile"]
    assert set(created) == {"CreateDate", "PasswordResetRequired"}
    assert created["PasswordResetRequired"] is False


@pytest.mark.parametrize(
    ("parameters", "code"), [({"Password": "Passw0rd-1"}, "ValidationError"), ({"UserName": "root"}, "AccessDenied")]
)
def test_neither_name_nor_password_may_be_given(
    root: Clients, emulator: Emulator, error_of: ErrorOf, parameters: dict[str, str], code: str
) -> None:
    """Fails if a password of one's own choice is taken, or another user is reached."""
    assert error_of(root(ONE, CREATE).create_login_profile, **parameters)[0] == code
    assert emulator.root_passwords() == {}


def test_a_root_user_has_nothing_else(root: Clients, error_of: ErrorOf) -> None:
    """Fails if the reads that the task permits do not answer as for a root user without credentials."""
    audit, delete = root(ONE, AUDIT), root(ONE, DELETE)
    user = audit.get_user()["User"]
    assert (user["Arn"], user["UserId"], "UserName" in user) == (f"arn:aws:iam::{ONE}:root", ONE, False)
    assert audit.list_access_keys()["AccessKeyMetadata"] == []
    assert audit.list_mfa_devices()["MFADevices"] == []
    assert audit.list_signing_certificates()["Certificates"] == []
    assert error_of(delete.delete_access_key, AccessKeyId="AKIA0123456789ABCDEF")[:2] == ("NoSuchEntity", 404)


def test_the_summary_tells_of_the_password(root: Clients, emulator: Emulator) -> None:
    """Fails if AccountPasswordPresent does not follow the password."""
    audit = root(ONE, AUDIT)
    assert audit.get_account_summary()["SummaryMap"]["AccountPasswordPresent"] == 0
    emulator.root_password(ONE)
    assert audit.get_account_summary()["SummaryMap"]["AccountPasswordPresent"] == 1


def test_a_test_may_give_and_take_passwords(root: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if a session does not see what a test has set, or another account has it, too."""
    emulator.root_password(ONE)
    emulator.root_password(TWO)
    emulator.root_password(TWO, present=False)
    emulator.root_password(TWO, present=False)
    assert set(emulator.root_passwords()) == {ONE}
    root(ONE, AUDIT).get_login_profile()
    assert error_of(root(TWO, AUDIT).get_login_profile)[0] == "NoSuchEntity"


def test_a_misspelt_control_is_refused(emulator: Emulator) -> None:
    """Fails if a test that sets nothing could pass unnoticed."""
    with pytest.raises(EmulatorError, match="account and present"):
        emulator._control("POST", "root-passwords", {"account": ONE})
