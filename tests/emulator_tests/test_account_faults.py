# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults that hit the calls about one account, and those of STS and Organizations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError
from client import Emulator

Clients = Callable[..., Any]
ErrorOf = Callable[..., tuple[str, int, str]]
ONE, TWO = "111122223333", "444455556666"
AUDIT, CREATE, DELETE = "IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials"
FAILURE = {"kind": "error", "status": 500, "code": "ServiceFailure", "message": "Try later.", "nth": None}
FAILED = ("ServiceFailure", 500, "Try later.")


@pytest.fixture(autouse=True)
def _organization(emulator: Emulator) -> None:
    emulator.organization([{"id": ONE}, {"id": TWO}])
    emulator.root_password(ONE)
    emulator.root_password(TWO)


@pytest.mark.parametrize("form", ["{}", "arn:aws:iam::{}:root"])
def test_assuming_one_root_user_fails(client: Clients, emulator: Emulator, error_of: ErrorOf, form: str) -> None:
    """Fails if the fault hits another target, or does not see the target in its ARN."""
    emulator.faults([{"action": "AssumeRoot", "account": TWO, **FAILURE}])
    policy = {"arn": f"arn:aws:iam::aws:policy/root-task/{AUDIT}"}
    sts = client("sts")
    sts.assume_root(TargetPrincipal=form.format(ONE), TaskPolicyArn=policy)
    assert error_of(sts.assume_root, TargetPrincipal=form.format(TWO), TaskPolicyArn=policy) == FAILED


def test_a_call_in_one_account_fails(root: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the fault hits the sessions of another account, or none."""
    emulator.faults([{"action": "GetLoginProfile", "account": TWO, **FAILURE}])
    root(ONE, AUDIT).get_login_profile()
    assert error_of(root(TWO, AUDIT).get_login_profile) == FAILED


def test_account_and_number_go_together(root: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if calls about other accounts are counted."""
    emulator.faults([{"action": "GetLoginProfile", "account": TWO, **FAILURE, "nth": 2}])
    one, two = root(ONE, AUDIT), root(TWO, AUDIT)
    one.get_login_profile()
    two.get_login_profile()
    one.get_login_profile()
    assert error_of(two.get_login_profile) == FAILED


def test_the_usual_account_is_one(alice: Any, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the account of an ordinary key is not known."""
    emulator.faults([{"action": "GetUser", "account": "123456789012", **FAILURE}])
    assert error_of(alice.get_user, UserName="alice") == FAILED


def test_organizations_fails_in_its_own_words(client: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if the error is not JSON, which botocore would not read."""
    many = {"action": "ListAccounts", "kind": "error", "status": 400, "code": "TooManyRequestsException"}
    emulator.faults([{**many, "message": "Slow down."}])
    organizations = client("organizations")
    assert error_of(organizations.list_accounts) == ("TooManyRequestsException", 400, "Slow down.")
    organizations.list_accounts()
    assert [call["code"] for call in emulator.calls()] == ["TooManyRequestsException", None]


def test_a_reply_may_be_lost_after_the_call(root: Clients, emulator: Emulator) -> None:
    """Fails if a root user's password is still there, or the caller gets a reply."""
    emulator.faults([{"action": "DeleteLoginProfile", "account": ONE, "kind": "reset_after"}])
    with pytest.raises(ConnectionClosedError):
        root(ONE, DELETE).delete_login_profile()
    assert set(emulator.root_passwords()) == {TWO}


def test_another_may_act_first_in_the_session(root: Clients, emulator: Emulator, error_of: ErrorOf) -> None:
    """Fails if what is done first lacks the session's token."""
    act = {"action": "DeleteLoginProfile", "parameters": {}}
    emulator.faults([{"action": "DeleteLoginProfile", "account": ONE, "act_first": [act]}])
    assert error_of(root(ONE, DELETE).delete_login_profile)[0] == "NoSuchEntity"
